//! A document whose plain text was changed by someone who did not see its formatting.

use std::ops::Range;
use std::sync::Arc;

use crate::block::Block;
use crate::document::Document;
use crate::export::told;
use crate::text::clean;

impl Document {
    /// The document that says this text: blocks at the start and at the end whose text is still there stay as they are, what is between
    /// them becomes plain paragraphs.
    #[must_use]
    pub fn retold(&self, text: &str) -> Self {
        let text = clean(text);
        let (old, ranges) = told(self);
        if old == *text {
            return self.clone();
        }
        let first = kept_at_start(&old, &ranges, &text);
        let told = first.checked_sub(1).map_or(0, |last| ranges[last].end);
        let after = separator(&old, ranges.get(first).filter(|_| told > 0));
        let start = if text[told..].starts_with(after) {
            told + after.len()
        } else {
            told
        };
        let last = kept_at_end(&old, &ranges[first..], &text[start..]) + first;
        let end = match ranges.get(last) {
            Some(range) => text.len() - (old.len() - content_start(&old, range)),
            None => text.len(),
        };
        let before = separator(&old, ranges.get(last));
        let between = &text[start..end];
        let between = Self::from_text(between.strip_suffix(before).unwrap_or(between));
        let blank = between.is_blank();
        let blocks = self.blocks();
        // A block without text after the last one that has any goes, unless it is the only one.
        let mut retold: Vec<Arc<Block>> = blocks[..first].to_vec();
        retold.extend(between.blocks().iter().filter(|_| !blank).cloned());
        retold.extend(shown_from(blocks, ranges.len(), last));
        Self::new(retold.into_iter().map(Arc::unwrap_or_clone).collect())
    }
}

/// The blocks with a text, from one on. The closing paragraph of a document stands before its signature and has none.
fn shown_from(blocks: &[Arc<Block>], count: usize, first: usize) -> Vec<Arc<Block>> {
    let is_signature = |block: &&Arc<Block>| matches!(&***block, Block::Signature(_));
    let signature = blocks.last().filter(is_signature);
    let body = count - usize::from(signature.is_some());
    let body = &blocks[first.min(body)..body];
    let signature = signature.filter(|_| first < count);
    body.iter().chain(signature).cloned().collect()
}

/// How many blocks at the start are told by the new text too.
fn kept_at_start(old: &str, ranges: &[Range<usize>], new: &str) -> usize {
    let is_kept = |index: &usize| {
        let end = ranges[*index].end;
        let separator = separator(old, ranges.get(index + 1));
        let rest = old.get(..end).and_then(|told| new.strip_prefix(told));
        rest.is_some_and(|rest| {
            rest.trim().is_empty()
                || rest.starts_with("\n\n")
                || (!separator.is_empty() && rest.starts_with(separator))
        })
    };
    // Not the first that differs: the start of the text is told by each longer one too.
    (0..ranges.len()).rev().find(is_kept).map_or(0, |index| index + 1)
}

/// How many of the blocks left go before those at the end that the rest of the new text tells too.
fn kept_at_end(old: &str, ranges: &[Range<usize>], rest: &str) -> usize {
    let is_kept = |index: &usize| {
        let range = &ranges[*index];
        let before = rest.strip_suffix(&old[content_start(old, range)..]);
        let separator = separator(old, Some(range));
        before.is_some_and(|before| {
            before.trim().is_empty()
                || before.ends_with("\n\n")
                || (!separator.is_empty() && before.ends_with(separator))
        })
    };
    (0..ranges.len()).find(is_kept).unwrap_or(ranges.len())
}

/// What stands between a block and the one before it: line ends, with the marks of a quote that goes on.
fn separator<'a>(old: &'a str, range: Option<&Range<usize>>) -> &'a str {
    range.map_or("", |range| &old[range.start..content_start(old, range)])
}

fn content_start(old: &str, range: &Range<usize>) -> usize {
    if range.start == 0 {
        return 0;
    }
    let told = &old[range.clone()];
    let line = told.strip_prefix('\n').unwrap_or(told);
    let end_of_line = line
        .find('\n')
        .filter(|end| line[..*end].bytes().all(|byte| byte == b'>'));
    let skipped = end_of_line.map_or(0, |end| end + 1);
    range.start + (told.len() - line.len()) + skipped
}

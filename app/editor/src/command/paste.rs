//! What was copied is put in the place of the selection.

use std::sync::Arc;

use super::delete;
use crate::block::{Attrs, Block, TextBlock};
use crate::document::Document;
use crate::inline::{Image, Inline, push};
use crate::mark::Marks;
use crate::piece::{Piece, Slice};
use crate::position::TextRef;
use crate::state::State;
use crate::step::Bias;
use crate::transaction::{Edit, EditKind, Transaction};

pub(super) fn paste(state: &State, copied: &Document) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    delete::selection(&mut edit)?;
    paste_at_caret(&mut edit, copied)?;
    edit.finish(EditKind::Other)
}

/// Images with the position where each goes, in reading order.
type Places = Vec<(usize, Image)>;

/// The same but for images that are still to come: with their places.
pub(crate) fn paste_around(
    state: &State,
    copied: &Document,
    is_coming: &dyn Fn(&Image) -> bool,
) -> Option<(Option<Transaction>, Places)> {
    let mut edit = Edit::new(state);
    delete::selection(&mut edit)?;
    paste_at_caret(&mut edit, copied)?;
    let document = edit.document().clone();
    let texts = document.texts(0, document.size());
    let images = texts.iter().flat_map(TextRef::images);
    let coming: Vec<_> = images.filter(|(_, image)| is_coming(image)).collect();
    for (at, _) in coming.iter().rev() {
        edit.splice(*at, at + 1, Slice::default())?;
    }
    let made = edit.step_count();
    let transaction = edit.finish(EditKind::Other);
    // What is put right at last may move them.
    let later = transaction
        .iter()
        .flat_map(|transaction| transaction.steps().iter().skip(made));
    let place = |at| later.clone().fold(at, |at, step| step.map(at, Bias::After));
    let places = coming.iter().enumerate();
    let places = places.map(|(before, (at, image))| (place(at - before), Image::clone(image)));
    let places = places.collect();
    Some((transaction, places))
}

/// What stands between two positions goes to another place.
pub(super) fn move_text(state: &State, from: usize, to: usize, target: usize) -> Option<Transaction> {
    let document = state.document();
    let (from, to) = (document.caret_near(from), document.caret_near(to));
    let target = document.caret_near(target);
    if from >= to || (from..=to).contains(&target) {
        return None;
    }
    let moved = document.copied(from, to);
    let mut edit = Edit::new(state);
    delete::range(&mut edit, from, to)?;
    edit.caret(edit.mapped(target));
    paste_at_caret(&mut edit, &moved)?;
    edit.finish(EditKind::Other)
}

impl State {
    /// What is to be put in the place of the selection as paragraphs of their own: an empty one keeps each end of it from the text that
    /// stands there already. A single paragraph goes into that text as it is.
    pub fn set_apart(&self, copied: &Document) -> Document {
        let selection = self.selection();
        let document = self.document();
        if copied.blocks().len() < 2 {
            return copied.clone();
        }
        let has_head = document
            .text_at(selection.from())
            .is_some_and(|text| text.start() < selection.from());
        let has_tail = document
            .text_at(selection.to())
            .is_some_and(|text| selection.to() < text.end());
        let empty = |is_wanted: bool| is_wanted.then(|| Block::Text(TextBlock::paragraph(Vec::new())));
        let blocks = copied.blocks().iter().map(|block| Block::clone(block));
        let blocks = empty(has_head).into_iter().chain(blocks).chain(empty(has_tail));
        Document::new(blocks.collect())
    }
}

fn paste_at_caret(edit: &mut Edit, copied: &Document) -> Option<()> {
    let caret = edit.selection().head;
    let document = edit.document().clone();
    let text = document.text_at(caret)?;
    let blocks = if text.cell.is_some() {
        flattened(copied)
    } else {
        pasted(copied)
    };
    let (first, last) = (blocks.first()?, blocks.last()?);
    let has_head = caret > text.start();
    let mut slice = Slice::default();
    let at = match &**first {
        Block::Text(first) if has_head || is_one_line(&blocks) => {
            slice.extend(Slice::content(&first.content));
            caret
        }
        _ if has_head => {
            slice.push_block(first);
            caret
        }
        _ => {
            slice.push_block(first);
            text.at
        }
    };
    for block in &blocks[1..] {
        slice.push_block(block);
    }
    // Where the blocks went before the opening of this one, the last of them takes in its text.
    let (to, closing) = end_of_paste(&text, last, at);
    slice.extend(closing);
    let end = at + slice.len();
    if slice.is_empty() && to == at {
        return None;
    }
    edit.splice(at, to, slice)?;
    edit.caret(end);
    Some(())
}

/// Up to where the text is replaced, and what must open again after what was pasted.
fn end_of_paste(text: &TextRef<'_>, last: &Arc<Block>, at: usize) -> (usize, Slice) {
    let is_before_opening = at == text.at;
    match (&**last, is_before_opening) {
        (Block::Text(_), true) => (text.start(), Slice::default()),
        (Block::Text(_), false) => (at, Slice::default()),
        (_, true) => (text.start(), Slice::open(text.text.attrs)),
        (_, false) => (at, Slice::open(text.text.attrs)),
    }
}

/// A single plain paragraph takes the form of the block that it is pasted into.
fn is_one_line(blocks: &[Arc<Block>]) -> bool {
    match blocks {
        [block] => block.as_text().is_some_and(|text| text.attrs == Attrs::default()),
        _ => false,
    }
}

/// The blocks without a signature, and without the empty paragraph that only closes a document.
fn pasted(copied: &Document) -> Vec<Arc<Block>> {
    let mut blocks: Vec<Arc<Block>> = copied
        .blocks()
        .iter()
        .filter(|block| !matches!(&***block, Block::Signature(_)))
        .cloned()
        .collect();
    let is_closing = |block: &Arc<Block>| block.as_text().is_some_and(|text| text.is_empty());
    if let [.., before, last] = blocks.as_slice()
        && is_closing(last)
        && before.as_text().is_none()
    {
        blocks.pop();
    }
    blocks
}

/// The text alone, as a cell can hold it: a row of a table becomes a line with its cells after each other.
fn flattened(copied: &Document) -> Vec<Arc<Block>> {
    let mut texts: Vec<TextBlock> = Vec::new();
    for block in pasted(copied) {
        match &*block {
            Block::Text(text) => texts.push(text.clone()),
            Block::Table(table) => {
                for row in &table.rows {
                    let mut content = Vec::new();
                    for inline in row
                        .cells
                        .iter()
                        .flat_map(|cell| &cell.blocks)
                        .enumerate()
                        .flat_map(separated)
                    {
                        push(&mut content, inline);
                    }
                    texts.push(TextBlock::paragraph(content));
                }
            }
            Block::Rule { .. } | Block::QuotedMail(_) | Block::Signature(_) => {}
        }
    }
    texts
        .into_iter()
        .map(|text| Arc::new(Block::Text(text)))
        .collect()
}

fn separated((index, text): (usize, &TextBlock)) -> Vec<Inline> {
    let mut content = Vec::with_capacity(text.content.len() + 1);
    if index > 0 {
        content.push(Inline::text(" ", Marks::default()));
    }
    content.extend(text.content.iter().cloned());
    content
}

impl Document {
    /// What is copied when two positions enclose a selection: whole blocks in between, parts of those at both ends.
    /// Across the edge of a table, the whole table.
    pub fn copied(&self, from: usize, to: usize) -> Self {
        let mut blocks = Vec::new();
        for (index, start) in self.starts() {
            let block = &self.blocks()[index];
            let end = start + block.size();
            if start >= to || end <= from {
                continue;
            }
            match &**block {
                Block::Text(text) => {
                    let (start, from) = (start + 1, from.max(start + 1));
                    blocks.push(Block::Text(part(
                        text,
                        from - start,
                        to.min(end).max(from) - start,
                    )));
                }
                Block::Table(_) => {
                    let texts = self.texts(from, to);
                    let inside: Vec<&TextRef<'_>> = texts.iter().filter(|text| text.block == index).collect();
                    let is_in_cell =
                        start < from && to < end && inside.iter().all(|text| text.is_beside(inside[0]));
                    if is_in_cell {
                        blocks.extend(inside.iter().map(|text| {
                            let from = from.max(text.start()) - text.start();
                            let to = to.min(text.end()) - text.start();
                            Block::Text(part(text.text, from, to))
                        }));
                    } else {
                        blocks.push(Block::clone(block));
                    }
                }
                leaf => blocks.push(leaf.clone()),
            }
        }
        // A selection inside one paragraph is text, whatever the paragraph is.
        if let [Block::Text(text)] = blocks.as_mut_slice()
            && self
                .text_at(from)
                .is_some_and(|whole| whole.start() < from || to < whole.end())
        {
            text.attrs = Attrs::default();
        }
        Self::new(blocks)
    }
}

fn part(text: &TextBlock, from: usize, to: usize) -> TextBlock {
    let content = Slice::content(&text.content).cut(from, to).unwrap_or_default();
    let mut part = TextBlock {
        attrs: text.attrs,
        content: Vec::new(),
    };
    for piece in content.pieces() {
        if let Piece::Inline(inline) = piece {
            push(&mut part.content, inline.clone());
        }
    }
    part
}

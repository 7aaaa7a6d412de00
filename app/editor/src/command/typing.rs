//! Text that is typed, by us or by the browser.

use super::delete;
use crate::block::{Attrs, Item, Kind, MAX_QUOTE, Marker};
use crate::inline::Inline;
use crate::mark::Marks;
use crate::piece::Slice;
use crate::state::{Selection, State};
use crate::text::{boundary_at_or_before, clean};
use crate::transaction::{Edit, EditKind, Transaction};

/// What stands for an object in text that is read back.
const OBJECT: char = '\u{fffc}';

pub(super) fn insert(state: &State, text: &str) -> Option<Transaction> {
    let text = clean(text);
    if text.is_empty() {
        return None;
    }
    let is_replacing = !state.selection().is_caret();
    let mut edit = Edit::new(state);
    let marks = state.marks();
    delete::selection(&mut edit)?;
    let caret = edit.selection().head;
    edit.splice(caret, caret, Slice::text(&text, marks))?;
    edit.caret(caret + text.len());
    edit.finish(if is_replacing {
        EditKind::Other
    } else {
        EditKind::Typing
    })
}

pub(super) fn break_line(state: &State) -> Option<Transaction> {
    let marks = state.marks();
    let mut edit = Edit::new(state);
    delete::selection(&mut edit)?;
    let caret = edit.selection().head;
    edit.splice(
        caret,
        caret,
        Slice::text(
            "\n",
            Marks {
                link: None,
                ..marks.clone()
            },
        ),
    )?;
    edit.caret(caret + 1);
    if !marks.is_plain() {
        edit.store_marks(marks.without_link());
    }
    edit.finish(EditKind::Other)
}

pub(super) fn apply_rule(state: &State) -> Option<Transaction> {
    let text = state.text().filter(|_| state.selection().is_caret())?;
    let attrs = text.text.attrs;
    if attrs.kind != Kind::Paragraph || attrs.item.is_some() {
        return None;
    }
    let length = state.selection().head - text.start();
    let flat = text.text.flat();
    let typed = flat.get(..length)?.strip_suffix([' ', '\u{a0}'])?;
    let attrs = match typed {
        "-" | "*" => Attrs {
            item: Some(Item::new(Marker::Bullet, 0)),
            indent: 0,
            ..attrs
        },
        ">" if attrs.quote < MAX_QUOTE => Attrs {
            quote: attrs.quote + 1,
            ..attrs
        },
        _ => {
            let number = typed.strip_suffix(['.', ')'])?;
            let is_number =
                (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
            let start = number.parse().ok().filter(|_| is_number)?;
            let item = Item {
                marker: Marker::Number,
                level: 0,
                start: Some(start),
            };
            Attrs {
                item: Some(item),
                indent: 0,
                ..attrs
            }
        }
    };
    let mut edit = Edit::new(state);
    edit.splice(text.start(), text.start() + length, Slice::default())?;
    edit.set_attrs(text.at, attrs)?;
    edit.finish(EditKind::Other)
}

pub(super) fn read_back(state: &State, at: usize, shown: &str, caret: usize) -> Option<Transaction> {
    let text = state
        .document()
        .text_at(at.checked_add(1)?)
        .filter(|text| text.at == at)?;
    let (shown, caret) = readable(shown, caret);
    let old = units(&text.text.content);
    let new: Vec<char> = shown.chars().collect();
    let after_caret = shown[caret..].chars().count();
    // The change ends at the caret: of two equal letters, the one that was typed is the one before it.
    let mut end = common_end(&old, &new).min(after_caret);
    let start = old.iter().zip(&new).take_while(|((a, _), b)| a == *b).count();
    let start = start.min(old.len() - end.min(old.len())).min(new.len() - end);
    end = end.min(old.len() - start);
    let size = |units: &[(char, usize)]| units.iter().map(|(_, size)| size).sum::<usize>();
    let from = text.start() + size(&old[..start]);
    let to = text.end() - size(&old[old.len() - end..]);
    let inserted: String = new[start..new.len() - end]
        .iter()
        .filter(|c| **c != OBJECT)
        .collect();
    let marks = match state.stored_marks() {
        Some(marks) => marks.clone(),
        None => state.select(from, to).marks(),
    };
    let before_caret = size_of_shown(&shown[..caret], &new, start, end);
    let mut edit = Edit::new(state);
    edit.splice(from, to, Slice::text(&inserted, marks))?;
    edit.select(Selection::caret(text.start() + before_caret));
    let kind = if inserted.is_empty() {
        EditKind::Deleting
    } else {
        EditKind::Typing
    };
    edit.finish(kind)
}

/// The text that was read, with the characters that may be kept, and where the caret then is.
fn readable(shown: &str, caret: usize) -> (String, usize) {
    let keep = |part: &str| -> String {
        let parts: Vec<String> = part.split(OBJECT).map(|part| clean(part).into_owned()).collect();
        parts.join("\u{fffc}")
    };
    let caret = boundary_at_or_before(shown, caret);
    let before = keep(&shown[..caret]);
    let at = before.len();
    (before + &keep(&shown[caret..]), at)
}

/// The characters of a block with the positions that each takes.
fn units(content: &[Inline]) -> Vec<(char, usize)> {
    let mut units = Vec::new();
    for inline in content {
        match inline {
            Inline::Text { text, .. } => units.extend(text.chars().map(|c| (c, c.len_utf8()))),
            Inline::Atom { .. } => units.push((OBJECT, 1)),
        }
    }
    units
}

fn common_end(old: &[(char, usize)], new: &[char]) -> usize {
    old.iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|((a, _), b)| a == *b)
        .count()
}

/// How many positions the text before the caret takes in the new block. Objects that are new are not kept.
fn size_of_shown(before: &str, new: &[char], start: usize, end: usize) -> usize {
    let is_kept = |index: usize, c: char| c != OBJECT || index < start || index >= new.len() - end;
    before
        .chars()
        .enumerate()
        .filter(|(index, c)| is_kept(*index, *c))
        .map(|(_, c)| if c == OBJECT { 1 } else { c.len_utf8() })
        .sum()
}

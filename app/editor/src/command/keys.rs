//! Enter, Backspace and Delete.

use std::sync::Arc;

use super::{block, delete};
use crate::block::{Attrs, Block, Item, Kind, Marker};
use crate::document::Document;
use crate::piece::Slice;
use crate::position::TextRef;
use crate::state::State;
use crate::transaction::{Edit, EditKind, Transaction};

pub(super) fn split(state: &State) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    let marks = state.marks().without_link();
    delete::selection(&mut edit)?;
    let document = edit.document().clone();
    let caret = edit.selection().head;
    let text = document.text_at(caret)?;
    let attrs = text.text.attrs;
    let is_escape = is_first_of_document(&text) && caret == text.start();
    if is_escape {
        // The only way to a place before a table that begins the document.
        edit.splice(0, 0, Slice::open(Attrs::default()))?;
        edit.caret(1);
    } else if text.text.is_empty() && (attrs.item.is_some() || attrs.quote > 0) {
        let mut attrs = attrs;
        leave(&mut attrs);
        edit.set_attrs(text.at, attrs)?;
    } else if caret == text.start() && !text.text.is_empty() && attrs.kind != Kind::Paragraph {
        let before = Attrs {
            kind: Kind::Paragraph,
            ..attrs
        };
        edit.splice(text.at, text.at, Slice::open(before))?;
    } else {
        edit.splice(caret, caret, Slice::open(following(&attrs, caret == text.end())))?;
        edit.caret(caret + 1);
    }
    if !marks.is_plain() {
        edit.store_marks(marks);
    }
    edit.finish(EditKind::Other)
}

fn is_first_of_document(text: &TextRef<'_>) -> bool {
    text.block == 0 && text.index == 0 && text.cell.is_some_and(|cell| cell.row == 0 && cell.column == 0)
}

/// Enter in an empty block: a further paragraph becomes an item, an item goes out, then a quote is left.
fn leave(attrs: &mut Attrs) {
    match attrs.item {
        Some(_) => block::move_out(attrs),
        None => attrs.quote = attrs.quote.saturating_sub(1),
    }
}

/// The block that Enter begins after one with these attributes.
fn following(attrs: &Attrs, is_at_end: bool) -> Attrs {
    let kind = if is_at_end { Kind::Paragraph } else { attrs.kind };
    let item = attrs.item.map(|item| Item { start: None, ..item });
    Attrs { kind, item, ..*attrs }
}

pub(super) fn backward(state: &State) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    let selection = state.selection();
    if !selection.is_caret() {
        delete::selection(&mut edit)?;
        return edit.finish(EditKind::Other);
    }
    let document = state.document();
    let caret = selection.head;
    let text = document.text_at(caret)?;
    if caret > text.start() {
        let before = document.caret_before(caret)?;
        delete::range(&mut edit, before, caret)?;
        return edit.finish(EditKind::Deleting);
    }
    let previous = sibling(document, &text, false);
    if let Some(attrs) = moved_out(&text, previous) {
        edit.set_attrs(text.at, attrs)?;
        return edit.finish(EditKind::Other);
    }
    match previous {
        Some(Sibling::Text(before)) => join(&mut edit, &before, &text)?,
        Some(Sibling::Leaf(at)) => edit.splice(at, at + 1, Slice::default())?,
        Some(Sibling::Table(edge)) => edit.caret(edge),
        None => return None,
    }
    edit.finish(EditKind::Other)
}

/// What Backspace at the start of a block takes away before it joins blocks: the place in a list, a heading that is
/// empty, the indent, the quote where it begins.
fn moved_out(text: &TextRef<'_>, previous: Option<Sibling<'_>>) -> Option<Attrs> {
    let mut attrs = text.text.attrs;
    let quote_before = match previous {
        Some(Sibling::Text(before)) => before.text.attrs.quote,
        _ => 0,
    };
    match attrs.item {
        Some(Item {
            marker: Marker::Continued,
            ..
        }) => return None,
        Some(_) => block::move_out(&mut attrs),
        None if attrs.kind != Kind::Paragraph && (text.text.is_empty() || previous.is_none()) => {
            attrs.kind = Kind::Paragraph;
        }
        None if attrs.indent > 0 => attrs.indent -= 1,
        None if attrs.quote > quote_before || (attrs.quote > 0 && text.text.is_empty()) => attrs.quote -= 1,
        None => return None,
    }
    Some(attrs)
}

pub(super) fn forward(state: &State) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    let selection = state.selection();
    if !selection.is_caret() {
        delete::selection(&mut edit)?;
        return edit.finish(EditKind::Other);
    }
    let document = state.document();
    let caret = selection.head;
    let text = document.text_at(caret)?;
    if caret < text.end() {
        let after = document.caret_after(caret)?;
        delete::range(&mut edit, caret, after)?;
        return edit.finish(EditKind::Deleting);
    }
    match sibling(document, &text, true)? {
        Sibling::Text(after) => join(&mut edit, &text, &after)?,
        Sibling::Leaf(at) => edit.splice(at, at + 1, Slice::default())?,
        Sibling::Table(edge) => edit.caret(edge),
    }
    edit.finish(EditKind::Other)
}

/// Makes two blocks one. An empty first one gives way, so that the other keeps what it is.
fn join(edit: &mut Edit, first: &TextRef<'_>, second: &TextRef<'_>) -> Option<()> {
    if first.text.is_empty() && !second.text.is_empty() {
        edit.splice(first.at, second.at, Slice::default())?;
        edit.caret(first.at + 1);
    } else {
        edit.splice(first.end(), second.start(), Slice::default())?;
        edit.caret(first.end());
    }
    Some(())
}

#[derive(Clone, Copy)]
enum Sibling<'a> {
    Text(TextRef<'a>),
    /// Where the leaf is.
    Leaf(usize),
    /// The caret position in the table that is nearest.
    Table(usize),
}

/// What stands before or after a text block in the same sequence of blocks.
fn sibling<'a>(document: &'a Document, text: &TextRef<'_>, is_after: bool) -> Option<Sibling<'a>> {
    let texts = if is_after {
        document.texts(text.end() + 1, document.size())
    } else {
        document.texts(0, text.at)
    };
    let near = if is_after { texts.first() } else { texts.last() };
    if text.cell.is_some() {
        return near
            .filter(|near| near.is_beside(text))
            .map(|near| Sibling::Text(*near));
    }
    let index = if is_after {
        text.block + 1
    } else {
        text.block.checked_sub(1)?
    };
    let block: &Arc<Block> = document.blocks().get(index)?;
    match &**block {
        Block::Text(_) => near.map(|near| Sibling::Text(*near)),
        Block::Table(_) => {
            let edge = near?;
            Some(Sibling::Table(if is_after { edge.start() } else { edge.end() }))
        }
        Block::Rule { .. } | Block::QuotedMail(_) | Block::Signature(_) => {
            document.start_of(index).map(Sibling::Leaf)
        }
    }
}

pub(super) fn range(state: &State, from: usize, to: usize) -> Option<Transaction> {
    let selected = state.select(from.min(to), from.max(to));
    let mut edit = Edit::new(state);
    delete::range(&mut edit, selected.selection().from(), selected.selection().to())?;
    edit.finish(EditKind::Other)
}

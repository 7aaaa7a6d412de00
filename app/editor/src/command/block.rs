//! What blocks are and where they stand.

use crate::block::{Attrs, Item, Kind, MAX_INDENT, MAX_LIST_LEVELS, MAX_QUOTE, Marker};
use crate::state::State;
use crate::transaction::{Edit, EditKind, Transaction};

/// Changes the attributes of every selected text block.
pub(super) fn change(state: &State, change: &dyn Fn(&mut Attrs)) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    change_in(&mut edit, change)?;
    edit.finish(EditKind::Other)
}

/// The same inside a transaction in the making.
pub(super) fn change_in(edit: &mut Edit, change: &dyn Fn(&mut Attrs)) -> Option<()> {
    let texts = edit
        .document()
        .texts(edit.selection().from(), edit.selection().to());
    let (Some(first), Some(last)) = (texts.first(), texts.last()) else {
        return Some(());
    };
    let (from, to) = (first.at, last.at + 1);
    edit.rewrite(from, to, |slice| slice.map_attrs(change))
}

pub(super) fn set_kind(state: &State, kind: Kind) -> Option<Transaction> {
    change(state, &|attrs| {
        attrs.kind = kind;
        attrs.item = None;
    })
}

pub(super) fn indent(state: &State) -> Option<Transaction> {
    change(state, &|attrs| match &mut attrs.item {
        Some(item) => {
            item.level = (item.level + 1).min(MAX_LIST_LEVELS - 1);
            item.start = None;
        }
        None => attrs.indent = (attrs.indent + 1).min(MAX_INDENT),
    })
}

pub(super) fn outdent(state: &State) -> Option<Transaction> {
    change(state, &|attrs| move_out(attrs))
}

/// One level up; out of the list from the outermost level.
pub(super) fn move_out(attrs: &mut Attrs) {
    match &mut attrs.item {
        Some(item) if item.level > 0 => {
            item.level -= 1;
            item.start = None;
        }
        Some(_) => attrs.item = None,
        None => attrs.indent = attrs.indent.saturating_sub(1),
    }
}

pub(super) fn toggle_list(state: &State, marker: Marker) -> Option<Transaction> {
    if marker == Marker::Continued {
        return None;
    }
    let texts = state.selected_texts();
    let is_marked = |attrs: &Attrs| attrs.item.is_some_and(|item| item.marker == marker);
    let is_list = !texts.is_empty() && texts.iter().all(|text| is_marked(&text.text.attrs));
    change(state, &|attrs| {
        attrs.item = match attrs.item {
            _ if is_list => None,
            Some(item) => Some(Item::new(marker, item.level)),
            None => Some(Item::new(marker, 0)),
        };
    })
}

/// In one cell its blocks are quoted; elsewhere the blocks of the document, tables and rules too.
pub(super) fn toggle_quote(state: &State) -> Option<Transaction> {
    let texts = state.selected_texts();
    let first = texts.first()?;
    let is_quoted = texts.iter().all(|text| text.text.attrs.quote > 0);
    let shift = |is_quoted: bool, quote: &mut u8| {
        *quote = match is_quoted {
            true => quote.saturating_sub(1),
            false => (*quote + 1).min(MAX_QUOTE),
        };
    };
    if first.cell.is_some() && texts.iter().all(|text| text.is_beside(first)) {
        return change(state, &|attrs| shift(is_quoted, &mut attrs.quote));
    }
    let (from, to) = (state.selection().from(), state.selection().to());
    let blocks = state
        .document()
        .starts()
        .map(|(index, start)| (start, &state.document().blocks()[index]));
    let selected: Vec<_> = blocks
        .filter(|(start, block)| *start < to && start + block.size() >= from)
        .collect();
    let in_table = texts.iter().any(|text| text.cell.is_some());
    let is_quoted = match in_table {
        true => selected.iter().all(|(_, block)| block.quote() > 0),
        false => is_quoted,
    };
    let (start, last) = (selected.first()?.0, selected.last()?);
    let mut edit = Edit::new(state);
    edit.rewrite(start, last.0 + last.1.size(), |slice| {
        slice.map_quotes(&|quote| shift(is_quoted, quote))
    })?;
    edit.finish(EditKind::Other)
}

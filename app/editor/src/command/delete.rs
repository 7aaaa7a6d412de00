//! Deletes what is selected without ever leaving half a table.

use std::sync::Arc;

use crate::block::Block;
use crate::piece::Slice;
use crate::state::Selection;
use crate::transaction::Edit;

/// Deletes what is selected, if anything; the caret is then where it began.
pub(super) fn selection(edit: &mut Edit) -> Option<()> {
    let Selection { anchor, head } = edit.selection();
    range(edit, anchor.min(head), anchor.max(head))
}

/// Deletes what is between two caret positions. In one sequence of blocks the blocks at both ends become one; a table that is
/// selected with something beside it goes; of one that is selected in part the cells are emptied and stay.
pub(super) fn range(edit: &mut Edit, from: usize, to: usize) -> Option<()> {
    if from >= to {
        return Some(());
    }
    let document = edit.document().clone();
    let (first, last) = (document.text_at(from)?, document.text_at(to)?);
    if first.is_beside(&last) {
        edit.splice(from, to, Slice::default())?;
        edit.caret(from);
        return Some(());
    }
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for (index, start) in document.starts() {
        let block: &Arc<Block> = &document.blocks()[index];
        let end = start + block.size();
        let is_between = first.block < index && index < last.block;
        let is_table = first.block != last.block && matches!(**block, Block::Table(_));
        let is_whole = is_table && {
            let cells = document.texts(start + 1, end - 1);
            cells.first().is_some_and(|text| text.start() >= from)
                && cells.last().is_some_and(|text| text.end() <= to)
        };
        if is_between || (is_whole && from < end && start < to) {
            parts.push((start, end));
        } else if index == first.block || index == last.block {
            let texts = document.texts(from, to);
            let inside = texts.iter().filter(|text| text.block == index);
            parts.extend(inside.map(|text| (text.start().max(from), text.end().min(to))));
        }
    }
    // Where a table goes whole, the caret was in it: it is then in what follows.
    let began = match parts.first() {
        Some((start, _)) if *start < from => start + 1,
        _ => from,
    };
    for (start, end) in parts.into_iter().rev().filter(|(start, end)| start < end) {
        edit.splice(start, end, Slice::default())?;
    }
    edit.caret(edit.document().caret_near(began));
    Some(())
}

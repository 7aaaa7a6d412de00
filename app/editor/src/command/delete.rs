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

/// Deletes what is between two caret positions. In one sequence of blocks the blocks at both ends become one; across
/// the edge of a table its cells are emptied and stay.
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
        if first.block < index && index < last.block {
            let block: &Arc<Block> = &document.blocks()[index];
            parts.push((start, start + block.size()));
        } else if index == first.block || index == last.block {
            let texts = document.texts(from, to);
            let inside = texts.iter().filter(|text| text.block == index);
            parts.extend(inside.map(|text| (text.start().max(from), text.end().min(to))));
        }
    }
    for (start, end) in parts.into_iter().rev().filter(|(start, end)| start < end) {
        edit.splice(start, end, Slice::default())?;
    }
    edit.caret(from);
    Some(())
}

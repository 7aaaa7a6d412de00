//! Marks and links.

use super::{block, delete};
use crate::inline::Inline;
use crate::mark::{Link, Mark, Marks};
use crate::piece::Slice;
use crate::state::{Selection, State};
use crate::transaction::{Edit, EditKind, Transaction};

pub(super) fn toggle(state: &State, mark: Mark) -> Option<Transaction> {
    let is_on = state.has_mark(mark);
    set(state, &|marks| marks.set(mark, !is_on))
}

/// Changes the marks of the selected text, or at a caret those of the text that comes next.
pub(super) fn set(state: &State, change: &dyn Fn(&mut Marks)) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    if state.selected_inlines().is_empty() {
        store(state, &mut edit, change)?;
    } else {
        restyle(&mut edit, state.selection(), change)?;
    }
    edit.finish(EditKind::Other)
}

fn store(state: &State, edit: &mut Edit, change: &dyn Fn(&mut Marks)) -> Option<()> {
    let mut marks = state.marks();
    change(&mut marks);
    marks.tidy();
    (marks != state.marks()).then(|| edit.store_marks(marks))
}

/// Changes the marks of all text between the ends of a selection.
pub(super) fn restyle(edit: &mut Edit, range: Selection, change: &dyn Fn(&mut Marks)) -> Option<()> {
    edit.rewrite(range.from(), range.to(), |slice| slice.map_marks(change))
}

pub(super) fn set_link(state: &State, link: Option<&Link>) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    let range = if state.selection().is_caret() {
        link_around(state)?
    } else {
        state.selection()
    };
    restyle(&mut edit, range, &|marks| marks.link = link.cloned())?;
    edit.finish(EditKind::Other)
}

/// The extent of the link that the caret is in or at the edge of.
pub(super) fn link_around(state: &State) -> Option<Selection> {
    let text = state.text()?;
    let caret = state.selection().head;
    let mut runs: Vec<(usize, usize, &Link)> = Vec::new();
    let mut at = text.start();
    for inline in &text.text.content {
        let end = at + inline.size();
        if let Some(link) = &inline.marks().link {
            match runs.last_mut() {
                Some((_, last, same)) if *last == at && *same == link => *last = end,
                _ => runs.push((at, end, link)),
            }
        }
        at = end;
    }
    let (anchor, head, _) = runs
        .into_iter()
        .find(|(from, to, _)| (*from..=*to).contains(&caret))?;
    Some(Selection { anchor, head })
}

pub(super) fn insert_link(state: &State, link: &Link, text: &str) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    let marks = Marks {
        link: Some(link.clone()),
        ..state.marks()
    };
    delete::selection(&mut edit)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = if text.is_empty() {
        link.as_str().to_owned()
    } else {
        text
    };
    let Inline::Text { text, mut marks } = Inline::text(&text, marks) else {
        return None;
    };
    marks.tidy();
    let caret = edit.selection().head;
    edit.splice(caret, caret, Slice::text(&text, marks))?;
    edit.caret(caret + text.len());
    edit.finish(EditKind::Other)
}

pub(super) fn clear(state: &State) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    let keep_link = |marks: &mut Marks| {
        *marks = Marks {
            link: marks.link.take(),
            ..Marks::default()
        }
    };
    if state.selected_inlines().is_empty() {
        store(state, &mut edit, &keep_link);
    } else {
        restyle(&mut edit, state.selection(), &keep_link)?;
    }
    block::change_in(&mut edit, &|attrs| {
        attrs.kind = Default::default();
        attrs.align = Default::default();
        attrs.indent = 0;
    })?;
    edit.finish(EditKind::Other)
}

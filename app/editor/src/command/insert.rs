//! Objects and blocks that are put in.

use std::sync::Arc;

use super::delete;
use crate::block::{Attrs, Block, Cell, MAX_COLUMNS, MAX_ROWS, Row, Table, TextBlock};
use crate::inline::{Atom, FieldName, Image, Inline};
use crate::piece::{Piece, Slice};
use crate::quoted::QuotedMail;
use crate::schema;
use crate::state::State;
use crate::transaction::{Edit, EditKind, Transaction};

pub(super) fn image(state: &State, image: &Image) -> Option<Transaction> {
    atom(state, Atom::Image(image.clone()))
}

pub(super) fn change_image(state: &State, at: usize, image: &Image) -> Option<Transaction> {
    let present = state.document().slice(at, at.checked_add(1)?)?;
    let [
        Piece::Inline(Inline::Atom {
            atom: Atom::Image(_),
            marks,
        }),
    ] = present.pieces()
    else {
        return None;
    };
    let atom = Atom::Image(image.clone());
    let content = crate::inline::tidy(vec![Inline::Atom {
        atom,
        marks: marks.clone(),
    }]);
    let mut edit = Edit::new(state);
    edit.splice(at, at + 1, Slice::content(&content))?;
    edit.finish(EditKind::Other)
}

pub(super) fn field(state: &State, name: &FieldName) -> Option<Transaction> {
    atom(state, Atom::Field(name.clone()))
}

fn atom(state: &State, atom: Atom) -> Option<Transaction> {
    let marks = state.marks().without_link();
    let mut edit = Edit::new(state);
    delete::selection(&mut edit)?;
    let caret = edit.selection().head;
    let content = crate::inline::tidy(vec![Inline::Atom { atom, marks }]);
    edit.splice(caret, caret, Slice::content(&content))?;
    edit.caret(caret + 1);
    edit.finish(EditKind::Other)
}

pub(super) fn table(state: &State, rows: usize, columns: usize) -> Option<Transaction> {
    if !(1..=MAX_ROWS).contains(&rows) || !(1..=MAX_COLUMNS).contains(&columns) {
        return None;
    }
    let cell = Cell {
        is_header: false,
        blocks: vec![TextBlock::default()],
    };
    let row = Row {
        cells: vec![cell; columns],
    };
    let table = Table {
        quote: state.attrs().quote,
        rows: vec![row; rows],
    };
    let mut edit = Edit::new(state);
    let at = between_blocks(&mut edit, Arc::new(Block::Table(table)))?;
    edit.caret(at + 4);
    edit.finish(EditKind::Other)
}

pub(super) fn rule(state: &State) -> Option<Transaction> {
    let quote = state.attrs().quote;
    let mut edit = Edit::new(state);
    let at = between_blocks(&mut edit, Arc::new(Block::Rule { quote }))?;
    edit.caret(at + 2);
    edit.finish(EditKind::Other)
}

pub(super) fn quoted_mail(state: &State, mail: &QuotedMail) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    let at = between_blocks(&mut edit, Arc::new(Block::QuotedMail(mail.clone())))?;
    edit.caret(at + 2);
    edit.finish(EditKind::Other)
}

/// Puts a block where the caret is, between the two parts of the block that the caret splits; in an empty block,
/// before it. A text block always follows. Where the block begins; `None` in a cell.
fn between_blocks(edit: &mut Edit, block: Arc<Block>) -> Option<usize> {
    delete::selection(edit)?;
    let caret = edit.selection().head;
    let document = edit.document().clone();
    let text = document.text_at(caret).filter(|text| text.cell.is_none())?;
    let mut slice = Slice::default();
    slice.push_block(&block);
    if caret == text.start() {
        edit.splice(text.at, text.at, slice)?;
        return Some(text.at);
    }
    let is_followed = document
        .blocks()
        .get(text.block + 1)
        .is_some_and(|next| next.as_text().is_some());
    if caret < text.end() {
        slice.push(Piece::Open(text.text.attrs));
    } else if !is_followed {
        slice.push(Piece::Open(Attrs {
            quote: text.text.attrs.quote,
            ..Attrs::default()
        }));
    }
    edit.splice(caret, caret, slice)?;
    Some(caret)
}

pub(super) fn signature(state: &State, lines: Option<&[TextBlock]>) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    let end = state.document().size();
    let start = end - usize::from(state.document().signature().is_some());
    let mut slice = Slice::default();
    if let Some(lines) = lines {
        let signature = Arc::new(Block::Signature(lines.to_vec()));
        // A blank signature is none.
        for block in schema::normalize(vec![signature]) {
            if matches!(&*block, Block::Signature(_)) {
                slice.push_block(&block);
            }
        }
    }
    edit.splice(start, end, slice)?;
    edit.select(state.selection());
    edit.finish(EditKind::Other)
}

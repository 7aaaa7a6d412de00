//! Rows, columns and cells.

use std::sync::Arc;

use crate::block::{Block, Cell, MAX_COLUMNS, MAX_ROWS, Row, Table, TextBlock};
use crate::piece::{Piece, Slice};
use crate::position::{CellPath, cells};
use crate::state::{Selection, State};
use crate::transaction::{Edit, EditKind, Transaction};

/// The table that the selection is in, where it begins, and the cells at both ends.
struct Place {
    table: Arc<Block>,
    start: usize,
    first: CellPath,
    last: CellPath,
}

impl Place {
    fn of(state: &State) -> Option<Self> {
        let document = state.document();
        let first = document.text_at(state.selection().from())?;
        let last = document.text_at(state.selection().to())?;
        (first.block == last.block).then_some(())?;
        Some(Self {
            table: Arc::clone(&document.blocks()[first.block]),
            start: document.start_of(first.block)?,
            first: first.cell?,
            last: last.cell?,
        })
    }

    fn table(&self) -> Option<&Table> {
        match &*self.table {
            Block::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Each cell with where it begins and how many positions it takes.
    fn cells(&self) -> Vec<(CellPath, usize, usize)> {
        let mut found = Vec::new();
        if let Some(table) = self.table() {
            cells(table, self.start, &mut |path, cell, at| {
                found.push((
                    path,
                    at,
                    1 + cell.blocks.iter().map(|text| 1 + text.len()).sum::<usize>(),
                ));
            });
        }
        found
    }

    /// Where a row begins.
    fn row_start(&self, row: usize) -> Option<usize> {
        let cells = self.cells();
        match cells.iter().find(|(path, _, _)| path.row == row) {
            Some((_, at, _)) => Some(at - 1),
            None => cells.last().map(|(_, at, size)| at + size),
        }
    }

    fn columns(&self) -> (usize, usize) {
        let (a, b) = (self.first.column, self.last.column);
        (a.min(b), a.max(b))
    }
}

fn empty_cell(is_header: bool) -> Cell {
    Cell {
        is_header,
        blocks: vec![TextBlock::default()],
    }
}

pub(super) fn add_row(state: &State, is_below: bool) -> Option<Transaction> {
    let place = Place::of(state)?;
    let table = place.table().filter(|table| table.rows.len() < MAX_ROWS)?;
    let row = if is_below {
        place.last.row + 1
    } else {
        place.first.row
    };
    let at = place.row_start(row)?;
    let mut slice = Slice::default();
    slice.push_row(&Row {
        cells: vec![empty_cell(false); table.columns()],
    });
    let mut edit = Edit::new(state);
    edit.splice(at, at, slice)?;
    edit.caret(at + 3);
    edit.finish(EditKind::Other)
}

pub(super) fn add_column(state: &State, is_right: bool) -> Option<Transaction> {
    let place = Place::of(state)?;
    let table = place.table().filter(|table| table.columns() < MAX_COLUMNS)?;
    let (left, right) = place.columns();
    let (beside, is_after) = if is_right { (right, true) } else { (left, false) };
    let mut edit = Edit::new(state);
    for (path, at, size) in place
        .cells()
        .into_iter()
        .rev()
        .filter(|(path, _, _)| path.column == beside)
    {
        let is_header = path.row == 0 && is_header_row(table);
        let mut slice = Slice::default();
        slice.push_cell(&empty_cell(is_header));
        let at = if is_after { at + size } else { at };
        edit.splice(at, at, slice)?;
        if path.row == place.first.row {
            edit.caret(at + 2);
        }
    }
    edit.finish(EditKind::Other)
}

pub(super) fn remove_rows(state: &State) -> Option<Transaction> {
    let place = Place::of(state)?;
    let (first, last) = (place.first.row, place.last.row);
    if first == 0 && last + 1 == place.table()?.rows.len() {
        return remove(state);
    }
    let (from, to) = (place.row_start(first)?, place.row_start(last + 1)?);
    let mut edit = Edit::new(state);
    edit.splice(from, to, Slice::default())?;
    caret_in(&mut edit, place, first, 0)?;
    edit.finish(EditKind::Other)
}

pub(super) fn remove_columns(state: &State) -> Option<Transaction> {
    let place = Place::of(state)?;
    let (first, last) = place.columns();
    if first == 0 && last + 1 == place.table()?.columns() {
        return remove(state);
    }
    let mut edit = Edit::new(state);
    let removed = |path: &CellPath| (first..=last).contains(&path.column);
    for (_, at, size) in place
        .cells()
        .into_iter()
        .rev()
        .filter(|(path, _, _)| removed(path))
    {
        edit.splice(at, at + size, Slice::default())?;
    }
    let row = place.first.row;
    caret_in(&mut edit, place, row, first.saturating_sub(1))?;
    edit.finish(EditKind::Other)
}

/// Puts the caret into a cell of the table as it now is, or into the last row where there are fewer.
fn caret_in(edit: &mut Edit, place: Place, row: usize, column: usize) -> Option<()> {
    let (index, _) = edit.document().starts().find(|(_, at)| *at == place.start)?;
    let after = Place {
        table: Arc::clone(edit.document().blocks().get(index)?),
        ..place
    };
    let row = row.min(after.table()?.rows.len().checked_sub(1)?);
    let cells = after.cells();
    let (_, at, _) = cells
        .iter()
        .find(|(path, _, _)| path.row == row && path.column == column)?;
    edit.caret(at + 2);
    Some(())
}

pub(super) fn remove(state: &State) -> Option<Transaction> {
    let place = Place::of(state)?;
    let mut edit = Edit::new(state);
    edit.splice(place.start, place.start + place.table.size(), Slice::default())?;
    edit.caret(place.start + 1);
    edit.finish(EditKind::Other)
}

fn is_header_row(table: &Table) -> bool {
    table
        .rows
        .first()
        .is_some_and(|row| row.cells.iter().all(|cell| cell.is_header))
}

pub(super) fn has_header_row(state: &State) -> bool {
    Place::of(state).is_some_and(|place| place.table().is_some_and(is_header_row))
}

pub(super) fn toggle_header_row(state: &State) -> Option<Transaction> {
    let place = Place::of(state)?;
    let is_header = !is_header_row(place.table()?);
    let mut edit = Edit::new(state);
    for (_, at, _) in place.cells().into_iter().filter(|(path, _, _)| path.row == 0) {
        let mut slice = Slice::default();
        slice.push(Piece::Cell(is_header));
        edit.splice(at, at + 1, slice)?;
    }
    edit.finish(EditKind::Other)
}

pub(super) fn next_cell(state: &State) -> Option<Transaction> {
    let place = Place::of(state)?;
    let cells = place.cells();
    let here = cells.iter().position(|(path, _, _)| *path == place.last)?;
    match cells.get(here + 1) {
        Some((_, at, size)) => select_cell(state, *at, *size),
        None => add_row(state, true),
    }
}

pub(super) fn previous_cell(state: &State) -> Option<Transaction> {
    let place = Place::of(state)?;
    let cells = place.cells();
    let here = cells.iter().position(|(path, _, _)| *path == place.first)?;
    let (_, at, size) = cells.get(here.checked_sub(1)?)?;
    select_cell(state, *at, *size)
}

fn select_cell(state: &State, at: usize, size: usize) -> Option<Transaction> {
    let mut edit = Edit::new(state);
    edit.select(Selection {
        anchor: at + 2,
        head: at + size,
    });
    edit.finish(EditKind::Selection)
}

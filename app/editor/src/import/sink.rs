//! Where the blocks that are read go: the document or the cell of a table.

use crate::block::{Attrs, Block, Cell, Item, MAX_COLUMNS, MAX_ROWS, Marker, Row, Table, TextBlock};
use crate::import::lines;
use crate::inline::{Inline, is_blank, push};
use crate::mark::Marks;

/// The most cells that all tables may have together.
const MAX_CELLS: usize = 6_000;

/// A block whose content is being read.
#[derive(Debug)]
struct Open {
    attrs: Attrs,
    /// Whether it is a line, to be joined with the lines beside it.
    is_line: bool,
    content: Vec<Inline>,
}

#[derive(Debug)]
struct Draft {
    table: Table,
    /// The number of cells of the longest row.
    width: usize,
    /// How many cells it may have.
    room: usize,
    /// For each column, how many further rows are taken by a cell above.
    taken: Vec<usize>,
    has_cell: bool,
}

#[derive(Debug, Default)]
pub(super) struct Sink {
    blocks: Vec<Block>,
    draft: Option<Draft>,
    /// Cells of the tables that are read.
    cells: usize,
    open: Option<Open>,
    /// A white space that waits for the word after it, with the marks it has.
    space: Option<Marks>,
    /// Blank lines since the last block.
    blank_lines: usize,
    /// Whether the last block is a line that may be gone on with.
    after_line: bool,
}

impl Sink {
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub(super) fn open(&mut self, attrs: Attrs, is_line: bool) {
        self.close();
        self.open = Some(Open {
            attrs,
            is_line,
            content: Vec::new(),
        });
    }

    /// A white space that HTML folds: it shows only between two words.
    pub(super) fn space(&mut self, marks: &Marks) {
        self.space.get_or_insert_with(|| marks.clone());
    }

    pub(super) fn push(&mut self, inline: Inline) {
        let Some(open) = &mut self.open else { return };
        if let Some(marks) = self.space.take().filter(|_| !ends_line(&open.content)) {
            push(&mut open.content, Inline::text(" ", marks));
        }
        push(&mut open.content, inline);
    }

    pub(super) fn break_line(&mut self, marks: &Marks) {
        self.space = None;
        self.push(Inline::text("\n", marks.clone()));
    }

    /// Ends the block that is open.
    pub(super) fn close(&mut self) {
        self.space = None;
        let Some(open) = self.open.take() else { return };
        if open.content.is_empty() {
            return;
        }
        let content = lines::finished(open.content);
        if open.is_line {
            for line in lines::split(content) {
                self.push_line(open.attrs, line);
            }
            return;
        }
        self.flush_blank_lines();
        let content = if is_blank(&content) { Vec::new() } else { content };
        self.push_block(TextBlock {
            attrs: open.attrs,
            content,
        });
        self.after_line = false;
    }

    /// A line goes on with the paragraph of the line before; one blank line between them begins a new paragraph.
    fn push_line(&mut self, attrs: Attrs, content: Vec<Inline>) {
        if is_blank(&content) {
            self.blank_lines += 1;
            return;
        }
        let (is_after_line, blank_lines) = (self.after_line, self.blank_lines);
        if is_after_line
            && let Some(last) = self.last()
            && is_same_paragraph(&last.attrs, &attrs)
        {
            if blank_lines == 0 {
                push(&mut last.content, Inline::text("\n", Marks::default()));
                for inline in content {
                    push(&mut last.content, inline);
                }
                return;
            }
            self.blank_lines -= 1;
        }
        self.flush_blank_lines();
        self.push_block(TextBlock { attrs, content });
        self.after_line = true;
    }

    pub(super) fn push_empty(&mut self, attrs: Attrs) {
        self.close();
        self.flush_blank_lines();
        self.push_block(TextBlock {
            attrs,
            content: Vec::new(),
        });
        self.after_line = false;
    }

    pub(super) fn push_rule(&mut self, quote: u8) {
        self.close();
        self.flush_blank_lines();
        if self.draft.is_none() {
            self.blocks.push(Block::Rule { quote });
        }
        self.after_line = false;
    }

    fn flush_blank_lines(&mut self) {
        for _ in 0..std::mem::take(&mut self.blank_lines) {
            self.push_block(TextBlock::default());
        }
    }

    fn push_block(&mut self, block: TextBlock) {
        match self.cell() {
            Some(cell) => cell.blocks.push(block),
            None => self.blocks.push(Block::Text(block)),
        }
    }

    fn cell(&mut self) -> Option<&mut Cell> {
        let draft = self.draft.as_mut().filter(|draft| draft.has_cell)?;
        draft.table.rows.last_mut()?.cells.last_mut()
    }

    fn last(&mut self) -> Option<&mut TextBlock> {
        if self.draft.as_ref().is_some_and(|draft| draft.has_cell) {
            return self.cell()?.blocks.last_mut();
        }
        match self.blocks.last_mut()? {
            Block::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn open_table(&mut self, quote: u8) {
        self.close();
        self.flush_blank_lines();
        self.after_line = false;
        let table = Table {
            quote,
            rows: Vec::new(),
        };
        self.draft = Some(Draft {
            table,
            width: 0,
            room: MAX_CELLS.saturating_sub(self.cells),
            taken: Vec::new(),
            has_cell: false,
        });
    }

    /// Begins a row; `false` when the table has no room for it.
    pub(super) fn open_row(&mut self) -> bool {
        let Some(draft) = self
            .draft
            .as_mut()
            .filter(|draft| draft.table.rows.len() < MAX_ROWS)
            .filter(|draft| draft.has_room(draft.table.rows.len() + 1, draft.width))
        else {
            return false;
        };
        draft.table.rows.push(Row::default());
        draft.has_cell = false;
        true
    }

    /// Begins a cell that covers so many columns and rows; `false` when the row has no room for it.
    pub(super) fn open_cell(&mut self, is_header: bool, columns: usize, rows: usize) -> bool {
        self.close();
        let Some(draft) = &mut self.draft else {
            return false;
        };
        if draft.table.rows.is_empty() {
            draft.table.rows.push(Row::default());
        }
        draft.fill_taken();
        let rows_now = draft.table.rows.len();
        let column = draft.table.rows.last().map_or(0, |row| row.cells.len());
        let columns = columns
            .clamp(1, MAX_COLUMNS)
            .min(MAX_COLUMNS.saturating_sub(column));
        let width = draft.width.max(column + columns);
        if columns == 0 || !draft.has_room(rows_now, width) {
            return false;
        }
        draft.width = width;
        let taken = rows.clamp(1, MAX_ROWS) - 1;
        if draft.taken.len() < column + columns {
            draft.taken.resize(column + columns, 0);
        }
        draft.taken[column..column + columns].fill(taken);
        let cell = Cell {
            is_header,
            blocks: Vec::new(),
        };
        if let Some(row) = draft.table.rows.last_mut() {
            row.cells.push(cell);
        }
        draft.has_cell = true;
        true
    }

    /// Ends a cell, which holds at least an empty block; the further columns that it covers are empty cells.
    pub(super) fn close_cell(&mut self, columns: usize, attrs: Attrs) {
        self.close();
        if let Some(cell) = self.cell().filter(|cell| cell.blocks.is_empty()) {
            cell.blocks.push(TextBlock {
                attrs,
                content: Vec::new(),
            });
        }
        self.blank_lines = 0;
        self.after_line = false;
        if let Some(draft) = &mut self.draft {
            draft.has_cell = false;
            if let Some(row) = draft.table.rows.last_mut() {
                let room = MAX_COLUMNS.saturating_sub(row.cells.len());
                for _ in 1..columns.min(room + 1) {
                    row.cells.push(Cell::default());
                }
            }
        }
    }

    pub(super) fn close_row(&mut self) {
        if let Some(draft) = &mut self.draft {
            draft.fill_taken();
            draft.has_cell = false;
        }
    }

    pub(super) fn close_table(&mut self) {
        self.close();
        if let Some(draft) = self.draft.take() {
            let has_cells = draft.table.rows.iter().any(|row| !row.cells.is_empty());
            if has_cells {
                self.cells += draft.table.rows.len() * draft.width;
                self.blocks.push(Block::Table(draft.table));
            }
        }
        self.blank_lines = 0;
        self.after_line = false;
    }

    pub(super) fn into_blocks(mut self) -> Vec<Block> {
        self.close_table();
        self.blocks
    }
}

impl Draft {
    /// Whether it may have so many rows that are as long as the longest.
    fn has_room(&self, rows: usize, width: usize) -> bool {
        rows * width <= self.room
    }

    /// Puts an empty cell wherever one from above reaches into the row.
    fn fill_taken(&mut self) {
        let Some(row) = self.table.rows.last_mut() else {
            return;
        };
        while row.cells.len() < MAX_COLUMNS
            && let Some(taken) = self.taken.get_mut(row.cells.len()).filter(|taken| **taken > 0)
        {
            *taken -= 1;
            row.cells.push(Cell::default());
        }
    }
}

fn ends_line(content: &[Inline]) -> bool {
    match content.last() {
        None => true,
        Some(Inline::Text { text, .. }) => text.ends_with(['\n', ' ']),
        Some(Inline::Atom { .. }) => false,
    }
}

/// Whether a line belongs to the paragraph of the line before: the same place, or the same item of a list.
fn is_same_paragraph(before: &Attrs, line: &Attrs) -> bool {
    match (before.item, line.item) {
        (
            Some(first),
            Some(Item {
                marker: Marker::Continued,
                level,
                ..
            }),
        ) => first.level == level && before.quote == line.quote && before.align == line.align,
        (None, None) => before == line,
        _ => false,
    }
}

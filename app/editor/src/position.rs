//! Where things are in the stream of a document. A position is a number of bytes of text, openings and objects before
//! it; the caret only stands inside text blocks, on grapheme boundaries.

use crate::block::{Block, Cell, Table, TextBlock};
use crate::document::Document;
use crate::inline::{Atom, Image, Inline};
use crate::text;

/// A cell of a table of a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CellPath {
    /// The row, from 0.
    pub row: usize,
    /// The column, from 0.
    pub column: usize,
}

/// A text block and where it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TextRef<'a> {
    /// The position of its opening; its text begins one further.
    pub at: usize,
    /// The index of the block of the document that it is or is in.
    pub block: usize,
    /// The cell that it is in.
    pub cell: Option<CellPath>,
    /// Its index in its cell.
    pub index: usize,
    /// The text block.
    pub text: &'a TextBlock,
}

impl<'a> TextRef<'a> {
    /// Of the document's own block with an index, which begins at a position.
    fn of_block(at: usize, block: usize, text: &'a TextBlock) -> Self {
        Self {
            at,
            block,
            cell: None,
            index: 0,
            text,
        }
    }
}

impl TextRef<'_> {
    /// The first position of its text.
    pub fn start(&self) -> usize {
        self.at + 1
    }

    /// The last position of its text.
    pub fn end(&self) -> usize {
        self.at + 1 + self.text.len()
    }

    /// Whether a position is in its text.
    pub fn contains(&self, position: usize) -> bool {
        (self.start()..=self.end()).contains(&position)
    }

    /// Its images, each with its position.
    pub fn images(&self) -> impl Iterator<Item = (usize, &Image)> {
        let inlines = self.text.content.iter().scan(self.start(), |at, inline| {
            let start = *at;
            *at += inline.size();
            Some((start, inline))
        });
        inlines.filter_map(|(at, inline)| match inline {
            Inline::Atom {
                atom: Atom::Image(image),
                ..
            } => Some((at, image)),
            _ => None,
        })
    }

    /// Whether both are in the same sequence of blocks: the document's own or that of one cell.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        match (self.cell, other.cell) {
            (None, None) => true,
            (Some(a), Some(b)) => self.block == other.block && a == b,
            _ => false,
        }
    }
}

impl Document {
    /// Where each block begins, with the block's index.
    pub(crate) fn starts(&self) -> impl Iterator<Item = (usize, usize)> {
        self.starts_from(0)
    }

    /// The same from a block on.
    pub(crate) fn starts_from(&self, first: usize) -> impl Iterator<Item = (usize, usize)> {
        (first..self.blocks().len()).filter_map(|index| Some((index, self.start_of(index)?)))
    }

    /// The text blocks where a caret can stand, in reading order, that touch the positions between two.
    pub fn texts(&self, from: usize, to: usize) -> Vec<TextRef<'_>> {
        let mut found = Vec::new();
        for (block, start) in self.starts_from(self.first_ending_at(from)) {
            let node = &self.blocks()[block];
            if start > to {
                break;
            }
            match &**node {
                Block::Text(text) => found.push(TextRef::of_block(start, block, text)),
                Block::Table(table) => cells(table, start, &mut |path, cell, cell_at| {
                    let mut at = cell_at + 1;
                    for (index, text) in cell.blocks.iter().enumerate() {
                        found.push(TextRef {
                            at,
                            block,
                            cell: Some(path),
                            index,
                            text,
                        });
                        at += 1 + text.len();
                    }
                }),
                Block::Rule { .. } | Block::QuotedMail(_) | Block::Signature(_) => {}
            }
        }
        found.retain(|text| text.start() <= to && text.end() >= from);
        found
    }

    /// The text block that holds a position; `None` when no caret can stand there.
    pub fn text_at(&self, position: usize) -> Option<TextRef<'_>> {
        // Asked for several times at each key: nothing is gathered for the most usual answer.
        let block = self.first_ending_at(position);
        if let Block::Text(text) = &**self.blocks().get(block)? {
            let text = TextRef::of_block(self.start_of(block)?, block, text);
            if text.contains(position) {
                return Some(text);
            }
        }
        self.texts(position, position).into_iter().next()
    }

    /// The caret position nearest to any number: on a grapheme boundary of a text block, before it where possible.
    pub fn caret_near(&self, position: usize) -> usize {
        if let Some(text) = self.text_at(position) {
            let flat = text.text.flat();
            return text.start() + text::boundary_at_or_before(&flat, position - text.start());
        }
        let position = position.min(self.size());
        let texts = self.texts(0, self.size());
        let after = texts.iter().find(|text| text.start() >= position);
        let before = texts.iter().rev().find(|text| text.end() <= position);
        match (before, after) {
            (Some(before), Some(after)) if after.start() - position > position - before.end() => before.end(),
            (_, Some(after)) => after.start(),
            (Some(before), None) => before.end(),
            (None, None) => 0,
        }
    }

    /// The caret position one grapheme before; the end of the block before at the start of a block.
    pub fn caret_before(&self, position: usize) -> Option<usize> {
        let text = self.text_at(position)?;
        match text::previous_boundary(&text.text.flat(), position - text.start()) {
            Some(offset) => Some(text.start() + offset),
            None => Some(self.texts(0, text.at).last().map_or(0, TextRef::end)).filter(|at| *at > 0),
        }
    }

    /// The caret position one grapheme after; the start of the next block at the end of a block.
    pub fn caret_after(&self, position: usize) -> Option<usize> {
        let text = self.text_at(position)?;
        match text::next_boundary(&text.text.flat(), position - text.start()) {
            Some(offset) => Some(text.start() + offset),
            None => self.texts(position + 1, self.size()).first().map(TextRef::start),
        }
    }
}

/// Calls a function with each cell of a table that begins at a position, and where the cell begins.
pub(crate) fn cells<'a>(table: &'a Table, start: usize, each: &mut dyn FnMut(CellPath, &'a Cell, usize)) {
    let mut at = start + 1;
    for (row, cells) in table.rows.iter().enumerate() {
        at += 1;
        for (column, cell) in cells.cells.iter().enumerate() {
            each(CellPath { row, column }, cell, at);
            at += 1 + cell.blocks.iter().map(|text| 1 + text.len()).sum::<usize>();
        }
    }
}

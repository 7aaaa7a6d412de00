//! The document as a flat stream of pieces, which is what steps cut and join.

use std::sync::Arc;

use crate::block::{Attrs, Block, Cell, Row, Table, TextBlock};
use crate::inline::{Atom, Inline, push};
use crate::mark::Marks;
use crate::step::StepError;

/// A part of the stream. Text takes its bytes, everything else one position.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Piece {
    /// Text or an object of the block that is open.
    Inline(Inline),
    /// A text block begins.
    Open(Attrs),
    /// A block that is one position wide.
    Leaf(Arc<Block>),
    /// A table begins, in so many quotes.
    Table(u8),
    /// A row begins.
    Row,
    /// A cell begins; whether it is a header.
    Cell(bool),
    /// The table ends.
    EndTable,
}

impl Piece {
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Inline(inline) => inline.size(),
            _ => 1,
        }
    }
}

/// A part of a document between two positions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Slice {
    pieces: Vec<Piece>,
}

impl Slice {
    /// Text with marks.
    pub fn text(text: &str, marks: Marks) -> Self {
        Self::inline(Inline::text(text, marks))
    }

    /// One piece of a line.
    pub fn inline(inline: Inline) -> Self {
        let mut slice = Self::default();
        slice.push(Piece::Inline(inline));
        slice
    }

    /// A line's content.
    pub(crate) fn content(content: &[Inline]) -> Self {
        let mut slice = Self::default();
        for inline in content {
            slice.push(Piece::Inline(inline.clone()));
        }
        slice
    }

    /// The beginning of a text block.
    pub(crate) fn open(attrs: Attrs) -> Self {
        Self {
            pieces: vec![Piece::Open(attrs)],
        }
    }

    /// How many positions it takes.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Piece::size).sum()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether it is part of a line.
    pub(crate) fn is_inline(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece, Piece::Inline(_)))
    }

    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Adds a piece, joined to the last one where they look the same, so that equal streams are equal slices.
    pub(crate) fn push(&mut self, piece: Piece) {
        match (self.pieces.last_mut(), piece) {
            (_, Piece::Inline(Inline::Text { text, .. })) if text.is_empty() => {}
            (
                Some(Piece::Inline(Inline::Text { text, marks })),
                Piece::Inline(Inline::Text {
                    text: added,
                    marks: same,
                }),
            ) if *marks == same => text.push_str(&added),
            (_, piece) => self.pieces.push(piece),
        }
    }

    pub(crate) fn extend(&mut self, other: Self) {
        for piece in other.pieces {
            self.push(piece);
        }
    }

    pub(crate) fn push_text_block(&mut self, block: &TextBlock) {
        self.push(Piece::Open(block.attrs));
        for inline in &block.content {
            self.push(Piece::Inline(inline.clone()));
        }
    }

    pub(crate) fn push_block(&mut self, block: &Arc<Block>) {
        match &**block {
            Block::Text(text) => self.push_text_block(text),
            Block::Table(table) => {
                self.push(Piece::Table(table.quote));
                for row in &table.rows {
                    self.push_row(row);
                }
                self.push(Piece::EndTable);
            }
            Block::Rule { .. } | Block::QuotedMail(_) | Block::Signature(_) => {
                self.push(Piece::Leaf(Arc::clone(block)));
            }
        }
    }

    pub(crate) fn push_row(&mut self, row: &Row) {
        self.push(Piece::Row);
        for cell in &row.cells {
            self.push_cell(cell);
        }
    }

    pub(crate) fn push_cell(&mut self, cell: &Cell) {
        self.push(Piece::Cell(cell.is_header));
        for text in &cell.blocks {
            self.push_text_block(text);
        }
    }

    /// The same with other pieces of the same sizes.
    pub(crate) fn map(&self, change: &mut dyn FnMut(&mut Piece)) -> Self {
        let mut changed = Self::default();
        for piece in &self.pieces {
            let mut piece = piece.clone();
            change(&mut piece);
            changed.push(piece);
        }
        changed
    }

    /// The same with other marks.
    pub(crate) fn map_marks(&self, change: &dyn Fn(&mut Marks)) -> Self {
        self.map(&mut |piece| {
            if let Piece::Inline(inline) = piece {
                change(inline.marks_mut());
                inline.marks_mut().tidy();
            }
        })
    }

    /// The same with other attributes of its text blocks.
    pub(crate) fn map_attrs(&self, change: &dyn Fn(&mut Attrs)) -> Self {
        self.map(&mut |piece| {
            if let Piece::Open(attrs) = piece {
                change(attrs);
            }
        })
    }

    /// The same in other quotes; what stands in cells is left as it is.
    pub(crate) fn map_quotes(&self, change: &dyn Fn(&mut u8)) -> Self {
        let mut is_in_table = false;
        self.map(&mut |piece| match piece {
            Piece::Table(quote) => {
                is_in_table = true;
                change(quote);
            }
            Piece::EndTable => is_in_table = false,
            Piece::Open(attrs) if !is_in_table => change(&mut attrs.quote),
            Piece::Leaf(leaf) => {
                if let Block::Rule { mut quote } = **leaf {
                    change(&mut quote);
                    *leaf = Arc::new(Block::Rule { quote });
                }
            }
            _ => {}
        })
    }

    /// The part between two of its positions; `None` outside of it or inside a character.
    pub(crate) fn cut(&self, from: usize, to: usize) -> Option<Self> {
        let mut part = Self::default();
        let mut at = 0;
        if from > to {
            return None;
        }
        for piece in &self.pieces {
            let size = piece.size();
            let (start, end) = (from.max(at), to.min(at + size));
            if start < end {
                match piece {
                    Piece::Inline(Inline::Text { text, marks }) => {
                        let text = text.get(start - at..end - at)?.to_owned();
                        part.push(Piece::Inline(Inline::Text {
                            text,
                            marks: marks.clone(),
                        }));
                    }
                    piece => part.push(piece.clone()),
                }
            }
            at += size;
            if at >= to {
                break;
            }
        }
        (to <= at).then_some(part)
    }
}

/// Builds the blocks of a stream; an error when it is out of balance.
pub(crate) fn blocks(slice: Slice) -> Result<Vec<Arc<Block>>, StepError> {
    let mut builder = Builder::default();
    for piece in slice.pieces {
        builder.take(piece).ok_or(StepError::Unbalanced)?;
    }
    builder.close_text();
    if builder.table.is_some() {
        return Err(StepError::Unbalanced);
    }
    Ok(builder.blocks)
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Arc<Block>>,
    table: Option<Table>,
    text: Option<TextBlock>,
}

impl Builder {
    fn take(&mut self, piece: Piece) -> Option<()> {
        match piece {
            Piece::Inline(inline) => push(&mut self.text.as_mut()?.content, inline),
            Piece::Open(attrs) => {
                self.close_text();
                let is_place = match &self.table {
                    Some(table) => table.rows.last().is_some_and(|row| !row.cells.is_empty()),
                    None => true,
                };
                is_place.then_some(())?;
                self.text = Some(TextBlock {
                    attrs,
                    content: Vec::new(),
                });
            }
            Piece::Leaf(block) => {
                self.close_text();
                self.table.is_none().then_some(())?;
                self.blocks.push(block);
            }
            Piece::Table(quote) => {
                self.close_text();
                self.table.is_none().then_some(())?;
                self.table = Some(Table {
                    quote,
                    rows: Vec::new(),
                });
            }
            Piece::Row => {
                self.close_text();
                self.table.as_mut()?.rows.push(Row::default());
            }
            Piece::Cell(is_header) => {
                self.close_text();
                let row = self.table.as_mut()?.rows.last_mut()?;
                row.cells.push(Cell {
                    is_header,
                    blocks: Vec::new(),
                });
            }
            Piece::EndTable => {
                self.close_text();
                let table = self.table.take()?;
                self.blocks.push(Arc::new(Block::Table(table)));
            }
        }
        Some(())
    }

    fn close_text(&mut self) {
        let Some(text) = self.text.take() else { return };
        match &mut self.table {
            None => self.blocks.push(Arc::new(Block::Text(text))),
            Some(table) => {
                if let Some(cell) = table.rows.last_mut().and_then(|row| row.cells.last_mut()) {
                    cell.blocks.push(text);
                }
            }
        }
    }
}

/// How many positions two streams have in common at their start, and at their end: the same text and the same kinds
/// of pieces, whatever they look like. What is common keeps its positions.
pub(crate) fn common(before: &Slice, after: &Slice) -> (usize, usize) {
    let shapes = |slice: &Slice| {
        let mut shape = Vec::with_capacity(slice.len());
        for piece in &slice.pieces {
            match piece {
                Piece::Inline(Inline::Text { text, .. }) => shape.extend_from_slice(text.as_bytes()),
                // Bytes that no UTF-8 text has.
                Piece::Inline(Inline::Atom {
                    atom: Atom::Image(_), ..
                }) => shape.push(0xf8),
                Piece::Inline(Inline::Atom {
                    atom: Atom::Field(_), ..
                }) => shape.push(0xf9),
                Piece::Open(_) => shape.push(0xfa),
                Piece::Leaf(_) => shape.push(0xfb),
                Piece::Table(_) => shape.push(0xfc),
                Piece::Row => shape.push(0xfd),
                Piece::Cell(_) => shape.push(0xfe),
                Piece::EndTable => shape.push(0xff),
            }
        }
        shape
    };
    let (before, after) = (shapes(before), shapes(after));
    let is_inside = |shape: &[u8], at: usize| shape.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let mut start = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    while start > 0 && (is_inside(&before, start) || is_inside(&after, start)) {
        start -= 1;
    }
    let mut end = before[start..]
        .iter()
        .rev()
        .zip(after[start..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    while end > 0 && is_inside(&before, before.len() - end) {
        end -= 1;
    }
    (start, end)
}

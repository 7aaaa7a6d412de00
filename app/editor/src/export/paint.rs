//! What the editing view paints: one node for each block of the document, flat, so that a change repaints the blocks it
//! touched and no other.

use std::sync::Arc;

use crate::block::{Align, Attrs, Block, Kind, Marker, TextBlock};
use crate::document::Document;
use crate::inline::{Atom, Inline};
use crate::mark::Marks;
use crate::numbering::Numbering;
use crate::position::{CellPath, cells};

/// A block to be painted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaintBlock {
    /// The position of its opening.
    pub at: usize,
    /// Its element.
    pub tag: &'static str,
    /// Its classes, from a closed list: `center`, `right`, `justify`, `quote-n`, `indent-n`, `item`, `level-n`.
    pub classes: Vec<String>,
    /// The bullet or number before it.
    pub marker: Option<String>,
    /// What is in it.
    pub content: PaintContent,
}

/// What is in a block to be painted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PaintContent {
    /// Text.
    Spans(Vec<PaintSpan>),
    /// Rows of cells.
    Table(Vec<Vec<PaintCell>>),
    /// A horizontal rule.
    Rule,
    /// HTML that cannot be edited, made of allowed elements only.
    Html(String),
    /// The signature: blocks that cannot be edited here.
    Signature(Vec<PaintBlock>),
}

/// A run of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PaintSpan {
    /// Text with its marks; `\n` is a line break.
    Text(String, Marks),
    /// An object with its marks.
    Atom(Atom, Marks),
}

/// A cell to be painted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaintCell {
    /// Where it is in its table.
    pub path: CellPath,
    /// Whether it names its row or column.
    pub is_header: bool,
    /// Its blocks.
    pub blocks: Vec<PaintBlock>,
}

/// Which blocks differ between two documents: `removed` blocks from index `from` became `added` ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Changed {
    /// The index of the first block that differs.
    pub from: usize,
    /// How many blocks of the first document are gone.
    pub removed: usize,
    /// How many blocks of the second document are new.
    pub added: usize,
}

/// Compares two documents, one made from the other by steps: blocks that no step touched are the same allocation.
pub fn changed(before: &Document, after: &Document) -> Changed {
    let (before, after) = (before.blocks(), after.blocks());
    let from = before
        .iter()
        .zip(after)
        .take_while(|(a, b)| Arc::ptr_eq(a, b))
        .count();
    let end = before[from..]
        .iter()
        .rev()
        .zip(after[from..].iter().rev())
        .take_while(|(a, b)| Arc::ptr_eq(a, b))
        .count();
    Changed {
        from,
        removed: before.len() - from - end,
        added: after.len() - from - end,
    }
}

impl Document {
    /// Every block, to be painted.
    pub fn paint(&self) -> Vec<PaintBlock> {
        self.paint_range(0, self.blocks().len())
    }

    /// The blocks with these indexes, to be painted.
    pub fn paint_range(&self, from: usize, to: usize) -> Vec<PaintBlock> {
        let mut numbering = Numbering::default();
        let mut painted = Vec::new();
        for (index, at) in self.starts().take_while(|(index, _)| *index < to) {
            let block = &*self.blocks()[index];
            let number = match block {
                Block::Text(text) => numbering.next(&text.attrs),
                _ => {
                    numbering.interrupt();
                    None
                }
            };
            if index >= from {
                painted.push(block_at(block, at, number));
            }
        }
        painted
    }
}

fn block_at(block: &Block, at: usize, number: Option<u32>) -> PaintBlock {
    let quoted = |quote: u8| match quote {
        0 => Vec::new(),
        depth => vec![format!("quote-{depth}")],
    };
    let (tag, classes, content) = match block {
        Block::Text(text) => return text_at(text, at, number),
        Block::Table(table) => {
            let mut rows: Vec<Vec<PaintCell>> = Vec::new();
            cells(table, at, &mut |path, cell, cell_at| {
                rows.resize_with(path.row + 1, Vec::new);
                let blocks = texts_at(&cell.blocks, cell_at + 1);
                rows[path.row].push(PaintCell {
                    path,
                    is_header: cell.is_header,
                    blocks,
                });
            });
            ("table", quoted(table.quote), PaintContent::Table(rows))
        }
        Block::Rule { quote } => ("hr", quoted(*quote), PaintContent::Rule),
        Block::QuotedMail(mail) => ("blockquote", Vec::new(), PaintContent::Html(mail.to_html())),
        Block::Signature(lines) => ("div", Vec::new(), PaintContent::Signature(texts_at(lines, 0))),
    };
    PaintBlock {
        at,
        tag,
        classes,
        marker: None,
        content,
    }
}

fn texts_at(texts: &[TextBlock], mut at: usize) -> Vec<PaintBlock> {
    let mut numbering = Numbering::default();
    let mut painted = Vec::with_capacity(texts.len());
    for text in texts {
        let number = numbering.next(&text.attrs);
        painted.push(text_at(text, at, number));
        at += 1 + text.len();
    }
    painted
}

fn text_at(text: &TextBlock, at: usize, number: Option<u32>) -> PaintBlock {
    let tag = match text.attrs.kind {
        Kind::Paragraph => "p",
        Kind::Heading1 => "h1",
        Kind::Heading2 => "h2",
        Kind::Heading3 => "h3",
    };
    let marker = text.attrs.item.and_then(|item| match item.marker {
        Marker::Bullet => Some("\u{2022}".to_owned()),
        Marker::Number => number.map(|number| format!("{number}.")),
        Marker::Continued => None,
    });
    let spans = text.content.iter().map(|inline| match inline {
        Inline::Text { text, marks } => PaintSpan::Text(text.clone(), marks.clone()),
        Inline::Atom { atom, marks } => PaintSpan::Atom(atom.clone(), marks.clone()),
    });
    PaintBlock {
        at,
        tag,
        classes: classes(&text.attrs),
        marker,
        content: PaintContent::Spans(spans.collect()),
    }
}

fn classes(attrs: &Attrs) -> Vec<String> {
    let mut classes = Vec::new();
    match attrs.align {
        Align::Start => {}
        Align::Center => classes.push("center".to_owned()),
        Align::Right => classes.push("right".to_owned()),
        Align::Justify => classes.push("justify".to_owned()),
    }
    if attrs.quote > 0 {
        classes.push(format!("quote-{}", attrs.quote));
    }
    if attrs.indent > 0 {
        classes.push(format!("indent-{}", attrs.indent));
    }
    if let Some(item) = attrs.item {
        classes.push("item".to_owned());
        classes.push(format!("level-{}", item.level));
    }
    classes
}

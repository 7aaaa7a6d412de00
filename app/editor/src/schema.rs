//! What every document keeps to, and how any sequence of blocks is brought there.
//!
//! - A document has a text block, and its last block before the signature is one: the caret always has a place.
//! - At most one signature, not blank, at the end.
//! - Tables are rectangles of 1 to 60 columns and 1 to 1000 rows; a cell has at least one text block.
//! - A block of a list is a paragraph without indent; its level is at most one more than the level before it in the
//!   same list; a further paragraph of an item follows that item.
//! - A number is set only where it is not the one that follows.
//! - Text holds only allowed characters, neighbours that look the same are joined, a link has no colour of its own.

use std::sync::Arc;

use crate::block::{
    Attrs, Block, Cell, Item, Kind, MAX_COLUMNS, MAX_INDENT, MAX_LIST_LEVELS, MAX_QUOTE, MAX_ROWS, Marker,
    Row, Table, TextBlock,
};
use crate::inline::{is_blank, tidy};
use crate::numbering::Numbering;

/// Any blocks in normal form. Doing it twice does nothing more.
pub(crate) fn normalize(blocks: Vec<Arc<Block>>) -> Vec<Arc<Block>> {
    let tidied = blocks
        .into_iter()
        .map(|block| Arc::new(tidy_block(Arc::unwrap_or_clone(block))))
        .collect();
    arrange(tidied)
}

/// The same for blocks whose text is known to be in normal form: what steps leave to be put right.
pub(crate) fn arrange(blocks: Vec<Arc<Block>>) -> Vec<Arc<Block>> {
    let mut arranged = Vec::with_capacity(blocks.len() + 1);
    let mut signature = None;
    let mut numbering = Numbering::default();
    for block in blocks {
        let changed = match &*block {
            Block::Signature(lines) => {
                if lines.iter().any(|line| !is_blank(&line.content)) {
                    let lines = arrange_text(lines).map(Block::Signature);
                    signature = Some(lines.map_or(block, Arc::new));
                }
                continue;
            }
            Block::Text(text) => arranged_attrs(&text.attrs, &mut numbering).map(|attrs| {
                let content = text.content.clone();
                Block::Text(TextBlock { attrs, content })
            }),
            Block::Table(table) => {
                numbering.interrupt();
                arrange_table(table).map(Block::Table)
            }
            Block::Rule { quote } => {
                numbering.interrupt();
                (*quote > MAX_QUOTE).then_some(Block::Rule { quote: MAX_QUOTE })
            }
            Block::QuotedMail(_) => {
                numbering.interrupt();
                None
            }
        };
        arranged.push(changed.map_or(block, Arc::new));
    }
    if arranged.last().is_none_or(|block| block.as_text().is_none()) {
        arranged.push(Arc::new(Block::Text(TextBlock::default())));
    }
    arranged.extend(signature);
    arranged
}

fn tidy_block(block: Block) -> Block {
    let tidy_all = |blocks: Vec<TextBlock>| -> Vec<TextBlock> {
        blocks
            .into_iter()
            .map(|block| TextBlock {
                attrs: block.attrs,
                content: tidy(block.content),
            })
            .collect()
    };
    match block {
        Block::Text(text) => Block::Text(TextBlock {
            attrs: text.attrs,
            content: tidy(text.content),
        }),
        Block::Signature(lines) => Block::Signature(tidy_all(lines)),
        Block::Table(mut table) => {
            for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                cell.blocks = tidy_all(std::mem::take(&mut cell.blocks));
            }
            Block::Table(table)
        }
        leaf @ (Block::Rule { .. } | Block::QuotedMail(_)) => leaf,
    }
}

/// The attributes as they must be after the blocks counted so far; `None` when they already are.
fn arranged_attrs(attrs: &Attrs, numbering: &mut Numbering) -> Option<Attrs> {
    let mut fixed = *attrs;
    fixed.quote = attrs.quote.min(MAX_QUOTE);
    fixed.indent = attrs.indent.min(MAX_INDENT);
    fixed.item = attrs
        .item
        .and_then(|item| arranged_item(item, fixed.quote, numbering));
    if fixed.item.is_some() {
        fixed.indent = 0;
        fixed.kind = Kind::Paragraph;
    }
    numbering.next(&fixed);
    (fixed != *attrs).then_some(fixed)
}

fn arranged_item(item: Item, quote: u8, numbering: &Numbering) -> Option<Item> {
    let depth = u8::try_from(numbering.depth(quote)).unwrap_or(MAX_LIST_LEVELS);
    let deepest = match item.marker {
        Marker::Continued => depth.checked_sub(1)?,
        Marker::Bullet | Marker::Number => depth.min(MAX_LIST_LEVELS - 1),
    };
    let level = item.level.min(deepest);
    let expected = numbering.expected(quote, level);
    let start = item
        .start
        .filter(|start| item.marker == Marker::Number && u32::from(*start) != expected);
    Some(Item {
        marker: item.marker,
        level,
        start,
    })
}

/// A sequence of text blocks as it must be; `None` when it already is.
fn arrange_text(blocks: &[TextBlock]) -> Option<Vec<TextBlock>> {
    let mut numbering = Numbering::default();
    let mut is_changed = blocks.is_empty();
    let mut arranged: Vec<TextBlock> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let attrs = arranged_attrs(&block.attrs, &mut numbering);
        if attrs.is_some() && !is_changed {
            is_changed = true;
            arranged = blocks[..index].to_vec();
        }
        if is_changed {
            let attrs = attrs.unwrap_or(block.attrs);
            arranged.push(TextBlock {
                attrs,
                content: block.content.clone(),
            });
        }
    }
    if blocks.is_empty() {
        arranged.push(TextBlock::default());
    }
    is_changed.then_some(arranged)
}

fn arrange_table(table: &Table) -> Option<Table> {
    let columns = table.columns().clamp(1, MAX_COLUMNS);
    let is_rectangle =
        (1..=MAX_ROWS).contains(&table.rows.len()) && table.rows.iter().all(|row| row.cells.len() == columns);
    let cells = || table.rows.iter().flat_map(|row| &row.cells);
    let is_right =
        is_rectangle && table.quote <= MAX_QUOTE && cells().all(|cell| arrange_text(&cell.blocks).is_none());
    if is_right {
        return None;
    }
    let mut rows: Vec<Row> = table.rows.iter().take(MAX_ROWS).cloned().collect();
    if rows.is_empty() {
        rows.push(Row::default());
    }
    for row in &mut rows {
        row.cells.resize_with(columns, Cell::default);
        for cell in &mut row.cells {
            if let Some(blocks) = arrange_text(&cell.blocks) {
                cell.blocks = blocks;
            }
        }
    }
    Some(Table {
        quote: table.quote.min(MAX_QUOTE),
        rows,
    })
}

//! Positions of the document and points of the page.

use editor::block::Block;
use editor::{CellPath, Document, TextRef};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTableCellElement, HtmlTableRowElement, Node};

use super::line;
use super::paint::key_of_node;
use super::view::View;

/// A line on the page and where its block opens in the document.
#[derive(Debug)]
pub struct Line {
    pub element: Element,
    pub at: usize,
    /// The key of the block of the document that it is or is in.
    pub key: u32,
}

/// Where a node stands in the area: itself and what is around it, the child of the area last.
fn path(view: &View, node: &Node) -> Option<Vec<Node>> {
    let area: &Node = view.area.as_ref()?;
    let mut path = vec![node.clone()];
    loop {
        let parent = path.last()?.parent_node()?;
        if parent == *area {
            return Some(path);
        }
        path.push(parent);
    }
}

/// The line that a node is in.
pub fn line_of(view: &View, document: &Document, node: &Node) -> Option<Line> {
    let path = path(view, node)?;
    let key = key_of_node(path.last()?)?;
    let index = view.index_of(key)?;
    let at = document.start_of(index)?;
    let block = document.blocks().get(index)?;
    let (element, at) = match &**block {
        Block::Text(_) => (path.last()?, at),
        Block::Table(_) => {
            // Table, body, row, cell, line.
            let element = path.len().checked_sub(5).map(|at| &path[at])?;
            let cell: &HtmlTableCellElement = path[path.len() - 4].dyn_ref()?;
            let row: &HtmlTableRowElement = path[path.len() - 3].dyn_ref()?;
            let place = CellPath {
                row: usize::try_from(row.row_index()).ok()?,
                column: usize::try_from(cell.cell_index()).ok()?,
            };
            let index = std::iter::successors(element.previous_sibling(), Node::previous_sibling).count();
            let texts = document.texts(at, at + block.size());
            let text = texts
                .iter()
                .find(|text| text.cell == Some(place) && text.index == index)?;
            (element, text.at)
        }
        Block::Rule { .. } | Block::QuotedMail(_) | Block::Signature(_) => return None,
    };
    let element = element.dyn_ref::<Element>()?.clone();
    Some(Line { element, at, key })
}

/// The position of a point.
pub fn position_at(view: &View, document: &Document, node: &Node, offset: u32) -> Option<usize> {
    if view
        .area
        .as_ref()
        .is_some_and(|area| *AsRef::<Node>::as_ref(area) == *node)
    {
        let start = document
            .start_of(offset as usize)
            .unwrap_or_else(|| document.size());
        return Some(document.caret_near(start));
    }
    if let Some(line) = line_of(view, document, node) {
        let text = document.text_at(line.at + 1)?;
        let units = line::units_before(&line.element, node, offset);
        return Some(text.start() + text.text.offset_of_utf16(units as usize));
    }
    let index = view.index_of(key_of_node(path(view, node)?.last()?)?)?;
    document.start_of(index).map(|start| document.caret_near(start))
}

/// The point of a position.
pub fn point_of(view: &View, document: &Document, position: usize) -> Option<(Node, u32)> {
    let text = document.text_at(position)?;
    let element = element_of(view, &text)?;
    let units = text.text.utf16_before(position - text.start());
    Some(line::point_after(&element, u32::try_from(units).ok()?))
}

/// The element that shows a line.
pub fn element_of(view: &View, text: &TextRef<'_>) -> Option<Element> {
    let block: &Element = view.blocks.get(text.block)?.element.as_ref();
    let Some(CellPath { row, column }) = text.cell else {
        return Some(block.clone());
    };
    let child = |element: &Element, index: usize| element.children().item(u32::try_from(index).ok()?);
    let row = child(&block.first_element_child()?, row)?;
    child(&child(&row, column)?, text.index)
}

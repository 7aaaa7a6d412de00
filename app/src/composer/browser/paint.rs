//! Blocks on the page: one element for each, so that a change touches as many as it concerns and no other.

use editor::{PaintBlock, PaintCell, PaintContent};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{DomParser, Element, HtmlElement, Node, SupportedType};

use super::line::{self, element};
use crate::composer::Images;

/// Marks a block; its value is the key by which the view knows it.
pub const BLOCK_ATTRIBUTE: &str = "data-block";

/// Marks the block in which the caret is.
pub const CURRENT_ATTRIBUTE: &str = "data-current";

/// A block that is on the page.
#[derive(Debug)]
pub struct Painted {
    pub key: u32,
    pub element: HtmlElement,
    tag: &'static str,
    classes: String,
    marker: Option<String>,
}

impl Painted {
    pub fn new(key: u32, block: &PaintBlock, images: &Images) -> Option<Self> {
        let mut painted = Self {
            key,
            element: element(block.tag)?,
            tag: block.tag,
            classes: String::new(),
            marker: None,
        };
        painted
            .element
            .set_attribute(BLOCK_ATTRIBUTE, &key.to_string())
            .ok()?;
        painted.dress(block);
        fill(&painted.element, &block.content, images);
        Some(painted)
    }

    /// Makes the element show a block; whether anything had to be done for it.
    pub fn show(&mut self, block: &PaintBlock, images: &Images) -> bool {
        if self.tag != block.tag {
            let Some(painted) = Self::new(self.key, block, images) else {
                return false;
            };
            self.element.replace_with_with_node_1(&painted.element).ok();
            let is_current = self.element.has_attribute(CURRENT_ATTRIBUTE);
            painted
                .element
                .toggle_attribute_with_force(CURRENT_ATTRIBUTE, is_current)
                .ok();
            *self = painted;
            return true;
        }
        self.dress(block);
        match &block.content {
            PaintContent::Spans(spans) => line::show(&self.element, spans, images),
            PaintContent::Table(rows) => show_table(&self.element, rows, images),
            content => {
                self.element.set_text_content(None);
                fill(&self.element, content, images);
                true
            }
        }
    }

    /// The number of an item changes with what stands before it.
    pub fn mark(&mut self, marker: Option<&String>) {
        if self.marker.as_ref() != marker {
            set(&self.element, "data-marker", marker.map(String::as_str));
            self.marker = marker.cloned();
        }
    }

    fn dress(&mut self, block: &PaintBlock) {
        let classes = block.classes.join(" ");
        if self.classes != classes {
            set(
                &self.element,
                "class",
                (!classes.is_empty()).then_some(classes.as_str()),
            );
            self.classes = classes;
        }
        self.mark(block.marker.as_ref());
    }
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    match value {
        Some(value) => element.set_attribute(name, value).ok(),
        None => element.remove_attribute(name).ok(),
    };
}

fn fill(element: &HtmlElement, content: &PaintContent, images: &Images) {
    match content {
        PaintContent::Spans(spans) => {
            line::show(element, spans, images);
        }
        PaintContent::Table(rows) => {
            show_table(element, rows, images);
        }
        PaintContent::Rule => set(element, "contenteditable", Some("false")),
        PaintContent::Html(html) => {
            set(element, "contenteditable", Some("false"));
            append_html(element, html);
        }
        PaintContent::Signature(lines) => {
            set(element, "contenteditable", Some("false"));
            set(element, "class", Some("Signature"));
            for block in lines {
                if let Some(painted) = Painted::new(0, block, images) {
                    painted.element.remove_attribute(BLOCK_ATTRIBUTE).ok();
                    element.append_child(&painted.element).ok();
                }
            }
        }
    }
}

/// HTML that the model wrote, of allowed elements only. It is parsed apart, where nothing can run or load, and its styles are dropped
/// there by the policy of the page.
fn append_html(element: &HtmlElement, html: &str) {
    let parsed = DomParser::new().and_then(|parser| parser.parse_from_string(html, SupportedType::TextHtml));
    let Some(body) = parsed.ok().and_then(|parsed| parsed.body()) else {
        return;
    };
    while let Some(child) = body.first_child() {
        if element.append_child(&child).is_err() {
            return;
        }
    }
}

/// Makes a table show rows, line by line where it has as many of them already; whether anything had to be done for it.
fn show_table(table: &Element, rows: &[Vec<PaintCell>], images: &Images) -> bool {
    if let Some(cells) = cells_of(table, rows) {
        let mut is_changed = false;
        for (cell, painted) in rows.iter().flatten().zip(&cells) {
            let lines = std::iter::successors(painted.first_element_child(), Element::next_element_sibling);
            for (block, line) in cell.blocks.iter().zip(lines) {
                is_changed |= show_line(&line, block, images);
            }
        }
        return is_changed;
    }
    table.set_text_content(None);
    let Some(body) = element("tbody") else { return true };
    for row in rows {
        let Some(painted) = element("tr") else { return true };
        for cell in row {
            append_cell(&painted, cell, images);
        }
        body.append_child(&painted).ok();
    }
    table.append_child(&body).ok();
    true
}

fn append_cell(row: &HtmlElement, cell: &PaintCell, images: &Images) {
    let Some(painted) = element(if cell.is_header { "th" } else { "td" }) else {
        return;
    };
    for block in &cell.blocks {
        if let Some(line) = element(block.tag) {
            show_line(&line, block, images);
            painted.append_child(&line).ok();
        }
    }
    row.append_child(&painted).ok();
}

fn show_line(line: &Element, block: &PaintBlock, images: &Images) -> bool {
    let classes = block.classes.join(" ");
    set(line, "class", (!classes.is_empty()).then_some(classes.as_str()));
    set(line, "data-marker", block.marker.as_deref());
    match &block.content {
        PaintContent::Spans(spans) => line::show(line, spans, images),
        _ => false,
    }
}

/// The cells on the page in reading order, when they are as many as they are to be and hold as many lines of the same kind.
fn cells_of(table: &Element, rows: &[Vec<PaintCell>]) -> Option<Vec<Element>> {
    let body = table.first_element_child()?;
    let painted_rows = body.children();
    if painted_rows.length() as usize != rows.len() {
        return None;
    }
    let mut cells = Vec::new();
    for (row, index) in rows.iter().zip(0..) {
        let painted = painted_rows.item(index)?.children();
        if painted.length() as usize != row.len() {
            return None;
        }
        for (cell, index) in row.iter().zip(0..) {
            let painted = painted.item(index)?;
            let is_same_kind = (painted.tag_name() == "TH") == cell.is_header;
            let lines = painted.children();
            let is_same_line = |(block, index): (&PaintBlock, u32)| {
                lines
                    .item(index)
                    .is_some_and(|line| line.tag_name().eq_ignore_ascii_case(block.tag))
            };
            let has_same_lines =
                lines.length() as usize == cell.blocks.len() && cell.blocks.iter().zip(0..).all(is_same_line);
            if !is_same_kind || !has_same_lines {
                return None;
            }
            cells.push(painted);
        }
    }
    Some(cells)
}

/// New blocks before another one, in one insertion.
pub fn insert(area: &HtmlElement, painted: &[Painted], before: Option<&Painted>) {
    let fragment = document().create_document_fragment();
    for block in painted {
        fragment.append_child(&block.element).ok();
    }
    let before: Option<&Node> = before.map(|block| block.element.as_ref());
    area.insert_before(&fragment, before).ok();
}

/// The key that a child of the area carries.
pub fn key_of(element: &Element) -> Option<u32> {
    element.get_attribute(BLOCK_ATTRIBUTE)?.parse().ok()
}

/// The same of any node.
pub fn key_of_node(node: &Node) -> Option<u32> {
    key_of(node.dyn_ref::<Element>()?)
}

//! Goes through the tree once, in document order, with a stack of its own.

use crate::block::{Align, Attrs, Item, Kind, Marker};
use crate::document::Document;
use crate::html_tree::{HtmlEvent, HtmlTree};
use crate::import::css::Sheet;
use crate::import::elements::{Meaning, is_active_content, meaning};
use crate::import::enter::apply_marks;
use crate::import::sink::Sink;
use crate::import::style::Style;
use crate::import::survey::survey;
use crate::import::word::FakeItem;
use crate::import::{Import, LeftOut, MAX_BLOCKS, MAX_TEXT_BYTES, style};
use crate::inline::{ImageId, Inline};
use crate::mark::Marks;

pub(super) fn read(tree: &HtmlTree, image: &mut dyn FnMut(&str) -> Option<ImageId>) -> Import {
    let mut walker = Walker::new(image);
    let layout = survey(tree, &mut walker.sheet);
    for (index, event) in tree.events().iter().enumerate() {
        match event {
            HtmlEvent::Open { name, .. } => walker.enter(name, event, layout[index]),
            HtmlEvent::Text(text) => walker.text(text),
            HtmlEvent::Close => walker.leave(),
        }
    }
    while walker.frames.len() > 1 {
        walker.leave();
    }
    let mut blocks = std::mem::take(&mut walker.sink).into_blocks();
    if blocks.len() > MAX_BLOCKS {
        blocks.truncate(MAX_BLOCKS);
        walker.left_out.insert(LeftOut::TooLong, 1);
    }
    Import {
        document: Document::new(blocks),
        left_out: walker.left_out,
    }
}

/// What ends with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Nothing,
    Block,
    List,
    Item,
    Table,
    Row,
    Cell(usize),
    FakeItem,
}

/// What holds inside an element.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) marks: Marks,
    pub(super) attrs: Attrs,
    pub(super) end: End,
    pub(super) is_line: bool,
    pub(super) keeps_space: bool,
    pub(super) is_marker: bool,
    pub(super) is_skipped: bool,
    pub(super) is_in_table: bool,
    pub(super) list_depth: u8,
    pub(super) is_numbered: bool,
    /// The index of the item of a list that this is in.
    pub(super) item: Option<usize>,
}

#[derive(Debug)]
pub(super) struct OpenItem {
    pub(super) item: Item,
    pub(super) is_used: bool,
}

pub(super) struct Walker<'a> {
    pub(super) image: &'a mut dyn FnMut(&str) -> Option<ImageId>,
    pub(super) sink: Sink,
    pub(super) sheet: Sheet,
    frames: Vec<Frame>,
    pub(super) items: Vec<OpenItem>,
    /// For each open list, the number of its next item where it is not the one that follows.
    pub(super) starts: Vec<Option<u16>>,
    pub(super) fake: Option<FakeItem>,
    pub(super) last_fake: Option<FakeItem>,
    bytes_left: usize,
    left_out: std::collections::BTreeMap<LeftOut, usize>,
}

impl<'a> Walker<'a> {
    fn new(image: &'a mut dyn FnMut(&str) -> Option<ImageId>) -> Self {
        let root = Frame {
            marks: Marks::default(),
            attrs: Attrs::default(),
            end: End::Nothing,
            is_line: true,
            keeps_space: false,
            is_marker: false,
            is_skipped: false,
            is_in_table: false,
            list_depth: 0,
            is_numbered: false,
            item: None,
        };
        Self {
            image,
            sink: Sink::default(),
            sheet: Sheet::default(),
            frames: vec![root],
            items: Vec::new(),
            starts: Vec::new(),
            fake: None,
            last_fake: None,
            bytes_left: MAX_TEXT_BYTES,
            left_out: std::collections::BTreeMap::new(),
        }
    }

    pub(super) fn note(&mut self, what: LeftOut) {
        *self.left_out.entry(what).or_default() += 1;
    }

    /// The innermost frame. The root is never popped.
    fn frame(&self) -> Frame {
        self.frames[self.frames.len() - 1].clone()
    }

    fn enter(&mut self, name: &str, event: &HtmlEvent, is_layout: bool) {
        let mut frame = self.frame();
        frame.end = End::Nothing;
        let meaning = meaning(name);
        if frame.is_skipped || frame.is_marker {
            self.frames.push(frame);
            return;
        }
        let style = self.style(name, event);
        if matches!(meaning, Meaning::Skipped | Meaning::StyleSheet | Meaning::Head) {
            if is_active_content(name) {
                self.note(LeftOut::ActiveContent);
            }
            frame.is_skipped = true;
        } else if style.is_hidden {
            self.note(LeftOut::HiddenText);
            frame.is_skipped = true;
        } else {
            if style
                .mso_list
                .as_deref()
                .is_some_and(|value| value.contains("ignore"))
            {
                frame.is_marker = true;
            }
            apply_marks(&mut frame, meaning, &style);
            if meaning == Meaning::Table {
                frame.is_in_table = !is_layout;
            }
            let meaning = match meaning {
                Meaning::Table if is_layout => Meaning::Line,
                Meaning::Row | Meaning::Cell(_) if !frame.is_in_table => Meaning::Line,
                Meaning::Quote if style.is_only_indent => Meaning::Definition,
                meaning => meaning,
            };
            self.enter_kept(&mut frame, meaning, event, &style);
        }
        self.frames.push(frame);
    }

    fn style(&self, name: &str, event: &HtmlEvent) -> Style {
        let mut style = match event.attribute("class") {
            Some(classes) => self.sheet.style(name, classes),
            None => Style::default(),
        };
        if name == "font" {
            style.color = event
                .attribute("color")
                .and_then(style::color)
                .map(style::readable);
            style.size = event.attribute("size").and_then(style::font_size);
        }
        if let Some(align) = event
            .attribute("align")
            .filter(|_| name != "img" && name != "table")
        {
            style.align = style::align(&align.trim().to_ascii_lowercase());
        }
        if name == "center" {
            style.align = Some(Align::Center);
        }
        if let Some(declarations) = event.attribute("style") {
            style.read(declarations);
        }
        if event.attribute("hidden").is_some() {
            style.is_hidden = true;
        }
        if style.is_ambient {
            (style.size, style.color, style.background, style.keeps_space) = (None, None, None, None);
        }
        style
    }

    fn text(&mut self, text: &str) {
        let frame = self.frame();
        if frame.is_skipped {
            return;
        }
        let mut length = text.len().min(self.bytes_left);
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        if length < text.len() && !self.left_out.contains_key(&LeftOut::TooLong) {
            self.note(LeftOut::TooLong);
        }
        self.bytes_left -= length;
        let text = &text[..length];
        if frame.is_marker {
            if let Some(fake) = self.fake.as_mut().filter(|fake| fake.marker.len() < 100) {
                fake.marker.push_str(text);
            }
            return;
        }
        let is_between_blocks = !self.sink.is_open() && text.chars().all(is_folded) && text.contains('\n');
        if frame.keeps_space && !is_between_blocks {
            self.ensure_open();
            self.sink.push(Inline::text(text, frame.marks));
        } else {
            self.folded(text, &frame.marks);
        }
    }

    fn folded(&mut self, text: &str, marks: &Marks) {
        let mut run = String::with_capacity(text.len());
        if text.starts_with(is_folded) {
            self.sink.space(marks);
        }
        for word in text.split(is_folded).filter(|word| !word.is_empty()) {
            if !run.is_empty() {
                run.push(' ');
            }
            run.push_str(word);
        }
        if run.is_empty() {
            return;
        }
        self.ensure_open();
        self.sink.push(Inline::text(&run, marks.clone()));
        if text.ends_with(is_folded) {
            self.sink.space(marks);
        }
    }

    /// Begins a block for the content that comes, as the innermost element says.
    pub(super) fn ensure_open(&mut self) {
        if self.sink.is_open() {
            return;
        }
        let frame = self.frame();
        let mut attrs = frame.attrs;
        let mut is_line = frame.is_line;
        if let Some(fake) = self.fake.take() {
            attrs.item = Some(fake.item(self.last_fake.as_ref()));
            is_line = false;
            self.last_fake = Some(fake);
        } else if let Some(open) = frame.item.and_then(|index| self.items.get_mut(index)) {
            attrs.item = Some(if open.is_used {
                Item::new(Marker::Continued, open.item.level)
            } else {
                open.item
            });
            open.is_used = true;
        } else {
            self.last_fake = None;
        }
        if attrs.item.is_some() {
            attrs.indent = 0;
            attrs.kind = Kind::Paragraph;
        }
        self.sink.open(attrs, is_line);
    }

    fn leave(&mut self) {
        if self.frames.len() == 1 {
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        match frame.end {
            End::Nothing => {}
            End::Block => self.sink.close(),
            End::FakeItem => {
                self.sink.close();
                self.fake = None;
            }
            End::List => {
                self.sink.close();
                self.starts.pop();
            }
            End::Item => self.leave_item(&frame),
            End::Table => self.sink.close_table(),
            End::Row => self.sink.close_row(),
            End::Cell(columns) => self.sink.close_cell(columns, frame.attrs),
        }
    }

    fn leave_item(&mut self, frame: &Frame) {
        self.sink.close();
        if let Some(open) = self.items.pop()
            && !open.is_used
        {
            self.sink.push_empty(Attrs {
                item: Some(open.item),
                ..frame.attrs
            });
        }
    }
}

fn is_folded(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

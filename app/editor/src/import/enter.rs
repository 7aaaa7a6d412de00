//! What begins with each element.

use crate::block::{Attrs, Item, Kind, MAX_INDENT, MAX_LIST_LEVELS, MAX_QUOTE, Marker};
use crate::html_tree::HtmlEvent;
use crate::import::LeftOut;
use crate::import::elements::Meaning;
use crate::import::style::{self, Style};
use crate::import::walk::{End, Frame, OpenItem, Walker};
use crate::import::word::FakeItem;
use crate::inline::{Atom, Image, Inline};
use crate::mark::Link;
use crate::text::clean;

impl Walker<'_> {
    pub(super) fn enter_kept(
        &mut self,
        frame: &mut Frame,
        meaning: Meaning,
        event: &HtmlEvent,
        style: &Style,
    ) {
        match meaning {
            Meaning::Block
            | Meaning::Heading(_)
            | Meaning::Preformatted
            | Meaning::Definition
            | Meaning::Line => {
                self.enter_block(frame, meaning, event, style);
            }
            Meaning::Quote => {
                self.sink.close();
                frame.end = End::Block;
                frame.is_line = true;
                frame.attrs = Attrs {
                    quote: (frame.attrs.quote + 1).min(MAX_QUOTE),
                    ..Attrs::default()
                };
                (frame.item, frame.list_depth) = (None, 0);
            }
            Meaning::List(is_numbered) => self.enter_list(frame, is_numbered, event),
            Meaning::Item => self.enter_item(frame, event, style),
            Meaning::Table => {
                self.sink.open_table(frame.attrs.quote);
                frame.end = End::Table;
                (frame.item, frame.list_depth) = (None, 0);
            }
            Meaning::Row => {
                self.sink.close();
                frame.end = End::Row;
                if !self.sink.open_row() {
                    self.note(LeftOut::TableCells);
                    (frame.is_skipped, frame.end) = (true, End::Block);
                }
            }
            Meaning::Cell(is_header) => self.enter_cell(frame, is_header, event, style),
            Meaning::Rule => {
                self.sink.push_rule(frame.attrs.quote);
                self.last_fake = None;
            }
            Meaning::Break if event.attribute("class") == Some("Apple-interchange-newline") => {}
            Meaning::Break => {
                self.ensure_open();
                self.sink.break_line(&frame.marks);
            }
            Meaning::Image => self.image(frame, event),
            Meaning::Link => self.enter_link(frame, event),
            _ => {}
        }
    }

    fn enter_block(&mut self, frame: &mut Frame, meaning: Meaning, event: &HtmlEvent, style: &Style) {
        self.sink.close();
        frame.end = End::Block;
        frame.is_line = meaning == Meaning::Line;
        frame.attrs.kind = match meaning {
            Meaning::Heading(kind) => kind,
            _ => match event.attribute("class") {
                Some("MsoTitle") => Kind::Heading1,
                Some("MsoSubtitle") => Kind::Heading2,
                _ if meaning == Meaning::Line => frame.attrs.kind,
                _ => Kind::Paragraph,
            },
        };
        if meaning == Meaning::Preformatted {
            frame.keeps_space = true;
        }
        if let Some(align) = style.align {
            frame.attrs.align = align;
        }
        let steps = match (meaning, style.margin_left_px) {
            (Meaning::Definition, _) => 1,
            // A cast saturates; a margin is at most so many steps.
            (_, Some(px)) if px > 0.0 => (px / 40.0).round() as u8,
            _ => 0,
        };
        frame.attrs.indent = frame.attrs.indent.saturating_add(steps).min(MAX_INDENT);
        if let Some(fake) = style.mso_list.as_deref().and_then(FakeItem::parse) {
            self.fake = Some(fake);
            frame.end = End::FakeItem;
            frame.is_line = false;
        }
    }

    fn enter_list(&mut self, frame: &mut Frame, is_numbered: bool, event: &HtmlEvent) {
        self.sink.close();
        if let Some(open) = frame.item.and_then(|index| self.items.get_mut(index)) {
            open.is_used = true;
        }
        frame.end = End::List;
        frame.list_depth = frame.list_depth.saturating_add(1);
        frame.is_numbered = is_numbered;
        frame.attrs.indent = 0;
        let start = event
            .attribute("start")
            .and_then(|start| start.trim().parse().ok());
        self.starts.push(Some(start.unwrap_or(1)));
    }

    fn enter_item(&mut self, frame: &mut Frame, event: &HtmlEvent, style: &Style) {
        self.sink.close();
        let start = self.starts.last_mut().and_then(Option::take);
        let value = event
            .attribute("value")
            .and_then(|value| value.trim().parse().ok());
        let level = frame.list_depth.clamp(1, MAX_LIST_LEVELS) - 1;
        let item = Item {
            marker: if frame.is_numbered {
                Marker::Number
            } else {
                Marker::Bullet
            },
            level,
            start: value.or(start).filter(|_| frame.is_numbered),
        };
        frame.item = Some(self.items.len());
        self.items.push(OpenItem { item, is_used: false });
        frame.end = End::Item;
        frame.is_line = false;
        frame.attrs.align = style.align.unwrap_or(frame.attrs.align);
        frame.attrs.kind = Kind::Paragraph;
    }

    fn enter_cell(&mut self, frame: &mut Frame, is_header: bool, event: &HtmlEvent, style: &Style) {
        let span = |name: &str| {
            event
                .attribute(name)
                .and_then(|span| span.trim().parse().ok())
                .unwrap_or(1)
        };
        let (columns, rows) = (span("colspan"), span("rowspan"));
        frame.end = End::Cell(columns);
        frame.is_line = false;
        frame.attrs = Attrs {
            align: style.align.unwrap_or_default(),
            ..Attrs::default()
        };
        (frame.item, frame.list_depth) = (None, 0);
        if !self.sink.open_cell(is_header, columns, rows) {
            self.note(LeftOut::TableCells);
            (frame.is_skipped, frame.end) = (true, End::Block);
        }
    }

    fn enter_link(&mut self, frame: &mut Frame, event: &HtmlEvent) {
        let Some(address) = event.attribute("href").map(str::trim) else {
            return;
        };
        frame.marks.link = Link::parse(address);
        if frame.marks.link.is_none() && !address.is_empty() && !address.starts_with('#') {
            self.note(LeftOut::UnsafeLink);
        }
        frame.marks.tidy();
    }

    fn image(&mut self, frame: &Frame, event: &HtmlEvent) {
        let size = |name: &str| event.attribute(name).and_then(style::length_px);
        let alt = clean(event.attribute("alt").unwrap_or_default()).into_owned();
        if size("width").is_some_and(|px| px < 3.0) || size("height").is_some_and(|px| px < 3.0) {
            self.note(LeftOut::TrackingImage);
        } else if is_emoji(&alt) {
            self.ensure_open();
            self.sink.push(Inline::text(&alt, frame.marks.clone()));
        } else if let Some(id) = event
            .attribute("src")
            .and_then(|address| (self.image)(address.trim()))
        {
            self.ensure_open();
            let width_px = size("width").filter(|px| *px < 10_000.0).map(|px| px as u16);
            let atom = Atom::Image(Image { id, alt, width_px });
            self.sink.push(Inline::Atom {
                atom,
                marks: frame.marks.clone(),
            });
        } else {
            self.note(LeftOut::Image);
        }
    }
}

/// A picture that only stands for a character.
fn is_emoji(alt: &str) -> bool {
    !alt.is_empty() && alt.chars().count() <= 8 && alt.chars().all(|c| c as u32 > 0x200c)
}

/// Gives what is inside an element the marks that it and its style say.
pub(super) fn apply_marks(frame: &mut Frame, meaning: Meaning, style: &Style) {
    let marks = &mut frame.marks;
    let is_heading = matches!(meaning, Meaning::Heading(_) | Meaning::Cell(true));
    match meaning {
        Meaning::Marked(mark) => marks.set(mark, !style.no_line || marks.has(mark)),
        Meaning::Highlighted(color) => marks.highlight = Some(color),
        Meaning::Sized(size) => marks.size = size,
        _ => {}
    }
    if let Some(is_bold) = style.bold.filter(|is_bold| !(is_heading && *is_bold)) {
        marks.bold = is_bold;
    }
    marks.italic = style.italic.unwrap_or(marks.italic);
    marks.underline |= style.underline;
    marks.strikethrough |= style.strikethrough;
    if let Some(color) = style.color {
        marks.color = color;
    }
    let is_inline = matches!(
        meaning,
        Meaning::Inline | Meaning::Marked(_) | Meaning::Sized(_) | Meaning::Highlighted(_) | Meaning::Link
    );
    if let Some(background) = style.background.filter(|_| is_inline) {
        marks.highlight = background;
    }
    let is_in_heading = frame.attrs.kind != Kind::Paragraph;
    if let Some(size) = style
        .size
        .filter(|_| !(is_heading || is_in_heading && style.is_size_in_points))
    {
        marks.size = size;
    }
    if let Some(keeps_space) = style.keeps_space {
        frame.keeps_space = keeps_space;
    }
    frame.marks.tidy();
}

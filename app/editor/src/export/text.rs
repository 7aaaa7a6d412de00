//! Plain text that reads well in a mail program without HTML. The text itself is never altered.

use std::borrow::Cow;
use std::ops::Range;

use crate::block::{Attrs, Block, Item, Marker, Table, TextBlock};
use crate::document::Document;
use crate::export::html::shown;
use crate::html_tree::HtmlEvent;
use crate::inline::{Atom, Inline};
use crate::mark::Link;
use crate::numbering::Numbering;
use crate::quoted::{QuotedMail, SKIPPED};

/// The widest table that is drawn with its columns under each other, in characters.
const MAX_TABLE_WIDTH: usize = 76;

impl Document {
    /// Plain text: paragraphs separated by an empty line, the signature after `-- ` (RFC 3676 section 4.3).
    pub fn to_text(&self) -> String {
        told(self).0
    }
}

/// The plain text of a document, and where in it each block stands that has any.
pub(crate) fn told(document: &Document) -> (String, Vec<Range<usize>>) {
    let mut writer = Writer::default();
    let mut ranges = Vec::new();
    for block in shown(document) {
        let before = writer.text.len();
        writer.block(block);
        ranges.push(before..writer.text.len());
    }
    (writer.text, ranges)
}

/// The text of blocks alone, as in a cell.
fn texts(blocks: &[TextBlock]) -> String {
    let mut writer = Writer {
        is_tight: true,
        ..Writer::default()
    };
    for block in blocks {
        writer.text(block);
    }
    writer.text
}

#[derive(Default)]
struct Writer {
    text: String,
    numbering: Numbering,
    /// Whether blocks follow each other without an empty line.
    is_tight: bool,
    last: Option<(u8, Option<Item>)>,
    /// How wide the markers of the open levels of a list are.
    widths: Vec<usize>,
}

impl Writer {
    fn block(&mut self, block: &Block) {
        if let Block::Text(text) = block {
            return self.text(text);
        }
        self.numbering.interrupt();
        match block {
            Block::Text(_) => {}
            Block::Table(table) => self.add(table.quote, None, &table_text(table)),
            Block::Rule { quote } => self.add(*quote, None, &"-".repeat(40)),
            Block::QuotedMail(mail) => self.add(1, None, &quoted_text(mail)),
            Block::Signature(lines) => self.add(0, None, &format!("-- \n{}", texts(lines))),
        }
    }

    fn text(&mut self, block: &TextBlock) {
        let Attrs {
            quote, item, indent, ..
        } = block.attrs;
        let number = self.numbering.next(&block.attrs);
        let content = inline_text(&block.content);
        let Some(Item { marker, level, .. }) = item else {
            let space = " ".repeat(usize::from(indent) * 4);
            return self.add(quote, None, &with_lead(&content, &space, &space));
        };
        let marker = match (marker, number) {
            (Marker::Number, Some(number)) => format!("{number}. "),
            (Marker::Continued, _) => " ".repeat(self.widths.get(usize::from(level)).copied().unwrap_or(2)),
            _ => "- ".to_owned(),
        };
        self.widths.resize(usize::from(level), 2);
        let space = " ".repeat(self.widths.iter().sum());
        self.widths.push(marker.len());
        let further = " ".repeat(space.len() + marker.len());
        self.add(
            quote,
            item,
            &with_lead(&content, &format!("{space}{marker}"), &further),
        );
    }

    /// Adds a block, apart from the one before unless both are of one list.
    fn add(&mut self, quote: u8, item: Option<Item>, block: &str) {
        let lead = match quote {
            0 => String::new(),
            depth => format!("{} ", ">".repeat(usize::from(depth))),
        };
        if let Some((quote_before, item_before)) = self.last {
            let is_together =
                self.is_tight || (item.is_some() && item_before.is_some() && quote == quote_before);
            self.text.push('\n');
            if !is_together {
                let common = quote.min(quote_before);
                self.text.push_str(&">".repeat(usize::from(common)));
                self.text.push('\n');
            }
        }
        self.text.push_str(&with_lead(block, &lead, &lead));
        self.last = Some((quote, item));
    }
}

/// The text with one lead before its first line and another before the others.
fn with_lead<'a>(text: &'a str, first: &str, further: &str) -> Cow<'a, str> {
    if first.is_empty() && further.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut led = String::with_capacity(text.len() + first.len());
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            led.push('\n');
        }
        let lead = if index == 0 { first } else { further };
        // An empty line has no space at its end.
        led.push_str(if line.is_empty() { lead.trim_end() } else { lead });
        led.push_str(line);
    }
    Cow::Owned(led)
}

/// The text of a line; a link that is not its own text is followed by its address.
fn inline_text(content: &[Inline]) -> Cow<'_, str> {
    if let [Inline::Text { text, marks }] = content
        && marks.link.is_none()
    {
        return Cow::Borrowed(text);
    }
    let mut text = String::new();
    let mut index = 0;
    while let Some(inline) = content.get(index) {
        let Some(link) = &inline.marks().link else {
            text.push_str(&piece_text(inline));
            index += 1;
            continue;
        };
        let linked = content[index..]
            .iter()
            .take_while(|next| next.marks().link.as_ref() == Some(link));
        let label: Vec<String> = linked.map(piece_text).collect();
        index += label.len();
        text.push_str(&linked_text(&label.concat(), link));
    }
    Cow::Owned(text)
}

fn linked_text(label: &str, link: &Link) -> String {
    let address = link.as_str();
    let plain = address
        .strip_prefix("mailto:")
        .or_else(|| address.strip_prefix("tel:"))
        .unwrap_or(address);
    let bare = |text: &str| {
        let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
        ["https://", "http://", "mailto:", "tel:"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme).map(str::to_owned))
            .unwrap_or(text)
    };
    match label.trim() {
        "" => plain.to_owned(),
        _ if bare(label) == bare(address) => label.to_owned(),
        _ => format!("{label} <{plain}>"),
    }
}

fn piece_text(inline: &Inline) -> String {
    match inline {
        Inline::Text { text, .. } => text.clone(),
        Inline::Atom {
            atom: Atom::Image(image),
            ..
        } if image.alt.is_empty() => "[image]".to_owned(),
        Inline::Atom {
            atom: Atom::Image(image),
            ..
        } => format!("[{}]", image.alt),
        Inline::Atom {
            atom: Atom::Field(name),
            ..
        } => format!("{{{}}}", name.as_str()),
    }
}

/// Columns under each other where they fit; otherwise the cells of a row separated by bars.
fn table_text(table: &Table) -> String {
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            row.cells
                .iter()
                .map(|cell| texts(&cell.blocks).replace('\n', " / "))
                .collect()
        })
        .collect();
    let mut widths = vec![0; table.columns()];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let is_narrow = widths.iter().sum::<usize>() + 3 * widths.len().saturating_sub(1) <= MAX_TABLE_WIDTH;
    let mut lines = Vec::with_capacity(rows.len() + 1);
    for (index, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| match is_narrow {
                true => format!("{cell}{}", " ".repeat(width - cell.chars().count())),
                false => cell.clone(),
            })
            .collect();
        lines.push(cells.join(" | ").trim_end().to_owned());
        if index == 0 && is_narrow && table.rows[0].cells.iter().all(|cell| cell.is_header) {
            let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            lines.push(rules.join("-|-"));
        }
    }
    lines.join("\n")
}

/// The text of a quoted mail: a line for each block.
fn quoted_text(mail: &QuotedMail) -> String {
    let mut text = String::new();
    let mut open: Vec<&str> = Vec::new();
    let is_block = |name: &str| {
        matches!(
            name,
            "br" | "p" | "div" | "tr" | "li" | "table" | "blockquote" | "hr" | "h1" | "h2" | "h3" | "pre"
        )
    };
    for event in mail.tree().events() {
        match event {
            HtmlEvent::Open { name, .. } => {
                open.push(name);
                if is_block(name) && !text.is_empty() && !text.ends_with("\n\n") {
                    text.push('\n');
                }
            }
            HtmlEvent::Close => {
                if open.pop().is_some_and(|name| name != "br" && is_block(name)) && !text.ends_with('\n') {
                    text.push('\n');
                }
            }
            HtmlEvent::Text(part) if !open.last().is_some_and(|name| SKIPPED.contains(name)) => {
                let words: Vec<&str> = part
                    .split([' ', '\n', '\t', '\r'])
                    .filter(|word| !word.is_empty())
                    .collect();
                let is_inside = !text.is_empty() && !text.ends_with(['\n', ' ']);
                if is_inside && part.starts_with([' ', '\n', '\t']) {
                    text.push(' ');
                }
                text.push_str(&words.join(" "));
                if !words.is_empty() && part.ends_with([' ', '\n', '\t']) {
                    text.push(' ');
                }
            }
            HtmlEvent::Text(_) => {}
        }
    }
    let lines: Vec<&str> = text.trim().split('\n').map(str::trim_end).collect();
    lines.join("\n")
}

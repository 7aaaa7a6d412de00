//! Writes the notation.

use crate::block::{Align, Attrs, Block, Cell, Kind, Marker, TextBlock};
use crate::document::Document;
use crate::inline::{Atom, Inline};
use crate::mark::{Marks, Size};
use crate::numbering::Numbering;
use crate::position::{CellPath, cells};
use crate::state::{Selection, State};

/// The state with its selection.
pub fn show(state: &State) -> String {
    lines(state.document(), Some(state.selection()))
}

/// The document alone.
pub fn show_document(document: &Document) -> String {
    lines(document, None)
}

fn lines(document: &Document, selection: Option<Selection>) -> String {
    let mut numbering = Numbering::default();
    let mut lines = Vec::new();
    for (index, at) in document.starts() {
        let block = &*document.blocks()[index];
        if !matches!(block, Block::Text(_)) {
            numbering.interrupt();
        }
        let quote = match block.quote() {
            0 => String::new(),
            depth => format!("{} ", ">".repeat(usize::from(depth))),
        };
        match block {
            Block::Text(text) => lines.push(text_line(text, at, selection, &mut numbering)),
            Block::Table(table) => {
                let mut rows: Vec<Vec<String>> = Vec::new();
                cells(table, at, &mut |CellPath { row, .. }, cell, cell_at| {
                    rows.resize_with(row + 1, Vec::new);
                    rows[row].push(cell_line(cell, cell_at, selection));
                });
                for (row, cells) in table.rows.iter().zip(rows) {
                    let is_header = row.cells.iter().all(|cell| cell.is_header);
                    let mark = if is_header { "::" } else { ":" };
                    lines.push(format!("{quote}{mark} {}", cells.join(" ; ")));
                }
            }
            Block::Rule { .. } => lines.push(format!("{quote}---")),
            Block::QuotedMail(mail) => {
                let html = mail.to_html();
                let text = html
                    .strip_prefix("<p>")
                    .and_then(|html| html.strip_suffix("</p>"));
                lines.push(format!("~~{}", text.unwrap_or(&html)));
            }
            Block::Signature(texts) => {
                let mut numbering = Numbering::default();
                let texts: Vec<String> = texts
                    .iter()
                    .map(|text| text_line(text, usize::MAX / 2, None, &mut numbering))
                    .collect();
                lines.push(format!("-- {}", texts.join(" / ")));
            }
        }
    }
    lines.join("\n")
}

fn cell_line(cell: &Cell, cell_at: usize, selection: Option<Selection>) -> String {
    let mut numbering = Numbering::default();
    let mut at = cell_at + 1;
    let mut lines = Vec::new();
    for text in &cell.blocks {
        lines.push(
            text_line(text, at, selection, &mut numbering)
                .replace(" ; ", " \\; ")
                .replace(" / ", " \\/ "),
        );
        at += 1 + text.len();
    }
    lines.join(" / ")
}

fn text_line(text: &TextBlock, at: usize, selection: Option<Selection>, numbering: &mut Numbering) -> String {
    let number = numbering.next(&text.attrs);
    let prefix = prefix(&text.attrs, number);
    let content = content(text, at + 1, selection);
    let is_start = |mark: &str| content.starts_with(mark);
    let digits = content.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let is_number = digits > 0 && content[digits..].starts_with(". ");
    let is_prefix = [
        " ", "- ", "+ ", "# ", "## ", "### ", "{", ": ", ":: ", ">", "-- ", "~~",
    ]
    .iter()
    .any(|mark| is_start(mark));
    let is_rule = is_start("---");
    let escape = if is_prefix || is_rule || is_number {
        "\\"
    } else {
        ""
    };
    format!("{prefix}{escape}{content}")
}

fn prefix(attrs: &Attrs, number: Option<u32>) -> String {
    let mut prefix = String::new();
    if attrs.quote > 0 {
        prefix.push_str(&">".repeat(usize::from(attrs.quote)));
        prefix.push(' ');
    }
    if let Some(item) = attrs.item {
        prefix.push_str(&"  ".repeat(usize::from(item.level)));
        match (item.marker, number) {
            (Marker::Bullet, _) => prefix.push_str("- "),
            (Marker::Number, number) => prefix.push_str(&format!("{}. ", number.unwrap_or(1))),
            (Marker::Continued, _) => prefix.push_str("+ "),
        }
    }
    prefix.push_str(match attrs.kind {
        Kind::Paragraph => "",
        Kind::Heading1 => "# ",
        Kind::Heading2 => "## ",
        Kind::Heading3 => "### ",
    });
    prefix.push_str(match attrs.align {
        Align::Start => "",
        Align::Center => "{center} ",
        Align::Right => "{right} ",
        Align::Justify => "{justify} ",
    });
    if attrs.indent > 0 {
        prefix.push_str(&format!("{{in {}}} ", attrs.indent));
    }
    prefix
}

/// What the selection shows at a position.
fn marker(position: usize, selection: Option<Selection>) -> &'static str {
    let Some(selection) = selection else { return "" };
    let is_head = position == selection.head;
    match (position == selection.from(), position == selection.to()) {
        (true, true) => "|",
        (true, false) if is_head => "[|",
        (true, false) => "[",
        (false, true) if is_head => "|]",
        (false, true) => "]",
        (false, false) => "",
    }
}

fn content(text: &TextBlock, start: usize, selection: Option<Selection>) -> String {
    let mut line = String::new();
    let mut at = start;
    for inline in &text.content {
        line.push_str(marker(at, selection));
        let marks = head(inline.marks());
        if !marks.is_empty() {
            line.push('<');
            line.push_str(&marks);
            line.push('`');
        }
        match inline {
            Inline::Text { text, .. } => {
                for (offset, c) in text.char_indices() {
                    if offset > 0 {
                        line.push_str(marker(at + offset, selection));
                    }
                    match c {
                        '\n' => line.push_str("\\n"),
                        '\\' | '|' | '[' | ']' | '<' | '>' => line.extend(['\\', c]),
                        c => line.push(c),
                    }
                }
            }
            Inline::Atom { atom, .. } => line.push_str(&object(atom)),
        }
        if !marks.is_empty() {
            line.push('>');
        }
        at += inline.size();
    }
    line.push_str(marker(at, selection));
    line
}

fn object(atom: &Atom) -> String {
    match atom {
        Atom::Field(name) => format!("<${}>", name.as_str()),
        Atom::Image(image) => {
            let width = image
                .width_px
                .map(|width| format!(":{width}"))
                .unwrap_or_default();
            let alt = if image.alt.is_empty() {
                String::new()
            } else {
                format!(" {}", image.alt)
            };
            format!("<!{}{width}{alt}>", image.id.as_str())
        }
    }
}

fn head(marks: &Marks) -> String {
    let mut words = Vec::new();
    for (is_on, word) in [
        (marks.bold, "b"),
        (marks.italic, "i"),
        (marks.underline, "u"),
        (marks.strikethrough, "s"),
        (marks.size == Size::Large, "+"),
        (marks.size == Size::Small, "-"),
    ] {
        if is_on {
            words.push(word.to_owned());
        }
    }
    words.extend(marks.color.map(|color| color.to_string()));
    words.extend(marks.highlight.map(|color| format!("={color}")));
    words.extend(marks.link.as_ref().map(|link| format!("@{}", link.as_str())));
    words.join(",")
}

//! Reads the notation.

use crate::block::{Align, Attrs, Block, Cell, Item, Kind, Marker, Row, Table, TextBlock};
use crate::document::Document;
use crate::html_tree::HtmlTree;
use crate::inline::{Atom, FieldName, Image, ImageId, Inline, push};
use crate::mark::{Color, Link, Marks, Size};
use crate::quoted::QuotedMail;
use crate::state::State;

/// Private characters that stand for the ends of the selection while blocks are read.
const ANCHOR: char = '\u{e000}';
const HEAD: char = '\u{e001}';
const END: char = '\u{e002}';

/// The state that is written; with the caret at the start where none is. What cannot be read is taken as text.
pub fn read(notation: &str) -> State {
    let document = Document::new(blocks(notation));
    let mut found: [Option<usize>; 3] = [None; 3];
    let mut removed = 0;
    for text in document.texts(0, document.size()) {
        for (offset, c) in text.text.flat().char_indices() {
            if let Some(index) = [ANCHOR, HEAD, END].iter().position(|marker| *marker == c) {
                found[index] = Some(text.start() + offset - removed);
                removed += c.len_utf8();
            }
        }
    }
    let state = State::new(without_markers(&document));
    match found {
        [Some(from), Some(head), Some(to)] if head == from => state.select(to, from),
        [Some(from), _, Some(to)] => state.select(from, to),
        [_, Some(head), _] => state.select(head, head),
        _ => state,
    }
}

fn without_markers(document: &Document) -> Document {
    let clean = |text: &TextBlock| TextBlock {
        attrs: text.attrs,
        content: text
            .content
            .iter()
            .map(|inline| match inline {
                Inline::Text { text, marks } => {
                    Inline::text(&text.replace([ANCHOR, HEAD, END], ""), marks.clone())
                }
                atom => atom.clone(),
            })
            .collect(),
    };
    let blocks = document.blocks().iter().map(|block| match &**block {
        Block::Text(text) => Block::Text(clean(text)),
        Block::Table(table) => {
            let mut table = table.clone();
            for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                cell.blocks = cell.blocks.iter().map(&clean).collect();
            }
            Block::Table(table)
        }
        leaf => leaf.clone(),
    });
    Document::new(blocks.collect())
}

fn blocks(notation: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_in_table = false;
    for line in notation.split('\n') {
        let (quote, rest) = quote(line);
        let row = row(rest);
        let is_row = row.is_some();
        let block = if let Some(text) = line.strip_prefix("~~") {
            quoted_mail(text)
        } else if let Some(row) = row {
            match blocks.last_mut() {
                Some(Block::Table(table)) if is_in_table => {
                    table.rows.push(row);
                    continue;
                }
                _ => Block::Table(Table {
                    quote,
                    rows: vec![row],
                }),
            }
        } else if rest == "---" {
            Block::Rule { quote }
        } else if let Some(lines) = line.strip_prefix("-- ") {
            Block::Signature(split(lines, '/').iter().map(|line| text_block(line)).collect())
        } else {
            Block::Text(text_block(line))
        };
        is_in_table = is_row;
        blocks.push(block);
    }
    blocks
}

fn quoted_mail(text: &str) -> Block {
    let mut tree = HtmlTree::new();
    tree.open("p", Vec::new());
    tree.text(text);
    tree.close();
    Block::QuotedMail(QuotedMail::from_tree(&tree))
}

fn quote(line: &str) -> (u8, &str) {
    let rest = line.trim_start_matches('>');
    let depth = line.len() - rest.len();
    match rest.strip_prefix(' ') {
        Some(rest) if depth > 0 => (u8::try_from(depth).unwrap_or(u8::MAX), rest),
        _ => (0, line),
    }
}

fn row(line: &str) -> Option<Row> {
    let (is_header, cells) = match line.strip_prefix(":: ") {
        Some(cells) => (true, cells),
        None => (false, line.strip_prefix(": ")?),
    };
    let cells = split(cells, ';').into_iter().map(|cell| Cell {
        is_header,
        blocks: split(cell, '/').iter().map(|block| text_block(block)).collect(),
    });
    Some(Row {
        cells: cells.collect(),
    })
}

/// The parts between separators that stand alone between spaces.
fn split(text: &str, separator: char) -> Vec<&str> {
    text.split(&format!(" {separator} "))
        .map(|part| part.strip_suffix(' ').unwrap_or(part))
        .collect()
}

fn text_block(line: &str) -> TextBlock {
    let (quote, mut rest) = quote(line);
    let mut attrs = Attrs {
        quote,
        ..Attrs::default()
    };
    (attrs.item, rest) = item(rest);
    for (prefix, kind) in [
        ("# ", Kind::Heading1),
        ("## ", Kind::Heading2),
        ("### ", Kind::Heading3),
    ] {
        if let Some(text) = rest.strip_prefix(prefix) {
            (attrs.kind, rest) = (kind, text);
            break;
        }
    }
    while let Some((word, text)) = rest.strip_prefix('{').and_then(|rest| rest.split_once("} ")) {
        match word {
            "center" => attrs.align = Align::Center,
            "right" => attrs.align = Align::Right,
            "justify" => attrs.align = Align::Justify,
            word => match word.strip_prefix("in ").and_then(|steps| steps.parse().ok()) {
                Some(steps) => attrs.indent = steps,
                None => break,
            },
        }
        rest = text;
    }
    let mut chars = rest.chars().peekable();
    let mut content = Vec::new();
    run(&mut chars, &Marks::default(), false, &mut content);
    TextBlock { attrs, content }
}

fn item(line: &str) -> (Option<Item>, &str) {
    let rest = line.trim_start_matches(' ');
    let level = u8::try_from((line.len() - rest.len()) / 2).unwrap_or(u8::MAX);
    if let Some(text) = rest.strip_prefix("- ") {
        return (Some(Item::new(Marker::Bullet, level)), text);
    }
    if let Some(text) = rest.strip_prefix("+ ") {
        return (Some(Item::new(Marker::Continued, level)), text);
    }
    match rest
        .split_once(". ")
        .map(|(number, text)| (number.parse::<u16>(), text))
    {
        Some((Ok(start), text)) => {
            let item = Item {
                marker: Marker::Number,
                level,
                start: Some(start),
            };
            (Some(item), text)
        }
        _ => (None, line),
    }
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn run(chars: &mut Chars<'_>, marks: &Marks, is_inner: bool, content: &mut Vec<Inline>) {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some(c) => text.push(c),
                None => text.push('\\'),
            },
            '[' => text.push(ANCHOR),
            '|' => text.push(HEAD),
            ']' => text.push(END),
            '>' if is_inner => break,
            '<' => {
                push(content, Inline::text(&std::mem::take(&mut text), marks.clone()));
                object(chars, marks, content);
            }
            c => text.push(c),
        }
    }
    push(content, Inline::text(&text, marks.clone()));
}

/// An image, a field or a run with marks, after its `<`.
fn object(chars: &mut Chars<'_>, marks: &Marks, content: &mut Vec<Inline>) {
    if matches!(chars.peek(), Some('!' | '$')) {
        let body: String = chars.by_ref().take_while(|c| *c != '>').collect();
        if let Some(atom) = atom(&body) {
            content.push(Inline::Atom {
                atom,
                marks: marks.clone(),
            });
        }
        return;
    }
    let head: String = chars.by_ref().take_while(|c| *c != '`').collect();
    run(chars, &marks_of(&head), true, content);
}

fn atom(body: &str) -> Option<Atom> {
    if let Some(name) = body.strip_prefix('$') {
        return FieldName::parse(name).map(Atom::Field);
    }
    let (name, alt) = body
        .strip_prefix('!')?
        .split_once(' ')
        .unwrap_or((&body[1..], ""));
    let (id, width) = name.split_once(':').unwrap_or((name, ""));
    let (alt, width_px) = (alt.to_owned(), width.parse().ok());
    ImageId::parse(id).map(|id| Atom::Image(Image { id, alt, width_px }))
}

fn marks_of(head: &str) -> Marks {
    let mut marks = Marks::default();
    let (head, link) = match head.split_once('@') {
        Some((head, link)) => (head, Link::parse(link)),
        None => (head, None),
    };
    marks.link = link;
    for word in head.split(',') {
        match word {
            "b" => marks.bold = true,
            "i" => marks.italic = true,
            "u" => marks.underline = true,
            "s" => marks.strikethrough = true,
            "+" => marks.size = Size::Large,
            "-" => marks.size = Size::Small,
            word => match word.strip_prefix('=') {
                Some(color) => marks.highlight = Color::parse(color),
                None => marks.color = Color::parse(word).or(marks.color),
            },
        }
    }
    marks
}

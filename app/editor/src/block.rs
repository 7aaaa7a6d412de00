//! The blocks of a document. The sequence is flat: how deep a block stands in quotes and lists is said by the block,
//! so that most changes touch one block and no tree is ever out of balance.

use std::borrow::Cow;

use serde::{Deserialize, Serialize, Serializer};

use crate::inline::{Atom, Inline};
use crate::quoted::QuotedMail;

/// The deepest quote.
pub const MAX_QUOTE: u8 = 6;
/// How many levels a list may have.
pub const MAX_LIST_LEVELS: u8 = 6;
/// The greatest indent of a paragraph.
pub const MAX_INDENT: u8 = 6;
/// The widest table, in columns.
pub const MAX_COLUMNS: usize = 60;
/// The longest table, in rows.
pub const MAX_ROWS: usize = 1000;

/// What a text block is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Ordinary text.
    #[default]
    Paragraph,
    /// The greatest heading.
    Heading1,
    /// The middle heading.
    Heading2,
    /// The smallest heading.
    Heading3,
}

/// On which side lines stand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Where the language starts its lines.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// On the right.
    Right,
    /// On both sides.
    Justify,
}

/// What stands before a block of a list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marker {
    /// A bullet: an item of a bulleted list.
    Bullet,
    /// A number: an item of a numbered list.
    Number,
    /// Nothing: a further paragraph of the item above.
    Continued,
}

/// The place of a block in a list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Item {
    /// What stands before it.
    pub marker: Marker,
    /// 0 for the outermost list, up to 5.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub level: u8,
    /// The number from which counting goes on here, where it is not the one that would follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u16>,
}

impl Item {
    /// An item that goes on counting.
    pub fn new(marker: Marker, level: u8) -> Self {
        Self {
            marker,
            level,
            start: None,
        }
    }
}

/// All that is said of a text block beside its content.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Attrs {
    /// What it is.
    pub kind: Kind,
    /// On which side its lines stand.
    pub align: Align,
    /// How far it is moved in, in steps of 40 px; 0 in a list, where the level says it.
    pub indent: u8,
    /// In how many quotes it stands; lists are inside quotes.
    pub quote: u8,
    /// Its place in a list.
    pub item: Option<Item>,
}

fn is_zero(value: &u8) -> bool {
    *value == 0
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A paragraph, a heading or a block of a list.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(from = "StoredText<'static>")]
pub struct TextBlock {
    /// What it is and where it stands.
    pub attrs: Attrs,
    /// Its content.
    pub content: Vec<Inline>,
}

/// A text block as it is stored: all on one level. Written out, since what flattens by itself asks readers to keep values of any type.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct StoredText<'a> {
    #[serde(skip_serializing_if = "is_default")]
    kind: Kind,
    #[serde(skip_serializing_if = "is_default")]
    align: Align,
    #[serde(skip_serializing_if = "is_zero")]
    indent: u8,
    #[serde(skip_serializing_if = "is_zero")]
    quote: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Item>,
    #[serde(skip_serializing_if = "is_nothing")]
    content: Cow<'a, [Inline]>,
}

fn is_nothing(content: &[Inline]) -> bool {
    content.is_empty()
}

impl From<StoredText<'_>> for TextBlock {
    fn from(stored: StoredText<'_>) -> Self {
        let StoredText {
            kind,
            align,
            indent,
            quote,
            item,
            content,
        } = stored;
        let attrs = Attrs {
            kind,
            align,
            indent,
            quote,
            item,
        };
        let content = content.into_owned();
        Self { attrs, content }
    }
}

impl Serialize for TextBlock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Attrs {
            kind,
            align,
            indent,
            quote,
            item,
        } = self.attrs;
        let content = Cow::Borrowed(&*self.content);
        let stored = StoredText {
            kind,
            align,
            indent,
            quote,
            item,
            content,
        };
        stored.serialize(serializer)
    }
}

impl TextBlock {
    /// A plain paragraph.
    pub fn paragraph(content: Vec<Inline>) -> Self {
        Self {
            attrs: Attrs::default(),
            content,
        }
    }

    /// How many positions the content takes.
    pub fn len(&self) -> usize {
        self.content.iter().map(Inline::size).sum()
    }

    /// Whether there is no content at all.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// The text with one byte (U+0001) for each object, so that byte offsets are positions.
    pub fn flat(&self) -> String {
        let mut flat = String::with_capacity(self.len());
        for piece in &self.content {
            match piece {
                Inline::Text { text, .. } => flat.push_str(text),
                Inline::Atom { .. } => flat.push('\u{1}'),
            }
        }
        flat
    }

    /// How many UTF-16 units, as a browser counts them, come before an offset in bytes; an object is one unit.
    pub fn utf16_before(&self, offset: usize) -> usize {
        let flat = self.flat();
        flat.char_indices()
            .take_while(|(at, _)| *at < offset)
            .map(|(_, c)| c.len_utf16())
            .sum()
    }

    /// The offset in bytes that comes after so many UTF-16 units; inside of a character, the one before it.
    pub fn offset_of_utf16(&self, units: usize) -> usize {
        let mut left = units;
        let mut offset = 0;
        for c in self.flat().chars() {
            if left < c.len_utf16() {
                break;
            }
            left -= c.len_utf16();
            offset += c.len_utf8();
        }
        offset
    }

    /// The objects in the content.
    pub fn atoms(&self) -> impl Iterator<Item = &Atom> {
        self.content.iter().filter_map(|piece| match piece {
            Inline::Atom { atom, .. } => Some(atom),
            Inline::Text { .. } => None,
        })
    }
}

/// A cell: blocks of text, never a table in a table.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cell {
    /// Whether it names its row or column.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_header: bool,
    /// Its content; at least one block.
    pub blocks: Vec<TextBlock>,
}

/// A row of cells.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Row {
    /// The cells from left to right.
    pub cells: Vec<Cell>,
}

/// A table: rows of the same number of cells.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Table {
    /// In how many quotes it stands.
    #[serde(skip_serializing_if = "is_zero")]
    pub quote: u8,
    /// The rows from top to bottom.
    pub rows: Vec<Row>,
}

impl Table {
    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
    }

    /// Every block of text in reading order.
    pub fn text_blocks(&self) -> impl Iterator<Item = &TextBlock> {
        self.rows
            .iter()
            .flat_map(|row| &row.cells)
            .flat_map(|cell| &cell.blocks)
    }
}

/// One block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Text.
    Text(TextBlock),
    /// A table.
    Table(Table),
    /// A horizontal rule.
    Rule {
        /// In how many quotes it stands.
        #[serde(default, skip_serializing_if = "is_zero")]
        quote: u8,
    },
    /// The mail that is answered: read-only, one position wide.
    QuotedMail(QuotedMail),
    /// The sender's signature: at most one, at the end, one position wide.
    Signature(Vec<TextBlock>),
}

impl Block {
    /// How many positions the block takes: its opening, its content and, for a table, its end.
    pub fn size(&self) -> usize {
        match self {
            Self::Text(text) => 1 + text.len(),
            Self::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells).count();
                let text: usize = table.text_blocks().map(|text| 1 + text.len()).sum();
                2 + table.rows.len() + cells + text
            }
            Self::Rule { .. } | Self::QuotedMail(_) | Self::Signature(_) => 1,
        }
    }

    /// The text block, if it is one.
    pub fn as_text(&self) -> Option<&TextBlock> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// In how many quotes it stands.
    pub fn quote(&self) -> u8 {
        match self {
            Self::Text(text) => text.attrs.quote,
            Self::Table(Table { quote, .. }) | Self::Rule { quote } => *quote,
            Self::QuotedMail(_) | Self::Signature(_) => 0,
        }
    }
}

//! The document: blocks in reading order.

use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::block::{Attrs, Block, MAX_COLUMNS, MAX_ROWS, TextBlock};
use crate::inline::{Atom, FieldName, ImageId, Inline, is_blank};
use crate::mark::Marks;
use crate::piece::{self, Slice};
use crate::schema;
use crate::step::StepError;
use crate::text::clean;

/// What a person wrote, ready to be shown or mailed; always in normal form.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Document {
    inner: Arc<Inner>,
}

#[derive(Clone, Debug)]
struct Inner {
    blocks: Vec<Arc<Block>>,
    /// The position after each block.
    ends: Vec<usize>,
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.inner.blocks == other.inner.blocks
    }
}

impl Eq for Document {}

/// The version that is written.
const VERSION: u32 = 1;
/// How many cells the tables of a stored document may have together: as many as the greatest table.
const MAX_CELLS: usize = MAX_ROWS * MAX_COLUMNS;

#[derive(Deserialize)]
struct Stored {
    version: u32,
    blocks: Vec<Block>,
}

/// As it is read; nothing of it is copied.
impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Blocks<'a>(&'a [Arc<Block>]);

        impl Serialize for Blocks<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.iter().map(|block| &**block))
            }
        }

        let mut stored = serializer.serialize_struct("Document", 2)?;
        stored.serialize_field("version", &VERSION)?;
        stored.serialize_field("blocks", &Blocks(self.blocks()))?;
        stored.end()
    }
}

/// The JSON of a document whose blocks have this JSON each.
pub fn json_of(blocks: &[String]) -> String {
    format!("{{\"version\":{VERSION},\"blocks\":[{}]}}", blocks.join(","))
}

impl TryFrom<Stored> for Document {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        if stored.version != VERSION {
            return Err(format!("version {} of a document is not known", stored.version));
        }
        // A row that is short is made as long as the longest, so a few bytes could become millions of cells.
        let tables = stored.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table.rows.len().min(MAX_ROWS) * table.columns().min(MAX_COLUMNS)),
            _ => None,
        });
        if tables.sum::<usize>() > MAX_CELLS {
            return Err("a document has too many cells".to_owned());
        }
        Ok(Self::new(stored.blocks))
    }
}

impl Default for Document {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Document {
    /// The document with these blocks, brought into normal form.
    pub fn new(blocks: Vec<Block>) -> Self {
        Self::of(schema::normalize(blocks.into_iter().map(Arc::new).collect()))
    }

    fn of(blocks: Vec<Arc<Block>>) -> Self {
        let ends = blocks
            .iter()
            .scan(0, |at, block| {
                *at += block.size();
                Some(*at)
            })
            .collect();
        Self {
            inner: Arc::new(Inner { blocks, ends }),
        }
    }

    /// Whether both are the same allocation: nothing was changed between them.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// Reads plain text: `\n`, `\r\n` or `\r` end a line, one empty line or more end a paragraph.
    pub fn from_text(text: &str) -> Self {
        let text = clean(text);
        let mut blocks = Vec::new();
        let mut paragraph: Vec<&str> = Vec::new();
        for line in text.split('\n').chain([""]) {
            if !line.trim().is_empty() {
                paragraph.push(line);
            } else if !paragraph.is_empty() {
                let content = vec![Inline::text(&paragraph.join("\n"), Marks::default())];
                blocks.push(Block::Text(TextBlock::paragraph(content)));
                paragraph.clear();
            }
        }
        Self::new(blocks)
    }

    /// The document with this signature at its end; a blank signature changes nothing, another one takes its place.
    #[must_use]
    pub fn with_signature(self, signature: &str) -> Self {
        let lines = clean(signature.trim_end()).into_owned();
        let content = vec![Inline::text(&lines, Marks::default())];
        self.with_signature_blocks(vec![TextBlock::paragraph(content)])
    }

    /// The same with a formatted signature.
    #[must_use]
    pub fn with_signature_blocks(self, signature: Vec<TextBlock>) -> Self {
        let mut blocks = Arc::unwrap_or_clone(self.inner).blocks;
        blocks.push(Arc::new(Block::Signature(signature)));
        Self::of(schema::normalize(blocks))
    }

    /// The document without its signature.
    #[must_use]
    pub fn without_signature(self) -> Self {
        if self.signature().is_none() {
            return self;
        }
        let mut blocks = Arc::unwrap_or_clone(self.inner).blocks;
        blocks.pop();
        Self::of(blocks)
    }

    /// The blocks in reading order; those of two documents may be the same allocation where nothing changed.
    pub fn blocks(&self) -> &[Arc<Block>] {
        &self.inner.blocks
    }

    /// Whether there is nothing to read.
    pub fn is_blank(&self) -> bool {
        self.inner.blocks.iter().all(|block| match &**block {
            Block::Text(text) => is_blank(&text.content),
            _ => false,
        })
    }

    /// Whether its plain text says all of it: `Document::from_text` makes the same of that.
    pub fn is_plain(&self) -> bool {
        let blocks = &self.inner.blocks;
        blocks.iter().all(|block| match &**block {
            Block::Text(text) if text.attrs == Attrs::default() => match &*text.content {
                [] => blocks.len() == 1,
                [Inline::Text { text, marks }] => {
                    marks.is_plain() && text.split('\n').all(|line| !line.trim().is_empty())
                }
                _ => false,
            },
            _ => false,
        })
    }

    /// How many positions the document has: the greatest one is its end.
    pub fn size(&self) -> usize {
        self.inner.ends.last().copied().unwrap_or(0)
    }

    /// The signature, if there is one.
    pub fn signature(&self) -> Option<&[TextBlock]> {
        match self.inner.blocks.last().map(|block| &**block) {
            Some(Block::Signature(lines)) => Some(lines),
            _ => None,
        }
    }

    /// The attachments that the text shows, in reading order, each once.
    pub fn images(&self) -> Vec<ImageId> {
        let mut images = Vec::new();
        for atom in self.all_text().flat_map(TextBlock::atoms) {
            if let Atom::Image(image) = atom
                && !images.contains(&image.id)
            {
                images.push(image.id.clone());
            }
        }
        images
    }

    /// The template fields that have no value yet, in reading order, each once.
    pub fn fields(&self) -> Vec<FieldName> {
        let mut fields = Vec::new();
        for atom in self.all_text().flat_map(TextBlock::atoms) {
            if let Atom::Field(name) = atom
                && !fields.contains(name)
            {
                fields.push(name.clone());
            }
        }
        fields
    }

    /// The document with each template field replaced by its value; those without value stay.
    #[must_use]
    pub fn with_fields(&self, value: &dyn Fn(&str) -> Option<String>) -> Self {
        self.rewritten(&|inline| vec![filled(inline, value)])
    }

    /// The document with a template field wherever one is written as text, such as `{contact.name}`.
    #[must_use]
    pub fn with_typed_fields(&self) -> Self {
        self.rewritten(&typed_fields)
    }

    /// The document with others in the place of each run of text and each object.
    fn rewritten(&self, rewrite: &dyn Fn(&Inline) -> Vec<Inline>) -> Self {
        let fill = |text: &TextBlock| TextBlock {
            attrs: text.attrs,
            content: text.content.iter().flat_map(rewrite).collect(),
        };
        let blocks = self.inner.blocks.iter().map(|block| match &**block {
            Block::Text(text) => Block::Text(fill(text)),
            Block::Signature(lines) => Block::Signature(lines.iter().map(fill).collect()),
            Block::Table(table) => {
                let mut table = table.clone();
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    cell.blocks = cell.blocks.iter().map(fill).collect();
                }
                Block::Table(table)
            }
            leaf => leaf.clone(),
        });
        Self::new(blocks.collect())
    }

    /// Every block of text in reading order, those of tables and of the signature too.
    pub fn all_text(&self) -> impl Iterator<Item = &TextBlock> {
        self.inner
            .blocks
            .iter()
            .flat_map(|block| -> Box<dyn Iterator<Item = &TextBlock>> {
                match &**block {
                    Block::Text(text) => Box::new(std::iter::once(text)),
                    Block::Table(table) => Box::new(table.text_blocks()),
                    Block::Signature(lines) => Box::new(lines.iter()),
                    Block::Rule { .. } | Block::QuotedMail(_) => Box::new(std::iter::empty()),
                }
            })
    }

    /// The index of the first block that ends at a position or after it.
    pub(crate) fn first_ending_at(&self, position: usize) -> usize {
        self.inner.ends.partition_point(|end| *end < position)
    }

    /// Where the block with this index begins.
    pub fn start_of(&self, index: usize) -> Option<usize> {
        let is_block = index < self.inner.blocks.len();
        is_block.then(|| index.checked_sub(1).map_or(0, |before| self.inner.ends[before]))
    }

    /// The part between two positions; `None` when they are not positions of the document.
    pub fn slice(&self, from: usize, to: usize) -> Option<Slice> {
        let first = self.first_ending_at(from);
        let mut region = Slice::default();
        for (index, start) in self.starts_from(first) {
            if start > to {
                break;
            }
            region.push_block(&self.inner.blocks[index]);
        }
        let start = self.start_of(first).unwrap_or(0);
        region.cut(from.checked_sub(start)?, to.checked_sub(start)?)
    }

    /// The document with one part of its stream replaced. Not yet in normal form.
    pub(crate) fn replace(&self, at: usize, removed: &Slice, inserted: &Slice) -> Result<Self, StepError> {
        let Inner { blocks, ends } = &*self.inner;
        let end = at.checked_add(removed.len()).ok_or(StepError::Mismatch)?;
        let first = self.first_ending_at(at).min(blocks.len().saturating_sub(1));
        let first_at = self.start_of(first).unwrap_or(0);
        let last = (self.first_ending_at(end) + 1).clamp(first, blocks.len());
        let last_at = self.start_of(last).unwrap_or(self.size());
        let mut region = Slice::default();
        for block in &blocks[first..last] {
            region.push_block(block);
        }
        let cut = |from, to| region.cut(from, to).ok_or(StepError::Mismatch);
        let (from, to) = (at - first_at, end - first_at);
        if cut(from, to)? != *removed {
            return Err(StepError::Mismatch);
        }
        let mut stream = cut(0, from)?;
        stream.extend(inserted.clone());
        stream.extend(cut(to, last_at - first_at)?);
        let replaced = piece::blocks(stream)?;
        let mut inner = Inner {
            blocks: Vec::with_capacity(blocks.len() + replaced.len()),
            ends: Vec::with_capacity(blocks.len() + replaced.len()),
        };
        inner.blocks.extend_from_slice(&blocks[..first]);
        inner.ends.extend_from_slice(&ends[..first]);
        let mut at = first_at;
        for block in replaced {
            at += block.size();
            inner.ends.push(at);
            inner.blocks.push(block);
        }
        inner.blocks.extend_from_slice(&blocks[last..]);
        inner
            .ends
            .extend(ends[last..].iter().map(|end| end - last_at + at));
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The same in normal form, when only the order and the attributes of blocks may be wrong.
    pub(crate) fn arranged(&self) -> Self {
        Self::of(schema::arrange(self.inner.blocks.clone()))
    }
}

/// The run cut where a field is written.
fn typed_fields(inline: &Inline) -> Vec<Inline> {
    let Inline::Text { text, marks } = inline else {
        return vec![inline.clone()];
    };
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, name, after)) = first_field(rest) {
        pieces.push(Inline::text(before, marks.clone()));
        pieces.push(Inline::Atom {
            atom: Atom::Field(name),
            marks: marks.clone(),
        });
        rest = after;
    }
    pieces.push(Inline::text(rest, marks.clone()));
    pieces
}

/// The first `{name}` of a text, with what is before and after it.
fn first_field(text: &str) -> Option<(&str, FieldName, &str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let inner = &text[at + 1..];
        // No name is longer, so each brace is looked at once and briefly.
        let end = inner.bytes().take(65).position(|byte| byte == b'}')?;
        let name = FieldName::parse(&inner[..end])?;
        Some((&text[..at], name, &inner[end + 1..]))
    })
}

fn filled(inline: &Inline, value: &dyn Fn(&str) -> Option<String>) -> Inline {
    match inline {
        Inline::Atom {
            atom: Atom::Field(name),
            marks,
        } => match value(name.as_str()) {
            Some(text) => Inline::text(&text, marks.clone()),
            None => inline.clone(),
        },
        inline => inline.clone(),
    }
}

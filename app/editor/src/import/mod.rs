//! From HTML of any origin to a document. What the model cannot say is left out, and counted.

mod css;
mod elements;
mod enter;
mod lines;
mod sink;
mod style;
mod survey;
mod walk;
mod word;

use std::collections::BTreeMap;

use crate::document::Document;
use crate::html_tree::HtmlTree;
use crate::inline::ImageId;

/// Something that was left out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LeftOut {
    /// A script, a style sheet with more than classes, a form field, an embedded object, a drawing.
    ActiveContent,
    /// An image that is not an attachment.
    Image,
    /// An image of one or two pixels, which only tells that a mail was opened.
    TrackingImage,
    /// A link to something else than `http`, `https`, `mailto` or `tel`; its text stays.
    UnsafeLink,
    /// Text that was not shown.
    HiddenText,
    /// Rows or columns of a table beyond what a table can have.
    TableCells,
    /// Text beyond the longest that is read.
    TooLong,
}

/// The longest HTML that is read, in bytes.
pub const MAX_IMPORT_BYTES: usize = 2 * 1024 * 1024;
/// The longest text that is kept of it, in bytes: more than an exchange holds, and no more than can be edited without waiting.
const MAX_TEXT_BYTES: usize = 512 * 1024;
/// The most blocks that are kept of it, for the same reason.
const MAX_BLOCKS: usize = 4_000;

/// As much of a plain text as is kept of any: it has no more bytes, and no more lines than an import has blocks.
pub fn beginning(text: &str) -> &str {
    let text = match text.match_indices('\n').nth(MAX_BLOCKS - 1) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    &text[..text.floor_char_boundary(MAX_TEXT_BYTES)]
}

/// A document read from HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    /// What could be kept.
    pub document: Document,
    /// What was left out, and how many times.
    pub left_out: BTreeMap<LeftOut, usize>,
}

impl Import {
    /// Reads a tree. `image` is asked for each image, with its address as it is written (`cid:`, `data:`, `blob:`,
    /// `https:`): the attachment that holds it, or `None` to leave it out. Nothing is ever fetched here.
    pub fn read(tree: &HtmlTree, image: &mut dyn FnMut(&str) -> Option<ImageId>) -> Self {
        walk::read(tree, image)
    }
}

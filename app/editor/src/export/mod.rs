//! What a document becomes: HTML for readers and for mail programs, plain text, and what the editing view paints.

mod html;
mod inline;
mod paint;
mod text;

pub use html::text_to_html;
pub(crate) use inline::ImageAddress;
pub use paint::{Changed, PaintBlock, PaintCell, PaintContent, PaintSpan, changed};
pub(crate) use text::told;

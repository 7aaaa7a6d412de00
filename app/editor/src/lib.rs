#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

pub mod block;
pub mod command;
mod document;
mod export;
mod history;
mod html_tree;
mod image_header;
mod import;
mod inline;
mod mark;
pub mod notation;
mod numbering;
mod piece;
mod position;
mod quoted;
mod retold;
mod schema;
mod state;
mod step;
mod text;
mod transaction;

pub use block::{Block, TextBlock};
pub use command::Command;
pub use document::{Document, json_of};
pub use export::{Changed, PaintBlock, PaintCell, PaintContent, PaintSpan, changed, text_to_html};
pub use history::{Editor, History};
pub use html_tree::{HtmlEvent, HtmlTree};
pub use image_header::{ImageHeader, ImageKind};
pub use import::{Import, LeftOut, MAX_IMPORT_BYTES, beginning};
pub use inline::{Atom, FieldName, Image, ImageId, Inline};
pub use mark::{Color, Link, Mark, Marks, Size};
pub use piece::Slice;
pub use position::{CellPath, TextRef};
pub use quoted::QuotedMail;
pub use state::{Selection, State};
pub use step::{Bias, Step, StepError};
pub use transaction::{EditKind, Transaction};

//! Templates, for administrators: writing them, putting them into order, retiring them.

mod board;
mod editing;
mod page;

pub use page::TemplatesPage;

//! The exchanges of a request: the indicator, the panel, its form and its dialogs.

mod article;
mod as_sent;
mod attachments;
mod compose;
mod delete;
mod desk;
mod details;
mod draft_keeper;
mod filter;
mod form;
mod form_state;
pub mod indicator;
mod leave;
mod log;
mod mail_state;
mod panel;
mod panel_state;
mod pending;
mod people;
mod preview;
mod submit;

pub use desk::desk;
pub use filter::{Filter, filter_fields};
pub use panel::ExchangePanel;
pub use panel_state::Panel;
pub use pending::pending_articles;
pub use preview::{line_view, preview_card};

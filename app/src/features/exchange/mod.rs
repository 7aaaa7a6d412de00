//! The exchanges of a request: the indicator, the panel, its form and its dialogs.

mod again;
mod article;
mod as_sent;
mod attachments;
mod compose;
mod delete;
mod departure;
mod desk;
mod details;
mod draft_keeper;
mod filter;
mod form;
mod form_command;
mod form_content;
mod form_state;
pub mod indicator;
mod leave;
mod log;
mod mail_buttons;
mod mail_state;
mod panel;
mod panel_state;
mod pending;
mod people;
mod preview;
mod submit;
mod text_images;
mod undo;
mod watching;

pub use desk::desk;
pub use filter::{Filter, filter_fields};
pub use mail_buttons::mail_buttons;
pub use panel::ExchangePanel;
pub use panel_state::Panel;
pub use pending::pending_articles;
pub use preview::{line_view, preview_card};

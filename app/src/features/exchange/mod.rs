//! The exchanges of a request: the indicator, the panel, its form and its dialogs.

mod article;
mod attachments;
mod compose;
mod delete;
mod details;
mod draft_keeper;
mod filter;
mod form;
mod form_state;
pub mod indicator;
mod log;
mod mail_state;
mod panel;
mod panel_state;
mod submit;

pub use panel::ExchangePanel;

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
mod indicator;
mod log;
mod mail_state;
mod panel;
mod panel_state;
mod submit;

pub use indicator::Indicator;
pub use panel::ExchangePanel;

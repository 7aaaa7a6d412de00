//! The outbox, for administrators: what waits, what went wrong, stopping and resuming, trying an account, keys that sign.

mod accounts;
mod alert;
mod board;
mod page;
mod recipients;
mod signing;
mod trial;

pub use alert::{MailAlert, watch};
pub use page::OutboxPage;

//! One folder per thing the user would name.

pub mod customer;
pub mod dit;
pub mod exchange;
pub mod later;
pub mod live;
pub mod outbox;
mod refining;
pub mod search;
pub mod session;
pub mod template;

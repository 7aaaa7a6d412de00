//! One folder per thing the user would name.

pub mod customer;
pub mod dit;
pub mod exchange;
pub mod later;
pub mod outbox;
pub mod session;
pub mod template;

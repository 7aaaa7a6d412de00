//! The service requests: the list of them, and the page of one.

mod crit;
mod filters;
mod list;
mod not_found;
mod page;
mod words;

pub use list::DitListPage;
pub use not_found::NotFoundPage;
pub use page::DitPage;

//! The service requests: the list of them, and the page of one.

mod badges;
mod crit;
mod filters;
mod jobs;
mod list;
mod not_found;
mod page;

pub use list::DitListPage;
pub use not_found::NotFoundPage;
pub use page::DitPage;

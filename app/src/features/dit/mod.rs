//! The service requests: the list of them, and the page of one.

mod badges;
mod crit;
mod filters;
mod jobs;
mod list;
mod not_found;
mod page;
mod reporting;

pub use crit::report_dialog;
pub use list::DitListPage;
pub use not_found::NotFoundPage;
pub use page::DitPage;
pub use reporting::Reporting;

//! The service requests: the list of them, and the page of one.

mod badges;
mod changed;
mod crit;
mod filters;
mod jobs;
mod list;
mod not_found;
mod page;
mod reporting;

pub use badges::{job_state_badge, state_view};
pub use changed::as_change;
pub use crit::report_dialog;
pub use list::{DitListPage, dit_rows};
pub use not_found::{NotFoundPage, nothing_at};
pub use page::{DitPage, contact_view, phone, time};
pub use reporting::Reporting;

//! The service requests: the list of them, and the page of one.

mod badges;
mod changed;
mod chips;
mod crit;
mod filters;
mod jobs;
mod list;
mod list_menus;
mod look;
mod more;
mod not_found;
mod page;
mod reporting;
mod rows;
mod shortcuts;
mod views;

pub use badges::{job_state_badge, state_view};
pub use changed::as_change;
pub use crit::report_dialog;
pub use list::{DitListPage, ListPage, list_dialogs};
pub use look::{LOOK_COOKIE, RememberedLook};
pub use not_found::{NotFoundPage, nothing_at};
pub use page::{DitPage, contact_view, phone, time};
pub use reporting::Reporting;
pub use rows::dit_table;

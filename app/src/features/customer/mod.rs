//! Synthèse client: everything about a customer in one look.

mod following;
mod log;
mod page;

pub use page::CustomerPage;

use super::search::QuickSearch;
use crate::api;
use crate::routes::{self, Navigation};
use crate::ui::browser;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// F10 leads to the customer of the request that is shown, in the panel or as the page; where none is, to the search for one.
pub fn open_by_key(navigation: Navigation, quick: QuickSearch) {
    browser::on_key(move |key| {
        let is_asked = key.name == "F10" && !key.ctrl && !key.alt && !key.shift;
        if is_asked {
            match untrack(|| navigation.dit()) {
                None if untrack(|| navigation.is_about_customer()) => {}
                None => quick.open(),
                Some(number) => spawn_local(async move {
                    // Without an answer the request itself says why, and stays where it is.
                    if let Ok(dit) = api::dit(number).await {
                        navigation.go(&routes::customer(&dit.customer_code));
                    }
                }),
            }
        }
        is_asked
    });
}

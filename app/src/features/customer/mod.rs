//! Synthèse client: everything about a customer in one look.

mod log;
mod page;

pub use page::CustomerPage;

use crate::api;
use crate::i18n::use_words;
use crate::routes::{self, Navigation};
use crate::ui::{browser, use_toasts};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// F10 leads to the customer of the request that is shown, in the panel or as the page.
pub fn open_by_key(navigation: Navigation) {
    let (words, toasts) = (&use_words().customer, use_toasts());
    browser::on_key(move |key| {
        let is_asked = key.name == "F10" && !key.ctrl && !key.alt && !key.shift;
        if is_asked {
            match untrack(|| navigation.dit()) {
                None => toasts.show(words.needs_dit),
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

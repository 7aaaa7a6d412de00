//! The start in the browser: the parts that the page is made of, then the page.

use crate::App;
use crate::features::later;
use crate::parts::{Arrived, Coming};
use crate::ui::browser;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// How long a part that did not come is waited for before it is asked for again, in milliseconds.
const PAUSE_MS: u32 = 2_000;

/// Attaches the program to the page that the server wrote. As long as a part of that page is missing, the page stays what it is: it
/// can be read, and its links and forms work.
pub fn start() {
    // A customer's page has a list of requests in it, so it is looked for first.
    if browser::has_element(".CustomerPage") {
        start_with(Arrived::Customer, || Box::pin(later::fetch_customer()));
    } else if browser::has_element(".DitList") {
        start_with(Arrived::List, || Box::pin(later::fetch_list()));
    } else if browser::has_element(".Outbox") {
        start_with(Arrived::Outbox, || Box::pin(later::fetch_outbox()));
    } else if browser::has_element(".Templates") {
        start_with(Arrived::Templates, || Box::pin(later::fetch_templates()));
    } else if browser::has_element(".SearchPage") {
        start_with(Arrived::Search, || Box::pin(later::fetch_search()));
    } else if browser::has_element(".SignIn") {
        start_with(Arrived::SignIn, || Box::pin(later::fetch_sign_in()));
    } else {
        attach(Arrived::Nothing);
    }
}

fn start_with(arrived: Arrived, fetch: fn() -> Coming) {
    spawn_local(async move {
        match fetch().await {
            Ok(()) => attach(arrived),
            Err(_) => drop(browser::after_ms(PAUSE_MS, move || start_with(arrived, fetch))),
        }
    });
}

fn attach(arrived: Arrived) {
    leptos::mount::hydrate_body(move || {
        provide_context(arrived);
        view! { <App/> }
    });
}

#![doc = include_str!("../README.md")]

pub mod api;
#[cfg(feature = "ssr")]
pub mod backend;
pub mod error;
pub mod ui;
pub mod view;

use leptos::prelude::*;

/// The whole page body.
#[component]
pub fn App() -> impl IntoView {
    view! { <main><h1>"Échanges"</h1></main> }
}

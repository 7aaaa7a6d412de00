//! The interface: isomorphic components and the server functions.
use leptos::prelude::*;

/// The whole page body.
#[component]
pub fn App() -> impl IntoView {
    view! { <main><h1>"Échanges"</h1></main> }
}

//! One card for all the elements of the page that have something to show.
use leptos::prelude::*;

use super::browser;

/// The card of the element pointed at, focused with the keyboard, or pressed for long.
///
/// Any element with `data-hover-card="key"` opens it: no listener is attached to the element itself, so that a list of a hundred
/// of them costs nothing. `content` makes the inside from the key. The card can be hovered, is closed with Escape without
/// moving, and is in the top layer: nothing moves.
#[component]
pub fn HoverCard(
    #[prop(into)] id: String,
    /// The accessible name.
    #[prop(into)]
    label: String,
    #[prop(into)] content: Callback<String, AnyView>,
    /// Told the key of an element that the pointer comes near to, which is inside of one with `data-hover-near="key"`.
    #[prop(into)]
    on_near: Callback<String>,
) -> AnyView {
    let key = RwSignal::new(None::<String>);
    let host = id.clone();
    Effect::new(move |_| {
        browser::watch_hover_card(
            host.clone(),
            Callback::new(move |wanted| key.set(wanted)),
            on_near,
        )
    });
    view! {
        <div class="Popover HoverCard" id=id popover="manual" role="group" aria-label=label data-preview="">
            {move || key.get().map(|key| content.run(key))}
        </div>
    }
    .into_any()
}

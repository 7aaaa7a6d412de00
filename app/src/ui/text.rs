//! Small pieces of text.
use leptos::prelude::*;

use super::button::IconButton;
use super::feedback::Tone;
use super::icon::{Icon, IconName};

/// A short word on a tinted ground: a state, a kind.
#[component]
pub fn Badge(#[prop(into)] text: Signal<String>, #[prop(optional)] tone: Tone) -> AnyView {
    view! { <span class="Badge" data-tone=tone.name()>{text}</span> }.into_any()
}

/// A value that stands for itself, and can be taken away.
#[component]
pub fn Chip(
    #[prop(into)] label: String,
    #[prop(optional)] tone: Tone,
    /// The name of the button that removes it; none without it.
    #[prop(optional, into)]
    remove_label: Option<String>,
    #[prop(optional, into)] on_remove: Option<Callback<()>>,
) -> AnyView {
    let remove = remove_label.zip(on_remove).map(|(label, on_press)| {
        view! { <IconButton label icon=IconName::Close on_press/> }
    });
    view! {
        <span class="Chip" data-tone=tone.name()>
            <span class="Chip-label">{label}</span>
            {remove}
        </span>
    }
    .into_any()
}

/// A value that stands for itself, and a link to the same page without it.
#[component]
pub fn ChipLink(
    #[prop(into)] label: String,
    /// The name of that link.
    #[prop(into)]
    remove_label: String,
    #[prop(into)] remove_href: String,
) -> AnyView {
    view! {
        <span class="Chip">
            <span class="Chip-label">{label}</span>
            <a class="IconButton" href=remove_href title=remove_label.clone() aria-label=remove_label data-noscroll="">
                <Icon name=IconName::Close/>
            </a>
        </span>
    }
    .into_any()
}

/// A key of the keyboard.
#[component]
pub fn Kbd(key: &'static str) -> AnyView {
    view! { <kbd class="Kbd">{key}</kbd> }.into_any()
}

/// An instant: machines read `iso`, people read `text`, which the server wrote in the zone of the service.
#[component]
pub fn Time(#[prop(into)] iso: String, #[prop(into)] text: String) -> AnyView {
    view! { <time class="Time" datetime=iso>{text}</time> }.into_any()
}

/// The day that the entries below belong to.
#[component]
pub fn DayDivider(#[prop(into)] label: String) -> AnyView {
    view! { <h3 class="DayDivider"><span>{label}</span></h3> }.into_any()
}

/// Long content, folded until it is asked for. It works before hydration and needs no handler.
#[component]
pub fn Fold(
    /// Whether it is long enough to fold: the caller knows the text.
    folded: bool,
    #[prop(into)] more_label: String,
    #[prop(into)] less_label: String,
    children: Children,
) -> AnyView {
    let toggle = folded.then(|| {
        view! {
            <details class="Fold-toggle">
                <summary>
                    <span class="Fold-more">{more_label}</span>
                    <span class="Fold-less">{less_label}</span>
                </summary>
            </details>
        }
    });
    view! {
        <div class="Fold" data-folded=folded.then_some("true")>
            <div class="Fold-content">{children()}</div>
            {toggle}
        </div>
    }
    .into_any()
}

/// Words for screen readers alone.
#[component]
pub fn VisuallyHidden(#[prop(into)] text: Signal<String>) -> AnyView {
    view! { <span class="VisuallyHidden">{text}</span> }.into_any()
}

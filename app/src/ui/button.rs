//! Buttons.
use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// The one action of a form or a dialog.
    Primary,
    /// Any other action.
    #[default]
    Secondary,
    /// An action that steps back: no border until it is pointed at.
    Quiet,
    /// An action that takes something away.
    Danger,
}

impl Variant {
    fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// A button with a visible label.
///
/// `busy` keeps it focusable (focus is not lost while the server answers) and ignores further presses.
#[component]
pub fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] icon: Option<IconName>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    /// `button` or `submit`.
    #[prop(default = "button")]
    kind: &'static str,
    /// The id of the form it belongs to, when it stands outside of it.
    #[prop(optional, into)]
    form: Option<String>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    /// The id of the popover it opens and closes.
    #[prop(optional, into)]
    popover_target: Option<String>,
    /// A toggle says whether it is on.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// Keyboard shortcut to announce, such as `F2`.
    #[prop(optional, into)]
    shortcut: Option<String>,
) -> AnyView {
    view! {
        <button
            class="Button"
            data-variant=variant.name()
            id=id
            type=kind
            form=form
            name=name
            value=value
            popovertarget=popover_target
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            aria-pressed=pressed.map(|on| move || if on.get() { "true" } else { "false" })
            aria-keyshortcuts=shortcut
            on:click=move |event| press(&event, busy, on_press)
        >
            {icon.map(|name| view! { <Icon name small=true/> })}
            <span class="Button-label">{label}</span>
        </button>
    }
    .into_any()
}

/// A button that shows an icon alone; the label is its accessible name and its native tooltip.
#[component]
pub fn IconButton(
    #[prop(into)] label: Signal<String>,
    icon: IconName,
    #[prop(optional)] variant: Option<Variant>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] popover_target: Option<String>,
    #[prop(optional, into)] pressed: Option<Signal<bool>>,
    #[prop(optional, into)] shortcut: Option<String>,
) -> AnyView {
    view! {
        <button
            class="IconButton"
            data-variant=variant.unwrap_or(Variant::Quiet).name()
            type="button"
            id=id
            popovertarget=popover_target
            title=label
            aria-label=label
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            aria-pressed=pressed.map(|on| move || if on.get() { "true" } else { "false" })
            aria-keyshortcuts=shortcut
            on:click=move |event| press(&event, busy, on_press)
        >
            <Icon name=icon/>
        </button>
    }
    .into_any()
}

fn press(event: &leptos::ev::MouseEvent, busy: Signal<bool>, on_press: Option<Callback<()>>) {
    if busy.get_untracked() {
        event.prevent_default();
    } else if let Some(on_press) = on_press {
        on_press.run(());
    }
}

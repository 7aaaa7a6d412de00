//! The native modal dialog.
use leptos::prelude::*;

use super::browser;
use super::button::IconButton;
use super::icon::IconName;

/// How wide a dialog may become. All of them fill a phone's screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogSize {
    /// A question.
    #[default]
    Small,
    /// A form.
    Medium,
    /// A tool.
    Large,
}

impl DialogSize {
    fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

/// A modal dialog, open as long as `open` is true; its content exists only then.
///
/// Escape, the back gesture and the closing button ask `may_close` first; the focus goes back to where it was.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    open: RwSignal<bool>,
    /// The accessible name, shown as the heading.
    #[prop(into)]
    title: Signal<String>,
    /// The name of the closing button in the corner; none without it.
    #[prop(optional, into)]
    close_label: Option<String>,
    #[prop(optional, into)] may_close: Option<Callback<(), bool>>,
    #[prop(optional)] size: DialogSize,
    children: ChildrenFn,
) -> AnyView {
    let title_id = format!("{id}-title");
    let request_close = Callback::new(move |()| {
        if may_close.is_none_or(|may_close| may_close.run(())) {
            open.set(false);
        }
    });
    show_while_open(id.clone(), open);
    let close = close_label.map(|label| {
        view! {
            <div class="Dialog-close">
                <IconButton label icon=IconName::Close on_press=request_close/>
            </div>
        }
    });
    view! {
        <dialog
            class="Dialog"
            data-size=size.name()
            id=id
            aria-labelledby=title_id
            on:cancel=move |event: leptos::web_sys::Event| {
                // A file picker that is dismissed fires one too, and it bubbles.
                if event.target() != event.current_target() {
                    return;
                }
                event.prevent_default();
                request_close.run(());
            }
            on:close=move |_| open.set(false)
            on:keydown=move |event| {
                // Browsers let a second Escape through without asking; and an open popover is above the dialog.
                if event.key() == "Escape" && !browser::is_popover_open() {
                    event.prevent_default();
                    event.stop_propagation();
                    request_close.run(());
                }
            }
        >
            <h2 class="Dialog-title" id=title_id.clone()>{title}</h2>
            <div class="Dialog-body">{move || open.get().then(|| children())}</div>
            {close}
        </dialog>
    }
    .into_any()
}

/// Open as long as `subject` holds something; closing empties it.
pub fn open_while<T: Send + Sync + 'static>(subject: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        let wanted = subject.with(Option::is_some);
        if open.get_untracked() != wanted {
            open.set(wanted);
        }
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            subject.set(None);
        }
        is_open
    });
    open
}

fn show_while_open(id: String, open: RwSignal<bool>) {
    let dialog = id.clone();
    Effect::new(move |_| {
        if open.get() {
            browser::open_dialog(&dialog);
        } else {
            browser::close_dialog(&dialog);
        }
    });
    // Closing gives the focus back; removing an open dialog would drop it.
    on_cleanup(move || browser::close_dialog(&id));
}

/// The row of buttons at the end of a dialog; the main one comes last and stands at the right.
#[component]
pub fn DialogActions(children: Children) -> AnyView {
    view! { <div class="DialogActions">{children()}</div> }.into_any()
}

//! Short messages about what has just been done.
use leptos::prelude::*;

use super::browser;
use super::button::{Button, IconButton, Variant};
use super::feedback::Tone;
use super::icon::IconName;

/// How long a message stays, in milliseconds.
const STAY_MS: u32 = 6_000;

/// The messages on screen, the oldest first.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    last_id: RwSignal<u32>,
}

#[derive(Clone, Debug)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    action: Option<ToastAction>,
}

/// What a message offers for a while.
#[derive(Clone, Debug)]
pub struct ToastAction {
    pub label: String,
    /// The time that is left, for eyes only: a voice would count for ever.
    pub clock: Signal<String>,
    /// Keyboard shortcut to announce.
    pub shortcut: String,
    pub run: Callback<()>,
}

impl Toasts {
    /// Shows a message for a few seconds.
    pub fn show(&self, text: impl Into<String>) {
        self.push(Tone::Info, text.into(), None, STAY_MS);
    }

    /// Shows what went wrong; it stays until it is closed.
    pub fn show_error(&self, text: impl Into<String>) {
        self.push(Tone::Error, text.into(), None, 0);
    }

    /// Shows a message with an action, such as undo, until it is closed by the returned number.
    pub fn show_with_action(&self, text: impl Into<String>, action: ToastAction) -> u32 {
        self.push(Tone::Info, text.into(), Some(action), 0)
    }

    /// Removes a message before its time.
    pub fn close(&self, id: u32) {
        self.shown
            .try_update(|shown| shown.retain(|toast| toast.id != id));
    }

    fn push(&self, tone: Tone, text: String, action: Option<ToastAction>, stay_ms: u32) -> u32 {
        let id = self.last_id.get_untracked() + 1;
        self.last_id.set(id);
        self.shown.update(|shown| {
            shown.push(Toast {
                id,
                tone,
                text,
                action,
            })
        });
        if stay_ms > 0 {
            let toasts = *self;
            browser::after_ms(stay_ms, move || toasts.close(id));
        }
        id
    }
}

const TOASTS_ID: &str = "toasts";

/// Makes [`use_toasts`] work for everything below.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts {
        shown: RwSignal::new(Vec::new()),
        last_id: RwSignal::new(0),
    };
    provide_context(toasts);
    toasts
}

/// The messages of the page.
///
/// # Panics
/// When [`provide_toasts`] was not called above.
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// Where the messages are read, by eyes and by screen readers: a landmark with a polite live region.
#[component]
pub fn ToastRegion(#[prop(into)] label: String, #[prop(into)] close_label: String) -> AnyView {
    let toasts = use_toasts();
    // A dialog that opens is above them; the next message is above the dialog again.
    Effect::new(move |known: Option<u32>| {
        let last = toasts.last_id.get();
        if known.is_none() || known < Some(last) {
            browser::raise_popover(TOASTS_ID);
        }
        last
    });
    view! {
        <section class="Toasts" id=TOASTS_ID popover="manual" aria-label=label>
            <div role="status" class="Toasts-list">
                <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                    {toast_view(toasts, toast, close_label.clone())}
                </For>
            </div>
        </section>
    }
    .into_any()
}

fn toast_view(toasts: Toasts, toast: Toast, close_label: String) -> AnyView {
    let id = toast.id;
    let action = toast.action.map(|action| {
        let run = action.run;
        let on_press = move |()| {
            toasts.close(id);
            run.run(());
        };
        view! {
            <span class="Toast-clock" aria-hidden="true">{action.clock}</span>
            <Button label=action.label variant=Variant::Quiet shortcut=action.shortcut on_press/>
        }
    });
    view! {
        <div class="Toast" data-tone=toast.tone.name()>
            <p class="Toast-text">{toast.text}</p>
            {action}
            <IconButton label=close_label icon=IconName::Close on_press=move |()| toasts.close(id)/>
        </div>
    }
    .into_any()
}

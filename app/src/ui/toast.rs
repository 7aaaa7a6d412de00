//! Short messages about what has just been done.
use leptos::prelude::*;

use super::browser;
use super::button::{Button, IconButton, Variant};
use super::feedback::Tone;
use super::icon::IconName;

/// How long a message stays, in milliseconds.
const STAY_MS: u32 = 6_000;
/// How long a message with an action stays, in milliseconds: it has to be read and reached.
const STAY_WITH_ACTION_MS: u32 = 12_000;

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
    action: Option<(String, Callback<()>)>,
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

    /// Shows a message with an action, such as undo. The returned number closes it with [`Toasts::close`].
    pub fn show_with_action(
        &self,
        text: impl Into<String>,
        action: impl Into<String>,
        run: Callback<()>,
    ) -> u32 {
        self.push(
            Tone::Info,
            text.into(),
            Some((action.into(), run)),
            STAY_WITH_ACTION_MS,
        )
    }

    /// Removes a message before its time.
    pub fn close(&self, id: u32) {
        self.shown
            .try_update(|shown| shown.retain(|toast| toast.id != id));
    }

    fn push(&self, tone: Tone, text: String, action: Option<(String, Callback<()>)>, stay_ms: u32) -> u32 {
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
    view! {
        <section class="Toasts" aria-label=label>
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
    let action = toast.action.map(|(label, run)| {
        let on_press = move |()| {
            toasts.close(id);
            run.run(());
        };
        view! { <Button label variant=Variant::Quiet on_press/> }
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

//! Bars that stand beside what they are about, as long as one is near it.

use super::browser;
use crate::composer::{Rect, Surface};
use crate::ui::browser::{hide_popover, on_window, show_popover};
use leptos::prelude::*;

/// Whether the focus is in the text or in one of its bars.
#[derive(Clone, Copy, Debug)]
pub struct Nearness {
    /// In the text itself.
    pub in_text: RwSignal<bool>,
    /// In one of the bars.
    pub in_bar: RwSignal<bool>,
}

impl Nearness {
    /// Follows the focus.
    pub fn of(surface: Surface) -> Self {
        let near = Self {
            in_text: RwSignal::new(false),
            in_bar: RwSignal::new(false),
        };
        let look = move || {
            let id = surface.field().id;
            let (in_text, in_bar) = browser::where_focus_is(id);
            if near.in_text.get_untracked() != in_text {
                near.in_text.set(in_text);
            }
            if near.in_bar.get_untracked() != in_bar {
                near.in_bar.set(in_bar);
            }
        };
        on_window("focusin", look);
        Effect::new(move |_| look());
        near
    }

    /// In either; tracked.
    pub fn get(self) -> bool {
        self.in_text.get() || self.in_bar.get()
    }
}

/// Shows a bar while there is a subject, beside the place that `rect` finds, and puts it right after each change.
/// `{id}-place` is an empty element of that size, which the bar is tied to and which moves with the text.
pub fn show_beside<T: PartialEq + Send + Sync + 'static>(
    id: String,
    subject: Memo<Option<T>>,
    moved: Trigger,
    rect: impl Fn() -> Option<Rect> + 'static,
) {
    let place = place_id(&id);
    Effect::new(move |_| {
        let is_shown = subject.with(Option::is_some);
        if is_shown {
            moved.track();
            if let Some(rect) = untrack(&rect) {
                browser::put(&place, rect);
            }
            show_popover(&id, &place);
        } else {
            hide_popover(&id);
        }
    });
}

/// The id of the element that a bar is tied to.
pub fn place_id(bar: &str) -> String {
    format!("{bar}-place")
}

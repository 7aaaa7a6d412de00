//! Finding: the page of what was said, and the dialog that finds people, places and requests as one types.

mod filters;
mod hits;
mod page;
mod quick;

pub use page::SearchPage;
pub use quick::QuickDialog;

use crate::features::later::{Find, find};
use crate::i18n::use_words;
use crate::parts::{now, use_parts};
use crate::ui::{IconButton, IconName, browser, use_toasts};
use leptos::prelude::*;

/// Recherche rapide. Its dialog comes with the part that searches, when it is opened for the first time.
#[derive(Clone, Copy, Debug)]
pub struct QuickSearch {
    is_open: RwSignal<bool>,
}

impl QuickSearch {
    /// Opens by Ctrl+K, but not above another dialog.
    pub fn provide() -> Self {
        let quick = Self {
            is_open: RwSignal::new(false),
        };
        provide_context(quick);
        browser::on_key(move |key| {
            let is_asked = key.ctrl && !key.alt && !key.shift && key.name.eq_ignore_ascii_case("k");
            if is_asked {
                quick.open();
            }
            is_asked
        });
        quick
    }

    pub fn open(self) {
        if !browser::has_element("dialog[open]") {
            self.is_open.set(true);
        }
    }

    /// The dialog, once it has been asked for.
    pub fn view(self) -> AnyView {
        let (part, toasts) = (use_parts().search, use_toasts());
        let words = &use_words().session;
        let is_needed = Memo::new(move |was_needed| was_needed == Some(&true) || self.is_open.get());
        Effect::new(move |_| {
            if self.is_open.get() {
                part.fetch();
            }
        });
        Effect::new(move |_| {
            if part.is_lost() && self.is_open.get_untracked() {
                self.is_open.set(false);
                toasts.show_error(words.part_lost);
            }
        });
        let is_drawn = Memo::new(move |_| is_needed.get() && part.is_here());
        let dialog = move || is_drawn.get().then(|| untrack(|| now(find(Find::Quick(self)))));
        view! { {dialog} }.into_any()
    }

    /// Opens it by pointer or finger.
    pub fn button(self) -> AnyView {
        let words = &use_words().session;
        view! {
            <div class="QuickButton">
                <IconButton
                    label=words.quick_search
                    icon=IconName::Search
                    shortcut="Control+K"
                    on_press=move |()| self.open()
                />
            </div>
        }
        .into_any()
    }
}

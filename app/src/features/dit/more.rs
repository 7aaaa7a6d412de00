//! The rest of the list, a page at a time, under what is there. Without script the link shows the next page instead.

use super::rows::dit_rows;
use crate::api;
use crate::i18n::list::{Words, use_list_words};
use crate::i18n::use_words;
use crate::routes;
use crate::ui::browser;
use crate::view::{DitCursor, DitFilter, DitRow};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// One page that came later, and its place.
#[derive(Clone, Debug)]
struct Page {
    at: usize,
    rows: StoredValue<Vec<DitRow>>,
}

/// What is known of the rest.
#[derive(Clone, Copy)]
struct Rest {
    pages: RwSignal<Vec<Page>>,
    next: RwSignal<Option<DitCursor>>,
    is_loading: RwSignal<bool>,
    /// What a screen reader is told.
    news: RwSignal<String>,
    has_failed: RwSignal<bool>,
}

/// The lines that came later, and the link that asks for more.
pub(super) fn more_pages(filter: DitFilter, next: Option<DitCursor>) -> (AnyView, AnyView) {
    let rest = Rest {
        pages: RwSignal::new(Vec::new()),
        next: RwSignal::new(next),
        is_loading: RwSignal::new(false),
        news: RwSignal::new(String::new()),
        has_failed: RwSignal::new(false),
    };
    let later = view! {
        <For each=move || rest.pages.get() key=|page| page.at let:page>
            {page.rows.try_update_value(std::mem::take).map(dit_rows)}
        </For>
    };
    (later.into_any(), link(rest, filter))
}

fn link(rest: Rest, filter: DitFilter) -> AnyView {
    let words = use_list_words();
    let filter = StoredValue::new(filter);
    let label = move || {
        if rest.is_loading.get() {
            words.loading_more
        } else {
            words.more
        }
    };
    let url = move || filter.with_value(|filter| rest.next.with(|next| routes::list(filter, next.as_ref())));
    // The link stays the same element while pages come: the focus stays on it.
    let has_more = Memo::new(move |_| rest.next.with(Option::is_some));
    let anchor = move || {
        has_more.get().then(|| {
            view! {
                <a
                    class="Button"
                    data-variant="secondary"
                    href=url
                    aria-busy=move || rest.is_loading.get().then_some("true")
                    on:click=move |event| {
                        if browser::is_plain_click(&event) {
                            event.prevent_default();
                            load(rest, filter, words);
                        }
                    }
                >
                    {label}
                </a>
            }
        })
    };
    let failure = move || {
        rest.has_failed
            .get()
            .then(|| view! { <p class="Pager-failure">{words.more_failed}</p> })
    };
    view! {
        <nav class="Pager" aria-label=use_words().dit.pages>
            {anchor}
        </nav>
        <div role="status">
            {failure}
            <span class="VisuallyHidden">{rest.news}</span>
        </div>
    }
    .into_any()
}

fn load(rest: Rest, filter: StoredValue<DitFilter>, words: &'static Words) {
    if rest.is_loading.get_untracked() {
        return;
    }
    rest.is_loading.set(true);
    rest.has_failed.set(false);
    spawn_local(async move {
        let answer = api::dits(filter.get_value(), rest.next.get_untracked()).await;
        if rest.is_loading.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(list) => {
                rest.news.set((words.came)(list.rows.len()));
                rest.next.set(list.next);
                rest.pages.update(|pages| {
                    let rows = StoredValue::new(list.rows);
                    pages.push(Page {
                        at: pages.len(),
                        rows,
                    });
                });
            }
            Err(_) => rest.has_failed.set(true),
        }
    });
}

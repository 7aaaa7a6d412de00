//! Suivi des demandes: the list of requests.

use super::changed::Changed;
use super::chips::{CHIPS_ID, chips};
use super::filters::DitFilters;
use super::list_menus::list_menus;
use super::look::Look;
use super::more::more_pages;
use super::rows::dit_table;
use super::shortcuts::shortcuts_dialog;
use super::views::views_dialog;
use crate::api;
use crate::features::later::{Action, act};
use crate::features::live::use_live;
use crate::features::session::{Session, load_failure, use_session};
use crate::i18n::list::use_list_words;
use crate::i18n::use_words;
use crate::parts::{now, use_parts};
use crate::routes::{self, Query, use_navigation};
use crate::ui::{EmptyState, IconName, Skeleton, browser};
use crate::view::{DitCursor, DitFilter, DitList, ListOptions};
use crate::wire;
use leptos::prelude::*;
use leptos_meta::Title;

/// The field that is searched in.
pub(super) const SEARCH_ID: &str = "list-text";

/// What the parts of the page share.
#[derive(Clone, Copy, Debug)]
pub struct ListPage {
    pub(super) filter: Memo<DitFilter>,
    pub(super) after: Memo<Option<DitCursor>>,
    pub(super) look: RwSignal<Look>,
    /// Who may be in charge, and the saved views; empty until they are there.
    pub(super) options: RwSignal<ListOptions>,
    pub(super) is_managing_views: RwSignal<bool>,
    pub(super) is_showing_keys: RwSignal<bool>,
}

impl ListPage {
    fn new() -> Self {
        let query = use_navigation().query();
        let session = use_session();
        let page = Self {
            filter: Memo::new(move |_| query.with(|query| filter_of(query, session))),
            after: Memo::new(move |_| query.with(Query::after)),
            look: RwSignal::new(Look::recall()),
            options: RwSignal::new(ListOptions::default()),
            is_managing_views: RwSignal::new(false),
            is_showing_keys: RwSignal::new(false),
        };
        page.listen();
        page
    }

    /// Changes the look, and remembers it.
    pub(super) fn change_look(self, change: impl FnOnce(&mut Look)) {
        self.look.update(change);
        self.look.with_untracked(Look::remember);
    }

    fn listen(self) {
        Effect::new(move |_| {
            browser::on_key(move |key| {
                if key.in_text || key.ctrl || key.alt || !self.look.with_untracked(|look| look.has_keys) {
                    return false;
                }
                match key.name.as_str() {
                    "/" => browser::focus_id(SEARCH_ID),
                    "?" => self.is_showing_keys.set(true),
                    "ArrowDown" => return browser::focus_when_nowhere(".Row-link"),
                    _ => return false,
                }
                true
            });
        });
    }
}

/// What the address asks for; where it asks for nothing, the person's own view.
fn filter_of(query: &Query, session: Session) -> DitFilter {
    if query.is_bare() {
        Query::parse(&session.default_view()).filter()
    } else {
        query.filter()
    }
}

/// The page at `/`.
#[component]
pub fn DitListPage() -> AnyView {
    let words = use_words();
    let page = ListPage::new();
    let list = wire::load(
        move || (page.filter.get(), page.after.get()),
        |(filter, after)| api::dits(filter, after),
    );
    let options = wire::load(|| (), |()| api::list_options());
    let retry = Callback::new(move |()| list.refetch());
    let changed = Changed::follow(use_live());
    let content = move || {
        list.get().map(|answer| match answer {
            Ok(list) => {
                changed.show(&list, page.filter.get_untracked(), page.after.get_untracked());
                wire::drawn_once(move || list_view(list, page))
            }
            Err(error) => load_failure(&error, retry),
        })
    };
    // The menus and the filters are drawn with what they offer: a choice that came later would not be in the page that is sent.
    let tools = move || {
        options.get().map(|answer| {
            page.options.set(answer.unwrap_or_default());
            view! {
                <header class="PageHead">
                    <h1>{words.dit.list_title}</h1>
                    {list_menus(page)}
                </header>
                <DitFilters page/>
            }
        })
    };
    let on = move || {
        let (list, options) = (list.get()?.ok()?, options.get()?.unwrap_or_default());
        Some(chips(page, &options.employees, &list.customer))
    };
    let chips_label = use_list_words().chips;
    view! {
        <Title text=format!("{} · {}", words.dit.list_title, words.session.product)/>
        <section
            class="DitList"
            data-hidden=move || page.look.with(Look::hidden_names)
            data-density=move || page.look.with(|look| look.is_comfortable.then_some("comfortable"))
        >
            <Transition fallback=|| view! { <Skeleton lines=3/> }>{tools}</Transition>
            <div class="DitList-chips" id=CHIPS_ID role="group" tabindex="-1" aria-label=chips_label>
                <Transition>{on}</Transition>
            </div>
            <Transition fallback=|| view! { <Skeleton lines=12/> }>{content}</Transition>
            {changed.line(retry)}
            {dialogs(page)}
        </section>
    }
    .into_any()
}

/// What is opened now and then comes with the part of actions.
fn dialogs(page: ListPage) -> AnyView {
    let actions = use_parts().actions;
    Effect::new(move |_| {
        if page.is_managing_views.get() || page.is_showing_keys.get() {
            actions.fetch();
        }
    });
    let is_here = Memo::new(move |_| actions.is_here());
    view! { {move || is_here.get().then(|| untrack(|| now(act(Action::ListDialogs(page)))))} }.into_any()
}

/// The dialogs of the page.
pub fn list_dialogs(page: ListPage) -> AnyView {
    (views_dialog(page), shortcuts_dialog(page)).into_any()
}

fn list_view(list: DitList, page: ListPage) -> AnyView {
    let (filter, after) = (page.filter.get_untracked(), page.after.get_untracked());
    if list.rows.is_empty() && after.is_none() {
        return empty(&filter);
    }
    let first = after.map(|_| {
        let words = &use_words().dit;
        let url = routes::whole_list(&filter);
        view! { <nav class="Pager" aria-label=words.pages><a class="Button" data-variant="quiet" href=url>{words.first}</a></nav> }
    });
    let (later, more) = more_pages(filter, list.next);
    (first, dit_table(list.rows, later), more).into_any()
}

/// The parts that are known, separated by commas.
pub(super) fn joined<const N: usize>(parts: [String; N]) -> String {
    let known: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    known.join(", ")
}

/// Why there is nothing, and what to do.
fn empty(filter: &DitFilter) -> AnyView {
    let words = &use_words().dit;
    let list_words = use_list_words();
    if *filter == DitFilter::default() {
        return view! { <EmptyState icon=IconName::List title=words.none_title text=words.none_text/> }
            .into_any();
    }
    let text = if !filter.customer.is_empty() {
        list_words.empty_customer_text
    } else if !filter.text.is_empty() {
        list_words.empty_text_text
    } else {
        words.no_match_text
    };
    let actions = view! {
        <a class="Button" data-variant="secondary" href=routes::EVERYTHING>{words.show_all}</a>
    };
    view! {
        <EmptyState icon=IconName::Filter title=words.no_match_title text=text actions=actions.into_any()/>
    }
    .into_any()
}

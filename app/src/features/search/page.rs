//! The page at `/search`.

use super::QuickSearch;
use super::filters::SearchFilters;
use super::hits::hits;
use crate::api;
use crate::features::session::load_failure;
use crate::i18n::search::{self, Words};
use crate::i18n::use_words;
use crate::routes::{self, use_navigation};
use crate::ui::{Banner, Button, EmptyState, IconName, Skeleton, Tone, Variant};
use crate::view::search::{SearchFilter, SearchPage as Page, SearchPlace};
use crate::wire;
use domain::search::NoQuestion;
use leptos::prelude::*;
use leptos_meta::Title;

/// What is looked for, and what is found.
#[component]
pub fn SearchPage() -> AnyView {
    let catalogue = use_words();
    let words = search::words(catalogue.locale);
    let query = use_navigation().query();
    let filter = Memo::new(move |_| query.with(|query| query.search_filter()));
    let after = Memo::new(move |_| query.with(|query| query.search_after()));
    let page = wire::load(
        move || (filter.get(), after.get()),
        |(filter, after)| api::search(filter, after),
    );
    let retry = Callback::new(move |()| page.refetch());
    let content = move || {
        page.get().map(|answer| match answer {
            Ok(page) => {
                wire::drawn_once(move || results(words, page, &filter.get_untracked(), after.get_untracked()))
            }
            Err(error) => load_failure(&error, retry),
        })
    };
    let quick = expect_context::<QuickSearch>();
    view! {
        <Title text=format!("{} · {}", words.title, catalogue.session.product)/>
        <section class="SearchPage">
            <header class="PageHead">
                <h1>{words.title}</h1>
                <div class="PageHead-actions">
                    <Button
                        label=words.quick
                        variant=Variant::Quiet
                        icon=IconName::Search
                        on_press=move |()| quick.open()
                    />
                </div>
            </header>
            <SearchFilters filter page/>
            <Transition fallback=|| view! { <Skeleton lines=12/> }>{content}</Transition>
        </section>
    }
    .into_any()
}

fn results(words: &'static Words, page: Page, filter: &SearchFilter, after: Option<SearchPlace>) -> AnyView {
    match page.refusal {
        Some(NoQuestion::Blank) => {
            return view! {
                <EmptyState icon=IconName::Search title=words.blank_title text=words.blank_text/>
            }
            .into_any();
        }
        Some(refusal) => {
            return view! { <Banner tone=Tone::Warning>{(words.refusal)(refusal)}</Banner> }.into_any();
        }
        None => {}
    }
    if page.hits.is_empty() {
        return view! { <EmptyState icon=IconName::Search title=words.none_title text=words.none_text/> }
            .into_any();
    }
    let ranked = page
        .ranked_max
        .map(|max| view! { <p class="Secondary">{(words.ranked_max)(max)}</p> });
    view! {
        <p class="SearchPage-count" role="status">{(words.found)(page.hits.len(), page.next.is_some())}</p>
        {ranked}
        {hits(page.hits)}
        {pages(words, filter, after, page.next)}
    }
    .into_any()
}

fn pages(
    words: &'static Words,
    filter: &SearchFilter,
    after: Option<SearchPlace>,
    next: Option<SearchPlace>,
) -> Option<AnyView> {
    let link = |url: String, label: &'static str| {
        view! { <a class="Button" data-variant="quiet" href=url>{label}</a> }
    };
    let first = after.map(|_| link(routes::search(filter, None), words.first));
    let more = next.map(|next| link(routes::search(filter, Some(next)), words.more));
    (first.is_some() || more.is_some())
        .then(|| view! { <nav class="Pager" aria-label=words.pages>{first}{more}</nav> }.into_any())
}

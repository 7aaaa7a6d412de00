//! Suivi des demandes: the list of requests.

use super::filters::DitFilters;
use super::words::{priority_badge, state_badge};
use crate::api;
use crate::error::AppError;
use crate::features::exchange::indicator::Indicator;
use crate::features::session::load_failure;
use crate::i18n::dit::Words;
use crate::i18n::use_words;
use crate::routes::{self, use_navigation};
use crate::ui::{EmptyState, IconName, Skeleton, Time, browser};
use crate::view::{DitFilter, DitList, DitRow};
use domain::dit::DitNumber;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page at `/`.
#[component]
pub fn DitListPage() -> AnyView {
    let words = use_words();
    let query = use_navigation().query();
    let filter = Memo::new(move |_| query.with(|query| query.filter()));
    let after = Memo::new(move |_| query.with(|query| query.after()));
    let list = Resource::new(
        move || (filter.get(), after.get()),
        |(filter, after)| api::dits(filter, after),
    );
    let retry = Callback::new(move |()| list.refetch());
    let content = move || {
        list.get().map(|answer| match answer {
            Ok(list) => list_view(list, &filter.get_untracked(), after.get_untracked()),
            Err(error) => failure(&error, retry),
        })
    };
    view! {
        <Title text=format!("{} · {}", words.dit.list_title, words.session.product)/>
        <section class="DitList">
            <header class="DitList-head">
                <h1>{words.dit.list_title}</h1>
            </header>
            <DitFilters filter/>
            <Transition fallback=|| view! { <Skeleton lines=12/> }>{content}</Transition>
        </section>
    }
    .into_any()
}

fn failure(error: &AppError, retry: Callback<()>) -> AnyView {
    load_failure(error, retry)
}

fn list_view(list: DitList, filter: &DitFilter, after: Option<DitNumber>) -> AnyView {
    let words = &use_words().dit;
    if list.rows.is_empty() && after.is_none() {
        return empty(words, *filter == DitFilter::default());
    }
    let pages = pages(words, filter, after, list.next);
    let rows: Vec<AnyView> = list.rows.into_iter().map(|row| row_view(words, row)).collect();
    view! {
        <table class="DitTable">
            {head(words)}
            <tbody on:keydown=move |event| {
                if browser::move_focus_in_column(&event, &[".DitRow-number", ".Indicator"]) {
                    event.prevent_default();
                }
            }>{rows}</tbody>
        </table>
        {pages}
    }
    .into_any()
}

fn head(words: &'static Words) -> AnyView {
    let columns = [
        words.number,
        words.customer,
        words.site,
        words.subject,
        words.state,
        words.in_charge,
        words.last_exchange,
        words.exchanges,
    ];
    let columns = columns
        .map(|label| view! { <th scope="col">{label}</th> })
        .to_vec();
    view! { <thead><tr>{columns}</tr></thead> }.into_any()
}

fn row_view(words: &'static Words, row: DitRow) -> AnyView {
    let site = [row.site, row.town]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let last = row
        .last_exchange
        .map(|when| view! { <Time iso=when.iso text=when.text/> });
    view! {
        <tr class="DitRow">
            <th scope="row" data-label=words.number>
                <a class="DitRow-number" href=routes::dit(row.number)>{row.number.to_string()}</a>
            </th>
            {cell("customer", words.customer, row.customer.into_any())}
            {cell("site", words.site, site.into_any())}
            {cell("subject", words.subject, (row.subject, priority_badge(row.priority)).into_any())}
            {cell("state", words.state, state_badge(row.state))}
            {cell("in-charge", words.in_charge, row.in_charge.into_any())}
            {cell("last", words.last_exchange, last.into_any())}
            <td class="DitRow-indicator" data-label=words.exchanges>
                <Indicator state=row.indicator number=row.number/>
            </td>
        </tr>
    }
    .into_any()
}

/// A cell; on a phone rows are cards, and the label stands before the value.
fn cell(column: &'static str, label: &'static str, content: AnyView) -> AnyView {
    view! { <td class=format!("DitRow-{column}") data-label=label>{content}</td> }.into_any()
}

fn pages(
    words: &'static Words,
    filter: &DitFilter,
    after: Option<DitNumber>,
    next: Option<DitNumber>,
) -> Option<AnyView> {
    if after.is_none() && next.is_none() {
        return None;
    }
    let first =
        after.map(|_| view! { <a class="LinkButton" href=routes::list(filter, None)>{words.first}</a> });
    let more = next.map(|next| {
        view! { <a class="LinkButton" rel="next" href=routes::list(filter, Some(next))>{words.more}</a> }
    });
    Some(view! { <nav class="DitList-pages" aria-label=words.pages>{first}{more}</nav> }.into_any())
}

fn empty(words: &'static Words, is_everything: bool) -> AnyView {
    if is_everything {
        return view! { <EmptyState icon=IconName::List title=words.none_title text=words.none_text/> }
            .into_any();
    }
    let actions = view! { <a class="LinkButton" href=routes::LIST>{words.clear}</a> }.into_any();
    view! { <EmptyState icon=IconName::Filter title=words.no_match_title text=words.no_match_text actions/> }
        .into_any()
}

//! Suivi des demandes: the list of requests.

use super::badges::{priority_badge, state_view};
use super::changed::Changed;
use super::filters::DitFilters;
use crate::api;
use crate::features::exchange::indicator::Indicator;
use crate::features::live::{Live, use_live};
use crate::features::session::{load_failure, use_session};
use crate::i18n::dit::Words;
use crate::i18n::use_words;
use crate::routes::{self, use_navigation};
use crate::ui::{EmptyState, IconName, Skeleton, Time, browser};
use crate::view::{DitFilter, DitList, DitRow, When};
use crate::wire;
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
    let list = wire::load(
        move || (filter.get(), after.get()),
        |(filter, after)| api::dits(filter, after),
    );
    let retry = Callback::new(move |()| list.refetch());
    let changed = Changed::follow(use_live());
    let content = move || {
        list.get().map(|answer| match answer {
            Ok(list) => {
                let (filter, after) = (filter.get_untracked(), after.get_untracked());
                changed.show(&list, &filter, after);
                list_view(list, &filter, after)
            }
            Err(error) => load_failure(&error, retry),
        })
    };
    view! {
        <Title text=format!("{} · {}", words.dit.list_title, words.session.product)/>
        <section class="DitList">
            <header class="PageHead">
                <h1>{words.dit.list_title}</h1>
            </header>
            <DitFilters filter/>
            <Transition fallback=|| view! { <Skeleton lines=12/> }>{content}</Transition>
            {changed.line(retry)}
        </section>
    }
    .into_any()
}

fn list_view(list: DitList, filter: &DitFilter, after: Option<DitNumber>) -> AnyView {
    let words = &use_words().dit;
    if list.rows.is_empty() && after.is_none() {
        return empty(words, *filter == DitFilter::default());
    }
    let pages = pages(words, filter, after, list.next);
    (dit_rows(list.rows), pages).into_any()
}

/// Requests as the lines of a table; arrow keys move between them.
pub fn dit_rows(rows: Vec<DitRow>) -> AnyView {
    let words = &use_words().dit;
    let rows: Vec<AnyView> = rows.into_iter().map(row_view).collect();
    view! {
        <table class="Table">
            {head(words)}
            <tbody on:keydown=move |event| {
                if browser::move_focus_in_column(&event, &[".Row-link", ".Indicator"]) {
                    event.prevent_default();
                }
            }>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn head(words: &'static Words) -> AnyView {
    view! {
        <thead>
            <tr>
                <th scope="col">{words.number}</th>
                <th scope="col">{words.customer_and_site}</th>
                <th scope="col">{words.subject}</th>
                <th scope="col">{words.state}</th>
                <th scope="col" class="DitList-charge">{words.in_charge}</th>
                <th scope="col" class="DitList-last">{words.last_exchange}</th>
                <th scope="col"><span class="VisuallyHidden">{words.exchanges}</span></th>
            </tr>
        </thead>
    }
    .into_any()
}

fn row_view(row: DitRow) -> AnyView {
    let site = joined([row.site, row.town]);
    let live = use_live();
    let state = live.latest(row.number, row.state, |change| change.state);
    let last = last_exchange(live, row.number, row.last_exchange);
    let last = move || {
        last.get()
            .map(|when| view! { <Time iso=when.iso text=when.text/> })
    };
    view! {
        <tr data-hover-near=row.number.to_string()>
            <td class="DitList-number Cell-tight" role="rowheader">
                <a class="Row-link" href=routes::dit(row.number)>{row.number.to_string()}</a>
            </td>
            <td class="DitList-customer Cell-clip">
                <a class="DitList-name" href=routes::customer(&row.customer_code)>{row.customer}</a>
                " "
                <span class="DitList-site">{site}</span>
            </td>
            <td class="DitList-subject Cell-clip">{priority_badge(row.priority)}<span>{row.subject}</span></td>
            <td class="DitList-state Cell-tight">{move || state_view(state.get())}</td>
            <td class="DitList-charge Cell-tight">{row.in_charge}</td>
            <td class="DitList-last Cell-tight">{last}</td>
            <td class="DitList-indicator Cell-tight">
                <Indicator state=row.indicator number=row.number/>
            </td>
        </tr>
    }
    .into_any()
}

/// When something was last said: in the words of the server, or of the browser for what came since.
fn last_exchange(live: Live, dit: DitNumber, loaded: Option<When>) -> Memo<Option<When>> {
    let session = use_session().view();
    let known = loaded.clone();
    live.latest(dit, loaded, move |change| {
        let at = change.last_at?;
        let same = known.clone().filter(|when| when.at == at);
        same.or_else(|| {
            Some(When {
                at,
                iso: browser::local_wall_time(at.0, &session.time_zone)?,
                text: browser::local_label(at.0, &session.time_zone, session.locale.tag())?,
            })
        })
    })
}

/// The parts that are known, separated by commas.
pub(super) fn joined<const N: usize>(parts: [String; N]) -> String {
    let known: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    known.join(", ")
}

fn pages(
    words: &'static Words,
    filter: &DitFilter,
    after: Option<DitNumber>,
    next: Option<DitNumber>,
) -> Option<AnyView> {
    let link = |url: String, label: &'static str| {
        view! { <a class="Button" data-variant="quiet" href=url>{label}</a> }
    };
    let first = after.map(|_| link(routes::list(filter, None), words.first));
    let more = next.map(|next| link(routes::list(filter, Some(next)), words.more));
    (first.is_some() || more.is_some())
        .then(|| view! { <nav class="Pager" aria-label=words.pages>{first}{more}</nav> }.into_any())
}

fn empty(words: &'static Words, is_everything: bool) -> AnyView {
    if is_everything {
        return view! { <EmptyState icon=IconName::List title=words.none_title text=words.none_text/> }
            .into_any();
    }
    let actions = view! {
        <a class="Button" data-variant="secondary" href=routes::LIST>{words.show_all}</a>
    };
    view! {
        <EmptyState
            icon=IconName::Filter
            title=words.no_match_title
            text=words.no_match_text
            actions=actions.into_any()
        />
    }
    .into_any()
}

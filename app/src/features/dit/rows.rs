//! Requests as the lines of a table: the same in the list and on the page of a customer.

use super::badges::{priority_badge, state_view};
use super::list::joined;
use crate::features::exchange::indicator::Indicator;
use crate::features::live::{Live, use_live};
use crate::features::session::use_session;
use crate::i18n::list::use_list_words;
use crate::i18n::use_words;
use crate::routes::{self, Navigation, use_navigation};
use crate::ui::{Time, browser};
use crate::view::{DitRow, When};
use domain::dit::DitNumber;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// A table with these lines; arrow keys move between them. What comes later is added below.
pub fn dit_table(first: Vec<DitRow>, later: impl IntoView + 'static) -> AnyView {
    view! {
        <table
            class="Table DitTable"
            role="table"
            on:keydown=move |event| {
                if browser::move_focus_in_column(&event, &[".Row-link", ".Indicator"]) {
                    event.prevent_default();
                }
            }
        >
            {head()}
            {dit_rows(first)}
            {later.into_any()}
        </table>
    }
    .into_any()
}

/// One page of lines. The browser passes over pages that are out of sight.
pub fn dit_rows(rows: Vec<DitRow>) -> AnyView {
    let navigation = use_navigation();
    let rows: Vec<AnyView> = rows.into_iter().map(|row| row_view(row, navigation)).collect();
    view! { <tbody class="DitTable-page" role="rowgroup">{rows}</tbody> }.into_any()
}

/// Roles are said, since the style sheet lays lines out in its own way.
fn head() -> AnyView {
    let words = use_list_words();
    let catalogue = &use_words().dit;
    let column = |class: &'static str, name: &'static str| {
        view! { <th class=class role="columnheader" scope="col">{name}</th> }.into_any()
    };
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {column("DitList-number", catalogue.number)}
                {column("DitList-customer", words.column_customer)}
                {column("DitList-site", words.column_site)}
                {column("DitList-subject", words.column_subject)}
                {column("DitList-state", words.column_state)}
                {column("DitList-charge", words.column_in_charge)}
                {column("DitList-recorded", words.column_recorded)}
                {column("DitList-due", words.column_due)}
                {column("DitList-last", words.column_last)}
                <th class="DitList-indicator" role="columnheader" scope="col">
                    <span class="VisuallyHidden">{catalogue.exchanges}</span>
                </th>
            </tr>
        </thead>
    }
    .into_any()
}

fn row_view(row: DitRow, navigation: Navigation) -> AnyView {
    let number = row.number;
    let time = |when: When| view! { <Time iso=when.iso text=when.text/> };
    let site = joined([row.site, row.town]);
    let live = use_live();
    let state = live.latest(number, row.state, |change| change.state);
    let last = last_exchange(live, number, row.last_exchange);
    view! {
        <tr role="row" data-hover-near=number.to_string()>
            <td class="DitList-number" role="rowheader">
                <a
                    class="Row-link"
                    href=routes::dit(number)
                    on:keydown=move |event| open_by_key(&event, number, navigation)
                >
                    {number.to_string()}
                </a>
            </td>
            <td class="DitList-customer Cell-clip" role="cell">
                <a class="DitList-name" href=routes::customer(&row.customer_code)>{row.customer}</a>
            </td>
            <td class="DitList-site Cell-clip" role="cell">{site}</td>
            <td class="DitList-subject Cell-clip" role="cell">
                {priority_badge(row.priority)}<span>{row.subject}</span>
            </td>
            <td class="DitList-state" role="cell">{move || state_view(state.get())}</td>
            <td class="DitList-charge Cell-clip" role="cell">{row.in_charge}</td>
            <td class="DitList-recorded" role="cell">{time(row.recorded_at)}</td>
            <td class="DitList-due" role="cell">{row.due_at.map(time)}</td>
            <td class="DitList-last" role="cell">{move || last.get().map(time)}</td>
            <td class="DitList-indicator" role="cell"><Indicator state=row.indicator number/></td>
        </tr>
    }
    .into_any()
}

/// Enter opens the exchanges of the line, `o` the request; with a modifier the browser does as with any link.
fn open_by_key(event: &KeyboardEvent, number: DitNumber, navigation: Navigation) {
    if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
        return;
    }
    match event.key().as_str() {
        "Enter" => navigation.open_panel(number),
        "o" => navigation.go(&routes::dit(number)),
        _ => return,
    }
    event.prevent_default();
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

//! The filters that are on, as links: each leads to the same list without it.

use super::list::ListPage;
use crate::i18n::list::{Words, use_list_words};
use crate::i18n::{dit, use_words};
use crate::routes::{self, Navigation, Query, use_navigation};
use crate::ui::{Icon, IconName, browser};
use crate::view::{Choice, DitFilter};
use leptos::prelude::*;

/// The row that the chips are in; it stays when they change.
pub(super) const CHIPS_ID: &str = "list-chips";

/// One filter in words, and the list without it.
type Chip = (String, DitFilter);

/// Nothing when no filter is on.
pub(super) fn chips(page: ListPage, employees: &[Choice], customer: &str) -> Option<AnyView> {
    let filter = page.filter.get_untracked();
    let words = use_list_words();
    let all = all_chips(&filter, employees, customer, words, &use_words().dit);
    if all.is_empty() {
        return None;
    }
    let navigation = use_navigation();
    let chips: Vec<AnyView> = all
        .into_iter()
        .map(|(label, without)| chip(&label, without, words, navigation))
        .collect();
    let sorted = DitFilter {
        sort: filter.sort,
        ..DitFilter::default()
    };
    let clear = move || with_panel(&sorted, navigation);
    let clear = view! {
        <a class="Button" data-variant="quiet" href=clear data-noscroll="" on:click=move |_| keep_focus()>
            {words.clear_all}
        </a>
    };
    Some((chips, clear).into_any())
}

fn chip(label: &str, without: DitFilter, words: &'static Words, navigation: Navigation) -> AnyView {
    let url = move || with_panel(&without, navigation);
    view! {
        <a
            class="FilterChip"
            href=url
            data-noscroll=""
            aria-label=(words.remove)(label)
            on:click=move |_| keep_focus()
        >
            <span>{label.to_owned()}</span>
            <Icon name=IconName::Close small=true/>
        </a>
    }
    .into_any()
}

/// The chip that was pressed goes away: the focus stays in the row, or goes to the field above it when that was the last.
fn keep_focus() {
    browser::after_ms(0, || {
        browser::focus_id(super::list::SEARCH_ID);
        browser::focus_id(CHIPS_ID);
    });
}

fn all_chips(
    filter: &DitFilter,
    employees: &[Choice],
    customer: &str,
    words: &Words,
    dit: &dit::Words,
) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |label: String, change: &dyn Fn(&mut DitFilter)| {
        let mut without = filter.clone();
        change(&mut without);
        chips.push((label, without));
    };
    if !filter.text.is_empty() {
        add((words.text_chip)(&filter.text), &|without| without.text.clear());
    }
    let waiting = filter.waiting.map(dit.waiting_name).unwrap_or_default();
    if filter.silent_days > 0 {
        add((words.silent_chip)(waiting, filter.silent_days), &|without| {
            (without.waiting, without.silent_days) = (None, 0);
        });
    } else if filter.waiting.is_some() {
        add(waiting.to_owned(), &|without| without.waiting = None);
    }
    if filter.has_chaser {
        add(dit.chaser.to_owned(), &|without| without.has_chaser = false);
    }
    for state in &filter.states {
        add((dit.state_name)(*state).to_owned(), &|without| {
            without.states.retain(|other| other != state);
        });
    }
    if filter.is_mine {
        add(dit.mine.to_owned(), &|without| without.is_mine = false);
    }
    if let Some(id) = filter.in_charge {
        let named = employees.iter().find(|employee| employee.id == id);
        let name = named.map_or_else(|| id.to_string(), |employee| employee.name.clone());
        add((words.in_charge_chip)(&name), &|without| without.in_charge = None);
    }
    if !filter.recorded_from.is_empty() {
        add((words.from_chip)(&filter.recorded_from), &|without| {
            without.recorded_from.clear();
        });
    }
    if !filter.recorded_to.is_empty() {
        add((words.to_chip)(&filter.recorded_to), &|without| {
            without.recorded_to.clear()
        });
    }
    if !filter.customer.is_empty() {
        let name = if customer.is_empty() {
            &filter.customer
        } else {
            customer
        };
        add((words.customer_chip)(name), &|without| without.customer.clear());
    }
    chips
}

/// The list so filtered, with the panel that is open beside it.
pub(super) fn with_panel(filter: &DitFilter, navigation: Navigation) -> String {
    let url = routes::whole_list(filter);
    let query = Query::parse(url.strip_prefix(routes::LIST).unwrap_or_default());
    query.with_panel(routes::LIST, navigation.panel())
}

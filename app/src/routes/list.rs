//! The address of the list of requests: its filter and order, written and read back.

use super::{LIST, Query};
use crate::view::{DitCursor, DitFilter, DitSort, Waiting};
use domain::dit::DitState;

/// Every request, even when a saved view is what the bare address shows.
pub const EVERYTHING: &str = "/?view=all";

/// Names behind the `?` that say what is listed.
const NAMES: [&str; 13] = [
    "text",
    "state",
    "waiting",
    "days",
    "chaser",
    "mine",
    "in_charge",
    "from",
    "to",
    "customer",
    "sort",
    "after",
    "view",
];

/// The list of requests, filtered, from `after` on.
pub fn list(filter: &DitFilter, after: Option<&DitCursor>) -> String {
    let mut query = Query::default();
    query.set_filter(filter);
    if let Some(after) = after {
        query.set("after", after.to_string());
    }
    query.after_path(LIST)
}

/// The same list, from its start, where nothing filtered is not the bare address.
pub fn whole_list(filter: &DitFilter) -> String {
    match list(filter, None) {
        bare if bare == LIST => EVERYTHING.to_owned(),
        filtered => filtered,
    }
}

/// The list as a file for a spreadsheet.
pub fn list_csv(filter: &DitFilter) -> String {
    let mut query = Query::default();
    query.set_filter(filter);
    query.after_path("/dits.csv")
}

/// The list that a saved view shows.
pub fn saved_list(query: &str) -> String {
    whole_list(&Query::parse(query).filter())
}

/// What is behind the `?` of a filtered list.
pub fn list_query(filter: &DitFilter) -> String {
    let url = list(filter, None);
    url.strip_prefix("/?").unwrap_or_default().to_owned()
}

/// The name of a state in an address.
pub fn state_name(state: DitState) -> &'static str {
    match state {
        DitState::External => "external",
        DitState::Open => "in_progress",
        DitState::WorkDone => "work_done",
        DitState::WorkNotDone => "work_not_done",
        DitState::Closed => "closed",
        DitState::Cancelled => "cancelled",
    }
}

/// The name of who waits in an address.
pub fn waiting_name(waiting: Waiting) -> &'static str {
    match waiting {
        Waiting::ForUs => "us",
        Waiting::ForCustomer => "customer",
    }
}

/// The name of an order in an address; empty for the usual one.
pub fn sort_name(sort: DitSort) -> &'static str {
    match sort {
        DitSort::Number => "",
        DitSort::Newest => "newest",
        DitSort::Oldest => "oldest",
        DitSort::Due => "due",
        DitSort::Customer => "customer",
    }
}

/// Who waits, of a name in an address.
pub fn waiting_named(name: &str) -> Option<Waiting> {
    [Waiting::ForUs, Waiting::ForCustomer]
        .into_iter()
        .find(|waiting| waiting_name(*waiting) == name)
}

/// The order of a name in an address; the usual one of any other name.
pub fn sort_named(name: &str) -> DitSort {
    DitSort::ALL
        .into_iter()
        .find(|sort| sort_name(*sort) == name)
        .unwrap_or_default()
}

/// A day as an address and a field write it, or nothing.
pub fn day_named(text: &str) -> String {
    let is_day = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if is_day { text.to_owned() } else { String::new() }
}

impl Query {
    /// Which requests the list shows.
    pub fn filter(&self) -> DitFilter {
        let text = |name| self.get(name).unwrap_or_default();
        let is_on = |name| !text(name).is_empty();
        let is_asked = |state: &DitState| self.all("state").any(|name| name == state_name(*state));
        DitFilter {
            text: text("text").to_owned(),
            states: DitState::ALL.into_iter().filter(is_asked).collect(),
            waiting: waiting_named(text("waiting")),
            silent_days: text("days").parse().unwrap_or_default(),
            has_chaser: is_on("chaser"),
            is_mine: is_on("mine"),
            in_charge: text("in_charge").parse().ok(),
            recorded_from: day_named(text("from")),
            recorded_to: day_named(text("to")),
            customer: text("customer").to_owned(),
            sort: sort_named(text("sort")),
        }
    }

    fn set_filter(&mut self, filter: &DitFilter) {
        let states: Vec<&str> = filter.states.iter().map(|state| state_name(*state)).collect();
        let days = (filter.silent_days > 0).then(|| filter.silent_days.to_string());
        let in_charge = filter.in_charge.map(|employee| employee.to_string());
        let on = |is_on: bool| if is_on { "on" } else { "" };
        self.add("text", &filter.text);
        states.iter().for_each(|state| self.add("state", state));
        self.add("waiting", filter.waiting.map(waiting_name).unwrap_or_default());
        self.add("days", &days.unwrap_or_default());
        self.add("chaser", on(filter.has_chaser));
        self.add("mine", on(filter.is_mine));
        self.add("in_charge", &in_charge.unwrap_or_default());
        self.add("from", &filter.recorded_from);
        self.add("to", &filter.recorded_to);
        self.add("customer", &filter.customer);
        self.add("sort", sort_name(filter.sort));
    }

    /// Adds what says something.
    fn add(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.0.push((name.to_owned(), value.to_owned()));
        }
    }

    /// After which request this page of the list starts.
    pub fn after(&self) -> Option<DitCursor> {
        self.get("after")?.parse().ok()
    }

    /// Whether nothing says what is listed: a person's own view may then be shown.
    pub fn is_bare(&self) -> bool {
        NAMES.iter().all(|name| self.get(name).is_none())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

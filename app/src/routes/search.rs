//! The address of a search.

use super::{Query, SEARCH};
use crate::view::search::{SearchFilter, SearchPlace};
use domain::KindId;
use domain::exchange::Direction;

/// What the address says when the most relevant come first.
pub const BY_RELEVANCE: &str = "relevance";

/// The page of results, from `after` on.
pub fn search(filter: &SearchFilter, after: Option<SearchPlace>) -> String {
    search_query(filter, after).after_path(SEARCH)
}

/// What is behind the `?` of that address.
pub fn search_query(filter: &SearchFilter, after: Option<SearchPlace>) -> Query {
    let mut query = Query::default();
    let order = if filter.is_ranked { BY_RELEVANCE } else { "" };
    let kind = filter.kind.map(|kind| kind.to_string()).unwrap_or_default();
    let after = after.map(|after| format!("{}-{}", after.relevance, after.place));
    for (name, value) in [
        ("q", filter.text.clone()),
        ("direction", direction_name(filter.direction).to_owned()),
        ("kind", kind),
        ("customer", filter.customer.clone()),
        ("order", order.to_owned()),
        ("after", after.unwrap_or_default()),
    ] {
        if !value.is_empty() {
            query.set(name, value);
        }
    }
    query
}

/// The name of a direction in an address; empty for all.
pub fn direction_name(direction: Option<Direction>) -> &'static str {
    match direction {
        None => "",
        Some(Direction::Received) => "received",
        Some(Direction::Sent) => "sent",
        Some(Direction::Internal) => "internal",
    }
}

/// The direction of a name in an address.
pub fn direction_named(name: &str) -> Option<Direction> {
    Direction::ALL
        .into_iter()
        .find(|direction| direction_name(Some(*direction)) == name)
}

impl Query {
    /// Which exchanges are looked for.
    pub fn search_filter(&self) -> SearchFilter {
        SearchFilter {
            text: self.get("q").unwrap_or_default().to_owned(),
            direction: self.get("direction").and_then(direction_named),
            kind: self.get("kind").and_then(|kind| kind.parse::<KindId>().ok()),
            customer: self.get("customer").unwrap_or_default().to_owned(),
            is_ranked: self.get("order") == Some(BY_RELEVANCE),
        }
    }

    /// After which result this page starts.
    pub fn search_after(&self) -> Option<SearchPlace> {
        let (relevance, place) = self.get("after")?.split_once('-')?;
        Some(SearchPlace {
            relevance: relevance.parse().ok()?,
            place: place.parse().ok()?,
        })
    }
}

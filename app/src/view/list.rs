//! The list of requests: what is asked of it, what it shows, and the views of it that a person saved.

use super::{Choice, When};
use domain::dit::{DitNumber, DitState, Priority};
use domain::indicator::Indicator;
use domain::{EmployeeId, SavedViewId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Longest name of a saved view, in characters.
pub const VIEW_NAME_MAX: usize = 60;
/// Most views that one account saves.
pub const VIEWS_MAX: usize = 30;

/// Which requests a list shows, and in which order. In the address of the page, so that it can be shared.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DitFilter {
    /// Part of a number, a customer, a site or a subject; empty for all.
    pub text: String,
    /// Any of these; empty for all.
    pub states: Vec<DitState>,
    pub waiting: Option<Waiting>,
    /// Nothing was said for at least so many days; 0 for whatever.
    pub silent_days: u16,
    pub has_chaser: bool,
    /// The signed-in employee is in charge.
    pub is_mine: bool,
    pub in_charge: Option<EmployeeId>,
    /// First day of recording, `2026-11-24`; empty for no bound.
    pub recorded_from: String,
    /// Last day of recording.
    pub recorded_to: String,
    /// Code of the only customer whose requests are wanted; empty for all.
    pub customer: String,
    pub sort: DitSort,
}

/// Who waits for whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Waiting {
    /// The last counted exchange is received.
    ForUs,
    /// The last counted exchange is sent.
    ForCustomer,
}

/// In which order requests are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum DitSort {
    /// Newest number first.
    #[default]
    Number,
    /// Last exchange first; a request without exchange stands where it was recorded.
    Newest,
    /// Who has waited longest first.
    Oldest,
    /// Next due date first, those without one last.
    Due,
    /// Name of the customer, then newest number first.
    Customer,
}

impl DitSort {
    /// All orders, as they are offered.
    pub const ALL: [DitSort; 5] = [
        DitSort::Number,
        DitSort::Newest,
        DitSort::Oldest,
        DitSort::Due,
        DitSort::Customer,
    ];
}

/// Where a page of the list starts: after this request, which stood at `key` when it was shown. It keeps its meaning when the
/// request moves in the meantime.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DitCursor {
    pub number: DitNumber,
    /// What the list is sorted by, as text; empty when that is the number.
    pub key: String,
}

/// The text is no number of a request, alone or followed by `~` and a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotADitCursor;

impl fmt::Display for NotADitCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the place of a request in a list")
    }
}

impl From<DitNumber> for DitCursor {
    fn from(number: DitNumber) -> Self {
        let key = String::new();
        Self { number, key }
    }
}

impl fmt::Display for DitCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)?;
        if !self.key.is_empty() {
            f.write_str("~")?;
        }
        f.write_str(&self.key)
    }
}

impl FromStr for DitCursor {
    type Err = NotADitCursor;

    fn from_str(text: &str) -> Result<Self, NotADitCursor> {
        let (number, key) = text.split_once('~').unwrap_or((text, ""));
        let number = number.parse().map_err(|_| NotADitCursor)?;
        let key = key.to_owned();
        Ok(Self { number, key })
    }
}

impl TryFrom<String> for DitCursor {
    type Error = NotADitCursor;
    fn try_from(text: String) -> Result<Self, NotADitCursor> {
        text.parse()
    }
}

impl From<DitCursor> for String {
    fn from(cursor: DitCursor) -> Self {
        cursor.to_string()
    }
}

/// One page of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DitList {
    pub rows: Vec<DitRow>,
    /// Where the next page starts. `None` on the last page.
    pub next: Option<DitCursor>,
    /// Name of the only customer whose requests were wanted; empty when that was not asked, or when there is no such customer.
    pub customer: String,
}

/// One line of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DitRow {
    pub number: DitNumber,
    pub customer_code: String,
    pub customer: String,
    pub site: String,
    pub town: String,
    pub subject: String,
    pub state: DitState,
    pub priority: Priority,
    pub in_charge: String,
    pub recorded_at: When,
    pub due_at: Option<When>,
    pub last_exchange: Option<When>,
    pub indicator: Indicator,
}

/// What the list offers beside its lines.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ListOptions {
    /// Who may be in charge, by name.
    pub employees: Vec<Choice>,
    /// In order of name.
    pub views: Vec<SavedView>,
}

/// A filtered and sorted list that a person gave a name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SavedView {
    pub id: SavedViewId,
    pub name: String,
    /// What is behind the `?` of its address.
    pub query: String,
    /// It is what the bare address of the list shows.
    pub is_default: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_is_a_number_alone_or_with_its_key() {
        for text in [
            "DIT-2026-0001",
            "DIT-2026-0001~1772438400000",
            "DIT-2026-0001~hopital ~ du sacre coeur",
        ] {
            assert_eq!(text.parse::<DitCursor>().map(String::from), Ok(text.to_owned()));
        }
        for text in ["", "~", "DIT", "1~DIT-2026-0001"] {
            assert_eq!(text.parse::<DitCursor>(), Err(NotADitCursor), "{text}");
        }
    }
}

//! The service request, its number, its states and its jobs.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Numéro de DIT: `DIT-2026-0001`. Sorts by year, then by integer; four digits at least, more when a year needs more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DitNumber {
    year: u16,
    sequence: u32,
}

/// The text is no `DIT-YYYY-NNNN`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotADitNumber;

/// Largest sequence of one year; keeps [`DitNumber::sort_key`] exact.
const SEQUENCE_MAX: u32 = 99_999_999;

impl DitNumber {
    /// # Errors
    /// A sequence of 0 or over 99,999,999, a year before 1000 or after 9999.
    pub fn new(year: u16, sequence: u32) -> Result<Self, NotADitNumber> {
        let good = (1000..=9999).contains(&year) && (1..=SEQUENCE_MAX).contains(&sequence);
        if good {
            Ok(Self { year, sequence })
        } else {
            Err(NotADitNumber)
        }
    }

    pub fn year(self) -> u16 {
        self.year
    }

    pub fn sequence(self) -> u32 {
        self.sequence
    }

    /// An integer that sorts as the number does.
    pub fn sort_key(self) -> i64 {
        i64::from(self.year) * 100_000_000 + i64::from(self.sequence)
    }

    /// Number of the request's `job`th job: the request's number and two digits.
    pub fn job_number(self, job: u8) -> String {
        format!("{self}{job:02}")
    }
}

impl fmt::Display for DitNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DIT-{:04}-{:04}", self.year, self.sequence)
    }
}

impl fmt::Display for NotADitNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a request number of the form DIT-2026-0001")
    }
}

impl FromStr for DitNumber {
    type Err = NotADitNumber;

    /// Only the canonical spelling: one request, one address.
    fn from_str(text: &str) -> Result<Self, NotADitNumber> {
        let (year, sequence) = text
            .strip_prefix("DIT-")
            .and_then(|rest| rest.split_once('-'))
            .ok_or(NotADitNumber)?;
        let number = Self::new(
            year.parse().map_err(|_| NotADitNumber)?,
            sequence.parse().map_err(|_| NotADitNumber)?,
        )?;
        if number.to_string() == text {
            Ok(number)
        } else {
            Err(NotADitNumber)
        }
    }
}

impl TryFrom<String> for DitNumber {
    type Error = NotADitNumber;
    fn try_from(text: String) -> Result<Self, NotADitNumber> {
        text.parse()
    }
}

impl From<DitNumber> for String {
    fn from(number: DitNumber) -> Self {
        number.to_string()
    }
}

/// État d'une demande.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum DitState {
    /// Saisie externe.
    External,
    /// En cours.
    Open,
    /// Travail terminé.
    WorkDone,
    /// Travail non terminé.
    WorkNotDone,
    /// Clôturée.
    Closed,
    /// Annulée.
    Cancelled,
}

/// What a person wants to do around a request; the state of the request may forbid it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum DitAction {
    /// Record an exchange or an internal note.
    Record,
    /// Mail an exchange.
    Mail,
    /// Edit, delete or restore an exchange.
    Change,
    /// Enter a job report.
    EnterCrit,
}

impl DitState {
    pub const ALL: [DitState; 6] = [
        DitState::External,
        DitState::Open,
        DitState::WorkDone,
        DitState::WorkNotDone,
        DitState::Closed,
        DitState::Cancelled,
    ];

    /// Whether the state lets anybody do it.
    pub fn allows(self, action: DitAction) -> bool {
        match self {
            DitState::External | DitState::Open | DitState::WorkNotDone => true,
            DitState::WorkDone | DitState::Closed => matches!(action, DitAction::Record | DitAction::Mail),
            DitState::Cancelled => false,
        }
    }

    /// Exchanges recorded now are marked "après clôture".
    pub fn is_after_closure(self) -> bool {
        self == DitState::Closed
    }
}

/// Priorité.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Priority {
    Low,
    Normal,
    High,
    Urgent,
}

/// État d'une intervention.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum JobState {
    /// À planifier.
    ToPlan,
    /// Planifiée.
    Planned,
    /// CRIT saisi.
    Reported,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_numbers_have_one_spelling_and_sort_by_year_then_integer() {
        let number = |text: &str| text.parse::<DitNumber>();
        assert_eq!(number("DIT-2026-0001").unwrap().job_number(1), "DIT-2026-000101");
        assert_eq!(number("DIT-2026-12345").unwrap().to_string(), "DIT-2026-12345");
        assert!(number("DIT-2026-9999").unwrap() < number("DIT-2026-10000").unwrap());
        assert!(number("DIT-2025-10000").unwrap().sort_key() < number("DIT-2026-0001").unwrap().sort_key());
        for bad in [
            "",
            "DIT-2026-1",
            "DIT-2026-00001",
            "DIT-2026-0000",
            "dit-2026-0001",
            "DIT-26-0001",
            "DIT-2026-+001",
            "DIT-2026-0001 ",
            "DIT-2026-999999999",
        ] {
            assert!(number(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_state_of_a_request_says_what_may_be_done() {
        use DitAction::{Change, EnterCrit, Mail, Record};
        let table = [
            (DitState::External, [true, true, true, true]),
            (DitState::Open, [true, true, true, true]),
            (DitState::WorkNotDone, [true, true, true, true]),
            (DitState::WorkDone, [true, true, false, false]),
            (DitState::Closed, [true, true, false, false]),
            (DitState::Cancelled, [false, false, false, false]),
        ];
        for (state, allowed) in table {
            assert_eq!(
                [Record, Mail, Change, EnterCrit].map(|action| state.allows(action)),
                allowed,
                "{state:?}"
            );
        }
    }
}

//! The indicator of a request: how many exchanges, who spoke last, whether somebody chased.

use crate::exchange::Direction;
use crate::id::ExchangeId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Who had the last word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum LastWord {
    /// The last counted exchange is received: the customer waits for us.
    Customer,
    /// The last counted exchange is sent: we wait for the customer.
    Us,
}

/// What is shown wherever a request is shown. Absolute values: the greater version wins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Indicator {
    /// Exchanges that count: neither deleted nor internal.
    pub count: u32,
    pub last: Option<LastWord>,
    /// At least one counted exchange is a chaser: white on red.
    pub has_chaser: bool,
    pub version: u64,
}

/// One counted exchange, as far as counters go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    pub position: Position,
    pub word: LastWord,
    pub is_chaser: bool,
}

/// Place of an exchange in its request's log: "last" means the greatest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    pub occurred_at: Timestamp,
    pub recorded_at: Timestamp,
    pub id: ExchangeId,
}

/// The counter row of one request.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counter {
    pub count: u32,
    pub chasers: u32,
    pub last: Option<(Position, LastWord)>,
    /// Grows by one with every change of the request's exchanges.
    pub version: u64,
}

impl LastWord {
    /// `None` for what is not counted.
    pub fn of(direction: Direction) -> Option<Self> {
        match direction {
            Direction::Received => Some(LastWord::Customer),
            Direction::Sent => Some(LastWord::Us),
            Direction::Internal => None,
        }
    }
}

impl Counter {
    /// The counter of these exchanges and no other, at version 0.
    pub fn recount<'a>(exchanges: impl IntoIterator<Item = &'a Counted>) -> Self {
        let mut counter = exchanges
            .into_iter()
            .fold(Self::default(), |counter, exchange| counter.with(exchange));
        counter.version = 0;
        counter
    }

    /// The counter once `exchange` has been added.
    #[must_use]
    pub fn with(self, exchange: &Counted) -> Self {
        let candidate = Some((exchange.position, exchange.word));
        Self {
            count: self.count + 1,
            chasers: self.chasers + u32::from(exchange.is_chaser),
            last: self.last.max_by_position(candidate),
            version: self.version + 1,
        }
    }

    /// The counter once `exchange` has been taken away; `last` is the last of those that are left.
    #[must_use]
    pub fn without(self, exchange: &Counted, last: Option<(Position, LastWord)>) -> Self {
        Self {
            count: self.count.saturating_sub(1),
            chasers: self.chasers.saturating_sub(u32::from(exchange.is_chaser)),
            last,
            version: self.version + 1,
        }
    }

    /// The counter once one change of an exchange took `gone` away and put `come` in its place: recording has no `gone`, deleting
    /// no `come`, and what is not counted is neither. `others` is the last counted exchange beside that one.
    #[must_use]
    pub fn changed(
        self,
        gone: Option<&Counted>,
        come: Option<&Counted>,
        others: Option<(Position, LastWord)>,
    ) -> Self {
        let left = gone.map_or(self, |gone| self.without(gone, others));
        let next = come.map_or(left, |come| left.with(come));
        Self {
            version: self.version + 1,
            ..next
        }
    }

    /// What people see of it.
    pub fn indicator(&self) -> Indicator {
        Indicator {
            count: self.count,
            last: self.last.map(|(_, word)| word),
            has_chaser: self.chasers > 0,
            version: self.version,
        }
    }
}

trait MaxByPosition {
    fn max_by_position(self, other: Self) -> Self;
}

impl MaxByPosition for Option<(Position, LastWord)> {
    fn max_by_position(self, other: Self) -> Self {
        if self.map(|(position, _)| position) >= other.map(|(position, _)| position) {
            self
        } else {
            other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted() -> impl Strategy<Value = Counted> {
        (
            0..50_i64,
            0..50_i64,
            any::<[u8; 10]>(),
            any::<bool>(),
            any::<bool>(),
        )
            .prop_map(|(occurred, recorded, id, theirs, is_chaser)| Counted {
                position: Position {
                    occurred_at: Timestamp(occurred),
                    recorded_at: Timestamp(recorded),
                    id: ExchangeId::new(recorded, id),
                },
                word: if theirs { LastWord::Customer } else { LastWord::Us },
                is_chaser,
            })
    }

    proptest! {
        #[test]
        fn adding_and_taking_away_in_any_order_equals_a_recount(
            exchanges in proptest::collection::vec(counted(), 0..20), removals in proptest::collection::vec(any::<prop::sample::Index>(), 0..20),
        ) {
            let mut left = exchanges;
            let mut counter = left.iter().fold(Counter::default(), |counter, exchange| counter.with(exchange));
            for removal in removals {
                if left.is_empty() { break; }
                let gone = left.remove(removal.index(left.len()));
                let last = left.iter().max_by_key(|exchange| exchange.position).map(|exchange| (exchange.position, exchange.word));
                counter = counter.without(&gone, last);
            }
            prop_assert_eq!(Counter { version: 0, ..counter }, Counter::recount(&left));
        }
    }

    #[test]
    fn every_change_makes_one_version_whatever_it_moves() {
        let at = |n: i64| Counted {
            position: Position {
                occurred_at: Timestamp(n),
                recorded_at: Timestamp(n),
                id: ExchangeId::new(n, [0; 10]),
            },
            word: LastWord::Us,
            is_chaser: n == 2,
        };
        let last = |counted: &Counted| Some((counted.position, counted.word));
        let (one, two, three) = (at(1), at(2), at(3));
        let note = Counter::default().changed(None, None, None);
        assert_eq!(
            note,
            Counter {
                version: 1,
                ..Counter::default()
            }
        );
        let recorded = note
            .changed(None, Some(&one), None)
            .changed(None, Some(&two), last(&one));
        assert_eq!(
            (recorded.count, recorded.chasers, recorded.last, recorded.version),
            (2, 1, last(&two), 3)
        );
        let edited = recorded.changed(Some(&one), Some(&three), last(&two));
        assert_eq!(
            (edited.count, edited.chasers, edited.last, edited.version),
            (2, 1, last(&three), 4)
        );
        let deleted = edited.changed(Some(&three), None, last(&two));
        assert_eq!(
            (deleted.count, deleted.chasers, deleted.last, deleted.version),
            (1, 1, last(&two), 5)
        );
    }

    #[test]
    fn a_chaser_turns_the_badge_red_until_it_is_deleted() {
        let at = |n: i64| Position {
            occurred_at: Timestamp(n),
            recorded_at: Timestamp(n),
            id: ExchangeId::new(n, [0; 10]),
        };
        let received = Counted {
            position: at(1),
            word: LastWord::Customer,
            is_chaser: false,
        };
        let chaser = Counted {
            position: at(2),
            word: LastWord::Us,
            is_chaser: true,
        };
        let both = Counter::default().with(&received).with(&chaser);
        assert_eq!(
            both.indicator(),
            Indicator {
                count: 2,
                last: Some(LastWord::Us),
                has_chaser: true,
                version: 2
            }
        );
        let one = both.without(&chaser, Some((received.position, received.word)));
        assert_eq!(
            one.indicator(),
            Indicator {
                count: 1,
                last: Some(LastWord::Customer),
                has_chaser: false,
                version: 3
            }
        );
    }
}

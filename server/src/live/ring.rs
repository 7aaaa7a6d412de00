//! What changed lately, in order: bounded, and able to say what came after a place, or that it does not know any more.

use app::view::live::Pen;
use domain::dit::DitNumber;
use domain::time::Timestamp;
use domain::{AccountId, DitId, ExchangeId, MailRecipientId};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;

/// Changes that are kept. With 256 recipients in each, the most that the outbox writes down at once, they are 4 MB.
const KEPT_MAX: usize = 2_048;
/// How much two instances may differ in the order and the time in which they heard of the same change, in milliseconds: more than
/// a transaction takes, and more than clocks that are set over the network differ.
const MARGIN_MS: i64 = 5_000;

/// Something that changed. Ids only: what is so now is read when it is told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Change {
    Exchange(DitId, ExchangeId),
    Report(DitId),
    Mails(Vec<MailRecipientId>),
    /// An account of the outbox was stopped or goes on.
    MailAccounts,
    Pen(AccountId, DitNumber, Pen),
}

/// A place in the changes of one instance, and when it was there. Written as text it goes to browsers and comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// Drawn at random when an instance starts.
    pub epoch: u32,
    pub sequence: u64,
    pub at: Timestamp,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{}-{}", self.epoch, self.sequence, self.at.0)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().ok_or(());
        Ok(Self {
            epoch: u32::from_str_radix(next()?, 16).map_err(drop)?,
            sequence: next()?.parse().map_err(drop)?,
            at: Timestamp(next()?.parse().map_err(drop)?),
        })
    }
}

/// The changes of one instance.
#[derive(Debug)]
pub(super) struct Ring {
    epoch: u32,
    kept: VecDeque<(u64, Timestamp, Change)>,
    /// Of the last change.
    sequence: u64,
    /// What came after this place is all here.
    whole_since: (u64, Timestamp),
}

impl Ring {
    pub(super) fn new(epoch: u32, now: Timestamp) -> Self {
        Self {
            epoch,
            kept: VecDeque::new(),
            sequence: 0,
            whole_since: (0, now),
        }
    }

    pub(super) fn push(&mut self, change: Change, now: Timestamp) {
        self.sequence += 1;
        self.kept.push_back((self.sequence, now, change));
        if self.kept.len() > KEPT_MAX
            && let Some((sequence, at, _)) = self.kept.pop_front()
        {
            self.whole_since = (sequence, at);
        }
    }

    /// Some changes may never have been heard: nothing before now is whole.
    pub(super) fn forget(&mut self, now: Timestamp) {
        self.sequence += 1;
        self.kept.clear();
        self.whole_since = (self.sequence, now);
    }

    pub(super) fn place(&self, now: Timestamp) -> Place {
        Place {
            epoch: self.epoch,
            sequence: self.sequence,
            at: now,
        }
    }

    /// What came after a place, perhaps with some that came before; `None` when that is not known.
    pub(super) fn after(&self, place: Place) -> Option<Vec<Change>> {
        let since = place.at.plus_ms(-MARGIN_MS);
        let is_ours = place.epoch == self.epoch;
        let is_whole = if is_ours {
            place.sequence >= self.whole_since.0
        } else {
            since > self.whole_since.1
        };
        let is_after = |(sequence, at, _): &&(u64, Timestamp, Change)| {
            if is_ours {
                *sequence > place.sequence
            } else {
                *at >= since
            }
        };
        is_whole.then(|| {
            let after = self.kept.iter().filter(is_after);
            after.map(|(_, _, change)| change.clone()).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(dit: i64) -> Change {
        Change::Report(DitId(dit))
    }

    #[test]
    fn what_came_after_a_place_is_told_and_what_is_too_old_is_not_known() {
        let mut ring = Ring::new(7, Timestamp(0));
        let start = ring.place(Timestamp(0));
        assert_eq!(ring.after(start), Some(Vec::new()));
        for dit in 1..=3 {
            ring.push(report(dit), Timestamp(dit));
        }
        assert_eq!(ring.after(start), Some(vec![report(1), report(2), report(3)]));
        let second = Place { sequence: 2, ..start };
        assert_eq!(ring.after(second), Some(vec![report(3)]));

        for dit in 4..=4_000 {
            ring.push(report(dit), Timestamp(dit));
        }
        assert_eq!(ring.kept.len(), KEPT_MAX);
        assert_eq!(ring.after(second), None);
        let known = Place {
            sequence: 3_998,
            ..start
        };
        assert_eq!(ring.after(known), Some(vec![report(3_999), report(4_000)]));

        ring.forget(Timestamp(5_000));
        assert_eq!(ring.after(known), None);
        assert_eq!(ring.after(ring.place(Timestamp(5_000))), Some(Vec::new()));
    }

    #[test]
    fn a_place_of_another_instance_is_found_by_its_time() {
        let mut ring = Ring::new(7, Timestamp(0));
        ring.push(report(1), Timestamp(10_000));
        ring.push(report(2), Timestamp(20_000));
        let elsewhere = |at| Place {
            epoch: 8,
            sequence: 999,
            at: Timestamp(at),
        };
        assert_eq!(ring.after(elsewhere(14_000)), Some(vec![report(1), report(2)]));
        assert_eq!(ring.after(elsewhere(16_000)), Some(vec![report(2)]));
        assert_eq!(ring.after(elsewhere(5_000)), None);
    }

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_is() {
        let place = Place {
            epoch: 0xab,
            sequence: 12,
            at: Timestamp(34),
        };
        assert_eq!(place.to_string(), "000000ab-12-34");
        assert_eq!(place.to_string().parse(), Ok(place));
        for wrong in ["", "1", "1-2", "x-1-2", "1--2", "1-2-3-4", "1-2-trois"] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }
}

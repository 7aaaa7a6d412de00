//! A list that is read does not move: that it would be another one now is said in a quiet line.

use crate::api;
use crate::features::live::Live;
use crate::i18n::live::live_words;
use crate::i18n::use_words;
use crate::ui::{Button, Variant};
use crate::view::live::DitChange;
use crate::view::{DitCursor, DitFilter, DitList, DitRow, DitSort, Waiting};
use domain::dit::DitNumber;
use domain::indicator::LastWord;
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// The list on screen, and what of it would be elsewhere now.
#[derive(Clone, Copy, Debug)]
pub struct Changed {
    live: Live,
    shown: StoredValue<Shown>,
    moved: RwSignal<BTreeSet<DitNumber>>,
}

#[derive(Clone, Debug, Default)]
struct Shown {
    filter: DitFilter,
    after: Option<DitCursor>,
    next: Option<DitCursor>,
    /// The requests, and when something was last said about each.
    rows: Vec<(DitNumber, Option<Timestamp>)>,
}

impl Changed {
    /// Follows what happens to the list that is shown.
    pub fn follow(live: Live) -> Self {
        let changed = Self {
            live,
            shown: StoredValue::default(),
            moved: RwSignal::default(),
        };
        live.on_change(move |change| changed.judge(change));
        live.on_missed(move || changed.compare());
        changed
    }

    /// This list is on screen now.
    pub fn show(self, list: &DitList, filter: DitFilter, after: Option<DitCursor>) {
        self.shown.set_value(Shown {
            filter,
            after,
            next: list.next.clone(),
            rows: list.rows.iter().map(|row| (row.number, last_at(row))).collect(),
        });
        if !self.moved.with_untracked(BTreeSet::is_empty) {
            self.moved.set(BTreeSet::new());
        }
    }

    /// `n demandes ont changé – Actualiser`.
    pub fn line(self, refresh: Callback<()>) -> AnyView {
        let words = live_words(use_words().locale);
        let content = move || {
            let count = self.moved.with(BTreeSet::len);
            (count > 0).then(|| {
                view! {
                    <p class="DitList-changed">
                        {(words.changed)(count)} " – "
                        <Button label=words.refresh variant=Variant::Quiet on_press=refresh/>
                    </p>
                }
            })
        };
        view! { <div class="DitList-live" role="status">{content}</div> }.into_any()
    }

    fn judge(self, change: &DitChange) {
        let moves = self.shown.with_value(|shown| shown.moves(change));
        let is_known = self.moved.with_untracked(|moved| moved.contains(&change.dit));
        if moves != is_known {
            self.moved.update(|moved| {
                if moves {
                    moved.insert(change.dit);
                } else {
                    moved.remove(&change.dit);
                }
            });
        }
    }

    /// Something was missed: the list is read, and what is on screen takes what it says.
    fn compare(self) {
        let shown = self.shown.get_value();
        spawn_local(async move {
            let Ok(list) = api::dits(shown.filter.clone(), shown.after).await else {
                return;
            };
            let now: BTreeSet<DitNumber> = list.rows.iter().map(|row| row.number).collect();
            let before: BTreeSet<DitNumber> = shown.rows.into_iter().map(|(number, _)| number).collect();
            self.live.take_in(list.rows.iter().map(as_change).collect());
            self.moved
                .try_set(now.symmetric_difference(&before).copied().collect());
        });
    }
}

/// A row that was read again, as if it had been told.
pub fn as_change(row: &DitRow) -> DitChange {
    DitChange {
        dit: row.number,
        customer: row.customer_code.clone(),
        state: row.state,
        indicator: row.indicator,
        last_at: last_at(row),
        has_report: false,
        exchanges: Vec::new(),
    }
}

fn last_at(row: &DitRow) -> Option<Timestamp> {
    row.last_exchange.as_ref().map(|when| when.at)
}

impl Shown {
    /// Whether the request comes into this list, leaves it, or stands elsewhere in it. Its text and its people do not change.
    fn moves(&self, change: &DitChange) -> bool {
        let row = self.rows.iter().find(|(number, _)| *number == change.dit);
        if let Some((_, last_at)) = row {
            let is_told_anew = *last_at != change.last_at;
            return !self.fits(change) || is_told_anew && self.filter.goes_by_time();
        }
        self.fits(change)
            && self.filter.depends_on_exchanges()
            && self.filter.is_decided()
            && self.is_of_page(change.dit)
    }

    /// Whether a request that is not shown would stand on this page, as far as the page alone can tell.
    fn is_of_page(&self, dit: DitNumber) -> bool {
        if self.filter.sort != DitSort::Number {
            return self.after.is_none();
        }
        self.after.as_ref().is_none_or(|after| dit < after.number)
            && self.next.as_ref().is_none_or(|next| dit > next.number)
    }

    fn fits(&self, change: &DitChange) -> bool {
        let filter = &self.filter;
        let last = filter.waiting.map(|waiting| match waiting {
            Waiting::ForUs => LastWord::Customer,
            Waiting::ForCustomer => LastWord::Us,
        });
        (filter.states.is_empty() || filter.states.contains(&change.state))
            && last.is_none_or(|last| change.indicator.last == Some(last))
            && (!filter.has_chaser || change.indicator.has_chaser)
            && (filter.customer.is_empty() || filter.customer == change.customer)
    }
}

impl DitFilter {
    fn depends_on_exchanges(&self) -> bool {
        !self.states.is_empty() || self.waiting.is_some() || self.has_chaser || self.goes_by_time()
    }

    /// Whether it matters when something was last said.
    fn goes_by_time(&self) -> bool {
        self.silent_days > 0 || matches!(self.sort, DitSort::Newest | DitSort::Oldest)
    }

    /// Whether what is told of a change says if the request passes.
    fn is_decided(&self) -> bool {
        let undecided = [&self.text, &self.recorded_from, &self.recorded_to];
        undecided.iter().all(|text| text.is_empty())
            && !self.is_mine
            && self.in_charge.is_none()
            && self.silent_days == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::dit::DitState;
    use domain::indicator::Indicator;

    fn number(text: &str) -> DitNumber {
        text.parse().unwrap()
    }

    fn change(dit: &str, last: LastWord) -> DitChange {
        DitChange {
            dit: number(dit),
            customer: "C-0001".to_owned(),
            state: DitState::Open,
            indicator: Indicator {
                count: 1,
                last: Some(last),
                has_chaser: false,
                version: 1,
            },
            last_at: None,
            has_report: false,
            exchanges: Vec::new(),
        }
    }

    #[test]
    fn only_what_comes_or_goes_changes_a_list() {
        let shown = |filter| Shown {
            filter,
            after: Some(number("DIT-2026-0009").into()),
            next: Some(number("DIT-2026-0003").into()),
            rows: vec![
                (number("DIT-2026-0005"), Some(Timestamp(1))),
                (number("DIT-2026-0003"), None),
            ],
        };
        let all = shown(DitFilter::default());
        let waiting = shown(DitFilter {
            waiting: Some(Waiting::ForUs),
            ..DitFilter::default()
        });
        let found = shown(DitFilter {
            waiting: Some(Waiting::ForUs),
            text: "fuite".to_owned(),
            ..DitFilter::default()
        });
        let newest = Shown {
            after: None,
            ..shown(DitFilter {
                sort: DitSort::Newest,
                ..DitFilter::default()
            })
        };
        for (list, dit, last, moves) in [
            (&newest, "DIT-2026-0005", LastWord::Us, true),
            (&newest, "DIT-2026-0003", LastWord::Us, false),
            (&newest, "DIT-2026-0001", LastWord::Us, true),
            (&all, "DIT-2026-0005", LastWord::Us, false),
            (&all, "DIT-2026-0004", LastWord::Us, false),
            (&waiting, "DIT-2026-0005", LastWord::Customer, false),
            (&waiting, "DIT-2026-0005", LastWord::Us, true),
            (&waiting, "DIT-2026-0004", LastWord::Customer, true),
            (&waiting, "DIT-2026-0004", LastWord::Us, false),
            (&waiting, "DIT-2026-0002", LastWord::Customer, false),
            (&waiting, "DIT-2026-0010", LastWord::Customer, false),
            (&found, "DIT-2026-0005", LastWord::Us, true),
            (&found, "DIT-2026-0004", LastWord::Customer, false),
        ] {
            assert_eq!(list.moves(&change(dit, last)), moves, "{dit} {last:?}");
        }
    }
}

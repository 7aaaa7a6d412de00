//! What happens elsewhere while a page is open. Whatever is shown of a request asks here what became known since.

mod listening;

pub use listening::listen;

use crate::features::exchange::indicator::{IndicatorStore, use_indicators};
use crate::ui::browser;
use crate::view::live::{DitChange, PEN_MS, Pen, Writing};
use domain::dit::DitNumber;
use leptos::prelude::*;
use std::collections::VecDeque;

/// Changes that are kept: more than happen while a page loads.
const KEPT_MAX: usize = 300;
/// How old a change may be to be later than what is drawn now, in milliseconds: it was read at most so long ago.
const LOADING_MS: i64 = 10_000;

/// What the page was told.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    from: StoredValue<String>,
    indicators: IndicatorStore,
    is_on: RwSignal<bool>,
    told: RwSignal<Told>,
    /// Grows whenever something may have been missed.
    missed: RwSignal<u32>,
    pens: RwSignal<Vec<(Writing, i64)>>,
}

/// The last changes, each with the time at which it was told.
#[derive(Debug, Default)]
struct Told {
    /// How many came before the first one that is kept.
    before: usize,
    kept: VecDeque<(i64, DitChange)>,
}

impl Told {
    fn count(&self) -> usize {
        self.before + self.kept.len()
    }

    fn since(&self, count: usize) -> impl Iterator<Item = &DitChange> {
        let skipped = count.saturating_sub(self.before);
        self.kept.iter().skip(skipped).map(|(_, change)| change)
    }

    /// How many are older than what is drawn now.
    fn count_until(&self, now_ms: i64) -> usize {
        let is_old = |(at_ms, _): &&(i64, DitChange)| *at_ms < now_ms - LOADING_MS;
        self.before + self.kept.iter().take_while(is_old).count()
    }
}

impl Live {
    /// In context for everything below; `from` is where the page was read.
    pub(crate) fn provide(from: String) {
        provide_context(Self {
            from: StoredValue::new(from),
            indicators: use_indicators(),
            is_on: RwSignal::new(false),
            told: RwSignal::default(),
            missed: RwSignal::new(0),
            pens: RwSignal::default(),
        });
    }

    /// Whether the page is told of everything; tracked.
    pub fn is_on(self) -> bool {
        self.is_on.get()
    }

    /// The same, not tracked.
    pub fn is_on_now(self) -> bool {
        self.is_on.get_untracked()
    }

    /// Calls `run` with each change from now on.
    pub fn on_change(self, run: impl Fn(&DitChange) + 'static) {
        Effect::new(move |seen: Option<usize>| {
            self.told.with(|told| {
                let seen = seen.unwrap_or_else(|| told.count());
                untrack(|| told.since(seen).for_each(&run));
                told.count()
            })
        });
    }

    /// Calls `run` whenever what is shown is to be read again.
    pub fn on_missed(self, run: impl Fn() + 'static) {
        Effect::new(move |before: Option<u32>| {
            let missed = self.missed.get();
            if before.is_some_and(|before| before != missed) {
                untrack(&run);
            }
            missed
        });
    }

    /// What is so now of something that was loaded with the page.
    pub fn latest<T: PartialEq + Clone + Send + Sync + 'static>(
        self,
        dit: DitNumber,
        loaded: T,
        of: impl Fn(&DitChange) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let start = self
            .told
            .with_untracked(|told| told.count_until(browser::now_ms()));
        Memo::new(move |before: Option<&T>| {
            self.told.with(|told| {
                let last = told.since(start).filter(|change| change.dit == dit).last();
                last.map(&of).unwrap_or_else(|| before.unwrap_or(&loaded).clone())
            })
        })
    }

    /// Who writes about a request; tracked.
    pub fn writing(self, dit: DitNumber) -> Vec<Writing> {
        let now_ms = browser::now_ms();
        let is_held = |(writing, until_ms): &&(Writing, i64)| writing.dit == dit && *until_ms > now_ms;
        self.pens.with(|pens| {
            let held = pens.iter().filter(is_held);
            held.map(|(writing, _)| writing.clone()).collect()
        })
    }

    /// Takes in what was told, or what a page that was read again says.
    pub fn take_in(self, changes: Vec<DitChange>) {
        if changes.is_empty() {
            return;
        }
        for change in &changes {
            self.indicators.update(change.dit, change.indicator);
        }
        let now_ms = browser::now_ms();
        self.told.try_update(|told| {
            told.kept
                .extend(changes.into_iter().map(|change| (now_ms, change)));
            while told.kept.len() > KEPT_MAX {
                told.kept.pop_front();
                told.before += 1;
            }
        });
    }

    fn miss(self) {
        self.missed.try_update(|missed| *missed += 1);
    }

    fn set_on(self, is_on: bool) {
        if self.is_on.try_get_untracked() == Some(!is_on) {
            self.is_on.set(is_on);
        }
    }

    fn take_pen(self, writing: Writing) {
        let until_ms = browser::now_ms() + i64::from(PEN_MS);
        self.pens.try_update(|pens| {
            pens.retain(|(held, _)| (held.account, held.dit) != (writing.account, writing.dit));
            if writing.pen != Pen::Down {
                pens.push((writing, until_ms));
            }
        });
        browser::after_ms(PEN_MS + 1, move || self.sweep());
    }

    /// Nobody writes for ever.
    fn sweep(self) {
        let now_ms = browser::now_ms();
        self.pens
            .try_update(|pens| pens.retain(|(_, until_ms)| *until_ms > now_ms));
    }
}

/// What the page is told.
///
/// # Panics
/// On the sign-in page, where nothing is.
pub fn use_live() -> Live {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::AccountId;
    use domain::dit::DitState;
    use domain::indicator::Indicator;

    fn change(dit: &str, state: DitState) -> DitChange {
        DitChange {
            dit: dit.parse().unwrap(),
            customer: String::new(),
            state,
            indicator: Indicator::default(),
            last_at: None,
            has_report: false,
            exchanges: Vec::new(),
        }
    }

    fn live() -> Live {
        IndicatorStore::provide();
        Live::provide(String::new());
        use_live()
    }

    #[test]
    fn what_was_told_last_is_so_and_what_was_told_long_ago_is_not() {
        Owner::new().with(|| {
            let live = live();
            let one: DitNumber = "DIT-2026-0001".parse().unwrap();
            let state = live.latest(one, DitState::Open, |change| change.state);
            assert_eq!(state.get_untracked(), DitState::Open);
            live.take_in(vec![
                change("DIT-2026-0001", DitState::Closed),
                change("DIT-2026-0002", DitState::Cancelled),
                change("DIT-2026-0001", DitState::WorkDone),
            ]);
            assert_eq!(state.get_untracked(), DitState::WorkDone);
            // What is drawn now may have been read before that was told.
            let again = live.latest(one, DitState::Open, |change| change.state);
            assert_eq!(again.get_untracked(), DitState::WorkDone);
            // Pushed out by others, it is still so.
            let other = vec![change("DIT-2026-0003", DitState::Open); KEPT_MAX];
            live.take_in(other);
            assert_eq!(state.get_untracked(), DitState::WorkDone);
        });
    }

    #[test]
    fn changes_are_counted_on_when_old_ones_are_dropped() {
        let mut told = Told::default();
        for at_ms in [0, 5_000, 20_000] {
            told.kept
                .push_back((at_ms, change("DIT-2026-0001", DitState::Open)));
        }
        told.before = 7;
        assert_eq!(told.count(), 10);
        assert_eq!([0, 8, 10, 11].map(|seen| told.since(seen).count()), [3, 2, 0, 0]);
        assert_eq!(told.count_until(15_000), 8);
    }

    #[test]
    fn who_lays_the_pen_down_writes_no_more() {
        Owner::new().with(|| {
            let live = live();
            let dit: DitNumber = "DIT-2026-0001".parse().unwrap();
            let writing = |pen| Writing {
                dit,
                account: AccountId(1),
                name: "Marie Dupont".to_owned(),
                pen,
            };
            live.take_pen(writing(Pen::Answer));
            live.take_pen(writing(Pen::Text));
            assert_eq!(live.writing(dit), [writing(Pen::Text)]);
            assert_eq!(live.writing("DIT-2026-0002".parse().unwrap()), []);
            live.take_pen(writing(Pen::Down));
            assert_eq!(live.writing(dit), []);
        });
    }
}

//! Synthetic records for load: as many as asked for, the same ones for the same numbers, after whatever is there already.

mod people;

use crate::demo::script::{self, KindName, Slots, Story};
use crate::dice::Dice;
use crate::error::Failure;
use crate::persistence::load::{Load, NewDit, NewExchange, NewJob, Said, Taken};
use crate::services::Services;
use domain::dit::{DitNumber, DitState, JobState, Priority};
use domain::exchange::{Counterpart, Direction, Kind};
use domain::fold::fold;
use domain::indicator::{Counted, Counter, LastWord, Position};
use domain::time::Timestamp;
use domain::{DitId, ExchangeId, JobId, KindId};
use people::People;

/// How much is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    pub requests: u32,
    pub exchanges: u32,
    /// Where the random numbers start.
    pub seed: u64,
}

/// Requests of one transaction.
const AT_ONCE: u32 = 10_000;
/// A log that is long enough to be measured with.
const LONG_LOG: u32 = 100;
/// How far back the requests go, in milliseconds.
const SPAN_MS: i64 = 700 * 24 * 60 * 60 * 1000;
const MINUTE_MS: i64 = 60 * 1000;
/// The first year that numbers are given of.
const YEAR: u16 = 2026;

/// Adds the records, some thousands in each transaction; `note` hears how far it is.
///
/// # Errors
/// What the database refuses; then the transactions before stay.
pub async fn run(services: &Services, size: Size, note: impl Fn(&str)) -> Result<(), Failure> {
    let mut dice = Dice::new(size.seed);
    let counts = counts(size, &mut dice);
    let stories = script::stories()?;

    let transaction = services.db.begin().await?;
    let load = Load::new(&transaction, services.db.engine());
    let taken = load.taken().await?;
    let kinds = load.kinds().await?;
    // A second run on the same database makes other ids than the first.
    let mut dice = Dice::new(dice.roll().wrapping_add_signed(taken.dit));
    let people = people::add(&load, taken, size.requests, &mut dice).await?;
    load.finish().await?;
    transaction.commit().await?;

    let mut source = Source {
        now: services.clock.now(),
        size,
        taken,
        kinds,
        people,
        stories,
        dice,
    };
    let mut first = 0;
    for block in counts.chunks(AT_ONCE as usize) {
        let records = source.records(first, block)?;
        first += u32::try_from(block.len()).unwrap_or(AT_ONCE);
        let transaction = services.db.begin().await?;
        let load = Load::new(&transaction, services.db.engine());
        records.write(&load).await?;
        load.finish().await?;
        transaction.commit().await?;
        note(&format!("{first} of {} requests", size.requests));
    }
    Ok(())
}

/// How many exchanges each request has; `exchanges` in all. Most have few, some none, every so often one has a long log.
fn counts(size: Size, dice: &mut Dice) -> Vec<u32> {
    let average = size.exchanges / size.requests.max(1);
    let mut left = size.exchanges;
    let mut counts = Vec::with_capacity(size.requests as usize);
    for _ in 0..size.requests {
        // These shares are 4.5 / 5 on average.
        let share = *dice.pick(&[0, 1, 2, 3, 4, 5, 6, 6, 8, 10]);
        let count = (average * share).div_ceil(5).min(left);
        left -= count;
        counts.push(count);
    }
    // What is left goes to long logs, evenly spread; the last of it wherever.
    let logs = (left / LONG_LOG).min(size.requests);
    for log in 0..logs {
        counts[(u64::from(log) * u64::from(size.requests) / u64::from(logs)) as usize] += LONG_LOG;
        left -= LONG_LOG;
    }
    if let Some(last) = counts.last_mut() {
        *last += left;
    }
    counts
}

/// What records are made from.
struct Source {
    now: Timestamp,
    size: Size,
    taken: Taken,
    kinds: Vec<Kind>,
    people: People,
    stories: Vec<Story>,
    dice: Dice,
}

/// The records of one transaction.
#[derive(Default)]
struct Records {
    dits: Vec<NewDit>,
    jobs: Vec<NewJob>,
    exchanges: Vec<NewExchange>,
    counters: Vec<(DitId, Counter)>,
}

impl Records {
    async fn write(&self, load: &Load<'_>) -> Result<(), Failure> {
        load.dits(&self.dits, &self.counters).await?;
        load.jobs(&self.jobs).await?;
        load.exchanges(&self.exchanges).await?;
        load.counters(&self.counters).await
    }
}

impl Source {
    fn records(&mut self, first: u32, counts: &[u32]) -> Result<Records, Failure> {
        let mut records = Records::default();
        for (at, count) in (first..).zip(counts) {
            let story = self.dice.below(self.stories.len());
            let dit = self.dit(at, story)?;
            let customer = at as usize % self.people.customers.len();
            records.jobs.push(NewJob {
                id: JobId(self.taken.job + 1 + i64::from(at)),
                dit: dit.id,
                rank: 1,
                technician: None,
                planned_at: None,
                state: JobState::ToPlan,
            });
            let log = self.log(&dit, customer, story, *count);
            if !log.is_empty() {
                records.counters.push((dit.id, self.counter(&log)));
            }
            records.exchanges.extend(log);
            records.dits.push(dit);
        }
        Ok(records)
    }

    /// The `at`th request: a greater number is a later one.
    fn dit(&mut self, at: u32, story: usize) -> Result<NewDit, Failure> {
        let number = self.number(at)?;
        let house = &self.people.customers[at as usize % self.people.customers.len()];
        let story = &self.stories[story];
        let share = i64::from(self.size.requests - at);
        let recorded_at = self
            .now
            .plus_ms(-(SPAN_MS / i64::from(self.size.requests) * share));
        let (dice, site) = (&mut self.dice, &house.site);
        Ok(NewDit {
            id: DitId(self.taken.dit + 1 + i64::from(at)),
            number,
            customer: house.customer.id,
            site: Some(site.id),
            contact: Some(house.contact.id),
            in_charge: Some(dice.pick(&self.people.team).0),
            subject: story.subject.to_owned(),
            description: Slots::default().fill(story.description, dice.roll()),
            state: *dice.pick(&STATES),
            priority: *dice.pick(&[Priority::Low, Priority::Normal, Priority::Normal, Priority::High]),
            recorded_at,
            due_at: None,
            search: fold(&format!(
                "{number} {} {} {} {}",
                house.customer.name, site.name, site.town, story.subject
            )),
            customer_sort: fold(&house.customer.name),
        })
    }

    fn number(&self, at: u32) -> Result<DitNumber, Failure> {
        const PER_YEAR: i64 = 100_000_000;
        let year = (self.taken.sort_key / PER_YEAR).max(i64::from(YEAR));
        let last = if self.taken.sort_key / PER_YEAR == year {
            self.taken.sort_key % PER_YEAR
        } else {
            0
        };
        let sequence = u32::try_from(last).ok().and_then(|last| last.checked_add(at + 1));
        let number = u16::try_from(year)
            .ok()
            .zip(sequence)
            .and_then(|(year, sequence)| DitNumber::new(year, sequence).ok());
        number.ok_or(Failure::Setting("the numbers of this year are used up"))
    }

    fn log(&mut self, dit: &NewDit, customer: usize, story: usize, count: u32) -> Vec<NewExchange> {
        let story = &self.stories[story];
        let steps: Vec<_> = story.before.iter().chain(&story.after).collect();
        let slots = self.people.slots(customer, dit);
        let contact = self.people.customers[customer].contact.id;
        let dice = &mut self.dice;
        let mut at = dit.recorded_at;
        let mut log = Vec::with_capacity(count as usize);
        for step in steps.iter().cycle().take(count as usize) {
            at = at.plus_ms(dice.between(5, 300) * MINUTE_MS).min(self.now);
            let (employee, account) = *dice.pick(&self.people.team);
            let is_internal = step.direction == Direction::Internal;
            let seed = dice.roll();
            log.push(NewExchange {
                id: ExchangeId::new(at.0, dice.ten_bytes()),
                dit: dit.id,
                customer: dit.customer,
                direction: step.direction,
                said: Said {
                    kind: kind(
                        &self.kinds,
                        if dice.chance(3) {
                            KindName::Chaser
                        } else {
                            step.kind
                        },
                    ),
                    channel: step.channel,
                    employee,
                    counterpart: (!is_internal).then_some(Counterpart::Contact(contact)),
                    subject: slots.fill(step.subject, seed),
                    detail: slots.fill(step.detail, seed),
                    occurred_at: at,
                },
                recorded_at: at,
                recorded_by: account,
                is_after_closure: false,
                earlier: None,
                deleted: None,
            });
        }
        log
    }

    fn counter(&self, log: &[NewExchange]) -> Counter {
        let is_chaser = |id: KindId| self.kinds.iter().any(|kind| kind.id == id && kind.is_chaser);
        let counted: Vec<Counted> = log
            .iter()
            .filter_map(|exchange| {
                Some(Counted {
                    position: Position {
                        occurred_at: exchange.said.occurred_at,
                        recorded_at: exchange.recorded_at,
                        id: exchange.id,
                    },
                    word: LastWord::of(exchange.direction)?,
                    is_chaser: is_chaser(exchange.said.kind),
                })
            })
            .collect();
        Counter {
            version: log.len() as u64,
            ..Counter::recount(&counted)
        }
    }
}

/// Half of the requests are open.
const STATES: [DitState; 10] = [
    DitState::Open,
    DitState::Open,
    DitState::Open,
    DitState::Open,
    DitState::External,
    DitState::WorkDone,
    DitState::WorkNotDone,
    DitState::Closed,
    DitState::Closed,
    DitState::Cancelled,
];

/// The chaser where one is meant, any other kind in the order of the shipped list.
fn kind(kinds: &[Kind], name: KindName) -> KindId {
    let at = match name {
        KindName::Contact => 0,
        KindName::Appointment => 1,
        KindName::Information => 2,
        KindName::Other => 3,
        KindName::Chaser => {
            return kinds
                .iter()
                .find(|kind| kind.is_chaser)
                .map_or(kinds[0].id, |kind| kind.id);
        }
    };
    let mut others = kinds.iter().filter(|kind| !kind.is_chaser);
    others.nth(at).map_or(kinds[0].id, |kind| kind.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_as_many_exchanges_as_asked_for_are_spread_unevenly() {
        for (requests, exchanges) in [(1, 0), (1, 7), (10, 3), (1000, 5000), (2000, 1)] {
            let counts = counts(
                Size {
                    requests,
                    exchanges,
                    seed: 1,
                },
                &mut Dice::new(1),
            );
            assert_eq!(counts.len(), requests as usize);
            assert_eq!(counts.iter().sum::<u32>(), exchanges, "{requests}");
        }
        let counts = counts(
            Size {
                requests: 10_000,
                exchanges: 50_000,
                seed: 1,
            },
            &mut Dice::new(1),
        );
        assert!(counts.iter().any(|count| *count >= LONG_LOG));
        assert!(counts.iter().filter(|count| **count == 0).count() > 500);
    }
}

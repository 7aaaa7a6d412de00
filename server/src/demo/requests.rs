//! The requests of the demonstration: which story each of them tells, how far it has come, and when all of it happened.

use super::calendar::{Calendar, DAY_MS, HOUR_MS, MINUTE_MS};
use super::people::{House, Part, Person};
use super::script::{KindName, Step, Story};
use crate::dice::Dice;
use crate::persistence::load::{NewCrit, NewDit, NewJob};
use domain::DitId;
use domain::dit::{DitNumber, DitState, Priority};
use domain::fold::fold;
use domain::time::Timestamp;

/// How many requests there are.
pub(super) const REQUESTS: i64 = 150;
/// How far back they go, in days.
const DAYS: i64 = 60;
const YEAR: u16 = 2026;
/// Hours at which people are told that somebody comes.
const SLOTS: [(i8, i8); 6] = [(8, 0), (8, 30), (9, 30), (10, 30), (14, 0), (15, 30)];

/// Everything that stories are made from.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) calendar: Calendar,
    pub(super) recorded: Vec<Timestamp>,
    pub(super) team: &'a [Person],
    pub(super) houses: &'a [House],
    pub(super) stories: Vec<Story>,
    pub(super) endings: Vec<Story>,
}

/// When the requests were recorded: the oldest number is the oldest request, the newest was recorded within the hour.
pub(super) fn recorded(calendar: &Calendar) -> Vec<Timestamp> {
    let instant = |sequence: i64| {
        let share = (REQUESTS - sequence) as f64 / (REQUESTS - 1) as f64;
        let back = (share.powf(1.8) * (DAYS * DAY_MS) as f64) as i64 + 35 * MINUTE_MS;
        let at = calendar.now.plus_ms(-back);
        if back < 8 * HOUR_MS {
            at
        } else {
            calendar.worked(at)
        }
    };
    let mut instants: Vec<Timestamp> = (1..=REQUESTS).map(instant).collect();
    // What came in at night was written down in the afternoon before.
    instants.sort_unstable();
    instants
}

/// A step and when it happened.
pub(super) type Dated = (Step, Timestamp);

/// One request with all that was said about it.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) dit: NewDit,
    pub(super) jobs: Vec<NewJob>,
    pub(super) crits: Vec<NewCrit>,
    pub(super) steps: Vec<Dated>,
    /// When the customer was told that somebody comes.
    pub(super) planned_at: Timestamp,
    pub(super) house: &'a House,
    /// The contact of the document.
    pub(super) contact: usize,
    pub(super) desk: &'a Person,
    pub(super) technician: &'a Person,
    /// Chooses words; the same for everything that is said about this request.
    pub(super) seed: u64,
}

/// What is drawn for a request before its story is told.
struct Cast<'a> {
    sequence: i64,
    story: &'a Story,
    state: DitState,
    recorded_at: Timestamp,
}

impl<'a> World<'a> {
    /// The request of this sequence, 1 to [`REQUESTS`]; the five known ones come first.
    pub(super) fn plan(&self, sequence: i64, next_job: &mut i64, dice: &mut Dice) -> Plan<'a> {
        let recorded_at = self.recorded[sequence as usize - 1];
        let age = self.calendar.now.0 - recorded_at.0;
        let story = match sequence {
            1 => self.named("Entretien annuel de la chaufferie"),
            2 => self.named("Chaudière en défaut, plus de chauffage"),
            3 => self.named("Fuite sous un évier, placard inondé"),
            4 => self.named("Imprimante multifonction qui bourre"),
            5 => self.named("Plus d'eau chaude dans les douches"),
            _ => &self.stories[sequence as usize * 7 % self.stories.len()],
        };
        let state = if sequence <= 5 {
            DitState::Open
        } else {
            state_at(age, dice)
        };
        let cast = Cast {
            sequence,
            story,
            state,
            recorded_at,
        };
        self.tell(&cast, next_job, dice)
    }

    fn tell(&self, cast: &Cast<'_>, next_job: &mut i64, dice: &mut Dice) -> Plan<'a> {
        let house = self.house(cast.sequence, dice);
        let desk = self.desk(cast.sequence, dice);
        let technician = self.technician(cast.story.title);
        let planned_at = self.planned_at(cast, dice);
        let (before, after) = self.steps(cast, dice);
        let mut steps = self.dated(&before, cast.recorded_at, planned_at.plus_ms(-2 * HOUR_MS), dice);
        steps.extend(self.dated(
            &after,
            planned_at.plus_ms(90 * MINUTE_MS),
            planned_at.plus_ms(6 * DAY_MS),
            dice,
        ));
        // What would have been said later has not been said yet.
        steps.retain(|(_, at)| *at <= self.calendar.now.plus_ms(-2 * MINUTE_MS));

        let contact = if cast.sequence <= 5 {
            0
        } else {
            dice.below(house.contacts.len().min(2))
        };
        let seed = dice.roll();
        let mut plan = Plan {
            dit: self.dit(cast, house, contact, desk, seed, dice),
            jobs: Vec::new(),
            crits: Vec::new(),
            steps,
            planned_at,
            house,
            contact,
            desk,
            technician,
            seed,
        };
        plan.add_jobs(cast.story, &self.endings, next_job);
        plan
    }

    fn house(&self, sequence: i64, dice: &mut Dice) -> &'a House {
        let at = if sequence <= 5 {
            sequence as usize - 1
        } else {
            dice.below(self.houses.len())
        };
        &self.houses[at]
    }

    fn desk(&self, sequence: i64, dice: &mut Dice) -> &'a Person {
        let desks: Vec<&Person> = self
            .team
            .iter()
            .filter(|person| person.part == Part::Desk)
            .collect();
        // Claire, who signs in to the demonstration, has the most.
        if sequence <= 5 || dice.chance(40) {
            desks[0]
        } else {
            desks[dice.below(desks.len())]
        }
    }

    fn technician(&self, trade: &str) -> &'a Person {
        let knows = |person: &&Person| matches!(person.part, Part::Field(trades) if trades.contains(&trade));
        self.team.iter().find(knows).unwrap_or(&self.team[2])
    }

    fn named(&self, subject: &str) -> &Story {
        self.stories
            .iter()
            .find(|story| story.subject == subject)
            .unwrap_or(&self.stories[0])
    }

    fn ending(&self, title: &str, dice: &mut Dice) -> &Story {
        let fitting: Vec<&Story> = self
            .endings
            .iter()
            .filter(|ending| ending.title == title)
            .collect();
        fitting[dice.below(fitting.len())]
    }

    /// In the past where somebody has been, in the days to come where not.
    fn planned_at(&self, cast: &Cast<'_>, dice: &mut Dice) -> Timestamp {
        let slot = *dice.pick(&SLOTS);
        let now = self.calendar.now;
        if is_visited(cast.state) {
            let latest = now.plus_ms(-8 * HOUR_MS);
            let wished = cast.recorded_at.plus_ms(dice.between(1, 5) * DAY_MS);
            let planned = self.calendar.appointment(wished, slot);
            if planned <= latest {
                planned
            } else {
                self.calendar.worked(latest)
            }
        } else {
            self.calendar
                .appointment(now.plus_ms(dice.between(12, 9 * 24) * HOUR_MS), slot)
        }
    }

    /// What was said before somebody went there, and what after.
    fn steps(&self, cast: &Cast<'_>, dice: &mut Dice) -> (Vec<Step>, Vec<Step>) {
        let story = cast.story;
        let first = |count: usize| story.before.iter().copied().take(count).collect::<Vec<_>>();
        match (cast.sequence, cast.state) {
            (1 | 5, _) => (Vec::new(), Vec::new()),
            (2, _) => (first(3), Vec::new()),
            (3, _) => (first(4), Vec::new()),
            (4, _) => ([first(3), self.endings_named("relance", 1)].concat(), Vec::new()),
            (_, DitState::External) => {
                let is_theirs = |step: &Step| step.direction == domain::exchange::Direction::Received;
                (
                    first(dice.below(2)).into_iter().filter(is_theirs).collect(),
                    Vec::new(),
                )
            }
            (_, DitState::Open) => {
                // Nobody chases within a week.
                let is_old = cast.recorded_at.plus_ms(7 * DAY_MS) < self.calendar.now;
                let told = if dice.chance(14) {
                    0
                } else {
                    dice.between(1, story.before.len().min(5) as i64) as usize
                };
                let mut steps = first(told);
                if told > 2 && is_old && dice.chance(45) {
                    steps.extend(&self.ending("relance", dice).before);
                }
                (steps, Vec::new())
            }
            (_, DitState::Cancelled) => {
                let mut steps = first(2 + dice.below(2));
                steps.extend(&self.ending("annulee", dice).before);
                (steps, Vec::new())
            }
            (_, DitState::WorkNotDone) => {
                (story.before.clone(), self.ending("pas_fini", dice).before.clone())
            }
            (_, DitState::WorkDone) => (story.before.clone(), story.after.clone()),
            (_, DitState::Closed) => {
                let mut after = story.after.clone();
                after.extend(&self.ending("cloturee", dice).before);
                (story.before.clone(), after)
            }
        }
    }

    fn endings_named(&self, title: &str, at: usize) -> Vec<Step> {
        self.endings
            .iter()
            .filter(|ending| ending.title == title)
            .nth(at)
            .map_or(Vec::new(), |ending| ending.before.clone())
    }

    /// Dates the steps from a time on, as people answer each other: within working hours, and before `until`.
    fn dated(&self, steps: &[Step], from: Timestamp, until: Timestamp, dice: &mut Dice) -> Vec<Dated> {
        let waits: Vec<i64> = steps
            .iter()
            .enumerate()
            .map(|(at, step)| if at == 0 { 0 } else { wait_ms(step, dice) })
            .collect();
        let window = (until.min(self.calendar.now).0 - from.0).max(0);
        let longest = waits.iter().sum::<i64>().max(1);
        // What was said within the last hours was said when it was said.
        let recent = self.calendar.now.plus_ms(-3 * HOUR_MS);
        let (mut waited, mut earliest) = (0, from);
        let mut dated = Vec::with_capacity(steps.len());
        for (step, wait) in steps.iter().zip(waits) {
            waited += wait;
            let at = from.plus_ms(if longest > window {
                waited / 1000 * window / longest * 1000
            } else {
                waited
            });
            let at = if at > recent { at } else { self.calendar.worked(at) };
            let at = at.max(earliest);
            earliest = at.plus_ms(dice.between(4, 25) * MINUTE_MS);
            dated.push((*step, at));
        }
        dated
    }

    fn dit(
        &self,
        cast: &Cast<'_>,
        house: &House,
        contact: usize,
        desk: &Person,
        seed: u64,
        dice: &mut Dice,
    ) -> NewDit {
        let number = DitNumber::new(YEAR, cast.sequence as u32).expect("a sequence from 1 to 150");
        let site = dice.pick(&house.sites);
        let (subject, description) = if cast.sequence == 5 {
            (
                "Remplacement des colonnes d'eau chaude, bâtiments A à F",
                LONG_REQUEST,
            )
        } else {
            (cast.story.subject, cast.story.description)
        };
        let description = super::script::Slots::default().fill(description, seed);
        let due_in = dice.between(2, 20) * DAY_MS;
        NewDit {
            id: DitId(cast.sequence),
            number,
            customer: house.customer.id,
            site: Some(site.id),
            contact: Some(house.contacts[contact].id),
            in_charge: (cast.state != DitState::External).then_some(desk.employee.id),
            subject: subject.to_owned(),
            description,
            state: cast.state,
            priority: *dice.pick(&[
                Priority::Low,
                Priority::Normal,
                Priority::Normal,
                Priority::Normal,
                Priority::High,
                Priority::Urgent,
            ]),
            recorded_at: cast.recorded_at,
            due_at: dice.chance(60).then(|| cast.recorded_at.plus_ms(due_in)),
            search: fold(&format!(
                "{number} {} {} {} {subject}",
                house.customer.name, site.name, site.town
            )),
            customer_sort: fold(&house.customer.name),
        }
    }
}

const LONG_REQUEST: &str = "Remplacement des colonnes montantes d'eau chaude et du bouclage dans les six bâtiments de la résidence, en site occupé. Un bâtiment après l'autre, coupures annoncées trois jours avant. Interlocutrice unique : la chargée d'opérations.";

/// How long it takes until this is said: mostly hours, sometimes days; before people chase, a week.
fn wait_ms(step: &Step, dice: &mut Dice) -> i64 {
    let hours = match (step.kind, dice.below(10)) {
        (KindName::Chaser, _) => dice.between(4 * 24, 8 * 24),
        (_, 0..6) => return dice.between(6, 240) * MINUTE_MS,
        (_, 6..9) => dice.between(12, 30),
        _ => dice.between(40, 90),
    };
    hours * HOUR_MS
}

/// Somebody has been there.
pub(super) fn is_visited(state: DitState) -> bool {
    matches!(
        state,
        DitState::WorkDone | DitState::WorkNotDone | DitState::Closed
    )
}

/// The older a request, the further it has come.
fn state_at(age_ms: i64, dice: &mut Dice) -> DitState {
    use DitState::{Cancelled, Closed, External, Open, WorkDone, WorkNotDone};
    let shares: [(DitState, u64); 6] = match age_ms / DAY_MS {
        ..4 => [
            (External, 38),
            (Open, 57),
            (Cancelled, 5),
            (WorkDone, 0),
            (WorkNotDone, 0),
            (Closed, 0),
        ],
        4..15 => [
            (External, 10),
            (Open, 54),
            (Cancelled, 7),
            (WorkDone, 15),
            (WorkNotDone, 11),
            (Closed, 3),
        ],
        _ => [
            (External, 2),
            (Open, 30),
            (Cancelled, 9),
            (WorkDone, 21),
            (WorkNotDone, 14),
            (Closed, 24),
        ],
    };
    let mut drawn = dice.roll() % 100;
    for (state, share) in shares {
        if drawn < share {
            return state;
        }
        drawn -= share;
    }
    Open
}

//! From what was said to exchanges, their earlier versions, their mails and their files.

use super::calendar::{Calendar, DAY_MS, HOUR_MS, MINUTE_MS};
use super::people::{Part, Person, SHARED};
use super::requests::Plan;
use super::script::{KindName, Slots, Step, Story};
use crate::dice::Dice;
use crate::error::Failure;
use crate::persistence::load::{Mark, NewExchange, Said};
use domain::exchange::{Channel, Counterpart, Direction, Kind};
use domain::text::FreeName;
use domain::time::Timestamp;
use domain::{ExchangeId, KindId};

/// Buildings of the request with 300 exchanges.
const BUILDINGS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

/// The kinds as the database numbers them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kinds {
    contact: KindId,
    appointment: KindId,
    information: KindId,
    pub(super) chaser: KindId,
    other: KindId,
}

impl Kinds {
    /// Those of the shipped list.
    pub(super) fn of(kinds: &[Kind]) -> Result<Self, Failure> {
        let named = |label: &str| {
            let kind = kinds.iter().find(|kind| kind.label == label);
            kind.map(|kind| kind.id)
                .ok_or_else(|| Failure::Corrupt(format!("the kind {label} is missing")))
        };
        Ok(Self {
            contact: named("Prise de contact")?,
            appointment: named("Prise de rendez-vous")?,
            information: named("Complément d'information")?,
            chaser: named("Relance")?,
            other: named("Autre")?,
        })
    }

    fn id(self, name: KindName) -> KindId {
        match name {
            KindName::Contact => self.contact,
            KindName::Appointment => self.appointment,
            KindName::Information => self.information,
            KindName::Chaser => self.chaser,
            KindName::Other => self.other,
        }
    }
}

/// Writes down what was said.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) kinds: Kinds,
    pub(super) notes: Vec<&'static str>,
}

/// An exchange and who stands behind it on our side.
#[derive(Debug)]
pub(super) struct Written<'a> {
    pub(super) exchange: NewExchange,
    pub(super) sender: &'a Person,
}

impl Writer<'_> {
    /// All exchanges of a request, and what an honest log also has: notes, corrections, tombstones.
    pub(super) fn write<'a>(&self, plan: &Plan<'a>, dice: &mut Dice) -> Vec<Written<'a>> {
        let slots = slots_with_dates(plan, self.calendar);
        let mut written: Vec<Written<'a>> = plan
            .steps
            .iter()
            .map(|(step, at)| self.step(plan, step, *at, &slots, dice))
            .collect();
        if plan.dit.id.0 <= 5 {
            return written;
        }
        self.mark_after_closure(plan, &mut written);
        if let Some((_, at)) = plan.steps.get(1)
            && dice.chance(25)
        {
            let note = Step {
                direction: Direction::Internal,
                kind: KindName::Other,
                channel: Channel::Other,
                subject: "",
                detail: self.note(dice),
            };
            written.push(self.step(plan, &note, at.plus_ms(2 * MINUTE_MS), &slots, dice));
        }
        if !written.is_empty() && dice.chance(30) {
            let at = dice.below(written.len());
            correct(&mut written[at].exchange);
        }
        if written.len() > 2 && dice.chance(15) {
            let at = dice.below(written.len());
            let twin = doubled(&written[at], dice);
            written.push(twin);
        }
        written
    }

    /// The request about six buildings: ten dialogues for each, one building after another.
    pub(super) fn write_long<'a>(
        &self,
        plan: &Plan<'a>,
        topics: &[Story],
        dice: &mut Dice,
    ) -> Vec<Written<'a>> {
        let mut written = Vec::new();
        let start = plan.dit.recorded_at.plus_ms(HOUR_MS);
        let span = self.calendar.now.0 - start.0 - 6 * HOUR_MS;
        let dialogues = (BUILDINGS.len() * topics.len()) as i64;
        let mut last = start;
        for (at, (building, topic)) in BUILDINGS
            .iter()
            .flat_map(|building| topics.iter().map(move |topic| (building, topic)))
            .enumerate()
        {
            let from = start.plus_ms(span * at as i64 / dialogues);
            let mut slots = slots_with_dates(plan, self.calendar);
            slots.set("bat", *building);
            slots.set("apt", (dice.between(1, 4) * 10 + dice.between(1, 6)).to_string());
            let day = self.calendar.appointment(
                from.plus_ms(DAY_MS),
                (8 + i8::try_from(dice.below(3)).unwrap_or(0), 30),
            );
            slots.set("jour", self.calendar.day(day));
            slots.set("heure", self.calendar.time(day));
            for (rank, step) in topic.before.iter().enumerate() {
                let wished = self
                    .calendar
                    .worked(from.plus_ms(span / dialogues * rank as i64 / 5));
                let said_at = wished.max(last.plus_ms(dice.between(3, 20) * MINUTE_MS));
                last = said_at;
                written.push(self.step(
                    plan,
                    step,
                    said_at.min(self.calendar.now.plus_ms(-MINUTE_MS)),
                    &slots,
                    dice,
                ));
            }
        }
        written
    }

    fn note(&self, dice: &mut Dice) -> &'static str {
        self.notes[dice.below(self.notes.len())]
    }

    fn step<'a>(
        &self,
        plan: &Plan<'a>,
        step: &Step,
        at: Timestamp,
        slots: &Slots,
        dice: &mut Dice,
    ) -> Written<'a> {
        let is_on_site = step.channel == Channel::OnSite;
        let sender = if is_on_site { plan.technician } else { plan.desk };
        let mut slots = slots.clone();
        slots.set("moi", sender.employee.name());
        let wait = match step.channel {
            Channel::Mail | Channel::Portal | Channel::Sms => 0,
            Channel::OnSite => dice.between(20, 120),
            Channel::Phone | Channel::Other => dice.between(1, 15),
        };
        let recorded_at = at.plus_ms(wait * MINUTE_MS).min(self.calendar.now);
        let said = Said {
            kind: self.kinds.id(step.kind),
            channel: step.channel,
            employee: sender.employee.id,
            counterpart: counterpart(plan, step, dice),
            subject: slots.fill(step.subject, plan.seed),
            detail: slots.fill(step.detail, plan.seed),
            occurred_at: at,
        };
        let exchange = NewExchange {
            id: ExchangeId::new(recorded_at.0, dice.ten_bytes()),
            dit: plan.dit.id,
            customer: plan.dit.customer,
            direction: step.direction,
            said,
            recorded_at,
            recorded_by: sender.account,
            is_after_closure: false,
            earlier: None,
            deleted: None,
        };
        Written { exchange, sender }
    }

    /// The last word about a request that is closed came after it was.
    fn mark_after_closure(&self, plan: &Plan<'_>, written: &mut [Written<'_>]) {
        if plan.dit.state.is_after_closure()
            && let Some(last) = written.last_mut()
        {
            last.exchange.is_after_closure = true;
        }
    }
}

/// Mostly the contact of the document; now and then somebody who is in no list.
fn counterpart(plan: &Plan<'_>, step: &Step, dice: &mut Dice) -> Option<Counterpart> {
    if step.direction == Direction::Internal {
        return None;
    }
    let is_by_phone = step.channel == Channel::Phone && plan.dit.id.0 > 5;
    let stranger = (is_by_phone && dice.chance(7))
        .then(|| *dice.pick(&["Accueil", "Gardien de nuit", "Société de ménage"]));
    match stranger.map(FreeName::parse) {
        Some(Ok(name)) => Some(Counterpart::Free(name)),
        _ => Some(Counterpart::Contact(plan.house.contacts[plan.contact].id)),
    }
}

/// The first version lacked its last sentence.
fn correct(exchange: &mut NewExchange) {
    let Some((kept, _)) = exchange.said.detail.trim_end_matches('.').rsplit_once(". ") else {
        return;
    };
    let mut said = exchange.said.clone();
    said.detail = format!("{kept}.");
    let mark = Mark {
        by: exchange.recorded_by,
        at: exchange.recorded_at.plus_ms(30 * 1000),
    };
    exchange.earlier = Some((said, mark));
}

/// Typed twice; the second was deleted at once.
fn doubled<'a>(written: &Written<'a>, dice: &mut Dice) -> Written<'a> {
    let mut exchange = written.exchange.clone();
    let at = exchange.recorded_at.plus_ms(20 * 1000);
    exchange.id = ExchangeId::new(at.0, dice.ten_bytes());
    exchange.recorded_at = at;
    exchange.earlier = None;
    exchange.is_after_closure = false;
    let reason = *dice.pick(&["Saisi deux fois", "Saisi sur la mauvaise demande", ""]);
    exchange.deleted = Some((
        Mark {
            by: exchange.recorded_by,
            at: at.plus_ms(40 * 1000),
        },
        reason.to_owned(),
    ));
    Written {
        exchange,
        sender: written.sender,
    }
}

/// What the texts of a request call by name.
pub(super) fn slots(plan: &Plan<'_>) -> Slots {
    let contact = &plan.house.contacts[plan.contact];
    let mut dice = Dice::new(plan.seed);
    let mut slots = Slots::default();
    slots.set("contact", format!("{} {}", contact.title, contact.last_name));
    slots.set("contact_nom", contact.name());
    slots.set("tech", plan.technician.employee.name());
    slots.set("dit", plan.dit.number.to_string());
    slots.set(
        "ref",
        format!(
            "{}-{}",
            dice.pick(&["DV", "FA", "RC"]),
            dice.between(10_000, 99_999)
        ),
    );
    slots.set(
        "code",
        format!("{}B{}", dice.between(10, 99), dice.between(10, 99)),
    );
    slots
}

fn slots_with_dates(plan: &Plan<'_>, calendar: &Calendar) -> Slots {
    let mut slots = slots(plan);
    let (day, time) = (calendar.day(plan.planned_at), calendar.time(plan.planned_at));
    slots.set("rdv", format!("{day} à {time}"));
    slots.set("heure", "17 h");
    slots
}

/// Whether a mail goes out from the mailbox that the team shares.
pub(super) fn is_from_shared(person: &Person, dice: &mut Dice) -> bool {
    person.part == Part::Desk
        && person.employee.mail2.iter().any(|mail| mail.as_str() == SHARED)
        && dice.chance(20)
}

//! What the form means as a command.

use super::form_content::FREE;
use super::form_state::FormState;
use crate::view::{DraftContent, DraftSlot, FormView};
use domain::ExchangeId;
use domain::command::{Command, Departure, EditExchange, MailOrder, RecordExchange};
use domain::dit::DitState;
use domain::employee::Actor;
use domain::exchange::{Channel, Counterpart, Direction};
use domain::record::{RecordFacts, record_exchange};
use domain::rejection::{Field, Problem, Rejection};
use domain::text::{Detail, FreeName, Subject};
use domain::time::{Timestamp, WallTime};
use leptos::prelude::*;

impl FormState {
    /// What the form asks for. `is_sending` says that a mail leaves, whatever the box says.
    pub fn command(&self, facts: &FormView, is_sending: bool) -> Result<Command, Rejection> {
        let content = untrack(|| self.content());
        match self.slot {
            DraftSlot::Edit(exchange) => self.edit_command(exchange, &content),
            DraftSlot::New(direction) => new_command(direction, None, content, facts, is_sending),
            DraftSlot::Again(exchange) => {
                new_command(Direction::Sent, Some(exchange), content, facts, is_sending)
            }
        }
    }

    fn edit_command(&self, exchange: ExchangeId, content: &DraftContent) -> Result<Command, Rejection> {
        let same_time = self
            .initial
            .with_value(|initial| initial.occurred_at == content.occurred_at);
        let occurred_at = if same_time {
            None
        } else {
            wall_time(Field::OccurredAt, &content.occurred_at)?
        };
        let mut issues = domain::rejection::Issues::default();
        let subject = issues.take(Field::Subject, Subject::parse(&content.subject));
        let detail = issues.take(Field::Detail, Detail::parse(&content.detail));
        issues.finish(subject.zip(detail))?;
        Ok(Command::EditExchange(EditExchange {
            exchange,
            revision: content.revision,
            kind: content
                .kind
                .parse()
                .map_err(|_| Rejection::field(Field::Kind, Problem::NotInList))?,
            channel: content.channel.unwrap_or(Channel::Other),
            employee: content
                .employee
                .parse()
                .map_err(|_| Rejection::field(Field::Employee, Problem::NotInList))?,
            counterpart: counterpart(content)?,
            subject: content.subject.clone(),
            detail: content.detail.clone(),
            occurred_at,
            // The form has a plain field: the server lets the formatting that there is follow the text.
            document: None,
        }))
    }
}

fn new_command(
    direction: Direction,
    again: Option<ExchangeId>,
    content: DraftContent,
    facts: &FormView,
    is_sending: bool,
) -> Result<Command, Rejection> {
    let is_mailed = direction == Direction::Sent && (is_sending || content.is_mailed);
    let departure = departure(&content, is_sending)?;
    Ok(Command::RecordExchange(RecordExchange {
        dit: facts.dit,
        direction,
        kind: content.kind.parse().ok(),
        // The box may be unticked: what the composer sends is mailed, whatever the form's default was.
        channel: content
            .channel
            .filter(|channel| !is_sending || *channel != Channel::default_for(false)),
        employee: content.employee.parse().ok(),
        counterpart: counterpart(&content)?,
        occurred_at: wall_time(Field::OccurredAt, &content.occurred_at)?,
        attachments: content.attachments.iter().map(|file| file.id).collect(),
        subject: content.subject,
        detail: content.detail,
        // The form shows one address: what only the composer shows leaves from the composer only.
        mail: is_mailed.then(|| {
            if is_sending {
                MailOrder {
                    from: content.from,
                    to: content.to,
                    cc: content.cc,
                    bcc: content.bcc,
                    has_signature: content.has_signature,
                    departure,
                }
            } else {
                MailOrder {
                    to: content.to,
                    ..MailOrder::default()
                }
            }
        }),
        again,
        document: content.document,
    }))
}

/// What leaves from the composer can be taken back; what leaves from the form leaves at once.
fn departure(content: &DraftContent, is_sending: bool) -> Result<Departure, Rejection> {
    match (is_sending, content.is_later) {
        (false, _) => Ok(Departure::AtOnce),
        (true, false) => Ok(Departure::Undoable),
        (true, true) => wall_time(Field::LeavesAt, &content.leaves_at)?
            .map(Departure::At)
            .ok_or_else(|| Rejection::field(Field::LeavesAt, Problem::Missing)),
    }
}

/// When the mail of a command is to leave, if it is told.
pub fn departure_of(command: &Command) -> Option<&Departure> {
    match command {
        Command::RecordExchange(record) => record.mail.as_ref().map(|order| &order.departure),
        _ => None,
    }
}

/// Judges the command in the browser with the server's own rule, so that what is missing is said at once.
pub fn check(
    command: &Command,
    content: &DraftContent,
    facts: &FormView,
    actor: Actor,
    state: DitState,
) -> Result<(), Rejection> {
    let Command::RecordExchange(record) = command else {
        return Ok(());
    };
    let facts = RecordFacts {
        actor,
        dit: facts.dit,
        dit_subject: &facts.dit_subject,
        state,
        kinds: &facts.kinds,
        employees: &facts.employees,
        contacts: &facts.contacts,
        attachments: &content.attachments,
        // The server alone knows the zone.
        occurred_at: Ok(Timestamp(0)),
        leaves_at: Ok(None),
        // The composer keeps `detail` equal to what its document says.
        document: Ok(None),
    };
    record_exchange(record, &facts).map(|_| ())
}

fn wall_time(field: Field, text: &str) -> Result<Option<WallTime>, Rejection> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_| Rejection::field(field, Problem::NoSuchTime))
}

fn counterpart(content: &DraftContent) -> Result<Option<Counterpart>, Rejection> {
    let wrong = |problem| Rejection::field(Field::Counterpart, problem);
    match content.counterpart.as_str() {
        "" => Ok(None),
        FREE if domain::text::is_blank(&content.free_name) => Err(wrong(Problem::Missing)),
        FREE => FreeName::parse(&content.free_name)
            .map(|name| Some(Counterpart::Free(name)))
            .map_err(wrong),
        id => id
            .parse()
            .map(|id| Some(Counterpart::Contact(id)))
            .map_err(|_| wrong(Problem::NotInList)),
    }
}

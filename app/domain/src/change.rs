//! Editing, deleting and restoring an exchange that was recorded.

use crate::attachment::Attachment;
use crate::command::{DeleteExchange, EditExchange, RestoreExchange};
use crate::contact::Contact;
use crate::dit::DitState;
use crate::employee::{Actor, Employee};
use crate::exchange::{Channel, Counterpart, Direction, Kind};
use crate::formatted::{Use, judge};
use crate::id::{AccountId, EmployeeId, KindId};
use crate::permission::{Change, check_change};
use crate::record::{choose_kind, known_counterpart};
use crate::rejection::{Field, Issues, Problem, Rejection};
use crate::text::{Detail, Reason, Subject};
use crate::time::Timestamp;

/// The exchange as it stands, as far as changing it goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    pub revision: u32,
    pub recorded_by: AccountId,
    pub direction: Direction,
    pub kind: KindId,
    pub is_chaser: bool,
    pub employee: EmployeeId,
    pub counterpart: Option<Counterpart>,
    pub occurred_at: Timestamp,
    pub is_mailed: bool,
    pub is_deleted: bool,
}

/// What the decisions need to know.
#[derive(Debug)]
pub struct ChangeFacts<'a> {
    pub actor: Actor,
    pub state: DitState,
    pub standing: &'a Standing,
}

/// What only an edit needs to know beside.
#[derive(Debug)]
pub struct EditFacts<'a> {
    pub kinds: &'a [Kind],
    pub employees: &'a [Employee],
    pub contacts: &'a [Contact],
    /// `occurred_at` of the command as an instant, or why it is none; `None` when it is unchanged.
    pub occurred_at: Option<Result<Timestamp, Problem>>,
    /// How the détail is to look, or why it cannot be read: what the command says, or what there is.
    pub document: Result<Option<editor::Document>, Problem>,
    /// The files of the exchange.
    pub attachments: &'a [Attachment],
}

/// The next version of an exchange, as decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditedExchange {
    pub kind: KindId,
    pub is_chaser: bool,
    pub channel: Channel,
    pub employee: EmployeeId,
    pub counterpart: Option<Counterpart>,
    pub subject: Subject,
    pub detail: Detail,
    pub document: Option<editor::Document>,
    pub occurred_at: Timestamp,
}

/// Judges an edit. What stays as it was is not judged again: a retired kind or a contact who left may remain.
///
/// # Errors
/// The request's state, the role, a tombstone, a conflict, then every field that is wrong.
pub fn edit_exchange(
    command: &EditExchange,
    facts: &ChangeFacts<'_>,
    lists: &EditFacts<'_>,
) -> Result<EditedExchange, Rejection> {
    let standing = facts.standing;
    check(facts, Change::Edit, command.revision)?;

    let mut issues = Issues::default();
    let subject = issues.take(Field::Subject, Subject::parse(&command.subject));
    let written = lists
        .document
        .clone()
        .and_then(|document| judge(document, &command.detail, lists.attachments, Use::Kept));
    let written = issues.take(Field::Detail, written);
    let kind = issues.take(
        Field::Kind,
        kept_or_chosen_kind(command.kind, standing, lists.kinds),
    );
    let employee = issues.take(
        Field::Employee,
        kept_or_chosen_employee(command.employee, standing, lists.employees),
    );
    let counterpart = issues.take(
        Field::Counterpart,
        kept_or_chosen_counterpart(command, standing, lists.contacts),
    );
    let occurred_at = issues.take(
        Field::OccurredAt,
        lists.occurred_at.clone().unwrap_or(Ok(standing.occurred_at)),
    );
    let edited = (|| {
        let (kind, is_chaser) = kind?;
        let written = written?;
        Some(EditedExchange {
            kind,
            is_chaser,
            channel: command.channel,
            employee: employee?,
            counterpart: counterpart?,
            subject: subject?,
            detail: written.detail,
            document: written.document,
            occurred_at: occurred_at?,
        })
    })();
    issues.finish(edited)
}

/// Judges a deletion and gives its reason.
///
/// # Errors
/// As [`edit_exchange`].
pub fn delete_exchange(command: &DeleteExchange, facts: &ChangeFacts<'_>) -> Result<Reason, Rejection> {
    check(facts, Change::Delete, command.revision)?;
    Reason::parse(&command.reason).map_err(|problem| Rejection::field(Field::Reason, problem))
}

/// Judges a restoration.
///
/// # Errors
/// As [`edit_exchange`]; [`Rejection::NotDeleted`] when there is no tombstone.
pub fn restore_exchange(command: &RestoreExchange, facts: &ChangeFacts<'_>) -> Result<(), Rejection> {
    check(facts, Change::Restore, command.revision)
}

fn check(facts: &ChangeFacts<'_>, change: Change, revision: u32) -> Result<(), Rejection> {
    let standing = facts.standing;
    check_change(facts.actor, standing.recorded_by, facts.state, change)?;
    match (change, standing.is_deleted) {
        (Change::Restore, false) => return Err(Rejection::NotDeleted),
        (Change::Edit | Change::Delete, true) => return Err(Rejection::Deleted),
        _ => {}
    }
    if standing.revision == revision {
        Ok(())
    } else {
        Err(Rejection::Conflict {
            current: standing.revision,
        })
    }
}

fn kept_or_chosen_kind(
    chosen: KindId,
    standing: &Standing,
    kinds: &[Kind],
) -> Result<(KindId, bool), Problem> {
    if chosen == standing.kind {
        return Ok((chosen, standing.is_chaser));
    }
    choose_kind(Some(chosen), kinds).map(|kind| (kind.id, kind.is_chaser))
}

fn kept_or_chosen_employee(
    chosen: EmployeeId,
    standing: &Standing,
    employees: &[Employee],
) -> Result<EmployeeId, Problem> {
    match chosen {
        _ if chosen == standing.employee => Ok(chosen),
        _ if standing.is_mailed => Err(Problem::Frozen),
        _ if employees
            .iter()
            .any(|employee| employee.id == chosen && employee.is_active) =>
        {
            Ok(chosen)
        }
        _ => Err(Problem::NotInList),
    }
}

fn kept_or_chosen_counterpart(
    command: &EditExchange,
    standing: &Standing,
    contacts: &[Contact],
) -> Result<Option<Counterpart>, Problem> {
    match &command.counterpart {
        chosen if *chosen == standing.counterpart => Ok(chosen.clone()),
        _ if standing.is_mailed => Err(Problem::Frozen),
        _ if standing.direction == Direction::Internal => Ok(None),
        None => Ok(None),
        Some(chosen) => known_counterpart(chosen, contacts).map(Some),
    }
}

#[cfg(test)]
mod tests;

//! What a person may do about a mail that was recorded: send it again, keep it from leaving, say that it arrived.
//!
//! A recipient that somebody else, or the outbox, has moved on meanwhile is left alone: the person is told, and looks again.

use crate::command::{ChangeMail, UndoMail};
use crate::contact::Contact;
use crate::dit::{DitAction, DitState};
use crate::email::Email;
use crate::employee::Actor;
use crate::id::{AccountId, MailRecipientId};
use crate::mail::{RecipientRole, RecipientState};
use crate::permission::{Permission, check_state};
use crate::rejection::{Field, RecordName, Rejection};
use crate::text::Reason;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How long a mail of the composer waits before it leaves, so that it can be taken back, in milliseconds.
pub const UNDO_MS: i64 = 10_000;

/// What somebody wants to do about a recipient of a mail.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum MailChange {
    /// Renvoyer: the same bytes to the same address, so that a double can be recognised by its Message-ID.
    Resend,
    /// Annuler l'envoi.
    Cancel,
    /// Envoyer maintenant what was to leave later.
    SendNow,
    /// Envoyer à Mail 2: the same bytes to the other addresses of the contact.
    SendToMail2,
    /// Marquer comme reçu: the recipient says that it arrived.
    MarkReceived,
}

impl MailChange {
    pub const ALL: [MailChange; 5] = [
        MailChange::Resend,
        MailChange::Cancel,
        MailChange::SendNow,
        MailChange::SendToMail2,
        MailChange::MarkReceived,
    ];

    /// Whether a recipient in this state has it at all.
    pub fn suits(self, state: RecipientState) -> bool {
        use RecipientState as S;
        match self {
            MailChange::Resend => matches!(state, S::Deferred | S::Refused | S::Uncertain | S::Cancelled),
            MailChange::Cancel => state.is_waiting(),
            MailChange::SendNow => state == S::Scheduled,
            MailChange::SendToMail2 => matches!(state, S::Deferred | S::Refused | S::Uncertain),
            MailChange::MarkReceived => state == S::Uncertain,
        }
    }
}

/// Whether a recipient in this state waits for a person, or can still be stopped by one.
pub fn is_changeable(state: RecipientState) -> bool {
    MailChange::ALL.iter().any(|change| change.suits(state))
}

/// Whether somebody who writes the mail again writes to this recipient: it does not have the mail and will not get it by itself.
pub fn lacks_mail(state: RecipientState) -> bool {
    matches!(state, RecipientState::Refused | RecipientState::Cancelled)
}

/// One recipient as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecipientStanding {
    pub id: MailRecipientId,
    pub role: RecipientRole,
    pub email: Email,
    pub state: RecipientState,
    /// A worker has it in hand: it may be leaving at this moment.
    pub is_held: bool,
}

/// What the decisions need to know.
#[derive(Debug)]
pub struct MailFacts<'a> {
    pub actor: Actor,
    pub state: DitState,
    /// Who recorded the exchange.
    pub recorded_by: AccountId,
    /// The exchange is a tombstone.
    pub is_deleted: bool,
    /// All recipients of the mail.
    pub recipients: &'a [RecipientStanding],
    /// The exchange's contact, while they may be chosen.
    pub contact: Option<&'a Contact>,
}

/// Where a recipient goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    Cancelled,
    /// Waits no longer.
    DueNow,
    /// It has arrived.
    Received,
    /// Another recipient of the same mail tells what becomes of it.
    Resolved,
}

/// A recipient that a mail gets beside those it has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRecipient {
    pub role: RecipientRole,
    pub email: Email,
}

/// What happens to a mail, as decided.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MailDecision {
    pub moved: Vec<(MailRecipientId, Move)>,
    pub added: Vec<NewRecipient>,
}

/// Whether the actor may do this about the mail of an exchange, whatever its recipients have become.
///
/// What has not left may be stopped in every state of the request, and on a tombstone too: that writes nothing to anybody.
///
/// # Errors
/// [`Rejection::Deleted`], the request's state, the role: [`Permission::SendMail`], and for the mail of somebody else
/// [`Permission::EditAny`].
pub fn check_mail_change(
    actor: Actor,
    recorded_by: AccountId,
    state: DitState,
    is_deleted: bool,
    change: MailChange,
) -> Result<(), Rejection> {
    if change != MailChange::Cancel {
        if is_deleted {
            return Err(Rejection::Deleted);
        }
        check_state(state, DitAction::Mail)?;
    }
    actor.role.require(Permission::SendMail)?;
    if actor.account == recorded_by {
        Ok(())
    } else {
        actor.role.require(Permission::EditAny)
    }
}

/// Judges a change of some recipients: all of them, or none.
///
/// # Errors
/// As [`check_mail_change`]; a recipient that does not exist; [`Rejection::MailLeft`] when one of them has left or is leaving,
/// [`Rejection::MailMoved`] when it has become something else than what the person saw; [`Rejection::NoMail2`].
pub fn change_mail(command: &ChangeMail, facts: &MailFacts<'_>) -> Result<MailDecision, Rejection> {
    let change = command.change;
    check_mail_change(
        facts.actor,
        facts.recorded_by,
        facts.state,
        facts.is_deleted,
        change,
    )?;
    if command.recipients.is_empty() {
        return Err(Rejection::Unknown(RecordName::MailRecipient));
    }
    let mut decision = MailDecision::default();
    for id in &command.recipients {
        let recipient = facts
            .recipients
            .iter()
            .find(|recipient| recipient.id == *id)
            .ok_or(Rejection::Unknown(RecordName::MailRecipient))?;
        check_recipient(recipient, change)?;
        if decision.moved.iter().all(|(moved, _)| moved != id) {
            decide(recipient, change, facts, &mut decision)?;
        }
    }
    Ok(decision)
}

/// Judges taking back a mail of the composer before it leaves, and gives the reason of the tombstone. `is_undoable` as
/// [`is_undoable`] says.
///
/// # Errors
/// As [`change_mail`], or what is wrong with the reason.
pub fn undo_mail(command: &UndoMail, facts: &MailFacts<'_>, is_undoable: bool) -> Result<Reason, Rejection> {
    if facts.is_deleted {
        return Err(Rejection::Deleted);
    }
    check_mail_change(
        facts.actor,
        facts.recorded_by,
        facts.state,
        facts.is_deleted,
        MailChange::Cancel,
    )?;
    if facts.recipients.is_empty() {
        return Err(Rejection::Unknown(RecordName::MailRecipient));
    }
    for recipient in facts.recipients {
        check_recipient(recipient, MailChange::SendNow)?;
    }
    if !is_undoable {
        return Err(Rejection::MailMoved);
    }
    Reason::parse(&command.reason).map_err(|problem| Rejection::field(Field::Reason, problem))
}

/// Whether nothing of a mail has left and it waits only so that it can be taken back; each recipient with the instant at which
/// it leaves.
pub fn is_undoable(
    created_at: Timestamp,
    recipients: impl IntoIterator<Item = (RecipientState, Option<Timestamp>)>,
) -> bool {
    let until = created_at.plus_ms(UNDO_MS);
    let mut recipients = recipients.into_iter().peekable();
    recipients.peek().is_some()
        && recipients.all(|(state, leaves_at)| {
            state == RecipientState::Scheduled && leaves_at.is_some_and(|at| at <= until)
        })
}

/// The addresses that "Envoyer à Mail 2" of a recipient would write to: those of Mail 2 of the exchange's contact that the mail
/// is not on its way to already. A copy to somebody else has none.
pub fn mail2_of(
    recipient: &RecipientStanding,
    recipients: &[RecipientStanding],
    contact: Option<&Contact>,
) -> Vec<Email> {
    let Some(contact) = contact else {
        return Vec::new();
    };
    let is_theirs = |recipient: &RecipientStanding| {
        let key = recipient.email.key();
        contact.emails().any(|known| known.key() == key)
    };
    // An address that was mistyped is nobody's: the only one in "À" still means the contact.
    let is_only_to = recipient.role == RecipientRole::To
        && recipients
            .iter()
            .filter(|other| other.role == RecipientRole::To && other.state != RecipientState::Resolved)
            .count()
            == 1;
    if !is_theirs(recipient) && !is_only_to {
        return Vec::new();
    }
    let is_served = |email: &Email| {
        recipients
            .iter()
            .any(|other| other.email.key() == email.key() && other.state != RecipientState::Resolved)
    };
    contact
        .mail2
        .iter()
        .filter(|email| !is_served(email))
        .cloned()
        .collect()
}

fn check_recipient(recipient: &RecipientStanding, change: MailChange) -> Result<(), Rejection> {
    use RecipientState as S;
    match recipient.state {
        _ if recipient.is_held => Err(Rejection::MailLeft),
        state if change.suits(state) => Ok(()),
        S::Transmitting | S::Accepted => Err(Rejection::MailLeft),
        _ => Err(Rejection::MailMoved),
    }
}

fn decide(
    recipient: &RecipientStanding,
    change: MailChange,
    facts: &MailFacts<'_>,
    decision: &mut MailDecision,
) -> Result<(), Rejection> {
    let again = |email: Email| NewRecipient {
        role: recipient.role,
        email,
    };
    let moved = match change {
        MailChange::Cancel => Some(Move::Cancelled),
        MailChange::SendNow => Some(Move::DueNow),
        MailChange::MarkReceived => Some(Move::Received),
        MailChange::Resend if recipient.state == RecipientState::Deferred => Some(Move::DueNow),
        MailChange::Resend => {
            decision.added.push(again(recipient.email.clone()));
            Some(Move::Resolved)
        }
        MailChange::SendToMail2 => {
            let others = mail2_of(recipient, facts.recipients, facts.contact);
            if others.is_empty() {
                return Err(Rejection::NoMail2);
            }
            for email in others {
                if decision.added.iter().all(|added| added.email != email) {
                    decision.added.push(again(email));
                }
            }
            (recipient.state == RecipientState::Refused).then_some(Move::Resolved)
        }
    };
    decision.moved.extend(moved.map(|moved| (recipient.id, moved)));
    Ok(())
}

#[cfg(test)]
mod tests;

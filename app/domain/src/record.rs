//! Recording an exchange: everything the form may hold, judged in one place, in the browser and on the server.

use crate::attachment::{Attachment, check_files};
use crate::command::{MailOrder, RecordExchange};
use crate::contact::Contact;
use crate::dit::{DitAction, DitNumber, DitState};
use crate::email::{Email, parse_list};
use crate::employee::{Actor, Employee};
use crate::exchange::{Channel, Counterpart, Direction, Kind};
use crate::formatted::{Use, Written, judge};
use crate::id::{AttachmentId, EmployeeId, KindId};
use crate::mail::{MailDraft, MailImage, Mailbox, Recipient, RecipientRole, mail_subject};
use crate::merge::unfilled;
use crate::permission::{Permission, check_state};
use crate::rejection::{Field, Issues, Problem, Rejection};
use crate::text::{Detail, Subject};
use crate::time::Timestamp;

/// Greatest difference between a client's clock and ours that is believed, in milliseconds.
const CLOCK_SKEW_MS: i64 = 5 * 60 * 1000;
/// Most addresses of one mail: what every server must take at once (RFC 5321 section 4.5.3.1.8).
pub const RECIPIENTS_MAX: usize = 100;
/// Longest time an envelope may wait for the network and still tell when it was written, in milliseconds.
const WAIT_MAX_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// What the decision needs to know.
#[derive(Debug)]
pub struct RecordFacts<'a> {
    pub actor: Actor,
    pub dit: DitNumber,
    pub dit_subject: &'a str,
    pub state: DitState,
    /// In the administrator's order.
    pub kinds: &'a [Kind],
    pub employees: &'a [Employee],
    /// Contacts of the request's customer.
    pub contacts: &'a [Contact],
    /// Those of the command's attachments that the actor may take: their own that go with no exchange yet, and those of the
    /// request's exchanges that they may read.
    pub attachments: &'a [Attachment],
    /// `occurred_at` of the command as an instant, or why it is none.
    pub occurred_at: Result<Timestamp, Problem>,
    /// When the mail is to leave, unless at once, or why it cannot leave then.
    pub leaves_at: Result<Option<Timestamp>, Problem>,
    /// `document` of the command as a document, when it is formatted, or why it is none.
    pub document: Result<Option<editor::Document>, Problem>,
}

/// An exchange as decided: nothing in it can be wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewExchange {
    pub direction: Direction,
    pub kind: KindId,
    pub is_chaser: bool,
    pub channel: Channel,
    pub employee: EmployeeId,
    pub counterpart: Option<Counterpart>,
    pub subject: Subject,
    pub detail: Detail,
    pub occurred_at: Timestamp,
    pub attachments: Vec<AttachmentId>,
    pub is_after_closure: bool,
    pub mail: Option<MailDraft>,
    /// `None`: at once.
    pub leaves_at: Option<Timestamp>,
    /// The sender's signature ends the mail.
    pub is_signed: bool,
    /// The détail as it was formatted, without a signature.
    pub document: Option<editor::Document>,
}

/// Judges a new exchange.
///
/// # Errors
/// The request's state, then the role, then every field that is missing or wrong, all at once.
pub fn record_exchange(command: &RecordExchange, facts: &RecordFacts<'_>) -> Result<NewExchange, Rejection> {
    let order = command
        .mail
        .as_ref()
        .filter(|_| command.direction == Direction::Sent);
    check_rights(command, order, facts)?;

    let mut issues = Issues::default();
    let subject = issues.take(Field::Subject, check_subject(&command.subject, order.is_some()));
    let used = if order.is_some() { Use::Mailed } else { Use::Kept };
    let written = facts
        .document
        .clone()
        .and_then(|document| judge(document, &command.detail, facts.attachments, used));
    let written = issues.take(Field::Detail, written);
    let kind = issues.take(Field::Kind, choose_kind(command.kind, facts.kinds));
    let employee = issues.take(Field::Employee, choose_employee(command.employee, facts));
    let counterpart = issues.take(Field::Counterpart, check_counterpart(command, facts.contacts));
    let occurred_at = issues.take(Field::OccurredAt, facts.occurred_at.clone());
    let attachments = issues.take(
        Field::Attachments,
        check_attachments(&command.attachments, facts.attachments, order.is_some()),
    );
    let leaves_at = match order {
        Some(_) => issues.take(Field::LeavesAt, facts.leaves_at.clone()),
        None => Some(None),
    };
    let addressed = match (order, employee) {
        (Some(order), Some(employee)) => address(order, employee, facts.contacts, &mut issues).map(Some),
        (Some(_), None) => None,
        (None, _) => Some(None),
    };
    let exchange = (|| {
        let (kind, employee, subject, written) = (kind?, employee?, subject?, written?);
        let attachments = attachments?;
        let is_signed = order.is_some_and(|order| order.has_signature);
        let mail = addressed?.map(|envelope| {
            let letter = Letter {
                subject: mail_subject(subject.as_str(), facts.dit, facts.dit_subject),
                written: &written,
                signature: if is_signed { &employee.signature } else { "" },
                attachments: &attachments,
            };
            letter.draft(envelope, facts.dit)
        });
        Some(NewExchange {
            direction: command.direction,
            kind: kind.id,
            is_chaser: kind.is_chaser,
            channel: command.channel.unwrap_or(Channel::default_for(mail.is_some())),
            employee: employee.id,
            counterpart: counterpart?,
            subject,
            detail: written.detail,
            occurred_at: occurred_at?,
            attachments,
            is_after_closure: facts.state.is_after_closure(),
            is_signed: mail.is_some() && is_signed,
            mail,
            leaves_at: leaves_at?,
            document: written.document,
        })
    })();
    issues.finish(exchange)
}

/// What a mail says.
struct Letter<'a> {
    subject: String,
    written: &'a Written,
    /// Empty: none.
    signature: &'a str,
    attachments: &'a [AttachmentId],
}

impl Letter<'_> {
    /// The same document makes both parts; images that it shows are named in the HTML and do not go along a second time.
    fn draft(self, (from, recipients): (Mailbox, Vec<Recipient>), dit: DitNumber) -> MailDraft {
        let plain = || editor::Document::from_text(self.written.detail.as_str());
        let document = self.written.document.clone().unwrap_or_else(plain);
        let shown = document.images();
        let is_shown = |id: &AttachmentId| shown.iter().any(|image| image.as_str() == id.to_string());
        let (images, attachments): (Vec<AttachmentId>, Vec<_>) =
            self.attachments.iter().partition(|id| is_shown(id));
        let images: Vec<MailImage> = images
            .into_iter()
            .map(|id| MailImage::of(id, &from.email))
            .collect();
        let signed = document.with_signature(self.signature);
        let address = |id: &str| {
            let image = images.iter().find(|image| image.attachment.to_string() == id)?;
            Some(format!("cid:{}", image.content_id))
        };
        MailDraft {
            recipients,
            subject: self.subject,
            text: signed.to_text(),
            html: signed.to_mail_html_with(&address),
            attachments,
            images,
            dit: Some(dit),
            references: Vec::new(),
            is_automatic: false,
            from,
        }
    }
}

/// The instant of an exchange whose author gave none: when they validated, as far as their clock can be believed.
pub fn occurred_when_issued(issued_at: Timestamp, now: Timestamp) -> Timestamp {
    let is_believed = (now.plus_ms(-WAIT_MAX_MS)..=now.plus_ms(CLOCK_SKEW_MS)).contains(&issued_at);
    if is_believed { issued_at.min(now) } else { now }
}

/// Whether a date of contact may stand.
///
/// # Errors
/// [`Problem::InFuture`].
pub fn check_occurred(occurred_at: Timestamp, now: Timestamp) -> Result<Timestamp, Problem> {
    if occurred_at <= now.plus_ms(CLOCK_SKEW_MS) {
        Ok(occurred_at)
    } else {
        Err(Problem::InFuture)
    }
}

/// Whether a mail may be told to leave then.
///
/// # Errors
/// [`Problem::InPast`].
pub fn check_departure(leaves_at: Timestamp, now: Timestamp) -> Result<Timestamp, Problem> {
    if leaves_at > now {
        Ok(leaves_at)
    } else {
        Err(Problem::InPast)
    }
}

fn check_rights(
    command: &RecordExchange,
    order: Option<&MailOrder>,
    facts: &RecordFacts<'_>,
) -> Result<(), Rejection> {
    let role = facts.actor.role;
    check_state(
        facts.state,
        if order.is_some() {
            DitAction::Mail
        } else {
            DitAction::Record
        },
    )?;
    role.require(if command.direction == Direction::Internal {
        Permission::WriteInternalNotes
    } else {
        Permission::Record
    })?;
    let Some(order) = order else { return Ok(()) };
    role.require(Permission::SendMail)?;
    let sender = command.employee.unwrap_or(facts.actor.employee);
    if sender != facts.actor.employee {
        role.require(Permission::SendAsColleague)?;
    }
    let from = order.from.trim();
    let is_shared = facts
        .employees
        .iter()
        .any(|employee| employee.id == sender && employee.mail2.iter().any(|email| email.as_str() == from));
    if is_shared {
        role.require(Permission::SendFromShared)
    } else {
        Ok(())
    }
}

/// The chosen kind, or the first active one.
pub(crate) fn choose_kind(chosen: Option<KindId>, kinds: &[Kind]) -> Result<&Kind, Problem> {
    let mut active = kinds.iter().filter(|kind| kind.is_active);
    match chosen {
        Some(id) => active.find(|kind| kind.id == id),
        None => active.next(),
    }
    .ok_or(Problem::NotInList)
}

fn choose_employee<'a>(chosen: Option<EmployeeId>, facts: &RecordFacts<'a>) -> Result<&'a Employee, Problem> {
    let id = chosen.unwrap_or(facts.actor.employee);
    facts
        .employees
        .iter()
        .find(|employee| employee.id == id && employee.is_active)
        .ok_or(Problem::NotInList)
}

fn check_counterpart(command: &RecordExchange, contacts: &[Contact]) -> Result<Option<Counterpart>, Problem> {
    match (&command.counterpart, command.direction) {
        (_, Direction::Internal) | (None, _) => Ok(None),
        (Some(counterpart), _) => known_counterpart(counterpart, contacts).map(Some),
    }
}

/// A template field without value does not leave.
fn check_subject(typed: &str, is_mailed: bool) -> Result<Subject, Problem> {
    match unfilled(typed).filter(|_| is_mailed) {
        Some(name) => Err(Problem::Unfilled {
            name: name.to_owned(),
        }),
        None => Subject::parse(typed),
    }
}

/// A contact of the customer that is still active, or a name.
pub(crate) fn known_counterpart(
    counterpart: &Counterpart,
    contacts: &[Contact],
) -> Result<Counterpart, Problem> {
    match counterpart {
        Counterpart::Contact(id)
            if !contacts
                .iter()
                .any(|contact| contact.id == *id && contact.is_active) =>
        {
            Err(Problem::NotInList)
        }
        Counterpart::Free(name) if name.is_blank() => Err(Problem::Missing),
        // The wire format skips the constructor, so the name is judged here.
        Counterpart::Free(name) => crate::text::FreeName::parse(name.as_str()).map(Counterpart::Free),
        Counterpart::Contact(_) => Ok(counterpart.clone()),
    }
}

/// The files in the order named; one named twice goes along once.
fn check_attachments(
    named: &[AttachmentId],
    found: &[Attachment],
    is_mailed: bool,
) -> Result<Vec<AttachmentId>, Problem> {
    if named.iter().any(|id| found.iter().all(|file| file.id != *id)) {
        return Err(Problem::NotInList);
    }
    check_files(found, is_mailed)?;
    let mut unique = Vec::with_capacity(found.len());
    for id in named {
        if !unique.contains(id) {
            unique.push(*id);
        }
    }
    Ok(unique)
}

/// From and the recipients of a mail, each address once.
fn address(
    order: &MailOrder,
    sender: &Employee,
    contacts: &[Contact],
    issues: &mut Issues,
) -> Option<(Mailbox, Vec<Recipient>)> {
    let from = issues.take(Field::From, choose_from(&order.from, sender));
    let to = issues.take(
        Field::To,
        parse_list(&order.to).and_then(|list| {
            if list.is_empty() {
                Err(Problem::Missing)
            } else {
                Ok(list)
            }
        }),
    );
    let cc = issues.take(Field::Cc, parse_list(&order.cc));
    let bcc = issues.take(Field::Bcc, parse_list(&order.bcc));

    let mut recipients: Vec<Recipient> = Vec::new();
    for (role, emails) in [
        (RecipientRole::To, to?),
        (RecipientRole::Cc, cc?),
        (RecipientRole::Bcc, bcc?),
    ] {
        for email in emails {
            if recipients
                .iter()
                .all(|known| known.mailbox.email.key() != email.key())
            {
                recipients.push(Recipient {
                    role,
                    mailbox: named(email, contacts),
                });
            }
        }
    }
    let recipients = issues.take(Field::To, at_most_recipients(recipients))?;
    Some((
        Mailbox {
            name: sender.name(),
            email: from?,
        },
        recipients,
    ))
}

fn at_most_recipients(recipients: Vec<Recipient>) -> Result<Vec<Recipient>, Problem> {
    if recipients.len() > RECIPIENTS_MAX {
        Err(Problem::TooMany { max: RECIPIENTS_MAX })
    } else {
        Ok(recipients)
    }
}

fn choose_from(chosen: &str, sender: &Employee) -> Result<Email, Problem> {
    if chosen.trim().is_empty() {
        return sender.mail1.clone().ok_or(Problem::Missing);
    }
    sender
        .emails()
        .find(|email| email.as_str() == chosen.trim())
        .cloned()
        .ok_or(Problem::NotInList)
}

/// The name of an address when it is one contact's only: a shared address gets none.
fn named(email: Email, contacts: &[Contact]) -> Mailbox {
    let mut owners = contacts
        .iter()
        .filter(|contact| contact.emails().any(|known| known.key() == email.key()));
    let name = match (owners.next(), owners.next()) {
        (Some(owner), None) => owner.name(),
        _ => String::new(),
    };
    Mailbox { name, email }
}

#[cfg(test)]
mod tests;

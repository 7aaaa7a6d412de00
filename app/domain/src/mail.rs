//! Mails before they are bytes, and the states of their recipients.

use crate::dit::DitNumber;
use crate::email::Email;
use crate::id::AttachmentId;
use serde::{Deserialize, Serialize};

/// A name and an address, as in a From or To field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mailbox {
    /// Empty when only the address is known.
    pub name: String,
    pub email: Email,
}

/// Where an address stands in a mail.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum RecipientRole {
    To,
    Cc,
    /// Cci: never written into the message.
    Bcc,
}

/// One recipient of a mail that is about to be frozen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recipient {
    pub role: RecipientRole,
    pub mailbox: Mailbox,
}

/// A mail as decided: what the mailer turns into final bytes, once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailDraft {
    pub from: Mailbox,
    /// No address twice; at least one [`RecipientRole::To`].
    pub recipients: Vec<Recipient>,
    /// Never empty.
    pub subject: String,
    /// The text part; the HTML part says the same.
    pub text: String,
    pub html: String,
    /// Without those that the text shows.
    pub attachments: Vec<AttachmentId>,
    /// The images that the HTML shows.
    pub images: Vec<MailImage>,
    /// Written into `X-Echanges-Dit`; `None` for what is about no request.
    pub dit: Option<DitNumber>,
    /// Message-IDs, with their angle brackets, of the mails that this one follows (RFC 5322 section 3.6.4): oldest first, the last
    /// one is answered.
    pub references: Vec<String>,
    /// Written by the program itself: nobody's robot is to answer it (RFC 3834).
    pub is_automatic: bool,
}

/// An image that the HTML of a mail shows as `cid:` and its Content-ID (RFC 2392).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailImage {
    pub attachment: AttachmentId,
    /// Without angle brackets.
    pub content_id: String,
}

impl MailImage {
    /// Named after the attachment, which no other one is, in the domain that the mail comes from. A domain that is not ASCII could
    /// not stand there; then one does that nobody can have (RFC 2606).
    pub fn of(attachment: AttachmentId, from: &Email) -> Self {
        let domain = Some(from.domain()).filter(|domain| domain.is_ascii());
        Self {
            attachment,
            content_id: format!("{attachment}@{}", domain.unwrap_or("echanges.invalid")),
        }
    }
}

/// What a mail is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MailPurpose {
    /// It carries an exchange.
    Exchange,
    /// It tells the sender of an exchange that their mail was given up.
    Notice,
    /// It shows an administrator that an account works.
    Test,
}

/// State of one recipient of one mail.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum RecipientState {
    /// Leaves later: undo window, or sending at a chosen time.
    Scheduled,
    /// En attente, also while a worker holds it.
    Queued,
    /// En cours: the final dot may already have gone out.
    Transmitting,
    /// Remis au serveur.
    Accepted,
    /// Différé: tried, will be tried again.
    Deferred,
    /// Refusé, for good.
    Refused,
    /// Incertain: cut after the final dot; nobody knows.
    Uncertain,
    /// Annulé before it left.
    Cancelled,
    /// Was refused or uncertain, and was sent again: another recipient of the same mail tells what became of it.
    Resolved,
}

impl RecipientState {
    pub const ALL: [RecipientState; 9] = [
        RecipientState::Scheduled,
        RecipientState::Queued,
        RecipientState::Transmitting,
        RecipientState::Accepted,
        RecipientState::Deferred,
        RecipientState::Refused,
        RecipientState::Uncertain,
        RecipientState::Cancelled,
        RecipientState::Resolved,
    ];

    /// The name in `data-mail-state` and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            RecipientState::Scheduled => "scheduled",
            RecipientState::Queued => "queued",
            RecipientState::Transmitting => "transmitting",
            RecipientState::Accepted => "accepted",
            RecipientState::Deferred => "deferred",
            RecipientState::Refused => "refused",
            RecipientState::Uncertain => "uncertain",
            RecipientState::Cancelled => "cancelled",
            RecipientState::Resolved => "resolved",
        }
    }

    /// Nothing was given to the customer's server yet: deleting the exchange cancels it.
    pub fn is_waiting(self) -> bool {
        matches!(
            self,
            RecipientState::Scheduled | RecipientState::Queued | RecipientState::Deferred
        )
    }

    /// Will change by itself within moments: worth looking again.
    pub fn is_pending(self) -> bool {
        matches!(
            self,
            RecipientState::Scheduled | RecipientState::Queued | RecipientState::Transmitting
        )
    }
}

/// The subject of a mail: what was typed, or `[DIT-2026-0001] subject of the request`.
pub fn mail_subject(typed: &str, dit: DitNumber, dit_subject: &str) -> String {
    let fallback = || format!("[{dit}] {dit_subject}").trim().to_owned();
    if crate::text::is_blank(typed) {
        fallback()
    } else {
        typed.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::mail_subject;

    #[test]
    fn an_empty_subject_is_mailed_as_the_requests() {
        let dit = "DIT-2026-0001".parse().unwrap();
        assert_eq!(mail_subject("Rendez-vous", dit, "Fuite"), "Rendez-vous");
        assert_eq!(mail_subject("  ", dit, "Fuite"), "[DIT-2026-0001] Fuite");
        assert_eq!(mail_subject("", dit, ""), "[DIT-2026-0001]");
    }
}

//! Refusals: what the user may not do, as values. The catalogues put them into words.

use crate::dit::{DitAction, DitState};
use crate::permission::Permission;
use serde::{Deserialize, Serialize};

/// Why a command had no effect.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Rejection {
    /// Something typed is missing or wrong: never empty, one entry per field.
    Invalid(Vec<FieldIssue>),
    /// The role may not.
    NotPermitted(Permission),
    /// The state of the request forbids it to everybody.
    DitState { state: DitState, action: DitAction },
    /// No such record, or none that the actor may see.
    Unknown(RecordName),
    /// Somebody else changed the exchange since `revision` was read; the present one is `current`.
    Conflict { current: u32 },
    /// The exchange is already deleted.
    Deleted,
    /// The exchange is not deleted.
    NotDeleted,
    /// The mail has left, or is leaving at this moment.
    MailLeft,
    /// A recipient of the mail has become something else than what the person was looking at.
    MailMoved,
    /// The contact has no Mail 2 that the mail does not go to already.
    NoMail2,
    /// The job already has its report.
    JobReported,
    /// A request has at most 99 jobs.
    TooManyJobs,
    /// The id of the envelope was used for another command.
    EnvelopeReused,
}

/// What a command named that does not exist.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum RecordName {
    Dit,
    Exchange,
    Job,
    Contact,
    /// A way that mails leave by.
    MailAccount,
    /// A domain that mails leave from.
    MailDomain,
    MailRecipient,
    Template,
}

/// One field and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldIssue {
    pub field: Field,
    pub problem: Problem,
}

/// The fields of the forms.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Field {
    /// Our side of the exchange: "Envoyé par" of a sent one, "Reçu par" of a received one.
    Employee,
    /// The other side: "Reçu par" of a sent exchange, "Envoyé par" of a received one.
    Counterpart,
    /// De.
    From,
    /// Mail destinataire, À.
    To,
    Cc,
    Bcc,
    Subject,
    Detail,
    Kind,
    OccurredAt,
    Attachments,
    /// Motif.
    Reason,
    Technician,
    /// Texte du compte-rendu.
    Report,
    /// An address added to a contact.
    Address,
    /// Date et heure d'envoi.
    LeavesAt,
    /// Nom d'un modèle.
    TemplateName,
}

/// What is wrong with a field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Problem {
    /// Empty, or nothing but white space.
    Missing,
    TooLong {
        max: usize,
        length: usize,
    },
    ControlCharacter,
    /// No e-mail address; `value` is the first that is none.
    Malformed {
        value: String,
    },
    /// Not in the list, or no longer active.
    NotInList,
    /// Later than now.
    InFuture,
    /// Not later than now.
    InPast,
    /// No such time on that day in the company's zone (clocks go forward).
    NoSuchTime,
    TooLarge {
        max_bytes: u64,
        size_bytes: u64,
    },
    TooMany {
        max: usize,
    },
    /// A mailed exchange keeps its sender and its recipient.
    Frozen,
    /// One file is larger than files may be.
    HeavyFile {
        name: String,
        max_bytes: u64,
        size_bytes: u64,
    },
    /// The content of this file is no longer what was uploaded.
    Vanished {
        name: String,
    },
    /// A formatted text that this program cannot read.
    Unreadable,
    /// A template field of this name has no value yet.
    Unfilled {
        name: String,
    },
    /// There is no template field of this name; `known` lists those that there are.
    UnknownField {
        name: String,
        known: String,
    },
}

impl Rejection {
    /// One wrong field.
    pub fn field(field: Field, problem: Problem) -> Self {
        Rejection::Invalid(vec![FieldIssue { field, problem }])
    }
}

/// Collects the issues of a form, so that a person sees them all at once.
#[derive(Debug, Default)]
pub struct Issues(Vec<FieldIssue>);

impl Issues {
    /// Keeps the value, or notes the problem and gives nothing.
    pub fn take<T>(&mut self, field: Field, outcome: Result<T, Problem>) -> Option<T> {
        outcome
            .map_err(|problem| self.0.push(FieldIssue { field, problem }))
            .ok()
    }

    /// Gives what `value` holds when nothing was noted.
    ///
    /// # Errors
    /// [`Rejection::Invalid`] with everything noted.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Rejection> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Rejection::Invalid(self.0)),
        }
    }
}

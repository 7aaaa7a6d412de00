//! What can be loaded, in the words of the domain.

use crate::mailer::FrozenMail;
use domain::attachment::Attachment;
use domain::crit::CritOutcome;
use domain::dit::{DitNumber, DitState, JobState, Priority};
use domain::email::Email;
use domain::exchange::{Channel, Counterpart, Direction};
use domain::mail::{Recipient, RecipientState};
use domain::permission::Role;
use domain::time::Timestamp;
use domain::{AccountId, ContactId, CustomerId, DitId, EmployeeId, ExchangeId, JobId, KindId, SiteId};

/// An account to load.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub id: AccountId,
    pub employee: EmployeeId,
    pub email: Email,
    pub password_hash: String,
    pub role: Role,
}

/// A request to load.
#[derive(Clone, Debug)]
pub struct NewDit {
    pub id: DitId,
    pub number: DitNumber,
    pub customer: CustomerId,
    pub site: Option<SiteId>,
    pub contact: Option<ContactId>,
    pub in_charge: Option<EmployeeId>,
    pub subject: String,
    pub description: String,
    pub state: DitState,
    pub priority: Priority,
    pub recorded_at: Timestamp,
    pub due_at: Option<Timestamp>,
    /// Folded.
    pub search: String,
    /// Name of the customer, folded.
    pub customer_sort: String,
}

/// A job to load.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub id: JobId,
    pub dit: DitId,
    pub rank: i32,
    pub technician: Option<EmployeeId>,
    pub planned_at: Option<Timestamp>,
    pub state: JobState,
}

/// A job report to load.
#[derive(Clone, Debug)]
pub struct NewCrit {
    pub job: JobId,
    pub technician: EmployeeId,
    pub occurred_at: Timestamp,
    pub text: String,
    pub outcome: CritOutcome,
    pub recorded_by: AccountId,
    pub recorded_at: Timestamp,
}

/// What every version of an exchange has.
#[derive(Clone, Debug)]
pub struct Said {
    pub kind: KindId,
    pub channel: Channel,
    pub employee: EmployeeId,
    pub counterpart: Option<Counterpart>,
    pub subject: String,
    pub detail: String,
    pub occurred_at: Timestamp,
}

/// Who changed an exchange, and when.
#[derive(Clone, Debug)]
pub struct Mark {
    pub by: AccountId,
    pub at: Timestamp,
}

/// An exchange to load.
#[derive(Clone, Debug)]
pub struct NewExchange {
    pub id: ExchangeId,
    pub dit: DitId,
    pub customer: CustomerId,
    pub direction: Direction,
    pub said: Said,
    pub recorded_at: Timestamp,
    pub recorded_by: AccountId,
    pub is_after_closure: bool,
    /// The version before the present one, and who changed it.
    pub earlier: Option<(Said, Mark)>,
    pub deleted: Option<(Mark, String)>,
}

/// A file that goes with an exchange.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    pub attachment: Attachment,
    pub hash: String,
    pub exchange: ExchangeId,
    pub uploaded_by: AccountId,
    pub uploaded_at: Timestamp,
}

/// A mail that left, and what became of it.
#[derive(Clone, Debug)]
pub struct NewMail {
    pub frozen: FrozenMail,
    pub exchange: ExchangeId,
    pub recipients: Vec<Recipient>,
    pub left_at: Timestamp,
    pub state: RecipientState,
    pub reply: String,
}

/// The greatest ids that are taken, 0 where there are none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taken {
    pub customer: i64,
    pub site: i64,
    pub contact: i64,
    pub employee: i64,
    pub account: i64,
    pub dit: i64,
    pub job: i64,
    /// The greatest [`DitNumber::sort_key`].
    pub sort_key: i64,
}

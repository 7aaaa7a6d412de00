//! What the server says while a page is open: that something changed, as absolute values and without a word of any text. Texts are
//! read through the server functions, with the rights of whoever reads.

use domain::dit::{DitNumber, DitState};
use domain::indicator::Indicator;
use domain::mail::RecipientState;
use domain::time::Timestamp;
use domain::{AccountId, ExchangeId, MailRecipientId};
use serde::{Deserialize, Serialize};

/// One message of the stream.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum News {
    /// What is so now of the requests that changed; none at all when the stream begins.
    Changes(Vec<DitChange>),
    Writing(Writing),
    /// Whether the program has stopped a mail account; only said to those who may resume it.
    MailAlert(bool),
    /// Something may have been missed: whatever is shown is to be read again.
    ReadAgain,
    /// The session has ended; nothing follows.
    SignedOut,
}

/// A request of which something changed, as it stands now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DitChange {
    pub dit: DitNumber,
    /// Code of its customer.
    pub customer: String,
    pub state: DitState,
    /// The greater version wins.
    pub indicator: Indicator,
    /// Date of the last counted exchange.
    pub last_at: Option<Timestamp>,
    /// A report was entered: more than the log has changed.
    pub has_report: bool,
    /// Its exchanges that changed.
    pub exchanges: Vec<ExchangeMark>,
}

/// What tells two stands of an exchange apart.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExchangeMark {
    pub exchange: ExchangeId,
    /// Grows with every edit, deletion and restoration.
    pub revision: u32,
    pub recipients: Vec<RecipientMark>,
}

/// How a mail stands for one recipient.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RecipientMark {
    pub recipient: MailRecipientId,
    pub state: RecipientState,
    pub since: Timestamp,
}

/// Somebody writes, or writes no more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Writing {
    pub dit: DitNumber,
    pub account: AccountId,
    /// Of the employee.
    pub name: String,
    pub pen: Pen,
}

/// What somebody is doing with a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Pen {
    /// An exchange that goes to the customer.
    Answer,
    /// Any other exchange.
    Text,
    /// Sent, recorded or thrown away.
    Down,
}

/// How long somebody is said to write after the last sign of it, in milliseconds: a draft is saved every ten seconds at most.
pub const PEN_MS: u32 = 15_000;

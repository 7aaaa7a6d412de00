//! Every write is a value: one closed enum, sent in an envelope whose id makes it happen once.

use crate::contact::MailSlot;
use crate::crit::CritOutcome;
use crate::dit::{DitNumber, DitState};
use crate::exchange::{Channel, Counterpart, Direction};
use crate::id::{
    AccountId, AttachmentId, ContactId, EmployeeId, EnvelopeId, ExchangeId, JobId, KindId, MailId,
    MailRecipientId, TemplateId,
};
use crate::indicator::Indicator;
use crate::locale::Locale;
use crate::mail_change::MailChange;
use crate::rejection::Rejection;
use crate::template::TemplateChange;
use crate::time::{Timestamp, WallTime};
use serde::{Deserialize, Serialize};

/// Version of the command language that this program speaks.
pub const COMMAND_VERSION: u16 = 1;

/// One write on its way: doubled, replayed or lost, it happens once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// Made where the command was born. The same id with the same command gets the first receipt, with another one is refused.
    pub id: EnvelopeId,
    /// [`COMMAND_VERSION`] of the client.
    pub version: u16,
    /// Whom the page was showing when the person validated. When somebody else has signed in since, on the same device, nothing
    /// is executed. `None`: whoever is signed in.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// The client's clock when the person validated.
    pub issued_at: Timestamp,
    pub command: Command,
}

/// Everything that can be written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Command {
    RecordExchange(RecordExchange),
    EditExchange(EditExchange),
    DeleteExchange(DeleteExchange),
    RestoreExchange(RestoreExchange),
    ChangeMail(ChangeMail),
    UndoMail(UndoMail),
    EnterCrit(EnterCrit),
    SetContactMail(SetContactMail),
    SetLocale(Locale),
    PauseMail(PauseMail),
    ResumeMail(ResumeMail),
    SendTestMail(SendTestMail),
    CreateDkimKey(CreateDkimKey),
    SaveTemplate(SaveTemplate),
    ArrangeTemplate(ArrangeTemplate),
}

/// Records what was said, and mails it when `mail` is given. Texts are as typed; [`crate::record::record_exchange`] judges them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RecordExchange {
    pub dit: DitNumber,
    pub direction: Direction,
    /// `None`: the first active kind.
    pub kind: Option<KindId>,
    /// `None`: phone, or mail when mailed.
    pub channel: Option<Channel>,
    /// Our side; `None`: the actor's employee.
    pub employee: Option<EmployeeId>,
    /// The other side; `None`: the customer, nobody in particular.
    pub counterpart: Option<Counterpart>,
    pub subject: String,
    pub detail: String,
    /// `None`: when the person validated.
    pub occurred_at: Option<WallTime>,
    pub attachments: Vec<AttachmentId>,
    pub mail: Option<MailOrder>,
    /// The exchange that this one says again: its draft ends here.
    #[serde(default)]
    pub again: Option<ExchangeId>,
    /// How the détail looks, an [`editor::Document`] as JSON; empty: `detail` is all there is. Where it says other words than
    /// `detail`, it follows `detail`.
    #[serde(default)]
    pub document: String,
}

/// How a sent exchange is to be mailed. Lists of addresses are as typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MailOrder {
    /// One of the employee's addresses; empty: their Mail 1.
    pub from: String,
    pub to: String,
    pub cc: String,
    pub bcc: String,
    /// Whether the employee's signature ends the mail.
    pub has_signature: bool,
    #[serde(default)]
    pub departure: Departure,
}

/// When a mail leaves.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Departure {
    #[default]
    AtOnce,
    /// After [`crate::mail_change::UNDO_MS`], so that it can be taken back.
    Undoable,
    /// Plus tard: at this time, which is still to come.
    At(WallTime),
}

/// Changes an exchange; the earlier version stays readable.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EditExchange {
    pub exchange: ExchangeId,
    /// The revision that the person was looking at.
    pub revision: u32,
    pub kind: KindId,
    pub channel: Channel,
    pub employee: EmployeeId,
    pub counterpart: Option<Counterpart>,
    pub subject: String,
    pub detail: String,
    /// `None`: unchanged.
    pub occurred_at: Option<WallTime>,
    /// As in [`RecordExchange`]; `None`: the formatting that there is, as far as it still fits the text.
    #[serde(default)]
    pub document: Option<String>,
}

/// Leaves a tombstone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeleteExchange {
    pub exchange: ExchangeId,
    pub revision: u32,
    /// Motif; may be empty.
    pub reason: String,
}

/// Lifts a tombstone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RestoreExchange {
    pub exchange: ExchangeId,
    pub revision: u32,
}

/// Does something about recipients of the mail of an exchange: about all that are named, or about none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChangeMail {
    pub exchange: ExchangeId,
    pub recipients: Vec<MailRecipientId>,
    pub change: MailChange,
}

/// Takes a mail back before it leaves: nobody gets it, and its exchange is a tombstone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UndoMail {
    pub exchange: ExchangeId,
    /// Motif of the tombstone.
    pub reason: String,
}

/// Ends a job with its report (CRIT).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EnterCrit {
    pub job: JobId,
    pub technician: Option<EmployeeId>,
    /// `None`: when the person validated.
    pub occurred_at: Option<WallTime>,
    pub text: String,
    pub outcome: CritOutcome,
}

/// Sets Mail 1 of a contact, or adds to Mail 2: what somebody else added meanwhile stays.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SetContactMail {
    pub contact: ContactId,
    pub slot: MailSlot,
    /// One address for Mail 1, one or several more for Mail 2, as typed.
    pub address: String,
}

/// Stops sending by an account, until somebody resumes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PauseMail {
    /// The domain that it sends for, or one of the two names of [`crate::outbox`].
    pub account: String,
}

/// Sends by an account again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ResumeMail {
    /// As in [`PauseMail`].
    pub account: String,
}

/// Mails a few words, to see that an account works. Addresses are as typed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SendTestMail {
    /// An address of an employee.
    pub from: String,
    pub to: String,
}

/// Makes the key that signs the mails of a domain, unless there is one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CreateDkimKey {
    pub domain: String,
}

/// Writes a template, or writes it anew. Texts are as typed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SaveTemplate {
    /// `None`: a new one.
    pub template: Option<TemplateId>,
    /// The revision that the person was looking at; 0 for a new one.
    pub revision: u32,
    pub name: String,
    pub subject: String,
    pub detail: String,
    /// As in [`RecordExchange`].
    pub document: String,
}

/// Does something with a template beside writing it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ArrangeTemplate {
    pub template: TemplateId,
    pub change: TemplateChange,
}

/// What the server answers to an envelope.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Answer {
    Done(Receipt),
    Rejected(Rejection),
}

/// Proof that a command had its effect; a repeated envelope gets the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    pub envelope: EnvelopeId,
    pub effect: Effect,
}

/// What changed, in absolute values.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Effect {
    Exchange {
        exchange: ExchangeId,
        dit: DitNumber,
        revision: u32,
        indicator: Indicator,
    },
    /// Something was done about the mail of an exchange.
    Mail {
        exchange: ExchangeId,
        dit: DitNumber,
    },
    Crit {
        dit: DitNumber,
        state: DitState,
    },
    ContactMail,
    Locale,
    /// An account was stopped or resumed.
    MailAccount,
    TestMail(MailId),
    DkimKey,
    Template(TemplateId),
}

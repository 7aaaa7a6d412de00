//! What administrators see of the outbox, and everybody of a mail as it left.

use super::{MailRecipientView, When};
use domain::MailRecipientId;
use domain::dit::DitNumber;
use domain::mail::RecipientState;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Which recipients the outbox lists: all that somebody should know of, or one sort of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum OutboxFilter {
    #[default]
    All,
    Refused,
    Uncertain,
    Deferred,
    /// Due for so long that something is wrong.
    Overdue,
    Scheduled,
}

impl OutboxFilter {
    pub const ALL: [OutboxFilter; 6] = [
        OutboxFilter::All,
        OutboxFilter::Refused,
        OutboxFilter::Uncertain,
        OutboxFilter::Deferred,
        OutboxFilter::Overdue,
        OutboxFilter::Scheduled,
    ];
}

/// Where a page of the list starts: after this recipient.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OutboxCursor {
    pub since: Timestamp,
    pub recipient: MailRecipientId,
}

/// The outbox, whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OutboxView {
    /// Somebody stopped everything.
    pub pause: Option<PauseView>,
    /// Recipients that still wait for their mail.
    pub depth: u64,
    /// Since when the one that is due for the longest time is.
    pub oldest_due: Option<When>,
    /// Recipients in each state that is not final, those without any included.
    pub counts: Vec<StateCount>,
    /// The default one first.
    pub accounts: Vec<MailAccountView>,
    /// Newest first.
    pub rows: Vec<OutboxRow>,
    /// Where the next page starts; `None` on the last one.
    pub next: Option<OutboxCursor>,
    /// What a test mail may leave from.
    pub identities: Vec<IdentityView>,
    /// The newest test mail.
    pub test: Option<TestMailView>,
    /// The domains that mails leave from.
    pub domains: Vec<MailDomainView>,
    /// When all this was read.
    pub read_at: When,
}

impl OutboxView {
    /// The program stopped an account by itself: somebody has to act.
    pub fn has_alert(&self) -> bool {
        let stopped_by_program = |pause: &PauseView| pause.by.is_empty();
        let accounts = self.accounts.iter().map(|account| &account.pause);
        accounts.chain([&self.pause]).flatten().any(stopped_by_program)
    }
}

/// How many recipients are in a state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StateCount {
    pub state: RecipientState,
    pub count: u64,
}

/// Who stopped sending, when and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PauseView {
    pub at: When,
    /// Empty when the program did it.
    pub by: String,
    /// Why, in a sentence; empty when a person did it.
    pub reason: String,
    /// The server's words.
    pub reply: String,
}

/// A way that mails leave by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailAccountView {
    /// The domain that it sends for; empty for the default one.
    pub name: String,
    pub pause: Option<PauseView>,
    /// What last went wrong and is not settled.
    pub trouble: Option<TroubleView>,
    pub answers: AnswersView,
}

/// What the mail server answered since the program started, one for each recipient.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AnswersView {
    /// 2xx.
    pub taken: u64,
    /// 4xx.
    pub not_now: u64,
    /// 5xx.
    pub never: u64,
    /// No answer that could be understood.
    pub network: u64,
}

/// Something that went wrong, in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TroubleView {
    pub at: When,
    pub reason: String,
    /// The server's words.
    pub reply: String,
}

/// A recipient that somebody should know of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OutboxRow {
    pub recipient: MailRecipientView,
    pub subject: String,
    pub about: MailAbout,
    pub is_overdue: bool,
}

/// What a mail is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MailAbout {
    Dit(DitNumber),
    /// A mail of the program to one of us.
    Notice,
    Test,
}

/// An address that may stand in From.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IdentityView {
    pub name: String,
    pub email: String,
}

/// What became of a test mail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TestMailView {
    pub from: String,
    pub sent_at: When,
    pub recipient: MailRecipientView,
}

/// A domain that mails leave from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailDomainView {
    pub domain: String,
    pub key: Option<DkimKeyView>,
}

/// A key that signs mails, and what the domain has to publish about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DkimKeyView {
    pub created_at: When,
    /// Name of the TXT record.
    pub record_name: String,
    pub record_value: String,
}

/// A mail as it left.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SentMailView {
    /// In their order, decoded.
    pub headers: Vec<HeaderView>,
    pub text: String,
    /// There is one to be shown at the address of the mail.
    pub has_html: bool,
    pub files: Vec<SentFileView>,
    /// Everybody, those included to whom it was sent again.
    pub recipients: Vec<SentRecipientView>,
}

/// One field of the header.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeaderView {
    pub name: String,
    pub value: String,
}

/// A file that the mail took along.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SentFileView {
    pub name: String,
    pub size_bytes: u64,
}

/// One recipient and how it went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SentRecipientView {
    pub recipient: MailRecipientView,
    pub queued_at: When,
    pub tries: u32,
}

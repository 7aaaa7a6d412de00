//! How mails leave: over SMTP, into files, or into memory for tests.
//!
//! A mailer knows addresses and bytes, nothing of exchanges or of the database: what must be written down before the message may
//! be taken is asked of a [`Gate`].

mod accounts;
pub mod as_sent;
mod counters;
mod dial;
pub mod dkim;
mod fields;
mod file;
mod idle;
mod link;
mod linter;
mod memory;
mod message;
mod smtp;
mod smtp_url;
mod stuffing;
mod tls;
mod transaction;
mod trouble;

pub use accounts::{Accounts, AccountsError, DEFAULT_ACCOUNT};
pub use counters::{Answer, Answers, MailCounters};
pub use dial::{Dial, Stream, TcpDial};
pub use file::FileMailer;
pub use linter::LintError;
pub use memory::{MemoryMailer, SentMail};
pub use message::{
    ComposeError, Files, FrozenMail, InlineImage, Sender, check_lines, compose, identities, wire_address,
};
pub use smtp::{SmtpMailer, TimeLimits};
pub use smtp_url::{Encryption, SmtpSettings, SmtpUrlError};

use async_trait::async_trait;
use domain::email::Email;
use domain::reason::MailReason;
use std::fmt;

/// One try: the envelope and the final bytes.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// With its angle brackets.
    pub message_id: &'a str,
    pub from: &'a Email,
    /// Those of the mail's recipients that this try is for.
    pub recipients: &'a [Email],
    pub bytes: &'a [u8],
}

/// What became of one recipient at one try. `reply` is one line: the server's words, or ours when it said nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The server took the mail for this recipient.
    Accepted { reply: String },
    /// Not now (4xx, or no network): to be tried again.
    Deferred { reason: MailReason, reply: String },
    /// Never (5xx).
    Refused { reason: MailReason, reply: String },
    /// Cut after the final dot: the server may have taken the mail. Never tried again by itself.
    Uncertain { reason: MailReason, reply: String },
}

/// Why nothing was sent, for a reason that is none of the mail's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stopped {
    /// The gate is closed: somebody else holds the mail, or it was cancelled.
    Gate,
    /// The server refuses our account's name or password (535): until somebody acts, no mail leaves by this account.
    SignIn { reply: String },
}

/// Asked right before a message may be taken.
#[async_trait]
pub trait Gate: Send {
    /// Writes down that the recipients at these places of [`Attempt::recipients`] may have got the mail from now on.
    ///
    /// # Errors
    /// [`Stopped::Gate`]: the message is then not sent.
    async fn before_final_dot(&mut self, taken: &[usize]) -> Result<(), Stopped>;
}

/// A way out.
#[async_trait]
pub trait Mailer: Send + Sync + fmt::Debug {
    /// Sends once; one verdict for each recipient, in their order.
    ///
    /// # Errors
    /// [`Stopped`]: nothing was sent.
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped>;
}

/// One line without control characters, of a length that a screen can show.
fn one_line(text: &str) -> String {
    domain::text::excerpt(&text.replace(char::is_control, " "), 300)
}

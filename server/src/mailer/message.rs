//! From a mail as decided to the bytes that leave: made once, kept, sent as they are.
//!
//! Everything is ASCII and wrapped well under 998 characters a line, so that no server on the way has a reason to touch it;
//! the one exception is an address with an accent before the `@`, which only SMTPUTF8 can carry (RFC 6531).

mod body;
mod header;
mod part;

pub(super) use body::Named;
pub use body::{Files, InlineImage};

use super::dkim::{self, DkimKey};
use super::linter::{self, LintError, Linted};
use crate::error::Failure;
use crate::zone::Zone;
use domain::MailId;
use domain::email::Email;
use domain::employee::Employee;
use domain::mail::{MailDraft, MailPurpose, Mailbox, Recipient, RecipientRole};
use domain::time::Timestamp;
use header::HeaderText;
use lettre::Address;
use std::fmt;

/// Longest line of a message, without its CRLF (RFC 5322 section 2.1.1).
pub(super) const LINE_MAX: usize = 998;

/// A mail that will not change any more. Only [`compose`] makes one, so that every one has passed the linter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrozenMail {
    pub id: MailId,
    /// With its angle brackets; the same at every try, so that a double can be recognised.
    pub message_id: String,
    pub from: Email,
    /// Where answers are to go.
    pub reply_address: Email,
    /// Message-IDs that the mail follows, oldest first.
    pub references: Vec<String>,
    /// Whom it is for, Bcc included: the envelope is these and no others.
    pub recipients: Vec<Recipient>,
    /// Written by the program itself.
    pub is_automatic: bool,
    pub subject: String,
    pub bytes: Vec<u8>,
    linted: Linted,
}

impl FrozenMail {
    /// Whether the mail may be enqueued for this purpose and these recipients: the envelope is the draft's, and only what the program
    /// wrote itself says so (RFC 3834).
    ///
    /// # Errors
    /// [`ComposeError::Lint`].
    pub fn check(&self, purpose: MailPurpose, recipients: &[Recipient]) -> Result<(), ComposeError> {
        let is_automatic = purpose != MailPurpose::Exchange;
        let fault = if recipients != self.recipients {
            LintError::Envelope
        } else if is_automatic && !self.is_automatic {
            LintError::Missing("Auto-Submitted")
        } else if self.is_automatic && !is_automatic {
            LintError::Uninvited("Auto-Submitted")
        } else {
            return Ok(());
        };
        Err(ComposeError::Lint(fault))
    }
}

/// Who sends.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// What may stand in From: the configured addresses of one employee, with their name.
    pub identities: &'a [Mailbox],
    /// The key of the domain of From, when it has one.
    pub signer: Option<&'a DkimKey>,
}

/// What may stand in From when this employee sends: Mail 1 and each address of Mail 2, with their name.
pub fn identities(employee: &Employee) -> Vec<Mailbox> {
    let named = |email: &Email| Mailbox {
        name: employee.name(),
        email: email.clone(),
    };
    employee.emails().map(named).collect()
}

/// Why a mail cannot be put into bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ComposeError {
    /// A control character in a header field, which could forge another field.
    ControlCharacter(&'static str),
    /// A domain that has no ASCII form (RFC 5891).
    Domain,
    /// Nobody in To.
    NoRecipient,
    /// An instant that no calendar of the zone has.
    Date,
    /// A bare CR or LF, or a line longer than 998 characters.
    Lines,
    /// The domain's key did not sign.
    Signature,
    /// The bytes break a rule. Nobody can type such a mail: it is the program that is wrong.
    Lint(LintError),
}

impl fmt::Display for ComposeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ComposeError::ControlCharacter(field) => {
                write!(f, "control character in the field {field} of a mail")
            }
            ComposeError::Domain => f.write_str("the domain of an address has no ASCII form"),
            ComposeError::NoRecipient => f.write_str("a mail has nobody in its field To"),
            ComposeError::Date => f.write_str("the date of a mail is out of range"),
            ComposeError::Lines => f.write_str("a mail has a bare line end or a line that is too long"),
            ComposeError::Signature => f.write_str("a mail could not be signed"),
            ComposeError::Lint(error) => write!(f, "a mail breaks a rule: {error}"),
        }
    }
}

impl std::error::Error for ComposeError {}

impl From<ComposeError> for Failure {
    fn from(error: ComposeError) -> Self {
        Failure::Mail(error.to_string())
    }
}

/// Puts a mail into its final bytes, signs them when the domain has a key, and judges them. The same arguments give the same bytes.
///
/// # Errors
/// [`ComposeError`]; nothing is corrected silently.
pub fn compose(
    draft: &MailDraft,
    files: impl Into<Files>,
    mail_id: MailId,
    now: Timestamp,
    zone: &Zone,
    sender: Sender<'_>,
) -> Result<FrozenMail, ComposeError> {
    let files = files.into();
    let named = files.named();
    let (message_id, header) = header(draft, mail_id, now, zone)?;
    let mut bytes = header.into_bytes();
    body::write(draft, &files, mail_id, &mut bytes)?;
    if let Some(key) = sender.signer {
        let field = dkim::field(key, &bytes, now).map_err(|_| ComposeError::Signature)?;
        bytes.splice(0..0, field.into_bytes());
    }
    check_lines(&bytes)?;
    let rules = linter::Rules {
        draft,
        files: &named,
        message_id: &message_id,
        now,
        sender,
    };
    let linted = linter::lint(&bytes, &rules).map_err(ComposeError::Lint)?;
    Ok(FrozenMail {
        id: mail_id,
        message_id,
        from: draft.from.email.clone(),
        reply_address: draft.from.email.clone(),
        references: draft.references.clone(),
        recipients: draft.recipients.clone(),
        is_automatic: draft.is_automatic,
        subject: draft.subject.clone(),
        bytes,
        linted,
    })
}

/// Refuses what a server could read as the end of a message or of a command: a CR without LF or an LF without CR
/// (RFC 5321 section 2.3.8), and lines that a server may break where it likes.
///
/// # Errors
/// [`ComposeError::Lines`].
pub fn check_lines(bytes: &[u8]) -> Result<(), ComposeError> {
    let is_good = bytes.ends_with(b"\r\n")
        && bytes.split(|byte| *byte == b'\n').enumerate().all(|(at, line)| {
            let is_last = line.is_empty() && at > 0;
            let text = line.strip_suffix(b"\r");
            is_last || text.is_some_and(|text| text.len() <= LINE_MAX && !text.contains(&b'\r'))
        });
    if is_good { Ok(()) } else { Err(ComposeError::Lines) }
}

/// An address for the wire: the domain in its ASCII form, the local part as it is.
///
/// # Errors
/// [`ComposeError::Domain`].
pub fn wire_address(email: &Email) -> Result<Address, ComposeError> {
    let domain = if email.domain().is_ascii() {
        email.domain().to_owned()
    } else {
        idna::domain_to_ascii_strict(email.domain()).map_err(|_| ComposeError::Domain)?
    };
    // The domain's own rules for addresses were already applied; lettre's are others.
    Ok(Address::new_dangerous(email.local(), domain))
}

/// The Message-ID, and every field but those of MIME.
fn header(
    draft: &MailDraft,
    mail_id: MailId,
    now: Timestamp,
    zone: &Zone,
) -> Result<(String, HeaderText), ComposeError> {
    refuse_controls("Subject", &draft.subject)?;
    let from = [mailbox("From", &draft.from)?];
    let message_id = format!("<{mail_id}@{}>", from[0].1.domain());
    let to = mailboxes("To", draft, RecipientRole::To)?;
    let cc = mailboxes("Cc", draft, RecipientRole::Cc)?;
    // Not written anywhere, but judged like the others.
    mailboxes("Bcc", draft, RecipientRole::Bcc)?;
    if to.is_empty() {
        return Err(ComposeError::NoRecipient);
    }
    let mut header = HeaderText::default();
    header.field("Date", &date(now, zone)?);
    header.field("Message-ID", &message_id);
    header.mailboxes("From", &from);
    header.mailboxes("Reply-To", &from);
    header.mailboxes("To", &to);
    if !cc.is_empty() {
        header.mailboxes("Cc", &cc);
    }
    header.text("Subject", &draft.subject);
    if let Some(last) = draft.references.last() {
        header.field("In-Reply-To", last);
        header.field("References", &draft.references.join("\r\n "));
    }
    if draft.is_automatic {
        // Nobody's robot is to answer (RFC 3834 section 5).
        header.field("Auto-Submitted", "auto-generated");
    }
    if let Some(dit) = draft.dit {
        header.field("X-Echanges-Dit", &dit.to_string());
    }
    header.field("MIME-Version", "1.0");
    Ok((message_id, header))
}

fn mailboxes(
    field: &'static str,
    draft: &MailDraft,
    role: RecipientRole,
) -> Result<Vec<(String, Address)>, ComposeError> {
    draft
        .recipients
        .iter()
        .filter(|recipient| recipient.role == role)
        .map(|recipient| mailbox(field, &recipient.mailbox))
        .collect()
}

fn mailbox(field: &'static str, known: &Mailbox) -> Result<(String, Address), ComposeError> {
    refuse_controls(field, &known.name)?;
    Ok((known.name.trim().to_owned(), wire_address(&known.email)?))
}

/// A reader wants the clock of the company.
fn date(now: Timestamp, zone: &Zone) -> Result<String, ComposeError> {
    jiff::Timestamp::from_millisecond(now.0)
        .and_then(|at| at.in_tz(zone.name()))
        .and_then(|at| jiff::fmt::rfc2822::to_string(&at))
        .map_err(|_| ComposeError::Date)
}

fn refuse_controls(field: &'static str, text: &str) -> Result<(), ComposeError> {
    if text.chars().any(char::is_control) {
        Err(ComposeError::ControlCharacter(field))
    } else {
        Ok(())
    }
}

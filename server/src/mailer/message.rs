//! From a mail as decided to the bytes that leave: made once, kept, sent as they are.
//!
//! Everything is ASCII and wrapped well under 998 characters a line, so that no server on the way has a reason to touch it;
//! the one exception is an address with an accent before the `@`, which only SMTPUTF8 can carry (RFC 6531).

use crate::error::Failure;
use crate::zone::Zone;
use domain::MailId;
use domain::attachment::Attachment;
use domain::email::Email;
use domain::mail::{MailDraft, Mailbox, RecipientRole};
use domain::time::Timestamp;
use email_encoding::headers::{rfc2047, writer::EmailWriter};
use lettre::Address;
use lettre::message::header::{
    Cc, ContentDisposition, ContentTransferEncoding, ContentType, From, Header, HeaderName, HeaderValue,
    Headers, MIME_VERSION_1_0, MessageId, ReplyTo, Subject, To,
};
use lettre::message::{Body, Mailboxes, MultiPart, MultiPartKind, SinglePart};
use std::fmt;

/// Longest line of a message, without its CRLF (RFC 5322 section 2.1.1).
const LINE_MAX: usize = 998;
/// Longest media type that is believed: type and subtype of RFC 6838 section 4.2 and a parameter, in bytes.
const MEDIA_TYPE_MAX: usize = 400;

/// A mail that will not change any more.
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
    pub subject: String,
    pub bytes: Vec<u8>,
}

/// Why a mail cannot be put into bytes. None of these can come from a form: the domain refuses them first.
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
    /// A bare CR or LF, or a line longer than [`LINE_MAX`].
    Lines,
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
        }
    }
}

impl std::error::Error for ComposeError {}

impl std::convert::From<ComposeError> for Failure {
    fn from(error: ComposeError) -> Self {
        Failure::Mail(error.to_string())
    }
}

/// Puts a mail into its final bytes. The same arguments give the same bytes.
///
/// # Errors
/// [`ComposeError`]; nothing is corrected silently.
pub fn compose(
    draft: &MailDraft,
    attachments: Vec<(Attachment, Vec<u8>)>,
    mail_id: MailId,
    now: Timestamp,
    zone: &Zone,
) -> Result<FrozenMail, ComposeError> {
    refuse_controls("Subject", &draft.subject)?;
    let from = mailbox("From", &draft.from)?;
    let message_id = format!("<{mail_id}@{}>", from.email.domain());
    let to = mailboxes("To", draft, RecipientRole::To)?.ok_or(ComposeError::NoRecipient)?;
    // Not written anywhere, but judged like the others.
    mailboxes("Bcc", draft, RecipientRole::Bcc)?;

    let mut headers = Headers::new();
    headers.insert_raw(date(now, zone)?);
    headers.set(MessageId::from(message_id.clone()));
    headers.set(From::from(Mailboxes::from(from.clone())));
    headers.set(ReplyTo::from(Mailboxes::from(from)));
    headers.set(To::from(to));
    if let Some(cc) = mailboxes("Cc", draft, RecipientRole::Cc)? {
        headers.set(Cc::from(cc));
    }
    headers.insert_raw(subject(&draft.subject));
    if let Some(dit) = draft.dit {
        headers.insert_raw(HeaderValue::new(
            HeaderName::new_from_ascii_str("X-Echanges-Dit"),
            dit.to_string(),
        ));
    }
    headers.set(MIME_VERSION_1_0);

    let mut bytes = headers.to_string().into_bytes();
    bytes.extend(body(draft, attachments, mail_id)?.formatted());
    check_lines(&bytes)?;
    Ok(FrozenMail {
        id: mail_id,
        message_id,
        from: draft.from.email.clone(),
        reply_address: draft.from.email.clone(),
        references: draft.references.clone(),
        subject: draft.subject.clone(),
        bytes,
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

fn mailboxes(
    field: &'static str,
    draft: &MailDraft,
    role: RecipientRole,
) -> Result<Option<Mailboxes>, ComposeError> {
    let found = draft
        .recipients
        .iter()
        .filter(|recipient| recipient.role == role)
        .map(|recipient| mailbox(field, &recipient.mailbox))
        .collect::<Result<Vec<_>, _>>()?;
    Ok((!found.is_empty()).then(|| Mailboxes::from(found)))
}

fn mailbox(field: &'static str, known: &Mailbox) -> Result<lettre::message::Mailbox, ComposeError> {
    refuse_controls(field, &known.name)?;
    let name = known.name.trim();
    let name = (!name.is_empty()).then(|| name.to_owned());
    Ok(lettre::message::Mailbox::new(name, wire_address(&known.email)?))
}

/// As it is when no reader could take it for something else, and encoded from end to end otherwise: encoded word by word, blanks
/// between two words would be lost (RFC 2047 section 6.2).
fn subject(text: &str) -> HeaderValue {
    let is_plain = text.is_ascii() && text == text.trim() && !text.contains("  ") && !text.contains("=?");
    if is_plain {
        return Subject::from(text.to_owned()).display();
    }
    let mut encoded = String::new();
    let mut writer = EmailWriter::new(&mut encoded, "Subject: ".len(), 0, false);
    rfc2047::encode(text, &mut writer).expect("a string takes all that is written to it");
    drop(writer);
    HeaderValue::dangerous_new_pre_encoded(Subject::name(), text.to_owned(), encoded)
}

/// Written by ourselves because lettre only knows UTC: a reader wants the clock of the company.
fn date(now: Timestamp, zone: &Zone) -> Result<HeaderValue, ComposeError> {
    let written = jiff::Timestamp::from_millisecond(now.0)
        .and_then(|at| at.in_tz(zone.name()))
        .and_then(|at| jiff::fmt::rfc2822::to_string(&at))
        .map_err(|_| ComposeError::Date)?;
    Ok(HeaderValue::new(HeaderName::new_from_ascii_str("Date"), written))
}

fn body(
    draft: &MailDraft,
    attachments: Vec<(Attachment, Vec<u8>)>,
    mail_id: MailId,
) -> Result<MultiPart, ComposeError> {
    // `=_` stands in no quoted-printable and no base64 text (RFC 2045 section 6.7), so a boundary never occurs inside a part.
    let boundary = |name: &str| format!("=_{}_{name}", mail_id.0.simple());
    let alternative = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(boundary("text"))
        .singlepart(text_part(ContentType::TEXT_PLAIN, &draft.text)?)
        .singlepart(text_part(ContentType::TEXT_HTML, &draft.html)?);
    if attachments.is_empty() {
        return Ok(alternative);
    }
    let mixed = MultiPart::builder()
        .kind(MultiPartKind::Mixed)
        .boundary(boundary("files"))
        .multipart(alternative);
    attachments.into_iter().try_fold(mixed, |mixed, (file, content)| {
        Ok(mixed.singlepart(file_part(&file, content)?))
    })
}

/// Quoted-printable, or base64 where that is shorter; never as it is, so that no server can change a blank or a line end.
fn text_part(kind: ContentType, text: &str) -> Result<SinglePart, ComposeError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let encoding = match Body::new(text.clone()).encoding() {
        ContentTransferEncoding::Base64 => ContentTransferEncoding::Base64,
        _ => ContentTransferEncoding::QuotedPrintable,
    };
    let body = Body::new_with_encoding(text, encoding).map_err(|_| ComposeError::Lines)?;
    Ok(SinglePart::builder().header(kind).body(body))
}

fn file_part(file: &Attachment, content: Vec<u8>) -> Result<SinglePart, ComposeError> {
    refuse_controls("Content-Disposition", &file.name)?;
    refuse_controls("Content-Type", &file.media_type)?;
    let body =
        Body::new_with_encoding(content, ContentTransferEncoding::Base64).map_err(|_| ComposeError::Lines)?;
    Ok(SinglePart::builder()
        .header(media_type(&file.media_type))
        .header(ContentDisposition::attachment(&file.name))
        .body(body))
}

/// The type a device gave, unless it is none or one that may not be base64 (RFC 2045 section 6.4).
fn media_type(given: &str) -> ContentType {
    let is_composite = |text: &str| {
        let kind = text.trim_start().to_ascii_lowercase();
        kind.starts_with("message/") || kind.starts_with("multipart/")
    };
    let octets = "application/octet-stream";
    let is_plain = given.is_ascii() && given.len() <= MEDIA_TYPE_MAX && !is_composite(given);
    let chosen = if is_plain { given } else { octets };
    ContentType::parse(chosen)
        .or_else(|_| ContentType::parse(octets))
        .expect("application/octet-stream is a media type")
}

fn refuse_controls(field: &'static str, text: &str) -> Result<(), ComposeError> {
    if text.chars().any(char::is_control) {
        Err(ComposeError::ControlCharacter(field))
    } else {
        Ok(())
    }
}

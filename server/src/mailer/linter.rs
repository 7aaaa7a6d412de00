//! The last judge of a mail, over its final bytes: what breaks a rule of mail is not enqueued.
//!
//! It reads the bytes with a reader of its own, stricter than any receiver, and compares what they say with what was decided.
//! Nothing that a person can type should come this far: a [`LintError`] is a fault of the program, caught before it leaves the house.

mod header;
mod mailboxes;
mod mime;
mod parameters;
mod parts;
mod words;

use super::dkim;
use super::fields;
use super::message::{Named, Sender};
use domain::mail::MailDraft;
use domain::time::Timestamp;
use std::fmt;

/// What the bytes are compared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'a> {
    pub(super) draft: &'a MailDraft,
    pub(super) files: &'a Named,
    /// With its angle brackets.
    pub(super) message_id: &'a str,
    pub(super) now: Timestamp,
    pub(super) sender: Sender<'a>,
}

/// The bytes were judged. Only [`lint`] makes one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Linted(());

/// A rule that a mail breaks. Names of fields are those of the RFCs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LintError {
    /// No header that could be read (RFC 5322 section 2.2).
    Header,
    /// A field that this program does not write: Bcc, Sender, Received…
    UnknownField,
    /// A field that must be there is not (RFC 5322 section 3.6).
    Missing(&'static str),
    /// A field stands twice (RFC 5322 section 3.6).
    Repeated(&'static str),
    /// A field stands in a mail that must not have it: Cc without a copy, Auto-Submitted in a person's mail (RFC 3834 section 2).
    Uninvited(&'static str),
    /// A character that needs SMTPUTF8 where nothing else does (RFC 6532 section 3).
    NotAscii(&'static str),
    /// An encoded word that is none, or longer than 75 characters (RFC 2047 section 2).
    EncodedWord(&'static str),
    /// No date, or another instant (RFC 5322 section 3.3).
    Date,
    /// No Message-ID, or another one (RFC 5322 section 3.6.4).
    MessageId,
    /// In-Reply-To and References are not those decided (RFC 5322 section 3.6.4).
    Thread(&'static str),
    /// From is none of the sender's configured identities, under the sender's name.
    Identity,
    /// A field of addresses says others than those decided.
    Addresses(&'static str),
    /// The subject, the request's number or Auto-Submitted say something else.
    Value(&'static str),
    /// MIME-Version is not 1.0 (RFC 2045 section 4).
    MimeVersion,
    /// A field of a part that does not belong there.
    PartField,
    /// A type or a disposition that cannot be read, or has a parameter twice (RFC 2045 section 5.1).
    Parameter(&'static str),
    /// A name of a file that is not written as RFC 2231 wants, or is another one.
    FileName,
    /// A Content-ID that is none, or another one, or the HTML shows other images (RFC 2392).
    ContentId,
    /// An encoding that the type of the part may not have (RFC 2045 section 6.4).
    Encoding,
    /// A line of base64 or quoted-printable that is too long or says nothing (RFC 2045 sections 6.7 and 6.8).
    EncodedLine,
    /// A boundary that is none, or that two multiparts share (RFC 2046 section 5.1.1).
    Boundary,
    /// A multipart that is not closed, or has something before its first or after its last part.
    Multipart,
    /// The parts are others than those decided, or stand elsewhere.
    Structure,
    /// The envelope names others than the message was written for.
    Envelope,
    /// The domain of From has a key, and its signature is missing, covers too little or is wrong (RFC 6376).
    Signature,
}

impl fmt::Display for LintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            LintError::Missing(field) => return write!(f, "the field {field} is missing"),
            LintError::Repeated(field) => return write!(f, "the field {field} stands twice"),
            LintError::Uninvited(field) => return write!(f, "the field {field} must not be there"),
            LintError::NotAscii(field) => return write!(f, "the field {field} is not ASCII"),
            LintError::EncodedWord(field) => {
                return write!(f, "an encoded word of the field {field} is none");
            }
            LintError::Thread(field) => return write!(f, "the field {field} names other mails"),
            LintError::Addresses(field) => return write!(f, "the field {field} has other addresses"),
            LintError::Value(field) => return write!(f, "the field {field} says something else"),
            LintError::Parameter(field) => return write!(f, "the field {field} cannot be read"),
            LintError::Header => "the header cannot be read",
            LintError::UnknownField => "there is a field that this program does not write",
            LintError::Date => "the date is none, or another one",
            LintError::MessageId => "the Message-ID is none, or another one",
            LintError::Identity => "From is none of the sender's identities",
            LintError::MimeVersion => "the version of MIME is not 1.0",
            LintError::PartField => "a part has a field that does not belong there",
            LintError::FileName => "the name of a file is not written as it must be",
            LintError::ContentId => "a Content-ID is none, or another one, or the HTML shows other images",
            LintError::Encoding => "a part has an encoding that its type may not have",
            LintError::EncodedLine => "an encoded line is too long or says nothing",
            LintError::Boundary => "a boundary is none, or stands for two multiparts",
            LintError::Multipart => "a multipart is not closed, or holds something outside its parts",
            LintError::Structure => "the parts are others than those decided",
            LintError::Envelope => "the envelope names others than the message was written for",
            LintError::Signature => "the signature is missing, covers too little or is wrong",
        };
        f.write_str(words)
    }
}

impl std::error::Error for LintError {}

/// Judges the final bytes of a mail.
///
/// # Errors
/// The first rule that they break.
pub(super) fn lint(bytes: &[u8], rules: &Rules<'_>) -> Result<Linted, LintError> {
    let (fields, body) = fields::split(bytes).map_err(|_| LintError::Header)?;
    header::check(&fields, rules)?;
    mime::check(&fields, body, rules)?;
    if rules.sender.signer.is_some_and(|key| !dkim::check(key, bytes)) {
        return Err(LintError::Signature);
    }
    Ok(Linted(()))
}

#[cfg(test)]
mod tests;

//! A mail as it would leave now.

use super::outbox::SentFileView;
use domain::rejection::Rejection;
use serde::{Deserialize, Serialize};

/// The mail, or why none would leave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PreviewAnswer {
    Mail(MailPreview),
    Rejected(Rejection),
}

/// What would leave. Its HTML is a page of its own, framed by who looks at it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailPreview {
    /// Name and address.
    pub from: String,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub bcc: Vec<String>,
    pub subject: String,
    pub text: String,
    pub files: Vec<SentFileView>,
    /// The whole message, as it goes over the wire.
    pub size_bytes: u64,
}

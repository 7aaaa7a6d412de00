//! Why a mail did not get through, read from what the mail server answered.

use serde::{Deserialize, Serialize};

/// Motif: why a recipient does not have the mail, as far as it is known. The catalogues put it into words.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum MailReason {
    // What the server says, by its enhanced status code (RFC 3463 and the registry of RFC 5248).
    UnknownAddress,
    UnknownDomain,
    MailboxDisabled,
    MailboxFull,
    TooLarge,
    SenderRefused,
    /// Refused by a rule of theirs: spam, reputation, content.
    Policy,
    /// To be tried again a little later (greylisting).
    Greylisted,
    ServerBusy,
    TooManyRecipients,
    ContentRefused,
    /// Our account's name or password.
    SignInRefused,
    /// It wants a name and a password, and the settings have none.
    SignInRequired,
    /// It offers no way to sign in that we know.
    SignInImpossible,
    EncryptionRequired,
    /// It refuses to serve us, whatever the mail.
    ServiceRefused,
    /// The server carries no address with an accent before the `@`.
    NoInternationalAddress,
    /// It said no, and nothing more precise.
    Refused,
    /// It said "not now", and nothing more precise.
    NotNow,

    // What we saw ourselves.
    NotReached,
    NoAnswer,
    ConnectionLost,
    Garbled,
    /// Out of date, or signed by nobody we know.
    CertificateRefused,
    /// Made out for another name than that of the server asked for.
    CertificateOfAnother,
    /// Encryption was offered, and then not given.
    EncryptionBroken,
    /// Our settings want encryption and the server offers none.
    EncryptionMissing,
    /// The connection broke after the final dot, before its reply.
    CutAfterDot,
    /// The final dot got no reply in time.
    SilentAfterDot,
    /// The final dot got a reply that cannot be understood.
    GarbledAfterDot,
    /// The worker ended while it was sending.
    WorkerLost,
    GivenUp,
    /// The stored bytes are no message any more.
    DamagedMail,
}

impl MailReason {
    pub const ALL: [MailReason; 33] = {
        use MailReason as R;
        [
            R::UnknownAddress,
            R::UnknownDomain,
            R::MailboxDisabled,
            R::MailboxFull,
            R::TooLarge,
            R::SenderRefused,
            R::Policy,
            R::Greylisted,
            R::ServerBusy,
            R::TooManyRecipients,
            R::ContentRefused,
            R::SignInRefused,
            R::SignInRequired,
            R::SignInImpossible,
            R::EncryptionRequired,
            R::ServiceRefused,
            R::NoInternationalAddress,
            R::Refused,
            R::NotNow,
            R::NotReached,
            R::NoAnswer,
            R::ConnectionLost,
            R::Garbled,
            R::CertificateRefused,
            R::CertificateOfAnother,
            R::EncryptionBroken,
            R::EncryptionMissing,
            R::CutAfterDot,
            R::SilentAfterDot,
            R::GarbledAfterDot,
            R::WorkerLost,
            R::GivenUp,
            R::DamagedMail,
        ]
    };

    /// What a reply about a mail means: its code, and the enhanced status code that its text may begin with, as in
    /// `550 5.1.1 no such user`.
    pub fn of_reply(code: u16, text: &str) -> Self {
        use MailReason as R;
        let is_for_now = code < 500;
        match (status(text), code) {
            (_, 530 | 538) => wanted(text),
            (_, 534 | 535) => R::SignInRefused,
            // "Not now" is no word on whether the address exists or the mailbox is open.
            (Some((1, 1 | 3 | 6) | (2, 1)), _) if is_for_now => R::NotNow,
            (Some((1, 1 | 3 | 6)), _) => R::UnknownAddress,
            (Some((1, 2) | (4, 4)), _) => R::UnknownDomain,
            (Some((1, 7 | 8)), _) => R::SenderRefused,
            (Some((2, 1)), _) => R::MailboxDisabled,
            (Some((2, 2)), _) => R::MailboxFull,
            (Some((2, 3) | (3, 4)), _) => R::TooLarge,
            (Some((3, 1 | 2) | (4, 1 | 2 | 5)), _) => R::ServerBusy,
            (Some((5, 3)), _) => R::TooManyRecipients,
            (Some((6, 7)), _) => R::NoInternationalAddress,
            (Some((6, _)), _) => R::ContentRefused,
            (Some((7, 8 | 9)), _) => R::SignInRefused,
            (Some((7, 10 | 11)), _) => R::EncryptionRequired,
            (Some((7, _)), _) if is_for_now => R::Greylisted,
            (Some((7, _)), _) => R::Policy,
            (_, 421 | 452) => R::ServerBusy,
            (_, 552) => R::TooLarge,
            _ if is_for_now => R::NotNow,
            _ => R::Refused,
        }
    }

    /// What a negative reply means that comes before any mail was spoken of: it is about the server and us, not about a mail.
    pub fn of_greeting(code: u16, text: &str) -> Self {
        match code {
            530 | 538 => wanted(text),
            ..500 => MailReason::ServerBusy,
            _ => MailReason::ServiceRefused,
        }
    }
}

/// What the server wants of us before it does anything: 530 is said for both (RFC 3207 section 4, RFC 4954 section 6).
fn wanted(text: &str) -> MailReason {
    let names_encryption = text.to_ascii_uppercase().contains("TLS");
    match status(text) {
        Some((7, 10 | 11)) => MailReason::EncryptionRequired,
        _ if names_encryption => MailReason::EncryptionRequired,
        _ => MailReason::SignInRequired,
    }
}

/// Subject and detail of an enhanced status code at the beginning of a text (RFC 2034 section 4).
fn status(text: &str) -> Option<(u16, u16)> {
    let mut parts = text.split_whitespace().next()?.split('.');
    let class = parts.next()?;
    let (subject, detail) = (parts.next()?, parts.next()?);
    let is_code = ["2", "4", "5"].contains(&class) && parts.next().is_none();
    (is_code && subject.len() <= 3 && detail.len() <= 3)
        .then(|| Some((subject.parse().ok()?, detail.parse().ok()?)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::MailReason::{self, *};

    #[test]
    fn the_enhanced_status_code_says_more_than_the_code() {
        for (code, text, reason) in [
            (550, "5.1.1 no such user", UnknownAddress),
            (550, "no such user", Refused),
            (552, "5.2.2 full", MailboxFull),
            (552, "too big", TooLarge),
            (451, "4.7.1 greylisted", Greylisted),
            (554, "5.7.1 spam", Policy),
            (450, "later", NotNow),
            (421, "", ServerBusy),
            (535, "5.7.8 no", SignInRefused),
            (553, "5.6.7 no SMTPUTF8", NoInternationalAddress),
            (450, "4.2.1 busy", NotNow),
            (450, "4.1.1 not verified yet", NotNow),
            (450, "4.1.2 no such domain yet", UnknownDomain),
            (451, "4.4.1 no way to it", ServerBusy),
            (530, "5.7.0 sign in first", SignInRequired),
            (
                530,
                "5.7.0 Must issue a STARTTLS command first",
                EncryptionRequired,
            ),
            (538, "5.7.11 not in clear", EncryptionRequired),
            (534, "5.7.9 too weak", SignInRefused),
            (550, "5.1.x1 odd", Refused),
            (550, "5.1.1.1 odd", Refused),
        ] {
            assert_eq!(MailReason::of_reply(code, text), reason, "{code} {text}");
        }
    }

    #[test]
    fn before_any_mail_a_refusal_is_about_the_server() {
        for (code, text, reason) in [
            (421, "4.3.2 closing", ServerBusy),
            (454, "4.7.0 later", ServerBusy),
            (554, "5.7.1 not you", ServiceRefused),
            (550, "5.1.1 odd here", ServiceRefused),
            (530, "sign in", SignInRequired),
        ] {
            assert_eq!(MailReason::of_greeting(code, text), reason, "{code} {text}");
        }
    }

    #[test]
    fn every_reason_is_listed_once() {
        for (at, reason) in MailReason::ALL.iter().enumerate() {
            assert!(!MailReason::ALL[..at].contains(reason), "{reason:?}");
        }
    }
}

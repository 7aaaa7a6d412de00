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
    EncryptionRequired,
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
    CertificateRefused,
    CutAfterDot,
    /// The worker ended while it was sending.
    WorkerLost,
    GivenUp,
    /// The stored bytes are no message any more.
    DamagedMail,
}

impl MailReason {
    pub const ALL: [MailReason; 25] = {
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
            R::EncryptionRequired,
            R::NoInternationalAddress,
            R::Refused,
            R::NotNow,
            R::NotReached,
            R::NoAnswer,
            R::ConnectionLost,
            R::Garbled,
            R::CertificateRefused,
            R::CutAfterDot,
            R::WorkerLost,
            R::GivenUp,
            R::DamagedMail,
        ]
    };

    /// What a reply means: its code, and the enhanced status code that its text may begin with, as in `550 5.1.1 no such user`.
    pub fn of_reply(code: u16, text: &str) -> Self {
        use MailReason as R;
        match (status(text), code) {
            (Some((1, 1 | 6)), _) => R::UnknownAddress,
            (Some((1, 2)), _) => R::UnknownDomain,
            (Some((1, 3)), _) => R::UnknownAddress,
            (Some((1, 7 | 8)), _) => R::SenderRefused,
            (Some((2, 1)), _) => R::MailboxDisabled,
            (Some((2, 2)), _) => R::MailboxFull,
            (Some((2, 3) | (3, 4)), _) => R::TooLarge,
            (Some((3, 1 | 2) | (4, 5)), _) => R::ServerBusy,
            (Some((4, 4)), _) => R::UnknownDomain,
            (Some((5, 3)), _) => R::TooManyRecipients,
            (Some((6, 7)), _) => R::NoInternationalAddress,
            (Some((6, _)), _) => R::ContentRefused,
            (Some((7, 8 | 9)), _) | (_, 534 | 535) => R::SignInRefused,
            (Some((7, 10 | 11)), _) => R::EncryptionRequired,
            (Some((7, _)), 400..=499) => R::Greylisted,
            (Some((7, _)), _) => R::Policy,
            (_, 421) => R::ServerBusy,
            (_, 452) => R::ServerBusy,
            (_, 552) => R::TooLarge,
            (_, 400..=499) => R::NotNow,
            _ => R::Refused,
        }
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
            (550, "5.1.x1 odd", Refused),
            (550, "5.1.1.1 odd", Refused),
        ] {
            assert_eq!(MailReason::of_reply(code, text), reason, "{code} {text}");
        }
    }
}

//! What went wrong at one step of a dialogue, and what it means for the mail.

use super::link::Reply;
use super::{Verdict, one_line};
use domain::reason::MailReason;
use std::io;

/// What went wrong at one step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Trouble {
    /// The server's code, when it answered with one.
    pub(super) code: Option<u16>,
    pub(super) reason: MailReason,
    pub(super) reply: String,
    /// A well-formed answer that fits no question of ours: what was answered before may have been off by one too.
    pub(super) is_out_of_step: bool,
}

impl Trouble {
    pub(super) fn own(reason: MailReason, words: &str) -> Self {
        Self {
            code: None,
            reason,
            reply: one_line(words),
            is_out_of_step: false,
        }
    }

    /// Nothing, or not everything, came in time.
    pub(super) fn late(phase: &str) -> Self {
        Self::own(
            MailReason::NoAnswer,
            &format!("the mail server did not answer in time ({phase})"),
        )
    }

    pub(super) fn lost(error: &io::Error) -> Self {
        Self::own(
            MailReason::ConnectionLost,
            &format!("the connection to the mail server was lost: {error}"),
        )
    }

    pub(super) fn closed() -> Self {
        Self::own(
            MailReason::ConnectionLost,
            "the mail server closed the connection",
        )
    }

    pub(super) fn garbled(line: &str) -> Self {
        Self::own(
            MailReason::Garbled,
            &format!("the mail server gave no SMTP reply: {line}"),
        )
    }

    /// A positive reply where it makes no sense.
    pub(super) fn out_of_step(phase: &str, reply: &Reply) -> Self {
        Self {
            is_out_of_step: true,
            ..Self::own(
                MailReason::Garbled,
                &format!("the mail server answered {phase} with {}", reply.words()),
            )
        }
    }

    /// A negative reply about a mail.
    pub(super) fn about_mail(reply: &Reply) -> Self {
        Self {
            code: Some(reply.code),
            reason: MailReason::of_reply(reply.code, reply.first_line()),
            reply: reply.words(),
            is_out_of_step: false,
        }
    }

    /// A negative reply before any mail was spoken of.
    pub(super) fn about_us(reply: &Reply) -> Self {
        Self {
            reason: MailReason::of_greeting(reply.code, reply.first_line()),
            ..Self::about_mail(reply)
        }
    }

    /// Our own words, which hold no personal data; the server's may.
    pub(super) fn cause(&self) -> Option<&str> {
        self.code.is_none().then_some(self.reply.as_str())
    }

    /// The server refuses our name or password: 535, and 534 for a way of signing in that it does not take from this account.
    pub(super) fn is_sign_in(&self) -> bool {
        matches!(self.code, Some(534 | 535))
    }

    /// No further command would be answered (421: RFC 5321 section 3.8), or none would be worth asking.
    pub(super) fn is_end(&self) -> bool {
        self.code.is_none() || self.code == Some(421) || self.is_sign_in()
    }

    /// Whether the connection is still in a state to say goodbye on. After a cut in the middle of something every further
    /// byte might be read as part of it.
    pub(super) fn leaves_link_sound(&self) -> bool {
        !self.is_end() || self.is_sign_in()
    }

    /// Before the message left, and after the server's own word on it: 5xx is for good, everything else is tried again. What is
    /// about our account or our settings (RFC 4954 section 6) is no reason to refuse a mail.
    pub(super) fn verdict(self) -> Verdict {
        let Self {
            code, reason, reply, ..
        } = self;
        match code {
            Some(530 | 534 | 535 | 538) | None => Verdict::Deferred { reason, reply },
            Some(code) if code >= 500 => Verdict::Refused { reason, reply },
            Some(_) => Verdict::Deferred { reason, reply },
        }
    }

    /// When the final dot has left and no word of the server came back: it may have the mail.
    pub(super) fn verdict_after_dot(self) -> Verdict {
        let reason = match self.reason {
            MailReason::NoAnswer => MailReason::SilentAfterDot,
            MailReason::Garbled => MailReason::GarbledAfterDot,
            _ => MailReason::CutAfterDot,
        };
        Verdict::Uncertain {
            reason,
            reply: self.reply,
        }
    }
}

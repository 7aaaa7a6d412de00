//! One mail on an open connection: MAIL, RCPT for each, DATA, the message, and what the server said to each.

use super::idle::Aged;
use super::link::{Link, Reply};
use super::smtp::TimeLimits;
use super::stuffing::Stuffed;
use super::trouble::Trouble;
use super::{Attempt, Gate, Stopped, Verdict, wire_address};
use domain::email::Email;
use domain::reason::MailReason;
use lettre::Address;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{MailBodyParameter, MailParameter};
use std::time::Duration;
use tokio::time::Instant;

/// How long is listened for what a server has to say that stopped reading the message.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What became of the mail, and of the connection.
pub(super) struct Outcome {
    pub(super) result: Result<Vec<Verdict>, Stopped>,
    /// `None`: it is not to be used any more, not even to say goodbye.
    pub(super) link: Option<Aged>,
    /// Nothing but yes was heard on it.
    pub(super) is_clean: bool,
}

impl Outcome {
    /// There is no connection to send over.
    pub(super) fn no_way(trouble: Trouble, recipients: usize) -> Self {
        let result = if trouble.is_sign_in() && trouble.reason == MailReason::SignInRefused {
            Err(Stopped::SignIn { reply: trouble.reply })
        } else {
            let verdict = Verdict::Deferred {
                reason: trouble.reason,
                reply: trouble.reply,
            };
            Ok(vec![verdict; recipients])
        };
        Self {
            result,
            link: None,
            is_clean: false,
        }
    }

    /// With the age that the connection has when this was not its first mail.
    pub(super) fn aged(mut self, opened: Instant, mails: u32) -> Self {
        if let Some(aged) = &mut self.link {
            (aged.opened, aged.mails) = (opened, aged.mails + mails);
        }
        self
    }
}

/// What happened to the message.
enum Message {
    Answered(Reply),
    /// The final dot did not go out.
    NotLeft(Trouble),
    /// The final dot went out and no reply came back that can be understood.
    Left(Trouble),
}

/// One mail on an open connection.
pub(super) struct Transaction<'a> {
    link: Link,
    limits: TimeLimits,
    mail: Attempt<'a>,
    verdicts: Vec<Option<Verdict>>,
}

impl<'a> Transaction<'a> {
    pub(super) fn new(link: Link, limits: TimeLimits, mail: Attempt<'a>) -> Self {
        Self {
            link,
            limits,
            mail,
            verdicts: vec![None; mail.recipients.len()],
        }
    }

    /// MAIL, each RCPT, DATA: the places of those that the server takes; none when each has a verdict of its own.
    ///
    /// # Errors
    /// What concerns everybody who has no verdict yet. Nothing was sent.
    pub(super) async fn prepare(&mut self) -> Result<Vec<usize>, Trouble> {
        let Some(parameters) = self.parameters() else {
            return Ok(Vec::new());
        };
        let Ok(from) = wire_address(self.mail.from) else {
            self.settle_rest(&no_domain());
            return Ok(Vec::new());
        };
        if self.verdicts.iter().all(Option::is_some) {
            return Ok(Vec::new());
        }
        let command = Mail::new(Some(from), parameters);
        let reply = self.link.ask("MAIL", self.limits.command, command).await?;
        agreed("MAIL", &reply)?;
        let taken = self.recipients().await?;
        if taken.is_empty() {
            return Ok(taken);
        }
        let reply = self.link.ask("DATA", self.limits.data, Data).await?;
        match reply.code {
            354 => Ok(taken),
            400.. => Err(Trouble::about_mail(&reply)),
            _ => Err(Trouble::out_of_step("DATA", &reply)),
        }
    }

    /// What MAIL has to say besides the sender. Without SMTPUTF8, recipients that need it are refused, and everybody is (`None`)
    /// when the sender or the message itself needs it. The code is that of RFC 6531 section 3.5 for this very case.
    fn parameters(&mut self) -> Option<Vec<MailParameter>> {
        let needs_it = |email: &Email| !email.local().is_ascii();
        let all_need_it = needs_it(self.mail.from) || !self.mail.bytes.is_ascii();
        if !all_need_it && !self.mail.recipients.iter().any(needs_it) {
            return Some(Vec::new());
        }
        if self.link.offers("SMTPUTF8") {
            return Some(vec![
                MailParameter::SmtpUtfEight,
                MailParameter::Body(MailBodyParameter::EightBitMime),
            ]);
        }
        let refused = Verdict::Refused {
            reason: MailReason::NoInternationalAddress,
            reply: "553 5.6.7 the mail server takes no address with an accent before the @ (it offers no SMTPUTF8)"
                .to_owned(),
        };
        if all_need_it {
            self.settle_rest(&refused);
            return None;
        }
        for (slot, email) in self.verdicts.iter_mut().zip(self.mail.recipients) {
            if needs_it(email) {
                *slot = Some(refused.clone());
            }
        }
        Some(Vec::new())
    }

    async fn recipients(&mut self) -> Result<Vec<usize>, Trouble> {
        let until = Instant::now() + self.limits.recipients;
        let mut taken = Vec::new();
        for (at, email) in self.mail.recipients.iter().enumerate() {
            if self.verdicts[at].is_some() {
                continue;
            }
            if Instant::now() >= until {
                self.verdicts[at] = Some(Trouble::late("RCPT").verdict());
                continue;
            }
            let Ok(address) = wire_address(email) else {
                self.verdicts[at] = Some(no_domain());
                continue;
            };
            match self.recipient(address, taken.is_empty()).await {
                Ok(()) => taken.push(at),
                Err(trouble) if trouble.is_end() => return Err(trouble),
                Err(trouble) => self.verdicts[at] = Some(trouble.verdict()),
            }
        }
        Ok(taken)
    }

    async fn recipient(&mut self, address: Address, is_first: bool) -> Result<(), Trouble> {
        let command = Rcpt::new(address, Vec::new());
        let reply = self.link.ask("RCPT", self.limits.command, command).await?;
        let text = reply.first_line();
        let says_more = text.starts_with("4.") || text.starts_with("5.");
        match (reply.code, says_more) {
            // Bare, or with the status that says so: no more recipients in this mail. "Too many recipients" was long written as
            // 552, and is to be read as 452 (RFC 5321 section 4.5.3.1.10).
            (452 | 552, false) if !is_first => Err(too_many(&reply)),
            (552, true) if text.starts_with("5.5.3") => Err(too_many(&reply)),
            (552, false) => Err(Trouble {
                code: Some(452),
                reason: MailReason::MailboxFull,
                ..Trouble::about_mail(&reply)
            }),
            _ => agreed("RCPT", &reply),
        }
    }

    /// Asks the gate and sends the message to those who were taken.
    pub(super) async fn finish(mut self, taken: Vec<usize>, gate: &mut dyn Gate) -> Outcome {
        if taken.is_empty() {
            return self.outcome(true);
        }
        if let Err(stopped) = gate.before_final_dot(&taken).await {
            // Dropped inside DATA: the server throws away what it has (RFC 5321 section 4.1.1.4).
            return Outcome {
                result: Err(stopped),
                link: None,
                is_clean: false,
            };
        }
        let (verdict, is_sound) = match self.message().await {
            Message::Answered(reply) if reply.is_positive() => {
                let reply = reply.words();
                (Verdict::Accepted { reply }, true)
            }
            Message::Answered(reply) => {
                let trouble = Trouble::about_mail(&reply);
                let is_sound = trouble.leaves_link_sound();
                (trouble.verdict(), is_sound)
            }
            Message::NotLeft(trouble) => (trouble.verdict(), false),
            Message::Left(trouble) => (trouble.verdict_after_dot(), false),
        };
        self.settle_rest(&verdict);
        self.outcome(is_sound)
    }

    /// Nothing was sent, and this is why.
    pub(super) fn end(mut self, trouble: Trouble) -> Outcome {
        if trouble.is_sign_in() {
            return Outcome::no_way(trouble, self.verdicts.len());
        }
        if trouble.is_out_of_step {
            // Whose answer was whose is not known any more.
            self.verdicts.fill(None);
        }
        let is_sound = trouble.leaves_link_sound();
        self.settle_rest(&trouble.verdict());
        self.outcome(is_sound)
    }

    async fn message(&mut self) -> Message {
        let until = Instant::now() + self.limits.whole_message(self.mail.bytes.len());
        let mut blocks = Stuffed::new(self.mail.bytes).peekable();
        while let Some(block) = blocks.next() {
            if blocks.peek().is_none() && self.link.is_stirring() {
                let silence = Trouble::closed();
                return Message::NotLeft(self.last_words(silence).await);
            }
            let limit = self
                .limits
                .block
                .min(until.saturating_duration_since(Instant::now()));
            if let Err(trouble) = self.link.write("message", limit, &block).await {
                return Message::NotLeft(self.last_words(trouble).await);
            }
        }
        match self.link.reply("message", self.limits.final_reply).await {
            Ok(reply) if reply.is_positive() || reply.is_negative() => Message::Answered(reply),
            Ok(reply) => Message::Left(Trouble::out_of_step("the message", &reply)),
            Err(trouble) => Message::Left(trouble),
        }
    }

    /// A server that stops reading in the middle of a message may have said why.
    async fn last_words(&mut self, otherwise: Trouble) -> Trouble {
        match self.link.reply("message", LAST_WORDS).await {
            Ok(reply) if reply.is_negative() => Trouble::about_mail(&reply),
            Ok(reply) => Trouble::out_of_step("the message before its end", &reply),
            Err(Trouble {
                reason: MailReason::NoAnswer | MailReason::ConnectionLost,
                ..
            }) => otherwise,
            Err(trouble) => trouble,
        }
    }

    /// The verdict of all that have none yet.
    fn settle_rest(&mut self, verdict: &Verdict) {
        for slot in self.verdicts.iter_mut().filter(|slot| slot.is_none()) {
            *slot = Some(verdict.clone());
        }
    }

    fn outcome(self, is_sound: bool) -> Outcome {
        let verdicts: Vec<Verdict> = self
            .verdicts
            .into_iter()
            .map(|verdict| {
                verdict.unwrap_or(Verdict::Deferred {
                    reason: MailReason::NotNow,
                    reply: String::new(),
                })
            })
            .collect();
        let is_clean = verdicts
            .iter()
            .all(|verdict| matches!(verdict, Verdict::Accepted { .. }));
        let mut aged = Aged::new(self.link);
        aged.mails = 1;
        Outcome {
            result: Ok(verdicts),
            link: is_sound.then_some(aged),
            is_clean,
        }
    }
}

/// A positive reply about a mail, or what it means that it is none.
fn agreed(phase: &str, reply: &Reply) -> Result<(), Trouble> {
    if reply.is_positive() {
        Ok(())
    } else if reply.is_negative() {
        Err(Trouble::about_mail(reply))
    } else {
        Err(Trouble::out_of_step(phase, reply))
    }
}

fn too_many(reply: &Reply) -> Trouble {
    Trouble {
        code: Some(452),
        reason: MailReason::TooManyRecipients,
        ..Trouble::about_mail(reply)
    }
}

fn no_domain() -> Verdict {
    Verdict::Refused {
        reason: MailReason::UnknownDomain,
        reply: "553 5.1.2 the domain of the address does not exist in the form it was written".to_owned(),
    }
}

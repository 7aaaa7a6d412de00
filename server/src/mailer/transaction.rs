//! One mail on an open connection: MAIL, RCPT for each, DATA, the message, and what the server said to each.

use super::smtp::TimeLimits;
use super::{Attempt, Gate, Stopped, Verdict, one_line, wire_address};
use domain::reason::MailReason;
use lettre::Address;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use std::error::Error as _;
use std::fmt::Display;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Bytes given to the connection at once: each block has its own time limit.
const BLOCK_BYTES: usize = 16 * 1024;

/// One mail on an open connection.
pub(super) struct Transaction {
    connection: AsyncSmtpConnection,
    limits: TimeLimits,
    verdicts: Vec<Option<Verdict>>,
}

impl Transaction {
    pub(super) fn new(connection: AsyncSmtpConnection, limits: TimeLimits, recipients: usize) -> Self {
        Self {
            connection,
            limits,
            verdicts: vec![None; recipients],
        }
    }

    pub(super) async fn run(
        mut self,
        mail: Attempt<'_>,
        gate: &mut dyn Gate,
    ) -> Result<Vec<Verdict>, Stopped> {
        let Some(taken) = self.envelope(mail).await else {
            return Ok(self.finish());
        };
        if let Err(trouble) = self.command(self.limits.data, Data).await {
            self.settle_rest(trouble.verdict());
            return Ok(self.finish());
        }
        // When the gate is closed the connection is dropped inside DATA: the server throws away what it has (RFC 5321 section 4.1.1.4).
        gate.before_final_dot(&taken).await?;
        let verdict = self.message(mail.bytes).await;
        self.settle_rest(verdict);
        Ok(self.finish())
    }

    /// MAIL and each RCPT; the places of those that the server took, `None` when there is nobody to send to.
    async fn envelope(&mut self, mail: Attempt<'_>) -> Option<Vec<usize>> {
        let needs_utf8 = !mail.bytes.is_ascii()
            || mail
                .recipients
                .iter()
                .chain([mail.from])
                .any(|email| !email.local().is_ascii());
        let mut parameters = Vec::new();
        if needs_utf8 {
            if !self
                .connection
                .server_info()
                .supports_feature(Extension::SmtpUtfEight)
            {
                self.settle_rest(Verdict::Refused {
                    reason: MailReason::NoInternationalAddress,
                    // The code of RFC 6531 section 3.5 for this very case.
                    reply: "553 5.6.7 the mail server takes no address with an accent before the @ (it offers no SMTPUTF8)"
                        .to_owned(),
                });
                return None;
            }
            parameters.push(MailParameter::SmtpUtfEight);
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let Ok(from) = wire_address(mail.from) else {
            self.settle_rest(no_domain());
            return None;
        };
        if let Err(trouble) = self
            .command(self.limits.command, Mail::new(Some(from), parameters))
            .await
        {
            self.settle_rest(trouble.verdict());
            return None;
        }
        self.recipients(mail).await
    }

    async fn recipients(&mut self, mail: Attempt<'_>) -> Option<Vec<usize>> {
        let mut taken = Vec::new();
        for (at, email) in mail.recipients.iter().enumerate() {
            let Ok(address) = wire_address(email) else {
                self.verdicts[at] = Some(no_domain());
                continue;
            };
            match self.recipient(address).await {
                Ok(()) => taken.push(at),
                Err(trouble) if trouble.is_end() => {
                    self.settle_rest(trouble.verdict());
                    return None;
                }
                Err(trouble) => self.verdicts[at] = Some(trouble.verdict()),
            }
        }
        (!taken.is_empty()).then_some(taken)
    }

    async fn recipient(&mut self, address: Address) -> Result<(), Trouble> {
        match self
            .command(self.limits.command, Rcpt::new(address, Vec::new()))
            .await
        {
            // "Too many recipients" was long written as 552, and is to be read as 452 (RFC 5321 section 4.5.3.1.10).
            Err(Trouble {
                code: Some(552),
                reply,
                ..
            }) => Err(Trouble {
                code: Some(452),
                reason: MailReason::TooManyRecipients,
                reply,
            }),
            outcome => outcome.map(drop),
        }
    }

    /// The message and its verdict, which is that of every recipient taken.
    async fn message(&mut self, bytes: &[u8]) -> Verdict {
        let (moved, is_whole) = (Notify::new(), AtomicBool::new(false));
        // The connection writes the line end before the dot itself.
        let content = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let mut blocks = content.chunks(BLOCK_BYTES);
        // The dot is written right after the iterator has said that it is at its end, and never otherwise.
        let watched = std::iter::from_fn(|| {
            let block = blocks.next();
            is_whole.store(block.is_none(), Ordering::Relaxed);
            moved.notify_one();
            block
        });
        let has_left = || is_whole.load(Ordering::Relaxed);
        let mut sending = pin!(self.connection.message_iter(watched));
        let outcome = loop {
            let limit = if has_left() {
                self.limits.final_reply
            } else {
                self.limits.block
            };
            tokio::select! {
                outcome = sending.as_mut() => break outcome.map_err(|error| Trouble::from(&error)),
                () = moved.notified() => {}
                () = tokio::time::sleep(limit) => {
                    break Err(Trouble::own(MailReason::NoAnswer, "the mail server did not answer in time (message)"));
                }
            }
        };
        match outcome {
            Ok(response) => Verdict::Accepted {
                reply: words(&response),
            },
            Err(Trouble {
                code: None, reply, ..
            }) if has_left() => Verdict::Uncertain {
                reason: MailReason::CutAfterDot,
                reply,
            },
            Err(trouble) => trouble.verdict(),
        }
    }

    async fn command(&mut self, limit: Duration, command: impl Display + Send) -> Result<Response, Trouble> {
        let phase = command
            .to_string()
            .split([' ', '\r'])
            .next()
            .unwrap_or_default()
            .to_owned();
        step(&phase, limit, self.connection.command(command)).await
    }

    /// The verdict of all that have none yet.
    fn settle_rest(&mut self, verdict: Verdict) {
        for slot in self.verdicts.iter_mut().filter(|slot| slot.is_none()) {
            *slot = Some(verdict.clone());
        }
    }

    /// Says goodbye without keeping anybody waiting: the verdicts are to be written down first.
    fn finish(self) -> Vec<Verdict> {
        let Self {
            mut connection,
            limits,
            verdicts,
        } = self;
        tokio::spawn(async move { timeout(limits.connect, connection.quit()).await });
        verdicts
            .into_iter()
            .map(|verdict| {
                verdict.unwrap_or(Verdict::Deferred {
                    reason: MailReason::NotNow,
                    reply: String::new(),
                })
            })
            .collect()
    }
}

fn no_domain() -> Verdict {
    Verdict::Refused {
        reason: MailReason::UnknownDomain,
        reply: "553 5.1.2 the domain of the address does not exist in the form it was written".to_owned(),
    }
}

fn words(response: &Response) -> String {
    one_line(&format!(
        "{} {}",
        response.code(),
        response.message().collect::<Vec<_>>().join(" ")
    ))
}

/// What went wrong at one command.
#[derive(Debug)]
pub(super) struct Trouble {
    /// The server's code, when it answered.
    pub(super) code: Option<u16>,
    pub(super) reason: MailReason,
    pub(super) reply: String,
}

impl Trouble {
    pub(super) fn own(reason: MailReason, words: &str) -> Self {
        Self {
            code: None,
            reason,
            reply: one_line(words),
        }
    }

    /// Our own words, which hold no personal data; the server's may.
    pub(super) fn cause(&self) -> Option<&str> {
        self.code.is_none().then_some(self.reply.as_str())
    }

    /// No further command would be answered (421: RFC 5321 section 3.8).
    fn is_end(&self) -> bool {
        self.code.is_none() || self.code == Some(421)
    }

    /// Before the message left: 5xx is for good, everything else is tried again. 530 asks for a password or for TLS,
    /// which is for the settings to give (RFC 4954 section 6), not a reason to refuse a mail.
    fn verdict(self) -> Verdict {
        let Self { code, reason, reply } = self;
        match code {
            Some(530) | None => Verdict::Deferred { reason, reply },
            Some(code) if code >= 500 => Verdict::Refused { reason, reply },
            Some(_) => Verdict::Deferred { reason, reply },
        }
    }
}

impl From<&lettre::transport::smtp::Error> for Trouble {
    fn from(error: &lettre::transport::smtp::Error) -> Self {
        match error.status() {
            Some(code) => {
                let words = error.source().map(ToString::to_string).unwrap_or_default();
                let code = code.into();
                Self {
                    code: Some(code),
                    reason: MailReason::of_reply(code, &words),
                    reply: one_line(&format!("{code} {words}")),
                }
            }
            None => Self::own(own_reason(error), &error.to_string()),
        }
    }
}

/// What an error without a code of the server is about.
fn own_reason(error: &lettre::transport::smtp::Error) -> MailReason {
    if error.is_response() {
        MailReason::Garbled
    } else if error.is_tls() {
        MailReason::CertificateRefused
    } else if error.is_timeout() {
        MailReason::NoAnswer
    } else {
        MailReason::ConnectionLost
    }
}

/// One command with its time limit.
pub(super) async fn step<T>(
    phase: &str,
    limit: Duration,
    command: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, Trouble> {
    match timeout(limit, command).await {
        Ok(outcome) => outcome.map_err(|error| Trouble::from(&error)),
        Err(_) => Err(Trouble::own(
            MailReason::NoAnswer,
            &format!("the mail server did not answer in time ({phase})"),
        )),
    }
}

//! One mail over SMTP (RFC 5321), command by command.
//!
//! lettre's own transport gives up the whole mail at the first refused recipient and cannot say whether the final dot went out.
//! Here each recipient gets a verdict, each phase has a time limit, and nothing is called uncertain that surely did not leave.

use super::smtp_url::{Encryption, SmtpSettings};
use super::{Gate, Mailer, Outgoing, Stopped, Verdict, one_line, wire_address};
use async_trait::async_trait;
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use std::error::Error as _;
use std::fmt::Display;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// Bytes given to the connection at once: each block has its own time limit.
const BLOCK_BYTES: usize = 16 * 1024;

/// How long each phase may last; those of RFC 5321 section 4.5.3.2 by default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimeLimits {
    /// Name resolution, and TCP for each address.
    pub connect: Duration,
    /// TLS, greeting, EHLO; then STARTTLS, AUTH, MAIL, RCPT, each.
    pub command: Duration,
    /// From DATA to its 354.
    pub data: Duration,
    /// Each block of the message.
    pub block: Duration,
    /// From the final dot to its reply: cut too early, it makes doubles.
    pub final_reply: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_secs(5 * 60),
            data: Duration::from_secs(2 * 60),
            block: Duration::from_secs(3 * 60),
            final_reply: Duration::from_secs(10 * 60),
        }
    }
}

/// Sends each mail over a connection of its own.
#[derive(Clone, Debug)]
pub struct SmtpMailer {
    settings: SmtpSettings,
    limits: TimeLimits,
    hello: ClientId,
    trusts_loopback: bool,
}

impl SmtpMailer {
    pub fn new(settings: SmtpSettings, limits: TimeLimits) -> Self {
        Self {
            settings,
            limits,
            hello: hello_name(),
            trusts_loopback: true,
        }
    }

    /// Treats a loopback address as any other: what is tested on one machine is then what happens between two.
    #[must_use]
    pub fn trusting_no_loopback(mut self) -> Self {
        self.trusts_loopback = false;
        self
    }

    /// Connected, encrypted as asked, signed in.
    async fn open(&self) -> Result<AsyncSmtpConnection, Trouble> {
        let (addresses, is_local) = self.resolve().await?;
        let tls = self.tls(is_local).await?;
        let implicit = (self.settings.encryption == Encryption::Implicit).then(|| tls.clone());
        let attempts = u32::try_from(addresses.len()).unwrap_or(1);
        let mut connection = step(
            "connection",
            self.limits.connect * attempts + self.limits.command,
            AsyncSmtpConnection::connect_tokio1(
                &addresses[..],
                Some(self.limits.connect),
                &self.hello,
                implicit,
                None,
            ),
        )
        .await?;
        if connection.can_starttls() {
            step(
                "STARTTLS",
                self.limits.command,
                connection.starttls(tls, &self.hello),
            )
            .await?;
        } else if self.settings.encryption == Encryption::Required && !connection.is_encrypted() {
            return Err(Trouble::own(
                "the mail server offers no STARTTLS, which tls=required asks for",
            ));
        }
        self.authenticate(&mut connection, is_local).await?;
        Ok(connection)
    }

    async fn resolve(&self) -> Result<(Vec<SocketAddr>, bool), Trouble> {
        let found = timeout(
            self.limits.connect,
            tokio::net::lookup_host((self.settings.host.as_str(), self.settings.port)),
        )
        .await
        .map_err(|_| Trouble::own("the name of the mail server was not resolved in time"))?
        .map_err(|error| Trouble::own(&format!("the name of the mail server is not resolved: {error}")))?;
        let addresses: Vec<SocketAddr> = found.collect();
        let is_local = self.trusts_loopback && addresses.iter().all(|address| address.ip().is_loopback());
        Ok((addresses, is_local))
    }

    /// A certificate is judged wherever that protects something: not on this machine, and not where encryption is only taken
    /// when offered and there is no password (who could forge the certificate could as well hide the offer, RFC 7435).
    async fn tls(&self, is_local: bool) -> Result<TlsParameters, Trouble> {
        let is_bonus =
            self.settings.encryption == Encryption::WhenOffered && self.settings.credentials.is_none();
        let mut builder = TlsParameters::builder(self.settings.host.clone());
        if let Some(path) = &self.settings.authority {
            let pem = tokio::fs::read(path)
                .await
                .map_err(|error| Trouble::own(&format!("the file of ca= cannot be read: {error}")))?;
            let certificate = Certificate::from_pem(&pem).map_err(|error| Trouble::from(&error))?;
            builder = builder.add_root_certificate(certificate);
        } else if is_local || is_bonus {
            builder = builder.dangerous_accept_invalid_certs(true);
        }
        builder.build().map_err(|error| Trouble::from(&error))
    }

    async fn authenticate(
        &self,
        connection: &mut AsyncSmtpConnection,
        is_local: bool,
    ) -> Result<(), Trouble> {
        let Some((user, password)) = &self.settings.credentials else {
            return Ok(());
        };
        if !connection.is_encrypted() && !is_local {
            return Err(Trouble::own(
                "the mail server offers no encryption: the password is not sent in clear",
            ));
        }
        let credentials = Credentials::new(user.clone(), password.clone());
        step(
            "AUTH",
            self.limits.command,
            connection.auth(DEFAULT_MECHANISMS, &credentials),
        )
        .await?;
        Ok(())
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: Outgoing<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        match self.open().await {
            Ok(connection) => {
                let verdicts = vec![None; mail.recipients.len()];
                Transaction {
                    connection,
                    limits: self.limits,
                    verdicts,
                }
                .run(mail, gate)
                .await
            }
            Err(trouble) => {
                // Whatever its code, this is not about the mail: a password that was changed must not refuse what waits.
                tracing::warn!(
                    code = trouble.code,
                    reason = trouble.cause(),
                    "no way to the mail server"
                );
                Ok(vec![
                    Verdict::Deferred { reply: trouble.reply };
                    mail.recipients.len()
                ])
            }
        }
    }
}

/// What went wrong at one command.
#[derive(Debug)]
struct Trouble {
    /// The server's code, when it answered.
    code: Option<u16>,
    reply: String,
}

impl Trouble {
    fn own(words: &str) -> Self {
        Self {
            code: None,
            reply: one_line(words),
        }
    }

    /// Our own words, which hold no personal data; the server's may.
    fn cause(&self) -> Option<&str> {
        self.code.is_none().then_some(self.reply.as_str())
    }

    /// No further command would be answered (421: RFC 5321 section 3.8).
    fn is_end(&self) -> bool {
        self.code.is_none() || self.code == Some(421)
    }

    /// Before the message left: 5xx is for good, everything else is tried again. 530 asks for a password or for TLS,
    /// which is for the settings to give (RFC 4954 section 6), not a reason to refuse a mail.
    fn verdict(self) -> Verdict {
        match self.code {
            Some(530) | None => Verdict::Deferred { reply: self.reply },
            Some(code) if code >= 500 => Verdict::Refused { reply: self.reply },
            Some(_) => Verdict::Deferred { reply: self.reply },
        }
    }
}

impl From<&lettre::transport::smtp::Error> for Trouble {
    fn from(error: &lettre::transport::smtp::Error) -> Self {
        match error.status() {
            Some(code) => {
                let words = error.source().map(ToString::to_string).unwrap_or_default();
                Self {
                    code: Some(code.into()),
                    reply: one_line(&format!("{code} {words}")),
                }
            }
            None => Self::own(&error.to_string()),
        }
    }
}

/// One command with its time limit.
async fn step<T>(
    phase: &str,
    limit: Duration,
    command: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, Trouble> {
    match timeout(limit, command).await {
        Ok(outcome) => outcome.map_err(|error| Trouble::from(&error)),
        Err(_) => Err(Trouble::own(&format!(
            "the mail server did not answer in time ({phase})"
        ))),
    }
}

/// One mail on an open connection.
struct Transaction {
    connection: AsyncSmtpConnection,
    limits: TimeLimits,
    verdicts: Vec<Option<Verdict>>,
}

impl Transaction {
    async fn run(mut self, mail: Outgoing<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
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
    async fn envelope(&mut self, mail: Outgoing<'_>) -> Option<Vec<usize>> {
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

    async fn recipients(&mut self, mail: Outgoing<'_>) -> Option<Vec<usize>> {
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
            }) => Err(Trouble {
                code: Some(452),
                reply,
            }),
            outcome => outcome.map(drop),
        }
    }

    /// The message and its verdict, which is that of every recipient taken.
    async fn message(&mut self, bytes: &[u8]) -> Verdict {
        let (blocks_sent, is_whole) = (AtomicUsize::new(0), AtomicBool::new(false));
        // The connection writes the line end before the dot itself.
        let content = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let mut blocks = content.chunks(BLOCK_BYTES);
        // The dot is written right after the iterator has said that it is at its end, and never otherwise.
        let watched = std::iter::from_fn(|| {
            let block = blocks.next();
            match block {
                Some(_) => blocks_sent.fetch_add(1, Ordering::Relaxed),
                None => usize::from(is_whole.swap(true, Ordering::Relaxed)),
            };
            block
        });
        let progress = || {
            (
                blocks_sent.load(Ordering::Relaxed),
                is_whole.load(Ordering::Relaxed),
            )
        };
        let mut sending = pin!(self.connection.message_iter(watched));
        let outcome = loop {
            let seen = progress();
            let limit = if seen.1 {
                self.limits.final_reply
            } else {
                self.limits.block
            };
            match timeout(limit, sending.as_mut()).await {
                Ok(outcome) => break outcome.map_err(|error| Trouble::from(&error)),
                Err(_) if progress() != seen => {}
                Err(_) => break Err(Trouble::own("the mail server did not answer in time (message)")),
            }
        };
        match outcome {
            Ok(response) => Verdict::Accepted {
                reply: words(&response),
            },
            Err(Trouble { code: None, reply }) if progress().1 => Verdict::Uncertain { reply },
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
            .map(|verdict| verdict.unwrap_or(Verdict::Deferred { reply: String::new() }))
            .collect()
    }
}

fn no_domain() -> Verdict {
    Verdict::Refused {
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

/// The name of this machine when it is a full one; else lettre's address literal (RFC 5321 section 4.1.4).
fn hello_name() -> ClientId {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    let is_full = name.contains('.')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    if is_full {
        ClientId::Domain(name.to_owned())
    } else {
        ClientId::default()
    }
}

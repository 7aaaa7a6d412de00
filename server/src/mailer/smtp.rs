//! One mail over SMTP (RFC 5321), command by command.
//!
//! lettre's own transport gives up the whole mail at the first refused recipient and cannot say whether the final dot went out.
//! Here each recipient gets a verdict, each phase has a time limit, and nothing is called uncertain that surely did not leave.

use super::dial::{Dial, Stream, TcpDial};
use super::idle::{Aged, Idle, goodbye};
use super::link::{Link, Reply};
use super::smtp_url::{Encryption, SmtpSettings};
use super::tls::{self, Trust};
use super::transaction::{Outcome, Transaction};
use super::trouble::Trouble;
use super::{Attempt, Gate, Mailer, Stopped, Verdict};
use async_trait::async_trait;
use domain::reason::MailReason;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS, Mechanism};
use lettre::transport::smtp::commands::{Auth, Ehlo, Starttls};
use lettre::transport::smtp::extension::ClientId;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Addresses of one name that are tried.
const ADDRESSES_MOST: usize = 8;
/// Questions of a server while signing in: LOGIN has two.
const CHALLENGES_MOST: usize = 4;

/// How long each phase may last; those of RFC 5321 section 4.5.3.2 by default. A limit is for the whole of its phase: a server
/// that says one byte a second does not stretch it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimeLimits {
    /// Name resolution, and TCP for each address.
    pub connect: Duration,
    /// Greeting, EHLO, STARTTLS, TLS, AUTH, MAIL, RCPT, each.
    pub command: Duration,
    /// All recipients together: what is left then waits for the next try.
    pub recipients: Duration,
    /// From DATA to its 354.
    pub data: Duration,
    /// Each block of the message.
    pub block: Duration,
    /// The whole message, and besides a second for each [`TimeLimits::SLOWEST_BYTES_PER_S`] of it.
    pub message: Duration,
    /// From the final dot to its reply: cut too early, it makes doubles.
    pub final_reply: Duration,
}

impl TimeLimits {
    /// A server that reads more slowly than this takes no message.
    pub const SLOWEST_BYTES_PER_S: usize = 8 * 1024;

    /// For a message of so many bytes, without the reply to it.
    pub fn whole_message(&self, bytes: usize) -> Duration {
        let seconds = u64::try_from(bytes / Self::SLOWEST_BYTES_PER_S).unwrap_or(u64::MAX);
        self.message.saturating_add(Duration::from_secs(seconds))
    }
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_secs(5 * 60),
            recipients: Duration::from_secs(30 * 60),
            data: Duration::from_secs(2 * 60),
            block: Duration::from_secs(3 * 60),
            message: Duration::from_secs(10 * 60),
            final_reply: Duration::from_secs(10 * 60),
        }
    }
}

/// Sends over one account. Connections are kept for a short while and used again.
#[derive(Clone, Debug)]
pub struct SmtpMailer {
    settings: SmtpSettings,
    limits: TimeLimits,
    dial: Arc<dyn Dial>,
    idle: Arc<Idle>,
    hello: ClientId,
    trusts_loopback: bool,
}

impl SmtpMailer {
    pub fn new(settings: SmtpSettings, limits: TimeLimits) -> Self {
        Self {
            settings,
            limits,
            dial: Arc::new(TcpDial),
            idle: Arc::default(),
            hello: hello_name(),
            trusts_loopback: true,
        }
    }

    /// Finds its server in another way than over TCP.
    #[must_use]
    pub fn dialling(mut self, dial: Arc<dyn Dial>) -> Self {
        self.dial = dial;
        self
    }

    /// Treats a loopback address as any other: what is tested on one machine is then what happens between two.
    #[must_use]
    pub fn trusting_no_loopback(mut self) -> Self {
        self.trusts_loopback = false;
        self
    }

    /// Connected, encrypted as asked, signed in.
    async fn open(&self) -> Result<Link, Trouble> {
        let (stream, is_local) = self.connect().await?;
        let mut link = if self.settings.encryption == Encryption::Implicit {
            self.encrypted(stream, is_local).await?
        } else {
            Link::new(stream, false)
        };
        let greeting = link.reply("connection", self.limits.command).await?;
        welcome("the connection", &greeting)?;
        self.hello(&mut link).await?;
        if !link.is_encrypted && link.offers("STARTTLS") {
            link = self.start_tls(link, is_local).await?;
        } else if !link.is_encrypted && self.settings.encryption == Encryption::Required {
            return Err(Trouble::own(
                MailReason::EncryptionMissing,
                "the mail server offers no STARTTLS, which tls=required asks for",
            ));
        }
        self.authenticate(&mut link, is_local).await?;
        Ok(link)
    }

    /// A connection to the first address that answers, and whether the server is on this machine.
    async fn connect(&self) -> Result<(Box<dyn Stream>, bool), Trouble> {
        let addresses = self.resolve().await?;
        let is_local = self.trusts_loopback && addresses.iter().all(|address| address.ip().is_loopback());
        let mut last = Trouble::own(
            MailReason::NotReached,
            "the name of the mail server has no address",
        );
        for address in addresses.into_iter().take(ADDRESSES_MOST) {
            match timeout(self.limits.connect, self.dial.connect(address)).await {
                Ok(Ok(stream)) => return Ok((stream, is_local)),
                Ok(Err(error)) => {
                    last = Trouble::own(
                        MailReason::NotReached,
                        &format!("the mail server could not be reached: {error}"),
                    );
                }
                Err(_) => {
                    last = Trouble {
                        reason: MailReason::NotReached,
                        ..Trouble::late("connection")
                    };
                }
            }
        }
        Err(last)
    }

    async fn resolve(&self) -> Result<Vec<SocketAddr>, Trouble> {
        let SmtpSettings { host, port, .. } = &self.settings;
        match timeout(self.limits.connect, self.dial.resolve(host, *port)).await {
            Ok(Ok(addresses)) => Ok(addresses),
            Ok(Err(error)) => Err(Trouble::own(
                MailReason::NotReached,
                &format!("the name of the mail server is not resolved: {error}"),
            )),
            Err(_) => Err(Trouble::own(
                MailReason::NotReached,
                "the name of the mail server was not resolved in time",
            )),
        }
    }

    async fn hello(&self, link: &mut Link) -> Result<(), Trouble> {
        let command = Ehlo::new(self.hello.clone());
        let reply = link.ask("EHLO", self.limits.command, command).await?;
        welcome("EHLO", &reply)?;
        // The first line is the server's name.
        link.features = reply.lines().skip(1).map(str::to_owned).collect();
        Ok(())
    }

    /// A server that offers encryption and then does not give it gets nothing in clear either: somebody may be in between.
    async fn start_tls(&self, mut link: Link, is_local: bool) -> Result<Link, Trouble> {
        let reply = link.ask("STARTTLS", self.limits.command, Starttls).await?;
        if reply.is_negative() {
            let trouble = Trouble::about_us(&reply);
            return Err(match reply.code {
                421 => trouble,
                _ => Trouble {
                    reason: MailReason::EncryptionBroken,
                    ..trouble
                },
            });
        }
        welcome("STARTTLS", &reply)?;
        let stream = link.into_stream().ok_or_else(|| {
            Trouble::own(
                MailReason::EncryptionBroken,
                "the mail server said something in clear after it had agreed to encryption",
            )
        })?;
        let mut link = self.encrypted(stream, is_local).await?;
        // What was said in clear counts no more (RFC 3207 section 4.2).
        self.hello(&mut link).await?;
        Ok(link)
    }

    async fn encrypted(&self, stream: Box<dyn Stream>, is_local: bool) -> Result<Link, Trouble> {
        let trust = self.trust(is_local).await?;
        let stream = tls::encrypt(stream, &self.settings.host, &trust, self.limits.command).await?;
        Ok(Link::new(stream, true))
    }

    /// A certificate is judged wherever that protects something: not on this machine, and not where encryption is only taken
    /// when offered and there is no password (who could forge the certificate could as well hide the offer, RFC 7435).
    async fn trust(&self, is_local: bool) -> Result<Trust, Trouble> {
        let is_bonus =
            self.settings.encryption == Encryption::WhenOffered && self.settings.credentials.is_none();
        let Some(path) = &self.settings.authority else {
            return Ok(if is_local || is_bonus {
                Trust::Anybody
            } else {
                Trust::Public
            });
        };
        tokio::fs::read(path).await.map(Trust::Also).map_err(|error| {
            Trouble::own(
                MailReason::CertificateRefused,
                &format!("the file of ca= cannot be read: {error}"),
            )
        })
    }

    async fn authenticate(&self, link: &mut Link, is_local: bool) -> Result<(), Trouble> {
        let Some((user, password)) = &self.settings.credentials else {
            return Ok(());
        };
        if !link.is_encrypted && !is_local {
            return Err(Trouble::own(
                MailReason::EncryptionMissing,
                "the mail server offers no encryption: the password is not sent in clear",
            ));
        }
        let offered = link.parameters("AUTH").unwrap_or_default();
        let mechanism = DEFAULT_MECHANISMS.iter().copied().find(|mechanism| {
            let name = mechanism.to_string();
            offered.split(' ').any(|word| word.eq_ignore_ascii_case(&name))
        });
        let Some(mechanism) = mechanism else {
            return Err(Trouble::own(
                MailReason::SignInImpossible,
                "the mail server offers neither AUTH PLAIN nor AUTH LOGIN",
            ));
        };
        let credentials = Credentials::new(user.clone(), password.clone());
        let signing_in = self.sign_in(link, mechanism, credentials);
        timeout(self.limits.command, signing_in)
            .await
            .unwrap_or_else(|_| Err(Trouble::late("AUTH")))
    }

    async fn sign_in(
        &self,
        link: &mut Link,
        mechanism: Mechanism,
        credentials: Credentials,
    ) -> Result<(), Trouble> {
        let impossible = |_| {
            Trouble::own(
                MailReason::Garbled,
                "the mail server asked for something else than name and password (AUTH)",
            )
        };
        let mut command = Auth::new(mechanism, credentials.clone(), None).map_err(impossible)?;
        for _ in 0..CHALLENGES_MOST {
            let reply = link.ask("AUTH", self.limits.command, command).await?;
            if reply.code != 334 {
                return signed_in(&reply);
            }
            command = format!("334 {}\r\n", reply.first_line())
                .parse()
                .and_then(|challenge| Auth::new_from_response(mechanism, credentials.clone(), &challenge))
                .map_err(impossible)?;
        }
        Err(Trouble::own(
            MailReason::Garbled,
            "the mail server did not stop asking (AUTH)",
        ))
    }

    /// Over a connection that was kept, if there is one and it is still good: whatever is wrong with it shows before the gate, when
    /// nothing can have been taken yet.
    async fn send_again(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Option<Outcome> {
        let Aged { link, opened, mails } = self.idle.take()?;
        // A server that let a connection go without a word must not hold the mail for as long as a fresh one may.
        let limits = TimeLimits {
            command: self.limits.command.min(self.limits.connect),
            ..self.limits
        };
        let mut transaction = Transaction::new(link, limits, mail);
        let taken = transaction.prepare().await.ok()?;
        let outcome = transaction.finish(taken, gate).await;
        Some(outcome.aged(opened, mails))
    }

    async fn send_fresh(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Outcome {
        let link = match self.open().await {
            Ok(link) => link,
            Err(trouble) => {
                // Whatever its code, this is not about the mail: a password that was changed must not refuse what waits.
                tracing::warn!(
                    code = trouble.code,
                    reason = trouble.cause(),
                    "no way to the mail server"
                );
                return Outcome::no_way(trouble, mail.recipients.len());
            }
        };
        let mut transaction = Transaction::new(link, self.limits, mail);
        match transaction.prepare().await {
            Ok(taken) => transaction.finish(taken, gate).await,
            Err(trouble) => transaction.end(trouble),
        }
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        let outcome = match self.send_again(mail, gate).await {
            Some(outcome) => outcome,
            None => self.send_fresh(mail, gate).await,
        };
        match outcome.link {
            Some(aged) if outcome.is_clean => self.idle.put(aged),
            Some(aged) => goodbye(aged.link),
            None => {}
        }
        outcome.result
    }
}

/// A positive reply before any mail was spoken of, or what it means that it is none.
fn welcome(phase: &str, reply: &Reply) -> Result<(), Trouble> {
    if reply.is_positive() {
        Ok(())
    } else if reply.is_negative() {
        Err(Trouble::about_us(reply))
    } else {
        Err(Trouble::out_of_step(phase, reply))
    }
}

/// 5xx without more is about the account, but only 535 and 534 say so for sure.
fn signed_in(reply: &Reply) -> Result<(), Trouble> {
    let reason = match reply.code {
        534 | 535 => MailReason::SignInRefused,
        500..=504 => MailReason::SignInImpossible,
        _ => return welcome("AUTH", reply),
    };
    Err(Trouble {
        reason,
        ..Trouble::about_us(reply)
    })
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

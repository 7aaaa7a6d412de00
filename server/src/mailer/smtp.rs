//! One mail over SMTP (RFC 5321), command by command.
//!
//! lettre's own transport gives up the whole mail at the first refused recipient and cannot say whether the final dot went out.
//! Here each recipient gets a verdict, each phase has a time limit, and nothing is called uncertain that surely did not leave.

use super::smtp_url::{Encryption, SmtpSettings};
use super::transaction::{Transaction, Trouble, step};
use super::{Attempt, Gate, Mailer, Stopped, Verdict};
use async_trait::async_trait;
use domain::reason::MailReason;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::timeout;

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
                MailReason::EncryptionRequired,
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
        .map_err(|_| {
            Trouble::own(
                MailReason::NotReached,
                "the name of the mail server was not resolved in time",
            )
        })?
        .map_err(|error| {
            Trouble::own(
                MailReason::NotReached,
                &format!("the name of the mail server is not resolved: {error}"),
            )
        })?;
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
            let pem = tokio::fs::read(path).await.map_err(|error| {
                Trouble::own(
                    MailReason::CertificateRefused,
                    &format!("the file of ca= cannot be read: {error}"),
                )
            })?;
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
                MailReason::EncryptionRequired,
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
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        match self.open().await {
            Ok(connection) => {
                Transaction::new(connection, self.limits, mail.recipients.len())
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
                if trouble.code == Some(535) {
                    return Err(Stopped::SignIn { reply: trouble.reply });
                }
                let verdict = Verdict::Deferred {
                    reason: trouble.reason,
                    reply: trouble.reply,
                };
                Ok(vec![verdict; mail.recipients.len()])
            }
        }
    }
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

//! Mails that leave over one mailer in a time of its own, without an outbox.

use super::plan::Plan;
use super::server::FaultServer;
use super::simulated::{smtp, url};
use async_trait::async_trait;
use domain::email::Email;
use server::mailer::{Attempt, Gate, Mailer, SmtpMailer, Stopped, Verdict};
use std::sync::Arc;

pub const SMALL: &[u8] = b"Subject: essai\r\n\r\n.une ligne avec un point\r\nfin\r\n";

/// Counts how often it was asked, and may be closed.
#[derive(Default)]
pub struct CountingGate {
    pub asked: usize,
    pub is_closed: bool,
}

#[async_trait]
impl Gate for CountingGate {
    async fn before_final_dot(&mut self, _taken: &[usize]) -> Result<(), Stopped> {
        self.asked += 1;
        if self.is_closed {
            Err(Stopped::Gate)
        } else {
            Ok(())
        }
    }
}

pub fn start(plan: Plan) -> (Arc<FaultServer>, SmtpMailer) {
    let server = FaultServer::new(plan);
    let mailer = smtp(&server, &url("smtp"));
    (server, mailer)
}

/// Sends through an open gate, which is asked at most once.
pub async fn send_from(
    mailer: &SmtpMailer,
    from: &str,
    to: &[String],
    bytes: &[u8],
) -> Result<Vec<Verdict>, Stopped> {
    let mut gate = CountingGate::default();
    let outcome = send_through(mailer, from, to, bytes, &mut gate).await;
    assert!(gate.asked <= 1, "the gate was asked {} times", gate.asked);
    outcome
}

pub async fn send_through(
    mailer: &SmtpMailer,
    from: &str,
    to: &[String],
    bytes: &[u8],
    gate: &mut CountingGate,
) -> Result<Vec<Verdict>, Stopped> {
    let from: Email = from.parse().unwrap();
    let recipients: Vec<Email> = to.iter().map(|address| address.parse().unwrap()).collect();
    let mail = Attempt {
        message_id: "<1@example.org>",
        from: &from,
        recipients: &recipients,
        bytes,
    };
    mailer.send(mail, gate).await
}

pub async fn send(mailer: &SmtpMailer, to: &[&str], bytes: &[u8]) -> Vec<Verdict> {
    let to: Vec<String> = to.iter().map(|address| (*address).to_owned()).collect();
    send_from(mailer, "demo@example.org", &to, bytes).await.unwrap()
}

/// A small mail to one recipient.
pub async fn send_one(mailer: &SmtpMailer) -> Verdict {
    send(mailer, &["a@client.example"], SMALL).await.remove(0)
}

/// What a verdict says, in a word.
pub fn name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted { .. } => "accepted",
        Verdict::Deferred { .. } => "deferred",
        Verdict::Refused { .. } => "refused",
        Verdict::Uncertain { .. } => "uncertain",
    }
}

//! What is recorded with a mail leaves once, whatever happens to the worker. Here what the tests of each part share.

mod leases;
mod leaving;
mod worker;

use crate::harness::{TestApp, mailed};
use crate::smtp_server::SmtpServer;
use async_trait::async_trait;
use domain::ExchangeId;
use domain::email::Email;
use domain::reason::MailReason;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use server::mailer::{
    Attempt, Gate, Mailer, MemoryMailer, SmtpMailer, SmtpSettings, Stopped, TimeLimits, Verdict,
};
use server::outbox::deliver_pending;
use server::persistence::entity::mail_recipients;
use std::sync::Arc;
use tokio::sync::Notify;

pub const MINUTE_MS: i64 = 60_000;

pub async fn recipients(app: &TestApp, exchange: ExchangeId) -> Vec<mail_recipients::Model> {
    let mail = app.mail(exchange).await.unwrap();
    mail_recipients::Entity::find()
        .filter(mail_recipients::Column::MailId.eq(mail.id))
        .order_by_asc(mail_recipients::Column::Id)
        .all(app.services.db.reader())
        .await
        .unwrap()
}

pub async fn states(app: &TestApp, exchange: ExchangeId) -> Vec<String> {
    recipients(app, exchange)
        .await
        .into_iter()
        .map(|row| row.state)
        .collect()
}

pub async fn mail_to(app: &TestApp, to: &str) -> ExchangeId {
    let dit = app.open_request().await;
    app.as_dispatcher()
        .record(mailed(dit, "Nous passons demain.", to))
        .await
}

pub async fn deliver(app: &TestApp, mailer: &dyn Mailer) -> usize {
    deliver_pending(&app.services, mailer).await.unwrap()
}

pub fn smtp(server: &SmtpServer) -> SmtpMailer {
    let settings = SmtpSettings::parse(&format!("smtp://{}", server.address)).unwrap();
    SmtpMailer::new(settings, TimeLimits::default())
}

pub fn now_ms(app: &TestApp) -> i64 {
    app.services.clock.now().0
}

pub fn email(address: &str) -> Email {
    address.parse().unwrap()
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Halt {
    BeforeGate,
    AfterGate,
    /// Before the gate; then there is no way to the server.
    ThenDefer,
}

/// Stops on its way until it is told to go on, as a process that the machine has frozen.
#[derive(Debug)]
pub struct Halting {
    at: Halt,
    reached: Notify,
    pub go_on: Notify,
    pub sent: MemoryMailer,
}

impl Halting {
    pub fn new(at: Halt) -> Arc<Self> {
        let (reached, go_on) = (Notify::new(), Notify::new());
        Arc::new(Self {
            at,
            reached,
            go_on,
            sent: MemoryMailer::new(),
        })
    }

    async fn halt(&self) {
        self.reached.notify_one();
        self.go_on.notified().await;
    }
}

pub struct OpenGate;

#[async_trait]
impl Gate for OpenGate {
    async fn before_final_dot(&mut self, _taken: &[usize]) -> Result<(), Stopped> {
        Ok(())
    }
}

#[async_trait]
impl Mailer for Halting {
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        if self.at != Halt::AfterGate {
            self.halt().await;
        }
        if self.at == Halt::ThenDefer {
            let reply = "no network".to_owned();
            return Ok(vec![
                Verdict::Deferred {
                    reason: MailReason::NotReached,
                    reply
                };
                mail.recipients.len()
            ]);
        }
        let everybody: Vec<usize> = (0..mail.recipients.len()).collect();
        gate.before_final_dot(&everybody).await?;
        if self.at == Halt::AfterGate {
            self.halt().await;
        }
        self.sent.send(mail, &mut OpenGate).await
    }
}

/// A worker on its way through `mailer`, which has reached the place where it halts.
pub async fn worker_halted_in(app: &TestApp, mailer: &Arc<Halting>) -> tokio::task::JoinHandle<usize> {
    let (services, mailer_there) = (app.services.clone(), Arc::clone(mailer));
    let worker = tokio::spawn(async move { deliver_pending(&services, &*mailer_there).await.unwrap() });
    mailer.reached.notified().await;
    worker
}

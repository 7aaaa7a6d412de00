//! What is recorded with a mail leaves once, whatever happens to the worker. Here what the tests of each part share.

mod accounts;
mod clock;
mod instances;
mod leases;
mod leaving;
mod notices;
mod worker;

use crate::harness::{TestApp, mailed};
use crate::smtp_server::SmtpServer;
use async_trait::async_trait;
use domain::email::Email;
use domain::mail::{MailDraft, MailPurpose, Mailbox, Recipient, RecipientRole};
use domain::reason::MailReason;
use domain::{ExchangeId, MailId};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use server::mailer::{
    Attempt, Gate, Mailer, MemoryMailer, Sender, SmtpMailer, SmtpSettings, Stopped, TimeLimits, Verdict,
    compose,
};
use server::outbox::{Pace, Worker, deliver_pending};
use server::persistence::entity::{mail_recipients, mails};
use server::persistence::outbox::{self as rows, NewMail};
use server::services::{Services, random_bytes};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Notify, watch};

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

/// Makes the mail of an exchange one from this domain, as far as the choice of the account goes.
pub async fn send_from(app: &TestApp, exchange: ExchangeId, domain: &str) {
    let mail = app.mail(exchange).await.unwrap();
    change_recipients(app, &mail, mail_recipients::Column::FromDomain, domain.into()).await;
}

/// Rewrites a column of all recipients of a mail.
pub async fn change_recipients(
    app: &TestApp,
    mail: &mails::Model,
    column: mail_recipients::Column,
    value: SimpleExpr,
) {
    let tx = app.services.db.begin().await.unwrap();
    mail_recipients::Entity::update_many()
        .col_expr(column, value)
        .filter(mail_recipients::Column::MailId.eq(mail.id))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// So many mails to one recipient each, in one transaction.
pub async fn enqueue_many(app: &TestApp, count: usize) {
    enqueue_to(app, count, 1).await;
}

/// So many mails to so many recipients each.
pub async fn enqueue_to(app: &TestApp, count: usize, each: usize) {
    let tx = app.services.db.begin().await.unwrap();
    for at in 0..count {
        let id = MailId::new(now_ms(app), random_bytes());
        let mailbox = |address: &str| Mailbox {
            name: String::new(),
            email: email(address),
        };
        let draft = MailDraft {
            from: mailbox("demo@example.org"),
            recipients: (at * each..(at + 1) * each)
                .map(|at| Recipient {
                    role: RecipientRole::To,
                    mailbox: mailbox(&format!("a{at}@client.example")),
                })
                .collect(),
            subject: "Essai".to_owned(),
            text: "Bonjour".to_owned(),
            html: "<p>Bonjour</p>".to_owned(),
            attachments: Vec::new(),
            images: Vec::new(),
            dit: None,
            references: Vec::new(),
            is_automatic: true,
        };
        let sender = Sender {
            identities: std::slice::from_ref(&draft.from),
            signer: None,
        };
        let frozen = compose(&draft, Vec::new(), id, app.now(), &app.services.zone, sender).unwrap();
        let new = NewMail {
            frozen: &frozen,
            purpose: MailPurpose::Test,
            exchange: None,
            recipients: &draft.recipients,
            leaves_at: None,
        };
        rows::enqueue(&tx, new, app.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    app.services.bell.notify_one();
}

/// The addresses that were reached, in order of their names.
pub fn reached(mailer: &MemoryMailer) -> Vec<Email> {
    let mut reached: Vec<Email> = mailer
        .sent()
        .into_iter()
        .flat_map(|mail| mail.recipients)
        .collect();
    reached.sort();
    reached
}

/// What [`enqueue_many`] was to reach, in order of their names.
pub fn everybody(count: usize) -> Vec<Email> {
    let mut everybody: Vec<Email> = (0..count)
        .map(|at| email(&format!("a{at}@client.example")))
        .collect();
    everybody.sort();
    everybody
}

/// Takes every mail, and says when a number of them has come.
#[derive(Debug)]
pub struct Counting {
    pub sent: MemoryMailer,
    left: AtomicUsize,
    pub is_done: Notify,
}

impl Counting {
    pub fn new(awaited: usize) -> Arc<Self> {
        Arc::new(Self {
            sent: MemoryMailer::new(),
            left: AtomicUsize::new(awaited),
            is_done: Notify::new(),
        })
    }
}

#[async_trait]
impl Mailer for Counting {
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        let verdicts = self.sent.send(mail, gate).await;
        if verdicts.is_ok() && self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.is_done.notify_one();
        }
        verdicts
    }
}

/// A worker at work, and what stops it.
pub struct Running {
    stop: watch::Sender<bool>,
    worker: tokio::task::JoinHandle<()>,
}

impl Running {
    pub fn start(services: &Services, pace: Pace) -> Self {
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(Worker::new(services.clone(), pace).run(stopped));
        Self { stop, worker }
    }

    /// Once what is leaving is settled.
    pub async fn stop(self) {
        self.stop.send(true).unwrap();
        self.worker.await.unwrap();
    }
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
    pub reached: Notify,
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

//! What is recorded with a mail leaves once, whatever happens to the worker.

use crate::harness::{TestApp, mailed};
use crate::smtp_server::{Fault, PLAIN, SmtpServer};
use async_trait::async_trait;
use domain::ExchangeId;
use domain::email::Email;
use domain::reason::MailReason;
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use server::mailer::{
    Attempt, FileMailer, Gate, Mailer, MemoryMailer, SmtpMailer, SmtpSettings, Stopped, TimeLimits, Verdict,
};
use server::outbox::{LEASE_MS, Worker, deliver_pending};
use server::persistence::entity::{mail_recipients, mails};
use server::persistence::outbox::{self as rows, Backlog};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Notify, watch};

const MINUTE_MS: i64 = 60_000;

async fn recipients(app: &TestApp, exchange: ExchangeId) -> Vec<mail_recipients::Model> {
    let mail = app.mail(exchange).await.unwrap();
    mail_recipients::Entity::find()
        .filter(mail_recipients::Column::MailId.eq(mail.id))
        .order_by_asc(mail_recipients::Column::Id)
        .all(app.services.db.reader())
        .await
        .unwrap()
}

async fn states(app: &TestApp, exchange: ExchangeId) -> Vec<String> {
    recipients(app, exchange)
        .await
        .into_iter()
        .map(|row| row.state)
        .collect()
}

async fn mail_to(app: &TestApp, to: &str) -> ExchangeId {
    let dit = app.open_request().await;
    app.as_dispatcher()
        .record(mailed(dit, "Nous passons demain.", to))
        .await
}

async fn deliver(app: &TestApp, mailer: &dyn Mailer) -> usize {
    deliver_pending(&app.services, mailer).await.unwrap()
}

fn smtp(server: &SmtpServer) -> SmtpMailer {
    let settings = SmtpSettings::parse(&format!("smtp://{}", server.address)).unwrap();
    SmtpMailer::new(settings, TimeLimits::default())
}

fn now_ms(app: &TestApp) -> i64 {
    app.services.clock.now().0
}

fn email(address: &str) -> Email {
    address.parse().unwrap()
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Halt {
    BeforeGate,
    AfterGate,
    /// Before the gate; then there is no way to the server.
    ThenDefer,
}

/// Stops on its way until it is told to go on, as a process that the machine has frozen.
#[derive(Debug)]
struct Halting {
    at: Halt,
    reached: Notify,
    go_on: Notify,
    sent: MemoryMailer,
}

impl Halting {
    fn new(at: Halt) -> Arc<Self> {
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

struct OpenGate;

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
async fn worker_halted_in(app: &TestApp, mailer: &Arc<Halting>) -> tokio::task::JoinHandle<usize> {
    let (services, mailer_there) = (app.services.clone(), Arc::clone(mailer));
    let worker = tokio::spawn(async move { deliver_pending(&services, &*mailer_there).await.unwrap() });
    mailer.reached.notified().await;
    worker
}

#[tokio::test]
async fn a_recorded_mail_leaves_once_as_it_was_frozen() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example; b@client.example").await;
    assert_eq!(states(&app, exchange).await, ["queued", "queued"]);

    let mailer = MemoryMailer::new();
    assert_eq!(deliver(&app, &mailer).await, 1);
    assert_eq!(states(&app, exchange).await, ["accepted", "accepted"]);
    assert_eq!(deliver(&app, &mailer).await, 0);

    let (sent, frozen) = (mailer.sent(), app.mail(exchange).await.unwrap());
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].bytes, frozen.bytes);
    assert_eq!(sent[0].message_id, frozen.message_id);
    assert_eq!(
        sent[0].recipients,
        [email("a@client.example"), email("b@client.example")]
    );
    let row = &recipients(&app, exchange).await[0];
    assert_eq!(
        (row.attempt_count, row.lease_token, row.next_try_at),
        (1, None, None)
    );
    assert_eq!(row.reply, "250 kept in memory");
}

#[tokio::test]
async fn one_refused_recipient_of_three_is_refused_alone() {
    let app = TestApp::new().await;
    let server = SmtpServer::start(
        PLAIN,
        Fault::Recipient("gone@client.example", "550 5.1.1 no such user"),
    )
    .await;
    let exchange = mail_to(&app, "a@client.example; gone@client.example; c@client.example").await;
    deliver(&app, &smtp(&server)).await;
    assert_eq!(states(&app, exchange).await, ["accepted", "refused", "accepted"]);
    assert_eq!(
        recipients(&app, exchange).await[1].reply,
        "550 5.1.1 no such user"
    );
    // Refused is for good.
    app.clock.advance_ms(24 * 60 * MINUTE_MS);
    assert_eq!(deliver(&app, &smtp(&server)).await, 0);
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_deferred_recipient_is_tried_again_when_its_time_has_come() {
    let app = TestApp::new().await;
    let server = SmtpServer::start(
        PLAIN,
        Fault::Recipient("b@client.example", "451 4.7.1 greylisted"),
    )
    .await;
    let exchange = mail_to(&app, "a@client.example; b@client.example").await;
    deliver(&app, &smtp(&server)).await;
    assert_eq!(states(&app, exchange).await, ["accepted", "deferred"]);
    let row = recipients(&app, exchange).await[1].clone();
    let wait_ms = row.next_try_at.unwrap() - now_ms(&app);
    assert!((MINUTE_MS..=MINUTE_MS * 6 / 5).contains(&wait_ms), "{wait_ms}");
    assert_eq!(row.reply, "451 4.7.1 greylisted");

    server.set_fault(Fault::None);
    app.clock.advance_ms(wait_ms - 1);
    assert_eq!(deliver(&app, &smtp(&server)).await, 0);
    app.clock.advance_ms(1);
    assert_eq!(deliver(&app, &smtp(&server)).await, 1);
    assert_eq!(states(&app, exchange).await, ["accepted", "accepted"]);
    // The first recipient did not get it a second time.
    let to: Vec<Vec<String>> = server.taken().into_iter().map(|taken| taken.to).collect();
    assert_eq!(to, [["a@client.example"], ["b@client.example"]]);
    assert_eq!(server.taken()[0].bytes, server.taken()[1].bytes);
}

#[tokio::test]
async fn a_mail_is_given_up_on_the_fifth_day() {
    let app = TestApp::new().await;
    let mailer = MemoryMailer::new();
    mailer.answer(
        &email("a@client.example"),
        Verdict::Deferred {
            reason: MailReason::NotNow,
            reply: "451 later".to_owned(),
        },
    );
    let exchange = mail_to(&app, "a@client.example").await;
    let start = now_ms(&app);
    let mut tries = 0;
    while states(&app, exchange).await != ["refused"] {
        if let Some(at) = recipients(&app, exchange).await[0].next_try_at {
            app.clock.set(Timestamp(at));
        }
        assert_eq!(deliver(&app, &mailer).await, 1);
        tries += 1;
    }
    let days = (now_ms(&app) - start) / (24 * 60 * MINUTE_MS);
    assert_eq!(days, 4, "the next try would be on the sixth day");
    assert!(tries > 20, "{tries}");
    assert_eq!(recipients(&app, exchange).await[0].reply, "451 later");
}

#[tokio::test]
async fn a_mail_cut_after_the_final_dot_is_uncertain_and_stays_so() {
    let app = TestApp::new().await;
    let server = SmtpServer::start(PLAIN, Fault::DropAfterDot).await;
    let exchange = mail_to(&app, "a@client.example").await;
    deliver(&app, &smtp(&server)).await;
    assert_eq!(states(&app, exchange).await, ["uncertain"]);
    server.set_fault(Fault::None);
    app.clock.advance_ms(7 * 24 * 60 * MINUTE_MS);
    assert_eq!(deliver(&app, &smtp(&server)).await, 0);
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_worker_killed_while_it_transmits_leaves_an_uncertain_mail() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example").await;
    let dying = Halting::new(Halt::AfterGate);
    let worker = worker_halted_in(&app, &dying).await;
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());
    assert_eq!(states(&app, exchange).await, ["transmitting"]);

    let next = MemoryMailer::new();
    mail_to(&app, "b@client.example").await;
    assert_eq!(deliver(&app, &next).await, 1);
    assert_eq!(
        states(&app, exchange).await,
        ["transmitting"],
        "the other one may still be alive"
    );
    app.clock.advance_ms(LEASE_MS);
    deliver(&app, &next).await;
    assert_eq!(states(&app, exchange).await, ["uncertain"]);
    let reached: Vec<Email> = next.sent().into_iter().flat_map(|mail| mail.recipients).collect();
    assert_eq!(reached, [email("b@client.example")]);
}

#[tokio::test]
async fn a_worker_killed_before_it_transmits_loses_nothing() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example").await;
    let dying = Halting::new(Halt::BeforeGate);
    let worker = worker_halted_in(&app, &dying).await;
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());
    assert_eq!(states(&app, exchange).await, ["queued"]);

    let next = MemoryMailer::new();
    assert_eq!(deliver(&app, &next).await, 0, "the other one may still be alive");
    app.clock.advance_ms(LEASE_MS);
    assert_eq!(deliver(&app, &next).await, 1);
    assert_eq!(states(&app, exchange).await, ["accepted"]);
    assert_eq!((next.sent().len(), dying.sent.sent().len()), (1, 0));
}

#[tokio::test]
async fn a_frozen_worker_that_wakes_up_sends_nothing() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example").await;
    let frozen = Halting::new(Halt::BeforeGate);
    let worker = worker_halted_in(&app, &frozen).await;
    app.clock.advance_ms(LEASE_MS);
    let other = MemoryMailer::new();
    assert_eq!(deliver(&app, &other).await, 1);
    frozen.go_on.notify_one();
    worker.await.unwrap();
    assert_eq!(states(&app, exchange).await, ["accepted"]);
    assert_eq!((other.sent().len(), frozen.sent.sent().len()), (1, 0));
}

#[tokio::test]
async fn a_frozen_worker_that_wakes_up_has_no_say_any_more() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example").await;
    let frozen = Halting::new(Halt::ThenDefer);
    let first = worker_halted_in(&app, &frozen).await;
    app.clock.advance_ms(LEASE_MS);
    let holding = Halting::new(Halt::BeforeGate);
    let second = worker_halted_in(&app, &holding).await;
    let held = recipients(&app, exchange).await;
    frozen.go_on.notify_one();
    first.await.unwrap();
    assert_eq!(recipients(&app, exchange).await, held);
    holding.go_on.notify_one();
    second.await.unwrap();
    assert_eq!(states(&app, exchange).await, ["accepted"]);
}

#[tokio::test]
async fn late_news_of_an_uncertain_mail_is_welcome() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example").await;
    let slow = Halting::new(Halt::AfterGate);
    let worker = worker_halted_in(&app, &slow).await;
    app.clock.advance_ms(LEASE_MS);
    let other = MemoryMailer::new();
    deliver(&app, &other).await;
    assert_eq!(states(&app, exchange).await, ["uncertain"]);
    slow.go_on.notify_one();
    worker.await.unwrap();
    assert_eq!(states(&app, exchange).await, ["accepted"]);
    assert_eq!((other.sent().len(), slow.sent.sent().len()), (0, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn several_workers_send_each_mail_once() {
    let app = TestApp::new().await;
    let mut exchanges = Vec::new();
    for at in 0..12 {
        exchanges.push(mail_to(&app, &format!("a{at}@client.example; b{at}@client.example")).await);
    }
    let mailer = MemoryMailer::new();
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let (services, mailer) = (app.services.clone(), mailer.clone());
            tokio::spawn(async move { deliver_pending(&services, &mailer).await.unwrap() })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let mut reached: Vec<Email> = mailer
        .sent()
        .into_iter()
        .flat_map(|mail| mail.recipients)
        .collect();
    reached.sort();
    let mut expected: Vec<Email> = (0..12)
        .flat_map(|at| {
            [
                email(&format!("a{at}@client.example")),
                email(&format!("b{at}@client.example")),
            ]
        })
        .collect();
    expected.sort();
    assert_eq!(reached, expected);
    for exchange in exchanges {
        assert_eq!(states(&app, exchange).await, ["accepted", "accepted"]);
    }
}

#[tokio::test]
async fn deleting_the_exchange_cancels_what_still_waits() {
    let app = TestApp::new().await;
    let mailer = MemoryMailer::new();
    mailer.answer(
        &email("b@client.example"),
        Verdict::Deferred {
            reason: MailReason::NotNow,
            reply: "451 later".to_owned(),
        },
    );
    let half_sent = mail_to(&app, "a@client.example; b@client.example").await;
    deliver(&app, &mailer).await;
    let waiting = mail_to(&app, "c@client.example").await;
    app.as_dispatcher().delete(half_sent).await;
    app.as_dispatcher().delete(waiting).await;
    assert_eq!(states(&app, half_sent).await, ["accepted", "cancelled"]);
    assert_eq!(states(&app, waiting).await, ["cancelled"]);
    app.clock.advance_ms(60 * MINUTE_MS);
    assert_eq!(deliver(&app, &mailer).await, 0);
    assert_eq!(mailer.sent().len(), 1);
}

#[tokio::test]
async fn a_mail_cancelled_while_it_is_held_does_not_leave() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example").await;
    let holding = Halting::new(Halt::BeforeGate);
    let worker = worker_halted_in(&app, &holding).await;
    app.as_dispatcher().delete(exchange).await;
    holding.go_on.notify_one();
    worker.await.unwrap();
    assert_eq!(states(&app, exchange).await, ["cancelled"]);
    assert!(holding.sent.sent().is_empty());
}

#[tokio::test]
async fn a_stored_mail_that_cannot_be_sent_does_not_stop_the_others() {
    let app = TestApp::new().await;
    let broken = mail_to(&app, "a@client.example").await;
    let good = mail_to(&app, "b@client.example").await;
    let tx = app.services.db.begin().await.unwrap();
    mails::Entity::update_many()
        .col_expr(
            mails::Column::Bytes,
            Expr::value(b"Subject: x\n\nbare\n.\n".to_vec()),
        )
        .filter(mails::Column::ExchangeId.eq(broken.0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mailer = MemoryMailer::new();
    deliver(&app, &mailer).await;
    assert_eq!(states(&app, broken).await, ["refused"]);
    assert_eq!(states(&app, good).await, ["accepted"]);
    assert_eq!(mailer.sent().len(), 1);
}

#[tokio::test]
async fn without_a_mail_server_mails_become_files() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example").await;
    let folder = tempfile::tempdir().unwrap();
    deliver(&app, &FileMailer::new(folder.path().join("mail"))).await;
    assert_eq!(states(&app, exchange).await, ["accepted"]);
    let frozen = app.mail(exchange).await.unwrap();
    let name = format!("{}.eml", frozen.message_id.trim_matches(['<', '>']));
    let names: Vec<_> = std::fs::read_dir(folder.path().join("mail"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, [name.as_str()]);
    assert_eq!(
        std::fs::read(folder.path().join("mail").join(name)).unwrap(),
        frozen.bytes
    );

    // A folder that cannot be written is no reason to lose a mail.
    let later = mail_to(&app, "b@client.example").await;
    let file = folder.path().join("no-folder");
    std::fs::write(&file, b"").unwrap();
    deliver(&app, &FileMailer::new(file)).await;
    assert_eq!(states(&app, later).await, ["deferred"]);
}

#[tokio::test]
async fn the_backlog_tells_how_long_mails_wait() {
    let app = TestApp::new().await;
    let backlog = async || {
        rows::backlog(app.services.db.reader(), Timestamp(now_ms(&app)))
            .await
            .unwrap()
    };
    assert_eq!(backlog().await, Backlog::default());
    let since = Timestamp(now_ms(&app));
    mail_to(&app, "a@client.example; b@client.example").await;
    app.clock.advance_ms(MINUTE_MS);
    mail_to(&app, "c@client.example").await;
    assert_eq!(
        backlog().await,
        Backlog {
            waiting: 3,
            oldest_due_at: Some(since)
        }
    );
    deliver(&app, &MemoryMailer::new()).await;
    assert_eq!(backlog().await, Backlog::default());
}

/// Panics at its first mail.
#[derive(Debug, Default)]
struct Panicking {
    tries: AtomicUsize,
    panicked: Notify,
    sent: Notify,
    then: MemoryMailer,
}

#[async_trait]
impl Mailer for Panicking {
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        if self.tries.fetch_add(1, Ordering::SeqCst) == 0 {
            self.panicked.notify_one();
            panic!("as planned");
        }
        let verdicts = self.then.send(mail, gate).await;
        self.sent.notify_one();
        verdicts
    }
}

#[tokio::test]
async fn the_worker_wakes_at_the_bell_survives_a_panic_and_stops_when_told() {
    let app = TestApp::new().await;
    let mailer = Arc::new(Panicking::default());
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(Worker::new(app.services.clone(), mailer.clone()).run(stopped));
    let first = mail_to(&app, "a@client.example").await;
    mailer.panicked.notified().await;
    let second = mail_to(&app, "b@client.example").await;
    mailer.sent.notified().await;
    stop.send(true).unwrap();
    worker.await.unwrap();
    assert_eq!(states(&app, first).await, ["queued"], "held until its lease ends");
    assert_eq!(states(&app, second).await, ["accepted"]);
    app.clock.advance_ms(LEASE_MS);
    assert_eq!(deliver(&app, &MemoryMailer::new()).await, 1);
    assert_eq!(states(&app, first).await, ["accepted"]);
}

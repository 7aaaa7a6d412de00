//! Several mail accounts: each sends its own mails, and one that is stopped or stalls stops no other.

use super::{Counting, Running, change_recipients, mail_to, recipients, send_from, states};
use crate::harness::TestApp;
use async_trait::async_trait;
use domain::ExchangeId;
use sea_orm::sea_query::Expr;
use server::mailer::{Accounts, Answer, Attempt, Gate, Mailer, MemoryMailer, Stopped, Verdict};
use server::outbox::{Pace, deliver_by_accounts};
use server::persistence::entity::mail_recipients;
use server::persistence::smtp_accounts::{self, EVERYTHING, Paused};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

const NORTH: &str = "north.example";

/// Refuses our sign-in until it is told otherwise.
#[derive(Debug, Default)]
struct Refusing {
    tries: AtomicUsize,
    is_open: std::sync::atomic::AtomicBool,
    then: MemoryMailer,
}

#[async_trait]
impl Mailer for Refusing {
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        self.tries.fetch_add(1, Ordering::SeqCst);
        if self.is_open.load(Ordering::SeqCst) {
            return self.then.send(mail, gate).await;
        }
        let reply = "535 5.7.8 wrong password".to_owned();
        Err(Stopped::SignIn { reply })
    }
}

/// Never answers.
#[derive(Debug, Default)]
struct Stalling {
    begun: AtomicUsize,
    has_begun: Notify,
}

#[async_trait]
impl Mailer for Stalling {
    async fn send(&self, _mail: Attempt<'_>, _gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        self.has_begun.notify_one();
        std::future::pending().await
    }
}

async fn paused(app: &TestApp) -> Vec<Paused> {
    smtp_accounts::paused(app.services.db.reader()).await.unwrap()
}

async fn resume(app: &TestApp, name: &str) {
    let tx = app.services.db.begin().await.unwrap();
    assert!(smtp_accounts::resume(&tx, name).await.unwrap());
    tx.commit().await.unwrap();
}

async fn deliver(app: &TestApp) -> usize {
    deliver_by_accounts(&app.services).await.unwrap()
}

async fn mail_from(app: &TestApp, domain: &str) -> ExchangeId {
    let exchange = mail_to(app, "a@client.example").await;
    send_from(app, exchange, domain).await;
    exchange
}

#[tokio::test]
async fn each_account_sends_the_mails_of_its_domain() {
    let mut app = TestApp::new().await;
    let (default, north) = (MemoryMailer::new(), MemoryMailer::new());
    let accounts = Accounts::only(Arc::new(default.clone())).with(NORTH, Arc::new(north.clone()));
    app.services.mail_accounts = Arc::new(accounts);
    for domain in [NORTH, "example.org", "south.example"] {
        mail_from(&app, domain).await;
    }
    assert_eq!(deliver(&app).await, 3);
    assert_eq!((default.sent().len(), north.sent().len()), (2, 1));
    let counted: Vec<(String, u64)> = app
        .services
        .mail_counters
        .answers()
        .into_iter()
        .map(|(name, answers)| (name, answers.of(Answer::Taken)))
        .collect();
    assert_eq!(counted, [(String::new(), 2), (NORTH.to_owned(), 1)]);
}

#[tokio::test]
async fn a_refused_sign_in_pauses_the_account_until_it_is_resumed() {
    let mut app = TestApp::new().await;
    let (refusing, default) = (Arc::new(Refusing::default()), MemoryMailer::new());
    let accounts = Accounts::only(Arc::new(default.clone())).with(NORTH, refusing.clone());
    app.services.mail_accounts = Arc::new(accounts);
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(mail_from(&app, NORTH).await);
    }
    let other = mail_to(&app, "b@client.example").await;
    deliver(&app).await;
    assert_eq!(refusing.tries.load(Ordering::SeqCst), 1, "one try says it all");
    assert_eq!(states(&app, other).await, ["accepted"]);
    for exchange in &held {
        let row = recipients(&app, *exchange).await.remove(0);
        assert_eq!(
            (&*row.state, row.attempt_count, row.lease_token),
            ("queued", 0, None)
        );
    }
    let [stopped] = &paused(&app).await[..] else {
        panic!("one account is paused")
    };
    assert_eq!(
        (&*stopped.name, stopped.by, &*stopped.reason),
        (NORTH, None, "sign_in_refused")
    );
    assert_eq!(
        (&*stopped.reply, stopped.at),
        ("535 5.7.8 wrong password", app.now())
    );
    let (_, answers) = app.services.mail_counters.answers().pop().unwrap();
    assert_eq!(answers.of(Answer::Never), 1);

    app.clock.advance_ms(24 * 60 * 60_000);
    assert_eq!(deliver(&app).await, 0);
    assert_eq!(refusing.tries.load(Ordering::SeqCst), 1);

    refusing.is_open.store(true, Ordering::SeqCst);
    resume(&app, NORTH).await;
    assert_eq!(deliver(&app).await, 3);
    assert_eq!(refusing.then.sent().len(), 3);
    for exchange in held {
        assert_eq!(states(&app, exchange).await, ["accepted"]);
    }
    assert_eq!(paused(&app).await, []);
}

#[tokio::test]
async fn pausing_everything_pauses_every_account_and_the_first_reason_stays() {
    let mut app = TestApp::new().await;
    let sent = MemoryMailer::new();
    let accounts = Accounts::only(Arc::new(sent.clone())).with(NORTH, Arc::new(sent.clone()));
    app.services.mail_accounts = Arc::new(accounts);
    let administrator = app.company.administrator.actor.account;
    let tx = app.services.db.begin().await.unwrap();
    let pause = async |by, reason: &str| {
        smtp_accounts::pause(&tx, EVERYTHING, by, reason, "", app.now())
            .await
            .unwrap()
    };
    assert!(pause(Some(administrator), "moving").await);
    assert!(!pause(None, "other").await);
    tx.commit().await.unwrap();
    mail_from(&app, NORTH).await;
    mail_from(&app, "example.org").await;
    assert_eq!(deliver(&app).await, 0);
    let [everything] = &paused(&app).await[..] else {
        panic!("everything is paused")
    };
    assert_eq!(
        (everything.by, &*everything.reason),
        (Some(administrator), "moving")
    );
    resume(&app, EVERYTHING).await;
    assert_eq!(deliver(&app).await, 2);
}

#[tokio::test]
async fn a_mail_scheduled_by_a_paused_account_stays_as_it_is() {
    let mut app = TestApp::new().await;
    app.services.mail_accounts = Arc::new(Accounts::only(Arc::new(MemoryMailer::new())));
    let exchange = mail_to(&app, "a@client.example").await;
    let mail = app.mail(exchange).await.unwrap();
    let scheduled = Expr::value("scheduled");
    change_recipients(&app, &mail, mail_recipients::Column::State, scheduled).await;
    let tx = app.services.db.begin().await.unwrap();
    smtp_accounts::pause(&tx, "", None, "sign_in_refused", "", app.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    deliver(&app).await;
    assert_eq!(states(&app, exchange).await, ["scheduled"]);
    resume(&app, "").await;
    deliver(&app).await;
    assert_eq!(states(&app, exchange).await, ["accepted"]);
}

#[tokio::test]
async fn a_server_that_stalls_leaves_a_lane_to_every_other_account() {
    let mut app = TestApp::new().await;
    let (stalling, north) = (Arc::new(Stalling::default()), Counting::new(1));
    let accounts = Accounts::only(stalling.clone()).with(NORTH, north.clone());
    app.services.mail_accounts = Arc::new(accounts);
    for _ in 0..6 {
        mail_from(&app, "example.org").await;
    }
    let pace = Pace {
        lanes: 4,
        ..Pace::default()
    };
    let running = Running::start(&app.services, pace);
    while stalling.begun.load(Ordering::SeqCst) < 3 {
        stalling.has_begun.notified().await;
    }
    let other = mail_from(&app, NORTH).await;
    app.services.bell.notify_one();
    north.is_done.notified().await;
    assert_eq!(stalling.begun.load(Ordering::SeqCst), 3, "one lane stays free");
    while states(&app, other).await != ["accepted"] {
        tokio::task::yield_now().await;
    }
    drop(running);
}

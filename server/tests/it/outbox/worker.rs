//! The worker and its lanes.

use super::{
    Counting, Halt, Halting, MINUTE_MS, Running, change_recipients, deliver, email, enqueue_many, enqueue_to,
    everybody, mail_to, reached, recipients, states,
};
use crate::harness::TestApp;
use async_trait::async_trait;
use domain::email::Email;
use sea_orm::sea_query::Expr;
use server::mailer::{Accounts, Attempt, Gate, Mailer, MemoryMailer, Stopped, Verdict};
use server::outbox::{Pace, deliver_pending};
use server::persistence::entity::mail_recipients;
use server::persistence::health;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Barrier, Notify};

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
    let mut expected: Vec<Email> = (0..12)
        .flat_map(|at| {
            [
                email(&format!("a{at}@client.example")),
                email(&format!("b{at}@client.example")),
            ]
        })
        .collect();
    expected.sort();
    assert_eq!(reached(&mailer), expected);
    for exchange in exchanges {
        assert_eq!(states(&app, exchange).await, ["accepted", "accepted"]);
    }
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
    let mut app = TestApp::new().await;
    let mailer = Arc::new(Panicking::default());
    app.services.mail_accounts = Arc::new(Accounts::only(mailer.clone()));
    let running = Running::start(&app.services, Pace::default());
    let first = mail_to(&app, "a@client.example").await;
    mailer.panicked.notified().await;
    let second = mail_to(&app, "b@client.example").await;
    mailer.sent.notified().await;
    running.stop().await;
    assert_eq!(states(&app, first).await, ["deferred"]);
    assert_eq!(states(&app, second).await, ["accepted"]);
    app.clock.advance_ms(2 * MINUTE_MS);
    assert_eq!(deliver(&app, &MemoryMailer::new()).await, 1);
    assert_eq!(states(&app, first).await, ["accepted"]);
}

/// Goes on only when as many mails are under way as there are lanes.
#[derive(Debug)]
struct Meeting {
    barrier: Barrier,
    then: Arc<Counting>,
}

#[async_trait]
impl Mailer for Meeting {
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        self.barrier.wait().await;
        self.then.send(mail, gate).await
    }
}

#[tokio::test]
async fn mails_that_leave_at_once_share_their_transactions() {
    const MAILS: usize = 200;
    const LANES: usize = 16;
    let mut app = TestApp::new().await;
    let counting = Counting::new(MAILS);
    let meeting = Meeting {
        barrier: Barrier::new(8),
        then: counting.clone(),
    };
    app.services.mail_accounts = Arc::new(Accounts::only(Arc::new(meeting)));
    enqueue_many(&app, MAILS).await;
    let pace = Pace {
        lanes: LANES,
        ..Pace::default()
    };
    let running = Running::start(&app.services, pace);
    counting.is_done.notified().await;
    running.stop().await;
    assert_eq!(reached(&counting.sent), everybody(MAILS));
    let transactions = app.services.mail_counters.transactions();
    assert!(
        transactions <= MAILS as u64 / 2,
        "{transactions} transactions for {MAILS} mails"
    );
}

#[tokio::test]
async fn a_worker_that_waits_for_its_server_keeps_the_mail() {
    let mut app = TestApp::new().await;
    let slow = Halting::new(Halt::BeforeGate);
    app.services.mail_accounts = Arc::new(Accounts::only(slow.clone()));
    let exchange = mail_to(&app, "a@client.example").await;
    let pace = Pace {
        lease_ms: 100,
        ..Pace::default()
    };
    let running = Running::start(&app.services, pace);
    slow.reached.notified().await;
    let held_until = recipients(&app, exchange).await[0].lease_until_at;
    app.clock.advance_ms(50);
    while recipients(&app, exchange).await[0].lease_until_at == held_until {
        tokio::task::yield_now().await;
    }
    app.clock.advance_ms(60);
    assert_eq!(
        deliver(&app, &MemoryMailer::new()).await,
        0,
        "the lease was renewed"
    );
    slow.go_on.notify_one();
    running.stop().await;
    assert_eq!(states(&app, exchange).await, ["accepted"]);
}

/// Panics once the server may have the mail.
#[derive(Debug, Default)]
struct PanickingLate(Notify);

#[async_trait]
impl Mailer for PanickingLate {
    async fn send(&self, _mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        gate.before_final_dot(&[0]).await?;
        self.0.notify_one();
        panic!("as planned");
    }
}

#[tokio::test]
async fn a_panic_after_the_final_dot_leaves_an_uncertain_mail() {
    let mut app = TestApp::new().await;
    let mailer = Arc::new(PanickingLate::default());
    app.services.mail_accounts = Arc::new(Accounts::only(mailer.clone()));
    let exchange = mail_to(&app, "a@client.example").await;
    let running = Running::start(&app.services, Pace::default());
    mailer.0.notified().await;
    running.stop().await;
    let row = recipients(&app, exchange).await.remove(0);
    assert_eq!(
        (&*row.state, row.reason.as_deref()),
        ("uncertain", Some("worker_lost"))
    );
}

#[tokio::test]
async fn many_recipients_are_settled_together() {
    const MAILS: usize = 12;
    const EACH: usize = 100;
    let mut app = TestApp::new().await;
    let counting = Counting::new(MAILS);
    app.services.mail_accounts = Arc::new(Accounts::only(counting.clone()));
    enqueue_to(&app, MAILS, EACH).await;
    let pace = Pace {
        lanes: MAILS,
        ..Pace::default()
    };
    let running = Running::start(&app.services, pace);
    counting.is_done.notified().await;
    running.stop().await;
    assert_eq!(reached(&counting.sent), everybody(MAILS * EACH));
    let states = health::recipients_by_state(&app.services.db).await.unwrap();
    assert_eq!(states, [("accepted".to_owned(), 1_200)]);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_spoils_no_other_mail() {
    let mut app = TestApp::new().await;
    let halting = Halting::new(Halt::BeforeGate);
    app.services.mail_accounts = Arc::new(Accounts::only(halting.clone()));
    let broken = mail_to(&app, "a@client.example").await;
    let good = mail_to(&app, "b@client.example").await;
    let running = Running::start(&app.services, Pace::default());
    while recipients(&app, good).await[0].lease_token.is_none() {
        halting.reached.notified().await;
    }
    let mail = app.mail(broken).await.unwrap();
    let nonsense = Expr::value("nonsense");
    change_recipients(&app, &mail, mail_recipients::Column::State, nonsense).await;
    // Both are at the gate or on their way to it, and ask for their marks together.
    while states(&app, good).await != ["accepted"] {
        halting.go_on.notify_one();
        tokio::task::yield_now().await;
    }
    assert_eq!(states(&app, broken).await, ["nonsense"]);
    assert_eq!(reached(&halting.sent), [email("b@client.example")]);
    drop(running);
}

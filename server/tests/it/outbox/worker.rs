//! The worker and its lanes.

use super::{MINUTE_MS, deliver, email, mail_to, states};
use crate::harness::TestApp;
use async_trait::async_trait;
use domain::email::Email;
use server::mailer::{Accounts, Attempt, Gate, Mailer, MemoryMailer, Stopped, Verdict};
use server::outbox::{Pace, Worker, deliver_pending};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Notify, watch};

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
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(Worker::new(app.services.clone(), Pace::default()).run(stopped));
    let first = mail_to(&app, "a@client.example").await;
    mailer.panicked.notified().await;
    let second = mail_to(&app, "b@client.example").await;
    mailer.sent.notified().await;
    stop.send(true).unwrap();
    worker.await.unwrap();
    assert_eq!(states(&app, first).await, ["deferred"]);
    assert_eq!(states(&app, second).await, ["accepted"]);
    app.clock.advance_ms(2 * MINUTE_MS);
    assert_eq!(deliver(&app, &MemoryMailer::new()).await, 1);
    assert_eq!(states(&app, first).await, ["accepted"]);
}

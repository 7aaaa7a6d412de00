//! Workers that are killed, frozen or late, and what their leases keep them from.

use super::{Halt, Halting, deliver, email, mail_to, recipients, states, worker_halted_in};
use crate::harness::TestApp;
use domain::email::Email;
use server::mailer::MemoryMailer;
use server::outbox::LEASE_MS;

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

//! The machine's clock set back: nothing waits for an instant that was never meant.

use super::{
    Halt, Halting, MINUTE_MS, change_recipients, deliver, email, mail_to, recipients, states,
    worker_halted_in,
};
use crate::harness::TestApp;
use domain::ExchangeId;
use domain::reason::MailReason;
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use server::mailer::{MemoryMailer, Verdict};
use server::persistence::entity::mail_recipients;

const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// A mail that was tried once and waits for its second try.
async fn deferred(app: &TestApp) -> ExchangeId {
    let mailer = MemoryMailer::new();
    let verdict = Verdict::Deferred {
        reason: MailReason::NotNow,
        reply: "451 later".to_owned(),
    };
    mailer.answer(&email("a@client.example"), verdict);
    let exchange = mail_to(app, "a@client.example").await;
    deliver(app, &mailer).await;
    assert_eq!(states(app, exchange).await, ["deferred"]);
    exchange
}

#[tokio::test]
async fn what_is_queued_leaves_whatever_the_clock_says() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example").await;
    app.clock.advance_ms(-DAY_MS);
    assert_eq!(deliver(&app, &MemoryMailer::new()).await, 1);
    assert_eq!(states(&app, exchange).await, ["accepted"]);
}

#[tokio::test]
async fn a_next_try_that_is_impossibly_far_is_due() {
    let app = TestApp::new().await;
    let exchange = deferred(&app).await;
    app.clock.advance_ms(-DAY_MS);
    assert_eq!(deliver(&app, &MemoryMailer::new()).await, 1);
    assert_eq!(states(&app, exchange).await, ["accepted"]);
}

#[tokio::test]
async fn a_next_try_that_is_possible_is_waited_for() {
    let app = TestApp::new().await;
    let exchange = deferred(&app).await;
    app.clock.advance_ms(-60 * MINUTE_MS);
    assert_eq!(deliver(&app, &MemoryMailer::new()).await, 0);
    app.clock.advance_ms(62 * MINUTE_MS);
    assert_eq!(deliver(&app, &MemoryMailer::new()).await, 1);
    assert_eq!(states(&app, exchange).await, ["accepted"]);
}

#[tokio::test]
async fn a_lease_that_is_impossibly_long_has_ended() {
    for (halt, after) in [(Halt::BeforeGate, "accepted"), (Halt::AfterGate, "uncertain")] {
        let app = TestApp::new().await;
        let exchange = mail_to(&app, "a@client.example").await;
        let dying = Halting::new(halt);
        let worker = worker_halted_in(&app, &dying).await;
        worker.abort();
        assert!(worker.await.unwrap_err().is_cancelled());
        app.clock.advance_ms(-5 * MINUTE_MS);
        deliver(&app, &MemoryMailer::new()).await;
        assert!(
            ["queued", "transmitting"].contains(&&*states(&app, exchange).await[0]),
            "{halt:?}"
        );
        app.clock.advance_ms(-DAY_MS);
        deliver(&app, &MemoryMailer::new()).await;
        assert_eq!(states(&app, exchange).await, [after], "{halt:?}");
    }
}

#[tokio::test]
async fn what_is_to_leave_later_waits_for_its_time() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example").await;
    let leaves_at = app.now().plus_ms(60 * MINUTE_MS);
    let mail = app.mail(exchange).await.unwrap();
    for (column, value) in [
        (mail_recipients::Column::State, Expr::value("scheduled")),
        (mail_recipients::Column::NextTryAt, Expr::value(leaves_at.0)),
        (mail_recipients::Column::QueuedAt, Expr::value(leaves_at.0)),
    ] {
        change_recipients(&app, &mail, column, value).await;
    }
    app.clock.advance_ms(-DAY_MS);
    assert_eq!(deliver(&app, &MemoryMailer::new()).await, 0);
    assert_eq!(states(&app, exchange).await, ["scheduled"]);
    app.clock.set(Timestamp(leaves_at.0));
    assert_eq!(deliver(&app, &MemoryMailer::new()).await, 1);
    assert_eq!(recipients(&app, exchange).await[0].attempt_count, 1);
}

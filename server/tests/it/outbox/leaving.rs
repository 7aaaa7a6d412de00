//! A mail on its way, and what each answer of the server makes of its recipients.

use super::{MINUTE_MS, change_recipients, deliver, email, mail_to, now_ms, recipients, smtp, states};
use crate::harness::TestApp;
use crate::smtp_server::{Fault, PLAIN, SmtpServer};
use domain::reason::MailReason;
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::mailer::{FileMailer, MemoryMailer, Verdict};
use server::persistence::entity::{mail_recipients, mails};
use server::persistence::outbox::{self as rows, Backlog};

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
        assert!(deliver(&app, &mailer).await >= 1, "the last time with a notice");
        tries += 1;
    }
    let days = (now_ms(&app) - start) / (24 * 60 * MINUTE_MS);
    assert_eq!(days, 4, "the next try would be on the sixth day");
    assert!(tries > 20, "{tries}");
    assert_eq!(recipients(&app, exchange).await[0].reply, "451 later");
}

#[tokio::test]
async fn the_five_days_are_counted_from_when_a_recipient_was_queued() {
    const DAYS_MS: i64 = 24 * 60 * MINUTE_MS;
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
    let mail = app.mail(exchange).await.unwrap();
    app.clock.advance_ms(10 * DAYS_MS);
    let tries = Expr::value(20);
    change_recipients(&app, &mail, mail_recipients::Column::AttemptCount, tries).await;
    for (queued_at, state, attempts) in [
        (now_ms(&app) - 4 * DAYS_MS, "deferred", 21),
        (now_ms(&app) - 5 * DAYS_MS, "refused", 22),
    ] {
        for (column, value) in [
            (mail_recipients::Column::QueuedAt, Expr::value(queued_at)),
            (mail_recipients::Column::NextTryAt, Expr::value(now_ms(&app))),
        ] {
            change_recipients(&app, &mail, column, value).await;
        }
        deliver(&app, &mailer).await;
        let row = recipients(&app, exchange).await.remove(0);
        assert_eq!((&*row.state, row.attempt_count), (state, attempts));
    }
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
            oldest_due_at: Some(since),
            oldest_queued_at: Some(since),
        }
    );
    deliver(&app, &MemoryMailer::new()).await;
    assert_eq!(backlog().await, Backlog::default());
}

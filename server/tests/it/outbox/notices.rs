//! Who sent a mail that is given up is told so, once, and nobody is told about a notice.

use super::{MINUTE_MS, deliver, email, mail_to, recipients};
use crate::harness::{TestApp, mailed};
use domain::reason::MailReason;
use domain::time::Timestamp;
use mail_parser::{Message, MessageParser};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::mailer::{MemoryMailer, SentMail, Verdict};
use server::persistence::entity::{accounts, employees, mails};

/// Never takes a mail for these.
fn deferring(addresses: &[&str]) -> MemoryMailer {
    let mailer = MemoryMailer::new();
    for address in addresses {
        let verdict = Verdict::Deferred {
            reason: MailReason::MailboxFull,
            reply: "452 4.2.2 mailbox full".to_owned(),
        };
        mailer.answer(&email(address), verdict);
    }
    mailer
}

/// Tries until nothing waits any more.
async fn deliver_all(app: &TestApp, mailer: &MemoryMailer) {
    loop {
        deliver(app, mailer).await;
        let next = server::persistence::entity::mail_recipients::Entity::find()
            .all(app.services.db.reader())
            .await
            .unwrap()
            .into_iter()
            .filter_map(|row| row.next_try_at)
            .min();
        match next {
            Some(at) => app.clock.set(Timestamp(at)),
            None => break,
        }
    }
}

fn parsed(mail: &SentMail) -> Message<'_> {
    MessageParser::default().parse(&mail.bytes).unwrap()
}

#[tokio::test]
async fn who_recorded_a_mail_that_is_given_up_is_told_once() {
    let app = TestApp::new().await;
    let mailer = deferring(&["a@client.example", "b@client.example"]);
    let exchange = mail_to(&app, "a@client.example; b@client.example; c@client.example").await;
    let frozen = app.mail(exchange).await.unwrap();
    let start = app.now();
    deliver_all(&app, &mailer).await;
    let states: Vec<String> = recipients(&app, exchange)
        .await
        .into_iter()
        .map(|row| format!("{} {:?}", row.state, row.reason))
        .collect();
    assert_eq!(
        states,
        [
            "refused Some(\"given_up\")",
            "refused Some(\"given_up\")",
            "accepted None"
        ]
    );
    assert!(app.now().0 - start.0 > 4 * 24 * 60 * MINUTE_MS);

    let notices: Vec<SentMail> = mailer
        .sent()
        .into_iter()
        .filter(|sent| sent.recipients == [email("demo@example.org")])
        .collect();
    // Each recipient has delays of their own, so that there may be a notice for each.
    assert!((1..=2).contains(&notices.len()), "{}", notices.len());
    let mut told = 0;
    for notice in &notices {
        assert_eq!(
            notice.from,
            email("demo@example.org"),
            "the identity of the mail itself"
        );
        let message = parsed(notice);
        assert_eq!(
            message.subject().unwrap(),
            format!("Mail non remis\u{a0}: {}", frozen.subject)
        );
        let text = message.body_text(0).unwrap();
        for part in [
            "La boîte du destinataire est pleine.",
            "452 4.2.2 mailbox full",
            "https://echanges.example.org/dits/DIT-2026-0001?panel=exchanges",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("c@client.example"), "{text}");
        told += text.matches("@client.example").count();
    }
    assert_eq!(told, 2);
}

#[tokio::test]
async fn a_notice_speaks_the_language_of_the_account_and_goes_to_the_recorder() {
    let app = TestApp::new().await;
    let actor = app.company.dispatcher.actor;
    let tx = app.services.db.begin().await.unwrap();
    accounts::Entity::update_many()
        .col_expr(accounts::Column::Locale, Expr::value("en"))
        .filter(accounts::Column::Id.eq(actor.account.0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let dit = app.open_request().await;
    let mut command = mailed(dit, "Nous passons demain.", "a@client.example");
    command.employee = Some(app.company.technician.employee.id);
    app.as_dispatcher().record(command).await;
    let mailer = deferring(&["a@client.example"]);
    deliver_all(&app, &mailer).await;
    let [notice] = &mailer.sent()[..] else {
        panic!("one notice")
    };
    assert_eq!(notice.recipients, [email("demo@example.org")]);
    assert_eq!(
        notice.from,
        email("tech@example.org"),
        "the identity of the mail itself"
    );
    assert!(
        parsed(notice)
            .subject()
            .unwrap()
            .starts_with("Mail not delivered: ")
    );
}

#[tokio::test]
async fn nobody_is_told_about_a_notice() {
    let app = TestApp::new().await;
    let mailer = deferring(&["a@client.example", "demo@example.org"]);
    mail_to(&app, "a@client.example").await;
    deliver_all(&app, &mailer).await;
    let rows = mails::Entity::find().all(app.services.db.reader()).await.unwrap();
    let purposes: Vec<&str> = rows.iter().map(|row| &*row.purpose).collect();
    assert_eq!(
        purposes.iter().filter(|purpose| **purpose == "notice").count(),
        1,
        "{purposes:?}"
    );
    assert_eq!(purposes.len(), 2);
    assert!(mailer.sent().is_empty());
}

#[tokio::test]
async fn without_an_address_to_write_to_the_mail_is_given_up_all_the_same() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, "a@client.example").await;
    let tx = app.services.db.begin().await.unwrap();
    employees::Entity::update_many()
        .col_expr(employees::Column::Mail1, Expr::value(None::<String>))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    deliver_all(&app, &deferring(&["a@client.example"])).await;
    assert_eq!(recipients(&app, exchange).await[0].state, "refused");
    assert_eq!(
        mails::Entity::find()
            .all(app.services.db.reader())
            .await
            .unwrap()
            .len(),
        1
    );
}

//! The outbox in the hands of an administrator: who may look and act, what stops and what leaves, what is shown of a mail that left.

use crate::browser::{DISPATCHER, READER, TECHNICIAN, Web};
use crate::harness::{As, TestApp, mailed};
use app::backend::Backend;
use app::error::AppError;
use app::view::outbox::{MailAbout, OutboxCursor, OutboxFilter, OutboxView};
use axum::http::StatusCode;
use domain::command::{Command, CreateDkimKey, Effect, PauseMail, ResumeMail, SendTestMail};
use domain::locale::Locale;
use domain::mail::RecipientState;
use domain::outbox::{DEFAULT_ACCOUNT, WHOLE_OUTBOX};
use domain::permission::{Permission, Role};
use domain::reason::MailReason;
use domain::rejection::{Field, Problem, RecordName, Rejection};
use sea_orm::EntityTrait;
use server::backend::Bound;
use server::mailer::Verdict;
use server::persistence::entity::{dkim_keys, mails};
use server::persistence::smtp_accounts;

pub const ADMINISTRATOR: &str = "admin@example.org";

pub fn bound(acting: As<'_>) -> Bound {
    Bound {
        services: acting.app.services.clone(),
        actor: acting.actor,
        locale: Locale::Fr,
        email: String::new(),
        remote_address: String::new(),
    }
}

pub async fn outbox(app: &TestApp) -> OutboxView {
    filtered(app, OutboxFilter::All, None).await
}

pub async fn filtered(app: &TestApp, filter: OutboxFilter, after: Option<OutboxCursor>) -> OutboxView {
    bound(app.as_administrator()).outbox(filter, after).await.unwrap()
}

fn pause(account: &str) -> Command {
    Command::PauseMail(PauseMail {
        account: account.to_owned(),
    })
}

fn resume(account: &str) -> Command {
    Command::ResumeMail(ResumeMail {
        account: account.to_owned(),
    })
}

fn test_mail(from: &str, to: &str) -> Command {
    Command::SendTestMail(SendTestMail {
        from: from.to_owned(),
        to: to.to_owned(),
    })
}

fn create_key(domain: &str) -> Command {
    Command::CreateDkimKey(CreateDkimKey {
        domain: domain.to_owned(),
    })
}

fn commands() -> [Command; 4] {
    [
        pause(DEFAULT_ACCOUNT),
        resume(DEFAULT_ACCOUNT),
        test_mail("demo@example.org", "moi@client.example"),
        create_key("example.org"),
    ]
}

pub fn count(view: &OutboxView, state: RecipientState) -> u64 {
    view.counts
        .iter()
        .find(|count| count.state == state)
        .unwrap()
        .count
}

/// Pauses as the worker does when a server refuses our name or our password.
async fn stopped_by_program(app: &TestApp, account: &str) {
    let tx = app.services.db.begin().await.unwrap();
    smtp_accounts::pause(&tx, account, None, "sign_in_refused", "535 5.7.8 no", app.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn only_an_administrator_sees_the_outbox_and_acts_on_it() {
    let app = TestApp::new().await;
    for role in Role::ALL {
        let acting = app.as_role(role);
        let answer = bound(acting).outbox(OutboxFilter::All, None).await;
        if role == Role::Administrator {
            answer.unwrap();
            continue;
        }
        assert_eq!(answer, Err(AppError::Forbidden), "{role:?}");
        for command in commands() {
            let refused = Rejection::NotPermitted(Permission::Parameters);
            assert_eq!(acting.refused(command).await, refused, "{role:?}");
        }
    }
    let view = outbox(&app).await;
    assert!(view.test.is_none() && view.pause.is_none() && view.accounts[0].pause.is_none());
    assert!(view.domains.iter().all(|domain| domain.key.is_none()));
}

#[tokio::test]
async fn the_page_is_an_administrators_and_for_others_a_calm_sentence() {
    let web = Web::new().await;
    let path = "/settings/outbox";
    for (email, status) in [
        (ADMINISTRATOR, StatusCode::OK),
        (DISPATCHER, StatusCode::FORBIDDEN),
        (TECHNICIAN, StatusCode::FORBIDDEN),
        (READER, StatusCode::FORBIDDEN),
    ] {
        let cookie = web.session(email).await;
        let page = web.get(path, &cookie).await;
        assert_eq!(page.status, status, "{email}");
        let is_theirs = status == StatusCode::OK;
        let (figures, sentence) = ("Comptes d’envoi", "réservée aux administrateurs");
        assert_eq!(page.text().contains(figures), is_theirs, "{email}");
        assert_eq!(page.text().contains(sentence), !is_theirs, "{email}");
        let list = web.get("/", &cookie).await;
        assert_eq!(
            list.text().contains("href=\"/settings/outbox\""),
            is_theirs,
            "{email}"
        );
        let body = r#"{"filter":"All","after":null}"#;
        let answer = web.ask("outbox", body, &cookie).await;
        assert_eq!(answer.status, status, "{email}");
    }
    let anonymous = web.get(path, "").await;
    assert_eq!(anonymous.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_is_paused_waits_and_leaves_when_it_is_resumed() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    for account in [DEFAULT_ACCOUNT, WHOLE_OUTBOX] {
        let admin = app.as_administrator();
        admin.attempt(pause(account)).await.unwrap();
        // Twice is once: who paused first is the one to be shown.
        admin.attempt(pause(account)).await.unwrap();
        app.as_dispatcher()
            .record(mailed(dit, "Bonjour", "contact1@client.example"))
            .await;
        assert_eq!(app.deliver_pending().await, 0, "{account}");
        let view = outbox(&app).await;
        assert_eq!((view.depth, count(&view, RecipientState::Queued)), (1, 1));
        assert_eq!(view.oldest_due.as_ref().map(|when| when.at), Some(app.now()));
        let shown = if account == WHOLE_OUTBOX {
            &view.pause
        } else {
            &view.accounts[0].pause
        };
        let shown = shown.as_ref().unwrap();
        assert_eq!(
            (shown.by.as_str(), shown.reason.as_str()),
            ("Claude admin", ""),
            "{account}"
        );
        assert!(!view.has_alert(), "a person knows what they did");

        admin.attempt(resume(account)).await.unwrap();
        assert_eq!(app.deliver_pending().await, 1, "{account}");
        let view = outbox(&app).await;
        assert!(view.pause.is_none() && view.accounts[0].pause.is_none());
        assert_eq!(view.depth, 0);
        app.clock.advance_ms(1_000);
    }
    for command in [pause("autre.example"), resume("autre.example")] {
        assert_eq!(
            app.as_administrator().refused(command).await,
            Rejection::Unknown(RecordName::MailAccount)
        );
    }
}

#[tokio::test]
async fn resuming_wakes_the_worker() {
    let app = TestApp::new().await;
    app.as_administrator()
        .attempt(pause(DEFAULT_ACCOUNT))
        .await
        .unwrap();
    let woken = app.services.bell.clone();
    let woken = woken.notified();
    app.as_administrator()
        .attempt(resume(DEFAULT_ACCOUNT))
        .await
        .unwrap();
    woken.await;
}

#[tokio::test]
async fn a_repeated_pause_does_not_stop_what_was_resumed_since() {
    let app = TestApp::new().await;
    let admin = app.as_administrator();
    let envelope = app.envelope(pause(DEFAULT_ACCOUNT));
    let first = admin.send(envelope.clone()).await.unwrap();
    admin.attempt(resume(DEFAULT_ACCOUNT)).await.unwrap();
    assert_eq!(admin.send(envelope).await.unwrap(), first);
    assert!(outbox(&app).await.accounts[0].pause.is_none());
}

#[tokio::test]
async fn an_account_that_the_program_stopped_is_told_to_administrators_until_it_is_resumed() {
    let app = TestApp::new().await;
    let has_alert = async |role| bound(app.as_role(role)).session().await.unwrap().has_mail_alert;
    assert!(!has_alert(Role::Administrator).await);
    stopped_by_program(&app, DEFAULT_ACCOUNT).await;
    for role in Role::ALL {
        assert_eq!(has_alert(role).await, role == Role::Administrator, "{role:?}");
    }
    let view = outbox(&app).await;
    let stopped = view.accounts[0].pause.clone().unwrap();
    assert!(view.has_alert());
    assert_eq!(
        (stopped.by.as_str(), stopped.reply.as_str()),
        ("", "535 5.7.8 no")
    );
    assert!(
        stopped.reason.contains("refuse l’identifiant"),
        "{}",
        stopped.reason
    );

    app.as_administrator()
        .attempt(resume(DEFAULT_ACCOUNT))
        .await
        .unwrap();
    assert!(!has_alert(Role::Administrator).await);
    assert!(!outbox(&app).await.has_alert());
    app.as_administrator()
        .attempt(pause(DEFAULT_ACCOUNT))
        .await
        .unwrap();
    assert!(
        !has_alert(Role::Administrator).await,
        "a person's pause is no alert"
    );
}

#[tokio::test]
async fn a_test_mail_leaves_by_the_outbox_and_its_state_is_followed() {
    let app = TestApp::new().await;
    let admin = app.as_administrator();
    let to = "essai@client.example";
    let receipt = admin
        .attempt(test_mail("Technique@example.org", to))
        .await
        .unwrap();
    let Effect::TestMail(id) = receipt.effect else {
        panic!("{receipt:?}")
    };
    let test = outbox(&app).await.test.unwrap();
    assert_eq!(
        (test.from.as_str(), test.recipient.address.as_str()),
        ("technique@example.org", to)
    );
    assert_eq!(test.recipient.state, RecipientState::Queued);
    assert_eq!(app.deliver_pending().await, 1);
    let sent = app.mailer.sent().pop().unwrap();
    let read = mail_parser::MessageParser::default().parse(&sent.bytes).unwrap();
    assert_eq!(read.subject(), Some("Mail d’essai d’Échanges"));
    assert_eq!(
        read.header_raw("Auto-Submitted").map(str::trim),
        Some("auto-generated")
    );
    assert!(read.body_text(0).unwrap().contains("Claude admin"));
    let test = outbox(&app).await.test.unwrap();
    assert_eq!(test.recipient.state, RecipientState::Accepted);
    assert_eq!(test.recipient.reply, "250 kept in memory");

    let row = mails::Entity::find_by_id(id.0)
        .one(app.services.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.purpose.as_str(), row.exchange_id), ("test", None));
    app.mailer.answer(
        &to.parse().unwrap(),
        Verdict::Refused {
            reason: MailReason::UnknownAddress,
            reply: "550 5.1.1 who?".to_owned(),
        },
    );
    app.clock.advance_ms(1_000);
    admin.attempt(test_mail("demo@example.org", to)).await.unwrap();
    app.deliver_pending().await;
    let view = outbox(&app).await;
    let test = view.test.unwrap();
    assert_eq!(
        test.recipient.state,
        RecipientState::Refused,
        "the newest one is shown"
    );
    assert!(
        test.recipient.reason.contains("n’existe pas"),
        "{}",
        test.recipient.reason
    );
    assert_eq!(view.rows[0].about, MailAbout::Test);
    let trouble = view.accounts[0].trouble.clone().unwrap();
    assert_eq!(trouble.reply, "550 5.1.1 who?");
    let answers = view.accounts[0].answers;
    assert_eq!(
        (answers.taken, answers.not_now, answers.never, answers.network),
        (1, 0, 1, 0)
    );
}

#[tokio::test]
async fn a_test_mail_is_refused_in_the_field_that_is_wrong() {
    let app = TestApp::new().await;
    for (from, to, field, problem) in [
        (
            "former@example.org",
            "a@b.example",
            Field::From,
            Problem::NotInList,
        ),
        ("demo@example.org", "", Field::Address, Problem::Missing),
        (
            "demo@example.org",
            "a@b.example;c@d.example",
            Field::Address,
            Problem::TooMany { max: 1 },
        ),
    ] {
        let refused = app.as_administrator().refused(test_mail(from, to)).await;
        assert_eq!(refused, Rejection::field(field, problem), "{from} {to}");
    }
    assert!(outbox(&app).await.test.is_none());
}

#[tokio::test]
async fn a_domain_gets_one_key_and_its_record_is_shown() {
    let app = TestApp::new().await;
    let admin = app.as_administrator();
    admin.attempt(create_key("Example.ORG")).await.unwrap();
    let view = outbox(&app).await;
    assert_eq!(view.domains.len(), 1);
    let key = view.domains[0].key.clone().unwrap();
    assert!(
        key.record_name.ends_with("._domainkey.example.org"),
        "{}",
        key.record_name
    );
    assert!(
        key.record_value.starts_with("v=DKIM1; k=rsa; p="),
        "{}",
        key.record_value
    );
    let stored = dkim_keys::Entity::find()
        .one(app.services.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert!(
        !key.record_value.contains(&stored.private_key[40..80]),
        "only the public half is shown"
    );

    admin.attempt(create_key("example.org")).await.unwrap();
    assert_eq!(
        outbox(&app).await.domains[0].key,
        Some(key),
        "it may be published already"
    );
    assert_eq!(
        admin.refused(create_key("ailleurs.example")).await,
        Rejection::Unknown(RecordName::MailDomain)
    );
}

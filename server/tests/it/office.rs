//! The outbox in the hands of an administrator: who may look and act, what stops and what leaves, what is shown of a mail that left.

use crate::browser::{DISPATCHER, READER, TECHNICIAN, Web};
use crate::harness::{As, TestApp, mailed};
use crate::rows::{MARCH, MINUTE, write};
use app::backend::Backend;
use app::error::AppError;
use app::view::outbox::{MailAbout, OutboxCursor, OutboxFilter, OutboxView};
use axum::http::StatusCode;
use domain::ExchangeId;
use domain::command::{Command, CreateDkimKey, Effect, PauseMail, ResumeMail, SendTestMail};
use domain::locale::Locale;
use domain::mail::RecipientState;
use domain::outbox::{DEFAULT_ACCOUNT, WHOLE_OUTBOX};
use domain::permission::{Permission, Role};
use domain::reason::MailReason;
use domain::rejection::{Field, Problem, RecordName, Rejection};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::backend::Bound;
use server::mailer::Verdict;
use server::persistence::entity::{dkim_keys, mail_recipients, mails};
use server::persistence::smtp_accounts;
use uuid::Uuid;

const ADMINISTRATOR: &str = "admin@example.org";

fn bound(acting: As<'_>) -> Bound {
    Bound {
        services: acting.app.services.clone(),
        actor: acting.actor,
        locale: Locale::Fr,
        email: String::new(),
        remote_address: String::new(),
    }
}

async fn outbox(app: &TestApp) -> OutboxView {
    filtered(app, OutboxFilter::All, None).await
}

async fn filtered(app: &TestApp, filter: OutboxFilter, after: Option<OutboxCursor>) -> OutboxView {
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

fn count(view: &OutboxView, state: RecipientState) -> u64 {
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

/// Mails of the program in every state, one a minute; the first is the oldest.
async fn write_states(app: &TestApp, states: &[&str]) {
    let id = |at: usize| Uuid::from_u128(0x5000 + at as u128);
    let mail = |at: usize| mails::Model {
        id: id(at),
        exchange_id: None,
        message_id: format!("<{at}@example.org>"),
        from_email: "demo@example.org".into(),
        subject: format!("Avis {at}"),
        bytes: Vec::new(),
        created_at: MARCH,
        purpose: "notice".into(),
        reply_address: "demo@example.org".into(),
        references_ids: String::new(),
        is_signed: false,
    };
    let recipient = |(at, state): (usize, &&str)| mail_recipients::Model {
        id: 20_000 + i64::try_from(at).unwrap(),
        mail_id: id(at),
        address: format!("{at}@client.example"),
        role: "to".into(),
        state: (*state).to_owned(),
        attempt_count: 1,
        next_try_at: (*state != "accepted").then_some(MARCH),
        since_at: MARCH + i64::try_from(at).unwrap() * MINUTE,
        reply: String::new(),
        lease_token: None,
        lease_until_at: None,
        reason: (*state == "refused").then(|| "mailbox_full".to_owned()),
        from_domain: "example.org".into(),
        queued_at: MARCH,
    };
    write(&app.services.db, (0..states.len()).map(mail).collect()).await;
    write(
        &app.services.db,
        states.iter().enumerate().map(recipient).collect(),
    )
    .await;
}

#[tokio::test]
async fn the_list_holds_whoever_needs_somebody_newest_first_and_page_by_page() {
    let app = TestApp::new().await;
    let all = [
        "refused",
        "uncertain",
        "deferred",
        "queued",
        "scheduled",
        "accepted",
        "cancelled",
        "resolved",
    ];
    let states: Vec<&str> = all.iter().copied().cycle().take(160).collect();
    write_states(&app, &states).await;
    let expected: Vec<String> = (0..states.len())
        .rev()
        .filter(|at| !["accepted", "cancelled", "resolved"].contains(&states[*at]))
        .map(|at| format!("{at}@client.example"))
        .collect();
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = filtered(&app, OutboxFilter::All, after).await;
        assert!(page.rows.len() <= 50);
        found.extend(page.rows.into_iter().map(|row| row.recipient.address));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(found, expected);
    for (filter, state) in [
        (OutboxFilter::Refused, RecipientState::Refused),
        (OutboxFilter::Uncertain, RecipientState::Uncertain),
        (OutboxFilter::Deferred, RecipientState::Deferred),
        (OutboxFilter::Scheduled, RecipientState::Scheduled),
        (OutboxFilter::Overdue, RecipientState::Queued),
    ] {
        let page = filtered(&app, filter, None).await;
        assert_eq!(page.rows.len(), 20, "{filter:?}");
        for row in &page.rows {
            assert_eq!(row.recipient.state, state);
            assert_eq!(row.is_overdue, filter == OutboxFilter::Overdue);
            assert_eq!(row.about, MailAbout::Notice);
        }
        assert!(page.next.is_none());
        assert_eq!(count(&page, state), 20);
    }
    let first = &filtered(&app, OutboxFilter::Refused, None).await.rows[0];
    assert_eq!(first.recipient.reason, "La boîte du destinataire est pleine.");
}

#[tokio::test]
async fn who_has_just_been_queued_is_not_late_yet() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.as_dispatcher()
        .record(mailed(dit, "Bonjour", "contact1@client.example"))
        .await;
    assert!(outbox(&app).await.rows.is_empty());
    app.clock.advance_ms(11 * MINUTE);
    let view = outbox(&app).await;
    assert!(view.rows[0].is_overdue);
    assert_eq!(view.rows[0].about, MailAbout::Dit(dit));
    assert_eq!(view.rows[0].recipient.address, "contact1@client.example");
}

async fn mailed_exchange(app: &TestApp) -> ExchangeId {
    let dit = app.open_request().await;
    let exchange = app
        .as_dispatcher()
        .record(mailed(
            dit,
            "Bonjour <b>à</b> vous",
            "contact1@client.example; x@client.example",
        ))
        .await;
    app.deliver_pending().await;
    exchange
}

#[tokio::test]
async fn a_mail_is_shown_as_it_left_with_everybody_it_left_for() {
    let app = TestApp::new().await;
    let exchange = mailed_exchange(&app).await;
    resolve(&app, "x@client.example").await;
    for role in Role::ALL {
        let mail = bound(app.as_role(role)).sent_mail(exchange).await.unwrap();
        let of = |name: &str| {
            let field = mail
                .headers
                .iter()
                .find(|field| field.name.eq_ignore_ascii_case(name));
            field.map(|field| field.value.clone()).unwrap_or_default()
        };
        assert_eq!(of("From"), "Claude demo <demo@example.org>");
        assert!(of("To").contains("contact1@client.example"));
        assert!(of("Message-ID").starts_with('<') && !of("Date").is_empty() && !of("Subject").is_empty());
        assert!(
            mail.has_html && mail.text.contains("Bonjour <b>à</b> vous"),
            "{}",
            mail.text
        );
        let states: Vec<_> = mail.recipients.iter().map(|sent| sent.recipient.state).collect();
        assert_eq!(states, [RecipientState::Accepted, RecipientState::Resolved]);
        assert_eq!(mail.recipients[0].tries, 1);
    }
    let unknown = ExchangeId::new(1, [1; 10]);
    assert_eq!(
        bound(app.as_reader()).sent_mail(unknown).await,
        Err(AppError::NotFound)
    );
}

async fn resolve(app: &TestApp, address: &str) {
    let tx = app.services.db.begin().await.unwrap();
    mail_recipients::Entity::update_many()
        .col_expr(mail_recipients::Column::State, "resolved".into())
        .filter(mail_recipients::Column::Address.eq(address))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_mail_of_a_deleted_exchange_is_withheld_as_its_text_is() {
    let web = Web::new().await;
    let exchange = mailed_exchange(&web.app).await;
    web.app.as_dispatcher().delete(exchange).await;
    let path = format!("/exchanges/{exchange}/mail.html");
    for (email, may) in [
        (ADMINISTRATOR, true),
        (DISPATCHER, true),
        (TECHNICIAN, false),
        (READER, false),
    ] {
        let cookie = web.session(email).await;
        let frame = web.get(&path, &cookie).await;
        let expected = if may {
            StatusCode::OK
        } else {
            StatusCode::NOT_FOUND
        };
        assert_eq!(frame.status, expected, "{email}");
        let answer = web
            .ask("sent_mail", &format!("{{\"exchange\":\"{exchange}\"}}"), &cookie)
            .await;
        assert_eq!(answer.status, expected, "{email}");
    }
}

#[tokio::test]
async fn the_frame_of_a_mail_has_no_rights() {
    let web = Web::new().await;
    let exchange = mailed_exchange(&web.app).await;
    let cookie = web.session(READER).await;
    let frame = web
        .get(&format!("/exchanges/{exchange}/mail.html"), &cookie)
        .await;
    assert_eq!(frame.status, StatusCode::OK);
    assert_eq!(frame.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(frame.header("x-frame-options"), "SAMEORIGIN");
    assert_eq!(frame.header("x-content-type-options"), "nosniff");
    let policy = frame.header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "img-src data:",
        "frame-ancestors 'self'",
        "sandbox",
        "form-action 'none'",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(
        !policy.contains("script-src") && !policy.contains("allow-"),
        "{policy}"
    );
    assert!(
        frame.text().contains("Bonjour &lt;b&gt;à&lt;/b&gt; vous"),
        "{}",
        frame.text()
    );
    let eml = web.get(&format!("/exchanges/{exchange}/mail.eml"), &cookie).await;
    assert_eq!(eml.header("x-frame-options"), "DENY");
    for nothing in [
        "/exchanges/x/mail.html",
        "/exchanges/01234567-0123-7123-8123-0123456789ab/mail.html",
    ] {
        assert_eq!(
            web.get(nothing, &cookie).await.status,
            StatusCode::NOT_FOUND,
            "{nothing}"
        );
    }
}

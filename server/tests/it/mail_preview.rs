//! A mail as it would leave: it equals what leaves, and nothing is written to know it.

use crate::browser::{DISPATCHER, Reply, Web, post};
use crate::harness::{TestApp, mailed, received, sent};
use crate::office::bound;
use app::backend::Backend;
use app::error::AppError;
use app::view::mail_preview::{MailPreview, PreviewAnswer};
use axum::http::StatusCode;
use domain::command::{MailOrder, RecordExchange};
use domain::permission::{Permission, Role};
use domain::rejection::{Field, FieldIssue, Problem, Rejection};
use mail_parser::MessageParser;

async fn previewed(app: &TestApp, command: &RecordExchange) -> MailPreview {
    match bound(app.as_dispatcher()).preview_mail(command.clone()).await {
        Ok(PreviewAnswer::Mail(mail)) => mail,
        other => panic!("no mail was previewed: {other:?}"),
    }
}

/// The page of the frame, as its form asks for it.
async fn framed(web: &Web, command: &str) -> Reply {
    let cookie = web.session(DISPATCHER).await;
    let body: String = command.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let asking = post("/previews/mail.html", format!("command={body}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .cookie(&cookie);
    web.send(asking.done()).await
}

fn issue(field: Field, problem: Problem) -> FieldIssue {
    FieldIssue { field, problem }
}

#[tokio::test]
async fn what_is_previewed_is_what_leaves() {
    let web = Web::new().await;
    let app = &web.app;
    let dit = app.open_request().await;
    let plan = app.as_dispatcher().upload("plan.pdf", b"%PDF plan").await;
    let text = "<b`Nous passons> jeudi : 5 \\< 6.";
    let document = editor::notation::read(text).document().clone();
    let command = RecordExchange {
        attachments: vec![plan],
        document: serde_json::to_string(&document).unwrap(),
        mail: Some(MailOrder {
            from: "technique@example.org".to_owned(),
            to: "contact1@client.example; gardien@client.example".to_owned(),
            cc: "CONTACT1@client.example, chef@client.example".to_owned(),
            bcc: "archive@example.org".to_owned(),
            has_signature: true,
            ..MailOrder::default()
        }),
        ..sent(dit, &document.to_text())
    };
    let preview = previewed(app, &command).await;
    let page = framed(&web, &serde_json::to_string(&command).unwrap()).await;
    assert_eq!(app.count_exchanges(dit).await, 0, "nothing is written");
    assert_eq!(app.counter(dit).await.version, 0);

    let id = app.as_dispatcher().record(command).await;
    let mail = app.mail(id).await.unwrap();
    let read = MessageParser::default().parse(&mail.bytes).unwrap();
    assert_eq!(preview.text, read.body_text(0).unwrap().replace("\r\n", "\n"));
    assert!(preview.text.contains("5 < 6") && preview.text.contains("Service technique"));
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.text(), server::mailer::as_sent::page(&mail.bytes).unwrap());
    assert_eq!(preview.subject, mail.subject);
    assert_eq!(preview.size_bytes, mail.bytes.len() as u64);
    assert!(
        preview.from.ends_with("<technique@example.org>"),
        "{}",
        preview.from
    );
    let addresses = |list: &[String]| list.join("; ");
    assert!(addresses(&preview.to).contains("contact1@client.example"));
    assert!(addresses(&preview.to).ends_with("gardien@client.example"));
    assert_eq!(preview.cc, ["chef@client.example"]);
    assert_eq!(preview.bcc, ["archive@example.org"]);
    let files: Vec<_> = preview
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.size_bytes))
        .collect();
    assert_eq!(files, [("plan.pdf", 9)]);
}

#[tokio::test]
async fn what_would_be_refused_is_refused_in_the_preview() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let ask = |role, command| {
        let app = &app;
        async move { bound(app.as_role(role)).preview_mail(command).await.unwrap() }
    };
    let wrong = mailed(dit, " ", "faux");
    let expected = Rejection::Invalid(vec![
        issue(Field::Detail, Problem::Missing),
        issue(
            Field::To,
            Problem::Malformed {
                value: "faux".to_owned(),
            },
        ),
    ]);
    assert_eq!(
        ask(Role::Dispatcher, wrong).await,
        PreviewAnswer::Rejected(expected)
    );
    // Only the mailer finds that a domain has no form for the wire.
    let unwritable = mailed(dit, "Bonjour", "x@a\u{2488}b.example");
    let value = "x@a\u{2488}b.example".to_owned();
    assert_eq!(
        ask(Role::Dispatcher, unwritable).await,
        PreviewAnswer::Rejected(Rejection::field(Field::To, Problem::Malformed { value }))
    );
    let allowed = mailed(dit, "Bonjour", "a@client.example");
    assert_eq!(
        ask(Role::Reader, allowed).await,
        PreviewAnswer::Rejected(Rejection::NotPermitted(Permission::Record))
    );
    let not_mailed = bound(app.as_dispatcher())
        .preview_mail(received(dit, "Bonjour"))
        .await;
    assert_eq!(not_mailed, Err(AppError::Malformed));
}

#[tokio::test]
async fn the_frame_of_a_preview_has_no_rights() {
    let web = Web::new().await;
    let dit = web.app.open_request().await;
    let of = |command: &RecordExchange| serde_json::to_string(command).unwrap();
    let shown = framed(
        &web,
        &of(&mailed(dit, "Bonjour <script>x</script>", "a@client.example")),
    )
    .await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text().contains("&lt;script&gt;x"), "{}", shown.text());
    let policy = shown.header("content-security-policy");
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
    assert_eq!(
        framed(&web, &of(&mailed(dit, " ", "a@client.example")))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(framed(&web, "{}").await.status, StatusCode::BAD_REQUEST);
    let stranger = post("/previews/mail.html", "command=x")
        .header("content-type", "application/x-www-form-urlencoded")
        .done();
    assert_ne!(web.send(stranger).await.status, StatusCode::OK);
}

//! A mail as it left: what is shown of it, to whom, and in which frame.

use crate::browser::{DISPATCHER, READER, TECHNICIAN, Web};
use crate::harness::{TestApp, mailed};
use crate::office::{ADMINISTRATOR, bound};
use app::backend::Backend;
use app::error::AppError;
use axum::http::StatusCode;
use domain::ExchangeId;
use domain::mail::RecipientState;
use domain::permission::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::persistence::entity::mail_recipients;

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

//! The door: origins, methods, statuses, sizes and headers.

use crate::browser::{DISPATCHER, Web, get, post, streamed};
use crate::harness::sent;
use app::error::AppError;
use axum::http::{Method, StatusCode};
use domain::command::{Answer, Command};
use std::sync::Arc;
use tokio::task::JoinSet;

#[tokio::test]
async fn what_a_foreign_page_posts_is_refused_everywhere() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    for path in [
        "/api/execute",
        "/api/session",
        "/login",
        "/logout",
        "/attachments?name=x",
        "/nowhere",
    ] {
        for (header, value) in [
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
        ] {
            let reply = web
                .send(post(path, "{}").cookie(&cookie).header(header, value).done())
                .await;
            assert_eq!(
                (reply.status, reply.text().as_str()),
                (StatusCode::FORBIDDEN, "\"Forbidden\""),
                "{path} {value}"
            );
        }
    }
    for (header, value) in [
        ("origin", "http://echanges.example"),
        ("sec-fetch-site", "same-origin"),
    ] {
        let reply = web
            .send(
                post("/api/session", "{}")
                    .cookie(&cookie)
                    .header(header, value)
                    .done(),
            )
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{value}");
    }
}

#[tokio::test]
async fn server_functions_are_for_post_and_for_who_is_signed_in() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    for method in [
        Method::GET,
        Method::HEAD,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
    ] {
        let reply = web
            .send(get("/api/execute").method(method.clone()).cookie(&cookie).done())
            .await;
        assert_eq!(
            (reply.status, reply.header("allow")),
            (StatusCode::METHOD_NOT_ALLOWED, "POST"),
            "{method}"
        );
    }
    for function in [
        "execute",
        "session",
        "dits",
        "dit",
        "exchanges",
        "form",
        "save_draft",
    ] {
        let reply = web.ask(function, "{}", "").await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{function}");
        assert_eq!(
            serde_json::from_slice::<AppError>(&reply.body).unwrap(),
            AppError::SignedOut
        );
    }
    let unknown = web.ask("nothing", "{}", &cookie).await;
    assert_eq!(
        (unknown.status, unknown.text().as_str()),
        (StatusCode::NOT_FOUND, "\"NotFound\"")
    );
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_never_our_failure() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let nested = format!("{{\"envelope\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    let bodies: [&[u8]; 12] = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"envelope=1",
        br#"{"envelope":{}}"#,
        br#"{"envelope":{"id":"x","version":1,"issued_at":0,"command":{"SetLocale":"Fr"}}}"#,
        br#"{"envelope":{"id":"01a20f55-70aa-7fa7-9b4b-4ef5f42b86f3","version":-1,"issued_at":0,"command":{}}}"#,
        br#"{"number":"DIT-2026-1"}"#,
        br#"{"filter":{},"after":"x"}"#,
        nested.as_bytes(),
    ];
    for function in [
        "execute",
        "dit",
        "dits",
        "exchanges",
        "exchange",
        "versions",
        "form",
        "save_draft",
        "discard_draft",
    ] {
        for body in bodies {
            for content_type in [
                "application/json",
                "application/x-www-form-urlencoded",
                "text/plain",
            ] {
                let request = post(&format!("/api/{function}"), body.to_vec())
                    .header("content-type", content_type)
                    .cookie(&cookie);
                let reply = web.send(request.done()).await;
                let shown = String::from_utf8_lossy(body).chars().take(60).collect::<String>();
                assert_eq!(
                    reply.status,
                    StatusCode::BAD_REQUEST,
                    "{function} {content_type} {shown}"
                );
                assert_eq!(
                    serde_json::from_slice::<AppError>(&reply.body).unwrap(),
                    AppError::Malformed
                );
            }
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_is_404_and_a_refusal_is_200() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let missing = web.ask("dit", r#"{"number":"DIT-2026-9999"}"#, &cookie).await;
    assert_eq!(
        (missing.status, missing.text().as_str()),
        (StatusCode::NOT_FOUND, "\"NotFound\"")
    );

    let dit = web.app.open_request().await;
    let envelope = web.app.envelope(Command::RecordExchange(sent(dit, "  ")));
    let body = serde_json::json!({ "envelope": envelope }).to_string();
    let refused = web.ask("execute", &body, &cookie).await;
    assert_eq!(refused.status, StatusCode::OK);
    assert!(matches!(
        serde_json::from_slice(&refused.body).unwrap(),
        Answer::Rejected(_)
    ));
}

#[tokio::test]
async fn a_command_leaves_the_address_that_it_came_from_in_its_trace() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let dit = web.app.open_request().await;
    let envelope = web.app.envelope(Command::RecordExchange(sent(dit, "Bonjour")));
    let body = serde_json::json!({ "envelope": envelope }).to_string();
    let request = post("/api/execute", body)
        .cookie(&cookie)
        .from("203.0.113.9")
        .done();
    assert_eq!(web.send(request).await.status, StatusCode::OK);
    assert_eq!(web.app.log().await[0].remote_address, "203.0.113.9");
}

#[tokio::test]
async fn a_plain_form_gets_json_like_everybody() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let request = post("/api/session", "{}")
        .cookie(&cookie)
        .html()
        .header("referer", "http://echanges.example/");
    let reply = web.send(request.done()).await;
    assert_eq!((reply.status, reply.header("location")), (StatusCode::OK, ""));
}

#[tokio::test]
async fn a_body_over_two_megabytes_is_refused_however_it_arrives() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let whole = vec![b' '; 2 * 1024 * 1024 + 1];
    let reply = web
        .send(post("/api/session", whole.clone()).cookie(&cookie).done())
        .await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        serde_json::from_slice::<AppError>(&reply.body).unwrap(),
        AppError::Malformed
    );
    let reply = web
        .send(post("/api/session", streamed(whole)).cookie(&cookie).done())
        .await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    let form =
        post("/login", vec![b'a'; 100_000]).header("content-type", "application/x-www-form-urlencoded");
    assert!(web.send(form.done()).await.status.is_client_error());
}

#[tokio::test]
async fn every_answer_says_what_a_browser_may_do_with_it() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let replies = [
        web.get("/login", "").await,
        web.get("/", &cookie).await,
        web.get("/nowhere", &cookie).await,
        web.get("/", "").await,
        web.ask("session", "{}", &cookie).await,
        web.ask("session", "{}", "").await,
        web.get("/healthz", "").await,
    ];
    for reply in replies {
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "same-origin");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("strict-transport-security"), "");
        let policy = reply.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval'")
                || policy.contains("wasm-unsafe-eval")
        );
    }
    let page = web.get("/", &cookie).await;
    let policy = page.header("content-security-policy").to_owned();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    assert!(nonce.len() >= 16 && page.text().contains(&format!("nonce=\"{nonce}\"")));
    assert_ne!(
        policy,
        web.get("/", &cookie).await.header("content-security-policy"),
        "a nonce is used once"
    );
}

#[tokio::test]
async fn pages_come_from_the_server_and_unknown_ones_are_404() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let dit = web.app.open_request().await;
    let list = web.get("/", &cookie).await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(
        list.text().contains(&dit.to_string()),
        "the list can be read without script"
    );
    let page = web.get(&format!("/dits/{dit}"), &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    for path in [
        "/dits/DIT-2026-9999",
        "/dits/x",
        "/nowhere",
        "/dits",
        "/%2e%2e/etc/passwd",
    ] {
        let missing = web.get(path, &cookie).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            missing.text().contains("introuvable"),
            "{path}: {}",
            missing.text()
        );
    }
    let no_file = web.get("/pkg/none/x.js", "").await;
    assert_eq!(no_file.status, StatusCode::NOT_FOUND);
    let no_page = web.send(get("/favicon.missing").cookie(&cookie).done()).await;
    assert_eq!(
        (no_page.status, no_page.text().as_str()),
        (StatusCode::NOT_FOUND, "\"NotFound\"")
    );
}

/// Pages are drawn by several threads, each of which changes from answer to answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_that_are_drawn_at_once_keep_to_themselves() {
    let web = Arc::new(Web::new().await);
    let cookie = web.session(DISPATCHER).await;
    let mut readers = JoinSet::new();
    for _ in 0..8 {
        let (web, cookie, dit) = (web.clone(), cookie.clone(), web.app.open_request().await);
        readers.spawn(async move {
            for _ in 0..60 {
                let page = web.get(&format!("/dits/{dit}?panel=exchanges"), &cookie).await;
                assert_eq!(page.status, StatusCode::OK);
                assert!(page.text().contains(&format!("<title>{dit} · ")));
            }
        });
    }
    while let Some(reader) = readers.join_next().await {
        reader.unwrap();
    }
}

#[tokio::test]
async fn pages_and_answers_travel_compressed() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let plain = web.get("/", &cookie).await.body.len();
    for (accepted, coding) in [
        ("br", "br"),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
    ] {
        let request = get("/")
            .cookie(&cookie)
            .html()
            .header("accept-encoding", accepted)
            .done();
        let reply = web.send(request).await;
        assert_eq!(reply.header("content-encoding"), coding);
        assert!(
            reply.body.len() * 2 < plain,
            "{coding}: {} of {plain}",
            reply.body.len()
        );
    }
}

#[tokio::test]
async fn whoever_watches_the_program_is_answered() {
    let web = Web::new().await;
    assert_eq!(web.get("/healthz", "").await.status, StatusCode::OK);
    let ready = web.get("/readyz", "").await;
    assert_eq!(ready.status, StatusCode::OK, "{}", ready.text());
    assert_eq!(
        ready.text(),
        r#"{"database":true,"migrations":true,"outbox":true}"#
    );

    let metrics = web.send(get("/metrics").from("127.0.0.1").done()).await;
    assert_eq!(metrics.status, StatusCode::OK);
    assert!(
        metrics
            .text()
            .contains("echanges_http_requests_total{class=\"2xx\"} 2"),
        "{}",
        metrics.text()
    );
    for line in [
        "echanges_mail_waiting 0",
        "echanges_mail_oldest_seconds 0",
        "echanges_mail_account_paused{account=\"default\"} 0",
        "echanges_mail_account_paused{account=\"*\"} 0",
    ] {
        assert!(
            metrics.text().lines().any(|known| known == line),
            "{line} in {}",
            metrics.text()
        );
    }
    for elsewhere in [
        get("/metrics"),
        get("/metrics").from("192.0.2.1"),
        get("/metrics")
            .from("127.0.0.1")
            .header("x-forwarded-for", "192.0.2.1"),
    ] {
        assert_eq!(web.send(elsewhere.done()).await.status, StatusCode::FORBIDDEN);
    }
}

//! Signing in and out, and how long it lasts.

use crate::browser::{DISPATCHER, PASSWORD, Reply, Web, get, post, sign_in_form};
use axum::http::StatusCode;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::persistence::entity::{accounts, sessions};

const SECOND_MS: i64 = 1000;
const HOUR_MS: i64 = 60 * 60 * SECOND_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

async fn is_signed_in(web: &Web, cookie: &str) -> bool {
    web.ask("session", "{}", cookie).await.status == StatusCode::OK
}

async fn stored(web: &Web) -> Vec<sessions::Model> {
    sessions::Entity::find()
        .all(web.app.services.db.reader())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_page_without_a_session_leads_to_the_sign_in_page_and_from_there_back() {
    let web = Web::new().await;
    for (path, sign_in) in [
        ("/", "/login"),
        (
            "/dits/DIT-2026-0001?panel=exchanges",
            "/login?next=%2Fdits%2FDIT-2026-0001%3Fpanel%3Dexchanges",
        ),
        ("/nowhere", "/login?next=%2Fnowhere"),
        ("//evil.example/", "/login"),
    ] {
        let reply = web.get(path, "").await;
        assert_eq!(
            (reply.status, reply.header("location")),
            (StatusCode::SEE_OTHER, sign_in),
            "{path}"
        );
    }
    let page = web.get("/login?next=%2Fdits%2FDIT-2026-0001", "").await;
    assert_eq!(page.status, StatusCode::OK);
    let html = page.text();
    assert!(
        html.contains("Se connecter") && html.contains("value=\"/dits/DIT-2026-0001\""),
        "{html}"
    );

    let reply = web
        .sign_in_towards(DISPATCHER, PASSWORD, "/dits/DIT-2026-0001?panel=exchanges")
        .await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(reply.header("location"), "/dits/DIT-2026-0001?panel=exchanges");
    assert!(is_signed_in(&web, &reply.cookie().unwrap()).await);
}

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    let web = Web::new().await;
    for next in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/a\r\nLocation: x",
        "",
    ] {
        assert_eq!(
            web.sign_in_towards(DISPATCHER, PASSWORD, next)
                .await
                .header("location"),
            "/",
            "{next}"
        );
        let refused = web.sign_in_towards(DISPATCHER, "faux", next).await;
        assert_eq!(refused.header("location"), "/login?failed=1&next=%2F", "{next}");
        web.app.clock.advance_ms(HOUR_MS);
    }
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_the_database_holds_only_its_hash() {
    let web = Web::new().await;
    let reply = web.sign_in(DISPATCHER, PASSWORD).await;
    let set = reply.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(attribute), "{set}");
    }
    assert!(!set.contains("Secure"), "{set}");
    let token = reply.cookie().unwrap().split_once('=').unwrap().1.to_owned();
    assert_eq!(token.len(), 64, "256 bits in hexadecimal");
    let hash = stored(&web).await[0].token_hash.clone();
    assert_eq!(hash, server::files::sha256_hex(token.as_bytes()));

    let secure = Web::at("https://echanges.example").await;
    let reply = secure.sign_in(DISPATCHER, PASSWORD).await;
    assert!(reply.header("set-cookie").contains("; Secure"));
    assert!(reply.header("strict-transport-security").starts_with("max-age="));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let web = Web::new().await;
    // The address is kept for the next page as it was typed, whoever it is.
    let plain = |mut reply: Reply| {
        let kept = reply.headers.remove("set-cookie");
        (kept.is_some(), reply.status, reply.headers, reply.body)
    };
    let wrong = plain(web.sign_in(DISPATCHER, "faux").await);
    let unknown = web.sign_in("nobody@example.org", PASSWORD).await;
    assert!(unknown.cookie().is_none());
    assert_eq!(plain(unknown), wrong);
    web.sign_in(DISPATCHER, "faux").await;
    // Right, but within the second that two wrong ones cost.
    let blocked = web.sign_in(DISPATCHER, PASSWORD).await;
    assert!(blocked.cookie().is_none());
    assert_eq!(plain(blocked), wrong);
    for no_address in ["", "<script>", "a@b", "a;b@example.org"] {
        let reply = web.sign_in(no_address, PASSWORD).await;
        assert_eq!(reply.header("set-cookie"), "", "{no_address}");
        assert_eq!(
            (reply.status, reply.header("location")),
            (wrong.1, "/login?failed=1&next=%2F"),
            "{no_address}"
        );
    }
    assert!(stored(&web).await.is_empty());
}

#[tokio::test]
async fn a_wrong_password_can_be_put_right_at_once() {
    let web = Web::new().await;
    web.sign_in(DISPATCHER, "faux").await;
    let cookie = web.session(DISPATCHER).await;
    assert!(is_signed_in(&web, &cookie).await);
    assert_eq!(web.account(DISPATCHER).await.failed_count, 0);
}

#[tokio::test]
async fn each_further_wrong_password_makes_the_next_attempt_wait_longer_and_a_right_one_forgives() {
    let web = Web::new().await;
    web.sign_in(DISPATCHER, "faux").await;
    for (failures, wait_s) in [
        (2, 1),
        (3, 2),
        (4, 4),
        (5, 8),
        (6, 16),
        (7, 32),
        (8, 64),
        (9, 128),
        (10, 256),
        (11, 300),
        (12, 300),
    ] {
        web.sign_in(DISPATCHER, "faux").await;
        assert_eq!(web.account(DISPATCHER).await.failed_count, failures);
        web.app.clock.advance_ms(wait_s * SECOND_MS - 1);
        assert!(
            web.sign_in(DISPATCHER, PASSWORD).await.cookie().is_none(),
            "after {failures}"
        );
        web.app.clock.advance_ms(1);
    }
    let cookie = web.session(DISPATCHER).await;
    assert!(is_signed_in(&web, &cookie).await);
    let account = web.account(DISPATCHER).await;
    assert_eq!((account.failed_count, account.blocked_until_at), (0, None));
}

#[tokio::test]
async fn attempts_sent_together_are_counted_one_by_one() {
    let web = Web::new().await;
    let attempts = ["a", "b", "c"].map(|password| web.sign_in(DISPATCHER, password));
    let [a, b, c] = attempts;
    tokio::join!(a, b, c);
    let account = web.account(DISPATCHER).await;
    assert!(
        (2..=3).contains(&account.failed_count),
        "{}",
        account.failed_count
    );
    let waits = 1 << (account.failed_count - 2);
    assert_eq!(
        account.blocked_until_at,
        Some(crate::harness::NOW.0 + waits * SECOND_MS)
    );
}

#[tokio::test]
async fn a_new_sign_in_ends_the_session_before() {
    let web = Web::new().await;
    let first = web.session(DISPATCHER).await;
    let again = sign_in_form(DISPATCHER, PASSWORD, "/").cookie(&first).done();
    let second = web.send(again).await.cookie().unwrap();
    assert_ne!(first, second);
    assert!(!is_signed_in(&web, &first).await);
    assert!(is_signed_in(&web, &second).await);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let reply = web.send(post("/logout", "").cookie(&cookie).html().done()).await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (StatusCode::SEE_OTHER, "/login")
    );
    assert!(
        reply.header("set-cookie").contains("echanges_session=; ")
            && reply.header("set-cookie").contains("Max-Age=0")
    );
    assert!(!is_signed_in(&web, &cookie).await);
    assert!(stored(&web).await.is_empty());
    let nobody = web.send(post("/logout", "").html().done()).await;
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_lives_while_it_is_used_and_ends_after_twelve_idle_hours() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    for _ in 0..3 {
        web.app.clock.advance_ms(11 * HOUR_MS);
        assert!(is_signed_in(&web, &cookie).await);
    }
    web.app.clock.advance_ms(12 * HOUR_MS);
    assert!(!is_signed_in(&web, &cookie).await);
}

#[tokio::test]
async fn no_session_outlives_thirty_days() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    for _ in 0..89 {
        web.app.clock.advance_ms(8 * HOUR_MS);
        assert!(is_signed_in(&web, &cookie).await);
    }
    web.app.clock.advance_ms(30 * DAY_MS - 89 * 8 * HOUR_MS);
    assert!(!is_signed_in(&web, &cookie).await);
}

#[tokio::test]
async fn reading_pages_writes_at_most_once_a_minute() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let seen = async || stored(&web).await[0].last_seen_at;
    let start = seen().await;
    web.app.clock.advance_ms(59 * SECOND_MS);
    assert!(is_signed_in(&web, &cookie).await);
    assert_eq!(seen().await, start);
    web.app.clock.advance_ms(SECOND_MS);
    assert!(is_signed_in(&web, &cookie).await);
    assert_eq!(seen().await, start + 60 * SECOND_MS);
}

#[tokio::test]
async fn a_closed_account_is_out_at_once_and_cannot_come_back() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let transaction = web.app.services.db.begin().await.unwrap();
    accounts::Entity::update_many()
        .col_expr(accounts::Column::IsActive, Expr::value(false))
        .filter(accounts::Column::Email.eq(DISPATCHER))
        .exec(&transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert!(!is_signed_in(&web, &cookie).await);
    assert!(web.sign_in(DISPATCHER, PASSWORD).await.cookie().is_none());
}

#[tokio::test]
async fn the_dialog_in_the_page_gets_a_status_instead_of_another_page() {
    let web = Web::new().await;
    let ask = async |password: &str| {
        let form = format!("email=Demo%40Example.org&password={}", password.replace(' ', "+"));
        let request = post("/login", form)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json");
        web.send(request.done()).await
    };
    let refused = ask("faux").await;
    assert_eq!(
        (refused.status, refused.text().as_str()),
        (StatusCode::UNAUTHORIZED, "\"SignedOut\"")
    );
    web.app.clock.advance_ms(SECOND_MS);
    let opened = ask(PASSWORD).await;
    assert_eq!(opened.status, StatusCode::NO_CONTENT);
    assert!(is_signed_in(&web, &opened.cookie().unwrap()).await);
}

#[tokio::test]
async fn expired_sessions_are_swept_when_somebody_signs_in() {
    let web = Web::new().await;
    web.session(DISPATCHER).await;
    web.app.clock.advance_ms(13 * HOUR_MS);
    web.session(DISPATCHER).await;
    assert_eq!(
        sessions::Entity::find()
            .count(web.app.services.db.reader())
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn an_invented_cookie_is_no_session() {
    let web = Web::new().await;
    for token in [
        String::new(),
        "x".to_owned(),
        "0".repeat(64),
        "' OR 1=1".to_owned(),
        "é".repeat(32),
    ] {
        let request = get("/")
            .header("cookie", &format!("echanges_session={token}"))
            .html()
            .done();
        assert_eq!(web.send(request).await.header("location"), "/login", "{token}");
    }
}

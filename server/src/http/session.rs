//! Who is signed in: a random token in a cookie, of which the database holds only the hash.

use super::{Site, answer, live, peer};
use crate::error::Failure;
use crate::files::{hex, sha256_hex};
use crate::persistence::account;
use crate::persistence::session::{self as stored, StoredSession};
use crate::services::{Services, random_bytes};
use app::error::AppError;
use axum::extract::{Request, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::AccountId;
use domain::time::Timestamp;
use std::time::Duration;

/// Name of the cookie.
pub const COOKIE_NAME: &str = "echanges_session";

/// What the addresses of the built files start with.
pub(super) const PACKAGES: &str = "/pkg/";

const MINUTE_MS: i64 = 60 * 1000;
/// A session that nobody uses ends after 12 hours.
const IDLE_MS: i64 = 12 * 60 * MINUTE_MS;
/// And any session after 30 days.
const LIFE_MS: i64 = 30 * 24 * 60 * MINUTE_MS;
/// Its end is moved at most once a minute: reading pages must not write all the time.
const TOUCH_MS: i64 = MINUTE_MS;
const TOUCH_PATIENCE: Duration = Duration::from_secs(2);

/// The session of a request; an extension of every request that has one.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: StoredSession,
    token_hash: String,
    /// For the trace of what is done.
    pub remote_address: String,
}

impl SignedIn {
    /// What the session is known by; nobody can sign in with it.
    pub(super) fn token_hash(&self) -> &str {
        &self.token_hash
    }

    /// The session as it is now, unless it has ended.
    pub(super) async fn again(&self, services: &Services) -> Result<Option<StoredSession>, Failure> {
        stored::find(&services.db, &self.token_hash, services.clock.now()).await
    }
}

/// Finds the session of a request and hands the request on, with or without. Built files are everybody's.
pub(super) async fn identify(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(PACKAGES) {
        return next.run(request).await;
    }
    let found = find(&site.services, request.extensions(), request.headers()).await;
    match found {
        Ok(Some(signed_in)) => {
            // A page that is only open is nobody at work.
            if request.uri().path() != live::PATH {
                keep_alive(&site.services, &signed_in).await;
            }
            request.extensions_mut().insert(signed_in);
        }
        Ok(None) => {}
        Err(failure) => return answer::refuse(&failure.into()),
    }
    next.run(request).await
}

/// Only with a session.
pub(super) async fn require(request: Request, next: Next) -> Response {
    if request.extensions().get::<SignedIn>().is_some() {
        next.run(request).await
    } else if answer::wants_html(request.headers()) {
        answer::to_sign_in(&request)
    } else {
        answer::refuse(&AppError::SignedOut)
    }
}

/// Opens a session for the account, ends the one that the request had, and gives the cookie. A token never outlives a
/// sign-in: whoever planted or saw the old one has nothing.
pub(super) async fn open(
    site: &Site,
    headers: &HeaderMap,
    account: AccountId,
) -> Result<HeaderValue, Failure> {
    let token = hex(&random_bytes::<32>());
    let now = site.services.clock.now();
    let transaction = site.services.db.begin().await?;
    account::forgive(&transaction, account).await?;
    stored::delete_expired(&transaction, now).await?;
    if let Some(old) = token_hash(headers) {
        stored::delete(&transaction, &old).await?;
    }
    let ends_at = end(now, now);
    stored::insert(&transaction, sha256_hex(token.as_bytes()), account, now, ends_at).await?;
    transaction.commit().await?;
    if let Some(old) = token_hash(headers) {
        site.services.live.sign_out(&old);
    }
    Ok(cookie(site, &token, LIFE_MS / 1000))
}

/// `POST /logout`.
pub(super) async fn close(State(site): State<Site>, headers: HeaderMap) -> Response {
    let closed = async {
        if let Some(hash) = token_hash(&headers) {
            let transaction = site.services.db.begin().await?;
            stored::delete(&transaction, &hash).await?;
            transaction.commit().await?;
            site.services.live.sign_out(&hash);
        }
        Ok::<(), Failure>(())
    };
    if let Err(failure) = closed.await {
        return answer::refuse(&failure.into());
    }
    let mut response = if answer::wants_json(&headers) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        answer::see_other("/login")
    };
    response.headers_mut().insert(SET_COOKIE, cookie(&site, "", 0));
    response
}

async fn find(
    services: &Services,
    extensions: &Extensions,
    headers: &HeaderMap,
) -> Result<Option<SignedIn>, Failure> {
    let Some(token_hash) = token_hash(headers) else {
        return Ok(None);
    };
    let session = stored::find(&services.db, &token_hash, services.clock.now()).await?;
    let remote_address = peer::address(extensions, headers);
    Ok(session.map(|session| SignedIn {
        session,
        token_hash,
        remote_address,
    }))
}

/// Moves the end of the session when it is due. When the database is busy the page is not kept waiting: the next request
/// will do.
async fn keep_alive(services: &Services, signed_in: &SignedIn) {
    let now = services.clock.now();
    let session = &signed_in.session;
    if now < session.last_seen_at.plus_ms(TOUCH_MS) {
        return;
    }
    let ends_at = end(session.created_at, now);
    let touched = async {
        let transaction = services.db.begin().await?;
        stored::touch(&transaction, &signed_in.token_hash, now, ends_at).await?;
        Ok::<(), Failure>(transaction.commit().await?)
    };
    match tokio::time::timeout(TOUCH_PATIENCE, touched).await {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => tracing::warn!(%failure, "a session could not be kept alive"),
        Err(_) => tracing::debug!("a session is kept alive later: the database is busy"),
    }
}

fn end(created_at: Timestamp, now: Timestamp) -> Timestamp {
    now.plus_ms(IDLE_MS).min(created_at.plus_ms(LIFE_MS))
}

/// The hash of the token in the cookie, when it has the form of one.
fn token_hash(headers: &HeaderMap) -> Option<String> {
    let token = cookie_value(headers, COOKIE_NAME)?;
    let is_token = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_token.then(|| sha256_hex(token.as_bytes()))
}

/// What a cookie of the request holds.
pub(super) fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

fn cookie(site: &Site, token: &str, max_age_s: i64) -> HeaderValue {
    let secure = if site.base_url.is_https() { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}");
    HeaderValue::try_from(cookie).expect("a token is plain ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_is_idle_or_old() {
        let start = Timestamp(0);
        assert_eq!(end(start, start), Timestamp(IDLE_MS));
        let late = Timestamp(LIFE_MS - MINUTE_MS);
        assert_eq!(end(start, late), Timestamp(LIFE_MS));
    }

    #[test]
    fn only_a_token_is_looked_up() {
        let hash = |cookie: &str| {
            token_hash(&HeaderMap::from_iter([(
                COOKIE,
                HeaderValue::try_from(cookie).unwrap(),
            )]))
        };
        let token = "a1".repeat(32);
        let found = hash(&format!("theme=dark; {COOKIE_NAME}={token}; x=y")).unwrap();
        assert_eq!(found, sha256_hex(token.as_bytes()));
        for none in [
            String::new(),
            format!("{COOKIE_NAME}="),
            format!("{COOKIE_NAME}=' OR 1=1 --"),
            format!("x{COOKIE_NAME}={token}"),
            format!("{COOKIE_NAME}x={token}"),
        ] {
            assert_eq!(hash(&none), None, "{none}");
        }
    }
}

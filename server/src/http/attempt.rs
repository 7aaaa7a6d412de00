//! The address of a sign-in that failed: kept for the page that follows, so that it is not typed again, and out of the URL,
//! which is logged and shared.

use super::session::cookie_value;
use super::{Site, answer};
use axum::http::{HeaderMap, HeaderValue};
use domain::email::Email;

const COOKIE_NAME: &str = "echanges_attempt";
/// How long the address is kept, in seconds.
const MAX_AGE_S: u32 = 300;

/// The cookie that keeps the address; none for what is no address or cannot stand in a cookie (RFC 6265 section 4.1.1).
pub(super) fn remember(site: &Site, typed: &str) -> Option<HeaderValue> {
    let email: Email = typed.parse().ok()?;
    let is_plain = email.as_str().bytes().all(|byte| byte.is_ascii_graphic());
    let secure = if site.base_url.is_https() { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE_NAME}={email}; Path={}; HttpOnly; SameSite=Lax; Max-Age={MAX_AGE_S}{secure}",
        answer::SIGN_IN
    );
    HeaderValue::try_from(cookie).ok().filter(|_| is_plain)
}

/// The address kept by the last attempt.
pub(super) fn recall(headers: &HeaderMap) -> Option<Email> {
    cookie_value(headers, COOKIE_NAME)?.parse().ok()
}

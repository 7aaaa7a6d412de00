//! Answers in JSON, as the browser side reads them, and answers that lead elsewhere.

use app::error::AppError;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The page that needs no session.
pub(super) const SIGN_IN: &str = "/login";
/// The header by which the browser side of a server function knows an error.
const SERVER_FN_ERROR: &str = "serverfnerror";

/// The error with its own status.
pub(super) fn refuse(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    refuse_as(status, error)
}

/// The error with a status that says more than its own.
pub(super) fn refuse_as(status: StatusCode, error: &AppError) -> Response {
    let mut response = json(status, error);
    response
        .headers_mut()
        .insert(SERVER_FN_ERROR, HeaderValue::from_static("server"));
    response
}

/// Any value.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => (status, [(CONTENT_TYPE, "application/json")], body).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// 303: read that address next.
pub(super) fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, header_path(path))]).into_response()
}

/// The sign-in page, and from there back to what was asked for.
pub(super) fn to_sign_in(request: &Request) -> Response {
    let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
    match local_path(asked) {
        "/" => see_other(SIGN_IN),
        next => see_other(&format!("{SIGN_IN}?next={}", query_value(next))),
    }
}

/// Whether the client wants data rather than a page.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    accepts(headers, "application/json") && !accepts(headers, "text/html")
}

/// Whether the client is a person's browser opening an address.
pub(super) fn wants_html(headers: &HeaderMap) -> bool {
    accepts(headers, "text/html")
}

fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    headers
        .get_all("accept")
        .iter()
        .any(|value| value.to_str().is_ok_and(|value| value.contains(media_type)))
}

/// What may lead a person on after signing in: a path of this site, never an address elsewhere, never the way out.
pub(super) fn local_path(asked: &str) -> &str {
    let is_local = asked.starts_with('/')
        && !asked.starts_with("//")
        && !asked.contains('\\')
        && !asked.chars().any(char::is_control);
    let path = asked.split(['?', '#']).next().unwrap_or_default();
    if is_local && !matches!(path, "/login" | "/logout") {
        asked
    } else {
        "/"
    }
}

/// The text as the value of a query: unreserved characters (RFC 3986 section 2.3) stay, all others are encoded.
pub(super) fn query_value(text: &str) -> String {
    encode(text, |byte| {
        byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
    })
}

/// Only what a header may hold; what is already encoded stays as it is.
fn header_path(path: &str) -> HeaderValue {
    let visible = encode(path, |byte| byte.is_ascii_graphic());
    HeaderValue::try_from(visible).unwrap_or(HeaderValue::from_static("/"))
}

/// Percent-encodes every byte that may not stay.
pub(super) fn encode(text: &str, stays: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if stays(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_a_page_of_ours_or_to_the_list() {
        for kept in [
            "/",
            "/dits/DIT-2026-0001?panel=exchanges",
            "/search?q=é//x",
            "/loginx",
        ] {
            assert_eq!(local_path(kept), kept);
        }
        for refused in [
            "",
            "x",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x=1",
            "/\t/evil.example",
            "/login",
            "/login?next=/login",
            "/logout",
            " /",
        ] {
            assert_eq!(local_path(refused), "/", "{refused:?}");
        }
    }

    #[test]
    fn an_address_in_a_header_is_plain_ascii() {
        assert_eq!(header_path("/search?q=é%20 b"), "/search?q=%C3%A9%20%20b");
        assert_eq!(query_value("/a?b=c&d"), "%2Fa%3Fb%3Dc%26d");
    }
}

//! `GET /exchanges/{id}/mail.html`: the HTML of a mail as it left, for a frame without rights.

use super::Site;
use super::answer::refuse;
use super::attachments::may_read;
use super::session::SignedIn;
use crate::mailer::as_sent;
use crate::persistence::attachment as stored;
use app::error::AppError;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, X_FRAME_OPTIONS,
};
use axum::response::{Html, IntoResponse, Response};
use domain::ExchangeId;

/// Text, its layout, and images that the page holds itself; nobody but our own pages may frame it, and it may do nothing there.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; \
                      frame-ancestors 'self'; sandbox";

pub(super) async fn page(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<ExchangeId>() else {
        return refuse(&AppError::NotFound);
    };
    let bytes = match stored::mail(&site.services.db, id).await {
        Ok(Some((exchange, bytes))) if may_read(&signed_in, exchange) => bytes,
        Ok(_) => return refuse(&AppError::NotFound),
        Err(failure) => return refuse(&failure.into()),
    };
    in_frame(&bytes)
}

/// The HTML of a mail, for a frame.
pub(super) fn in_frame(bytes: &[u8]) -> Response {
    match as_sent::page(bytes) {
        Some(page) => (headers(), Html(page)).into_response(),
        None => refuse(&AppError::NotFound),
    }
}

fn headers() -> [(HeaderName, &'static str); 4] {
    [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_FRAME_OPTIONS, "SAMEORIGIN"),
        (REFERRER_POLICY, "no-referrer"),
    ]
}

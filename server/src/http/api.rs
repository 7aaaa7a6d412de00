//! The door of `/api/`: what every server function may rely on. POST only, signed in, a body that fits, and a status that
//! says what the answer says.

use super::answer::{refuse, refuse_as};
use super::session::SignedIn;
use crate::error::Failure;
use app::error::AppError;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT, ALLOW, CONTENT_TYPE, REFERER};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// What all server functions' addresses start with.
pub(super) const PREFIX: &str = "/api/";
/// Largest body of a server function, in bytes.
const BODY_MAX_BYTES: usize = 2 * 1024 * 1024;
/// Longest error of a server function that is read again, in bytes.
const ERROR_MAX_BYTES: usize = 64 * 1024;

pub(super) async fn guard(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(PREFIX) {
        return next.run(request).await;
    }
    if request.method() != Method::POST {
        let mut response = refuse_as(StatusCode::METHOD_NOT_ALLOWED, &AppError::Malformed);
        response
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static("POST"));
        return response;
    }
    if request.extensions().get::<SignedIn>().is_none() {
        return refuse(&AppError::SignedOut);
    }
    let (mut parts, body) = request.into_parts();
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => return refuse_as(status, &AppError::Malformed),
    };
    // Without these the library would answer a plain form with a redirection; this is an interface for programs.
    parts.headers.remove(ACCEPT);
    parts.headers.remove(REFERER);
    truthful(next.run(Request::from_parts(parts, Body::from(body))).await).await
}

/// No such server function.
pub(super) async fn unknown() -> Response {
    refuse(&AppError::NotFound)
}

async fn read(body: Body) -> Result<Bytes, StatusCode> {
    match Limited::new(body, BODY_MAX_BYTES).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

/// The library sends every error that arose before or after the function itself as 500. The body knows better.
async fn truthful(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = Limited::new(body, ERROR_MAX_BYTES)
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    match serde_json::from_slice::<AppError>(&body) {
        Ok(AppError::Failed { incident }) if !incident.is_empty() => {
            parts
                .headers
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            Response::from_parts(parts, Body::from(body))
        }
        Ok(AppError::Failed { .. }) | Err(_) => {
            refuse(&Failure::Corrupt("a server function gave no readable answer".to_owned()).into())
        }
        // The library's word for a body that it could not read; only a browser can find a server unreachable.
        Ok(AppError::Unreachable) => refuse(&AppError::Malformed),
        Ok(error) => refuse(&error),
    }
}

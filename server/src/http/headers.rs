//! The headers that every answer carries, and what is done when a handler panics.

use super::{Site, answer};
use crate::error::Failure;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::any::Any;

/// For answers that are no page: nothing may run, load or frame them. A page brings a policy with its own nonce.
const STRICTEST: &str =
    "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";
/// Two years.
const HTTPS_ONLY: &str = "max-age=63072000";

pub(super) async fn add(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(headers, REFERRER_POLICY, "same-origin");
    unless_set(headers, X_FRAME_OPTIONS, "DENY");
    set(
        headers,
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        headers,
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    if site.base_url.is_https() {
        set(headers, STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    unless_set(headers, CONTENT_SECURITY_POLICY, STRICTEST);
    unless_set(headers, CACHE_CONTROL, "no-store");
    response
}

/// 500 with the number of the incident; what the panic said stays in the log.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    answer::refuse(&Failure::Panicked.into())
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

fn unless_set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::panicked;
    use app::error::AppError;
    use axum::Router;
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use axum::routing::get;
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    async fn broken() -> &'static str {
        panic!("a secret of somebody")
    }

    #[tokio::test]
    async fn a_panic_is_answered_with_the_number_of_its_incident_and_nothing_else() {
        let app = Router::new()
            .route("/", get(broken))
            .layer(CatchPanicLayer::custom(panicked));
        let response = app.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let AppError::Failed { incident } = serde_json::from_slice(&body).unwrap() else {
            panic!("{body:?}");
        };
        assert_eq!(incident.len(), 8);
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }
}

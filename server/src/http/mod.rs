//! The door: routes, sessions, headers. Nothing is decided here about exchanges.

mod answer;
mod api;
mod as_sent;
pub mod assets;
mod attachments;
mod attempt;
mod export;
mod headers;
mod health;
mod images;
mod live;
mod metrics;
pub mod origin;
mod page;
pub mod password;
mod peer;
mod preview;
pub mod session;
mod sign_in;

use crate::services::Services;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list};
use origin::BaseUrl;
use password::Passwords;
use std::sync::Arc;
use tokio::task::AbortHandle;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// Largest sign-in form, in bytes.
const FORM_MAX_BYTES: usize = 16 * 1024;
/// Zstandard where the browser takes it, which is as small as Brotli in a fraction of its time; Brotli, or gzip, elsewhere. At a level that
/// costs less than it saves.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(5);

/// What the handlers need. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Site {
    pub services: Services,
    base_url: BaseUrl,
    passwords: Passwords,
    /// The outbox worker, when this process has one.
    outbox: Option<AbortHandle>,
    metrics: Arc<metrics::Metrics>,
    options: LeptosOptions,
}

impl Site {
    pub fn new(
        services: Services,
        base_url: BaseUrl,
        passwords: Passwords,
        outbox: Option<AbortHandle>,
    ) -> Self {
        // Only the name matters: the addresses of the files come with each page.
        let options = LeptosOptions::builder().output_name("echanges").build();
        Self {
            services,
            base_url,
            passwords,
            outbox,
            metrics: Arc::default(),
            options,
        }
    }
}

impl FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        site.options.clone()
    }
}

/// Everything that is served.
pub fn router(site: Site) -> Router {
    let with_site = || State(site.clone());
    let State(state) = with_site();
    Router::new()
        .merge(pages(&state))
        .merge(files(&state))
        .merge(told(&state))
        .merge(doors())
        .fallback(page::anything_else)
        .layer(from_fn_with_state(state.clone(), session::identify))
        .layer(from_fn_with_state(state.clone(), refuse_foreign))
        .layer(CatchPanicLayer::custom(headers::panicked))
        .layer(compression())
        .layer(from_fn_with_state(state.clone(), headers::add))
        .layer(from_fn_with_state(state.clone(), metrics::observe))
        .with_state(state)
}

/// The pages and the server functions of the interface.
fn pages(site: &Site) -> Router<Site> {
    let options = site.options.clone();
    Router::new()
        .leptos_routes_with_context(
            site,
            generate_route_list(app::App),
            page::context(site.clone()),
            move || app::shell(options.clone()),
        )
        .route("/api/{*name}", any(api::unknown))
        .layer(from_fn_with_state(site.clone(), page::guard))
        .layer(from_fn(api::guard))
}

/// What is uploaded and downloaded by who is signed in.
fn files(site: &Site) -> Router<Site> {
    Router::new()
        .route(
            "/attachments",
            post(attachments::upload).layer(DefaultBodyLimit::disable()),
        )
        .route("/attachments/{id}", get(attachments::download))
        .route("/attachments/{id}/image", get(images::show))
        .route("/exchanges/{id}/mail.eml", get(attachments::mail))
        .route("/exchanges/{id}/mail.html", get(as_sent::page))
        .route("/dits.csv", get(export::list))
        .route("/dits/{number}/exchanges.csv", get(export::exchanges))
        .route("/dits/{number}/mails.zip", get(export::mails))
        .route("/dits/{number}/print", get(export::print))
        .route(
            "/previews/mail.html",
            post(preview::page).layer(DefaultBodyLimit::max(preview::FORM_MAX_BYTES)),
        )
        .layer(from_fn_with_state(site.clone(), session::require))
}

/// What is told to who is signed in, while it happens.
fn told(site: &Site) -> Router<Site> {
    Router::new()
        .route(live::PATH, get(live::stream))
        .layer(from_fn_with_state(site.clone(), session::require))
}

/// What is open to everybody.
fn doors() -> Router<Site> {
    Router::new()
        .route(
            "/login",
            post(sign_in::sign_in).layer(DefaultBodyLimit::max(FORM_MAX_BYTES)),
        )
        .route("/logout", post(session::close))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
}

async fn refuse_foreign(State(site): State<Site>, request: Request, next: Next) -> Response {
    if origin::is_foreign(request.method(), request.headers(), &site.base_url) {
        tracing::warn!("a request from a foreign page was refused");
        return answer::refuse(&app::error::AppError::Forbidden);
    }
    next.run(request).await
}

/// Pages and answers of server functions. Built files come compressed; attachments are mostly compressed already.
fn compression() -> CompressionLayer<impl tower_http::compression::Predicate> {
    let is_text = |_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| {
        let media_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        ["text/html", "application/json"]
            .iter()
            .any(|text| media_type.starts_with(text))
    };
    CompressionLayer::new()
        .quality(COMPRESSION)
        .compress_when(is_text)
}

//! For whoever watches the program: is it alive, may it be sent people, what does it count.

use super::{Site, answer, metrics, peer};
use crate::persistence::health;
use app::error::AppError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// `/healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// What may keep people away.
#[derive(Serialize)]
struct Readiness {
    database: bool,
    migrations: bool,
    outbox: bool,
}

/// `/readyz`: 200 when all is well, 503 otherwise, and in both cases which part is.
pub(super) async fn ready(State(site): State<Site>) -> Response {
    let db = &site.services.db;
    let migrations = health::is_migrated(db).await;
    let readiness = Readiness {
        database: migrations.is_ok(),
        migrations: migrations.is_ok_and(|is_migrated| is_migrated),
        outbox: site.outbox.as_ref().is_none_or(|worker| !worker.is_finished()),
    };
    let is_ready = readiness.database && readiness.migrations && readiness.outbox;
    answer::json(
        if is_ready {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        },
        &readiness,
    )
}

/// `/metrics`: for this machine only; a request that a proxy passed on is not from this machine.
pub(super) async fn metrics(State(site): State<Site>, request: Request) -> Response {
    if !peer::is_local(request.extensions(), request.headers()) {
        return answer::refuse(&AppError::Forbidden);
    }
    match metrics::text(&site).await {
        Ok(text) => ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response(),
        Err(failure) => answer::refuse(&failure.into()),
    }
}

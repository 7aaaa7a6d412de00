//! `GET /dits/{number}/print`: all exchanges of a request on one page, oldest first, for paper or a PDF.

use super::super::Site;
use super::super::answer::refuse;
use super::super::page::{bound, site_assets};
use super::super::session::SignedIn;
use crate::backend::Bound;
use crate::services::random_bytes;
use app::backend::Backend;
use app::error::AppError;
use app::print::Printed;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse, Response};
use domain::dit::DitNumber;

pub(in super::super) async fn print(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    Path(number): Path<String>,
) -> Response {
    match printed(&bound(&site, &signed_in), &number).await {
        Ok(printed) => {
            let policy = policy(&printed.nonce);
            ([(CONTENT_SECURITY_POLICY, policy)], Html(printed.page())).into_response()
        }
        Err(error) => refuse(&error),
    }
}

async fn printed(backend: &Bound, number: &str) -> Result<Printed, AppError> {
    let number = number.parse::<DitNumber>().map_err(|_| AppError::NotFound)?;
    let dit = backend.dit(number).await?;
    let mut page = backend.exchanges(number, None).await?;
    let mut exchanges = page.exchanges;
    while let Some(older) = page.older {
        page = backend.exchanges(number, Some(older)).await?;
        exchanges.append(&mut page.exchanges);
    }
    exchanges.reverse();
    let services = &backend.services;
    Ok(Printed {
        assets: site_assets(),
        locale: backend.locale,
        dit,
        exchanges,
        printed_at: services.zone.when(services.clock.now(), backend.locale).text,
        nonce: random_bytes::<16>()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    })
}

/// Our own style, the images that texts hold themselves, and the one script that opens the print window.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    )
}

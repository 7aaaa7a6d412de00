//! `POST /previews/mail.html`: the HTML of a mail as it would leave now, for a frame without rights. A form posts the command, since
//! nothing of it is kept.

use super::Site;
use super::answer::refuse;
use super::as_sent::in_frame;
use super::session::SignedIn;
use crate::usecases::preview;
use app::error::AppError;
use axum::extract::State;
use axum::response::Response;
use axum::{Extension, Form};
use domain::command::RecordExchange;
use serde::Deserialize;

/// Largest form, in bytes: a command as server functions take it, of which a form writes most signs as three.
pub(super) const FORM_MAX_BYTES: usize = 6 * 1024 * 1024;

#[derive(Deserialize)]
pub(super) struct Asked {
    /// A [`RecordExchange`] as JSON.
    command: String,
}

pub(super) async fn page(
    State(site): State<Site>,
    Extension(signed_in): Extension<SignedIn>,
    Form(asked): Form<Asked>,
) -> Response {
    let Ok(command) = serde_json::from_str::<RecordExchange>(&asked.command) else {
        return refuse(&AppError::Malformed);
    };
    match preview::mail(&site.services, signed_in.session.actor, &command).await {
        Ok(Some(Ok(mail))) => in_frame(&mail.bytes),
        Ok(_) => refuse(&AppError::NotFound),
        Err(failure) => refuse(&failure.into()),
    }
}

//! The server functions: one for writes, one per read. Names and paths are fixed (`/api/…`); all are POST with a JSON body.

use crate::error::AppError;
use crate::view::mail_preview::PreviewAnswer;
use crate::view::outbox::{OutboxCursor, OutboxFilter, OutboxView, SentMailView};
use crate::view::search::{QuickView, SearchFilter, SearchPage, SearchPlace};
use crate::view::template::TemplateView;
use crate::view::{
    CustomerOverview, DitCursor, DitFilter, DitList, DitView, Draft, DraftSlot, ExchangePage,
    ExchangePreview, ExchangeView, FormView, LogFilter, RequestFile, SavedView, SessionView, VersionView,
};
use crate::wire::Body;
use domain::command::{Answer, Envelope, RecordExchange};
use domain::dit::DitNumber;
use domain::{ExchangeId, SavedViewId};
use leptos::prelude::*;

/// Writes: `POST /api/execute` with `{"envelope": {…}}`.
#[server(endpoint = "execute", input = Body, output = Body)]
pub async fn execute(envelope: Envelope) -> Result<Answer, AppError> {
    ask(|backend| async move { backend.execute(envelope).await }).await
}

#[server(endpoint = "session", input = Body, output = Body)]
pub async fn session() -> Result<SessionView, AppError> {
    ask(|backend| async move { backend.session().await }).await
}

#[server(endpoint = "dits", input = Body, output = Body)]
pub async fn dits(filter: DitFilter, after: Option<DitCursor>) -> Result<DitList, AppError> {
    ask(|backend| async move { backend.dits(filter, after).await }).await
}

#[server(endpoint = "list_options", input = Body, output = Body)]
pub async fn list_options() -> Result<crate::view::ListOptions, AppError> {
    ask(|backend| async move { backend.list_options().await }).await
}

#[server(endpoint = "save_view", input = Body, output = Body)]
pub async fn save_view(view: SavedView) -> Result<(), AppError> {
    ask(|backend| async move { backend.save_view(view).await }).await
}

#[server(endpoint = "delete_view", input = Body, output = Body)]
pub async fn delete_view(view: SavedViewId) -> Result<(), AppError> {
    ask(|backend| async move { backend.delete_view(view).await }).await
}

#[server(endpoint = "customer", input = Body, output = Body)]
pub async fn customer(code: String) -> Result<CustomerOverview, AppError> {
    ask(|backend| async move { backend.customer(code).await }).await
}

#[server(endpoint = "customer_log", input = Body, output = Body)]
pub async fn customer_log(
    code: String,
    filter: LogFilter,
    before: Option<ExchangeId>,
) -> Result<crate::view::CustomerLog, AppError> {
    ask(|backend| async move { backend.customer_log(code, filter, before).await }).await
}

#[server(endpoint = "dit", input = Body, output = Body)]
pub async fn dit(number: DitNumber) -> Result<DitView, AppError> {
    ask(|backend| async move { backend.dit(number).await }).await
}

#[server(endpoint = "exchanges", input = Body, output = Body)]
pub async fn exchanges(dit: DitNumber, before: Option<ExchangeId>) -> Result<ExchangePage, AppError> {
    ask(|backend| async move { backend.exchanges(dit, before).await }).await
}

#[server(endpoint = "exchange", input = Body, output = Body)]
pub async fn exchange(exchange: ExchangeId) -> Result<ExchangeView, AppError> {
    ask(|backend| async move { backend.exchange(exchange).await }).await
}

#[server(endpoint = "preview", input = Body, output = Body)]
pub async fn preview(dit: DitNumber) -> Result<ExchangePreview, AppError> {
    ask(|backend| async move { backend.preview(dit).await }).await
}

#[server(endpoint = "versions", input = Body, output = Body)]
pub async fn versions(exchange: ExchangeId) -> Result<Vec<VersionView>, AppError> {
    ask(|backend| async move { backend.versions(exchange).await }).await
}

#[server(endpoint = "sent_mail", input = Body, output = Body)]
pub async fn sent_mail(exchange: ExchangeId) -> Result<SentMailView, AppError> {
    ask(|backend| async move { backend.sent_mail(exchange).await }).await
}

/// The mail that this command would send, judged by the same rule; nothing is written.
#[server(endpoint = "preview_mail", input = Body, output = Body)]
pub async fn preview_mail(command: RecordExchange) -> Result<PreviewAnswer, AppError> {
    ask(|backend| async move { backend.preview_mail(command).await }).await
}

#[server(endpoint = "outbox", input = Body, output = Body)]
pub async fn outbox(filter: OutboxFilter, after: Option<OutboxCursor>) -> Result<OutboxView, AppError> {
    ask(|backend| async move { backend.outbox(filter, after).await }).await
}

#[server(endpoint = "templates", input = Body, output = Body)]
pub async fn templates() -> Result<Vec<TemplateView>, AppError> {
    ask(|backend| async move { backend.templates().await }).await
}

#[server(endpoint = "search", input = Body, output = Body)]
pub async fn search(filter: SearchFilter, after: Option<SearchPlace>) -> Result<SearchPage, AppError> {
    ask(|backend| async move { backend.search(filter, after).await }).await
}

#[server(endpoint = "quick_search", input = Body, output = Body)]
pub async fn quick_search(text: String) -> Result<QuickView, AppError> {
    ask(|backend| async move { backend.quick_search(text).await }).await
}

#[server(endpoint = "form", input = Body, output = Body)]
pub async fn form(dit: DitNumber) -> Result<FormView, AppError> {
    ask(|backend| async move { backend.form(dit).await }).await
}

/// Files that the exchanges of a request have, the newest first.
#[server(endpoint = "request_files", input = Body, output = Body)]
pub async fn request_files(dit: DitNumber) -> Result<Vec<RequestFile>, AppError> {
    ask(|backend| async move { backend.request_files(dit).await }).await
}

#[server(endpoint = "save_draft", input = Body, output = Body)]
pub async fn save_draft(dit: DitNumber, draft: Draft) -> Result<(), AppError> {
    ask(|backend| async move { backend.save_draft(dit, draft).await }).await
}

#[server(endpoint = "discard_draft", input = Body, output = Body)]
pub async fn discard_draft(dit: DitNumber, slot: DraftSlot) -> Result<(), AppError> {
    ask(|backend| async move { backend.discard_draft(dit, slot).await }).await
}

/// Asks the backend of this request, and gives an error its HTTP status.
#[cfg(feature = "ssr")]
async fn ask<T, F>(
    question: impl FnOnce(std::sync::Arc<dyn crate::backend::Backend>) -> F,
) -> Result<T, AppError>
where
    F: Future<Output = Result<T, AppError>>,
{
    let answer = match use_context() {
        Some(backend) => question(backend).await,
        None => Err(AppError::SignedOut),
    };
    if let (Err(error), Some(response)) = (&answer, use_context::<leptos_axum::ResponseOptions>()) {
        response.set_status(status(error));
    }
    answer
}

#[cfg(feature = "ssr")]
fn status(error: &AppError) -> http::StatusCode {
    http::StatusCode::from_u16(error.status()).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR)
}

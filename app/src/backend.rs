//! All that the interface asks of the server.

use crate::error::AppError;
use crate::view::mail_preview::PreviewAnswer;
use crate::view::outbox::{OutboxCursor, OutboxFilter, OutboxView, SentMailView};
use crate::view::search::{QuickView, SearchFilter, SearchPage, SearchPlace};
use crate::view::template::TemplateView;
use crate::view::{
    CustomerLog, CustomerOverview, DitCursor, DitFilter, DitList, DitView, Draft, DraftSlot, ExchangePage,
    ExchangePreview, ExchangeView, FormView, ListOptions, LogFilter, RequestFile, SavedView, SessionView,
    VersionView,
};
use async_trait::async_trait;
use domain::command::{Answer, Envelope, RecordExchange};
use domain::dit::DitNumber;
use domain::{ExchangeId, SavedViewId};

/// Already bound to the actor of the request: no method can forget who asks. The session layer puts an
/// `Arc<dyn Backend>` into context; without a session there is none.
#[async_trait]
pub trait Backend: Send + Sync {
    async fn session(&self) -> Result<SessionView, AppError>;

    /// At most 50 requests after `after`.
    async fn dits(&self, filter: DitFilter, after: Option<DitCursor>) -> Result<DitList, AppError>;

    /// What the list offers beside its lines.
    async fn list_options(&self) -> Result<ListOptions, AppError>;

    /// Saves a view of the list, or saves it again; the account's other view of the same name goes.
    async fn save_view(&self, view: SavedView) -> Result<(), AppError>;

    async fn delete_view(&self, view: SavedViewId) -> Result<(), AppError>;

    /// Everything about the customer of this code.
    async fn customer(&self, code: String) -> Result<CustomerOverview, AppError>;

    /// The 50 exchanges of a customer before `before`, or the newest.
    async fn customer_log(
        &self,
        code: String,
        filter: LogFilter,
        before: Option<ExchangeId>,
    ) -> Result<CustomerLog, AppError>;

    async fn dit(&self, number: DitNumber) -> Result<DitView, AppError>;

    /// The 50 exchanges before `before`, or the newest.
    async fn exchanges(&self, dit: DitNumber, before: Option<ExchangeId>) -> Result<ExchangePage, AppError>;

    async fn exchange(&self, exchange: ExchangeId) -> Result<ExchangeView, AppError>;

    /// The newest exchanges of a request, cut short.
    async fn preview(&self, dit: DitNumber) -> Result<ExchangePreview, AppError>;

    /// Earlier versions, newest first, the present one not included.
    async fn versions(&self, exchange: ExchangeId) -> Result<Vec<VersionView>, AppError>;

    /// The mail of an exchange as it left.
    async fn sent_mail(&self, exchange: ExchangeId) -> Result<SentMailView, AppError>;

    /// The mail that a command would send now, or the refusal it would meet. Nothing is written.
    async fn preview_mail(&self, command: RecordExchange) -> Result<PreviewAnswer, AppError>;

    /// The outbox; its list has 50 recipients after `after`, newest first. For administrators only.
    async fn outbox(&self, filter: OutboxFilter, after: Option<OutboxCursor>)
    -> Result<OutboxView, AppError>;

    /// All templates, in the administrator's order. For administrators only.
    async fn templates(&self) -> Result<Vec<TemplateView>, AppError>;
    /// The 50 exchanges after `after` that answer a question.
    async fn search(&self, filter: SearchFilter, after: Option<SearchPlace>) -> Result<SearchPage, AppError>;

    /// Customers, sites, contacts and requests that have what was typed, at most eight of each.
    async fn quick_search(&self, text: String) -> Result<QuickView, AppError>;

    async fn form(&self, dit: DitNumber) -> Result<FormView, AppError>;

    /// The files of the exchanges of a request that the actor may take along, the newest first.
    async fn request_files(&self, dit: DitNumber) -> Result<Vec<RequestFile>, AppError>;

    /// Keeps the draft unless a later one is there.
    async fn save_draft(&self, dit: DitNumber, draft: Draft) -> Result<(), AppError>;

    async fn discard_draft(&self, dit: DitNumber, slot: DraftSlot) -> Result<(), AppError>;

    /// Executes the command once, whatever happens to the answer.
    async fn execute(&self, envelope: Envelope) -> Result<Answer, AppError>;
}

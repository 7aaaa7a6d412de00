//! What the interface asks of the server, bound to who asks.

use crate::commands;
use crate::persistence::read::{self, Reading, SignedIn};
use crate::services::Services;
use crate::usecases::{drafts, preview, saved_views};
use app::backend::Backend;
use app::error::AppError;
use app::view::mail_preview::PreviewAnswer;
use app::view::outbox::{OutboxCursor, OutboxFilter, OutboxView, SentMailView};
use app::view::search::{QuickView, SearchFilter, SearchPage, SearchPlace};
use app::view::template::TemplateView;
use app::view::{
    CustomerLog, CustomerOverview, DitCursor, DitFilter, DitList, DitView, Draft, DraftSlot, ExchangePage,
    ExchangePreview, ExchangeView, FormView, ListOptions, LogFilter, RequestFile, SavedView, SessionView,
    VersionView,
};
use async_trait::async_trait;
use domain::command::{Answer, Envelope, RecordExchange};
use domain::dit::DitNumber;
use domain::employee::Actor;
use domain::locale::Locale;
use domain::permission::Permission;
use domain::{ExchangeId, SavedViewId};

/// The backend of one session. Every role reads everything but the outbox and the templates; what it may write is judged by the domain.
#[derive(Clone, Debug)]
pub struct Bound {
    pub services: Services,
    pub actor: Actor,
    /// Language of the dates.
    pub locale: Locale,
    /// Address that the account signs in with.
    pub email: String,
    /// Where the request came from, for the trace; may be empty.
    pub remote_address: String,
}

impl Bound {
    fn reading(&self) -> Reading<'_> {
        Reading {
            connection: self.services.db.reader(),
            zone: &self.services.zone,
            actor: self.actor,
            locale: self.locale,
        }
    }

    /// What is for administrators.
    fn require_parameters(&self) -> Result<(), AppError> {
        let may = self.actor.role.may(Permission::Parameters);
        may.then_some(()).ok_or(AppError::Forbidden)
    }

    fn session_of(&self, signed_in: SignedIn, live_from: String) -> SessionView {
        SessionView {
            actor: self.actor,
            email: self.email.clone(),
            name: signed_in.name,
            locale: self.locale,
            time_zone: self.services.zone.name().to_owned(),
            mails_to_files: self.services.mails_to_files,
            has_mail_alert: signed_in.has_mail_alert && self.require_parameters().is_ok(),
            is_demo: self.services.is_demo,
            live_from,
            default_view: signed_in.default_view,
        }
    }
}

#[async_trait]
impl Backend for Bound {
    async fn session(&self) -> Result<SessionView, AppError> {
        // Before anything is read: what changes from now on is told, whether it was read or not.
        let live_from = self.services.live.place(self.services.clock.now()).to_string();
        let signed_in = read::signed_in(&self.reading()).await?;
        found(signed_in.map(|signed_in| self.session_of(signed_in, live_from)))
    }

    async fn dits(&self, filter: DitFilter, after: Option<DitCursor>) -> Result<DitList, AppError> {
        let now = self.services.clock.now();
        Ok(read::dits(&self.reading(), &filter, after.as_ref(), now).await?)
    }

    async fn list_options(&self) -> Result<ListOptions, AppError> {
        Ok(read::list_options(&self.reading()).await?)
    }

    async fn save_view(&self, view: SavedView) -> Result<(), AppError> {
        saved_views::save(&self.services, &self.actor, view).await
    }

    async fn delete_view(&self, view: SavedViewId) -> Result<(), AppError> {
        saved_views::delete(&self.services, &self.actor, view).await
    }

    async fn customer(&self, code: String) -> Result<CustomerOverview, AppError> {
        found(read::customer(&self.reading(), &code, self.services.clock.now()).await?)
    }

    async fn customer_log(
        &self,
        code: String,
        filter: LogFilter,
        before: Option<ExchangeId>,
    ) -> Result<CustomerLog, AppError> {
        found(read::customer_log(&self.reading(), &code, filter, before).await?)
    }

    async fn dit(&self, number: DitNumber) -> Result<DitView, AppError> {
        found(read::dit(&self.reading(), number).await?)
    }

    async fn exchanges(&self, dit: DitNumber, before: Option<ExchangeId>) -> Result<ExchangePage, AppError> {
        found(read::exchanges(&self.reading(), dit, before).await?)
    }

    async fn exchange(&self, exchange: ExchangeId) -> Result<ExchangeView, AppError> {
        found(read::exchange(&self.reading(), exchange).await?)
    }

    async fn preview(&self, dit: DitNumber) -> Result<ExchangePreview, AppError> {
        found(read::preview(&self.reading(), dit).await?)
    }

    async fn versions(&self, exchange: ExchangeId) -> Result<Vec<VersionView>, AppError> {
        found(read::versions(&self.reading(), exchange).await?)
    }

    async fn sent_mail(&self, exchange: ExchangeId) -> Result<SentMailView, AppError> {
        found(read::sent_mail(&self.reading(), exchange).await?)
    }

    async fn preview_mail(&self, command: RecordExchange) -> Result<PreviewAnswer, AppError> {
        match preview::mail(&self.services, self.actor, &command).await? {
            Some(Ok(mail)) => Ok(PreviewAnswer::Mail(preview::view(&mail)?)),
            Some(Err(rejection)) => Ok(PreviewAnswer::Rejected(rejection)),
            None => Err(AppError::Malformed),
        }
    }

    async fn outbox(
        &self,
        filter: OutboxFilter,
        after: Option<OutboxCursor>,
    ) -> Result<OutboxView, AppError> {
        self.require_parameters()?;
        let services = &self.services;
        let (accounts, counters) = (&services.mail_accounts, &services.mail_counters);
        let now = services.clock.now();
        Ok(read::outbox(&self.reading(), accounts, counters, now, filter, after).await?)
    }

    async fn templates(&self) -> Result<Vec<TemplateView>, AppError> {
        self.require_parameters()?;
        Ok(read::templates(&self.reading()).await?)
    }

    async fn search(&self, filter: SearchFilter, after: Option<SearchPlace>) -> Result<SearchPage, AppError> {
        Ok(read::search(&self.reading(), &filter, after).await?)
    }

    async fn quick_search(&self, text: String) -> Result<QuickView, AppError> {
        Ok(read::quick_search(&self.reading(), &text).await?)
    }

    async fn form(&self, dit: DitNumber) -> Result<FormView, AppError> {
        found(read::form(&self.reading(), dit, self.services.clock.now()).await?)
    }

    async fn request_files(&self, dit: DitNumber) -> Result<Vec<RequestFile>, AppError> {
        Ok(read::request_files(&self.reading(), dit).await?)
    }

    async fn save_draft(&self, dit: DitNumber, draft: Draft) -> Result<(), AppError> {
        drafts::save(&self.services, &self.actor, dit, draft).await
    }

    async fn discard_draft(&self, dit: DitNumber, slot: DraftSlot) -> Result<(), AppError> {
        drafts::discard(&self.services, &self.actor, dit, slot).await
    }

    async fn execute(&self, envelope: Envelope) -> Result<Answer, AppError> {
        commands::execute_from(&self.services, &self.actor, &self.remote_address, envelope).await
    }
}

fn found<T>(record: Option<T>) -> Result<T, AppError> {
    record.ok_or(AppError::NotFound)
}

//! What one person does.

use super::{TestApp, crit};
use app::error::AppError;
use app::view::{Draft, DraftSlot};
use domain::command::{
    Answer, Command, DeleteExchange, EditExchange, Effect, Envelope, Receipt, RecordExchange, RestoreExchange,
};
use domain::crit::CritOutcome;
use domain::dit::{DitNumber, DitState};
use domain::employee::Actor;
use domain::exchange::{Channel, Counterpart};
use domain::indicator::Indicator;
use domain::rejection::Rejection;
use domain::text::FreeName;
use domain::{AttachmentId, ContactId, EmployeeId, ExchangeId, JobId, KindId};
use sea_orm::{ActiveValue::Set, EntityTrait};
use server::commands;
use server::persistence::code::Coded;
use server::persistence::entity::attachments;
use server::services::{Clock, random_bytes};
use server::usecases;

/// Acts for one person.
#[derive(Clone, Copy)]
pub struct As<'a> {
    pub app: &'a TestApp,
    pub actor: Actor,
}

impl As<'_> {
    pub async fn send(&self, envelope: Envelope) -> Result<Answer, AppError> {
        commands::execute_from(&self.app.services, &self.actor, "192.0.2.7", envelope).await
    }

    /// Sends a command in a new envelope.
    pub async fn attempt(&self, command: Command) -> Result<Receipt, Rejection> {
        match self
            .send(self.app.envelope(command))
            .await
            .expect("the machine works")
        {
            Answer::Done(receipt) => Ok(receipt),
            Answer::Rejected(rejection) => Err(rejection),
        }
    }

    /// The refusal of a command that must be refused.
    pub async fn refused(&self, command: Command) -> Rejection {
        self.attempt(command)
            .await
            .expect_err("a command that must be refused was done")
    }

    async fn exchange(&self, command: Command) -> (ExchangeId, u32, Indicator) {
        match self.attempt(command).await.map(|receipt| receipt.effect) {
            Ok(Effect::Exchange {
                exchange,
                revision,
                indicator,
                ..
            }) => (exchange, revision, indicator),
            other => panic!("no exchange came of it: {other:?}"),
        }
    }

    pub async fn record(&self, command: RecordExchange) -> ExchangeId {
        self.exchange(Command::RecordExchange(command)).await.0
    }

    pub async fn record_counted(&self, command: RecordExchange) -> Indicator {
        self.exchange(Command::RecordExchange(command)).await.2
    }

    /// Gives the new revision.
    pub async fn edit(&self, command: EditExchange) -> u32 {
        self.exchange(Command::EditExchange(command)).await.1
    }

    /// Deletes the exchange as it stands, and gives the new revision.
    pub async fn delete(&self, exchange: ExchangeId) -> u32 {
        self.exchange(self.deletion(exchange).await).await.1
    }

    /// Restores the exchange as it stands, and gives the new revision.
    pub async fn restore(&self, exchange: ExchangeId) -> u32 {
        self.exchange(self.restoration(exchange).await).await.1
    }

    pub async fn enter_crit(&self, job: JobId, outcome: CritOutcome) -> DitState {
        match self
            .attempt(Command::EnterCrit(crit(job, outcome)))
            .await
            .map(|receipt| receipt.effect)
        {
            Ok(Effect::Crit { state, .. }) => state,
            other => panic!("no report came of it: {other:?}"),
        }
    }

    /// An edit that changes nothing yet.
    pub async fn edition(&self, exchange: ExchangeId) -> EditExchange {
        let row = self.app.stored(exchange).await;
        let contact = row.contact_id.map(|id| Counterpart::Contact(ContactId(id)));
        let free = row
            .free_name
            .map(|name| Counterpart::Free(FreeName::parse(&name).unwrap()));
        EditExchange {
            exchange,
            revision: row.revision.unsigned_abs(),
            kind: KindId(row.kind_id),
            channel: Channel::from_code(&row.channel).unwrap(),
            employee: EmployeeId(row.employee_id),
            counterpart: contact.or(free),
            subject: row.subject,
            detail: row.detail,
            occurred_at: None,
            document: None,
        }
    }

    pub async fn deletion(&self, exchange: ExchangeId) -> Command {
        let revision = self.app.stored(exchange).await.revision.unsigned_abs();
        Command::DeleteExchange(DeleteExchange {
            exchange,
            revision,
            reason: String::new(),
        })
    }

    pub async fn restoration(&self, exchange: ExchangeId) -> Command {
        let revision = self.app.stored(exchange).await.revision.unsigned_abs();
        Command::RestoreExchange(RestoreExchange { exchange, revision })
    }

    /// Uploads a file.
    pub async fn upload(&self, name: &str, bytes: &[u8]) -> AttachmentId {
        self.upload_as(name, "application/pdf", bytes).await
    }

    pub async fn upload_as(&self, name: &str, media_type: &str, bytes: &[u8]) -> AttachmentId {
        let id = AttachmentId::new(self.app.clock.now().0, random_bytes());
        let row = attachments::ActiveModel {
            id: Set(id.0),
            hash: Set(self.app.services.files.put(bytes.to_vec()).await.unwrap()),
            name: Set(name.to_owned()),
            media_type: Set(media_type.to_owned()),
            size_bytes: Set(i64::try_from(bytes.len()).unwrap()),
            uploaded_by: Set(self.actor.account.0),
            uploaded_at: Set(self.app.clock.now().0),
        };
        let tx = self.app.services.db.begin().await.unwrap();
        attachments::Entity::insert(row)
            .exec_without_returning(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub async fn save_draft(&self, dit: DitNumber, draft: Draft) -> Result<(), AppError> {
        usecases::drafts::save(&self.app.services, &self.actor, dit, draft).await
    }

    pub async fn discard_draft(&self, dit: DitNumber, slot: DraftSlot) -> Result<(), AppError> {
        usecases::drafts::discard(&self.app.services, &self.actor, dit, slot).await
    }
}

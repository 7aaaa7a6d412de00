//! What is written in the database, seen past the product.

use super::TestApp;
use domain::dit::{DitNumber, DitState, JobState};
use domain::indicator::Counter;
use domain::{AccountId, AttachmentId, DitId, ExchangeId, JobId};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use server::persistence::code::Coded;
use server::persistence::counters;
use server::persistence::entity::{
    commands as command_log, dits, drafts, exchange_attachments, exchange_versions, exchanges, jobs,
    mail_recipients, mails,
};

impl TestApp {
    pub async fn state(&self, dit: DitNumber) -> DitState {
        DitState::from_code(&self.dit_row(dit).await.state).unwrap()
    }

    pub async fn dit_id(&self, dit: DitNumber) -> DitId {
        DitId(self.dit_row(dit).await.id)
    }

    async fn dit_row(&self, dit: DitNumber) -> dits::Model {
        let rows = dits::Entity::find().filter(dits::Column::Number.eq(dit.to_string()));
        rows.one(self.services.db.reader()).await.unwrap().unwrap()
    }

    /// The jobs of a request in order of rank, with their states.
    pub async fn jobs(&self, dit: DitNumber) -> Vec<(JobId, JobState)> {
        let rows = jobs::Entity::find()
            .filter(jobs::Column::DitId.eq(self.dit_id(dit).await.0))
            .order_by_asc(jobs::Column::Rank)
            .all(self.services.db.reader())
            .await
            .unwrap();
        rows.into_iter()
            .map(|row| (JobId(row.id), JobState::from_code(&row.state).unwrap()))
            .collect()
    }

    /// The stored row, whatever became of the exchange.
    pub async fn stored(&self, exchange: ExchangeId) -> exchanges::Model {
        exchanges::Entity::find_by_id(exchange.0)
            .one(self.services.db.reader())
            .await
            .unwrap()
            .unwrap()
    }

    /// Files of an exchange, in order.
    pub async fn files(&self, exchange: ExchangeId) -> Vec<AttachmentId> {
        let rows = exchange_attachments::Entity::find()
            .filter(exchange_attachments::Column::ExchangeId.eq(exchange.0))
            .order_by_asc(exchange_attachments::Column::Rank);
        let rows = rows.all(self.services.db.reader()).await.unwrap();
        rows.into_iter()
            .map(|row| AttachmentId(row.attachment_id))
            .collect()
    }

    pub async fn count_exchanges(&self, dit: DitNumber) -> u64 {
        let rows = exchanges::Entity::find().filter(exchanges::Column::DitId.eq(self.dit_id(dit).await.0));
        rows.count(self.services.db.reader()).await.unwrap()
    }

    /// Earlier versions, oldest first.
    pub async fn versions(&self, exchange: ExchangeId) -> Vec<exchange_versions::Model> {
        exchange_versions::Entity::find()
            .filter(exchange_versions::Column::ExchangeId.eq(exchange.0))
            .order_by_asc(exchange_versions::Column::Revision)
            .all(self.services.db.reader())
            .await
            .unwrap()
    }

    /// The frozen mail of an exchange.
    pub async fn mail(&self, exchange: ExchangeId) -> Option<mails::Model> {
        let rows = mails::Entity::find().filter(mails::Column::ExchangeId.eq(exchange.0));
        rows.one(self.services.db.reader()).await.unwrap()
    }

    /// Address, role and state of each recipient of an exchange's mail, in order.
    pub async fn recipients(&self, exchange: ExchangeId) -> Vec<(String, String, String)> {
        let Some(mail) = self.mail(exchange).await else {
            return Vec::new();
        };
        let rows = mail_recipients::Entity::find()
            .filter(mail_recipients::Column::MailId.eq(mail.id))
            .order_by_asc(mail_recipients::Column::Id)
            .all(self.services.db.reader())
            .await
            .unwrap();
        rows.into_iter()
            .map(|row| (row.address, row.role, row.state))
            .collect()
    }

    /// The counter as stored.
    pub async fn counter(&self, dit: DitNumber) -> Counter {
        counters::load(self.services.db.reader(), self.dit_id(dit).await)
            .await
            .unwrap()
    }

    /// The counter as counted one by one, at the version of the stored one.
    pub async fn recount(&self, dit: DitNumber) -> Counter {
        let counted = counters::recount(self.services.db.reader(), self.dit_id(dit).await)
            .await
            .unwrap();
        Counter {
            version: self.counter(dit).await.version,
            ..counted
        }
    }

    /// The command log, oldest first.
    pub async fn log(&self) -> Vec<command_log::Model> {
        let rows = command_log::Entity::find()
            .order_by_asc(command_log::Column::ExecutedAt)
            .order_by_asc(command_log::Column::Id);
        rows.all(self.services.db.reader()).await.unwrap()
    }

    /// Drafts of an account on a request: slot, content and when it was saved, by slot.
    pub async fn drafts(&self, dit: DitNumber, account: AccountId) -> Vec<drafts::Model> {
        drafts::Entity::find()
            .filter(drafts::Column::DitId.eq(self.dit_id(dit).await.0))
            .filter(drafts::Column::AccountId.eq(account.0))
            .order_by_asc(drafts::Column::Slot)
            .all(self.services.db.reader())
            .await
            .unwrap()
    }
}

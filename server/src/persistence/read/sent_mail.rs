//! A mail as it left, with everybody it left for: two statements.

use super::super::entity::{exchanges, mail_recipients, mails};
use super::extras::RecipientColumns;
use super::{Reading, column};
use crate::error::Failure;
use crate::mailer::as_sent;
use app::view::outbox::{HeaderView, SentFileView, SentMailView, SentRecipientView};
use domain::permission::may_read_deleted;
use domain::{AccountId, ExchangeId};
use sea_orm::FromQueryResult;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{ExprTrait, JoinType, Query, SelectStatement};

/// The mail of an exchange; `None` when there is none, or none that the actor may read.
///
/// # Errors
/// [`Failure::Corrupt`] when the stored bytes are no mail, or what the database says.
pub async fn sent_mail(reading: &Reading<'_>, exchange: ExchangeId) -> Result<Option<SentMailView>, Failure> {
    let Some(row) = reading.one::<Row>(&select_mail(exchange)).await? else {
        return Ok(None);
    };
    if row.deleted_at.is_some() && !may_read_deleted(reading.actor, AccountId(row.recorded_by)) {
        return Ok(None);
    }
    let mut recipients: Vec<RecipientRow> = reading.all(&select_recipients(row.mail_id)).await?;
    // In the order in which they were added: who was sent to again comes after.
    recipients.sort_by_key(|row| row.recipient.id);
    let mail = as_sent::read(&row.bytes).ok_or_else(|| Failure::Corrupt("mails.bytes".to_owned()))?;
    Ok(Some(SentMailView {
        headers: mail
            .header
            .into_iter()
            .map(|(name, value)| HeaderView { name, value })
            .collect(),
        text: mail.text,
        has_html: mail.has_html,
        files: mail
            .files
            .into_iter()
            .map(|(name, size_bytes)| SentFileView { name, size_bytes })
            .collect(),
        recipients: recipients
            .into_iter()
            .map(|row| row.view(reading))
            .collect::<Result<_, _>>()?,
    }))
}

#[derive(FromQueryResult)]
struct Row {
    mail_id: Uuid,
    bytes: Vec<u8>,
    deleted_at: Option<i64>,
    recorded_by: i64,
}

#[derive(FromQueryResult)]
struct RecipientRow {
    #[sea_orm(nested(prefix = "recipient_"))]
    recipient: RecipientColumns,
    queued_at: i64,
    attempt_count: i32,
}

impl RecipientRow {
    fn view(self, reading: &Reading<'_>) -> Result<SentRecipientView, Failure> {
        Ok(SentRecipientView {
            recipient: self.recipient.view(reading, Vec::new())?,
            queued_at: reading.when(self.queued_at),
            tries: self.attempt_count.unsigned_abs(),
        })
    }
}

fn select_mail(exchange: ExchangeId) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(exchanges::Entity, "exchange")
        .expr_as(column("mail", mails::Column::Id), "mail_id")
        .expr_as(column("mail", mails::Column::Bytes), "bytes")
        .expr_as(column("exchange", exchanges::Column::DeletedAt), "deleted_at")
        .expr_as(column("exchange", exchanges::Column::RecordedBy), "recorded_by")
        .join_as(
            JoinType::InnerJoin,
            mails::Entity,
            "mail",
            column("mail", mails::Column::ExchangeId).equals(("exchange", exchanges::Column::Id)),
        )
        .and_where(column("exchange", exchanges::Column::Id).eq(exchange.0));
    select
}

fn select_recipients(mail: Uuid) -> SelectStatement {
    let recipient = |each| column("recipient", each);
    let mut select = Query::select();
    select
        .from_as(mail_recipients::Entity, "recipient")
        .expr_as(recipient(mail_recipients::Column::QueuedAt), "queued_at")
        .expr_as(recipient(mail_recipients::Column::AttemptCount), "attempt_count")
        .and_where(recipient(mail_recipients::Column::MailId).eq(mail));
    RecipientColumns::select(&mut select);
    select
}

//! What hangs on exchanges, for many of them at once: their files and their mails, two statements.

use super::super::code::decode;
use super::super::entity::{attachments, exchange_attachments, mail_recipients, mails};
use super::{Reading, column, select_all};
use crate::error::Failure;
use app::i18n::reason::reason_text;
use app::view::{MailRecipientView, MailView};
use domain::MailRecipientId;
use domain::attachment::Attachment;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{FromQueryResult, IdenStatic};
use std::collections::HashMap;

/// Files and mail of one exchange.
#[derive(Default)]
pub(super) struct Extras {
    pub(super) attachments: Vec<Attachment>,
    pub(super) mail: Option<MailView>,
}

impl Extras {
    /// What may be seen of them by who may not read the exchange: what became of the mail, not what was in it.
    pub(super) fn withheld(mut self) -> Self {
        self.attachments.clear();
        if let Some(mail) = &mut self.mail {
            mail.subject.clear();
        }
        self
    }
}

/// Files and mails of these exchanges, by exchange.
///
/// # Errors
/// What the database says.
pub(super) async fn extras(reading: &Reading<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Extras>, Failure> {
    let mut extras: HashMap<Uuid, Extras> = HashMap::new();
    let mut files: Vec<File> = reading.all(&select_files(ids)).await?;
    files.sort_by_key(|file| file.rank);
    for file in files {
        let extra = extras.entry(file.exchange_id).or_default();
        extra.attachments.push(file.attachment.try_into()?);
    }
    let mut recipients: Vec<RecipientRow> = reading.all(&select_recipients(ids)).await?;
    recipients.sort_by_key(|row| row.recipient.id);
    for row in recipients {
        let recipient = row.recipient.view(reading)?;
        let extra = extras.entry(row.exchange_id).or_default();
        let mail = extra.mail.get_or_insert_with(|| MailView {
            from: row.from_email,
            subject: row.subject,
            recipients: Vec::new(),
        });
        mail.recipients.push(recipient);
    }
    Ok(extras)
}

#[derive(FromQueryResult)]
struct File {
    exchange_id: Uuid,
    rank: i32,
    #[sea_orm(nested(prefix = "attachment_"))]
    attachment: attachments::Model,
}

#[derive(FromQueryResult)]
struct RecipientRow {
    exchange_id: Uuid,
    from_email: String,
    subject: String,
    #[sea_orm(nested(prefix = "recipient_"))]
    recipient: RecipientColumns,
}

/// What is shown of one recipient, wherever it is.
#[derive(FromQueryResult)]
pub(super) struct RecipientColumns {
    pub(super) id: i64,
    address: String,
    role: String,
    state: String,
    pub(super) since_at: i64,
    next_try_at: Option<i64>,
    reply: String,
    reason: Option<String>,
}

impl RecipientColumns {
    /// Selects them of the table that stands under `recipient`.
    pub(super) fn select(select: &mut SelectStatement) {
        for each in [
            mail_recipients::Column::Id,
            mail_recipients::Column::Address,
            mail_recipients::Column::Role,
            mail_recipients::Column::State,
            mail_recipients::Column::SinceAt,
            mail_recipients::Column::NextTryAt,
            mail_recipients::Column::Reply,
            mail_recipients::Column::Reason,
        ] {
            select.expr_as(column("recipient", each), format!("recipient_{}", each.as_str()));
        }
    }

    pub(super) fn view(&self, reading: &Reading<'_>) -> Result<MailRecipientView, Failure> {
        let reason = self.reason.as_deref().map(decode).transpose()?;
        Ok(MailRecipientView {
            id: MailRecipientId(self.id),
            address: self.address.clone(),
            role: decode(&self.role)?,
            state: decode(&self.state)?,
            since: reading.when(self.since_at),
            next_try_at: self.next_try_at.map(|at| reading.when(at)),
            reason: reason.map_or_else(String::new, |reason| {
                reason_text(reading.locale, reason).to_owned()
            }),
            reply: self.reply.clone(),
        })
    }
}

fn select_files(ids: &[Uuid]) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(exchange_attachments::Entity, "link")
        .expr_as(
            column("link", exchange_attachments::Column::ExchangeId),
            "exchange_id",
        )
        .expr_as(column("link", exchange_attachments::Column::Rank), "rank")
        .join_as(
            JoinType::InnerJoin,
            attachments::Entity,
            "attachment",
            column("attachment", attachments::Column::Id)
                .equals(("link", exchange_attachments::Column::AttachmentId)),
        )
        .and_where(column("link", exchange_attachments::Column::ExchangeId).is_in(ids.iter().copied()));
    select_all::<attachments::Entity>(&mut select, "attachment", "attachment_");
    select
}

/// Without the bytes of the mails.
fn select_recipients(ids: &[Uuid]) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(mails::Entity, "mail")
        .expr_as(column("mail", mails::Column::ExchangeId), "exchange_id")
        .expr_as(column("mail", mails::Column::FromEmail), "from_email")
        .expr_as(column("mail", mails::Column::Subject), "subject")
        .join_as(
            JoinType::InnerJoin,
            mail_recipients::Entity,
            "recipient",
            column("recipient", mail_recipients::Column::MailId).equals(("mail", mails::Column::Id)),
        )
        .and_where(column("mail", mails::Column::ExchangeId).is_in(ids.iter().copied()));
    RecipientColumns::select(&mut select);
    select
}

//! What hangs on exchanges, for many of them at once: their files and their mails, two statements.

use super::super::code::decode;
use super::super::convert::corrupt;
use super::super::entity::{attachments, exchange_attachments, mail_recipients, mails};
use super::{Reading, column, select_all};
use crate::error::Failure;
use app::i18n::mail_when::when_text;
use app::i18n::reason::reason_text;
use app::view::{MailRecipientView, MailView};
use domain::MailRecipientId;
use domain::attachment::Attachment;
use domain::contact::Contact;
use domain::email::Email;
use domain::mail::RecipientState;
use domain::mail_change::{RecipientStanding, is_changeable, is_undoable, lacks_mail, mail2_of};
use domain::time::Timestamp;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{FromQueryResult, IdenStatic};
use std::collections::HashMap;

/// Files and mail of one exchange.
#[derive(Default)]
pub(super) struct Extras {
    pub(super) attachments: Vec<Attachment>,
    mail: Vec<RecipientRow>,
}

impl Extras {
    /// What may be seen of them by who may not read the exchange: what became of the mail, not what was in it.
    pub(super) fn withheld(mut self) -> Self {
        self.attachments.clear();
        self.mail.iter_mut().for_each(|row| row.subject.clear());
        self
    }

    /// Something can be done about a recipient of the mail.
    pub(super) fn is_changeable(&self) -> bool {
        let state = |row: &RecipientRow| decode(&row.recipient.state).is_ok_and(is_changeable);
        self.mail.iter().any(state)
    }

    /// Somebody may write the mail again.
    pub(super) fn is_mailable_again(&self) -> bool {
        let state = |row: &RecipientRow| decode(&row.recipient.state).is_ok_and(lacks_mail);
        self.mail.iter().any(state)
    }

    /// The mail, whose other addresses are those of the contact.
    pub(super) fn mail(
        &self,
        reading: &Reading<'_>,
        contact: Option<&Contact>,
    ) -> Result<Option<MailView>, Failure> {
        let Some(first) = self.mail.first() else {
            return Ok(None);
        };
        let states = self.mail.iter().map(|row| row.recipient.leaving());
        let states = states.collect::<Result<Vec<_>, _>>()?;
        let standings = match contact {
            Some(_) => self
                .mail
                .iter()
                .map(|row| row.recipient.standing())
                .collect::<Result<Vec<_>, _>>()?,
            None => Vec::new(),
        };
        let mail2 = |at: usize| {
            let of = |standing| mail2_of(standing, &standings, contact);
            standings.get(at).map(of).unwrap_or_default()
        };
        let recipients = self.mail.iter().enumerate();
        let recipients = recipients.map(|(at, row)| row.recipient.view(reading, mail2(at)));
        Ok(Some(MailView {
            from: first.from_email.clone(),
            subject: first.subject.clone(),
            is_signed: first.is_signed,
            is_undoable: is_undoable(Timestamp(first.created_at), states),
            recipients: recipients.collect::<Result<Vec<_>, _>>()?,
        }))
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
        extras.entry(row.exchange_id).or_default().mail.push(row);
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
    is_signed: bool,
    created_at: i64,
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

    /// Its state, and when it leaves.
    fn leaving(&self) -> Result<(RecipientState, Option<Timestamp>), Failure> {
        Ok((decode(&self.state)?, self.next_try_at.map(Timestamp)))
    }

    /// As far as other addresses go.
    fn standing(&self) -> Result<RecipientStanding, Failure> {
        Ok(RecipientStanding {
            id: MailRecipientId(self.id),
            role: decode(&self.role)?,
            email: self
                .address
                .parse()
                .map_err(|_| corrupt("mail_recipients.address"))?,
            state: decode(&self.state)?,
            is_held: false,
        })
    }

    /// With the addresses that the mail could go to instead.
    pub(super) fn view(
        &self,
        reading: &Reading<'_>,
        mail2: Vec<Email>,
    ) -> Result<MailRecipientView, Failure> {
        let reason = self.reason.as_deref().map(decode).transpose()?;
        let state = decode(&self.state)?;
        let since = reading.when(self.since_at);
        let next_try_at = self.next_try_at.map(|at| reading.when(at));
        let next = next_try_at.as_ref().map(|next| next.text.as_str());
        Ok(MailRecipientView {
            when: when_text(reading.locale, state, &since.text, next),
            id: MailRecipientId(self.id),
            address: self.address.clone(),
            role: decode(&self.role)?,
            state,
            since,
            next_try_at,
            reason: reason.map_or_else(String::new, |reason| {
                reason_text(reading.locale, reason).to_owned()
            }),
            reply: self.reply.clone(),
            mail2: mail2.into_iter().map(String::from).collect(),
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
        .expr_as(column("mail", mails::Column::IsSigned), "is_signed")
        .expr_as(column("mail", mails::Column::CreatedAt), "created_at")
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

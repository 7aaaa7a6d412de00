//! What people do about mails that were recorded: rows of `mails` and `mail_recipients`.
//!
//! The recipients are held before anything is decided, so that no worker takes one in between; a worker that has one already
//! shows by its lease.

use super::code::{Coded, decode};
use super::convert::corrupt;
use super::entity::{contacts, mail_recipients, mails};
use crate::error::Failure;
use domain::contact::Contact;
use domain::mail::RecipientState;
use domain::mail_change::{Move, NewRecipient, RecipientStanding, is_undoable};
use domain::time::Timestamp;
use domain::{ContactId, ExchangeId, MailId, MailRecipientId};
use sea_orm::sea_query::{Expr, LockType, SimpleExpr};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

/// The mail of an exchange as it stands, held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct HeldMail {
    pub(crate) mail: MailId,
    pub(crate) recipients: Vec<RecipientStanding>,
    /// It can still be taken back.
    pub(crate) is_undoable: bool,
    from_domain: String,
}

/// The mail of an exchange and its recipients, held until the transaction ends; `None` when it was not mailed.
pub(crate) async fn hold(
    tx: &impl ConnectionTrait,
    exchange: ExchangeId,
    now: Timestamp,
) -> Result<Option<HeldMail>, Failure> {
    let mail: Option<(Uuid, i64, String)> = mails::Entity::find()
        .select_only()
        .columns([
            mails::Column::Id,
            mails::Column::CreatedAt,
            mails::Column::FromEmail,
        ])
        .filter(mails::Column::ExchangeId.eq(exchange.0))
        .into_tuple()
        .one(tx)
        .await?;
    let Some((id, created_at, from)) = mail else {
        return Ok(None);
    };
    let rows = mail_recipients::Entity::find()
        .filter(mail_recipients::Column::MailId.eq(id))
        .order_by_asc(mail_recipients::Column::Id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    let recipients = rows
        .iter()
        .map(|row| standing(row, now))
        .collect::<Result<Vec<_>, _>>()?;
    let leaving = recipients.iter().zip(&rows);
    Ok(Some(HeldMail {
        mail: MailId(id),
        is_undoable: is_undoable(
            Timestamp(created_at),
            leaving.map(|(recipient, row)| (recipient.state, row.next_try_at.map(Timestamp))),
        ),
        from_domain: from
            .rsplit_once('@')
            .map_or("", |(_, domain)| domain)
            .to_lowercase(),
        recipients,
    }))
}

fn standing(row: &mail_recipients::Model, now: Timestamp) -> Result<RecipientStanding, Failure> {
    Ok(RecipientStanding {
        id: MailRecipientId(row.id),
        role: decode(&row.role)?,
        email: row
            .address
            .parse()
            .map_err(|_| corrupt("mail_recipients.address"))?,
        state: decode(&row.state)?,
        is_held: row.lease_until_at.is_some_and(|until| until > now.0),
    })
}

/// Writes where recipients that are held by the transaction go.
pub(crate) async fn move_recipients(
    tx: &impl ConnectionTrait,
    recipients: &[MailRecipientId],
    to: Move,
    now: Timestamp,
) -> Result<(), Failure> {
    use mail_recipients::Column as R;
    let (state, next_try_at) = match to {
        Move::Cancelled => (RecipientState::Cancelled, None),
        Move::DueNow => (RecipientState::Queued, Some(now.0)),
        Move::Received => (RecipientState::Accepted, None),
        Move::Resolved => (RecipientState::Resolved, None),
    };
    let reason: SimpleExpr = match to {
        // Why it was sent again stays readable.
        Move::Resolved => Expr::col(R::Reason),
        _ => Expr::value(None::<String>),
    };
    mail_recipients::Entity::update_many()
        .filter(R::Id.is_in(recipients.iter().map(|id| id.0)))
        .col_expr(R::State, Expr::value(state.code()))
        .col_expr(R::SinceAt, Expr::value(now.0))
        .col_expr(R::NextTryAt, Expr::value(next_try_at))
        .col_expr(R::Reason, reason)
        // Late news of a worker that is thought dead changes nothing any more.
        .col_expr(R::LeaseToken, Expr::value(None::<Uuid>))
        .col_expr(R::LeaseUntilAt, Expr::value(None::<i64>))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives a mail more recipients, due at once: the bytes and the Message-ID stay what they are.
pub(crate) async fn add_recipients(
    tx: &impl ConnectionTrait,
    mail: &HeldMail,
    added: &[NewRecipient],
    now: Timestamp,
) -> Result<(), Failure> {
    let rows = added.iter().map(|new| mail_recipients::ActiveModel {
        id: NotSet,
        mail_id: Set(mail.mail.0),
        address: Set(new.email.as_str().to_owned()),
        role: Set(new.role.code().to_owned()),
        state: Set(RecipientState::Queued.code().to_owned()),
        attempt_count: Set(0),
        next_try_at: Set(Some(now.0)),
        since_at: Set(now.0),
        reply: Set(String::new()),
        lease_token: Set(None),
        lease_until_at: Set(None),
        reason: Set(None),
        from_domain: Set(mail.from_domain.clone()),
        queued_at: Set(now.0),
    });
    mail_recipients::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Notes that the sender's signature ends a mail, for whoever writes it again.
pub(crate) async fn note_signature(tx: &impl ConnectionTrait, exchange: ExchangeId) -> Result<(), Failure> {
    mails::Entity::update_many()
        .col_expr(mails::Column::IsSigned, Expr::value(true))
        .filter(mails::Column::ExchangeId.eq(exchange.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// A contact, while they may be chosen.
pub(crate) async fn active_contact(
    tx: &impl ConnectionTrait,
    contact: ContactId,
) -> Result<Option<Contact>, Failure> {
    let row = contacts::Entity::find_by_id(contact.0)
        .filter(contacts::Column::IsActive.eq(true))
        .one(tx)
        .await?;
    row.map(Contact::try_from).transpose()
}

//! Mails that leave: rows of `mails` and `mail_recipients`.
//!
//! A worker holds recipients by a lease: a token of its own and an instant. Every later write names the token, so that a worker
//! that was frozen, and whose recipients somebody else took over, changes nothing any more.

use super::code::Coded;
use super::entity::{mail_recipients, mails};
use crate::error::Failure;
use crate::mailer::FrozenMail;
use domain::email::Email;
use domain::mail::{MailPurpose, Recipient, RecipientState};
use domain::reason::MailReason;
use domain::time::Timestamp;
use domain::{ExchangeId, MailId, MailRecipientId};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

/// What may be claimed once its time has come.
const WAITING: [RecipientState; 3] = [
    RecipientState::Scheduled,
    RecipientState::Queued,
    RecipientState::Deferred,
];

/// Recipients of one mail that a worker holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    pub token: Uuid,
    pub mail: MailId,
    pub recipients: Vec<Claimed>,
}

/// One recipient that is held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimed {
    pub id: MailRecipientId,
    pub address: String,
    /// Tries, this one included.
    pub attempts: u32,
}

/// What a worker needs of the mail itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredMail {
    pub message_id: String,
    pub from: Email,
    pub bytes: Vec<u8>,
    pub created_at: Timestamp,
}

/// What one recipient has become.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settlement {
    pub recipient: MailRecipientId,
    pub state: RecipientState,
    pub next_try_at: Option<Timestamp>,
    pub reason: Option<MailReason>,
    pub reply: String,
}

/// What lies in the outbox.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Backlog {
    /// Recipients still to be sent to, held ones included.
    pub waiting: u64,
    /// When the one that is due for the longest time became so.
    pub oldest_due_at: Option<Timestamp>,
}

/// A mail on its way into the outbox.
#[derive(Clone, Copy, Debug)]
pub struct NewMail<'a> {
    pub frozen: &'a FrozenMail,
    pub purpose: MailPurpose,
    /// `None` for a notice or a test.
    pub exchange: Option<ExchangeId>,
    pub recipients: &'a [Recipient],
    /// `None`: at once.
    pub leaves_at: Option<Timestamp>,
}

/// Puts a mail and its recipients into the outbox, in the transaction that records the exchange.
///
/// # Errors
/// [`Failure::Mail`] when the envelope is not that of the message, or what the database says.
pub async fn enqueue(tx: &impl ConnectionTrait, new: NewMail<'_>, now: Timestamp) -> Result<(), Failure> {
    let mail = new.frozen;
    mail.check(new.purpose, new.recipients)?;
    mails::Entity::insert(mails::ActiveModel {
        id: Set(mail.id.0),
        exchange_id: Set(new.exchange.map(|exchange| exchange.0)),
        message_id: Set(mail.message_id.clone()),
        from_email: Set(mail.from.as_str().to_owned()),
        subject: Set(mail.subject.clone()),
        bytes: Set(mail.bytes.clone()),
        created_at: Set(now.0),
        purpose: Set(new.purpose.code().to_owned()),
        reply_address: Set(mail.reply_address.as_str().to_owned()),
        references_ids: Set(mail.references.join(" ")),
    })
    .exec_without_returning(tx)
    .await?;
    let state = match new.leaves_at {
        Some(_) => RecipientState::Scheduled,
        None => RecipientState::Queued,
    };
    let leaves_at = new.leaves_at.unwrap_or(now);
    let rows = new
        .recipients
        .iter()
        .map(|recipient| mail_recipients::ActiveModel {
            id: NotSet,
            mail_id: Set(mail.id.0),
            address: Set(recipient.mailbox.email.as_str().to_owned()),
            role: Set(recipient.role.code().to_owned()),
            state: Set(state.code().to_owned()),
            attempt_count: Set(0),
            next_try_at: Set(Some(leaves_at.0)),
            since_at: Set(now.0),
            reply: Set(String::new()),
            lease_token: Set(None),
            lease_until_at: Set(None),
            reason: Set(None),
            from_domain: Set(mail.from.domain().to_lowercase()),
            queued_at: Set(leaves_at.0),
        });
    mail_recipients::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Cancels what has not left yet of the mail of an exchange; how many recipients that was.
///
/// # Errors
/// What the database says.
pub async fn cancel_waiting(
    tx: &impl ConnectionTrait,
    exchange: ExchangeId,
    now: Timestamp,
) -> Result<u64, Failure> {
    let mail_ids = Query::select()
        .column(mails::Column::Id)
        .from(mails::Entity)
        .and_where(mails::Column::ExchangeId.eq(exchange.0))
        .to_owned();
    let done = mail_recipients::Entity::update_many()
        .filter(mail_recipients::Column::MailId.in_subquery(mail_ids))
        .filter(in_states(&WAITING))
        .col_expr(
            mail_recipients::Column::State,
            Expr::value(RecipientState::Cancelled.code()),
        )
        .col_expr(mail_recipients::Column::SinceAt, Expr::value(now.0))
        .col_expr(mail_recipients::Column::NextTryAt, Expr::value(None::<i64>))
        .col_expr(mail_recipients::Column::LeaseToken, Expr::value(None::<Uuid>))
        .col_expr(mail_recipients::Column::LeaseUntilAt, Expr::value(None::<i64>))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Takes the recipients that are due of the mail that waits for the longest time, until `until`. Workers do not wait for each
/// other: on PostgreSQL what another one is taking is skipped, on SQLite there is one writer.
///
/// # Errors
/// What the database says.
pub async fn claim(
    tx: &impl ConnectionTrait,
    token: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Claim>, Failure> {
    let Some(first) = due(now).limit(1).one(tx).await? else {
        return Ok(None);
    };
    let rows = due(now)
        .filter(mail_recipients::Column::MailId.eq(first.mail_id))
        .all(tx)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    mail_recipients::Entity::update_many()
        .filter(mail_recipients::Column::Id.is_in(ids.clone()))
        .filter(mail_recipients::Column::State.ne(RecipientState::Queued.code()))
        .col_expr(
            mail_recipients::Column::State,
            Expr::value(RecipientState::Queued.code()),
        )
        .col_expr(mail_recipients::Column::SinceAt, Expr::value(now.0))
        .exec(tx)
        .await?;
    mail_recipients::Entity::update_many()
        .filter(mail_recipients::Column::Id.is_in(ids))
        .col_expr(mail_recipients::Column::LeaseToken, Expr::value(Some(token)))
        .col_expr(mail_recipients::Column::LeaseUntilAt, Expr::value(Some(until.0)))
        .col_expr(
            mail_recipients::Column::AttemptCount,
            Expr::col(mail_recipients::Column::AttemptCount).add(1),
        )
        .exec(tx)
        .await?;
    let recipients = rows
        .into_iter()
        .map(|row| Claimed {
            id: MailRecipientId(row.id),
            address: row.address,
            attempts: u32::try_from(row.attempt_count).unwrap_or(0).saturating_add(1),
        })
        .collect();
    Ok(Some(Claim {
        token,
        mail: MailId(first.mail_id),
        recipients,
    }))
}

/// The mail itself.
///
/// # Errors
/// [`Failure::Corrupt`] when its row cannot be read, or what the database says.
pub async fn stored_mail(reader: &impl ConnectionTrait, mail: MailId) -> Result<StoredMail, Failure> {
    let row = mails::Entity::find_by_id(mail.0)
        .one(reader)
        .await?
        .ok_or_else(|| Failure::Corrupt(format!("mail {mail} has recipients and no row")))?;
    Ok(StoredMail {
        message_id: row.message_id,
        from: row
            .from_email
            .parse()
            .map_err(|_| Failure::Corrupt(format!("the sender of mail {mail} is no address")))?,
        bytes: row.bytes,
        created_at: Timestamp(row.created_at),
    })
}

/// Keeps what is held for longer.
///
/// # Errors
/// What the database says.
pub async fn renew(tx: &impl ConnectionTrait, token: Uuid, until: Timestamp) -> Result<(), Failure> {
    mail_recipients::Entity::update_many()
        .filter(held(
            token,
            &[RecipientState::Queued, RecipientState::Transmitting],
        ))
        .col_expr(mail_recipients::Column::LeaseUntilAt, Expr::value(Some(until.0)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes down that these recipients may have got the mail from now on; how many were still held. Unless that is all of them,
/// the transaction is to be rolled back and nothing sent.
///
/// # Errors
/// What the database says.
pub async fn mark_transmitting(
    tx: &impl ConnectionTrait,
    token: Uuid,
    recipients: &[MailRecipientId],
    now: Timestamp,
    until: Timestamp,
) -> Result<usize, Failure> {
    let done = mail_recipients::Entity::update_many()
        .filter(held(token, &[RecipientState::Queued]))
        .filter(mail_recipients::Column::Id.is_in(recipients.iter().map(|id| id.0)))
        .col_expr(
            mail_recipients::Column::State,
            Expr::value(RecipientState::Transmitting.code()),
        )
        .col_expr(mail_recipients::Column::SinceAt, Expr::value(now.0))
        .col_expr(mail_recipients::Column::LeaseUntilAt, Expr::value(Some(until.0)))
        .exec(tx)
        .await?;
    Ok(usize::try_from(done.rows_affected).unwrap_or(usize::MAX))
}

/// Writes what a recipient has become and lets go of it; `false` when it was no longer held. Who was declared uncertain for
/// want of news keeps the token of the worker that was sending, so that late news is still welcome.
///
/// # Errors
/// What the database says.
pub async fn settle(
    tx: &impl ConnectionTrait,
    token: Uuid,
    settlement: &Settlement,
    now: Timestamp,
) -> Result<bool, Failure> {
    let states = [
        RecipientState::Queued,
        RecipientState::Transmitting,
        RecipientState::Uncertain,
    ];
    let done = mail_recipients::Entity::update_many()
        .filter(held(token, &states))
        .filter(mail_recipients::Column::Id.eq(settlement.recipient.0))
        .col_expr(
            mail_recipients::Column::State,
            Expr::value(settlement.state.code()),
        )
        .col_expr(mail_recipients::Column::SinceAt, Expr::value(now.0))
        .col_expr(
            mail_recipients::Column::NextTryAt,
            Expr::value(settlement.next_try_at.map(|at| at.0)),
        )
        .col_expr(
            mail_recipients::Column::Reply,
            Expr::value(settlement.reply.clone()),
        )
        .col_expr(
            mail_recipients::Column::Reason,
            Expr::value(settlement.reason.map(Coded::code)),
        )
        .col_expr(mail_recipients::Column::LeaseToken, Expr::value(None::<Uuid>))
        .col_expr(mail_recipients::Column::LeaseUntilAt, Expr::value(None::<i64>))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Lets go of what is held and was not sent: it is due at once.
///
/// # Errors
/// What the database says.
pub async fn release(tx: &impl ConnectionTrait, token: Uuid) -> Result<(), Failure> {
    mail_recipients::Entity::update_many()
        .filter(held(token, &[RecipientState::Queued]))
        .col_expr(mail_recipients::Column::LeaseToken, Expr::value(None::<Uuid>))
        .col_expr(mail_recipients::Column::LeaseUntilAt, Expr::value(None::<i64>))
        .exec(tx)
        .await?;
    Ok(())
}

/// Looks after what a dead worker left: recipients it was transmitting to are uncertain (how many), those it only held are due
/// again by themselves, because [`claim`] minds no lease that has ended.
///
/// # Errors
/// What the database says.
pub async fn recover(tx: &impl ConnectionTrait, now: Timestamp) -> Result<u64, Failure> {
    let done = mail_recipients::Entity::update_many()
        .filter(mail_recipients::Column::State.eq(RecipientState::Transmitting.code()))
        .filter(mail_recipients::Column::LeaseUntilAt.lte(now.0))
        .col_expr(
            mail_recipients::Column::State,
            Expr::value(RecipientState::Uncertain.code()),
        )
        .col_expr(
            mail_recipients::Column::Reason,
            Expr::value(MailReason::WorkerLost.code()),
        )
        .col_expr(mail_recipients::Column::SinceAt, Expr::value(now.0))
        .col_expr(mail_recipients::Column::NextTryAt, Expr::value(None::<i64>))
        .col_expr(mail_recipients::Column::LeaseUntilAt, Expr::value(None::<i64>))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Whether anything is to be done: asked of a reader, so that an idle worker never takes the writer.
///
/// # Errors
/// What the database says.
pub async fn has_work(reader: &impl ConnectionTrait, now: Timestamp) -> Result<bool, Failure> {
    let abandoned = Condition::all()
        .add(mail_recipients::Column::State.eq(RecipientState::Transmitting.code()))
        .add(mail_recipients::Column::LeaseUntilAt.lte(now.0));
    let found = mail_recipients::Entity::find()
        .filter(Condition::any().add(is_due(now)).add(abandoned))
        .limit(1)
        .one(reader)
        .await?;
    Ok(found.is_some())
}

/// How much waits, and for how long.
///
/// # Errors
/// What the database says.
pub async fn backlog(reader: &impl ConnectionTrait, now: Timestamp) -> Result<Backlog, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        waiting: i64,
        oldest: Option<i64>,
    }
    let row = mail_recipients::Entity::find()
        .select_only()
        .column_as(mail_recipients::Column::Id.count(), "waiting")
        .column_as(mail_recipients::Column::NextTryAt.min(), "oldest")
        .filter(in_states(&WAITING))
        .into_model::<Row>()
        .one(reader)
        .await?
        .unwrap_or(Row {
            waiting: 0,
            oldest: None,
        });
    Ok(Backlog {
        waiting: u64::try_from(row.waiting).unwrap_or(0),
        oldest_due_at: row.oldest.filter(|at| *at <= now.0).map(Timestamp),
    })
}

fn due(now: Timestamp) -> sea_orm::Select<mail_recipients::Entity> {
    mail_recipients::Entity::find()
        .filter(is_due(now))
        .order_by_asc(mail_recipients::Column::NextTryAt)
        .order_by_asc(mail_recipients::Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

fn is_due(now: Timestamp) -> Condition {
    Condition::all()
        .add(in_states(&WAITING))
        .add(mail_recipients::Column::NextTryAt.lte(now.0))
        .add(
            Condition::any()
                .add(mail_recipients::Column::LeaseUntilAt.is_null())
                .add(mail_recipients::Column::LeaseUntilAt.lte(now.0)),
        )
}

fn held(token: Uuid, states: &[RecipientState]) -> Condition {
    Condition::all()
        .add(mail_recipients::Column::LeaseToken.eq(token))
        .add(in_states(states))
}

fn in_states(states: &[RecipientState]) -> Condition {
    Condition::all().add(mail_recipients::Column::State.is_in(states.iter().map(|state| state.code())))
}

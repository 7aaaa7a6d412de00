//! Mails that leave: rows of `mails` and `mail_recipients`. Here what goes in and what lies in it; [`claims`] says what a worker
//! takes, [`marks`] what it writes about what it holds.

mod author;
mod claims;
mod marks;

pub use author::{Authored, authored};
pub use claims::{
    Claim, Claimed, Senders, StoredMail, claim, has_work, lost_at, recover, stored_mails, wake,
};
pub use marks::{Held, Settlement, held, release, renew, settle, transmit};

use super::code::Coded;
use super::entity::{mail_recipients, mails};
use super::{Database, listen as ears};
use crate::error::Failure;
use crate::mailer::FrozenMail;
use domain::ExchangeId;
use domain::mail::{MailPurpose, Recipient, RecipientState};
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter,
    QuerySelect,
};
use std::convert::Infallible;
use uuid::Uuid;

/// Channel of PostgreSQL on which instances tell each other that there is something to send.
const CHANNEL: &str = "echanges_outbox";

/// What has not left yet and may be cancelled.
const WAITING: [RecipientState; 3] = [
    RecipientState::Scheduled,
    RecipientState::Queued,
    RecipientState::Deferred,
];

/// What lies in the outbox.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Backlog {
    /// Recipients still to be sent to, held ones included.
    pub waiting: u64,
    /// When the one that is due for the longest time became so.
    pub oldest_due_at: Option<Timestamp>,
    /// Since when the oldest of those that are tried or queued now is in the outbox.
    pub oldest_queued_at: Option<Timestamp>,
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
        is_signed: Set(false),
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
    announce(tx).await
}

/// Wakes the workers of the other instances when the transaction commits; those of this one wake at the bell.
///
/// # Errors
/// What the database says.
pub async fn announce(tx: &impl ConnectionTrait) -> Result<(), Failure> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await?;
    }
    Ok(())
}

/// Calls `heard` whenever an instance on the same PostgreSQL has committed something to send, and whenever that may have been missed.
/// Never ends.
pub async fn listen(db: &Database, heard: impl Fn()) -> Infallible {
    ears::listen(db, CHANNEL, |_| heard()).await
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

/// How much waits, and for how long.
///
/// # Errors
/// What the database says.
pub async fn backlog(reader: &impl ConnectionTrait, now: Timestamp) -> Result<Backlog, Failure> {
    #[derive(FromQueryResult, Default)]
    struct Row {
        waiting: i64,
        oldest_due: Option<i64>,
        oldest_queued: Option<i64>,
    }
    let row = mail_recipients::Entity::find()
        .select_only()
        .column_as(mail_recipients::Column::Id.count(), "waiting")
        .column_as(mail_recipients::Column::NextTryAt.min(), "oldest_due")
        .column_as(mail_recipients::Column::QueuedAt.min(), "oldest_queued")
        .filter(in_states(&WAITING))
        .into_model::<Row>()
        .one(reader)
        .await?
        .unwrap_or_default();
    let past = |at: Option<i64>| at.filter(|at| *at <= now.0).map(Timestamp);
    Ok(Backlog {
        waiting: u64::try_from(row.waiting).unwrap_or(0),
        oldest_due_at: past(row.oldest_due),
        oldest_queued_at: past(row.oldest_queued),
    })
}

fn in_states(states: &[RecipientState]) -> Condition {
    Condition::all().add(mail_recipients::Column::State.is_in(states.iter().map(|state| state.code())))
}

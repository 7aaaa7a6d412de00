//! What a worker takes. It holds recipients by a lease: a token of its own and an instant. Every later write names the token, so
//! that a worker that was frozen, and whose recipients somebody else took over, changes nothing any more.
//!
//! Instants are believed only as far as they are possible: when the machine's clock was set back, what waits for an instant
//! beyond the longest delay, or is held until one beyond the longest lease, waits no longer.

use super::super::code::Coded;
use super::super::entity::{mail_recipients as recipients, mails};
use crate::error::Failure;
use crate::outbox::{LEASE_MAX_MS, retry};
use domain::email::Email;
use domain::mail::{MailPurpose, RecipientState};
use domain::reason::MailReason;
use domain::time::Timestamp;
use domain::{ExchangeId, MailId, MailRecipientId};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LockBehavior, LockType, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most recipients that are woken at once: a transaction stays short, and the next one wakes more.
const WAKE_MAX: u64 = 1_000;
/// Rows looked at for each mail wanted: a mail with several recipients fills several.
const ROWS_PER_MAIL: u64 = 4;

/// Whose mails: those of one account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Senders {
    /// From this domain.
    Domain(String),
    /// From any domain but these.
    AllBut(Vec<String>),
}

/// Recipients of one mail that a worker holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    pub token: Uuid,
    pub mail: MailId,
    /// In lower case: it decides which account sends.
    pub from_domain: String,
    pub recipients: Vec<Claimed>,
}

/// One recipient that is held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimed {
    pub id: MailRecipientId,
    pub address: String,
    /// Tries, this one included.
    pub attempts: u32,
    /// What the five days are counted from.
    pub queued_at: Timestamp,
}

/// What a worker needs of the mail itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredMail {
    pub message_id: String,
    pub from: Email,
    pub purpose: MailPurpose,
    pub exchange: Option<ExchangeId>,
    pub bytes: Vec<u8>,
}

/// Queues what was deferred or scheduled and whose time has come.
///
/// # Errors
/// What the database says.
pub async fn wake(tx: &impl ConnectionTrait, senders: &Senders, now: Timestamp) -> Result<(), Failure> {
    let mut due = Query::select();
    due.column(recipients::Column::Id)
        .from(recipients::Entity)
        .cond_where(Condition::all().add(is_asleep(now)).add(senders.filter()))
        .limit(WAKE_MAX);
    recipients::Entity::update_many()
        .filter(recipients::Column::Id.in_subquery(unlocked(due)))
        .col_expr(
            recipients::Column::State,
            Expr::value(RecipientState::Queued.code()),
        )
        .col_expr(recipients::Column::SinceAt, Expr::value(now.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes up to `most` mails that wait for the longest time, each with all its recipients that are queued, until `until`. Workers
/// do not wait for each other: on PostgreSQL what another one is taking is skipped, on SQLite there is one writer.
///
/// # Errors
/// What the database says.
pub async fn claim(
    tx: &impl ConnectionTrait,
    senders: &Senders,
    most: usize,
    token: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<Claim>, Failure> {
    let most_rows = u64::try_from(most)
        .unwrap_or(u64::MAX)
        .saturating_mul(ROWS_PER_MAIL);
    let first: Vec<Uuid> = queued(now)
        .filter(senders.filter())
        .select_only()
        .column(recipients::Column::MailId)
        .limit(most_rows)
        .into_tuple()
        .all(tx)
        .await?;
    let mut chosen: Vec<Uuid> = Vec::new();
    for mail in first {
        if chosen.len() < most && !chosen.contains(&mail) {
            chosen.push(mail);
        }
    }
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let rows = recipients::Entity::find()
        .filter(recipients::Column::MailId.is_in(chosen.iter().copied()))
        // Not as the index has it: SQLite would read through everything that is queued instead of these few mails.
        .filter(Func::lower(Expr::col(recipients::Column::State)).eq(RecipientState::Queued.code()))
        .filter(is_free(now))
        .order_by_asc(recipients::Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await?;
    recipients::Entity::update_many()
        .filter(recipients::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .col_expr(recipients::Column::LeaseToken, Expr::value(Some(token)))
        .col_expr(recipients::Column::LeaseUntilAt, Expr::value(Some(until.0)))
        .col_expr(
            recipients::Column::AttemptCount,
            Expr::col(recipients::Column::AttemptCount).add(1),
        )
        .exec(tx)
        .await?;
    Ok(by_mail(rows, &chosen, token))
}

/// One claim for each mail, in the order in which they were chosen.
fn by_mail(rows: Vec<recipients::Model>, chosen: &[Uuid], token: Uuid) -> Vec<Claim> {
    let mut claims: Vec<Claim> = chosen
        .iter()
        .map(|mail| Claim {
            token,
            mail: MailId(*mail),
            from_domain: String::new(),
            recipients: Vec::new(),
        })
        .collect();
    for row in rows {
        if let Some(claim) = claims.iter_mut().find(|claim| claim.mail.0 == row.mail_id) {
            claim.from_domain = row.from_domain;
            claim.recipients.push(Claimed {
                id: MailRecipientId(row.id),
                address: row.address,
                attempts: u32::try_from(row.attempt_count).unwrap_or(0).saturating_add(1),
                queued_at: Timestamp(row.queued_at),
            });
        }
    }
    claims.retain(|claim| !claim.recipients.is_empty());
    claims
}

/// The mails themselves, in the order asked for. One that cannot be read is [`Failure::Corrupt`] by itself.
///
/// # Errors
/// What the database says.
pub async fn stored_mails(
    reader: &impl ConnectionTrait,
    ids: &[MailId],
) -> Result<Vec<Result<StoredMail, Failure>>, Failure> {
    let rows = mails::Entity::find()
        .filter(mails::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(reader)
        .await?;
    let mut found: BTreeMap<Uuid, mails::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids
        .iter()
        .map(|id| match found.remove(&id.0) {
            Some(row) => stored(row),
            None => Err(Failure::Corrupt(format!("mail {id} has recipients and no row"))),
        })
        .collect())
}

fn stored(row: mails::Model) -> Result<StoredMail, Failure> {
    let id = MailId(row.id);
    Ok(StoredMail {
        message_id: row.message_id,
        from: row
            .from_email
            .parse()
            .map_err(|_| Failure::Corrupt(format!("the sender of mail {id} is no address")))?,
        purpose: MailPurpose::from_code(&row.purpose)
            .ok_or_else(|| Failure::Corrupt(format!("the purpose of mail {id} is unknown")))?,
        exchange: row.exchange_id.map(ExchangeId),
        bytes: row.bytes,
    })
}

/// Looks after what a dead worker left: recipients it was transmitting to are uncertain (how many), those it only held are due
/// again by themselves, because [`claim`] minds no lease that has ended.
///
/// # Errors
/// What the database says.
pub async fn recover(tx: &impl ConnectionTrait, now: Timestamp) -> Result<u64, Failure> {
    let mut lost = Query::select();
    lost.column(recipients::Column::Id)
        .from(recipients::Entity)
        .cond_where(is_abandoned(now));
    let done = recipients::Entity::update_many()
        .filter(recipients::Column::Id.in_subquery(unlocked(lost)))
        .col_expr(
            recipients::Column::State,
            Expr::value(RecipientState::Uncertain.code()),
        )
        .col_expr(
            recipients::Column::Reason,
            Expr::value(MailReason::WorkerLost.code()),
        )
        .col_expr(recipients::Column::SinceAt, Expr::value(now.0))
        .col_expr(recipients::Column::NextTryAt, Expr::value(None::<i64>))
        .col_expr(recipients::Column::LeaseUntilAt, Expr::value(None::<i64>))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Who became uncertain in this instant for want of news of their worker.
///
/// # Errors
/// What the database says.
pub async fn lost_at(tx: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<MailRecipientId>, Failure> {
    let ids: Vec<i64> = recipients::Entity::find()
        .select_only()
        .column(recipients::Column::Id)
        .filter(is_in(RecipientState::Uncertain))
        .filter(recipients::Column::SinceAt.eq(now.0))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().map(MailRecipientId).collect())
}

/// Whether anything is to be done for one of these: asked of a reader, so that an idle worker never takes the writer.
///
/// # Errors
/// What the database says.
pub async fn has_work(
    reader: &impl ConnectionTrait,
    senders: &[Senders],
    now: Timestamp,
) -> Result<bool, Failure> {
    let is_queued = Condition::all()
        .add(is_in(RecipientState::Queued))
        .add(is_free(now));
    let mut whose = Condition::any();
    for senders in senders {
        whose = whose.add(senders.filter());
    }
    // Each is a walk along the index of its own: together in one condition they would be a walk through the table.
    let mut conditions = vec![is_abandoned(now)];
    if !senders.is_empty() {
        conditions.push(Condition::all().add(is_queued).add(whose.clone()));
        conditions.push(Condition::all().add(is_asleep(now)).add(whose));
    }
    for condition in conditions {
        let found: Option<i64> = recipients::Entity::find()
            .select_only()
            .column(recipients::Column::Id)
            .filter(condition)
            .limit(1)
            .into_tuple()
            .one(reader)
            .await?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Senders {
    fn filter(&self) -> Condition {
        let domain = recipients::Column::FromDomain;
        match self {
            Senders::Domain(name) => Condition::all().add(domain.eq(name.as_str())),
            Senders::AllBut(names) if names.is_empty() => Condition::all(),
            Senders::AllBut(names) => {
                Condition::all().add(domain.is_not_in(names.iter().map(String::as_str)))
            }
        }
    }
}

/// Queued and held by nobody, oldest first.
fn queued(now: Timestamp) -> Select<recipients::Entity> {
    recipients::Entity::find()
        .filter(is_in(RecipientState::Queued))
        .filter(is_free(now))
        .order_by_asc(recipients::Column::NextTryAt)
        .order_by_asc(recipients::Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

/// Deferred or scheduled, and its time has come.
fn is_asleep(now: Timestamp) -> Condition {
    let next = recipients::Column::NextTryAt;
    let is_deferred = Condition::all().add(is_in(RecipientState::Deferred)).add(
        Condition::any()
            .add(next.lte(now.0))
            .add(next.gt(now.plus_ms(retry::LONGEST_MS).0)),
    );
    let is_scheduled = Condition::all()
        .add(is_in(RecipientState::Scheduled))
        .add(next.lte(now.0));
    Condition::any().add(is_deferred).add(is_scheduled)
}

fn is_abandoned(now: Timestamp) -> Condition {
    Condition::all()
        .add(is_in(RecipientState::Transmitting))
        .add(is_free(now))
}

/// Held by nobody who may still be alive.
fn is_free(now: Timestamp) -> Condition {
    let until = recipients::Column::LeaseUntilAt;
    Condition::any()
        .add(until.is_null())
        .add(until.lte(now.0))
        .add(until.gt(now.plus_ms(LEASE_MAX_MS).0))
}

fn is_in(state: RecipientState) -> Condition {
    Condition::all().add(recipients::Column::State.eq(state.code()))
}

/// Rows to be changed that no other worker is changing: two that change several in different orders could wait for each other for ever.
fn unlocked(mut rows: SelectStatement) -> SelectStatement {
    rows.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    rows
}

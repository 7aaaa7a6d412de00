//! What a worker writes about the recipients it holds. Each function takes many at once: a commit that is durable costs milliseconds,
//! so that the marks of mails that leave at the same time share one.

use super::super::code::{Coded, decode};
use super::super::entity::mail_recipients as recipients;
use crate::error::Failure;
use domain::MailRecipientId;
use domain::mail::RecipientState;
use domain::reason::MailReason;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement, Value};
use std::collections::BTreeMap;
use std::fmt::Write;
use uuid::Uuid;

/// Rows in one statement: databases limit the number of values (SQLite 32,766).
const ROWS_MAX: usize = 1_000;

/// How a recipient stands while it is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    pub token: Option<Uuid>,
    pub state: RecipientState,
}

/// What one recipient has become.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settlement {
    pub recipient: MailRecipientId,
    pub state: RecipientState,
    pub next_try_at: Option<Timestamp>,
    pub reason: Option<MailReason>,
    /// What kept the last try from succeeding, where the reason is that it was the last one. Only told, not kept.
    pub cause: Option<MailReason>,
    pub reply: String,
}

/// How these recipients stand, and keeps them so until the transaction ends.
///
/// # Errors
/// What the database says.
pub async fn held(
    tx: &impl ConnectionTrait,
    ids: &[MailRecipientId],
) -> Result<BTreeMap<MailRecipientId, Held>, Failure> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(ROWS_MAX) {
        let rows: Vec<(i64, Option<Uuid>, String)> = recipients::Entity::find()
            .select_only()
            .columns([
                recipients::Column::Id,
                recipients::Column::LeaseToken,
                recipients::Column::State,
            ])
            .filter(recipients::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .lock(LockType::Update)
            .into_tuple()
            .all(tx)
            .await?;
        for (id, token, state) in rows {
            let state = decode(&state)?;
            found.insert(MailRecipientId(id), Held { token, state });
        }
    }
    Ok(found)
}

/// Writes down that these recipients may have got their mail from now on.
///
/// # Errors
/// What the database says.
pub async fn transmit(
    tx: &impl ConnectionTrait,
    ids: &[MailRecipientId],
    now: Timestamp,
    until: Timestamp,
) -> Result<(), Failure> {
    for ids in ids.chunks(ROWS_MAX) {
        recipients::Entity::update_many()
            .filter(recipients::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .col_expr(
                recipients::Column::State,
                Expr::value(RecipientState::Transmitting.code()),
            )
            .col_expr(recipients::Column::SinceAt, Expr::value(now.0))
            .col_expr(recipients::Column::LeaseUntilAt, Expr::value(Some(until.0)))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Writes what recipients have become, and lets go of them.
///
/// # Errors
/// What the database says.
pub async fn settle(
    tx: &impl ConnectionTrait,
    settlements: &[&Settlement],
    now: Timestamp,
) -> Result<(), Failure> {
    for settlements in settlements.chunks(ROWS_MAX) {
        let mut sql = String::from(
            "UPDATE mail_recipients SET state = v.column2, since_at = CAST($1 AS bigint), next_try_at = v.column3, \
             reply = v.column4, reason = v.column5, lease_token = NULL, lease_until_at = NULL FROM (VALUES ",
        );
        let mut values: Vec<Value> = vec![now.0.into()];
        for (at, settlement) in settlements.iter().enumerate() {
            let first = values.len() + 1;
            let comma = if at == 0 { "" } else { ", " };
            write!(
                sql,
                "{comma}(CAST(${} AS bigint), CAST(${} AS text), CAST(${} AS bigint), CAST(${} AS text), CAST(${} AS text))",
                first,
                first + 1,
                first + 2,
                first + 3,
                first + 4
            )
            .expect("a string takes all that is written to it");
            values.extend([
                Value::from(settlement.recipient.0),
                settlement.state.code().into(),
                settlement.next_try_at.map(|at| at.0).into(),
                settlement.reply.clone().into(),
                settlement.reason.map(Coded::code).into(),
            ]);
        }
        sql.push_str(") AS v WHERE mail_recipients.id = v.column1");
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

/// Lets go of what was not sent: it is due at once, and the try does not count.
///
/// # Errors
/// What the database says.
pub async fn release(tx: &impl ConnectionTrait, ids: &[MailRecipientId]) -> Result<(), Failure> {
    for ids in ids.chunks(ROWS_MAX) {
        recipients::Entity::update_many()
            .filter(recipients::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .col_expr(recipients::Column::LeaseToken, Expr::value(None::<Uuid>))
            .col_expr(recipients::Column::LeaseUntilAt, Expr::value(None::<i64>))
            .col_expr(
                recipients::Column::AttemptCount,
                Expr::col(recipients::Column::AttemptCount).sub(1),
            )
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Keeps what is held for longer.
///
/// # Errors
/// What the database says.
pub async fn renew(
    tx: &impl ConnectionTrait,
    ids: &[MailRecipientId],
    until: Timestamp,
) -> Result<(), Failure> {
    for ids in ids.chunks(ROWS_MAX) {
        recipients::Entity::update_many()
            .filter(recipients::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .col_expr(recipients::Column::LeaseUntilAt, Expr::value(Some(until.0)))
            .exec(tx)
            .await?;
    }
    Ok(())
}

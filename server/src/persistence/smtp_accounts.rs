//! Mail accounts that somebody or something has stopped: a row while it lasts.

use super::entity::smtp_accounts;
use crate::error::Failure;
use domain::AccountId;
use domain::time::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// Name under which the whole outbox is paused.
pub const EVERYTHING: &str = "*";

/// An account that is paused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paused {
    /// The domain whose mails it sends; empty for the default account, [`EVERYTHING`] for the whole outbox.
    pub name: String,
    pub at: Timestamp,
    /// `None` when the program did it.
    pub by: Option<AccountId>,
    /// Code of a [`domain::reason::MailReason`] when the program did it, else what the person gave.
    pub reason: String,
    /// The server's words.
    pub reply: String,
}

/// Pauses an account; `false` when it already was, and then nothing changes: the first reason is the one to look at.
///
/// # Errors
/// What the database says.
pub async fn pause(
    tx: &impl ConnectionTrait,
    name: &str,
    by: Option<AccountId>,
    reason: &str,
    reply: &str,
    now: Timestamp,
) -> Result<bool, Failure> {
    let row = smtp_accounts::ActiveModel {
        name: Set(name.to_owned()),
        paused_at: Set(Some(now.0)),
        paused_by: Set(by.map(|account| account.0)),
        reason: Set(reason.to_owned()),
        reply: Set(reply.to_owned()),
    };
    let once = OnConflict::column(smtp_accounts::Column::Name)
        .do_nothing()
        .to_owned();
    let added = smtp_accounts::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(tx)
        .await?;
    Ok(added > 0)
}

/// Lets an account go on; `false` when it was not paused. The bell is to be rung after the commit; other instances hear it.
///
/// # Errors
/// What the database says.
pub async fn resume(tx: &impl ConnectionTrait, name: &str) -> Result<bool, Failure> {
    let removed = smtp_accounts::Entity::delete_by_id(name.to_owned())
        .exec(tx)
        .await?;
    super::outbox::announce(tx).await?;
    Ok(removed.rows_affected > 0)
}

/// Every account that is paused, in the order of their names.
///
/// # Errors
/// What the database says.
pub async fn paused(reader: &impl ConnectionTrait) -> Result<Vec<Paused>, Failure> {
    let rows = smtp_accounts::Entity::find()
        .filter(smtp_accounts::Column::PausedAt.is_not_null())
        .order_by_asc(smtp_accounts::Column::Name)
        .all(reader)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Paused {
            name: row.name,
            at: Timestamp(row.paused_at.unwrap_or_default()),
            by: row.paused_by.map(AccountId),
            reason: row.reason,
            reply: row.reply,
        })
        .collect())
}

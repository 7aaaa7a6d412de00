//! Sessions: looked up by the hash of their token at every request.

use super::code::decode;
use super::entity::{accounts, sessions};
use super::{Database, Transaction};
use crate::error::Failure;
use domain::employee::Actor;
use domain::locale::Locale;
use domain::time::Timestamp;
use domain::{AccountId, EmployeeId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// A session that has not expired, and whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredSession {
    pub actor: Actor,
    pub locale: Locale,
    pub email: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
}

/// The session of this token, unless it has expired or its account was closed.
///
/// # Errors
/// The database's.
pub async fn find(db: &Database, token_hash: &str, now: Timestamp) -> Result<Option<StoredSession>, Failure> {
    let found = sessions::Entity::find_by_id(token_hash)
        .find_also_related(accounts::Entity)
        .filter(sessions::Column::ExpiresAt.gt(now.0))
        .filter(accounts::Column::IsActive.eq(true))
        .one(db.reader())
        .await?;
    let Some((session, Some(account))) = found else {
        return Ok(None);
    };
    Ok(Some(StoredSession {
        actor: Actor {
            account: AccountId(account.id),
            employee: EmployeeId(account.employee_id),
            role: decode(&account.role)?,
        },
        locale: decode(&account.locale)?,
        email: account.email,
        created_at: Timestamp(session.created_at),
        last_seen_at: Timestamp(session.last_seen_at),
    }))
}

/// Opens a session.
///
/// # Errors
/// The database's.
pub async fn insert(
    transaction: &Transaction,
    token_hash: String,
    account: AccountId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Failure> {
    let session = sessions::ActiveModel {
        token_hash: Set(token_hash),
        account_id: Set(account.0),
        created_at: Set(now.0),
        last_seen_at: Set(now.0),
        expires_at: Set(expires_at.0),
    };
    sessions::Entity::insert(session)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Moves the end of a session that is in use.
///
/// # Errors
/// The database's.
pub async fn touch(
    transaction: &Transaction,
    token_hash: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Failure> {
    sessions::Entity::update_many()
        .col_expr(sessions::Column::LastSeenAt, now.0.into())
        .col_expr(sessions::Column::ExpiresAt, expires_at.0.into())
        .filter(sessions::Column::TokenHash.eq(token_hash))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// The database's.
pub async fn delete(transaction: &Transaction, token_hash: &str) -> Result<(), Failure> {
    sessions::Entity::delete_by_id(token_hash)
        .exec(transaction)
        .await?;
    Ok(())
}

/// Sweeps what has expired.
///
/// # Errors
/// The database's.
pub async fn delete_expired(transaction: &Transaction, now: Timestamp) -> Result<(), Failure> {
    sessions::Entity::delete_many()
        .filter(sessions::Column::ExpiresAt.lte(now.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// How many sessions are open.
///
/// # Errors
/// The database's.
pub async fn count(db: &Database, now: Timestamp) -> Result<u64, Failure> {
    Ok(sessions::Entity::find()
        .filter(sessions::Column::ExpiresAt.gt(now.0))
        .count(db.reader())
        .await?)
}

//! Accounts: what signing in needs, and adding one.

use super::code::Coded;
use super::entity::{accounts, employees};
use super::{Database, Transaction};
use crate::error::Failure;
use domain::AccountId;
use domain::email::Email;
use domain::locale::Locale;
use domain::permission::Role;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// What judging a password needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credentials {
    pub account: AccountId,
    pub password_hash: String,
    pub blocked_until_at: Option<Timestamp>,
}

/// An employee and their account, to be added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAccount {
    pub email: Email,
    pub role: Role,
    pub first_name: String,
    pub last_name: String,
    pub password_hash: String,
}

/// The account of this address, unless it was closed.
///
/// # Errors
/// The database's.
pub async fn credentials(db: &Database, email: &Email) -> Result<Option<Credentials>, Failure> {
    let found = accounts::Entity::find()
        .filter(accounts::Column::Email.eq(email.key()))
        .filter(accounts::Column::IsActive.eq(true))
        .one(db.reader())
        .await?;
    Ok(found.map(|account| Credentials {
        account: AccountId(account.id),
        password_hash: account.password_hash,
        blocked_until_at: account.blocked_until_at.map(Timestamp),
    }))
}

/// Counts one wrong password more and gives how many there are now. Counted where it is stored: no attempt is lost to
/// another one at the same time.
///
/// # Errors
/// The database's.
pub async fn count_failure(transaction: &Transaction, account: AccountId) -> Result<u32, Failure> {
    accounts::Entity::update_many()
        .col_expr(
            accounts::Column::FailedCount,
            Expr::col(accounts::Column::FailedCount).add(1),
        )
        .filter(accounts::Column::Id.eq(account.0))
        .exec(transaction)
        .await?;
    let count: Option<i32> = accounts::Entity::find_by_id(account.0)
        .select_only()
        .column(accounts::Column::FailedCount)
        .into_tuple()
        .one(transaction)
        .await?;
    Ok(count.and_then(|count| u32::try_from(count).ok()).unwrap_or(0))
}

/// Refuses every password of the account for a while.
///
/// # Errors
/// The database's.
pub async fn block(transaction: &Transaction, account: AccountId, until: Timestamp) -> Result<(), Failure> {
    accounts::Entity::update_many()
        .col_expr(accounts::Column::BlockedUntilAt, until.0.into())
        .filter(accounts::Column::Id.eq(account.0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Forgets the wrong passwords.
///
/// # Errors
/// The database's.
pub async fn forgive(transaction: &Transaction, account: AccountId) -> Result<(), Failure> {
    accounts::Entity::update_many()
        .col_expr(accounts::Column::FailedCount, 0.into())
        .col_expr(accounts::Column::BlockedUntilAt, Expr::value(None::<i64>))
        .filter(accounts::Column::Id.eq(account.0))
        .filter(accounts::Column::FailedCount.gt(0))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Adds an employee and their account; `None` when the address already has one.
///
/// # Errors
/// The database's.
pub async fn add(transaction: &Transaction, new: NewAccount) -> Result<Option<AccountId>, Failure> {
    let known = accounts::Entity::find()
        .filter(accounts::Column::Email.eq(new.email.key()))
        .one(transaction)
        .await?;
    if known.is_some() {
        return Ok(None);
    }
    let employee = employees::ActiveModel {
        first_name: Set(new.first_name),
        last_name: Set(new.last_name),
        function: Set(String::new()),
        phone: Set(String::new()),
        mail1: Set(Some(new.email.to_string())),
        mail2: Set(String::new()),
        signature: Set(String::new()),
        is_active: Set(true),
        ..Default::default()
    };
    let employee = employee.insert(transaction).await?;
    let account = accounts::ActiveModel {
        employee_id: Set(employee.id),
        email: Set(new.email.key()),
        password_hash: Set(new.password_hash),
        role: Set(new.role.code().to_owned()),
        locale: Set(Locale::default().code().to_owned()),
        is_active: Set(true),
        failed_count: Set(0),
        blocked_until_at: Set(None),
        ..Default::default()
    };
    Ok(Some(AccountId(account.insert(transaction).await?.id)))
}

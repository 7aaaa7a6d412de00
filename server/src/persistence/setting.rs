//! What the database says about itself: whether it holds a demonstration, whether it holds anything.

use super::entity::{customers, dits, employees, settings};
use super::{Database, Transaction};
use crate::error::Failure;
use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect};

const DEMONSTRATION: &str = "demonstration";

/// Whether the demonstration data was loaded into this database.
///
/// # Errors
/// The database's.
pub async fn is_demonstration(db: &Database) -> Result<bool, Failure> {
    Ok(settings::Entity::find_by_id(DEMONSTRATION)
        .one(db.reader())
        .await?
        .is_some())
}

/// Marks the database, in the transaction that loads the data.
///
/// # Errors
/// The database's.
pub async fn mark_demonstration(transaction: &Transaction) -> Result<(), Failure> {
    let mark = settings::ActiveModel {
        name: Set(DEMONSTRATION.to_owned()),
        value: Set("loaded".to_owned()),
    };
    settings::Entity::insert(mark)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Whether nobody and nothing is recorded yet.
///
/// # Errors
/// The database's.
pub async fn is_empty(transaction: &Transaction) -> Result<bool, Failure> {
    let customer = customers::Entity::find().limit(1).one(transaction).await?;
    let employee = employees::Entity::find().limit(1).one(transaction).await?;
    let dit = dits::Entity::find().limit(1).one(transaction).await?;
    Ok(customer.is_none() && employee.is_none() && dit.is_none())
}

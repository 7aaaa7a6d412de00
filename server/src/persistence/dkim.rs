//! Keys that sign mails: rows of `dkim_keys`, one for each domain.

use super::Transaction;
use super::entity::dkim_keys;
use crate::error::Failure;
use crate::mailer::dkim::{DkimKey, signing_domain};
use domain::email::Email;
use domain::time::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder};

/// Every key, by domain.
///
/// # Errors
/// [`Failure::Mail`] for a key that cannot be read, or what the database says.
pub async fn keys(reader: &impl ConnectionTrait) -> Result<Vec<DkimKey>, Failure> {
    let rows = dkim_keys::Entity::find()
        .order_by_asc(dkim_keys::Column::Domain)
        .all(reader)
        .await?;
    rows.into_iter().map(key).collect()
}

/// The key that signs the mails of this address, when its domain has one.
///
/// # Errors
/// [`Failure::Mail`] for a key that cannot be read, or what the database says.
pub async fn key_of(reader: &impl ConnectionTrait, from: &Email) -> Result<Option<DkimKey>, Failure> {
    let domain = signing_domain(from).unwrap_or_default();
    let row = dkim_keys::Entity::find_by_id(domain).one(reader).await?;
    row.map(key).transpose()
}

/// The key of a domain, made when it has none yet: asked twice, the domain keeps its first one, which may be published already.
/// Making one takes the time of some mails, once in the life of a domain.
///
/// # Errors
/// [`Failure::Mail`] when there is no such domain, or what the database says.
pub async fn create(tx: &Transaction, domain: &str, now: Timestamp) -> Result<DkimKey, Failure> {
    let domain = domain.to_owned();
    let made = tokio::task::spawn_blocking(move || DkimKey::generate(&domain, now))
        .await
        .map_err(|_| Failure::Panicked)??;
    let row = dkim_keys::ActiveModel {
        domain: Set(made.domain().to_owned()),
        selector: Set(made.selector().to_owned()),
        private_key: Set(made.pem().to_owned()),
        created_at: Set(made.created_at().0),
    };
    let keep_first = OnConflict::column(dkim_keys::Column::Domain)
        .do_nothing()
        .to_owned();
    dkim_keys::Entity::insert(row)
        .on_conflict(keep_first)
        .exec_without_returning(tx)
        .await?;
    let kept = dkim_keys::Entity::find_by_id(made.domain()).one(tx).await?;
    kept.map_or(Ok(made), key)
}

fn key(row: dkim_keys::Model) -> Result<DkimKey, Failure> {
    Ok(DkimKey::read(
        row.domain,
        row.selector,
        row.private_key,
        Timestamp(row.created_at),
    )?)
}

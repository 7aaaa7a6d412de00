//! Attachments as they are uploaded and downloaded, and the as-sent copy of a mail.

use super::entity::{attachments, exchange_attachments, exchanges, mails};
use super::{Database, Transaction};
use crate::error::Failure;
use domain::attachment::Attachment;
use domain::time::Timestamp;
use domain::{AccountId, AttachmentId, ExchangeId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// A file with what decides who may have it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredAttachment {
    pub attachment: Attachment,
    pub hash: String,
    pub uploaded_by: AccountId,
    /// The exchanges it goes with; none until one was recorded with it.
    pub exchanges: Vec<ExchangeStanding>,
}

/// Whose exchange it is and whether it is still there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExchangeStanding {
    pub recorded_by: AccountId,
    pub is_deleted: bool,
}

/// Notes a file whose content is already kept.
///
/// # Errors
/// The database's.
pub async fn insert(
    transaction: &Transaction,
    attachment: &Attachment,
    hash: String,
    by: AccountId,
    now: Timestamp,
) -> Result<(), Failure> {
    let size = i64::try_from(attachment.size_bytes)
        .map_err(|_| super::convert::corrupt("attachments.size_bytes"))?;
    let row = attachments::ActiveModel {
        id: Set(attachment.id.0),
        hash: Set(hash),
        name: Set(attachment.name.clone()),
        media_type: Set(attachment.media_type.clone()),
        size_bytes: Set(size),
        uploaded_by: Set(by.0),
        uploaded_at: Set(now.0),
    };
    attachments::Entity::insert(row)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// # Errors
/// The database's.
pub async fn find(db: &Database, id: AttachmentId) -> Result<Option<StoredAttachment>, Failure> {
    let Some(row) = attachments::Entity::find_by_id(id.0).one(db.reader()).await? else {
        return Ok(None);
    };
    let links = exchange_attachments::Entity::find()
        .find_also_related(exchanges::Entity)
        .filter(exchange_attachments::Column::AttachmentId.eq(id.0))
        .all(db.reader())
        .await?;
    Ok(Some(StoredAttachment {
        hash: row.hash.clone(),
        uploaded_by: AccountId(row.uploaded_by),
        attachment: row.try_into()?,
        exchanges: links
            .into_iter()
            .filter_map(|(_, exchange)| exchange)
            .map(|row| standing(&row))
            .collect(),
    }))
}

/// The mail of an exchange as it left, byte for byte.
///
/// # Errors
/// The database's.
pub async fn mail(db: &Database, id: ExchangeId) -> Result<Option<(ExchangeStanding, Vec<u8>)>, Failure> {
    let found = exchanges::Entity::find_by_id(id.0)
        .find_also_related(mails::Entity)
        .one(db.reader())
        .await?;
    let Some((exchange, Some(mail))) = found else {
        return Ok(None);
    };
    Ok(Some((standing(&exchange), mail.bytes)))
}

fn standing(exchange: &exchanges::Model) -> ExchangeStanding {
    ExchangeStanding {
        recorded_by: AccountId(exchange.recorded_by),
        is_deleted: exchange.deleted_at.is_some(),
    }
}

/// What every attachment holds, each hash once.
///
/// # Errors
/// The database's.
pub async fn hashes(db: &Database) -> Result<Vec<String>, Failure> {
    Ok(attachments::Entity::find()
        .select_only()
        .column(attachments::Column::Hash)
        .distinct()
        .into_tuple()
        .all(db.reader())
        .await?)
}

//! Which files an exchange may take along: those that its author just uploaded, and those of the request's other exchanges, so that
//! a mail can be written again with what went with it.

use super::dits;
use super::entity::{attachments, exchange_attachments, exchanges};
use crate::error::Failure;
use domain::attachment::Attachment;
use domain::dit::DitNumber;
use domain::employee::Actor;
use domain::permission::may_read_deleted;
use domain::{AccountId, AttachmentId, DitId};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

/// A file and the exchange that it goes with.
type Link = (exchange_attachments::Model, Option<exchanges::Model>);

/// Those of these files that the actor may take along on this request, held, in the order asked for.
pub(crate) async fn hold(
    tx: &impl ConnectionTrait,
    actor: Actor,
    dit: DitId,
    ids: &[AttachmentId],
) -> Result<Vec<Attachment>, Failure> {
    let rows = named(ids).lock(LockType::NoKeyUpdate).all(tx).await?;
    let links = links(tx, ids).await?;
    let usable = rows.into_iter().filter(|row| is_usable(row, &links, actor, dit));
    let mut files = usable.map(Attachment::try_from).collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(|file| ids.iter().position(|id| *id == file.id));
    Ok(files)
}

/// The same files with the hashes of what they hold, before anything is held; none when there is no such request.
pub(crate) async fn hashes(
    db: &impl ConnectionTrait,
    actor: Actor,
    dit: DitNumber,
    ids: &[AttachmentId],
) -> Result<Vec<(Attachment, String)>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let Some(dit) = dits::find(db, dit).await? else {
        return Ok(Vec::new());
    };
    let rows = named(ids).all(db).await?;
    let links = links(db, ids).await?;
    rows.into_iter()
        .filter(|row| is_usable(row, &links, actor, dit))
        .map(|row| {
            let hash = row.hash.clone();
            Ok((Attachment::try_from(row)?, hash))
        })
        .collect()
}

fn named(ids: &[AttachmentId]) -> Select<attachments::Entity> {
    attachments::Entity::find()
        .filter(attachments::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .order_by_asc(attachments::Column::Id)
}

async fn links(db: &impl ConnectionTrait, ids: &[AttachmentId]) -> Result<Vec<Link>, Failure> {
    Ok(exchange_attachments::Entity::find()
        .find_also_related(exchanges::Entity)
        .filter(exchange_attachments::Column::AttachmentId.is_in(ids.iter().map(|id| id.0)))
        .all(db)
        .await?)
}

fn is_usable(file: &attachments::Model, links: &[Link], actor: Actor, dit: DitId) -> bool {
    let mut exchanges = of_file(links, file.id).peekable();
    if exchanges.peek().is_none() {
        return file.uploaded_by == actor.account.0;
    }
    exchanges.any(|exchange| {
        let is_readable =
            exchange.deleted_at.is_none() || may_read_deleted(actor, AccountId(exchange.recorded_by));
        exchange.dit_id == dit.0 && is_readable
    })
}

fn of_file(links: &[Link], file: Uuid) -> impl Iterator<Item = &exchanges::Model> {
    links
        .iter()
        .filter(move |(link, _)| link.attachment_id == file)
        .filter_map(|(_, exchange)| exchange.as_ref())
}

//! Drafts: an upsert, not a command. What is being typed is kept for the account, on every device.

use crate::error::Failure;
use crate::live::Change;
use crate::persistence::{Transaction, dits, drafts};
use crate::services::Services;
use app::error::AppError;
use app::view::live::Pen;
use app::view::{Draft, DraftSlot};
use domain::DitId;
use domain::dit::DitNumber;
use domain::employee::Actor;
use domain::exchange::Direction;
use domain::permission::Permission;

/// Largest draft, as JSON, in bytes: twenty times the longest detail in plain letters.
const CONTENT_MAX_BYTES: usize = 2 * 1024 * 1024;

/// Keeps the draft unless a later one is there. A device's clock that runs ahead counts as now, or it would keep the others out.
///
/// # Errors
/// [`AppError::Forbidden`] for those who may write nothing, [`AppError::Malformed`] for what is too large,
/// [`AppError::NotFound`] for an unknown request.
pub async fn save(services: &Services, actor: &Actor, dit: DitNumber, draft: Draft) -> Result<(), AppError> {
    actor
        .role
        .require(Permission::Record)
        .map_err(|_| AppError::Forbidden)?;
    let content = serde_json::to_string(&draft.content).map_err(|_| AppError::Malformed)?;
    if content.len() > CONTENT_MAX_BYTES {
        return Err(AppError::Malformed);
    }
    let id = find(services, dit).await?;
    let saved_at = draft.saved_at.min(services.clock.now());
    let tx = services.db.begin().await?;
    drafts::save(&tx, actor.account, id, draft.slot, content, saved_at).await?;
    commit(services, tx, Change::Pen(actor.account, dit, pen(draft.slot))).await
}

/// Forgets the draft, if there is one.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown request.
pub async fn discard(
    services: &Services,
    actor: &Actor,
    dit: DitNumber,
    slot: DraftSlot,
) -> Result<(), AppError> {
    let id = find(services, dit).await?;
    let tx = services.db.begin().await?;
    drafts::discard(&tx, actor.account, id, slot).await?;
    commit(services, tx, Change::Pen(actor.account, dit, Pen::Down)).await
}

/// Whoever has the same request open sees that somebody writes, never what.
async fn commit(services: &Services, tx: Transaction, change: Change) -> Result<(), AppError> {
    let changes = vec![change];
    services.live.announce(&tx, &changes).await?;
    tx.commit().await.map_err(Failure::from)?;
    services.live.publish(changes, services.clock.now());
    Ok(())
}

fn pen(slot: DraftSlot) -> Pen {
    match slot.new_direction() {
        Some(Direction::Sent) => Pen::Answer,
        Some(Direction::Received | Direction::Internal) | None => Pen::Text,
    }
}

async fn find(services: &Services, dit: DitNumber) -> Result<DitId, AppError> {
    dits::find(services.db.reader(), dit)
        .await?
        .ok_or(AppError::NotFound)
}

//! Drafts: an upsert, not a command. What is being typed is kept for the account, on every device.

use crate::error::Failure;
use crate::persistence::{dits, drafts};
use crate::services::Services;
use app::error::AppError;
use app::view::{Draft, DraftSlot};
use domain::DitId;
use domain::dit::DitNumber;
use domain::employee::Actor;
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
    let dit = find(services, dit).await?;
    let saved_at = draft.saved_at.min(services.clock.now());
    let tx = services.db.begin().await?;
    drafts::save(&tx, actor.account, dit, draft.slot, content, saved_at).await?;
    Ok(tx.commit().await.map_err(Failure::from)?)
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
    let dit = find(services, dit).await?;
    let tx = services.db.begin().await?;
    drafts::discard(&tx, actor.account, dit, slot).await?;
    Ok(tx.commit().await.map_err(Failure::from)?)
}

async fn find(services: &Services, dit: DitNumber) -> Result<DitId, AppError> {
    dits::find(services.db.reader(), dit)
        .await?
        .ok_or(AppError::NotFound)
}

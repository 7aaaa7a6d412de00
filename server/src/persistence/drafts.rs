//! Drafts as they are written.

use super::code::slot_code;
use super::entity::drafts;
use crate::error::Failure;
use app::view::DraftSlot;
use domain::time::Timestamp;
use domain::{AccountId, DitId};
use drafts::Column as D;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter};

/// Writes a draft unless a later one is there, in one statement.
pub(crate) async fn save(
    tx: &impl ConnectionTrait,
    account: AccountId,
    dit: DitId,
    slot: DraftSlot,
    content: String,
    saved_at: Timestamp,
) -> Result<(), Failure> {
    let row = drafts::ActiveModel {
        account_id: Set(account.0),
        dit_id: Set(dit.0),
        slot: Set(slot_code(slot)),
        content: Set(content),
        saved_at: Set(saved_at.0),
    };
    let over = OnConflict::columns([D::AccountId, D::DitId, D::Slot])
        .update_columns([D::Content, D::SavedAt])
        .action_and_where(Expr::col((drafts::Entity, D::SavedAt)).lte(saved_at.0))
        .to_owned();
    drafts::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Forgets a draft; nothing happens when there is none.
pub(crate) async fn discard(
    tx: &impl ConnectionTrait,
    account: AccountId,
    dit: DitId,
    slot: DraftSlot,
) -> Result<(), Failure> {
    drafts::Entity::delete_many()
        .filter(D::AccountId.eq(account.0))
        .filter(D::DitId.eq(dit.0))
        .filter(D::Slot.eq(slot_code(slot)))
        .exec(tx)
        .await?;
    Ok(())
}

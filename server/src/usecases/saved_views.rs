//! Saved views of the list: as drafts, an upsert, not a command. They are a person's own; whoever signs in may have some.

use crate::error::Failure;
use crate::persistence::saved_views;
use crate::services::Services;
use app::error::AppError;
use app::routes::{Query, list_query};
use app::view::{SavedView, VIEW_NAME_MAX, VIEWS_MAX};
use domain::SavedViewId;
use domain::employee::Actor;

/// Saves a view, or saves it again. Its address is read and written anew: nothing else is kept.
///
/// # Errors
/// [`AppError::Malformed`] for a name that is empty or too long, and for more views than anybody looks through.
pub async fn save(services: &Services, actor: &Actor, view: SavedView) -> Result<(), AppError> {
    let name = view.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > VIEW_NAME_MAX {
        return Err(AppError::Malformed);
    }
    let query = list_query(&Query::parse(&view.query).filter());
    let view = SavedView { name, query, ..view };
    let tx = services.db.begin().await?;
    if saved_views::count_others(&tx, actor.account, &view).await? >= VIEWS_MAX as u64 {
        return Err(AppError::Malformed);
    }
    saved_views::save(&tx, actor.account, &view).await?;
    Ok(tx.commit().await.map_err(Failure::from)?)
}

/// Forgets a view, if the account has it.
///
/// # Errors
/// What the database says.
pub async fn delete(services: &Services, actor: &Actor, view: SavedViewId) -> Result<(), AppError> {
    let tx = services.db.begin().await?;
    saved_views::delete(&tx, actor.account, view).await?;
    Ok(tx.commit().await.map_err(Failure::from)?)
}

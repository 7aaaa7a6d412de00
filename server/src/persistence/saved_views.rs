//! Views of the list as they are saved.

use super::entity::saved_views;
use crate::error::Failure;
use app::view::SavedView;
use domain::{AccountId, SavedViewId};
use saved_views::Column as V;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    Select,
};

/// How many views an account has beside this one.
pub(crate) async fn count_others(
    tx: &impl ConnectionTrait,
    account: AccountId,
    view: &SavedView,
) -> Result<u64, Failure> {
    Ok(others(account, view.id).count(tx).await?)
}

/// Writes a view, in the place of the account's other view of that name; only one of an account is the default.
/// A view of somebody else under the same id stays as it is.
pub(crate) async fn save(
    tx: &impl ConnectionTrait,
    account: AccountId,
    view: &SavedView,
) -> Result<(), Failure> {
    saved_views::Entity::delete_many()
        .filter(V::AccountId.eq(account.0))
        .filter(V::Name.eq(view.name.as_str()))
        .filter(V::Id.ne(view.id.0))
        .exec(tx)
        .await?;
    if view.is_default {
        saved_views::Entity::update_many()
            .col_expr(V::IsDefault, false.into())
            .filter(V::AccountId.eq(account.0))
            .exec(tx)
            .await?;
    }
    let row = saved_views::ActiveModel {
        id: Set(view.id.0),
        account_id: Set(account.0),
        name: Set(view.name.clone()),
        query: Set(view.query.clone()),
        is_default: Set(view.is_default),
    };
    let over = OnConflict::column(V::Id)
        .update_columns([V::Name, V::Query, V::IsDefault])
        .action_and_where(Expr::col((saved_views::Entity, V::AccountId)).eq(account.0))
        .to_owned();
    saved_views::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Forgets a view of this account; nothing happens when there is none.
pub(crate) async fn delete(
    tx: &impl ConnectionTrait,
    account: AccountId,
    view: SavedViewId,
) -> Result<(), Failure> {
    saved_views::Entity::delete_many()
        .filter(V::AccountId.eq(account.0))
        .filter(V::Id.eq(view.0))
        .exec(tx)
        .await?;
    Ok(())
}

fn others(account: AccountId, view: SavedViewId) -> Select<saved_views::Entity> {
    saved_views::Entity::find()
        .filter(V::AccountId.eq(account.0))
        .filter(V::Id.ne(view.0))
}

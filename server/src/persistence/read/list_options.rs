//! What the list of requests offers beside its lines: two statements.

use super::super::entity::saved_views;
use super::people::active_employees;
use super::{Reading, column, select_all};
use crate::error::Failure;
use app::view::{Choice, ListOptions, SavedView};
use domain::SavedViewId;
use domain::contact::full_name;
use domain::fold::fold;
use sea_orm::sea_query::{ExprTrait, Query};

/// Who may be in charge, and the views that the account saved.
///
/// # Errors
/// What the database says.
pub async fn list_options(reading: &Reading<'_>) -> Result<ListOptions, Failure> {
    let employees = active_employees(reading).await?;
    let mut select = Query::select();
    select
        .from_as(saved_views::Entity, "view")
        .and_where(column("view", saved_views::Column::AccountId).eq(reading.actor.account.0));
    select_all::<saved_views::Entity>(&mut select, "view", "");
    let rows: Vec<saved_views::Model> = reading.all(&select).await?;
    let mut views: Vec<SavedView> = rows.into_iter().map(view).collect();
    views.sort_by_cached_key(|view| (fold(&view.name), view.id));
    Ok(ListOptions {
        employees: employees
            .into_iter()
            .map(|employee| Choice {
                id: employee.id,
                name: full_name(&employee.first_name, &employee.last_name),
            })
            .collect(),
        views,
    })
}

fn view(row: saved_views::Model) -> SavedView {
    SavedView {
        id: SavedViewId(row.id),
        name: row.name,
        query: row.query,
        is_default: row.is_default,
    }
}

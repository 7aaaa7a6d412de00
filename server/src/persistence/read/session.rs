//! Who is signed in: one statement.

use super::super::entity::{employees, saved_views, smtp_accounts};
use super::{Name, Reading, column, select_name};
use crate::error::Failure;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, FromQueryResult, QueryFilter};

/// What every page knows of the person, and of what waits for them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedIn {
    /// Of the employee.
    pub name: String,
    /// The program stopped a mail account.
    pub has_mail_alert: bool,
    /// The query of the saved view that the list starts with; empty for all requests.
    pub default_view: String,
}

/// The signed-in employee; `None` when there is no such employee.
///
/// # Errors
/// What the database says.
pub async fn signed_in(reading: &Reading<'_>) -> Result<Option<SignedIn>, Failure> {
    let account = |each| column("mail_account", each);
    let stopped = Query::select()
        .from_as(smtp_accounts::Entity, "mail_account")
        .expr(Expr::val(1))
        .and_where(account(smtp_accounts::Column::PausedAt).is_not_null())
        .and_where(account(smtp_accounts::Column::PausedBy).is_null())
        .to_owned();
    let view = |each| column("view", each);
    let default_view = Query::select()
        .from_as(saved_views::Entity, "view")
        .expr(view(saved_views::Column::Query).max())
        .and_where(view(saved_views::Column::AccountId).eq(reading.actor.account.0))
        .and_where(view(saved_views::Column::IsDefault).eq(true))
        .to_owned();
    let default_view = Expr::SubQuery(None, Box::new(default_view.into()));
    let mut select = Query::select();
    select
        .from_as(employees::Entity, "employee")
        .expr_as(Expr::exists(stopped), "has_mail_alert")
        .expr_as(default_view, "default_view")
        .and_where(column("employee", employees::Column::Id).eq(reading.actor.employee.0));
    select_name(&mut select, "employee");
    let row = reading.one::<Row>(&select).await?;
    Ok(row.map(|row| SignedIn {
        name: row.name.full(),
        has_mail_alert: row.has_mail_alert,
        default_view: row.default_view.unwrap_or_default(),
    }))
}

/// Whether the program has stopped a mail account.
///
/// # Errors
/// What the database says.
pub(super) async fn has_mail_alert(reader: &DatabaseConnection) -> Result<bool, Failure> {
    let stopped = smtp_accounts::Entity::find()
        .filter(smtp_accounts::Column::PausedAt.is_not_null())
        .filter(smtp_accounts::Column::PausedBy.is_null())
        .one(reader)
        .await?;
    Ok(stopped.is_some())
}

#[derive(FromQueryResult)]
struct Row {
    has_mail_alert: bool,
    default_view: Option<String>,
    #[sea_orm(nested(prefix = "employee_"))]
    name: Name,
}

//! Who is signed in: one statement.

use super::super::entity::{employees, smtp_accounts};
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
    let mut select = Query::select();
    select
        .from_as(employees::Entity, "employee")
        .expr_as(Expr::exists(stopped), "has_mail_alert")
        .and_where(column("employee", employees::Column::Id).eq(reading.actor.employee.0));
    select_name(&mut select, "employee");
    let row = reading.one::<Row>(&select).await?;
    Ok(row.map(|row| SignedIn {
        name: row.name.full(),
        has_mail_alert: row.has_mail_alert,
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
    #[sea_orm(nested(prefix = "employee_"))]
    name: Name,
}

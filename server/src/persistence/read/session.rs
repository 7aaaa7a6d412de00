//! Who is signed in: one statement.

use super::super::entity::employees;
use super::{Name, Reading, column, select_name};
use crate::error::Failure;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{ExprTrait, Query};

/// Name of the signed-in employee.
///
/// # Errors
/// What the database says.
pub async fn employee_name(reading: &Reading<'_>) -> Result<Option<String>, Failure> {
    let mut select = Query::select();
    select
        .from_as(employees::Entity, "employee")
        .and_where(column("employee", employees::Column::Id).eq(reading.actor.employee.0));
    select_name(&mut select, "employee");
    let row = reading.one::<Row>(&select).await?;
    Ok(row.map(|row| row.name.full()))
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested(prefix = "employee_"))]
    name: Name,
}

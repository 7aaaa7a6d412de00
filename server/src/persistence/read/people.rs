//! Lists of people to choose from, sorted as people look for them: by last name, whatever its accents and capitals.

use super::super::entity::{contacts, employees};
use super::{Reading, column, select_all};
use crate::error::Failure;
use domain::contact::Contact;
use domain::employee::Employee;
use domain::fold::fold;
use sea_orm::sea_query::{ExprTrait, Query};

/// Employees who are here, one statement.
///
/// # Errors
/// What the database says.
pub(super) async fn active_employees(reading: &Reading<'_>) -> Result<Vec<Employee>, Failure> {
    let mut select = Query::select();
    select
        .from_as(employees::Entity, "employee")
        .and_where(column("employee", employees::Column::IsActive).eq(true));
    select_all::<employees::Entity>(&mut select, "employee", "");
    let rows: Vec<employees::Model> = reading.all(&select).await?;
    let mut employees: Vec<Employee> = rows
        .into_iter()
        .map(Employee::try_from)
        .collect::<Result<_, _>>()?;
    employees.sort_by_cached_key(|each| (fold(&each.last_name), fold(&each.first_name), each.id));
    Ok(employees)
}

/// Contacts of a customer who are still there, one statement.
///
/// # Errors
/// What the database says.
pub(super) async fn active_contacts(
    reading: &Reading<'_>,
    customer_id: i64,
) -> Result<Vec<Contact>, Failure> {
    let mut select = Query::select();
    select
        .from_as(contacts::Entity, "contact")
        .and_where(column("contact", contacts::Column::CustomerId).eq(customer_id))
        .and_where(column("contact", contacts::Column::IsActive).eq(true));
    select_all::<contacts::Entity>(&mut select, "contact", "");
    let rows: Vec<contacts::Model> = reading.all(&select).await?;
    let mut contacts: Vec<Contact> = rows
        .into_iter()
        .map(Contact::try_from)
        .collect::<Result<_, _>>()?;
    contacts.sort_by_cached_key(|each| (fold(&each.last_name), fold(&each.first_name), each.id));
    Ok(contacts)
}

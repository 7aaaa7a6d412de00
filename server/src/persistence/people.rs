//! The lists that decisions choose from: kinds, employees, contacts. And what may be changed about people.

use super::code::{Coded, decode};
use super::convert::corrupt;
use super::entity::{accounts, contacts, employees, kinds};
use crate::error::Failure;
use domain::contact::{Contact, MailSlot};
use domain::email::{Email, join_list};
use domain::employee::Employee;
use domain::exchange::Kind;
use domain::locale::Locale;
use domain::{AccountId, ContactId, CustomerId, EmployeeId};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// All kinds in the administrator's order, retired ones included.
pub(crate) async fn kinds(db: &impl ConnectionTrait) -> Result<Vec<Kind>, Failure> {
    let rows = kinds::Entity::find()
        .order_by_asc(kinds::Column::Position)
        .order_by_asc(kinds::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Kind::from).collect())
}

/// All employees, those who left included.
pub(crate) async fn employees(db: &impl ConnectionTrait) -> Result<Vec<Employee>, Failure> {
    let rows = employees::Entity::find()
        .order_by_asc(employees::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(Employee::try_from).collect()
}

/// One employee, who is known to be there.
pub(crate) async fn employee(db: &impl ConnectionTrait, id: EmployeeId) -> Result<Employee, Failure> {
    employees::Entity::find_by_id(id.0)
        .one(db)
        .await?
        .ok_or_else(|| corrupt("employees lost a row"))?
        .try_into()
}

/// All contacts of a customer, those who left included.
pub(crate) async fn contacts_of(
    db: &impl ConnectionTrait,
    customer: CustomerId,
) -> Result<Vec<Contact>, Failure> {
    let rows = contacts::Entity::find()
        .filter(contacts::Column::CustomerId.eq(customer.0))
        .order_by_asc(contacts::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(Contact::try_from).collect()
}

/// Mail 2 of a contact, `None` when there is no such contact; held until the transaction ends.
pub(crate) async fn hold_contact(
    tx: &impl ConnectionTrait,
    contact: ContactId,
) -> Result<Option<Vec<Email>>, Failure> {
    let row = contacts::Entity::find_by_id(contact.0)
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?;
    Ok(row
        .map(Contact::try_from)
        .transpose()?
        .map(|contact| contact.mail2))
}

/// Writes the addresses of one of a contact's mail fields.
pub(crate) async fn set_contact_mail(
    tx: &impl ConnectionTrait,
    contact: ContactId,
    slot: MailSlot,
    addresses: &[Email],
) -> Result<(), Failure> {
    let column = match slot {
        MailSlot::Mail1 => contacts::Column::Mail1,
        MailSlot::Mail2 => contacts::Column::Mail2,
    };
    contacts::Entity::update_many()
        .col_expr(column, join_list(addresses).into())
        .filter(contacts::Column::Id.eq(contact.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// The language of an account.
pub(crate) async fn locale(db: &impl ConnectionTrait, account: AccountId) -> Result<Locale, Failure> {
    let code: Option<String> = accounts::Entity::find_by_id(account.0)
        .select_only()
        .column(accounts::Column::Locale)
        .into_tuple()
        .one(db)
        .await?;
    code.map_or(Ok(Locale::default()), |code| decode(&code))
}

pub(crate) async fn set_locale(
    tx: &impl ConnectionTrait,
    account: AccountId,
    locale: Locale,
) -> Result<(), Failure> {
    accounts::Entity::update_many()
        .col_expr(accounts::Column::Locale, locale.code().into())
        .filter(accounts::Column::Id.eq(account.0))
        .exec(tx)
        .await?;
    Ok(())
}

//! What the pages read: a fixed number of statements a page, however long the page is. `None` is a record that does not exist.

mod changes;
mod customer;
mod customer_log;
mod directory;
mod dit;
mod dits;
mod exchanges;
mod extras;
mod form;
mod index;
mod lines;
mod list_options;
mod outbox;
mod people;
mod preview;
mod request_files;
mod search;
mod sent_mail;
mod session;
mod templates;
mod unsettled;
mod versions;

pub(crate) use changes::{changes, has_mail_alert, name_of};
pub use customer::customer;
pub use customer_log::customer_log;
pub use directory::quick_search;
pub use dit::dit;
pub use dits::dits;
pub use exchanges::{exchange, exchanges};
pub use form::form;
pub use list_options::list_options;
pub use outbox::outbox;
pub use preview::preview;
pub use request_files::request_files;
pub use search::search;
pub use sent_mail::sent_mail;
pub use session::{SignedIn, signed_in};
pub use templates::templates;
pub use versions::versions;

use super::code::decode;
use super::convert::unsigned;
use super::entity::{accounts, employees, exchange_counters};
use crate::error::Failure;
use crate::zone::Zone;
use app::view::When;
use domain::contact::full_name;
use domain::employee::Actor;
use domain::indicator::Indicator;
use domain::locale::Locale;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, SelectStatement, Values};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, FromQueryResult, IdenStatic, Iterable,
    QueryResult, Statement, Value,
};

/// Who reads, from where, and in which words.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    pub connection: &'a DatabaseConnection,
    pub zone: &'a Zone,
    pub actor: Actor,
    pub locale: Locale,
}

impl Reading<'_> {
    async fn all<R: FromQueryResult>(&self, select: &SelectStatement) -> Result<Vec<R>, Failure> {
        let rows = self.connection.query_all_raw(self.statement(select)).await?;
        let read = |row: &QueryResult| R::from_query_result(row, "");
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn one<R: FromQueryResult>(&self, select: &SelectStatement) -> Result<Option<R>, Failure> {
        let row = self.connection.query_one_raw(self.statement(select)).await?;
        Ok(row.map(|row| R::from_query_result(&row, "")).transpose()?)
    }

    fn statement(&self, select: &SelectStatement) -> Statement {
        let backend = self.connection.get_database_backend();
        let statement = backend.build(select);
        match backend {
            DbBackend::Sqlite => with_limits_written_out(statement),
            _ => statement,
        }
    }

    fn when(&self, at_ms: i64) -> When {
        self.zone.when(Timestamp(at_ms), self.locale)
    }
}

/// A limit that is bound makes SQLite plan the statement anew at each execution, which takes longer than the execution.
fn with_limits_written_out(mut statement: Statement) -> Statement {
    let mut texts = statement.sql.split('?');
    let mut sql = texts.next().unwrap_or_default().to_owned();
    let mut bound = Vec::new();
    let values = statement.values.map(|values| values.0).unwrap_or_default();
    for (value, text) in values.into_iter().zip(texts) {
        match value {
            Value::BigUnsigned(Some(limit)) if sql.ends_with("LIMIT ") => sql.push_str(&limit.to_string()),
            value => {
                sql.push('?');
                bound.push(value);
            }
        }
        sql.push_str(text);
    }
    statement.sql = sql;
    statement.values = Some(Values(bound));
    statement
}

/// First and last name of an employee or of a contact.
#[derive(FromQueryResult)]
struct Name {
    first_name: String,
    last_name: String,
}

impl Name {
    fn full(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// Empty when there is nobody.
    fn of(name: Option<&Name>) -> String {
        name.map(Name::full).unwrap_or_default()
    }
}

/// A column of a table that stands in the statement under `alias`.
fn column(alias: &'static str, column: impl IdenStatic) -> Expr {
    Expr::col((alias, column))
}

/// Selects every column of an entity, as `prefix` and its name.
fn select_all<E: EntityTrait>(select: &mut SelectStatement, alias: &'static str, prefix: &str) {
    for each in E::Column::iter() {
        select.expr_as(column(alias, each), format!("{prefix}{}", each.as_str()));
    }
}

/// Selects the name of a person whose table stands under `alias`, as `alias_first_name` and `alias_last_name`.
fn select_name(select: &mut SelectStatement, alias: &'static str) {
    for name in ["first_name", "last_name"] {
        select.expr_as(Expr::col((alias, name)), format!("{alias}_{name}"));
    }
}

/// Joins an employee under `alias`, if there is one, and selects the name.
fn join_employee(select: &mut SelectStatement, id: Expr, alias: &'static str) {
    let is_theirs = column(alias, employees::Column::Id).eq(id);
    select.join_as(JoinType::LeftJoin, employees::Entity, alias, is_theirs);
    select_name(select, alias);
}

/// Joins the employee of an account under `alias`, the account being `account_alias`, and selects the name.
fn join_account(select: &mut SelectStatement, id: Expr, account_alias: &'static str, alias: &'static str) {
    let is_theirs = column(account_alias, accounts::Column::Id).eq(id);
    select.join_as(JoinType::LeftJoin, accounts::Entity, account_alias, is_theirs);
    join_employee(select, column(account_alias, accounts::Column::EmployeeId), alias);
}

/// The indicator of a request; one that never had an exchange has no counter.
fn indicator(counter: Option<&exchange_counters::Model>) -> Result<Indicator, Failure> {
    let Some(counter) = counter else {
        return Ok(Indicator::default());
    };
    Ok(Indicator {
        count: unsigned("exchange_counters.count", counter.count)?,
        last: counter.last_word.as_deref().map(decode).transpose()?,
        has_chaser: counter.chasers > 0,
        version: u64::try_from(counter.version).unwrap_or_default(),
    })
}

//! The log of a customer, across requests: one statement a page, two from the second page on, and one for the customer.

use super::super::code::Coded;
use super::super::convert::dit_number;
use super::super::entity::{customers, exchanges, kinds};
use super::exchanges::{Place, before};
use super::lines::{Row, select_lines};
use super::{Reading, column};
use crate::error::Failure;
use app::view::{CustomerLog, LogFilter, LogLine};
use domain::ExchangeId;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

/// Exchanges of one page.
const PAGE: usize = 50;

/// The exchanges of a customer before `start`, or the newest; `None` when there is no such customer, or no such exchange of theirs.
///
/// # Errors
/// What the database says.
pub async fn customer_log(
    reading: &Reading<'_>,
    code: &str,
    filter: LogFilter,
    start: Option<ExchangeId>,
) -> Result<Option<CustomerLog>, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: i64,
    }
    let customer = Query::select()
        .from(customers::Entity)
        .column(customers::Column::Id)
        .and_where(Expr::col(customers::Column::Code).eq(code))
        .take();
    let Some(customer) = reading.one::<Found>(&customer).await? else {
        return Ok(None);
    };
    let start = match start {
        None => None,
        Some(id) => match reading.one::<Place>(&select_place(customer.id, id)).await? {
            None => return Ok(None),
            place => place,
        },
    };
    log_of(reading, customer.id, filter, start).await.map(Some)
}

/// One page of the log of a customer who is known.
pub(super) async fn log_of(
    reading: &Reading<'_>,
    customer: i64,
    filter: LogFilter,
    start: Option<Place>,
) -> Result<CustomerLog, Failure> {
    let mut select = select_lines();
    select
        .and_where(column("exchange", exchanges::Column::CustomerId).eq(customer))
        .limit(PAGE as u64 + 1);
    if let Some(direction) = filter.direction {
        select.and_where(column("exchange", exchanges::Column::Direction).eq(direction.code()));
    }
    if filter.is_chaser {
        select.and_where(column("kind", kinds::Column::IsChaser).eq(true));
    }
    if let Some(start) = start {
        select.and_where(before(start));
    }
    let mut rows: Vec<Row> = reading.all(&select).await?;
    let has_older = rows.len() > PAGE;
    rows.truncate(PAGE);
    let lines = rows
        .into_iter()
        .map(|row| line(reading, row))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(CustomerLog {
        older: lines.last().filter(|_| has_older).map(|line| line.exchange),
        lines,
    })
}

fn line(reading: &Reading<'_>, row: Row) -> Result<LogLine, Failure> {
    let occurred_at = Timestamp(row.occurred_at);
    Ok(LogLine {
        exchange: ExchangeId(row.id),
        dit: dit_number(&row.number)?,
        dit_subject: row.dit_subject.clone(),
        day_text: reading.zone.day_text(occurred_at, reading.locale),
        time_text: reading.zone.time_text(occurred_at),
        line: row.line(reading)?,
    })
}

fn select_place(customer: i64, id: ExchangeId) -> sea_orm::sea_query::SelectStatement {
    let mut select = super::exchanges::select_place(id);
    select.and_where(column("exchange", exchanges::Column::CustomerId).eq(customer));
    select
}

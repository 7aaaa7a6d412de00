//! The list of requests: one statement a page, and one more for the name of a customer.

mod walk;

use super::super::code::decode;
use super::super::convert::dit_number;
use super::super::entity::{customers, dits, exchange_counters, sites};
use super::{Name, Reading, column, indicator, join_employee, select_all};
use crate::error::Failure;
use app::view::{DitCursor, DitFilter, DitList, DitRow, DitSort};
use domain::dit::{DitState, Priority};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use walk::{Asked, order};

/// Requests of one page.
const PAGE: usize = 50;

/// At most 50 requests after `after` that pass the filter, in its order.
///
/// # Errors
/// What the database says.
pub async fn dits(
    reading: &Reading<'_>,
    filter: &DitFilter,
    after: Option<&DitCursor>,
    now: Timestamp,
) -> Result<DitList, Failure> {
    let asked = Asked {
        filter,
        actor: reading.actor,
        zone: reading.zone,
        now,
    };
    let numbers = asked.select(after, PAGE + 1);
    let mut rows: Vec<Row> = reading.all(&select_rows(numbers)).await?;
    let sort = order(filter);
    sort_rows(sort, &mut rows);
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| has_more).map(|row| row.cursor(sort));
    Ok(DitList {
        next: next.transpose()?,
        customer: customer_name(reading, filter, rows.first()).await?,
        rows: rows
            .iter()
            .map(|row| row.view(reading))
            .collect::<Result<_, _>>()?,
    })
}

#[derive(FromQueryResult)]
struct Row {
    number: String,
    sort_key: i64,
    last_sort: i64,
    due_sort: i64,
    customer_sort: String,
    customer_code: String,
    customer: String,
    site: Option<String>,
    town: Option<String>,
    subject: String,
    state: String,
    priority: String,
    recorded_at: i64,
    due_at: Option<i64>,
    #[sea_orm(nested(prefix = "in_charge_"))]
    in_charge: Option<Name>,
    #[sea_orm(nested(prefix = "counter_"))]
    counter: Option<exchange_counters::Model>,
}

impl Row {
    fn view(&self, reading: &Reading<'_>) -> Result<DitRow, Failure> {
        let last = self.counter.as_ref().and_then(|counter| counter.last_occurred_at);
        Ok(DitRow {
            number: dit_number(&self.number)?,
            customer_code: self.customer_code.clone(),
            customer: self.customer.clone(),
            site: self.site.clone().unwrap_or_default(),
            town: self.town.clone().unwrap_or_default(),
            subject: self.subject.clone(),
            state: decode::<DitState>(&self.state)?,
            priority: decode::<Priority>(&self.priority)?,
            in_charge: Name::of(self.in_charge.as_ref()),
            recorded_at: reading.when(self.recorded_at),
            due_at: self.due_at.map(|at| reading.when(at)),
            last_exchange: last.map(|at| reading.when(at)),
            indicator: indicator(self.counter.as_ref())?,
        })
    }

    fn cursor(&self, sort: DitSort) -> Result<DitCursor, Failure> {
        let key = match sort {
            DitSort::Number => String::new(),
            DitSort::Newest | DitSort::Oldest => self.last_sort.to_string(),
            DitSort::Due => self.due_sort.to_string(),
            DitSort::Customer => self.customer_sort.clone(),
        };
        let number = dit_number(&self.number)?;
        Ok(DitCursor { number, key })
    }
}

/// The page is read in order, but what is joined to it comes as the database likes.
fn sort_rows(sort: DitSort, rows: &mut [Row]) {
    rows.sort_by(|a, b| {
        let newest_number = b.sort_key.cmp(&a.sort_key);
        match sort {
            DitSort::Number => newest_number,
            DitSort::Newest => b.last_sort.cmp(&a.last_sort).then(newest_number),
            DitSort::Oldest => a.last_sort.cmp(&b.last_sort).then(a.sort_key.cmp(&b.sort_key)),
            DitSort::Due => a.due_sort.cmp(&b.due_sort).then(newest_number),
            DitSort::Customer => a.customer_sort.cmp(&b.customer_sort).then(newest_number),
        }
    });
}

/// The rows of a page, found by the keys that a walk gave.
fn select_rows(page: SelectStatement) -> SelectStatement {
    let of = |each| column("dit", each);
    let mut select = Query::select();
    select
        .from_subquery(page, "page")
        // An outer join keeps the page first: what it holds exists.
        .join_as(
            JoinType::LeftJoin,
            dits::Entity,
            "dit",
            of(dits::Column::SortKey).equals(("page", dits::Column::SortKey)),
        )
        .expr_as(of(dits::Column::Number), "number")
        .expr_as(of(dits::Column::SortKey), "sort_key")
        .expr_as(Expr::col(("dit", "last_sort")), "last_sort")
        .expr_as(Expr::col(("dit", "due_sort")), "due_sort")
        .expr_as(of(dits::Column::CustomerSort), "customer_sort")
        .expr_as(of(dits::Column::Subject), "subject")
        .expr_as(of(dits::Column::State), "state")
        .expr_as(of(dits::Column::Priority), "priority")
        .expr_as(of(dits::Column::RecordedAt), "recorded_at")
        .expr_as(of(dits::Column::DueAt), "due_at")
        .expr_as(column("customer", customers::Column::Code), "customer_code")
        .expr_as(column("customer", customers::Column::Name), "customer")
        .expr_as(column("site", sites::Column::Name), "site")
        .expr_as(column("site", sites::Column::Town), "town")
        .join_as(
            JoinType::LeftJoin,
            customers::Entity,
            "customer",
            column("customer", customers::Column::Id).equals(("dit", dits::Column::CustomerId)),
        )
        .join_as(
            JoinType::LeftJoin,
            sites::Entity,
            "site",
            column("site", sites::Column::Id).equals(("dit", dits::Column::SiteId)),
        );
    join_employee(&mut select, of(dits::Column::InChargeId), "in_charge");
    join_counter(&mut select);
    select
}

/// Joins the counter of the request that stands under `dit`, and selects it.
pub(super) fn join_counter(select: &mut SelectStatement) {
    select.join_as(
        JoinType::LeftJoin,
        exchange_counters::Entity,
        "counter",
        column("counter", exchange_counters::Column::DitId).equals(("dit", dits::Column::Id)),
    );
    select_all::<exchange_counters::Entity>(select, "counter", "counter_");
}

#[derive(FromQueryResult)]
struct Named {
    name: String,
}

/// The name of the one customer that is asked for; looked up when no line says it.
async fn customer_name(
    reading: &Reading<'_>,
    filter: &DitFilter,
    first: Option<&Row>,
) -> Result<String, Failure> {
    match first {
        _ if filter.customer.is_empty() => return Ok(String::new()),
        Some(row) => return Ok(row.customer.clone()),
        None => {}
    }
    let mut select = Query::select();
    select
        .from_as(customers::Entity, "customer")
        .expr_as(column("customer", customers::Column::Name), "name")
        .and_where(column("customer", customers::Column::Code).eq(filter.customer.as_str()));
    let found = reading.one::<Named>(&select).await?;
    Ok(found.map(|customer| customer.name).unwrap_or_default())
}

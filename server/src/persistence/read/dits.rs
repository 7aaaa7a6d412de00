//! The list of requests: one statement a page.

use super::super::code::{Coded, decode};
use super::super::convert::dit_number;
use super::super::entity::{customers, dits, exchange_counters, sites};
use super::{Name, Reading, column, indicator, join_employee, select_all};
use crate::error::Failure;
use app::view::{DitFilter, DitList, DitRow, Waiting};
use domain::dit::{DitNumber, DitState, Priority};
use domain::employee::Actor;
use domain::fold;
use domain::indicator::LastWord;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Func, JoinType, LikeExpr, Order, Query, SelectStatement};

/// Requests of one page.
const PAGE: usize = 50;
/// Words of a question that are looked for; what comes after narrows nothing.
const WORDS_MAX: usize = 12;

/// At most 50 requests after `after` that pass the filter, newest number first.
///
/// # Errors
/// What the database says.
pub async fn dits(
    reading: &Reading<'_>,
    filter: &DitFilter,
    after: Option<DitNumber>,
) -> Result<DitList, Failure> {
    let mut rows: Vec<Row> = reading.all(&select(reading.actor, filter, after)).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let rows = rows
        .iter()
        .map(|row| row.view(reading))
        .collect::<Result<Vec<_>, _>>()?;
    let next = rows.last().filter(|_| has_more).map(|row| row.number);
    Ok(DitList { rows, next })
}

#[derive(FromQueryResult)]
struct Row {
    number: String,
    customer_code: String,
    customer: String,
    site: Option<String>,
    town: Option<String>,
    subject: String,
    state: String,
    priority: String,
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
            last_exchange: last.map(|at| reading.when(at)),
            indicator: indicator(self.counter.as_ref())?,
        })
    }
}

/// Walks the index of `sort_key` downwards from where the page starts: what is passed over is only what the filter refuses.
fn select(actor: Actor, filter: &DitFilter, after: Option<DitNumber>) -> SelectStatement {
    let start = after.map_or(i64::MAX, DitNumber::sort_key);
    let mut select = Query::select();
    select
        .from_as(dits::Entity, "dit")
        .expr_as(column("dit", dits::Column::Number), "number")
        .expr_as(column("dit", dits::Column::Subject), "subject")
        .expr_as(column("dit", dits::Column::State), "state")
        .expr_as(column("dit", dits::Column::Priority), "priority")
        .expr_as(column("customer", customers::Column::Code), "customer_code")
        .expr_as(column("customer", customers::Column::Name), "customer")
        .expr_as(column("site", sites::Column::Name), "site")
        .expr_as(column("site", sites::Column::Town), "town")
        .and_where(column("dit", dits::Column::SortKey).lt(start))
        .order_by(("dit", dits::Column::SortKey), Order::Desc)
        .limit(PAGE as u64 + 1);
    select.join_as(
        JoinType::LeftJoin,
        customers::Entity,
        "customer",
        column("customer", customers::Column::Id).equals(("dit", dits::Column::CustomerId)),
    );
    select.join_as(
        JoinType::LeftJoin,
        sites::Entity,
        "site",
        column("site", sites::Column::Id).equals(("dit", dits::Column::SiteId)),
    );
    join_employee(&mut select, column("dit", dits::Column::InChargeId), "in_charge");
    join_counter(&mut select);
    narrow(&mut select, actor, filter);
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

fn narrow(select: &mut SelectStatement, actor: Actor, filter: &DitFilter) {
    for word in fold::words(&filter.text).iter().take(WORDS_MAX) {
        select.and_where(column("dit", dits::Column::Search).like(part_of(word)));
    }
    if let Some(state) = filter.state {
        select.and_where(column("dit", dits::Column::State).eq(state.code()));
    }
    if filter.is_mine {
        select.and_where(column("dit", dits::Column::InChargeId).eq(actor.employee.0));
    }
    if let Some(waiting) = filter.waiting {
        let word = match waiting {
            Waiting::ForUs => LastWord::Customer,
            Waiting::ForCustomer => LastWord::Us,
        };
        select.and_where(of_counter(exchange_counters::Column::LastWord, "").eq(word.code()));
    }
    if filter.has_chaser {
        select.and_where(of_counter(exchange_counters::Column::Chasers, 0).gt(0));
    }
    if !filter.customer.is_empty() {
        // As one value, so that the index of the customer's requests is walked from its end.
        let id = Query::select()
            .column(customers::Column::Id)
            .from(customers::Entity)
            .and_where(Expr::col(customers::Column::Code).eq(filter.customer.as_str()))
            .take();
        let id = Expr::SubQuery(None, Box::new(id.into()));
        select.and_where(column("dit", dits::Column::CustomerId).eq(id));
    }
}

/// A column of the counter that says the same when there is none. A bare comparison would let SQLite start from the
/// counters, and then sort.
fn of_counter(counted: exchange_counters::Column, otherwise: impl Into<Expr>) -> Expr {
    Func::coalesce([column("counter", counted), otherwise.into()]).into()
}

/// What contains the word, whatever signs of `LIKE` are in it.
fn part_of(word: &str) -> LikeExpr {
    let escaped = word.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    LikeExpr::new(format!("%{escaped}%")).escape('!')
}

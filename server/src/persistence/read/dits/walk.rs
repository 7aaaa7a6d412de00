//! How a page of the list is found: one index is walked in the order of the list, and what a filter refuses is passed over.
//!
//! Either a filter has an index of its own that is sorted as the list is; then only what it wants is walked. Or the index of the order is
//! walked, which holds everything that is asked but words and the customer; then no row is read for what is passed over. Which of the two is
//! decided here: a comparison that may not lead is wrapped, because a planner without statistics would start from it, and then sort.

use super::super::super::code::Coded;
use super::super::super::entity::{customers, dits};
use super::super::column;
use crate::zone::Zone;
use app::view::{DitCursor, DitFilter, DitSort, Waiting};
use dits::Column as D;
use domain::employee::Actor;
use domain::fold;
use domain::indicator::LastWord;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Order, Query, SelectStatement};

/// Words of a question that are looked for; what comes after narrows nothing.
const WORDS_MAX: usize = 12;
/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is asked, by whom, when.
pub(super) struct Asked<'a> {
    pub(super) filter: &'a DitFilter,
    pub(super) actor: Actor,
    pub(super) zone: &'a Zone,
    pub(super) now: Timestamp,
}

/// The comparison whose index is walked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lead {
    Customer,
    InCharge,
    Chaser,
    Waiting,
    State,
    /// The index of the order itself.
    Order,
}

/// The order of the list. One customer's requests are all of the same name.
pub(super) fn order(filter: &DitFilter) -> DitSort {
    match filter.sort {
        DitSort::Customer if !filter.customer.is_empty() => DitSort::Number,
        sort => sort,
    }
}

/// What wants the fewest leads, where it has an index that is sorted so.
fn lead(filter: &DitFilter) -> Lead {
    let is_by_number_or_last = !matches!(order(filter), DitSort::Due | DitSort::Customer);
    if !filter.customer.is_empty() {
        Lead::Customer
    } else if !is_by_number_or_last {
        Lead::Order
    } else if filter.is_mine || filter.in_charge.is_some() {
        Lead::InCharge
    } else if filter.has_chaser {
        Lead::Chaser
    } else if filter.waiting.is_some() {
        Lead::Waiting
    } else if filter.states.len() == 1 {
        Lead::State
    } else {
        Lead::Order
    }
}

/// The columns of an order; all of them go the same way.
fn keys(sort: DitSort) -> (&'static [&'static str], Order) {
    match sort {
        DitSort::Number => (&["sort_key"], Order::Desc),
        DitSort::Newest => (&["last_sort", "sort_key"], Order::Desc),
        DitSort::Oldest => (&["last_sort", "sort_key"], Order::Asc),
        DitSort::Due => (&["due_sort", "back_key"], Order::Asc),
        DitSort::Customer => (&["customer_sort", "back_key"], Order::Asc),
    }
}

impl Asked<'_> {
    /// The sort keys of the first `limit` requests after `after`.
    pub(super) fn select(&self, after: Option<&DitCursor>, limit: usize) -> SelectStatement {
        let sort = order(self.filter);
        let (columns, direction) = keys(sort);
        let mut select = Query::select();
        select
            .from_as(dits::Entity, "dit")
            .expr_as(column("dit", D::SortKey), "sort_key")
            .limit(limit as u64);
        for key in columns {
            select.order_by(("dit", *key), direction.clone());
        }
        // Without it, a walk from the very start would be told from reading everything by its end only.
        select.and_where(is_anywhere(sort, Expr::col(("dit", columns[0]))));
        if let Some(start) = after.and_then(|after| values(sort, after)) {
            let place = Expr::tuple(columns.iter().map(|key| Expr::col(("dit", *key))));
            let start = Expr::tuple(start);
            let is_behind = match direction {
                Order::Desc => place.lt(start),
                _ => place.gt(start),
            };
            select.and_where(is_behind);
        }
        self.narrow(&mut select);
        select
    }

    fn narrow(&self, select: &mut SelectStatement) {
        let (filter, lead) = (self.filter, lead(self.filter));
        for word in fold::words(&filter.text).iter().take(WORDS_MAX) {
            select.and_where(column("dit", D::Search).like(part_of(word)));
        }
        if !filter.customer.is_empty() {
            select.and_where(column("dit", D::CustomerId).eq(id_of_customer(&filter.customer)));
        }
        let mut is_led = lead != Lead::InCharge;
        let mine = filter.is_mine.then_some(self.actor.employee);
        for employee in mine.into_iter().chain(filter.in_charge) {
            // A person who asks for somebody else's requests among their own asks for none; one comparison is enough to lead.
            select.and_where(term(D::InChargeId, 0, !is_led).eq(employee.0));
            is_led = true;
        }
        if filter.has_chaser {
            select.and_where(term(D::HasChaser, false, lead == Lead::Chaser).eq(true));
        }
        if let Some(waiting) = filter.waiting {
            let word = match waiting {
                Waiting::ForUs => LastWord::Customer,
                Waiting::ForCustomer => LastWord::Us,
            };
            select.and_where(term(D::LastWord, "", lead == Lead::Waiting).eq(word.code()));
        }
        let codes = filter.states.iter().map(|state| state.code());
        match &filter.states[..] {
            [] => {}
            [state] => drop(select.and_where(term(D::State, "", lead == Lead::State).eq(state.code()))),
            _ => drop(select.and_where(term(D::State, "", false).is_in(codes))),
        }
        self.narrow_by_time(select);
    }

    fn narrow_by_time(&self, select: &mut SelectStatement) {
        let filter = self.filter;
        if filter.silent_days > 0 {
            let latest = self.now.0 - i64::from(filter.silent_days) * DAY_MS;
            let is_by_last = matches!(order(filter), DitSort::Newest | DitSort::Oldest);
            // Only the columns that a computed one comes from are in the indexes of the other orders.
            let said = [
                column("dit", D::LastOccurredAt),
                column("dit", D::RecordedAt),
                0.into(),
            ];
            let last = if is_by_last {
                Expr::col(("dit", "last_sort"))
            } else {
                Func::coalesce(said).into()
            };
            select.and_where(last.lte(latest));
        }
        let recorded = || term(D::RecordedAt, 0, false);
        if let Some(start) = self.zone.day_start(&filter.recorded_from) {
            select.and_where(recorded().gte(start.0));
        }
        if let Some(end) = self.zone.day_end(&filter.recorded_to) {
            select.and_where(recorded().lt(end.0));
        }
    }
}

/// A column to compare with; where it may not lead, one that no index starts with.
fn term(compared: D, otherwise: impl Into<Expr>, may_lead: bool) -> Expr {
    let compared = column("dit", compared);
    if may_lead {
        compared
    } else {
        Func::coalesce([compared, otherwise.into()]).into()
    }
}

/// As one value, so that the index of the customer's requests is walked from its end.
fn id_of_customer(code: &str) -> Expr {
    let id = Query::select()
        .column(customers::Column::Id)
        .from(customers::Entity)
        .and_where(Expr::col(customers::Column::Code).eq(code))
        .take();
    Expr::SubQuery(None, Box::new(id.into()))
}

/// What the columns of the order held where a page ended. A key that is none starts the list anew.
fn values(sort: DitSort, after: &DitCursor) -> Option<Vec<Expr>> {
    let number = after.number.sort_key();
    let instant = || after.key.parse::<i64>().ok();
    Some(match sort {
        DitSort::Number => vec![number.into()],
        DitSort::Newest | DitSort::Oldest => vec![instant()?.into(), number.into()],
        DitSort::Due => vec![instant()?.into(), (-number).into()],
        DitSort::Customer => vec![after.key.as_str().into(), (-number).into()],
    })
}

/// True of every key, and the start of a walk.
fn is_anywhere(sort: DitSort, key: Expr) -> Expr {
    match sort {
        DitSort::Number | DitSort::Newest => key.lte(i64::MAX),
        DitSort::Oldest | DitSort::Due => key.gte(i64::MIN),
        DitSort::Customer => key.gte(""),
    }
}

/// What contains the word, whatever signs of `LIKE` are in it.
fn part_of(word: &str) -> LikeExpr {
    let escaped = word.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    LikeExpr::new(format!("%{escaped}%")).escape('!')
}

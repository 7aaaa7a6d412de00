//! Exchanges that count, one short line each: what a preview and the log of a customer show.

use super::super::code::decode;
use super::super::entity::{contacts, customers, dits, exchanges, kinds};
use super::exchanges::name_of_counterpart;
use super::{Name, Reading, column, join_employee, select_all, select_name};
use crate::error::Failure;
use app::view::PreviewLine;
use domain::exchange::{Direction, Kind};
use domain::text::excerpt;
use sea_orm::FromQueryResult;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement};

/// Characters of each detail that a line shows.
const EXCERPT_MAX: usize = 160;
/// Characters of a detail that are read: enough for an excerpt even when it begins with blank lines.
const READ_MAX: i32 = 2_000;

#[derive(FromQueryResult)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) occurred_at: i64,
    pub(super) number: String,
    pub(super) dit_subject: String,
    pub(super) direction: String,
    free_name: Option<String>,
    pub(super) subject: String,
    pub(super) beginning: String,
    pub(super) customer: String,
    pub(super) customer_code: String,
    #[sea_orm(nested(prefix = "kind_"))]
    pub(super) kind: kinds::Model,
    #[sea_orm(nested(prefix = "employee_"))]
    employee: Option<Name>,
    #[sea_orm(nested(prefix = "contact_"))]
    contact: Option<Name>,
}

impl Row {
    pub(super) fn line(self, reading: &Reading<'_>) -> Result<PreviewLine, Failure> {
        let direction: Direction = decode(&self.direction)?;
        Ok(PreviewLine {
            direction,
            speaker: self.speaker(direction),
            kind: Kind::from(self.kind),
            occurred_at: reading.when(self.occurred_at),
            subject: self.subject,
            excerpt: excerpt(&self.beginning, EXCERPT_MAX),
        })
    }

    /// Who spoke: the other side of a received exchange, ours of any other.
    pub(super) fn speaker(&self, direction: Direction) -> String {
        match direction {
            Direction::Received => name_of_counterpart(
                direction,
                self.contact.as_ref(),
                self.free_name.as_deref(),
                &self.customer,
            ),
            Direction::Sent | Direction::Internal => Name::of(self.employee.as_ref()),
        }
    }
}

/// Exchanges that count, newest first; of which request or customer, and how many, is for the caller to say. What does not count is
/// passed over while an index is walked downwards.
pub(super) fn select_lines() -> SelectStatement {
    let of = |each| column("exchange", each);
    let mut select = select_said(READ_MAX);
    select
        .and_where(of(exchanges::Column::DeletedAt).is_null())
        .and_where(of(exchanges::Column::Direction).ne("internal"))
        .order_by(("exchange", exchanges::Column::OccurredAt), Order::Desc)
        .order_by(("exchange", exchanges::Column::RecordedAt), Order::Desc)
        .order_by(("exchange", exchanges::Column::Id), Order::Desc);
    select
}

/// What a line is made of, with so many characters of the detail; which exchanges, and in which order, is for the caller to say.
pub(super) fn select_said(read_max: i32) -> SelectStatement {
    let of = |each| column("exchange", each);
    let beginning = Func::cust("substr")
        .arg(of(exchanges::Column::Detail))
        .arg(1)
        .arg(read_max);
    let mut select = Query::select();
    select
        .from_as(exchanges::Entity, "exchange")
        .expr_as(of(exchanges::Column::Id), "id")
        .expr_as(of(exchanges::Column::Direction), "direction")
        .expr_as(of(exchanges::Column::FreeName), "free_name")
        .expr_as(of(exchanges::Column::Subject), "subject")
        .expr_as(of(exchanges::Column::OccurredAt), "occurred_at")
        .expr_as(Expr::expr(beginning), "beginning")
        .expr_as(column("dit", dits::Column::Number), "number")
        .expr_as(column("dit", dits::Column::Subject), "dit_subject")
        .expr_as(column("customer", customers::Column::Name), "customer")
        .expr_as(column("customer", customers::Column::Code), "customer_code")
        .join_as(
            JoinType::LeftJoin,
            kinds::Entity,
            "kind",
            column("kind", kinds::Column::Id).equals(("exchange", exchanges::Column::KindId)),
        )
        .join_as(
            JoinType::LeftJoin,
            dits::Entity,
            "dit",
            column("dit", dits::Column::Id).equals(("exchange", exchanges::Column::DitId)),
        )
        .join_as(
            JoinType::LeftJoin,
            customers::Entity,
            "customer",
            column("customer", customers::Column::Id).equals(("exchange", exchanges::Column::CustomerId)),
        )
        .join_as(
            JoinType::LeftJoin,
            contacts::Entity,
            "contact",
            column("contact", contacts::Column::Id).equals(("exchange", exchanges::Column::ContactId)),
        );
    select_all::<kinds::Entity>(&mut select, "kind", "kind_");
    select_name(&mut select, "contact");
    join_employee(&mut select, of(exchanges::Column::EmployeeId), "employee");
    select
}

//! What a preview shows of a request: two statements.

use super::super::code::decode;
use super::super::entity::{contacts, customers, dits, exchanges, kinds};
use super::exchanges::{Head, name_of_counterpart, select_head};
use super::{Name, Reading, column, indicator, join_employee, select_all, select_name};
use crate::error::Failure;
use app::view::{ExchangePreview, PreviewLine};
use domain::dit::DitNumber;
use domain::exchange::{Direction, Kind};
use domain::text::excerpt;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement};

/// Exchanges that a preview shows.
const LINES: u64 = 5;
/// Characters of each detail that it shows.
const EXCERPT_MAX: usize = 160;
/// Characters of a detail that are read: enough for an excerpt even when it begins with blank lines.
const READ_MAX: i32 = 2_000;

/// The newest exchanges that count; `None` when there is no such request.
///
/// # Errors
/// What the database says.
pub async fn preview(reading: &Reading<'_>, dit: DitNumber) -> Result<Option<ExchangePreview>, Failure> {
    let Some(head) = reading.one::<Head>(&select_head(dit)).await? else {
        return Ok(None);
    };
    let rows: Vec<Row> = reading.all(&select_lines(head.id)).await?;
    Ok(Some(ExchangePreview {
        lines: rows
            .into_iter()
            .map(|row| row.line(reading))
            .collect::<Result<_, _>>()?,
        indicator: indicator(head.counter.as_ref())?,
    }))
}

#[derive(FromQueryResult)]
struct Row {
    direction: String,
    free_name: Option<String>,
    subject: String,
    beginning: String,
    occurred_at: i64,
    customer: String,
    #[sea_orm(nested(prefix = "kind_"))]
    kind: kinds::Model,
    #[sea_orm(nested(prefix = "employee_"))]
    employee: Option<Name>,
    #[sea_orm(nested(prefix = "contact_"))]
    contact: Option<Name>,
}

impl Row {
    fn line(self, reading: &Reading<'_>) -> Result<PreviewLine, Failure> {
        let direction: Direction = decode(&self.direction)?;
        let speaker = match direction {
            Direction::Received => name_of_counterpart(
                direction,
                self.contact.as_ref(),
                self.free_name.as_deref(),
                &self.customer,
            ),
            Direction::Sent | Direction::Internal => Name::of(self.employee.as_ref()),
        };
        Ok(PreviewLine {
            direction,
            kind: Kind::from(self.kind),
            speaker,
            occurred_at: reading.when(self.occurred_at),
            subject: self.subject,
            excerpt: excerpt(&self.beginning, EXCERPT_MAX),
        })
    }
}

/// Walks the index of the log downwards, past what does not count.
fn select_lines(dit_id: i64) -> SelectStatement {
    let of = |each| column("exchange", each);
    let beginning = Func::cust("substr")
        .arg(of(exchanges::Column::Detail))
        .arg(1)
        .arg(READ_MAX);
    let mut select = Query::select();
    select
        .from_as(exchanges::Entity, "exchange")
        .expr_as(of(exchanges::Column::Direction), "direction")
        .expr_as(of(exchanges::Column::FreeName), "free_name")
        .expr_as(of(exchanges::Column::Subject), "subject")
        .expr_as(of(exchanges::Column::OccurredAt), "occurred_at")
        .expr_as(Expr::expr(beginning), "beginning")
        .expr_as(column("customer", customers::Column::Name), "customer")
        .join_as(
            JoinType::InnerJoin,
            kinds::Entity,
            "kind",
            column("kind", kinds::Column::Id).equals(("exchange", exchanges::Column::KindId)),
        )
        .join_as(
            JoinType::InnerJoin,
            dits::Entity,
            "dit",
            column("dit", dits::Column::Id).equals(("exchange", exchanges::Column::DitId)),
        )
        .join_as(
            JoinType::InnerJoin,
            customers::Entity,
            "customer",
            column("customer", customers::Column::Id).equals(("dit", dits::Column::CustomerId)),
        )
        .join_as(
            JoinType::LeftJoin,
            contacts::Entity,
            "contact",
            column("contact", contacts::Column::Id).equals(("exchange", exchanges::Column::ContactId)),
        )
        .and_where(of(exchanges::Column::DitId).eq(dit_id))
        .and_where(of(exchanges::Column::DeletedAt).is_null())
        .and_where(of(exchanges::Column::Direction).ne("internal"))
        .order_by(("exchange", exchanges::Column::OccurredAt), Order::Desc)
        .order_by(("exchange", exchanges::Column::RecordedAt), Order::Desc)
        .order_by(("exchange", exchanges::Column::Id), Order::Desc)
        .limit(LINES);
    select_all::<kinds::Entity>(&mut select, "kind", "kind_");
    select_name(&mut select, "contact");
    join_employee(&mut select, of(exchanges::Column::EmployeeId), "employee");
    select
}

//! What a preview shows of a request: two statements.

use super::super::entity::exchanges;
use super::exchanges::{Head, select_head};
use super::lines::{Row, select_lines};
use super::{Reading, column, indicator};
use crate::error::Failure;
use app::view::ExchangePreview;
use domain::dit::DitNumber;
use sea_orm::sea_query::ExprTrait;

/// Exchanges that a preview shows.
const LINES: u64 = 5;

/// The newest exchanges that count; `None` when there is no such request.
///
/// # Errors
/// What the database says.
pub async fn preview(reading: &Reading<'_>, dit: DitNumber) -> Result<Option<ExchangePreview>, Failure> {
    let Some(head) = reading.one::<Head>(&select_head(dit)).await? else {
        return Ok(None);
    };
    let mut select = select_lines();
    select
        .and_where(column("exchange", exchanges::Column::DitId).eq(head.id))
        .limit(LINES);
    let rows: Vec<Row> = reading.all(&select).await?;
    Ok(Some(ExchangePreview {
        lines: rows
            .into_iter()
            .map(|row| row.line(reading))
            .collect::<Result<_, _>>()?,
        indicator: indicator(head.counter.as_ref())?,
    }))
}

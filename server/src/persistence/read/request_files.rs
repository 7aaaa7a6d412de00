//! The files of the exchanges of a request: one statement.

use super::super::entity::{attachments, dits, exchange_attachments, exchanges};
use super::{Reading, column, select_all};
use crate::error::Failure;
use app::view::RequestFile;
use domain::AccountId;
use domain::dit::DitNumber;
use domain::permission::may_read_deleted;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{ExprTrait, JoinType, Order, Query, SelectStatement};

/// Most files of a list that somebody looks through.
const FILES_MAX: u64 = 200;

/// Those that the actor may take along again, each once, the newest first.
///
/// # Errors
/// What the database says.
pub async fn request_files(reading: &Reading<'_>, dit: DitNumber) -> Result<Vec<RequestFile>, Failure> {
    let rows: Vec<Row> = reading.all(&select_files(dit)).await?;
    let mut hashes = Vec::new();
    let mut files = Vec::new();
    for row in rows {
        let is_readable =
            row.deleted_at.is_none() || may_read_deleted(reading.actor, AccountId(row.recorded_by));
        // The same content under the same name is one file to who looks for it.
        let content = (row.file.hash.clone(), row.file.name.clone());
        if is_readable && !hashes.contains(&content) {
            hashes.push(content);
            files.push(RequestFile {
                file: row.file.try_into()?,
                occurred_at: reading.when(row.occurred_at),
            });
        }
    }
    Ok(files)
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested(prefix = "file_"))]
    file: attachments::Model,
    occurred_at: i64,
    deleted_at: Option<i64>,
    recorded_by: i64,
}

fn select_files(dit: DitNumber) -> SelectStatement {
    let exchange = |each| column("exchange", each);
    let link = |each| column("link", each);
    let mut select = Query::select();
    select_all::<attachments::Entity>(&mut select, "file", "file_");
    select
        .from_as(dits::Entity, "dit")
        .expr_as(exchange(exchanges::Column::OccurredAt), "occurred_at")
        .expr_as(exchange(exchanges::Column::DeletedAt), "deleted_at")
        .expr_as(exchange(exchanges::Column::RecordedBy), "recorded_by")
        .join_as(
            JoinType::InnerJoin,
            exchanges::Entity,
            "exchange",
            exchange(exchanges::Column::DitId).equals(("dit", dits::Column::Id)),
        )
        .join_as(
            JoinType::InnerJoin,
            exchange_attachments::Entity,
            "link",
            link(exchange_attachments::Column::ExchangeId).equals(("exchange", exchanges::Column::Id)),
        )
        .join_as(
            JoinType::InnerJoin,
            attachments::Entity,
            "file",
            column("file", attachments::Column::Id)
                .equals(("link", exchange_attachments::Column::AttachmentId)),
        )
        .and_where(column("dit", dits::Column::SortKey).eq(dit.sort_key()))
        .order_by_expr(exchange(exchanges::Column::OccurredAt), Order::Desc)
        .order_by_expr(exchange(exchanges::Column::Id), Order::Desc)
        .order_by_expr(link(exchange_attachments::Column::Rank), Order::Asc)
        .limit(FILES_MAX);
    select
}

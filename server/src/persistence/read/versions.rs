//! Earlier versions of an exchange: two statements.

use super::super::code::decode;
use super::super::convert::{page_html, stored_document, unsigned};
use super::super::entity::{contacts, customers, dits, exchange_versions, exchanges, kinds};
use super::exchanges::name_of_counterpart;
use super::{Name, Reading, column, join_account, join_employee, select_all, select_name};
use crate::error::Failure;
use app::view::{Trace, VersionView};
use domain::exchange::Direction;
use domain::permission::may_read_deleted;
use domain::{AccountId, ExchangeId};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{ExprTrait, JoinType, Order, Query, SelectStatement};

/// The versions before the present one, newest first; their texts are withheld as the exchange's is.
///
/// # Errors
/// What the database says.
pub async fn versions(reading: &Reading<'_>, id: ExchangeId) -> Result<Option<Vec<VersionView>>, Failure> {
    let Some(head) = reading.one::<Head>(&select_head(id)).await? else {
        return Ok(None);
    };
    let rows: Vec<Row> = reading.all(&select_versions(id)).await?;
    let versions = rows.into_iter().map(|row| row.view(reading, &head));
    versions.collect::<Result<_, _>>().map(Some)
}

#[derive(FromQueryResult)]
struct Head {
    direction: String,
    customer: String,
    recorded_by: i64,
    deleted_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested(prefix = "version_"))]
    version: exchange_versions::Model,
    kind: Option<String>,
    #[sea_orm(nested(prefix = "employee_"))]
    employee: Option<Name>,
    #[sea_orm(nested(prefix = "contact_"))]
    contact: Option<Name>,
    #[sea_orm(nested(prefix = "writer_"))]
    writer: Option<Name>,
}

impl Row {
    fn view(self, reading: &Reading<'_>, head: &Head) -> Result<VersionView, Failure> {
        let direction: Direction = decode(&head.direction)?;
        let version = self.version;
        let free_name = version.free_name.as_deref();
        let is_readable =
            head.deleted_at.is_none() || may_read_deleted(reading.actor, AccountId(head.recorded_by));
        let readable = |text: String| if is_readable { text } else { String::new() };
        let detail = readable(version.detail);
        let document = stored_document(version.document.filter(|_| is_readable).as_deref());
        Ok(VersionView {
            revision: unsigned("exchange_versions.revision", version.revision)?,
            written: Trace {
                by: Name::of(self.writer.as_ref()),
                at: reading.when(version.written_at),
            },
            kind: self.kind.unwrap_or_default(),
            channel: decode(&version.channel)?,
            employee: Name::of(self.employee.as_ref()),
            counterpart_name: name_of_counterpart(
                direction,
                self.contact.as_ref(),
                free_name,
                &head.customer,
            ),
            subject: readable(version.subject),
            formatted_html: document.as_ref().map(page_html).unwrap_or_default(),
            detail,
            occurred_at: reading.when(version.occurred_at),
        })
    }
}

fn select_head(id: ExchangeId) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(exchanges::Entity, "exchange")
        .expr_as(column("exchange", exchanges::Column::Direction), "direction")
        .expr_as(column("exchange", exchanges::Column::RecordedBy), "recorded_by")
        .expr_as(column("exchange", exchanges::Column::DeletedAt), "deleted_at")
        .expr_as(column("customer", customers::Column::Name), "customer")
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
        .and_where(column("exchange", exchanges::Column::Id).eq(id.0));
    select
}

fn select_versions(id: ExchangeId) -> SelectStatement {
    let of = |each| column("version", each);
    let mut select = Query::select();
    select
        .from_as(exchange_versions::Entity, "version")
        .expr_as(column("kind", kinds::Column::Label), "kind")
        .join_as(
            JoinType::LeftJoin,
            kinds::Entity,
            "kind",
            column("kind", kinds::Column::Id).equals(("version", exchange_versions::Column::KindId)),
        )
        .join_as(
            JoinType::LeftJoin,
            contacts::Entity,
            "contact",
            column("contact", contacts::Column::Id).equals(("version", exchange_versions::Column::ContactId)),
        )
        .and_where(of(exchange_versions::Column::ExchangeId).eq(id.0))
        .order_by(("version", exchange_versions::Column::Revision), Order::Desc);
    select_all::<exchange_versions::Entity>(&mut select, "version", "version_");
    select_name(&mut select, "contact");
    join_employee(&mut select, of(exchange_versions::Column::EmployeeId), "employee");
    let written_by = of(exchange_versions::Column::WrittenBy);
    join_account(&mut select, written_by, "writer_account", "writer");
    select
}

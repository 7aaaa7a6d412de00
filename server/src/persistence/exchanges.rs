//! Exchanges as they are written; how they are read for the pages is in `read`.

use super::code::{Coded, decode};
use super::convert::{
    corrupt, counterpart, counterpart_columns, document_column, signed, stored_document, unsigned,
};
use super::dits::HeldDit;
use super::entity::{attachments, exchange_attachments, exchange_versions, exchanges, kinds, mails};
use super::words;
use crate::error::Failure;
use domain::attachment::Attachment;
use domain::change::{EditedExchange, Standing};
use domain::employee::Actor;
use domain::exchange::Direction;
use domain::indicator::{LastWord, Position};
use domain::record::NewExchange;
use domain::text::Reason;
use domain::time::Timestamp;
use domain::{AccountId, DitId, EmployeeId, ExchangeId, KindId};
use editor::Document;
use sea_orm::sea_query::{Expr, Func, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

/// An exchange as it stands, and when it was recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    pub standing: Standing,
    pub recorded_at: Timestamp,
    /// How its detail looks, when it is formatted.
    pub document: Option<Document>,
}

pub(crate) async fn exists(tx: &impl ConnectionTrait, exchange: ExchangeId) -> Result<bool, Failure> {
    Ok(exchanges::Entity::find_by_id(exchange.0).count(tx).await? > 0)
}

/// The request of an exchange.
pub(crate) async fn dit_of(
    tx: &impl ConnectionTrait,
    exchange: ExchangeId,
) -> Result<Option<DitId>, Failure> {
    let dit: Option<i64> = exchanges::Entity::find_by_id(exchange.0)
        .select_only()
        .column(exchanges::Column::DitId)
        .into_tuple()
        .one(tx)
        .await?;
    Ok(dit.map(DitId))
}

/// An exchange of a request that is held.
pub(crate) async fn find(tx: &impl ConnectionTrait, exchange: ExchangeId) -> Result<Found, Failure> {
    let (row, kind) = exchanges::Entity::find_by_id(exchange.0)
        .find_also_related(kinds::Entity)
        .one(tx)
        .await?
        .ok_or_else(|| corrupt("exchanges lost a row"))?;
    let mail_count = mails::Entity::find()
        .filter(mails::Column::ExchangeId.eq(exchange.0))
        .count(tx)
        .await?;
    Ok(Found {
        standing: Standing {
            revision: unsigned("exchanges.revision", row.revision)?,
            recorded_by: AccountId(row.recorded_by),
            direction: decode(&row.direction)?,
            kind: KindId(row.kind_id),
            is_chaser: kind.ok_or_else(|| corrupt("exchanges.kind_id"))?.is_chaser,
            employee: EmployeeId(row.employee_id),
            counterpart: counterpart(row.contact_id, row.free_name.as_deref())?,
            occurred_at: Timestamp(row.occurred_at),
            is_mailed: mail_count > 0,
            is_deleted: row.deleted_at.is_some(),
        },
        document: stored_document(row.document.as_deref()),
        recorded_at: Timestamp(row.recorded_at),
    })
}

/// The files of an exchange, in order.
pub(crate) async fn files(
    tx: &impl ConnectionTrait,
    exchange: ExchangeId,
) -> Result<Vec<Attachment>, Failure> {
    let rows = exchange_attachments::Entity::find()
        .find_also_related(attachments::Entity)
        .filter(exchange_attachments::Column::ExchangeId.eq(exchange.0))
        .order_by_asc(exchange_attachments::Column::Rank)
        .all(tx)
        .await?;
    rows.into_iter()
        .filter_map(|(_, file)| file)
        .map(Attachment::try_from)
        .collect()
}

pub(crate) async fn insert(
    tx: &impl ConnectionTrait,
    id: ExchangeId,
    dit: &HeldDit,
    new: &NewExchange,
    actor: Actor,
    now: Timestamp,
) -> Result<(), Failure> {
    let (contact_id, free_name) = counterpart_columns(new.counterpart.as_ref());
    let row = exchanges::ActiveModel {
        id: Set(id.0),
        dit_id: Set(dit.id.0),
        revision: Set(1),
        direction: Set(new.direction.code().to_owned()),
        kind_id: Set(new.kind.0),
        channel: Set(new.channel.code().to_owned()),
        employee_id: Set(new.employee.0),
        contact_id: Set(contact_id),
        free_name: Set(free_name),
        subject: Set(new.subject.as_str().to_owned()),
        detail: Set(new.detail.as_str().to_owned()),
        occurred_at: Set(new.occurred_at.0),
        recorded_at: Set(now.0),
        recorded_by: Set(actor.account.0),
        is_after_closure: Set(new.is_after_closure),
        edited_at: Set(None),
        edited_by: Set(None),
        deleted_at: Set(None),
        deleted_by: Set(None),
        delete_reason: Set(String::new()),
        customer_id: Set(dit.customer.0),
        document: Set(document_column(new.document.as_ref())?),
    };
    exchanges::Entity::insert(row).exec_without_returning(tx).await?;
    let files: Vec<_> = (1_i32..)
        .zip(&new.attachments)
        .map(|(rank, file)| exchange_attachments::ActiveModel {
            exchange_id: Set(id.0),
            attachment_id: Set(file.0),
            rank: Set(rank),
        })
        .collect();
    exchange_attachments::Entity::insert_many(files)
        .exec_without_returning(tx)
        .await?;
    words::follow(tx, id).await
}

/// Keeps the present version as an earlier one, then writes the next.
pub(crate) async fn update(
    tx: &impl ConnectionTrait,
    id: ExchangeId,
    revision: u32,
    edited: &EditedExchange,
    actor: Actor,
    now: Timestamp,
) -> Result<(), Failure> {
    keep_version(tx, id).await?;
    let (contact_id, free_name) = counterpart_columns(edited.counterpart.as_ref());
    let row = exchanges::ActiveModel {
        revision: Set(signed("exchanges.revision", revision)?),
        kind_id: Set(edited.kind.0),
        channel: Set(edited.channel.code().to_owned()),
        employee_id: Set(edited.employee.0),
        contact_id: Set(contact_id),
        free_name: Set(free_name),
        subject: Set(edited.subject.as_str().to_owned()),
        detail: Set(edited.detail.as_str().to_owned()),
        document: Set(document_column(edited.document.as_ref())?),
        occurred_at: Set(edited.occurred_at.0),
        edited_at: Set(Some(now.0)),
        edited_by: Set(Some(actor.account.0)),
        ..Default::default()
    };
    write(tx, id, row).await
}

pub(crate) async fn bury(
    tx: &impl ConnectionTrait,
    id: ExchangeId,
    revision: u32,
    reason: &Reason,
    actor: Actor,
    now: Timestamp,
) -> Result<(), Failure> {
    let row = exchanges::ActiveModel {
        revision: Set(signed("exchanges.revision", revision)?),
        deleted_at: Set(Some(now.0)),
        deleted_by: Set(Some(actor.account.0)),
        delete_reason: Set(reason.as_str().to_owned()),
        ..Default::default()
    };
    write(tx, id, row).await
}

pub(crate) async fn unbury(tx: &impl ConnectionTrait, id: ExchangeId, revision: u32) -> Result<(), Failure> {
    let row = exchanges::ActiveModel {
        revision: Set(signed("exchanges.revision", revision)?),
        deleted_at: Set(None),
        deleted_by: Set(None),
        delete_reason: Set(String::new()),
        ..Default::default()
    };
    write(tx, id, row).await
}

async fn write(
    tx: &impl ConnectionTrait,
    id: ExchangeId,
    row: exchanges::ActiveModel,
) -> Result<(), Failure> {
    exchanges::Entity::update_many()
        .set(row)
        .filter(exchanges::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    words::follow(tx, id).await
}

async fn keep_version(tx: &impl ConnectionTrait, id: ExchangeId) -> Result<(), Failure> {
    use exchange_versions::Column as V;
    use exchanges::Column as E;
    let column = |column: E| Expr::col((exchanges::Entity, column));
    let present = Query::select()
        .exprs(
            [
                E::Id,
                E::Revision,
                E::KindId,
                E::Channel,
                E::EmployeeId,
                E::ContactId,
                E::FreeName,
                E::Subject,
                E::Detail,
                E::OccurredAt,
                E::Document,
            ]
            .map(column),
        )
        .expr(Func::coalesce([column(E::EditedBy), column(E::RecordedBy)]))
        .expr(Func::coalesce([column(E::EditedAt), column(E::RecordedAt)]))
        .from(exchanges::Entity)
        .and_where(column(E::Id).eq(id.0))
        .to_owned();
    let mut insert = Query::insert();
    insert.into_table(exchange_versions::Entity).columns([
        V::ExchangeId,
        V::Revision,
        V::KindId,
        V::Channel,
        V::EmployeeId,
        V::ContactId,
        V::FreeName,
        V::Subject,
        V::Detail,
        V::OccurredAt,
        V::Document,
        V::WrittenBy,
        V::WrittenAt,
    ]);
    insert
        .select_from(present)
        .map_err(|_| corrupt("exchange_versions has other columns"))?;
    tx.execute(&insert).await?;
    Ok(())
}

/// The last counted exchange of a request, one of them left out.
pub(crate) async fn last_counted(
    tx: &impl ConnectionTrait,
    dit: DitId,
    left_out: ExchangeId,
) -> Result<Option<(Position, LastWord)>, Failure> {
    use exchanges::Column as E;
    let row = exchanges::Entity::find()
        .select_only()
        .columns([E::Id, E::OccurredAt, E::RecordedAt, E::Direction])
        .filter(E::DitId.eq(dit.0))
        .filter(is_counted())
        .filter(E::Id.ne(left_out.0))
        .order_by_desc(E::OccurredAt)
        .order_by_desc(E::RecordedAt)
        .order_by_desc(E::Id)
        .into_tuple::<(uuid::Uuid, i64, i64, String)>()
        .one(tx)
        .await?;
    row.map(|(id, occurred_at, recorded_at, direction)| {
        let position = Position {
            occurred_at: Timestamp(occurred_at),
            recorded_at: Timestamp(recorded_at),
            id: ExchangeId(id),
        };
        let word = LastWord::of(decode(&direction)?).ok_or_else(|| corrupt("exchanges.direction"))?;
        Ok((position, word))
    })
    .transpose()
}

/// Neither deleted nor of a direction that does not count.
pub(crate) fn is_counted() -> sea_orm::sea_query::SimpleExpr {
    let counted = Direction::ALL
        .into_iter()
        .filter(|direction| direction.is_counted())
        .map(Coded::code);
    exchanges::Column::DeletedAt
        .is_null()
        .and(exchanges::Column::Direction.is_in(counted))
}

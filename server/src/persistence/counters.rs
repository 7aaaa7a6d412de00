//! The counter row of each request.

use super::code::{Coded, decode};
use super::convert::{corrupt, signed, unsigned};
use super::entity::{dits, exchange_counters, exchanges, kinds};
use super::exchanges::is_counted;
use crate::error::Failure;
use domain::indicator::{Counted, Counter, LastWord, Position};
use domain::time::Timestamp;
use domain::{DitId, ExchangeId};
use exchange_counters::Column as C;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// The counter of a request; that of a request without exchanges when it has no row.
pub async fn load(db: &impl ConnectionTrait, dit: DitId) -> Result<Counter, Failure> {
    let row = exchange_counters::Entity::find_by_id(dit.0).one(db).await?;
    row.map_or(Ok(Counter::default()), Counter::try_from)
}

/// Writes the counter of a request that is held.
pub(crate) async fn save(tx: &impl ConnectionTrait, dit: DitId, counter: &Counter) -> Result<(), Failure> {
    let position = counter.last.map(|(position, _)| position);
    let row = exchange_counters::ActiveModel {
        dit_id: Set(dit.0),
        count: Set(signed("exchange_counters.count", counter.count)?),
        chasers: Set(signed("exchange_counters.chasers", counter.chasers)?),
        last_exchange_id: Set(position.map(|position| position.id.0)),
        last_occurred_at: Set(position.map(|position| position.occurred_at.0)),
        last_recorded_at: Set(position.map(|position| position.recorded_at.0)),
        last_word: Set(counter.last.map(|(_, word)| word.code().to_owned())),
        version: Set(i64::try_from(counter.version).map_err(|_| corrupt("exchange_counters.version"))?),
    };
    let over = OnConflict::column(C::DitId)
        .update_columns([
            C::Count,
            C::Chasers,
            C::LastExchangeId,
            C::LastOccurredAt,
            C::LastRecordedAt,
            C::LastWord,
            C::Version,
        ])
        .to_owned();
    exchange_counters::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx)
        .await?;
    tell_lists(tx, dit, counter).await
}

/// Lists walk indexes of requests: these say the same as their counters.
async fn tell_lists(tx: &impl ConnectionTrait, dit: DitId, counter: &Counter) -> Result<(), Failure> {
    let (last_occurred_at, last_word) = last_of(counter);
    dits::Entity::update_many()
        .col_expr(dits::Column::LastOccurredAt, last_occurred_at.into())
        .col_expr(dits::Column::LastWord, last_word.into())
        .col_expr(dits::Column::HasChaser, (counter.chasers > 0).into())
        .filter(dits::Column::Id.eq(dit.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// When something was said last, and whose word it was, as rows hold it.
pub(crate) fn last_of(counter: &Counter) -> (Option<i64>, Option<String>) {
    let at = counter.last.map(|(position, _)| position.occurred_at.0);
    (at, counter.last.map(|(_, word)| word.code().to_owned()))
}

/// Counts the exchanges of a request one by one, at version 0: what the counter row must say.
pub async fn recount(db: &impl ConnectionTrait, dit: DitId) -> Result<Counter, Failure> {
    let rows = exchanges::Entity::find()
        .find_also_related(kinds::Entity)
        .filter(exchanges::Column::DitId.eq(dit.0))
        .filter(is_counted())
        .all(db)
        .await?;
    let counted = rows.into_iter().map(|(row, kind)| {
        Ok(Counted {
            position: Position {
                occurred_at: Timestamp(row.occurred_at),
                recorded_at: Timestamp(row.recorded_at),
                id: ExchangeId(row.id),
            },
            word: LastWord::of(decode(&row.direction)?).ok_or_else(|| corrupt("exchanges.direction"))?,
            is_chaser: kind.is_some_and(|kind| kind.is_chaser),
        })
    });
    Ok(Counter::recount(&counted.collect::<Result<Vec<_>, Failure>>()?))
}

impl TryFrom<exchange_counters::Model> for Counter {
    type Error = Failure;

    fn try_from(row: exchange_counters::Model) -> Result<Self, Failure> {
        let last = match (
            row.last_exchange_id,
            row.last_occurred_at,
            row.last_recorded_at,
            row.last_word,
        ) {
            (Some(id), Some(occurred_at), Some(recorded_at), Some(word)) => {
                let position = Position {
                    occurred_at: Timestamp(occurred_at),
                    recorded_at: Timestamp(recorded_at),
                    id: ExchangeId(id),
                };
                Some((position, decode(&word)?))
            }
            _ => None,
        };
        Ok(Counter {
            count: unsigned("exchange_counters.count", row.count)?,
            chasers: unsigned("exchange_counters.chasers", row.chasers)?,
            last,
            version: u64::try_from(row.version).map_err(|_| corrupt("exchange_counters.version"))?,
        })
    }
}

//! What an operator wants to know of the database.

use super::code::Coded;
use super::entity::{exchange_versions, exchanges, mail_recipients};
use super::migration::Migrator;
use super::{Database, Engine};
use crate::error::Failure;
use domain::mail::RecipientState;
use domain::time::Timestamp;
use sea_orm::prelude::Uuid;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use sea_orm_migration::{MigratorTrait, seaql_migrations};

/// Documents that are read at once.
const DOCUMENTS: u64 = 200;

/// A recipient that is due for longer than this is overdue, in milliseconds.
pub(crate) const OVERDUE_MS: i64 = 10 * 60 * 1000;

/// Whether the database answers and no migration is missing.
///
/// # Errors
/// The database's.
pub async fn is_migrated(db: &Database) -> Result<bool, Failure> {
    // The library would first create its table, which a connection for reading refuses.
    let applied = seaql_migrations::Entity::find().all(db.reader()).await?;
    let is_applied = |name: &str| applied.iter().any(|migration| migration.version == name);
    Ok(Migrator::migrations()
        .iter()
        .all(|migration| is_applied(migration.name())))
}

/// How many recipients are in each state; states without any are left out.
///
/// # Errors
/// The database's.
pub async fn recipients_by_state(db: &Database) -> Result<Vec<(String, u64)>, Failure> {
    let rows: Vec<(String, i64)> = mail_recipients::Entity::find()
        .select_only()
        .column(mail_recipients::Column::State)
        .column_as(mail_recipients::Column::Id.count(), "count")
        .group_by(mail_recipients::Column::State)
        .into_tuple()
        .all(db.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(state, count)| (state, count.unsigned_abs()))
        .collect())
}

/// Recipients that a living worker would have tried long ago.
///
/// # Errors
/// The database's.
pub async fn overdue_recipients(db: &Database, now: Timestamp) -> Result<u64, Failure> {
    let waiting = [RecipientState::Queued, RecipientState::Deferred].map(Coded::code);
    Ok(mail_recipients::Entity::find()
        .filter(mail_recipients::Column::State.is_in(waiting))
        .filter(mail_recipients::Column::NextTryAt.lt(now.0 - OVERDUE_MS))
        .count(db.reader())
        .await?)
}

/// Copies a SQLite database, as it stands, into a file that does not exist yet; `false` on PostgreSQL, which has its own
/// tool for it.
///
/// # Errors
/// The database's.
pub async fn copy_into(db: &Database, file: &str) -> Result<bool, Failure> {
    if db.engine() != Engine::Sqlite {
        return Ok(false);
    }
    // It only reads, but a connection for reading refuses it.
    let copy =
        Statement::from_sql_and_values(db.writer.get_database_backend(), "VACUUM INTO ?", [file.into()]);
    db.writer.execute_raw(copy).await?;
    Ok(true)
}

/// Whether the engine finds its own file sound; PostgreSQL keeps checksums instead.
///
/// # Errors
/// The database's.
pub async fn is_sound(db: &Database) -> Result<bool, Failure> {
    if db.engine() != Engine::Sqlite {
        return Ok(true);
    }
    let reader = db.reader();
    let check = Statement::from_string(reader.get_database_backend(), "PRAGMA quick_check");
    let rows = reader.query_all_raw(check).await?;
    let verdict = rows
        .first()
        .map(|row| row.try_get_by_index::<String>(0))
        .transpose()?;
    Ok(rows.len() == 1 && verdict.as_deref() == Some("ok"))
}

/// How many formatted texts, earlier versions included, this program cannot read.
///
/// # Errors
/// The database's.
pub async fn unreadable_documents(db: &Database) -> Result<u64, Failure> {
    let is_unreadable = |json: &&String| serde_json::from_str::<editor::Document>(json).is_err();
    let mut count = 0;
    let mut last: Option<(Uuid, i32)> = None;
    loop {
        let rows = documents_after(db, last).await?;
        let Some((id, revision, _)) = rows.last() else {
            return Ok(count);
        };
        last = Some((*id, *revision));
        count += rows.iter().map(|(_, _, json)| json).filter(is_unreadable).count() as u64;
    }
}

/// The next few documents, present and earlier ones, in the order of their exchanges and revisions.
async fn documents_after(
    db: &Database,
    last: Option<(Uuid, i32)>,
) -> Result<Vec<(Uuid, i32, String)>, Failure> {
    use exchange_versions::Column as V;
    use exchanges::Column as E;
    let mut present = exchanges::Entity::find()
        .select_only()
        .columns([E::Id, E::Revision, E::Document])
        .filter(E::Document.is_not_null());
    let mut earlier = exchange_versions::Entity::find()
        .select_only()
        .columns([V::ExchangeId, V::Revision, V::Document])
        .filter(V::Document.is_not_null());
    if let Some((id, revision)) = last {
        present = present.filter(is_after(E::Id, E::Revision, id, revision));
        earlier = earlier.filter(is_after(V::ExchangeId, V::Revision, id, revision));
    }
    let present = present.order_by_asc(E::Id).limit(DOCUMENTS);
    let earlier = earlier
        .order_by_asc(V::ExchangeId)
        .order_by_asc(V::Revision)
        .limit(DOCUMENTS);
    let mut rows: Vec<(Uuid, i32, String)> = present.into_tuple().all(db.reader()).await?;
    rows.extend(
        earlier
            .into_tuple::<(Uuid, i32, String)>()
            .all(db.reader())
            .await?,
    );
    // What comes after the first few of both together may not be all there yet.
    rows.sort_by_key(|(id, revision, _)| (*id, *revision));
    rows.truncate(usize::try_from(DOCUMENTS).unwrap_or(usize::MAX));
    Ok(rows)
}

fn is_after<C: ColumnTrait>(id_column: C, revision_column: C, id: Uuid, revision: i32) -> Condition {
    Condition::any().add(id_column.gt(id)).add(
        Condition::all()
            .add(id_column.eq(id))
            .add(revision_column.gt(revision)),
    )
}

/// How many requests have a counter row that their exchanges contradict, or lack one, or say something else to lists.
///
/// # Errors
/// The database's.
pub async fn wrong_counters(db: &Database) -> Result<u64, Failure> {
    const COUNT: &str = "
        WITH counted AS (
            SELECT e.dit_id, e.id, CASE WHEN k.is_chaser THEN 1 ELSE 0 END AS chaser, ROW_NUMBER() OVER (
                PARTITION BY e.dit_id ORDER BY e.occurred_at DESC, e.recorded_at DESC, e.id DESC) AS place
            FROM exchanges e JOIN kinds k ON k.id = e.kind_id
            WHERE e.deleted_at IS NULL AND e.direction <> 'internal'
        ), totals AS (SELECT dit_id, COUNT(*) AS number, SUM(chaser) AS chasers FROM counted GROUP BY dit_id)
        SELECT COUNT(*) AS wrong FROM dits d
        LEFT JOIN exchange_counters c ON c.dit_id = d.id
        LEFT JOIN totals t ON t.dit_id = d.id
        LEFT JOIN counted l ON l.dit_id = d.id AND l.place = 1
        WHERE COALESCE(c.count, 0) <> COALESCE(t.number, 0) OR COALESCE(c.chasers, 0) <> COALESCE(t.chasers, 0)
            OR (c.last_exchange_id IS NULL) <> (l.id IS NULL) OR c.last_exchange_id <> l.id
            OR COALESCE(d.last_word, '') <> COALESCE(c.last_word, '') OR d.has_chaser <> (COALESCE(c.chasers, 0) > 0)
            OR COALESCE(d.last_occurred_at, -1) <> COALESCE(c.last_occurred_at, -1)";
    let reader = db.reader();
    let row = reader
        .query_one_raw(Statement::from_string(reader.get_database_backend(), COUNT))
        .await?;
    let wrong = row.map(|row| row.try_get::<i64>("", "wrong")).transpose()?;
    Ok(wrong.unwrap_or_default().unsigned_abs())
}

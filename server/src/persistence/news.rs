//! What instances tell each other about changes.

use super::{Database, Transaction, listen as ears};
use crate::error::Failure;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::convert::Infallible;

/// Channel of PostgreSQL.
const CHANNEL: &str = "echanges_live";

/// Says something to the other instances when the transaction commits; on SQLite there is none.
///
/// # Errors
/// What the database says, which takes less than 8,000 bytes.
pub(crate) async fn announce(tx: &Transaction, said: &str) -> Result<(), Failure> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let notify = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_notify($1, $2)",
            [CHANNEL.into(), said.into()],
        );
        tx.execute_raw(notify).await?;
    }
    Ok(())
}

/// Calls `heard` with what any instance said, this one included, and with `None` when something may have been missed. Never ends.
pub(crate) async fn listen(db: &Database, heard: impl Fn(Option<&str>)) -> Infallible {
    ears::listen(db, CHANNEL, heard).await
}

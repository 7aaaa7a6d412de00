//! SQLite copies its log into its file beside the commits: done inside of them, as it is by default, every thirtieth person who
//! records an exchange would wait for the disk ten times as long as the others.

use super::{Database, Engine};
use crate::error::Failure;
use sea_orm::ConnectionTrait;
use std::time::Duration;

/// How often it is done. Costs next to nothing when nothing was written.
const EVERY: Duration = Duration::from_secs(1);
/// A log of this many pages, 64 MiB, is copied by the commit that comes upon it: nobody else has kept up.
pub(super) const LOG_MAX_PAGES: &str = "16384";
/// Waits for nobody, and nobody waits for it.
const COPY: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// Copies the log again and again, until it is dropped. PostgreSQL does so by itself.
pub async fn keep_copying(db: &Database) {
    if db.engine() == Engine::Postgres {
        return std::future::pending().await;
    }
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = copy(db).await {
            tracing::warn!(%error, "the log of the database could not be copied into its file");
        }
    }
}

/// Copies what the log of SQLite holds.
///
/// # Errors
/// What the database says.
pub async fn copy(db: &Database) -> Result<(), Failure> {
    db.reader().execute_unprepared(COPY).await?;
    Ok(())
}

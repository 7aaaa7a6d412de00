//! The database: SQLite by default, PostgreSQL when users outgrow one machine. No decision is taken here, and no type of
//! sea-orm leaves except [`Transaction`], which callers only hand back.

pub mod account;
pub mod attachment;
pub mod code;
pub(crate) mod convert;
pub mod counters;
pub(crate) mod dits;
pub mod dkim;
pub(crate) mod drafts;
pub mod entity;
pub(crate) mod exchanges;
pub mod health;
mod listen;
pub mod load;
pub(crate) mod log;
pub(crate) mod mail_change;
mod migration;
pub(crate) mod news;
pub mod outbox;
pub(crate) mod people;
pub mod read;
pub(crate) mod saved_views;
pub mod session;
pub mod setting;
pub mod smtp_accounts;
pub(crate) mod templates;
pub(crate) mod threads;
pub(crate) mod usable_files;
mod words;

use crate::error::Failure;
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, RuntimeErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::path::Path;
use std::time::Duration;

pub use sea_orm::{DatabaseTransaction as Transaction, TransactionSession};

/// How long a statement or a connection is waited for before the answer is "busy".
const PATIENCE: Duration = Duration::from_secs(5);
/// Connections that read, and on PostgreSQL as many again that write.
const CONNECTIONS: u32 = 8;
/// Key of the PostgreSQL lock that one instance holds while it migrates: any constant no other program uses.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(1162037832, 1)";

/// Which database lies under it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// The connections: several that only read, and those that write. SQLite has one writer.
#[derive(Clone, Debug)]
pub struct Database {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    engine: Engine,
}

impl Database {
    /// Connects, creating the folder and the file of a SQLite database, and applies the migrations that are missing.
    ///
    /// # Errors
    /// [`Failure::Setting`] for an address that is neither `sqlite:` nor `postgres:`; otherwise what the database says.
    pub async fn connect(url: &str) -> Result<Self, Failure> {
        let database = if let Some(address) = url.strip_prefix("sqlite:") {
            Self::connect_sqlite(address).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::connect_postgres(url).await?
        } else {
            return Err(Failure::Setting("DATABASE_URL is neither sqlite: nor postgres:"));
        };
        database.migrate().await?;
        Ok(database)
    }

    /// For reads outside a transaction. The database refuses writes through it.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Begins a transaction that may write: `BEGIN IMMEDIATE` on the one writer of SQLite, so that nothing read in it can
    /// be out of date when it writes. Everything inside must go through it: another [`Database::begin`] would wait for it.
    ///
    /// # Errors
    /// [`Failure::Busy`] when no connection came free in time.
    pub async fn begin(&self) -> Result<Transaction, Failure> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// Ends all connections; SQLite then folds its log into the file.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(self) -> Result<(), Failure> {
        self.reader.close().await?;
        Ok(self.writer.close().await?)
    }

    async fn connect_sqlite(address: &str) -> Result<Self, Failure> {
        let file = address.strip_prefix("//").unwrap_or(address);
        let file = file.split('?').next().unwrap_or_default();
        if file.is_empty() || file == ":memory:" {
            return Err(Failure::Setting("DATABASE_URL names no SQLite file"));
        }
        if let Some(folder) = Path::new(file).parent() {
            std::fs::create_dir_all(folder)?;
        }
        let writer = sea_orm::Database::connect(sqlite_options(file, Access::Write)).await?;
        let reader = sea_orm::Database::connect(sqlite_options(file, Access::Read)).await?;
        Ok(Self {
            reader,
            writer,
            engine: Engine::Sqlite,
        })
    }

    async fn connect_postgres(url: &str) -> Result<Self, Failure> {
        let mut options = pool_options(url, CONNECTIONS);
        let writer = sea_orm::Database::connect(options.clone()).await?;
        options.map_sqlx_postgres_opts(|options| options.options([("default_transaction_read_only", "on")]));
        let reader = sea_orm::Database::connect(options).await?;
        Ok(Self {
            reader,
            writer,
            engine: Engine::Postgres,
        })
    }

    /// All missing migrations in one transaction, one instance at a time.
    async fn migrate(&self) -> Result<(), Failure> {
        let transaction = self.begin().await?;
        if self.engine == Engine::Postgres {
            transaction.execute_unprepared(MIGRATION_LOCK).await?;
        }
        migration::Migrator::up(&transaction, None).await?;
        Ok(transaction.commit().await?)
    }
}

#[derive(Clone, Copy)]
enum Access {
    Read,
    Write,
}

fn pool_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .connect_timeout(PATIENCE)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false);
    options
}

/// The file is set apart from the address, so that any path will do.
fn sqlite_options(file: &str, access: Access) -> ConnectOptions {
    let (connections, query_only) = match access {
        Access::Read => (CONNECTIONS, "ON"),
        Access::Write => (1, "OFF"),
    };
    let file = file.to_owned();
    let mut options = pool_options("sqlite://echanges.db", connections);
    options
        .idle_timeout(None)
        .max_lifetime(None)
        .map_sqlx_sqlite_opts(move |options| {
            options
            .filename(&file)
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("journal_mode", "WAL")
            // A commit that was answered survives a power cut.
            .pragma("synchronous", "FULL")
            .pragma("temp_store", "MEMORY")
            .pragma("query_only", query_only)
        });
    options
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        if is_busy(&error) {
            Failure::Busy
        } else {
            Failure::Database(error.to_string())
        }
    }
}

/// Whether the same statement may go through in a moment: locked, overloaded, restarting, or a race that was lost.
fn is_busy(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return matches!(error, DbErr::ConnectionAcquire(_));
    };
    let Some(refusal) = cause.as_database_error() else {
        // No answer from the database at all: the connection broke.
        return !matches!(error, DbErr::Conn(_))
            && std::error::Error::source(cause.as_ref()).is_some_and(|source| source.is::<std::io::Error>());
    };
    let code = refusal.code().unwrap_or_default();
    // SQLITE_BUSY and SQLITE_LOCKED with their extended codes (https://sqlite.org/rescode.html); on PostgreSQL
    // serialization failure, deadlock, lock not available, too many connections, shutting down
    // (https://www.postgresql.org/docs/current/errcodes-appendix.html).
    matches!(
        code.as_ref(),
        "5" | "261"
            | "517"
            | "773"
            | "6"
            | "262"
            | "40001"
            | "40P01"
            | "55P03"
            | "53300"
            | "57P01"
            | "57P02"
            | "57P03"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_locked_database_is_busy_and_any_path_will_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sous-dossier/une base étrange à 100 %.db");
        let database = Database::connect(&format!("sqlite://{}", file.display()))
            .await
            .unwrap();
        assert!(file.is_file());
        let mut options = pool_options("sqlite://echanges.db", 1);
        options.map_sqlx_sqlite_opts(move |options| options.filename(&file).busy_timeout(Duration::ZERO));
        let impatient = sea_orm::Database::connect(options).await.unwrap();

        let held = database.begin().await.unwrap();
        let refused = impatient
            .execute_unprepared("DELETE FROM drafts")
            .await
            .unwrap_err();
        assert!(matches!(Failure::from(refused), Failure::Busy));
        held.commit().await.unwrap();
        impatient.execute_unprepared("DELETE FROM drafts").await.unwrap();
        let wrong = impatient
            .execute_unprepared("DELETE FROM nothing")
            .await
            .unwrap_err();
        assert!(matches!(Failure::from(wrong), Failure::Database(_)));
    }
}

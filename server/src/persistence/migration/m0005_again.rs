//! Writing a mail again: what went with an exchange may go with another one, and a mail remembers whether it was signed.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

/// Lets a file go with several exchanges, and adds a column to mails.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_again"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// All or nothing, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statements = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in statements.iter().chain(BOTH) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const POSTGRES: &[&str] = &[
    "ALTER TABLE exchange_attachments DROP CONSTRAINT exchange_attachments_attachment_id_key",
    "ALTER TABLE mails ADD COLUMN is_signed boolean NOT NULL DEFAULT false",
];

/// SQLite drops no constraint, so the table is laid anew.
const SQLITE: &[&str] = &[
    "CREATE TABLE new_exchange_attachments (exchange_id uuid_text NOT NULL REFERENCES exchanges (id), \
     attachment_id uuid_text NOT NULL REFERENCES attachments (id), rank integer NOT NULL, \
     PRIMARY KEY (exchange_id, attachment_id))",
    "INSERT INTO new_exchange_attachments SELECT exchange_id, attachment_id, rank FROM exchange_attachments",
    "DROP TABLE exchange_attachments",
    "ALTER TABLE new_exchange_attachments RENAME TO exchange_attachments",
    "ALTER TABLE mails ADD COLUMN is_signed boolean NOT NULL DEFAULT FALSE",
];

const BOTH: &[&str] =
    &["CREATE INDEX exchange_attachments_attachment_id ON exchange_attachments (attachment_id)"];

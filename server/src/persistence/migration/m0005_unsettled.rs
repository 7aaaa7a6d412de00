//! What administrators look for in the outbox, found without reading what left long ago.
//!
//! Each index holds only the rows that are not as they should be, or none at all of a mail that leaves at once: sending costs nothing
//! more.

use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

/// Adds indexes.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_unsettled"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in INDEXES {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// The conditions are written as the reads write them: both engines compare them word by word.
const INDEXES: [&str; 3] = [
    "CREATE INDEX mail_recipients_unsettled ON mail_recipients (since_at, id) \
     WHERE state IN ('scheduled', 'queued', 'deferred', 'refused', 'uncertain')",
    "CREATE INDEX mail_recipients_unsettled_state ON mail_recipients (state, since_at, id) \
     WHERE state IN ('scheduled', 'deferred', 'refused', 'uncertain')",
    "CREATE INDEX mails_tests ON mails (created_at) WHERE purpose = 'test'",
];

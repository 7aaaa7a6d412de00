//! What administrators look for in the outbox, found without reading what left long ago.
//!
//! Each index holds only the few rows that it is for: what is settled is in none of them.

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
     WHERE state NOT IN ('accepted', 'cancelled', 'resolved')",
    "CREATE INDEX mail_recipients_unsettled_state ON mail_recipients (state, since_at, id) \
     WHERE state IN ('scheduled', 'deferred', 'refused', 'uncertain')",
    "CREATE INDEX mails_tests ON mails (created_at) WHERE purpose = 'test'",
];

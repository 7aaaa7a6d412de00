//! How a text looks, beside the text.

use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

/// Adds a column to exchanges and to their earlier versions.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_document"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["exchanges", "exchange_versions"] {
            let statement = format!("ALTER TABLE {table} ADD COLUMN document text NULL");
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

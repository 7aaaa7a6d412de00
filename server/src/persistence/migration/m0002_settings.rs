//! What the database says about itself, by name.

use super::table::{WithColumns, table, text};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

/// Creates the table.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_settings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let settings = table("settings").columns([text("name").primary_key().take(), text("value")]);
        manager.create_table(settings).await
    }
}

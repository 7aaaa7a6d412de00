//! Texts to start from.

use super::table::{WithColumns, flag, int, number_key, table, text};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

/// Adds a table.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_templates"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let templates = table("templates").columns([
            number_key(),
            text("name"),
            text("subject"),
            text("document"),
            flag("is_active"),
            int("position"),
            int("revision"),
        ]);
        manager.create_table(templates).await
    }
}

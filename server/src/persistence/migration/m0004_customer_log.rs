//! The log of a customer, across requests: exchanges know the customer of their request.

use super::table::index;
use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

/// Adds the column, fills it, and lays the indexes that an overview walks.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_customer_log"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in [
            "ALTER TABLE exchanges ADD COLUMN customer_id bigint NOT NULL DEFAULT 0",
            "UPDATE exchanges SET customer_id = (SELECT customer_id FROM dits WHERE dits.id = exchanges.dit_id)",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        let log = index("exchanges", ["customer_id", "occurred_at", "recorded_at", "id"]);
        manager.create_index(log).await?;
        manager
            .create_index(index("dits", ["customer_id", "sort_key"]))
            .await
    }
}

//! Recording waits for no tidying of the index of words.
//!
//! By default FTS5 merges parts of its index whenever 64 pages of it were written, many pages at once: every now and then a commit took ten
//! times as long as the others. Left alone it merges sixteen small parts into a larger one when there are as many
//! (<https://sqlite.org/fts5.html#the_automerge_configuration_option>, `crisismerge`): in all that is less to write, and a search looks
//! into a few parts more.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

/// Sets an option of both indexes.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0010_merges"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Sqlite {
            return Ok(());
        }
        for index in ["exchange_search", "directory_search"] {
            let option = format!("INSERT INTO {index} ({index}, rank) VALUES ('automerge', 0)");
            manager.get_connection().execute_unprepared(&option).await?;
        }
        Ok(())
    }
}

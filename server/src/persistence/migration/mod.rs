//! The schema, version by version. A migration that has been released is never edited: a new one follows it.

mod m0001_first;
mod m0002_settings;
mod m0003_outbox;
mod table;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All migrations, oldest first.
#[derive(Debug)]
pub(super) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_first::Migration),
            Box::new(m0002_settings::Migration),
            Box::new(m0003_outbox::Migration),
        ]
    }
}

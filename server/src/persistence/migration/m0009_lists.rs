//! The list of requests, filtered and sorted by walking an index; and the views of it that people save.
//!
//! Requests carry what lists ask of their counter and of their customer. Four wide indexes, one for each column that lists are sorted
//! by, hold everything that a filter asks (but words and the customer), so that whatever is passed over is passed over without
//! reading a row. What is asked most has indexes that hold only what is wanted.

use super::table::{WithColumns, big, flag, table, text, uuid_key};
use domain::fold::fold;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

/// Adds columns and indexes to requests, and a table.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0009_lists"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// All or nothing, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // Bytes sort the same on both engines. SQLite adds no column that is computed when it is written, and needs none.
        let (collation, kind) = match manager.get_database_backend() {
            DbBackend::Postgres => ("COLLATE \"C\"", "STORED"),
            _ => ("", "VIRTUAL"),
        };
        for column in columns(collation, kind) {
            db.execute_unprepared(&format!("ALTER TABLE dits ADD COLUMN {column}"))
                .await?;
        }
        db.execute_unprepared(FILL).await?;
        name_customers(manager).await?;
        for statement in INDEXES {
            db.execute_unprepared(statement).await?;
        }
        let views = table("saved_views")
            .columns([
                uuid_key("id"),
                big("account_id"),
                text("name"),
                text("query"),
                flag("is_default"),
            ])
            .references([("account_id", "accounts")])
            .unique(["account_id", "name"]);
        manager.create_table(views).await
    }
}

/// `back_key` sorts newest numbers first where the rest of an order goes up.
fn columns(collation: &str, kind: &str) -> [String; 7] {
    let computed = |name: &str, from: &str| format!("{name} bigint GENERATED ALWAYS AS ({from}) {kind}");
    [
        "last_occurred_at bigint NULL".to_owned(),
        "last_word text NULL".to_owned(),
        "has_chaser boolean NOT NULL DEFAULT FALSE".to_owned(),
        format!("customer_sort text {collation} NOT NULL DEFAULT ''"),
        computed("last_sort", "coalesce(last_occurred_at, recorded_at)"),
        computed("due_sort", "coalesce(due_at, 9223372036854775807)"),
        computed("back_key", "-sort_key"),
    ]
}

const FILL: &str = "UPDATE dits SET last_occurred_at = c.last_occurred_at, last_word = c.last_word, has_chaser = c.chasers > 0 \
                    FROM exchange_counters c WHERE c.dit_id = dits.id";

/// Folding is ours, so that it is not done by the database.
async fn name_customers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let backend = db.get_database_backend();
    let update = match backend {
        DbBackend::Postgres => "UPDATE dits SET customer_sort = $1 WHERE customer_id = $2",
        _ => "UPDATE dits SET customer_sort = ? WHERE customer_id = ?",
    };
    let customers = Statement::from_string(backend, "SELECT id, name FROM customers");
    for row in db.query_all_raw(customers).await? {
        let (id, name): (i64, String) = (row.try_get("", "id")?, row.try_get("", "name")?);
        let values = [fold(&name).into(), id.into()];
        db.execute_raw(Statement::from_sql_and_values(backend, update, values))
            .await?;
    }
    Ok(())
}

const INDEXES: [&str; 13] = [
    "CREATE INDEX dits_by_number ON dits \
     (sort_key, state, last_word, has_chaser, in_charge_id, recorded_at, last_occurred_at)",
    "CREATE INDEX dits_by_last ON dits \
     (last_sort, sort_key, state, last_word, has_chaser, in_charge_id, recorded_at)",
    "CREATE INDEX dits_by_due ON dits \
     (due_sort, back_key, sort_key, state, last_word, has_chaser, in_charge_id, recorded_at, last_occurred_at)",
    "CREATE INDEX dits_by_customer ON dits \
     (customer_sort, back_key, sort_key, state, last_word, has_chaser, in_charge_id, recorded_at, last_occurred_at)",
    "CREATE INDEX dits_word_by_number ON dits (last_word, sort_key)",
    "CREATE INDEX dits_word_by_last ON dits (last_word, last_sort, sort_key)",
    "CREATE INDEX dits_chaser_by_number ON dits (has_chaser, sort_key)",
    "CREATE INDEX dits_chaser_by_last ON dits (has_chaser, last_sort, sort_key)",
    "CREATE INDEX dits_charge_by_last ON dits (in_charge_id, last_sort, sort_key)",
    "CREATE INDEX dits_state_by_last ON dits (state, last_sort, sort_key)",
    "CREATE INDEX dits_customer_by_last ON dits (customer_id, last_sort, sort_key)",
    "CREATE INDEX dits_customer_by_due ON dits (customer_id, due_sort, back_key, sort_key)",
    // The index of a customer's requests by number does the same.
    "DROP INDEX dits_customer_id",
];

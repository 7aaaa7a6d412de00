//! What searches find: the words of exchanges and the parts of names, and an index of each.
//!
//! The tokens of both engines are exactly the words that we write: SQLite's `ascii` tokenizer keeps all that is not ASCII inside of words,
//! and PostgreSQL is given an array of words rather than a text.

use super::super::words::{Columns, Record, Said, directory_words};
use super::table::{WithColumns, big, int, number_key, table, text, uuid};
use domain::contact::Contact;
use domain::customer::{Customer, Site};
use domain::directory::Entry;
use domain::dit::DitNumber;
use domain::{ContactId, CustomerId, SiteId};
use sea_orm_migration::sea_orm::prelude::Uuid;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use sea_orm_migration::sea_query::{OnConflict, Query, TableCreateStatement};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

/// Adds two tables and fills them.
#[derive(Debug)]
pub(super) struct Migration;

/// Rows that are read at once.
const AT_ONCE: usize = 500;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_search"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// All or nothing, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(exchanges_table()).await?;
        manager.create_table(directory_table()).await?;
        fill_exchanges(manager).await?;
        for record in Record::ALL {
            fill_directory(manager, record).await?;
        }
        let statements = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

fn exchanges_table() -> TableCreateStatement {
    table("exchange_words")
        .columns([
            number_key(),
            uuid("exchange_id").unique_key().take(),
            int("subject_count"),
            int("word_count"),
            text("words"),
        ])
        .references([("exchange_id", "exchanges")])
}

fn directory_table() -> TableCreateStatement {
    table("directory_words")
        .columns([
            number_key(),
            text("kind"),
            big("record_id"),
            big("customer_id"),
            text("words"),
        ])
        .references([("customer_id", "customers")])
        .unique(["kind", "record_id"])
}

const POSTGRES: &[&str] = &[
    "ALTER TABLE exchange_words ADD COLUMN vector tsvector \
     GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
    "CREATE INDEX exchange_words_vector ON exchange_words USING gin (vector)",
    "ALTER TABLE directory_words ADD COLUMN vector tsvector \
     GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
    "CREATE INDEX directory_words_vector ON directory_words USING gin (vector)",
    "CREATE INDEX directory_words_kind_id ON directory_words (kind, id)",
];

/// Where a word stands in its text is asked by nobody, nor how long the text is. The index of beginnings has those of
/// three letters: each length more makes writing slower, and the reads do without.
const SQLITE: &[&str] = &[
    "CREATE VIRTUAL TABLE exchange_search USING fts5 (words, content='exchange_words', content_rowid='id', \
     tokenize='ascii', detail='none', columnsize=0, prefix='3')",
    "INSERT INTO exchange_search (exchange_search) VALUES ('rebuild')",
    "CREATE TRIGGER exchange_words_inserted AFTER INSERT ON exchange_words \
     BEGIN INSERT INTO exchange_search (rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER exchange_words_deleted AFTER DELETE ON exchange_words \
     BEGIN INSERT INTO exchange_search (exchange_search, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER exchange_words_updated AFTER UPDATE ON exchange_words \
     BEGIN INSERT INTO exchange_search (exchange_search, rowid, words) VALUES ('delete', old.id, old.words); \
     INSERT INTO exchange_search (rowid, words) VALUES (new.id, new.words); END",
    "CREATE VIRTUAL TABLE directory_search USING fts5 (words, content='directory_words', content_rowid='id', \
     tokenize='ascii', detail='none', columnsize=0)",
    "INSERT INTO directory_search (directory_search) VALUES ('rebuild')",
    "CREATE TRIGGER directory_words_inserted AFTER INSERT ON directory_words \
     BEGIN INSERT INTO directory_search (rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER directory_words_deleted AFTER DELETE ON directory_words \
     BEGIN INSERT INTO directory_search (directory_search, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER directory_words_updated AFTER UPDATE ON directory_words \
     BEGIN INSERT INTO directory_search (directory_search, rowid, words) VALUES ('delete', old.id, old.words); \
     INSERT INTO directory_search (rowid, words) VALUES (new.id, new.words); END",
];

/// First a place for each exchange, in the order in which they were recorded; then the words of those that are no tombstones.
async fn fill_exchanges(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .get_connection()
        .execute_unprepared(
            "INSERT INTO exchange_words (exchange_id, subject_count, word_count, words) \
             SELECT id, 0, 0, '' FROM exchanges ORDER BY recorded_at, id",
        )
        .await?;
    let mut last = 0_i64;
    loop {
        let rows = read(
            manager,
            format!(
                "SELECT w.id, w.exchange_id, e.direction, e.kind_id, e.customer_id, e.subject, e.detail \
                 FROM exchange_words w JOIN exchanges e ON e.id = w.exchange_id \
                 WHERE w.id > {last} AND e.deleted_at IS NULL ORDER BY w.id LIMIT {AT_ONCE}"
            ),
        )
        .await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.try_get("", "id")?;
        write_exchanges(manager, &rows).await?;
    }
}

async fn write_exchanges(manager: &SchemaManager<'_>, rows: &[QueryResult]) -> Result<(), DbErr> {
    let filled = ["subject_count", "word_count", "words"];
    let mut insert = Query::insert();
    insert
        .into_table("exchange_words")
        .columns(["id", "exchange_id"].into_iter().chain(filled));
    for row in rows {
        let text = |column: &str| row.try_get::<String>("", column);
        let columns = Columns::of(&Said {
            direction: &text("direction")?,
            kind_id: row.try_get("", "kind_id")?,
            customer_id: row.try_get("", "customer_id")?,
            subject: &text("subject")?,
            detail: &text("detail")?,
        })
        .map_err(|failure| DbErr::Migration(failure.to_string()))?;
        insert.values_panic([
            row.try_get::<i64>("", "id")?.into(),
            row.try_get::<Uuid>("", "exchange_id")?.into(),
            columns.subject_count.into(),
            columns.word_count.into(),
            columns.words.into(),
        ]);
    }
    let over = OnConflict::column("id").update_columns(filled).to_owned();
    manager.execute(insert.on_conflict(over).to_owned()).await
}

async fn fill_directory(manager: &SchemaManager<'_>, record: Record) -> Result<(), DbErr> {
    let columns = match record {
        Record::Customer => "id, id AS customer_id, code, name, phone FROM customers",
        Record::Site => "id, customer_id, name, address, town FROM sites",
        Record::Contact => "id, customer_id, first_name, last_name, function, phones FROM contacts",
        Record::Dit => "id, customer_id, number, subject FROM dits",
    };
    let mut last = 0_i64;
    loop {
        let sql = format!("SELECT {columns} WHERE id > {last} ORDER BY id LIMIT {AT_ONCE}");
        let rows = read(manager, sql).await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.try_get("", "id")?;
        let mut insert = Query::insert();
        insert
            .into_table("directory_words")
            .columns(["kind", "record_id", "customer_id", "words"]);
        for row in &rows {
            insert.values_panic([
                record.code().into(),
                row.try_get::<i64>("", "id")?.into(),
                row.try_get::<i64>("", "customer_id")?.into(),
                words_of_row(record, row)?.into(),
            ]);
        }
        manager.execute(insert).await?;
    }
}

fn words_of_row(record: Record, row: &QueryResult) -> Result<String, DbErr> {
    let text = |column: &str| row.try_get::<String>("", column);
    let customer = CustomerId(row.try_get("", "customer_id")?);
    let (entry, sequence) = match record {
        Record::Customer => {
            let customer = Customer {
                id: customer,
                code: text("code")?,
                name: text("name")?,
                phone: text("phone")?,
                is_active: true,
            };
            (Entry::of_customer(&customer), None)
        }
        Record::Site => {
            let site = Site {
                id: SiteId(row.try_get("", "id")?),
                customer,
                name: text("name")?,
                address: text("address")?,
                town: text("town")?,
            };
            (Entry::of_site(&site), None)
        }
        Record::Contact => {
            let contact = Contact {
                id: ContactId(row.try_get("", "id")?),
                customer,
                title: String::new(),
                first_name: text("first_name")?,
                last_name: text("last_name")?,
                function: text("function")?,
                phones: text("phones")?.split(';').map(str::to_owned).collect(),
                mail1: None,
                mail2: Vec::new(),
                is_active: true,
            };
            (Entry::of_contact(&contact), None)
        }
        Record::Dit => {
            let number = text("number")?;
            let number: DitNumber = number
                .parse()
                .map_err(|_| DbErr::Migration(format!("{number} is no number of a request")))?;
            (Entry::of_dit(number, &text("subject")?), Some(number.sequence()))
        }
    };
    Ok(directory_words(record, &entry, sequence))
}

async fn read(manager: &SchemaManager<'_>, sql: String) -> Result<Vec<QueryResult>, DbErr> {
    let statement = Statement::from_string(manager.get_database_backend(), sql);
    manager.get_connection().query_all_raw(statement).await
}

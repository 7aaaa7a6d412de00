//! The schema, version by version. A migration that has been released is never edited: a new one follows it.

mod m0001_first;
mod m0002_settings;
mod m0003_outbox;
mod m0004_customer_log;
mod m0005_again;
mod m0005_unsettled;
mod m0006_document;
mod m0007_search;
mod m0007_templates;
mod m0009_lists;
mod m0010_merges;
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
            Box::new(m0004_customer_log::Migration),
            Box::new(m0005_unsettled::Migration),
            Box::new(m0005_again::Migration),
            Box::new(m0006_document::Migration),
            Box::new(m0007_templates::Migration),
            Box::new(m0007_search::Migration),
            Box::new(m0009_lists::Migration),
            Box::new(m0010_merges::Migration),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

    /// A file of its own, or on the server that the environment names a schema of its own that ends with the connection.
    async fn empty_database(folder: &tempfile::TempDir, schema: &str) -> DatabaseConnection {
        let Ok(server) = std::env::var("ECHANGES_TEST_DATABASE_URL") else {
            let file = folder.path().join("old.db");
            return sea_orm::Database::connect(format!("sqlite://{}?mode=rwc", file.display()))
                .await
                .unwrap();
        };
        let mut options = sea_orm::ConnectOptions::new(server);
        options.max_connections(1);
        let db = sea_orm::Database::connect(options).await.unwrap();
        db.execute_unprepared(&format!("CREATE SCHEMA {schema}; SET search_path TO {schema}"))
            .await
            .unwrap();
        db
    }

    async fn numbers(db: &DatabaseConnection, sql: &str) -> Vec<i64> {
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
            .await
            .unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    #[tokio::test]
    async fn mails_of_the_first_schema_are_kept_and_known_by_their_senders_domain() {
        let folder = tempfile::tempdir().unwrap();
        let db = empty_database(&folder, "old_mails").await;
        Migrator::up(&db, Some(2)).await.unwrap();
        let (exchange, mail) = match db.get_database_backend() {
            DbBackend::Postgres => (
                "'00000000-0000-7000-8000-000000000001'",
                "'00000000-0000-7000-8000-000000000002'",
            ),
            _ => (
                "x'00000000000070008000000000000001'",
                "x'00000000000070008000000000000002'",
            ),
        };
        for statement in [
            "INSERT INTO customers (id, code, name, phone, is_active) VALUES (1, 'C-0001', '', '', TRUE)".to_owned(),
            "INSERT INTO employees (id, first_name, last_name, function, phone, mail2, signature, is_active) \
             VALUES (1, '', '', '', '', '', '', TRUE)"
                .to_owned(),
            "INSERT INTO accounts (id, employee_id, email, password_hash, role, locale, is_active, failed_count) \
             VALUES (1, 1, 'a@example.org', '', 'dispatcher', 'fr', TRUE, 0)"
                .to_owned(),
            "INSERT INTO dits (id, number, sort_key, customer_id, subject, description, state, priority, recorded_at, search) \
             VALUES (1, 'DIT-2026-0001', 1, 1, '', '', 'open', 'normal', 1, '')"
                .to_owned(),
            format!(
                "INSERT INTO exchanges (id, dit_id, revision, direction, kind_id, channel, employee_id, subject, detail, \
                 occurred_at, recorded_at, recorded_by, is_after_closure, delete_reason) \
                 VALUES ({exchange}, 1, 1, 'sent', 1, 'mail', 1, '', 'Bonjour', 1, 1, 1, FALSE, '')"
            ),
            format!(
                "INSERT INTO mails (id, exchange_id, message_id, from_email, subject, bytes, created_at) \
                 VALUES ({mail}, {exchange}, '<1@x>', 'Anne@Client.Example', 'Objet', {mail_bytes}, 7)",
                mail_bytes = match db.get_database_backend() {
                    DbBackend::Postgres => "'\\x41'",
                    _ => "x'41'",
                }
            ),
            format!(
                "INSERT INTO mail_recipients (mail_id, address, role, state, attempt_count, since_at, reply) \
                 VALUES ({mail}, 'b@client.example', 'to', 'queued', 0, 8, '')"
            ),
        ] {
            db.execute_unprepared(&statement).await.unwrap();
        }
        Migrator::up(&db, None).await.unwrap();
        let known = "SELECT r.id FROM mail_recipients r JOIN mails m ON m.id = r.mail_id \
                     WHERE r.from_domain = 'client.example' AND r.queued_at = 7 AND r.reason IS NULL \
                     AND m.purpose = 'exchange' AND m.reply_address = 'Anne@Client.Example'";
        assert_eq!(numbers(&db, known).await, [1]);
        // What comes next gets the next number, and a mail need not carry an exchange any more.
        for statement in [
            "INSERT INTO mails (id, message_id, from_email, subject, bytes, created_at, purpose, reply_address, references_ids) \
             SELECT id, message_id || '2', from_email, subject, bytes, created_at, 'test', '', '' FROM mails"
                .replace("SELECT id", &format!("SELECT {exchange}")),
            "INSERT INTO mail_recipients (mail_id, address, role, state, attempt_count, since_at, reply, from_domain, queued_at) \
             SELECT mail_id, address, role, state, 0, 1, '', '', 1 FROM mail_recipients"
                .to_owned(),
        ] {
            db.execute_unprepared(&statement).await.unwrap();
        }
        assert_eq!(
            numbers(&db, "SELECT id FROM mail_recipients ORDER BY id").await,
            [1, 2]
        );
        if db.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared("DROP SCHEMA old_mails CASCADE")
                .await
                .unwrap();
        }
    }

    const PEOPLE: [&str; 6] = [
        "INSERT INTO customers (id, code, name, phone, is_active) VALUES (1, 'C-0001', 'Sacré-Cœur', '+33 1 40', TRUE)",
        "INSERT INTO sites (id, customer_id, name, address, town) VALUES (4, 1, 'Siège', '', 'Nîmes')",
        "INSERT INTO contacts (id, customer_id, title, first_name, last_name, function, phones, mail2, is_active) \
         VALUES (5, 1, '', 'Zoé', '', '', '01 02; 06 12', '', TRUE)",
        "INSERT INTO employees (id, first_name, last_name, function, phone, mail2, signature, is_active) \
         VALUES (1, '', '', '', '', '', '', TRUE)",
        "INSERT INTO accounts (id, employee_id, email, password_hash, role, locale, is_active, failed_count) \
         VALUES (1, 1, 'a@example.org', '', 'dispatcher', 'fr', TRUE, 0)",
        "INSERT INTO dits (id, number, sort_key, customer_id, subject, description, state, priority, recorded_at, search) \
         VALUES (6, 'DIT-2026-0147', 1, 1, 'Été', '', 'open', 'normal', 1, '')",
    ];

    /// Records of which the index holds this word.
    fn records_with(engine: DbBackend, word: &str) -> String {
        match engine {
            DbBackend::Postgres => {
                format!(
                    "SELECT record_id FROM directory_words WHERE vector @@ $${word}$$::tsquery ORDER BY id"
                )
            }
            _ => format!(
                "SELECT record_id FROM directory_words WHERE id IN \
                 (SELECT rowid FROM directory_search WHERE directory_search MATCH '\"{word}\"') ORDER BY id"
            ),
        }
    }

    /// Places of the exchanges that have this word.
    fn places_with(engine: DbBackend, word: &str) -> String {
        match engine {
            DbBackend::Postgres => {
                format!("SELECT id FROM exchange_words WHERE vector @@ $${word}$$::tsquery ORDER BY id")
            }
            _ => format!(
                "SELECT rowid FROM exchange_search WHERE exchange_search MATCH '\"{word}\"' ORDER BY rowid"
            ),
        }
    }

    #[tokio::test]
    async fn what_was_recorded_before_is_found_in_the_order_in_which_it_was_recorded() {
        let folder = tempfile::tempdir().unwrap();
        let db = empty_database(&folder, "old_words").await;
        let engine = db.get_database_backend();
        let all = Migrator::migrations();
        let before = all
            .iter()
            .position(|migration| migration.name() == "m0007_search")
            .unwrap();
        Migrator::up(&db, Some(u32::try_from(before).unwrap()))
            .await
            .unwrap();
        for statement in PEOPLE {
            db.execute_unprepared(statement).await.unwrap();
        }
        // The last one recorded has the smallest id; one of them is a tombstone.
        let row = |n: i64| {
            let id = match engine {
                DbBackend::Postgres => format!("'00000000-0000-7000-8000-{n:012}'"),
                _ => format!("x'0000000000007000800{n:013}'"),
            };
            let deleted_at = if n == 7 { "1" } else { "NULL" };
            let at = 5_000 - n;
            format!(
                "({id}, 6, 1, 'sent', 2, 'mail', 1, 'L’été {n}', 'Très chaud', 1, {at}, 1, FALSE, '', 1, {deleted_at})"
            )
        };
        let rows: Vec<String> = (0..1_200).map(row).collect();
        let insert = format!(
            "INSERT INTO exchanges (id, dit_id, revision, direction, kind_id, channel, employee_id, subject, detail, \
             occurred_at, recorded_at, recorded_by, is_after_closure, delete_reason, customer_id, deleted_at) VALUES {}",
            rows.join(", ")
        );
        db.execute_unprepared(&insert).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        assert_eq!(numbers(&db, &places_with(engine, "0")).await, [1_200]);
        assert_eq!(numbers(&db, &places_with(engine, "1199")).await, [1]);
        assert!(numbers(&db, &places_with(engine, "7")).await.is_empty());
        for word in ["ete", "chaud", "§sent", "§k2", "§c1"] {
            let found = numbers(&db, &places_with(engine, word)).await;
            assert_eq!(found.len(), 1_199, "{word}");
        }
        let table: [(&str, &[i64]); 8] = [
            ("cre", &[1]),
            ("014", &[1, 6]),
            ("§site", &[4]),
            ("oe", &[]),
            ("061", &[5]),
            ("zo", &[5]),
            ("§n147", &[6]),
            ("ete", &[6]),
        ];
        for (word, expected) in table {
            assert_eq!(
                numbers(&db, &records_with(engine, word)).await,
                expected,
                "{word}"
            );
        }
        if engine == DbBackend::Postgres {
            db.execute_unprepared("DROP SCHEMA old_words CASCADE")
                .await
                .unwrap();
        }
    }
}

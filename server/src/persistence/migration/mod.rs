//! The schema, version by version. A migration that has been released is never edited: a new one follows it.

mod m0001_first;
mod m0002_settings;
mod m0003_outbox;
mod m0004_customer_log;
mod m0005_again;
mod m0005_unsettled;
mod m0006_document;
mod m0007_templates;
mod m0007_search;
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
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

    /// A file of its own, or on the server that the environment names a schema of its own that ends with the connection.
    async fn empty_database(folder: &tempfile::TempDir) -> DatabaseConnection {
        let Ok(server) = std::env::var("ECHANGES_TEST_DATABASE_URL") else {
            let file = folder.path().join("old.db");
            return sea_orm::Database::connect(format!("sqlite://{}?mode=rwc", file.display()))
                .await
                .unwrap();
        };
        let mut options = sea_orm::ConnectOptions::new(server);
        options.max_connections(1);
        let db = sea_orm::Database::connect(options).await.unwrap();
        db.execute_unprepared("CREATE SCHEMA old_mails; SET search_path TO old_mails")
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
        let db = empty_database(&folder).await;
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
}

//! The outbox, complete: mails that carry no exchange, threads, reasons, accounts that pause, keys that sign.

use super::table::{WithColumns, big, null_big, table, text};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager, async_trait};

/// Changes the two tables of mails and adds two.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_outbox"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// All or nothing, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statements = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        let accounts = table("smtp_accounts").columns([
            text("name").primary_key().take(),
            null_big("paused_at"),
            null_big("paused_by"),
            text("reason"),
            text("reply"),
        ]);
        let keys = table("dkim_keys").columns([
            text("domain").primary_key().take(),
            text("selector"),
            text("private_key"),
            big("created_at"),
        ]);
        manager.create_table(accounts).await?;
        manager.create_table(keys).await
    }
}

/// Where the sender's domain begins: after the `@`.
const POSTGRES: &[&str] = &[
    "ALTER TABLE mails ALTER COLUMN exchange_id DROP NOT NULL",
    "ALTER TABLE mails ADD COLUMN purpose text NOT NULL DEFAULT 'exchange'",
    "ALTER TABLE mails ADD COLUMN reply_address text NOT NULL DEFAULT ''",
    "ALTER TABLE mails ADD COLUMN references_ids text NOT NULL DEFAULT ''",
    "UPDATE mails SET reply_address = from_email",
    "ALTER TABLE mail_recipients ADD COLUMN reason text NULL",
    "ALTER TABLE mail_recipients ADD COLUMN from_domain text NOT NULL DEFAULT ''",
    "ALTER TABLE mail_recipients ADD COLUMN queued_at bigint NOT NULL DEFAULT 0",
    "UPDATE mail_recipients SET from_domain = lower(split_part(mails.from_email, '@', 2)), queued_at = mails.created_at \
     FROM mails WHERE mails.id = mail_recipients.mail_id",
];

/// SQLite lifts no NOT NULL, so both tables are laid anew. The one that refers to the other goes first and comes back last.
const SQLITE: &[&str] = &[
    "CREATE TABLE new_mails (id uuid_text NOT NULL PRIMARY KEY, exchange_id uuid_text NULL UNIQUE REFERENCES exchanges (id), \
     message_id text NOT NULL UNIQUE, from_email text NOT NULL, subject text NOT NULL, bytes blob NOT NULL, \
     created_at bigint NOT NULL, purpose text NOT NULL, reply_address text NOT NULL, references_ids text NOT NULL)",
    "INSERT INTO new_mails SELECT id, exchange_id, message_id, from_email, subject, bytes, created_at, 'exchange', \
     from_email, '' FROM mails",
    "CREATE TABLE new_mail_recipients (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, mail_id uuid_text NOT NULL \
     REFERENCES new_mails (id), address text NOT NULL, role text NOT NULL, state text NOT NULL, attempt_count integer NOT NULL, \
     next_try_at bigint NULL, since_at bigint NOT NULL, reply text NOT NULL, lease_token uuid_text NULL, \
     lease_until_at bigint NULL, reason text NULL, from_domain text NOT NULL, queued_at bigint NOT NULL)",
    "INSERT INTO new_mail_recipients SELECT r.id, r.mail_id, r.address, r.role, r.state, r.attempt_count, r.next_try_at, \
     r.since_at, r.reply, r.lease_token, r.lease_until_at, NULL, lower(substr(m.from_email, instr(m.from_email, '@') + 1)), \
     m.created_at FROM mail_recipients r JOIN mails m ON m.id = r.mail_id",
    "DROP TABLE mail_recipients",
    "DROP TABLE mails",
    "ALTER TABLE new_mails RENAME TO mails",
    "ALTER TABLE new_mail_recipients RENAME TO mail_recipients",
    "CREATE INDEX mail_recipients_state_next_try_at ON mail_recipients (state, next_try_at)",
    "CREATE INDEX mail_recipients_mail_id ON mail_recipients (mail_id)",
];

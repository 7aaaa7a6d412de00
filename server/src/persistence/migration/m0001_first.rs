//! The first schema.
//!
//! Enums are short snake_case words (`persistence::code`), instants whole milliseconds since 1970 (`_at`), ids made by
//! clients UUIDs, so that both engines store and sort alike.

use super::table::{
    WithColumns, big, bytes, flag, index, int, null_big, null_text, null_uuid, number_key, table, text, uuid,
    uuid_key,
};
use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::sea_query::{IndexCreateStatement, Query, TableCreateStatement};
use sea_orm_migration::{DbErr, MigrationName};
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

/// Creates the tables and the shipped kinds.
#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let groups = [people(), accounts(), requests(), exchanges(), writing(), mails()];
        for table in groups.into_iter().flatten() {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        keep_the_log(manager).await?;
        ship_kinds(manager).await
    }
}

fn people() -> Vec<TableCreateStatement> {
    vec![
        table("customers").columns([
            number_key(),
            text("code").unique_key().take(),
            text("name"),
            text("phone"),
            flag("is_active"),
        ]),
        table("sites")
            .columns([
                number_key(),
                big("customer_id"),
                text("name"),
                text("address"),
                text("town"),
            ])
            .references([("customer_id", "customers")]),
        table("contacts")
            .columns([
                number_key(),
                big("customer_id"),
                text("title"),
                text("first_name"),
                text("last_name"),
                text("function"),
                text("phones"),
                null_text("mail1"),
                text("mail2"),
                flag("is_active"),
            ])
            .references([("customer_id", "customers")]),
        table("employees").columns([
            number_key(),
            text("first_name"),
            text("last_name"),
            text("function"),
            text("phone"),
            null_text("mail1"),
            text("mail2"),
            text("signature"),
            flag("is_active"),
        ]),
    ]
}

fn accounts() -> Vec<TableCreateStatement> {
    vec![
        table("accounts")
            .columns([
                number_key(),
                big("employee_id"),
                text("email").unique_key().take(),
                text("password_hash"),
                text("role"),
                text("locale"),
                flag("is_active"),
                int("failed_count"),
                null_big("blocked_until_at"),
            ])
            .references([("employee_id", "employees")]),
        table("sessions")
            .columns([
                text("token_hash").primary_key().take(),
                big("account_id"),
                big("created_at"),
                big("last_seen_at"),
                big("expires_at"),
            ])
            .references([("account_id", "accounts")]),
    ]
}

fn requests() -> Vec<TableCreateStatement> {
    vec![
        table("dits")
            .columns([
                number_key(),
                text("number").unique_key().take(),
                big("sort_key").unique_key().take(),
                big("customer_id"),
                null_big("site_id"),
                null_big("contact_id"),
                null_big("in_charge_id"),
                text("subject"),
                text("description"),
                text("state"),
                text("priority"),
                big("recorded_at"),
                null_big("due_at"),
                text("search"),
            ])
            .references([
                ("customer_id", "customers"),
                ("site_id", "sites"),
                ("contact_id", "contacts"),
                ("in_charge_id", "employees"),
            ]),
        table("jobs")
            .columns([
                number_key(),
                big("dit_id"),
                int("rank"),
                null_big("technician_id"),
                null_big("planned_at"),
                text("state"),
            ])
            .references([("dit_id", "dits"), ("technician_id", "employees")])
            .unique(["dit_id", "rank"]),
        table("crits")
            .columns([
                big("job_id").primary_key().take(),
                big("technician_id"),
                big("occurred_at"),
                text("text"),
                text("outcome"),
                big("recorded_by"),
                big("recorded_at"),
            ])
            .references([
                ("job_id", "jobs"),
                ("technician_id", "employees"),
                ("recorded_by", "accounts"),
            ]),
    ]
}

fn exchanges() -> Vec<TableCreateStatement> {
    let said = || {
        [
            big("kind_id"),
            text("channel"),
            big("employee_id"),
            null_big("contact_id"),
            null_text("free_name"),
        ]
    };
    let written = || [text("subject"), text("detail"), big("occurred_at")];
    let links = [
        ("kind_id", "kinds"),
        ("employee_id", "employees"),
        ("contact_id", "contacts"),
    ];
    vec![
        table("kinds").columns([
            number_key(),
            text("label"),
            flag("is_chaser"),
            flag("is_active"),
            int("position"),
        ]),
        table("exchanges")
            .columns([uuid_key("id"), big("dit_id"), int("revision"), text("direction")])
            .columns(said())
            .columns(written())
            .columns([
                big("recorded_at"),
                big("recorded_by"),
                flag("is_after_closure"),
                null_big("edited_at"),
                null_big("edited_by"),
                null_big("deleted_at"),
                null_big("deleted_by"),
                text("delete_reason"),
            ])
            .references([
                ("dit_id", "dits"),
                ("recorded_by", "accounts"),
                ("edited_by", "accounts"),
                ("deleted_by", "accounts"),
            ])
            .references(links),
        table("exchange_versions")
            .columns([uuid("exchange_id"), int("revision")])
            .columns(said())
            .columns(written())
            .columns([big("written_by"), big("written_at")])
            .references([("exchange_id", "exchanges"), ("written_by", "accounts")])
            .references(links)
            .key(["exchange_id", "revision"]),
        table("exchange_counters")
            .columns([
                big("dit_id").primary_key().take(),
                int("count"),
                int("chasers"),
                null_uuid("last_exchange_id"),
                null_big("last_occurred_at"),
                null_big("last_recorded_at"),
                null_text("last_word"),
                big("version"),
            ])
            .references([("dit_id", "dits"), ("last_exchange_id", "exchanges")]),
    ]
}

fn writing() -> Vec<TableCreateStatement> {
    vec![
        table("attachments")
            .columns([
                uuid_key("id"),
                text("hash"),
                text("name"),
                text("media_type"),
                big("size_bytes"),
                big("uploaded_by"),
                big("uploaded_at"),
            ])
            .references([("uploaded_by", "accounts")]),
        table("exchange_attachments")
            .columns([
                uuid("exchange_id"),
                uuid("attachment_id").unique_key().take(),
                int("rank"),
            ])
            .references([("exchange_id", "exchanges"), ("attachment_id", "attachments")])
            .key(["exchange_id", "attachment_id"]),
        table("drafts")
            .columns([
                big("account_id"),
                big("dit_id"),
                text("slot"),
                text("content"),
                big("saved_at"),
            ])
            .references([("account_id", "accounts"), ("dit_id", "dits")])
            .key(["account_id", "dit_id", "slot"]),
        table("commands")
            .columns([
                uuid_key("id"),
                big("account_id"),
                text("name"),
                text("body_hash"),
                text("receipt"),
                null_big("dit_id"),
                big("executed_at"),
                text("remote_address"),
            ])
            .references([("account_id", "accounts"), ("dit_id", "dits")]),
    ]
}

fn mails() -> Vec<TableCreateStatement> {
    vec![
        table("mails")
            .columns([
                uuid_key("id"),
                uuid("exchange_id").unique_key().take(),
                text("message_id").unique_key().take(),
                text("from_email"),
                text("subject"),
                bytes("bytes"),
                big("created_at"),
            ])
            .references([("exchange_id", "exchanges")]),
        table("mail_recipients")
            .columns([
                number_key(),
                uuid("mail_id"),
                text("address"),
                text("role"),
                text("state"),
                int("attempt_count"),
                null_big("next_try_at"),
                big("since_at"),
                text("reply"),
                null_uuid("lease_token"),
                null_big("lease_until_at"),
            ])
            .references([("mail_id", "mails")]),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("sites", ["customer_id"]),
        index("contacts", ["customer_id"]),
        index("accounts", ["employee_id"]),
        index("sessions", ["account_id"]),
        index("sessions", ["expires_at"]),
        index("dits", ["customer_id"]),
        index("dits", ["in_charge_id", "sort_key"]),
        index("dits", ["state", "sort_key"]),
        index("exchanges", ["dit_id", "occurred_at", "recorded_at", "id"]),
        index("exchange_counters", ["last_word"]),
        index("attachments", ["hash"]),
        index("commands", ["dit_id"]),
        index("mail_recipients", ["state", "next_try_at"]),
        index("mail_recipients", ["mail_id"]),
    ]
}

/// The database itself refuses to change what was logged.
async fn keep_the_log(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements: &[&str] = match manager.get_database_backend() {
        DbBackend::Postgres => &[
            "CREATE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'the command log is only added to'; END $$",
            "CREATE TRIGGER commands_kept BEFORE UPDATE OR DELETE ON commands \
             FOR EACH ROW EXECUTE FUNCTION refuse_log_change()",
        ],
        _ => &[
            "CREATE TRIGGER commands_not_updated BEFORE UPDATE ON commands \
             BEGIN SELECT RAISE(ABORT, 'the command log is only added to'); END",
            "CREATE TRIGGER commands_not_deleted BEFORE DELETE ON commands \
             BEGIN SELECT RAISE(ABORT, 'the command log is only added to'); END",
        ],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// The shipped list; the chaser cannot be removed.
async fn ship_kinds(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let kinds = [
        "Prise de contact",
        "Prise de rendez-vous",
        "Complément d'information",
        "Relance",
        "Autre",
    ];
    let mut insert = Query::insert();
    insert
        .into_table("kinds")
        .columns(["label", "is_chaser", "is_active", "position"]);
    for (position, label) in (1_i32..).zip(kinds) {
        insert.values_panic([
            label.into(),
            (label == "Relance").into(),
            true.into(),
            position.into(),
        ]);
    }
    manager.execute(insert).await
}

//! Rows written as they are, past the rules: what a page must show, whatever led to it.

use crate::harness::TestApp;
use domain::ExchangeId;
use domain::fold::fold;
use domain::permission::Role;
use domain::{AccountId, EmployeeId, employee::Actor};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter,
};
use server::persistence::Database;
use server::persistence::code::Coded;
use server::persistence::entity::{
    accounts, attachments, contacts, customers, dits, employees, exchange_attachments, exchange_counters,
    exchange_versions, exchanges, mail_recipients, mails, sites,
};

/// Monday 2 March 2026, 09:00 in Paris.
pub const MARCH: i64 = 1_772_438_400_000;
pub const MINUTE: i64 = 60_000;
pub const DAY: i64 = 24 * 60 * MINUTE;

/// Above every id that a database gives by itself in a test.
pub const CUSTOMER: i64 = 10_001;
pub const SITE: i64 = 10_001;
pub const CONTACT: i64 = 10_001;
pub const DISPATCHER: i64 = 10_001;
pub const TECHNICIAN: i64 = 10_002;
pub const COLLEAGUE: i64 = 10_003;
pub const READER: i64 = 10_004;

/// Writes rows in one transaction.
pub async fn write<M, A>(db: &Database, rows: Vec<M>)
where
    M: ModelTrait + IntoActiveModel<A>,
    M::Entity: EntityTrait,
    A: ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
{
    let transaction = db.begin().await.unwrap();
    let mut rows = rows
        .into_iter()
        .map(IntoActiveModel::into_active_model)
        .peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(500).collect();
        M::Entity::insert_many(some)
            .exec_without_returning(&transaction)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
}

/// A customer with a site and a contact, and an account of the company for three roles, the technicians' twice.
pub async fn write_people(db: &Database) {
    write(db, vec![customer(CUSTOMER, "T-0001", "Hôpital du Sacré-Cœur")]).await;
    let site = sites::Model {
        id: SITE,
        customer_id: CUSTOMER,
        name: "Bâtiment C".into(),
        address: "3, allée des Érables".into(),
        town: "L'Haÿ-les-Roses".into(),
    };
    write(db, vec![site]).await;
    write(db, vec![contact(CONTACT, "Zoé", "Étienne")]).await;
    let people = [
        (DISPATCHER, "Anne", "Lefèvre", Role::Dispatcher),
        (TECHNICIAN, "Karim", "Benali", Role::Technician),
        (COLLEAGUE, "Élodie", "Évrard", Role::Technician),
        (READER, "Luc", "zola", Role::Reader),
    ];
    write(
        db,
        people
            .map(|(id, first, last, _)| employee(id, first, last))
            .into(),
    )
    .await;
    let account = |(id, _, last, role): (i64, &str, &str, Role)| accounts::Model {
        id,
        employee_id: id,
        email: format!("{}@reads.example", fold(last)),
        password_hash: String::new(),
        role: role.code().to_owned(),
        locale: "fr".into(),
        is_active: true,
        failed_count: 0,
        blocked_until_at: None,
    };
    write(db, people.map(account).into()).await;
}

pub fn actor(id: i64) -> Actor {
    let role = match id {
        DISPATCHER => Role::Dispatcher,
        READER => Role::Reader,
        _ => Role::Technician,
    };
    Actor {
        account: AccountId(id),
        employee: EmployeeId(id),
        role,
    }
}

pub fn customer(id: i64, code: &str, name: &str) -> customers::Model {
    customers::Model {
        id,
        code: code.into(),
        name: name.into(),
        phone: "01 40 00 00 00".into(),
        is_active: true,
    }
}

pub fn contact(id: i64, first_name: &str, last_name: &str) -> contacts::Model {
    contacts::Model {
        id,
        customer_id: CUSTOMER,
        title: "Mme".into(),
        first_name: first_name.into(),
        last_name: last_name.into(),
        function: "Intendante".into(),
        phones: "01 40 00 00 01; 06 00 00 00 01".into(),
        mail1: Some("zoe@client.example".into()),
        mail2: "zoe-b@client.example; zoe-c@client.example".into(),
        is_active: true,
    }
}

pub fn employee(id: i64, first_name: &str, last_name: &str) -> employees::Model {
    employees::Model {
        id,
        first_name: first_name.into(),
        last_name: last_name.into(),
        function: "Technique".into(),
        phone: String::new(),
        mail1: None,
        mail2: String::new(),
        signature: String::new(),
        is_active: true,
    }
}

/// Request `DIT-2025-{sequence}` of the customer, with the sequence for id.
pub fn dit(sequence: i64, subject: &str) -> dits::Model {
    let number = format!("DIT-2025-{sequence:04}");
    dits::Model {
        id: sequence,
        sort_key: 2025 * 100_000_000 + sequence,
        customer_id: CUSTOMER,
        site_id: Some(SITE),
        contact_id: Some(CONTACT),
        in_charge_id: Some(TECHNICIAN),
        search: fold(&format!(
            "{number} Hôpital du Sacré-Cœur Bâtiment C L'Haÿ-les-Roses {subject}"
        )),
        number,
        subject: subject.into(),
        description: String::new(),
        state: "open".into(),
        priority: "normal".into(),
        recorded_at: MARCH,
        due_at: None,
        last_occurred_at: None,
        last_word: None,
        has_chaser: false,
        customer_sort: fold("Hôpital du Sacré-Cœur"),
    }
}

/// Writes counters, and what lists ask of them.
pub async fn write_counters(db: &Database, counters: Vec<exchange_counters::Model>) {
    let transaction = db.begin().await.unwrap();
    for counter in &counters {
        dits::Entity::update_many()
            .col_expr(dits::Column::LastOccurredAt, counter.last_occurred_at.into())
            .col_expr(dits::Column::LastWord, counter.last_word.clone().into())
            .col_expr(dits::Column::HasChaser, (counter.chasers > 0).into())
            .filter(dits::Column::Id.eq(counter.dit_id))
            .exec(&transaction)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
    write(db, counters).await;
}

/// A counter that a page shows as it is.
pub fn counter(dit_id: i64, last_word: Option<&str>, chasers: i32) -> exchange_counters::Model {
    exchange_counters::Model {
        dit_id,
        count: 3,
        chasers,
        last_exchange_id: None,
        last_occurred_at: last_word.map(|_| MARCH),
        last_recorded_at: last_word.map(|_| MARCH),
        last_word: last_word.map(str::to_owned),
        version: 7,
    }
}

/// A received call on a request, recorded by the technician: all at the same instant, told apart by id alone.
pub fn exchange(dit_id: i64, id: u32) -> exchanges::Model {
    exchanges::Model {
        id: exchange_id(id).0,
        dit_id,
        revision: 1,
        direction: "received".into(),
        kind_id: 1,
        channel: "phone".into(),
        employee_id: TECHNICIAN,
        contact_id: Some(CONTACT),
        free_name: None,
        subject: format!("Objet {id}"),
        detail: format!("Détail {id}"),
        occurred_at: MARCH,
        recorded_at: MARCH,
        recorded_by: TECHNICIAN,
        is_after_closure: false,
        edited_at: None,
        edited_by: None,
        deleted_at: None,
        deleted_by: None,
        delete_reason: String::new(),
        customer_id: CUSTOMER,
        document: None,
    }
}

/// Ids that sort as their numbers do, whatever their instants.
pub fn exchange_id(id: u32) -> ExchangeId {
    let [a, b, c, d] = id.to_be_bytes();
    ExchangeId::new(MARCH, [0, 0, 0, 0, 0, 0, a, b, c, d])
}

/// A file of an exchange, at this place among its files.
pub async fn write_file(app: &TestApp, exchange: u32, name: &str, rank: i32) {
    // Ids that sort the other way round.
    let id = exchange_id(exchange * 1_000 - rank.unsigned_abs()).0;
    let file = attachments::Model {
        id,
        hash: "0".repeat(64),
        name: name.into(),
        media_type: "application/pdf".into(),
        size_bytes: 12,
        uploaded_by: TECHNICIAN,
        uploaded_at: MARCH,
    };
    write(&app.services.db, vec![file]).await;
    let link = exchange_attachments::Model {
        exchange_id: exchange_id(exchange).0,
        attachment_id: id,
        rank,
    };
    write(&app.services.db, vec![link]).await;
}

/// The mail of an exchange, and its recipients by role and state; a deferred one is tried again a quarter later.
pub async fn write_mail(app: &TestApp, exchange: u32, recipients: &[(&str, &str)]) {
    let id = exchange_id(exchange).0;
    let mail = mails::Model {
        id,
        exchange_id: Some(id),
        message_id: format!("{exchange}@reads.example"),
        from_email: "technique@reads.example".into(),
        subject: format!("Mail {exchange}"),
        bytes: b"Subject: Mail".to_vec(),
        created_at: MARCH,
        purpose: "exchange".into(),
        reply_address: "technique@reads.example".into(),
        references_ids: String::new(),
        is_signed: false,
    };
    write(&app.services.db, vec![mail]).await;
    let row = |(n, (role, state)): (i64, &(&str, &str))| mail_recipients::Model {
        id: 10_000 + i64::from(exchange) * 100 + n,
        mail_id: id,
        address: format!("{role}@client.example"),
        role: (*role).to_owned(),
        state: (*state).to_owned(),
        attempt_count: 1,
        next_try_at: (*state == "deferred").then_some(MARCH + 16 * MINUTE),
        since_at: MARCH + MINUTE,
        reply: "250 2.0.0".into(),
        lease_token: None,
        lease_until_at: None,
        reason: None,
        from_domain: "reads.example".into(),
        queued_at: MARCH,
    };
    write(&app.services.db, (0..).zip(recipients).map(row).collect()).await;
}

/// An earlier version of an exchange: the chaser of the gardener through the portal.
pub async fn write_version(app: &TestApp, exchange: u32, revision: i32) {
    let version = exchange_versions::Model {
        exchange_id: exchange_id(exchange).0,
        revision,
        kind_id: app.chaser().0,
        channel: "portal".into(),
        employee_id: DISPATCHER,
        contact_id: None,
        free_name: Some("Le gardien".into()),
        subject: "Avant".into(),
        detail: format!("Version {revision}"),
        occurred_at: MARCH,
        written_by: COLLEAGUE,
        written_at: MARCH + i64::from(revision) * MINUTE,
        document: None,
    };
    write(&app.services.db, vec![version]).await;
}

//! The demonstration: what the documentation, the journeys and the people who try the product rely on.

use crate::harness::{NOW, database_url, empty_services};
use app::backend::Backend;
use app::view::{DitFilter, ExchangeView, SessionView, Waiting};
use domain::dit::{DitNumber, DitState};
use domain::employee::Actor;
use domain::exchange::Direction;
use domain::indicator::LastWord;
use domain::locale::Locale;
use domain::mail::RecipientState;
use domain::permission::Role;
use domain::time::Timestamp;
use domain::{AccountId, EmployeeId};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use server::backend::Bound;
use server::demo::{self, Loading};
use server::http::password::{PasswordCost, Passwords};
use server::persistence::entity::{
    accounts, contacts, crits, customers, dits, employees, exchange_versions, exchanges, jobs,
    mail_recipients, mails, sites,
};
use server::persistence::{health, setting};
use server::services::{ManualClock, Services};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tempfile::TempDir;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn loaded() -> (Services, TempDir) {
    loaded_at(NOW).await
}

async fn loaded_at(now: Timestamp) -> (Services, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = database_url(&folder).await;
    let services = empty_services(&folder, &url, Arc::new(ManualClock::at(now))).await;
    assert_eq!(
        demo::load(&services, &passwords()).await.unwrap(),
        Loading::Loaded
    );
    (services, folder)
}

fn passwords() -> Passwords {
    Passwords::new(PasswordCost::LEAST).unwrap()
}

fn asking(services: &Services) -> Bound {
    Bound {
        services: services.clone(),
        actor: Actor {
            account: AccountId(1),
            employee: EmployeeId(1),
            role: Role::Dispatcher,
        },
        locale: Locale::Fr,
        email: "demo@example.org".to_owned(),
        remote_address: String::new(),
    }
}

fn number(sequence: u32) -> DitNumber {
    DitNumber::new(2026, sequence).unwrap()
}

async fn whole_log(backend: &Bound, dit: DitNumber) -> Vec<ExchangeView> {
    let mut page = backend.exchanges(dit, None).await.unwrap();
    let mut log = page.exchanges;
    while let Some(older) = page.older {
        page = backend.exchanges(dit, Some(older)).await.unwrap();
        log.extend(page.exchanges);
    }
    log
}

#[tokio::test]
async fn the_demonstration_is_as_large_as_promised_and_its_counters_are_right() {
    let (services, _folder) = loaded().await;
    let db = services.db.reader();
    let count = |number: u64, at_least: u64, what: &str| assert!(number >= at_least, "{number} {what}");
    count(employees::Entity::find().count(db).await.unwrap(), 8, "employees");
    count(
        customers::Entity::find().count(db).await.unwrap(),
        40,
        "customers",
    );
    count(dits::Entity::find().count(db).await.unwrap(), 150, "requests");
    count(
        exchanges::Entity::find().count(db).await.unwrap(),
        900,
        "exchanges",
    );
    count(crits::Entity::find().count(db).await.unwrap(), 20, "reports");
    count(jobs::Entity::find().count(db).await.unwrap(), 100, "jobs");
    count(
        exchange_versions::Entity::find().count(db).await.unwrap(),
        10,
        "earlier versions",
    );
    let deleted = exchanges::Entity::find().filter(exchanges::Column::DeletedAt.is_not_null());
    count(deleted.count(db).await.unwrap(), 5, "tombstones");
    assert_eq!(health::wrong_counters(&services.db).await.unwrap(), 0);
    assert!(setting::is_demonstration(&services.db).await.unwrap());
}

#[tokio::test]
async fn every_customer_has_sites_and_contacts_and_every_state_has_requests() {
    let (services, _folder) = loaded().await;
    let db = services.db.reader();
    for customer in customers::Entity::find().all(db).await.unwrap() {
        let sites = sites::Entity::find()
            .filter(sites::Column::CustomerId.eq(customer.id))
            .count(db)
            .await
            .unwrap();
        let contacts = contacts::Entity::find()
            .filter(contacts::Column::CustomerId.eq(customer.id))
            .all(db)
            .await
            .unwrap();
        assert!(
            sites > 0 && contacts.iter().any(|contact| contact.mail1.is_some()),
            "{}",
            customer.code
        );
    }
    let backend = asking(&services);
    for state in DitState::ALL {
        let rows = backend
            .dits(
                DitFilter {
                    states: vec![state],
                    ..DitFilter::default()
                },
                None,
            )
            .await
            .unwrap()
            .rows;
        assert!(rows.len() >= 4, "{state:?}: {}", rows.len());
    }
    for waiting in [Waiting::ForUs, Waiting::ForCustomer] {
        let rows = backend
            .dits(
                DitFilter {
                    waiting: Some(waiting),
                    ..DitFilter::default()
                },
                None,
            )
            .await
            .unwrap()
            .rows;
        assert!(rows.len() >= 20, "{waiting:?}: {}", rows.len());
    }
    let all = exchanges::Entity::find().all(db).await.unwrap();
    let kinds: BTreeSet<_> = all
        .iter()
        .map(|row| (row.direction.clone(), row.kind_id))
        .collect();
    let channels: BTreeSet<_> = all.iter().map(|row| row.channel.clone()).collect();
    assert!(kinds.len() >= 10 && channels.len() == 6, "{kinds:?} {channels:?}");
}

#[tokio::test]
async fn the_five_known_requests_are_open_and_have_what_is_said_of_them() {
    let (services, _folder) = loaded().await;
    let backend = asking(&services);
    for sequence in 1..=5 {
        assert_eq!(
            backend.dit(number(sequence)).await.unwrap().state,
            DitState::Open,
            "{sequence}"
        );
    }

    let first = backend.dit(number(1)).await.unwrap();
    let contact = first.contact.unwrap();
    assert_eq!(
        (first.customer_code.as_str(), first.indicator.count),
        ("C-0001", 0)
    );
    assert_eq!(contact.mail1.unwrap().as_str(), "contact1@client.example");
    assert_eq!(contact.mail2[0].as_str(), "contact1b@client.example");

    let indicator = async |sequence| backend.dit(number(sequence)).await.unwrap().indicator;
    let second = indicator(2).await;
    assert_eq!(
        (second.last, second.has_chaser),
        (Some(LastWord::Customer), false)
    );
    let third = indicator(3).await;
    assert_eq!((third.last, third.has_chaser), (Some(LastWord::Us), false));
    assert!(indicator(4).await.has_chaser);
    assert_eq!(indicator(5).await.count, 300);
    assert_eq!(whole_log(&backend, number(5)).await.len(), 300);
}

#[tokio::test]
async fn the_three_accounts_sign_in_and_the_dispatcher_has_two_addresses_and_a_signature() {
    let (services, _folder) = loaded().await;
    let db = services.db.reader();
    for (address, role) in demo::ACCOUNTS {
        let account = accounts::Entity::find()
            .filter(accounts::Column::Email.eq(address))
            .one(db)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(account.role, role);
        let hash = argon2::password_hash::phc::PasswordHash::new(&account.password_hash).unwrap();
        let verified = argon2::PasswordVerifier::verify_password(
            &argon2::Argon2::default(),
            demo::PASSWORD.as_bytes(),
            &hash,
        );
        assert!(verified.is_ok(), "{address}");
    }
    let SessionView { email, .. } = asking(&services).session().await.unwrap();
    assert_eq!(email, "demo@example.org");
    let form = asking(&services).form(number(1)).await.unwrap();
    let own = form
        .employees
        .iter()
        .find(|employee| employee.id == EmployeeId(1))
        .unwrap();
    assert_eq!(own.mail1.as_ref().unwrap().as_str(), "demo@example.org");
    assert_eq!(own.mail2[0].as_str(), "technique@example.org");
    assert!(own.signature.contains(&own.last_name));
}

#[tokio::test]
async fn nothing_waits_to_leave_and_every_address_is_reserved() {
    let (services, _folder) = loaded().await;
    let db = services.db.reader();
    let recipients = mail_recipients::Entity::find().all(db).await.unwrap();
    assert!(recipients.len() >= 50, "{}", recipients.len());
    for recipient in &recipients {
        assert_eq!(recipient.state, RecipientState::Accepted.as_str());
        assert_eq!(recipient.next_try_at, None);
    }
    let mailer = server::mailer::MemoryMailer::new();
    assert_eq!(
        server::outbox::deliver_pending(&services, &mailer).await.unwrap(),
        0
    );

    let mut addresses: BTreeSet<String> = recipients
        .into_iter()
        .map(|recipient| recipient.address)
        .collect();
    for contact in contacts::Entity::find().all(db).await.unwrap() {
        addresses.extend(contact.mail1);
        addresses.extend(
            contact
                .mail2
                .split("; ")
                .filter(|mail| !mail.is_empty())
                .map(str::to_owned),
        );
    }
    for employee in employees::Entity::find().all(db).await.unwrap() {
        addresses.extend(employee.mail1);
    }
    for address in &addresses {
        let domain = address.rsplit_once('@').unwrap().1;
        let is_reserved = ["example.org", "example.com"].contains(&domain) || domain.ends_with(".example");
        assert!(is_reserved, "{address}");
    }
    for mail in mails::Entity::find().all(db).await.unwrap() {
        server::mailer::check_lines(&mail.bytes).unwrap();
    }
}

/// Whatever day and hour it is loaded at: a Tuesday morning, a Sunday night, a Monday before work, a Saturday evening, and
/// the hour at which clocks go forward.
#[tokio::test]
async fn what_happened_is_recent_in_order_and_never_in_the_future() {
    let zone: server::zone::Zone = "Europe/Paris".parse().unwrap();
    for now in [
        "2026-11-24T10:00",
        "2026-11-22T03:00",
        "2026-11-23T07:30",
        "2027-01-02T23:50",
        "2027-03-28T03:15",
    ] {
        let now = zone.resolve(&now.parse().unwrap()).unwrap();
        let (services, _folder) = loaded_at(now).await;
        check_instants(&services, now).await;
        assert_eq!(health::wrong_counters(&services.db).await.unwrap(), 0);
        assert_eq!(
            asking(&services).dit(number(5)).await.unwrap().indicator.count,
            300
        );
    }
}

async fn check_instants(services: &Services, now: Timestamp) {
    let db = services.db.reader();
    let in_order = exchanges::Entity::find().order_by_asc(exchanges::Column::OccurredAt);
    let all = in_order.all(db).await.unwrap();
    let newest = all.last().unwrap().occurred_at;
    assert!(
        newest <= now.0 && newest > now.0 - DAY_MS,
        "the newest is {} ms old",
        now.0 - newest
    );
    assert!(
        all.iter()
            .filter(|row| row.occurred_at > now.0 - 4 * DAY_MS)
            .count()
            >= 30
    );
    let mut recorded = BTreeMap::new();
    for dit in dits::Entity::find()
        .order_by_asc(dits::Column::SortKey)
        .all(db)
        .await
        .unwrap()
    {
        recorded.insert(dit.id, dit.recorded_at);
    }
    let instants: Vec<_> = recorded.values().collect();
    assert!(instants.is_sorted(), "a greater number is a later request");
    for row in &all {
        assert!(
            row.recorded_at <= now.0 && row.recorded_at >= row.occurred_at,
            "{}",
            row.detail
        );
        assert!(
            row.occurred_at >= recorded[&row.dit_id],
            "before its request: {}",
            row.detail
        );
    }
    for job in jobs::Entity::find()
        .filter(jobs::Column::State.eq("reported"))
        .all(db)
        .await
        .unwrap()
    {
        assert!(job.planned_at.unwrap() >= recorded[&job.dit_id] && job.planned_at.unwrap() < now.0);
    }
    for crit in crits::Entity::find().all(db).await.unwrap() {
        assert!(crit.recorded_at <= now.0 && crit.recorded_at >= crit.occurred_at);
    }
}

#[tokio::test]
async fn every_text_has_its_names_filled_in() {
    let (services, _folder) = loaded().await;
    let db = services.db.reader();
    let mut texts = Vec::new();
    for row in exchanges::Entity::find().all(db).await.unwrap() {
        let is_mailed = row.direction == "sent" && row.channel == "mail";
        assert!(
            !is_mailed || row.detail.contains('\n') || row.detail.len() < 200,
            "one paragraph: {}",
            row.detail
        );
        texts.extend([row.subject, row.detail]);
    }
    for row in dits::Entity::find().all(db).await.unwrap() {
        texts.extend([row.subject, row.description]);
    }
    texts.extend(
        crits::Entity::find()
            .all(db)
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.text),
    );
    for text in texts {
        let left_over = ['{', '}', '[', ']', '|', '¶']
            .iter()
            .any(|mark| text.contains(*mark));
        assert!(!left_over && !text.contains("  "), "{text}");
    }
}

#[tokio::test]
async fn internal_notes_are_seen_inside_and_never_mailed() {
    let (services, _folder) = loaded().await;
    let db = services.db.reader();
    let notes = exchanges::Entity::find()
        .filter(exchanges::Column::Direction.eq("internal"))
        .all(db)
        .await
        .unwrap();
    assert!(notes.len() >= 10, "{}", notes.len());
    let mailed: BTreeSet<_> = mails::Entity::find()
        .all(db)
        .await
        .unwrap()
        .into_iter()
        .filter_map(|mail| mail.exchange_id)
        .collect();
    assert!(
        notes
            .iter()
            .all(|note| !mailed.contains(&note.id) && note.contact_id.is_none())
    );
    let views = whole_log(&asking(&services), number(5)).await;
    assert!(views.iter().all(|view| view.direction != Direction::Internal));
}

#[tokio::test]
async fn the_demonstration_is_loaded_into_an_empty_database_only_and_twice_the_same() {
    let (services, _folder) = loaded().await;
    assert_eq!(
        demo::load(&services, &passwords()).await.unwrap(),
        Loading::NotEmpty
    );
    let (again, _other_folder) = loaded().await;
    let read = async |services: &Services| {
        exchanges::Entity::find()
            .order_by_asc(exchanges::Column::Id)
            .all(services.db.reader())
            .await
            .unwrap()
    };
    assert_eq!(read(&services).await, read(&again).await);
}

#[tokio::test]
async fn new_records_follow_those_that_were_loaded() {
    let (services, _folder) = loaded().await;
    let transaction = services.db.begin().await.unwrap();
    let new = server::persistence::account::NewAccount {
        email: "nouveau@example.org".parse().unwrap(),
        role: Role::Reader,
        first_name: String::new(),
        last_name: "Nouveau".to_owned(),
        password_hash: String::new(),
    };
    let added = server::persistence::account::add(&transaction, new)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(added, Some(AccountId(13)));
}

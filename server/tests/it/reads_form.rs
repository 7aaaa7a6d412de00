//! What the form and the session say, and what is said of what does not exist.

use crate::reads::{DIT, bound, company, log_of, number, reader};
use crate::rows::{
    COLLEAGUE, CONTACT, MARCH, TECHNICIAN, actor, contact, customer, dit, employee, exchange, exchange_id,
    write,
};
use app::backend::Backend;
use app::error::AppError;
use app::view::{Draft, DraftContent, DraftSlot};
use domain::ContactId;
use domain::exchange::{Channel, Direction};
use domain::locale::Locale;
use domain::time::Timestamp;
use server::persistence::entity::{contacts, drafts, employees, kinds};

#[tokio::test]
async fn the_form_offers_who_is_there_and_finds_this_accounts_drafts() {
    let app = company().await;
    let db = &app.services.db;
    write(db, vec![dit(DIT, "Fuite"), dit(20_002, "Autre")]).await;
    write(db, vec![customer(10_002, "T-0002", "Voisin")]).await;
    let gone = |row: contacts::Model| contacts::Model {
        is_active: false,
        ..row
    };
    let theirs = contacts::Model {
        customer_id: 10_002,
        ..contact(10_005, "Un", "Étranger")
    };
    let rows = vec![
        contact(10_002, "Ève", "evrard"),
        contact(10_003, "Paul", "Zimmer"),
        gone(contact(10_004, "Parti", "Ailleurs")),
        theirs,
    ];
    write(db, rows).await;
    write(
        db,
        vec![employees::Model {
            is_active: false,
            ..employee(10_099, "Parti", "Loin")
        }],
    )
    .await;
    let retired = kinds::Model {
        id: 10_001,
        label: "Ancien".into(),
        is_chaser: false,
        is_active: false,
        position: 0,
    };
    write(db, vec![retired]).await;
    let draft = |account_id: i64, dit_id: i64, slot: &str, content: &str| drafts::Model {
        account_id,
        dit_id,
        slot: slot.into(),
        content: content.into(),
        saved_at: MARCH,
    };
    let mine = r#"{"subject":"Re","detail":"à peine comm","channel":"Sms"}"#;
    let edit = format!("edit_{}", exchange_id(1));
    let rows = vec![
        draft(TECHNICIAN, DIT, "new_sent", mine),
        draft(TECHNICIAN, DIT, &edit, "{}"),
        draft(TECHNICIAN, DIT, "new_received", r#"{"channel":"Pigeon"}"#),
        draft(TECHNICIAN, 20_002, "new_sent", "{}"),
        draft(COLLEAGUE, DIT, "new_sent", "{}"),
    ];
    write(db, rows).await;

    let form = bound(&app, TECHNICIAN, Locale::Fr)
        .form(number(DIT))
        .await
        .unwrap();
    assert_eq!((form.dit, form.dit_subject.as_str()), (number(DIT), "Fuite"));
    assert_eq!(
        (form.customer.as_str(), form.contact),
        ("Hôpital du Sacré-Cœur", Some(ContactId(CONTACT)))
    );
    let contacts: Vec<&str> = form.contacts.iter().map(|each| each.last_name.as_str()).collect();
    assert_eq!(contacts, ["Étienne", "evrard", "Zimmer"]);
    assert!(form.employees.iter().all(|each| each.is_active));
    assert!(form.employees.iter().any(|each| each.id.0 == TECHNICIAN));
    let kinds: Vec<&str> = form.kinds.iter().map(|each| each.label.as_str()).collect();
    assert_eq!(kinds[..3], ["Ancien", "Prise de contact", "Prise de rendez-vous"]);
    assert!(
        form.kinds
            .iter()
            .any(|each| each.is_chaser && each.label == "Relance")
    );
    assert!(!form.kinds[0].is_active);

    // The one that another version of the program wrote hides none of the others.
    assert_eq!(form.drafts.len(), 2);
    let content = DraftContent {
        subject: "Re".into(),
        detail: "à peine comm".into(),
        channel: Some(Channel::Sms),
        ..DraftContent::default()
    };
    let slot = DraftSlot::New(Direction::Sent);
    assert!(form.drafts.contains(&Draft {
        slot,
        content,
        saved_at: Timestamp(MARCH)
    }));
    assert!(
        form.drafts
            .iter()
            .any(|draft| draft.slot == DraftSlot::Edit(exchange_id(1)))
    );
    assert_eq!(reader(&app).form(number(DIT)).await.unwrap().drafts, []);
}

#[tokio::test]
async fn a_contact_who_left_is_no_default_of_the_form() {
    let app = company().await;
    let mut row = dit(DIT, "Fuite");
    row.contact_id = Some(10_004);
    write(
        &app.services.db,
        vec![contacts::Model {
            is_active: false,
            ..contact(10_004, "Parti", "Loin")
        }],
    )
    .await;
    write(&app.services.db, vec![row]).await;
    assert_eq!(reader(&app).form(number(DIT)).await.unwrap().contact, None);
    assert_eq!(
        reader(&app)
            .dit(number(DIT))
            .await
            .unwrap()
            .contact
            .unwrap()
            .name(),
        "Parti Loin"
    );
}

#[tokio::test]
async fn the_session_says_who_is_signed_in_and_where() {
    let app = company().await;
    let view = bound(&app, TECHNICIAN, Locale::En).session().await.unwrap();
    assert_eq!(
        (view.name.as_str(), view.email.as_str()),
        ("Karim Benali", "quelquun@reads.example")
    );
    assert_eq!((view.actor, view.locale), (actor(TECHNICIAN), Locale::En));
    assert_eq!(view.time_zone, "Europe/Paris");
    let services = &app.services;
    assert_eq!(
        (view.mails_to_files, view.is_demo),
        (services.mails_to_files, services.is_demo)
    );
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let app = log_of(vec![exchange(DIT, 1)]).await;
    write(&app.services.db, vec![dit(20_002, "Autre")]).await;
    write(&app.services.db, vec![exchange(20_002, 2)]).await;
    let (reader, unknown) = (reader(&app), exchange_id(99));
    assert_eq!(reader.dit(number(1)).await.unwrap_err(), AppError::NotFound);
    assert_eq!(
        reader.exchanges(number(1), None).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(reader.form(number(1)).await.unwrap_err(), AppError::NotFound);
    assert_eq!(reader.exchange(unknown).await.unwrap_err(), AppError::NotFound);
    assert_eq!(reader.versions(unknown).await.unwrap_err(), AppError::NotFound);
    assert_eq!(
        reader.exchanges(number(DIT), Some(unknown)).await.unwrap_err(),
        AppError::NotFound
    );
    let of_another = reader.exchanges(number(DIT), Some(exchange_id(2))).await;
    assert_eq!(of_another.unwrap_err(), AppError::NotFound);
    let oldest = reader.exchanges(number(DIT), Some(exchange_id(1))).await.unwrap();
    assert_eq!((oldest.exchanges.len(), oldest.older), (0, None));
}

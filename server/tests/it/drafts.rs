//! A typed word is never lost, and a small command changes what it says: drafts, addresses of contacts, the language.

use crate::harness::{TestApp, problem, received, sent};
use app::error::AppError;
use app::view::{Draft, DraftContent, DraftSlot};
use domain::command::{Command, EditExchange, SetContactMail};
use domain::contact::MailSlot;
use domain::dit::{DitNumber, DitState};
use domain::exchange::Direction;
use domain::locale::Locale;
use domain::permission::{Permission, Role};
use domain::rejection::{Field, Problem, RecordName, Rejection};
use domain::time::Timestamp;
use domain::{ContactId, ExchangeId};
use sea_orm::EntityTrait;
use server::persistence::entity::{accounts, contacts};

const NEW_SENT: DraftSlot = DraftSlot::New(Direction::Sent);

fn draft(slot: DraftSlot, detail: &str, saved_at: i64) -> Draft {
    let content = DraftContent {
        detail: detail.to_owned(),
        ..DraftContent::default()
    };
    Draft {
        slot,
        content,
        saved_at: Timestamp(saved_at),
    }
}

/// What an account's drafts on a request say, by slot.
async fn details(app: &TestApp, dit: DitNumber) -> Vec<(String, String)> {
    let rows = app.drafts(dit, app.company.dispatcher.actor.account).await;
    rows.into_iter()
        .map(|row| {
            (
                row.slot,
                serde_json::from_str::<DraftContent>(&row.content).unwrap().detail,
            )
        })
        .collect()
}

fn one(slot: &str, detail: &str) -> Vec<(String, String)> {
    vec![(slot.to_owned(), detail.to_owned())]
}

#[tokio::test]
async fn the_later_draft_stays_in_whatever_order_they_arrive() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let now = app.clock_now();
    for (typed, saved_at, kept) in [
        ("Bonj", now - 3000, "Bonj"),
        ("Bonjour", now - 1000, "Bonjour"),
        ("Bon", now - 2000, "Bonjour"),
        ("Bonjour à vous", now - 1000, "Bonjour à vous"),
    ] {
        app.as_dispatcher()
            .save_draft(dit, draft(NEW_SENT, typed, saved_at))
            .await
            .unwrap();
        assert_eq!(details(&app, dit).await, one("new_sent", kept));
    }
}

#[tokio::test]
async fn a_device_whose_clock_runs_ahead_does_not_keep_the_others_out() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.as_dispatcher()
        .save_draft(dit, draft(NEW_SENT, "en avance", i64::MAX))
        .await
        .unwrap();
    app.clock.advance_ms(10);
    app.as_dispatcher()
        .save_draft(dit, draft(NEW_SENT, "à l'heure", app.clock_now()))
        .await
        .unwrap();
    assert_eq!(details(&app, dit).await, one("new_sent", "à l'heure"));
}

#[tokio::test]
async fn there_is_one_draft_for_each_account_request_and_form() {
    let app = TestApp::new().await;
    let (dit, other) = (app.open_request().await, app.open_request().await);
    let edit = DraftSlot::Edit(ExchangeId::new(1, [1; 10]));
    for (slot, text) in [
        (NEW_SENT, "a"),
        (DraftSlot::New(Direction::Received), "b"),
        (edit, "c"),
    ] {
        app.as_dispatcher()
            .save_draft(dit, draft(slot, text, 1))
            .await
            .unwrap();
    }
    app.as_dispatcher()
        .save_draft(other, draft(NEW_SENT, "d", 1))
        .await
        .unwrap();
    app.as_technician()
        .save_draft(dit, draft(NEW_SENT, "e", 1))
        .await
        .unwrap();
    assert_eq!(details(&app, dit).await.len(), 3);
    assert_eq!(details(&app, other).await, one("new_sent", "d"));

    app.as_dispatcher().discard_draft(dit, NEW_SENT).await.unwrap();
    app.as_dispatcher().discard_draft(dit, NEW_SENT).await.unwrap();
    assert_eq!(details(&app, dit).await.len(), 2);
    assert_eq!(details(&app, other).await.len(), 1);
    assert_eq!(
        app.drafts(dit, app.company.technician.actor.account).await.len(),
        1
    );
}

#[tokio::test]
async fn a_draft_holds_whatever_was_typed_up_to_two_megabytes() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let odd = "\0\u{1b} 😀 « l'eau »\r\n";
    app.as_dispatcher()
        .save_draft(dit, draft(NEW_SENT, odd, 1))
        .await
        .unwrap();
    assert_eq!(details(&app, dit).await, one("new_sent", odd));
    let huge = "x".repeat(2 * 1024 * 1024);
    let outcome = app
        .as_dispatcher()
        .save_draft(dit, draft(NEW_SENT, &huge, 2))
        .await;
    assert_eq!(outcome, Err(AppError::Malformed));
    assert_eq!(details(&app, dit).await, one("new_sent", odd));
}

#[tokio::test]
async fn a_draft_belongs_to_a_request_that_exists_and_to_somebody_who_may_write() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let unknown = DitNumber::new(2026, 9999).unwrap();
    let some = || draft(NEW_SENT, "a", 1);
    assert_eq!(
        app.as_dispatcher().save_draft(unknown, some()).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        app.as_dispatcher().discard_draft(unknown, NEW_SENT).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        app.as_reader().save_draft(dit, some()).await,
        Err(AppError::Forbidden)
    );
}

#[tokio::test]
async fn recording_discards_the_draft_of_that_form_and_a_refusal_keeps_it() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let received_slot = DraftSlot::New(Direction::Received);
    for slot in [NEW_SENT, received_slot] {
        app.as_dispatcher()
            .save_draft(dit, draft(slot, "Bonjour", 1))
            .await
            .unwrap();
    }
    app.as_technician()
        .save_draft(dit, draft(NEW_SENT, "à moi", 1))
        .await
        .unwrap();
    app.as_dispatcher()
        .refused(Command::RecordExchange(sent(dit, " ")))
        .await;
    assert_eq!(details(&app, dit).await.len(), 2);
    app.as_dispatcher().record(sent(dit, "Bonjour")).await;
    assert_eq!(details(&app, dit).await, one("new_received", "Bonjour"));
    assert_eq!(
        app.drafts(dit, app.company.technician.actor.account).await.len(),
        1
    );
}

#[tokio::test]
async fn editing_discards_the_draft_of_that_edit() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "un")).await;
    for (slot, text) in [(DraftSlot::Edit(id), "deux"), (NEW_SENT, "autre")] {
        app.as_dispatcher()
            .save_draft(dit, draft(slot, text, 1))
            .await
            .unwrap();
    }
    let edit = EditExchange {
        detail: "deux".to_owned(),
        ..app.as_dispatcher().edition(id).await
    };
    app.as_dispatcher().edit(edit).await;
    assert_eq!(details(&app, dit).await, one("new_sent", "autre"));
}

#[tokio::test]
async fn a_draft_survives_the_end_of_the_request() {
    let app = TestApp::new().await;
    let dit = app.request(DitState::Cancelled).await;
    app.as_dispatcher()
        .save_draft(dit, draft(NEW_SENT, "Bonjour", 1))
        .await
        .unwrap();
    assert_eq!(details(&app, dit).await, one("new_sent", "Bonjour"));
}

fn address(contact: ContactId, slot: MailSlot, address: &str) -> Command {
    Command::SetContactMail(SetContactMail {
        contact,
        slot,
        address: address.to_owned(),
    })
}

#[tokio::test]
async fn a_missing_address_is_added_on_the_spot() {
    let app = TestApp::new().await;
    let id = app.company.contact_without_mail.id;
    app.as_technician()
        .attempt(address(id, MailSlot::Mail1, " paul@client.example "))
        .await
        .unwrap();
    app.as_technician()
        .attempt(address(id, MailSlot::Mail2, "a@b.example,c@d.example;"))
        .await
        .unwrap();
    app.as_dispatcher()
        .attempt(address(id, MailSlot::Mail2, "e@f.example; A@b.example"))
        .await
        .unwrap();
    let row = contacts::Entity::find_by_id(id.0)
        .one(app.services.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.mail1.as_deref(), Some("paul@client.example"));
    assert_eq!(row.mail2, "a@b.example; c@d.example; e@f.example");
}

#[tokio::test]
async fn an_address_that_is_none_changes_nothing() {
    let app = TestApp::new().await;
    let id = app.company.contact.id;
    for (slot, typed, expected) in [
        (MailSlot::Mail1, "", Problem::Missing),
        (
            MailSlot::Mail1,
            "faux",
            Problem::Malformed {
                value: "faux".to_owned(),
            },
        ),
        (MailSlot::Mail1, "a@b.example\n", Problem::ControlCharacter),
        (
            MailSlot::Mail1,
            "a@b.example;c@d.example",
            Problem::TooMany { max: 1 },
        ),
        (
            MailSlot::Mail2,
            "a@b.example;faux",
            Problem::Malformed {
                value: "faux".to_owned(),
            },
        ),
    ] {
        let rejection = app.as_dispatcher().refused(address(id, slot, typed)).await;
        assert_eq!(problem(rejection, Field::Address), expected, "{typed:?}");
    }
    let row = contacts::Entity::find_by_id(id.0)
        .one(app.services.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.mail1.as_deref(), Some("contact1@client.example"));
}

#[tokio::test]
async fn an_unknown_contact_is_unknown_and_a_reader_adds_no_address() {
    let app = TestApp::new().await;
    let unknown = address(ContactId(999), MailSlot::Mail1, "a@b.example");
    assert_eq!(
        app.as_dispatcher().refused(unknown).await,
        Rejection::Unknown(RecordName::Contact)
    );
    let known = address(app.company.contact.id, MailSlot::Mail1, "a@b.example");
    let refusal = app.as_reader().refused(known).await;
    assert_eq!(refusal, Rejection::NotPermitted(Permission::EditContacts));
}

#[tokio::test]
async fn everybody_chooses_their_own_language() {
    let app = TestApp::new().await;
    for role in Role::ALL {
        let by = app.as_role(role);
        by.attempt(Command::SetLocale(Locale::En)).await.unwrap();
        let row = accounts::Entity::find_by_id(by.actor.account.0)
            .one(app.services.db.reader())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.locale, "en", "{role:?}");
    }
    app.as_dispatcher()
        .attempt(Command::SetLocale(Locale::Fr))
        .await
        .unwrap();
    let reader = app.company.reader.actor.account.0;
    let row = accounts::Entity::find_by_id(reader)
        .one(app.services.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.locale, "en", "one account's choice is nobody else's");
}

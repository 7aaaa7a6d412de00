//! Deleting and restoring, and who may change what: product section 8.

use crate::harness::{TestApp, mailed, note, problem, received, sent};
use domain::command::{Command, DeleteExchange, EditExchange, RecordExchange};
use domain::dit::{DitAction, DitState};
use domain::exchange::Counterpart;
use domain::indicator::LastWord;
use domain::permission::Permission;
use domain::rejection::{Field, Problem, Rejection};
use domain::text::REASON_MAX;

#[tokio::test]
async fn a_tombstone_that_came_and_went_is_a_change_too() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "un")).await;
    let stale = app.as_dispatcher().deletion(id).await;
    assert_eq!(app.as_dispatcher().delete(id).await, 2);
    assert_eq!(app.as_dispatcher().restore(id).await, 3);
    assert_eq!(
        app.as_dispatcher().refused(stale).await,
        Rejection::Conflict { current: 3 }
    );
}

#[tokio::test]
async fn deleting_leaves_a_tombstone_and_recomputes_the_indicator() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.as_dispatcher().record(received(dit, "Il fuit")).await;
    app.clock.advance_ms(60_000);
    let chaser = RecordExchange {
        kind: Some(app.chaser()),
        ..sent(dit, "Êtes-vous là ?")
    };
    let id = app.as_dispatcher().record(chaser).await;
    app.clock.advance_ms(60_000);
    let delete = DeleteExchange {
        exchange: id,
        revision: 1,
        reason: "Doublon".to_owned(),
    };
    app.as_administrator()
        .attempt(Command::DeleteExchange(delete))
        .await
        .unwrap();

    let stored = app.stored(id).await;
    assert_eq!(
        stored.detail, "Êtes-vous là ?",
        "the text stays for those entitled"
    );
    assert_eq!(stored.delete_reason, "Doublon");
    assert_eq!(
        (stored.deleted_by, stored.deleted_at),
        (
            Some(app.company.administrator.actor.account.0),
            Some(app.clock_now())
        )
    );
    let indicator = app.counter(dit).await.indicator();
    assert_eq!(
        (indicator.count, indicator.last, indicator.has_chaser),
        (1, Some(LastWord::Customer), false)
    );

    app.as_dispatcher().restore(id).await;
    let stored = app.stored(id).await;
    assert_eq!(
        (
            stored.deleted_at,
            stored.deleted_by,
            stored.delete_reason.as_str()
        ),
        (None, None, "")
    );
    let counter = app.counter(dit).await;
    assert_eq!(
        (counter.count, counter.chasers, counter.indicator().last),
        (2, 1, Some(LastWord::Us))
    );
    assert_eq!(counter, app.recount(dit).await);
}

#[tokio::test]
async fn the_last_exchange_deleted_leaves_none() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "Il fuit")).await;
    app.as_dispatcher().delete(id).await;
    let counter = app.counter(dit).await;
    assert_eq!((counter.count, counter.last, counter.version), (0, None, 2));
}

#[tokio::test]
async fn a_tombstone_is_neither_edited_nor_deleted_and_only_a_tombstone_is_restored() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "un")).await;
    let by = app.as_dispatcher();
    assert_eq!(by.refused(by.restoration(id).await).await, Rejection::NotDeleted);
    by.delete(id).await;
    assert_eq!(by.refused(by.deletion(id).await).await, Rejection::Deleted);
    assert_eq!(
        by.refused(Command::EditExchange(by.edition(id).await)).await,
        Rejection::Deleted
    );
}

#[tokio::test]
async fn a_reason_that_cannot_stand_is_refused() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "un")).await;
    for (reason, expected) in [
        ("a\nb".to_owned(), Problem::ControlCharacter),
        (
            "x".repeat(REASON_MAX + 1),
            Problem::TooLong {
                max: REASON_MAX,
                length: REASON_MAX + 1,
            },
        ),
    ] {
        let delete = DeleteExchange {
            exchange: id,
            revision: 1,
            reason,
        };
        let rejection = app.as_dispatcher().refused(Command::DeleteExchange(delete)).await;
        assert_eq!(problem(rejection, Field::Reason), expected);
    }
}

#[tokio::test]
async fn a_technician_changes_only_their_own_and_restores_nothing() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_technician().record(received(dit, "un")).await;
    let (own, other, reader) = (app.as_technician(), app.as_other_technician(), app.as_reader());
    let edition = Command::EditExchange(own.edition(id).await);
    let deletion = own.deletion(id).await;
    for (by, command, permission) in [
        (other, &edition, Permission::EditAny),
        (other, &deletion, Permission::DeleteAny),
        (reader, &edition, Permission::EditAny),
        (reader, &deletion, Permission::DeleteAny),
    ] {
        assert_eq!(
            by.refused(command.clone()).await,
            Rejection::NotPermitted(permission)
        );
    }
    own.edit(EditExchange {
        detail: "deux".to_owned(),
        ..own.edition(id).await
    })
    .await;
    own.delete(id).await;
    for by in [own, other, reader] {
        let rejection = by.refused(own.restoration(id).await).await;
        assert_eq!(rejection, Rejection::NotPermitted(Permission::Restore));
    }
    app.as_dispatcher().restore(id).await;
}

#[tokio::test]
async fn from_the_end_of_the_work_on_nothing_is_changed_by_anybody() {
    let app = TestApp::new().await;
    for state in DitState::ALL {
        let dit = app.open_request().await;
        let standing = app.as_dispatcher().record(received(dit, "un")).await;
        let deleted = app.as_dispatcher().record(received(dit, "deux")).await;
        app.as_dispatcher().delete(deleted).await;
        app.set_state(dit, state).await;
        let by = app.as_administrator();
        let commands = [
            Command::EditExchange(by.edition(standing).await),
            by.restoration(deleted).await,
        ];
        let may_change = matches!(state, DitState::External | DitState::Open | DitState::WorkNotDone);
        for command in commands {
            let outcome = by.attempt(command).await;
            let expected = Rejection::DitState {
                state,
                action: DitAction::Change,
            };
            assert_eq!(outcome.err(), (!may_change).then_some(expected), "{state:?}");
        }
        let outcome = by.attempt(by.deletion(standing).await).await;
        assert_eq!(outcome.is_ok(), may_change, "{state:?}");
    }
}

#[tokio::test]
async fn deleting_cancels_only_the_recipients_that_still_wait() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let waiting = app
        .as_dispatcher()
        .record(mailed(dit, "Bonjour", "contact1@client.example; x@y.example"))
        .await;
    app.as_dispatcher().delete(waiting).await;
    assert!(
        app.recipients(waiting)
            .await
            .iter()
            .all(|(_, _, state)| state == "cancelled")
    );
    assert_eq!(app.deliver_pending().await, 0);

    let gone = app
        .as_dispatcher()
        .record(mailed(dit, "Bonjour", "contact1@client.example"))
        .await;
    assert_eq!(app.deliver_pending().await, 1);
    app.as_dispatcher().delete(gone).await;
    assert_eq!(app.recipients(gone).await[0].2, "accepted");

    app.as_dispatcher().restore(waiting).await;
    assert_eq!(
        app.deliver_pending().await,
        0,
        "what was cancelled does not leave by itself"
    );
}

#[tokio::test]
async fn an_internal_note_is_edited_deleted_and_restored_without_being_counted() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_technician().record(note(dit, "un")).await;
    let by = app.as_technician();
    let contact = Some(Counterpart::Contact(app.company.contact.id));
    by.edit(EditExchange {
        detail: "deux".to_owned(),
        counterpart: contact,
        ..by.edition(id).await
    })
    .await;
    assert_eq!(app.stored(id).await.contact_id, None, "a note has no other side");
    by.delete(id).await;
    app.as_dispatcher().restore(id).await;
    let counter = app.counter(dit).await;
    assert_eq!((counter.count, counter.last, counter.version), (0, None, 4));
}

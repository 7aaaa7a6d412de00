//! Modifying, deleting and restoring: product section 8.

use crate::harness::{As, TestApp, mailed, problem, received, sent};
use domain::ExchangeId;
use domain::command::{Command, DeleteExchange, EditExchange, RecordExchange, RestoreExchange};
use domain::exchange::{Channel, Counterpart};
use domain::indicator::LastWord;
use domain::rejection::{Field, Problem, RecordName, Rejection};
use domain::text::FreeName;

async fn refused_edit(by: As<'_>, edit: EditExchange) -> Rejection {
    let exchange = edit.exchange;
    let before = by.app.stored(exchange).await;
    let rejection = by.refused(Command::EditExchange(edit)).await;
    assert_eq!(by.app.stored(exchange).await, before, "a refusal changes nothing");
    assert!(by.app.versions(exchange).await.is_empty());
    rejection
}

#[tokio::test]
async fn an_edit_changes_every_field_and_keeps_the_earlier_version() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_technician().record(received(dit, "Il fuit")).await;
    let before = app.stored(id).await;
    app.clock.advance_ms(60_000);
    let edit = EditExchange {
        kind: app.chaser(),
        channel: Channel::Sms,
        employee: app.company.dispatcher.employee.id,
        counterpart: Some(Counterpart::Contact(app.company.contact.id)),
        subject: "Fuite".to_owned(),
        detail: "Il fuit beaucoup".to_owned(),
        occurred_at: Some("2026-11-24T08:15".parse().unwrap()),
        ..app.as_dispatcher().edition(id).await
    };
    assert_eq!(app.as_dispatcher().edit(edit).await, 2);

    let after = app.stored(id).await;
    assert_eq!(
        (
            after.subject.as_str(),
            after.detail.as_str(),
            after.channel.as_str()
        ),
        ("Fuite", "Il fuit beaucoup", "sms")
    );
    assert_eq!(
        (after.kind_id, after.employee_id),
        (app.chaser().0, app.company.dispatcher.employee.id.0)
    );
    assert_eq!(after.contact_id, Some(app.company.contact.id.0));
    assert_eq!(after.occurred_at, 1_795_504_500_000);
    assert_eq!(
        (after.edited_by, after.edited_at),
        (
            Some(app.company.dispatcher.actor.account.0),
            Some(app.clock_now())
        )
    );
    assert_eq!(
        (after.recorded_by, after.recorded_at),
        (before.recorded_by, before.recorded_at)
    );

    let versions = app.versions(id).await;
    assert_eq!(versions.len(), 1);
    let first = &versions[0];
    assert_eq!(
        (first.revision, first.detail.as_str(), first.channel.as_str()),
        (1, "Il fuit", "phone")
    );
    assert_eq!(
        (first.written_by, first.written_at),
        (before.recorded_by, before.recorded_at)
    );
    assert_eq!(first.occurred_at, before.occurred_at);
}

#[tokio::test]
async fn each_earlier_version_says_who_wrote_it() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_technician().record(received(dit, "un")).await;
    for (by, detail) in [(app.as_dispatcher(), "deux"), (app.as_administrator(), "trois")] {
        app.clock.advance_ms(1000);
        by.edit(EditExchange {
            detail: detail.to_owned(),
            ..by.edition(id).await
        })
        .await;
    }
    let written: Vec<_> = app
        .versions(id)
        .await
        .into_iter()
        .map(|version| (version.revision, version.detail, version.written_by))
        .collect();
    let company = &app.company;
    let expected = [
        (1, "un".to_owned(), company.technician.actor.account.0),
        (2, "deux".to_owned(), company.dispatcher.actor.account.0),
    ];
    assert_eq!(written, expected);
    assert_eq!(
        app.stored(id).await.edited_by,
        Some(company.administrator.actor.account.0)
    );
}

#[tokio::test]
async fn an_edit_of_what_somebody_else_changed_meanwhile_is_a_conflict() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "un")).await;
    let stale = app.as_dispatcher().edition(id).await;
    let deletion = app.as_dispatcher().deletion(id).await;
    app.as_administrator()
        .edit(EditExchange {
            detail: "deux".to_owned(),
            ..stale.clone()
        })
        .await;
    let late = EditExchange {
        detail: "trois".to_owned(),
        ..stale
    };
    assert_eq!(
        app.as_dispatcher().refused(Command::EditExchange(late)).await,
        Rejection::Conflict { current: 2 }
    );
    assert_eq!(
        app.as_dispatcher().refused(deletion).await,
        Rejection::Conflict { current: 2 }
    );
    assert_eq!(app.stored(id).await.detail, "deux");
}

#[tokio::test]
async fn what_stays_as_it_was_is_not_judged_again() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let gone = Counterpart::Contact(app.company.former_contact.id);
    let id = app.as_dispatcher().record(received(dit, "un")).await;
    app.rewrite(
        id,
        app.kind("Visite"),
        app.company.former_employee,
        app.company.former_contact.id,
    )
    .await;
    let edit = EditExchange {
        detail: "deux".to_owned(),
        ..app.as_dispatcher().edition(id).await
    };
    assert_eq!(edit.counterpart, Some(gone));
    assert_eq!(app.as_dispatcher().edit(edit).await, 2);
}

#[tokio::test]
async fn a_wrong_field_of_an_edit_gets_its_sentence() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "un")).await;
    let by = app.as_dispatcher();
    let edit = by.edition(id).await;
    let free: FreeName = serde_json::from_str("\" \"").unwrap();
    let cases = [
        (
            EditExchange {
                detail: " ".into(),
                ..edit.clone()
            },
            Field::Detail,
            Problem::Missing,
        ),
        (
            EditExchange {
                detail: "a\0".into(),
                ..edit.clone()
            },
            Field::Detail,
            Problem::ControlCharacter,
        ),
        (
            EditExchange {
                subject: "a\nb".into(),
                ..edit.clone()
            },
            Field::Subject,
            Problem::ControlCharacter,
        ),
        (
            EditExchange {
                kind: app.kind("Visite"),
                ..edit.clone()
            },
            Field::Kind,
            Problem::NotInList,
        ),
        (
            EditExchange {
                employee: app.company.former_employee,
                ..edit.clone()
            },
            Field::Employee,
            Problem::NotInList,
        ),
        (
            EditExchange {
                counterpart: Some(Counterpart::Contact(app.company.stranger.id)),
                ..edit.clone()
            },
            Field::Counterpart,
            Problem::NotInList,
        ),
        (
            EditExchange {
                counterpart: Some(Counterpart::Free(free)),
                ..edit.clone()
            },
            Field::Counterpart,
            Problem::Missing,
        ),
        (
            EditExchange {
                occurred_at: Some("2026-11-25T10:00".parse().unwrap()),
                ..edit.clone()
            },
            Field::OccurredAt,
            Problem::InFuture,
        ),
        (
            EditExchange {
                occurred_at: Some("2026-03-29T02:30".parse().unwrap()),
                ..edit.clone()
            },
            Field::OccurredAt,
            Problem::NoSuchTime,
        ),
    ];
    for (edit, field, expected) in cases {
        assert_eq!(
            problem(refused_edit(by, edit).await, field),
            expected,
            "{field:?}"
        );
    }
}

#[tokio::test]
async fn an_unknown_exchange_is_unknown() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "un")).await;
    let exchange = ExchangeId::new(1, [1; 10]);
    let edit = EditExchange {
        exchange,
        ..app.as_dispatcher().edition(id).await
    };
    for command in [
        Command::EditExchange(edit),
        Command::DeleteExchange(DeleteExchange {
            exchange,
            revision: 1,
            reason: String::new(),
        }),
        Command::RestoreExchange(RestoreExchange {
            exchange,
            revision: 1,
        }),
    ] {
        assert_eq!(
            app.as_dispatcher().refused(command).await,
            Rejection::Unknown(RecordName::Exchange)
        );
    }
}

#[tokio::test]
async fn the_minute_that_the_form_shows_already_moves_nothing() {
    let app = TestApp::new().await;
    app.clock.advance_ms(12_345);
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "un")).await;
    let occurred_at = app.stored(id).await.occurred_at;
    assert_eq!(occurred_at % 60_000, 12_345);
    let edit = EditExchange {
        occurred_at: Some("2026-11-24T10:00".parse().unwrap()),
        detail: "deux".to_owned(),
        ..app.as_dispatcher().edition(id).await
    };
    app.as_dispatcher().edit(edit).await;
    assert_eq!(app.stored(id).await.occurred_at, occurred_at);
}

#[tokio::test]
async fn moving_or_renaming_an_exchange_moves_the_indicator() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let theirs = app.as_dispatcher().record(received(dit, "Il fuit")).await;
    app.clock.advance_ms(60_000);
    let ours = app.as_dispatcher().record(sent(dit, "Nous venons")).await;
    assert_eq!(app.counter(dit).await.indicator().last, Some(LastWord::Us));
    let earlier = EditExchange {
        occurred_at: Some("2026-11-23T10:00".parse().unwrap()),
        ..app.as_dispatcher().edition(ours).await
    };
    app.as_dispatcher().edit(earlier).await;
    let chaser = EditExchange {
        kind: app.chaser(),
        ..app.as_dispatcher().edition(theirs).await
    };
    app.as_dispatcher().edit(chaser).await;
    let counter = app.counter(dit).await;
    let indicator = counter.indicator();
    assert_eq!(
        (indicator.count, indicator.last, indicator.has_chaser),
        (2, Some(LastWord::Customer), true)
    );
    assert_eq!((counter, indicator.version), (app.recount(dit).await, 4));
}

#[tokio::test]
async fn a_mailed_exchange_keeps_its_sender_its_recipient_and_the_mail_as_it_left() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let command = RecordExchange {
        counterpart: Some(Counterpart::Contact(app.company.contact.id)),
        ..mailed(dit, "Nous venons", "contact1@client.example")
    };
    let id = app.as_dispatcher().record(command).await;
    let by = app.as_dispatcher();
    let edit = by.edition(id).await;
    let other = EditExchange {
        employee: app.company.technician.employee.id,
        ..edit.clone()
    };
    assert_eq!(
        problem(refused_edit(by, other).await, Field::Employee),
        Problem::Frozen
    );
    for counterpart in [
        None,
        Some(Counterpart::Contact(app.company.contact_without_mail.id)),
    ] {
        let other = EditExchange {
            counterpart,
            ..edit.clone()
        };
        assert_eq!(
            problem(refused_edit(by, other).await, Field::Counterpart),
            Problem::Frozen
        );
    }
    let before = app.mail(id).await.unwrap();
    let allowed = EditExchange {
        kind: app.chaser(),
        channel: Channel::Phone,
        subject: "Autre".to_owned(),
        detail: "Texte du journal".to_owned(),
        occurred_at: Some("2026-11-24T08:00".parse().unwrap()),
        ..edit
    };
    assert_eq!(by.edit(allowed).await, 2);
    assert_eq!(
        app.mail(id).await.unwrap(),
        before,
        "what was frozen stays as it was"
    );
    assert!(app.stored(id).await.edited_at.is_some());
}

//! Recording an exchange: product sections 2, 5 and 11.

use crate::harness::{TestApp, mailed, note, problem, received, said, sent};
use domain::attachment::FILES_MAX;
use domain::command::{Command, MailOrder, RecordExchange};
use domain::dit::{DitAction, DitNumber, DitState};
use domain::exchange::{Counterpart, Direction};
use domain::indicator::LastWord;
use domain::rejection::{Field, Problem, RecordName, Rejection};
use domain::text::{DETAIL_MAX, FreeName, SUBJECT_MAX};
use domain::time::WallTime;
use domain::{AttachmentId, KindId};

fn wall(text: &str) -> Option<WallTime> {
    Some(text.parse().unwrap())
}

async fn refused(app: &TestApp, command: RecordExchange) -> Rejection {
    let dit = command.dit;
    let rejection = app
        .as_dispatcher()
        .refused(Command::RecordExchange(command))
        .await;
    assert_eq!(
        app.count_exchanges(dit).await,
        0,
        "a refusal leaves nothing behind"
    );
    assert_eq!(app.counter(dit).await.version, 0);
    rejection
}

#[tokio::test]
async fn an_exchange_with_nothing_chosen_is_of_the_first_kind_by_phone_now_and_by_oneself() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let stored = app
        .stored(app.as_technician().record(sent(dit, "Nous passons demain")).await)
        .await;
    assert_eq!(KindId(stored.kind_id), app.kind("Prise de contact"));
    assert_eq!(stored.channel, "phone");
    assert_eq!(stored.employee_id, app.company.technician.employee.id.0);
    assert_eq!(stored.recorded_by, app.company.technician.actor.account.0);
    assert_eq!(
        (stored.occurred_at, stored.recorded_at),
        (app.clock_now(), app.clock_now())
    );
    assert_eq!(
        (stored.contact_id, stored.free_name, stored.subject.as_str()),
        (None, None, "")
    );
    assert!(!stored.is_after_closure);
    assert_eq!(stored.revision, 1);
}

#[tokio::test]
async fn who_typed_it_is_kept_apart_from_who_said_it() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let colleague = app.company.technician.employee.id;
    let command = RecordExchange {
        employee: Some(colleague),
        ..received(dit, "Vu sur place")
    };
    let stored = app.stored(app.as_dispatcher().record(command).await).await;
    assert_eq!(stored.employee_id, colleague.0);
    assert_eq!(stored.recorded_by, app.company.dispatcher.actor.account.0);
}

#[tokio::test]
async fn what_was_typed_is_kept_to_the_letter() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let detail = "  « Ça fuit ! »\r\n\tl'eau monte… 😀\n\n";
    let command = RecordExchange {
        subject: "  Fuite ".to_owned(),
        ..received(dit, detail)
    };
    let stored = app.stored(app.as_dispatcher().record(command).await).await;
    assert_eq!(
        (stored.subject.as_str(), stored.detail.as_str()),
        ("  Fuite ", detail)
    );
}

#[tokio::test]
async fn a_text_that_cannot_stand_is_refused_with_its_sentence() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    for (detail, expected) in [
        ("", Problem::Missing),
        (" \u{a0}\n\t\u{200b}", Problem::Missing),
        ("a\0b", Problem::ControlCharacter),
        ("a\u{1b}[2Jb", Problem::ControlCharacter),
    ] {
        assert_eq!(
            problem(refused(&app, received(dit, detail)).await, Field::Detail),
            expected,
            "{detail:?}"
        );
    }
    let large = "é".repeat(DETAIL_MAX + 1);
    assert!(large.len() > 200_000);
    let too_long = Problem::TooLong {
        max: DETAIL_MAX,
        length: DETAIL_MAX + 1,
    };
    assert_eq!(
        problem(refused(&app, received(dit, &large)).await, Field::Detail),
        too_long
    );
    for (subject, expected) in [
        (
            "Bonjour\r\nBcc: x@y.example".to_owned(),
            Problem::ControlCharacter,
        ),
        (
            "x".repeat(SUBJECT_MAX + 1),
            Problem::TooLong {
                max: SUBJECT_MAX,
                length: SUBJECT_MAX + 1,
            },
        ),
    ] {
        let command = RecordExchange {
            subject,
            ..received(dit, "Bonjour")
        };
        assert_eq!(problem(refused(&app, command).await, Field::Subject), expected);
    }
    let longest = "é".repeat(DETAIL_MAX);
    let stored = app
        .stored(app.as_dispatcher().record(received(dit, &longest)).await)
        .await;
    assert_eq!(stored.detail, longest);
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let command = RecordExchange {
        kind: Some(KindId(999)),
        employee: Some(app.company.former_employee),
        counterpart: Some(Counterpart::Contact(app.company.stranger.id)),
        subject: "\n".to_owned(),
        occurred_at: wall("2026-11-25T09:00"),
        attachments: vec![AttachmentId::new(1, [1; 10])],
        ..sent(dit, " ")
    };
    let Rejection::Invalid(issues) = refused(&app, command).await else {
        panic!("not a matter of fields")
    };
    let fields: Vec<Field> = issues.into_iter().map(|issue| issue.field).collect();
    let expected = [
        Field::Subject,
        Field::Detail,
        Field::Kind,
        Field::Employee,
        Field::Counterpart,
        Field::OccurredAt,
        Field::Attachments,
    ];
    assert_eq!(fields, expected);
}

#[tokio::test]
async fn the_other_side_is_an_active_contact_of_the_customer_or_a_name() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let with = |counterpart| RecordExchange {
        counterpart: Some(counterpart),
        ..received(dit, "Bonjour")
    };
    for stranger in [app.company.stranger.id, app.company.former_contact.id] {
        let rejection = refused(&app, with(Counterpart::Contact(stranger))).await;
        assert_eq!(problem(rejection, Field::Counterpart), Problem::NotInList);
    }
    let contact = with(Counterpart::Contact(app.company.contact.id));
    let stored = app.stored(app.as_dispatcher().record(contact).await).await;
    assert_eq!(
        (stored.contact_id, stored.free_name),
        (Some(app.company.contact.id.0), None)
    );
    let free = with(Counterpart::Free(FreeName::parse("Le gardien").unwrap()));
    let stored = app.stored(app.as_dispatcher().record(free).await).await;
    assert_eq!(
        (stored.contact_id, stored.free_name.as_deref()),
        (None, Some("Le gardien"))
    );
}

#[tokio::test]
async fn a_name_from_the_wire_is_judged_like_one_that_was_typed() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    for (name, expected) in [
        ("\"  \"", Problem::Missing),
        ("\"a\\nb\"", Problem::ControlCharacter),
    ] {
        let name: FreeName = serde_json::from_str(name).unwrap();
        let command = RecordExchange {
            counterpart: Some(Counterpart::Free(name)),
            ..received(dit, "Bonjour")
        };
        assert_eq!(
            problem(refused(&app, command).await, Field::Counterpart),
            expected
        );
    }
}

#[tokio::test]
async fn a_retired_kind_and_a_colleague_who_left_cannot_be_chosen() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let kind = RecordExchange {
        kind: Some(app.kind("Visite")),
        ..received(dit, "Bonjour")
    };
    assert_eq!(
        problem(refused(&app, kind).await, Field::Kind),
        Problem::NotInList
    );
    let employee = RecordExchange {
        employee: Some(app.company.former_employee),
        ..received(dit, "Bonjour")
    };
    assert_eq!(
        problem(refused(&app, employee).await, Field::Employee),
        Problem::NotInList
    );
}

#[tokio::test]
async fn an_unknown_request_is_unknown() {
    let app = TestApp::new().await;
    let unknown = DitNumber::new(2026, 9999).unwrap();
    let rejection = app
        .as_dispatcher()
        .refused(Command::RecordExchange(received(unknown, "Bonjour")))
        .await;
    assert_eq!(rejection, Rejection::Unknown(RecordName::Dit));
}

#[tokio::test]
async fn a_chaser_turns_the_badge_red_whoever_chased() {
    for direction in [Direction::Received, Direction::Sent] {
        let app = TestApp::new().await;
        let dit = app.open_request().await;
        let first = app.as_dispatcher().record_counted(received(dit, "Il fuit")).await;
        assert!(!first.has_chaser);
        let chaser = RecordExchange {
            kind: Some(app.chaser()),
            ..said(dit, direction, "Toujours rien ?")
        };
        assert!(
            app.as_dispatcher().record_counted(chaser).await.has_chaser,
            "{direction:?}"
        );
    }
}

#[tokio::test]
async fn an_internal_note_counts_for_nothing_and_is_never_mailed() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.as_dispatcher().record(received(dit, "Il fuit")).await;
    app.clock.advance_ms(1000);
    let order = MailOrder {
        to: "contact1@client.example".to_owned(),
        ..MailOrder::default()
    };
    let command = RecordExchange {
        kind: Some(app.chaser()),
        counterpart: Some(Counterpart::Contact(app.company.contact.id)),
        mail: Some(order),
        ..note(dit, "Client difficile")
    };
    let envelope = app.envelope(Command::RecordExchange(command));
    let id = envelope.id.into();
    app.as_dispatcher().send(envelope).await.unwrap();
    let counter = app.counter(dit).await;
    assert_eq!((counter.count, counter.chasers), (1, 0));
    assert_eq!(counter.indicator().last, Some(LastWord::Customer));
    assert_eq!(counter.version, 2, "other screens learn that the log has changed");
    assert!(app.mail(id).await.is_none());
    assert_eq!(app.stored(id).await.contact_id, None);
}

#[tokio::test]
async fn the_state_of_the_request_says_whether_one_may_record_and_mail() {
    let app = TestApp::new().await;
    for (state, is_allowed, is_marked) in [
        (DitState::External, true, false),
        (DitState::Open, true, false),
        (DitState::WorkNotDone, true, false),
        (DitState::WorkDone, true, false),
        (DitState::Closed, true, true),
        (DitState::Cancelled, false, false),
    ] {
        let dit = app.request(state).await;
        for (command, action) in [
            (received(dit, "Bonjour"), DitAction::Record),
            (note(dit, "À savoir"), DitAction::Record),
            (mailed(dit, "Bonjour", "contact1@client.example"), DitAction::Mail),
        ] {
            if is_allowed {
                let id = app.as_dispatcher().record(command).await;
                assert_eq!(
                    app.stored(id).await.is_after_closure,
                    is_marked,
                    "{state:?} {action:?}"
                );
            } else {
                assert_eq!(
                    refused(&app, command).await,
                    Rejection::DitState { state, action }
                );
            }
        }
        assert_eq!(app.state(dit).await, state, "recording never moves a request");
    }
}

#[tokio::test]
async fn files_are_the_actors_own_or_go_with_an_exchange_of_the_request() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let own = app.as_dispatcher().upload("plan.pdf", b"plan").await;
    let other = app.as_dispatcher().upload("photo.jpg", b"photo").await;
    let foreign = app.as_technician().upload("photo.jpg", b"photo").await;
    let with = |attachments| RecordExchange {
        attachments,
        ..received(dit, "Voir le plan")
    };
    for unknown in [foreign, AttachmentId::new(1, [1; 10])] {
        let rejection = refused(&app, with(vec![own, unknown])).await;
        assert_eq!(problem(rejection, Field::Attachments), Problem::NotInList);
    }
    let id = app.as_dispatcher().record(with(vec![other, own, other])).await;
    assert_eq!(app.files(id).await, [other, own], "in the order named, each once");
    // What went with an exchange may go along again on the same request, whoever uploaded it.
    let again = app.as_technician().record(with(vec![own])).await;
    assert_eq!(app.files(again).await, [own]);
    let elsewhere = RecordExchange {
        dit: app.open_request().await,
        ..with(vec![own])
    };
    let rejection = refused(&app, elsewhere).await;
    assert_eq!(problem(rejection, Field::Attachments), Problem::NotInList);
    // A tombstone gives its files to those only who may read it.
    app.as_technician().delete(again).await;
    app.as_dispatcher().delete(id).await;
    let stranger = app.as_other_technician();
    let rejection = stranger.refused(Command::RecordExchange(with(vec![own]))).await;
    assert_eq!(problem(rejection, Field::Attachments), Problem::NotInList);
    app.as_dispatcher().record(with(vec![own])).await;
}

#[tokio::test]
async fn too_many_files_are_refused() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let mut attachments = Vec::new();
    for number in 0..=FILES_MAX {
        attachments.push(
            app.as_dispatcher()
                .upload("f.txt", number.to_string().as_bytes())
                .await,
        );
    }
    let command = RecordExchange {
        attachments: attachments.clone(),
        ..received(dit, "Tout est joint")
    };
    assert_eq!(
        problem(refused(&app, command).await, Field::Attachments),
        Problem::TooMany { max: FILES_MAX }
    );
    let thousands = (0..100_000_u32).map(|n| {
        let [a, b, c, d] = n.to_be_bytes();
        AttachmentId::new(1, [a, b, c, d, 0, 0, 0, 0, 0, 0])
    });
    let command = RecordExchange {
        attachments: thousands.collect(),
        ..received(dit, "Tout est joint")
    };
    assert_eq!(
        problem(refused(&app, command).await, Field::Attachments),
        Problem::NotInList
    );
}

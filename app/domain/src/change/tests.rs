use super::*;
use crate::dit::DitAction;
use crate::id::{ContactId, CustomerId, ExchangeId};
use crate::permission::{Permission, Role};
use crate::text::{FreeName, REASON_MAX};

const KNOWN: Counterpart = Counterpart::Contact(ContactId(1));

fn standing() -> Standing {
    Standing {
        revision: 3,
        recorded_by: AccountId(1),
        direction: Direction::Sent,
        kind: KindId(9),
        is_chaser: true,
        employee: EmployeeId(9),
        counterpart: Some(Counterpart::Contact(ContactId(9))),
        occurred_at: Timestamp(5),
        is_mailed: false,
        is_deleted: false,
    }
}

/// Keeps everything: a retired kind, a colleague and a contact who left.
fn unchanged() -> EditExchange {
    EditExchange {
        exchange: ExchangeId::new(1, [1; 10]),
        revision: 3,
        kind: KindId(9),
        channel: Channel::Phone,
        employee: EmployeeId(9),
        counterpart: Some(Counterpart::Contact(ContactId(9))),
        subject: String::new(),
        detail: "Bonjour".to_owned(),
        occurred_at: None,
        document: None,
    }
}

fn facts(role: Role, state: DitState, standing: &Standing) -> ChangeFacts<'_> {
    let actor = Actor {
        account: AccountId(1),
        employee: EmployeeId(1),
        role,
    };
    ChangeFacts {
        actor,
        state,
        standing,
    }
}

fn edit(
    command: &EditExchange,
    standing: &Standing,
    occurred_at: Option<Result<Timestamp, Problem>>,
) -> Result<EditedExchange, Rejection> {
    let kind = |id, is_chaser, is_active| Kind {
        id: KindId(id),
        label: String::new(),
        is_chaser,
        is_active,
    };
    let employee = |id, is_active| Employee {
        id: EmployeeId(id),
        first_name: String::new(),
        last_name: String::new(),
        function: String::new(),
        phone: String::new(),
        mail1: None,
        mail2: Vec::new(),
        signature: String::new(),
        is_active,
    };
    let contact = |id, is_active| Contact {
        id: ContactId(id),
        customer: CustomerId(1),
        title: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        function: String::new(),
        phones: Vec::new(),
        mail1: None,
        mail2: Vec::new(),
        is_active,
    };
    edit_exchange(
        command,
        &facts(Role::Dispatcher, DitState::Open, standing),
        &EditFacts {
            kinds: &[
                kind(1, false, true),
                kind(2, true, true),
                kind(8, false, false),
                kind(9, true, false),
            ],
            employees: &[employee(1, true), employee(8, false), employee(9, false)],
            contacts: &[contact(1, true), contact(8, false), contact(9, false)],
            occurred_at,
            document: Ok(None),
            attachments: &[],
        },
    )
}

#[test]
fn what_stays_as_it_was_is_not_judged_again() {
    let edited = edit(&unchanged(), &standing(), None).unwrap();
    assert_eq!(
        (edited.kind, edited.is_chaser, edited.employee),
        (KindId(9), true, EmployeeId(9))
    );
    assert_eq!(
        (edited.counterpart, edited.occurred_at),
        (standing().counterpart, Timestamp(5))
    );
}

#[test]
fn what_changes_is_taken_over() {
    let command = EditExchange {
        kind: KindId(1),
        channel: Channel::OnSite,
        employee: EmployeeId(1),
        counterpart: Some(KNOWN),
        subject: "Objet".to_owned(),
        detail: "Autre".to_owned(),
        ..unchanged()
    };
    let edited = edit(&command, &standing(), Some(Ok(Timestamp(7)))).unwrap();
    assert_eq!(
        (edited.kind, edited.is_chaser, edited.channel),
        (KindId(1), false, Channel::OnSite)
    );
    assert_eq!(
        (edited.employee, edited.counterpart),
        (EmployeeId(1), Some(KNOWN))
    );
    assert_eq!(
        (edited.subject.as_str(), edited.detail.as_str()),
        ("Objet", "Autre")
    );
    assert_eq!(edited.occurred_at, Timestamp(7));
    let nobody = EditExchange {
        counterpart: None,
        ..unchanged()
    };
    assert_eq!(edit(&nobody, &standing(), None).unwrap().counterpart, None);
}

#[test]
fn each_field_of_an_edit_has_its_problem() {
    let free: FreeName = serde_json::from_str("\" \"").unwrap();
    let table = [
        (
            EditExchange {
                detail: "\u{200b}".into(),
                ..unchanged()
            },
            Field::Detail,
            Problem::Missing,
        ),
        (
            EditExchange {
                subject: "a\r".into(),
                ..unchanged()
            },
            Field::Subject,
            Problem::ControlCharacter,
        ),
        (
            EditExchange {
                kind: KindId(8),
                ..unchanged()
            },
            Field::Kind,
            Problem::NotInList,
        ),
        (
            EditExchange {
                kind: KindId(7),
                ..unchanged()
            },
            Field::Kind,
            Problem::NotInList,
        ),
        (
            EditExchange {
                employee: EmployeeId(8),
                ..unchanged()
            },
            Field::Employee,
            Problem::NotInList,
        ),
        (
            EditExchange {
                counterpart: Some(Counterpart::Contact(ContactId(8))),
                ..unchanged()
            },
            Field::Counterpart,
            Problem::NotInList,
        ),
        (
            EditExchange {
                counterpart: Some(Counterpart::Free(free)),
                ..unchanged()
            },
            Field::Counterpart,
            Problem::Missing,
        ),
    ];
    for (command, field, problem) in table {
        assert_eq!(
            edit(&command, &standing(), None),
            Err(Rejection::field(field, problem))
        );
    }
    let late = edit(&unchanged(), &standing(), Some(Err(Problem::InFuture)));
    assert_eq!(late, Err(Rejection::field(Field::OccurredAt, Problem::InFuture)));
}

#[test]
fn a_mailed_exchange_keeps_its_sender_and_its_recipient() {
    let mailed = Standing {
        is_mailed: true,
        ..standing()
    };
    let table = [
        (
            EditExchange {
                employee: EmployeeId(1),
                ..unchanged()
            },
            Some(Field::Employee),
        ),
        (
            EditExchange {
                counterpart: Some(KNOWN),
                ..unchanged()
            },
            Some(Field::Counterpart),
        ),
        (
            EditExchange {
                counterpart: None,
                ..unchanged()
            },
            Some(Field::Counterpart),
        ),
        (
            EditExchange {
                kind: KindId(2),
                channel: Channel::Sms,
                subject: "a".into(),
                detail: "b".into(),
                ..unchanged()
            },
            None,
        ),
    ];
    for (command, frozen) in table {
        let refusal = edit(&command, &mailed, Some(Ok(Timestamp(1)))).err();
        assert_eq!(
            refusal,
            frozen.map(|field| Rejection::field(field, Problem::Frozen))
        );
    }
}

#[test]
fn an_internal_note_never_gets_an_other_side() {
    let note = Standing {
        direction: Direction::Internal,
        counterpart: None,
        ..standing()
    };
    let command = EditExchange {
        counterpart: Some(KNOWN),
        ..unchanged()
    };
    assert_eq!(edit(&command, &note, None).unwrap().counterpart, None);
}

/// The outcomes of editing, deleting and restoring, in this order.
fn refusals(role: Role, state: DitState, standing: &Standing, revision: u32) -> [Option<Rejection>; 3] {
    let facts = facts(role, state, standing);
    let lists = EditFacts {
        kinds: &[],
        employees: &[],
        contacts: &[],
        occurred_at: None,
        document: Ok(None),
        attachments: &[],
    };
    let exchange = ExchangeId::new(1, [1; 10]);
    let delete = DeleteExchange {
        exchange,
        revision,
        reason: "Doublon".to_owned(),
    };
    [
        edit_exchange(
            &EditExchange {
                revision,
                ..unchanged()
            },
            &facts,
            &lists,
        )
        .err(),
        delete_exchange(&delete, &facts).err(),
        restore_exchange(&RestoreExchange { exchange, revision }, &facts).err(),
    ]
}

#[test]
fn a_tombstone_or_another_revision_stops_a_change() {
    let deleted = Standing {
        is_deleted: true,
        ..standing()
    };
    let conflict = || Some(Rejection::Conflict { current: 3 });
    let table = [
        (standing(), 3, [None, None, Some(Rejection::NotDeleted)]),
        (
            standing(),
            2,
            [conflict(), conflict(), Some(Rejection::NotDeleted)],
        ),
        (
            standing(),
            4,
            [conflict(), conflict(), Some(Rejection::NotDeleted)],
        ),
        (
            deleted.clone(),
            3,
            [Some(Rejection::Deleted), Some(Rejection::Deleted), None],
        ),
        (
            deleted,
            2,
            [Some(Rejection::Deleted), Some(Rejection::Deleted), conflict()],
        ),
    ];
    for (standing, revision, expected) in table {
        assert_eq!(
            refusals(Role::Dispatcher, DitState::Open, &standing, revision),
            expected,
            "{revision}"
        );
    }
}

#[test]
fn the_state_is_said_before_the_role_and_the_role_before_a_conflict() {
    let state = DitState::Closed;
    let closed = Some(Rejection::DitState {
        state,
        action: DitAction::Change,
    });
    assert_eq!(
        refusals(Role::Reader, state, &standing(), 1),
        [closed.clone(), closed.clone(), closed]
    );
    let other = Standing {
        recorded_by: AccountId(2),
        ..standing()
    };
    let refused = |permission| Some(Rejection::NotPermitted(permission));
    for (role, standing, expected) in [
        (
            Role::Reader,
            &standing(),
            [Permission::EditOwn, Permission::DeleteOwn, Permission::Restore],
        ),
        (
            Role::Technician,
            &other,
            [Permission::EditAny, Permission::DeleteAny, Permission::Restore],
        ),
    ] {
        assert_eq!(
            refusals(role, DitState::Open, standing, 1),
            expected.map(refused),
            "{role:?}"
        );
    }
}

#[test]
fn a_reason_is_one_short_line_or_nothing() {
    let long = "x".repeat(REASON_MAX + 1);
    let table = [
        ("", None),
        ("Doublon", None),
        ("a\nb", Some(Problem::ControlCharacter)),
        (
            long.as_str(),
            Some(Problem::TooLong {
                max: REASON_MAX,
                length: REASON_MAX + 1,
            }),
        ),
    ];
    for (reason, problem) in table {
        let command = DeleteExchange {
            exchange: ExchangeId::new(1, [1; 10]),
            revision: 3,
            reason: reason.to_owned(),
        };
        let outcome = delete_exchange(&command, &facts(Role::Dispatcher, DitState::Open, &standing()));
        assert_eq!(
            outcome.err(),
            problem.map(|problem| Rejection::field(Field::Reason, problem)),
            "{reason:?}"
        );
    }
}

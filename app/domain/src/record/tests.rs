mod mail;

use super::*;
use crate::attachment::{FILES_MAX, MAIL_MAX_BYTES};
use crate::id::{AccountId, ContactId, CustomerId};
use crate::permission::Role;
use crate::rejection::FieldIssue;
use crate::text::FreeName;

/// Marie of the company, with a mailbox shared by the team.
const MARIE: EmployeeId = EmployeeId(1);
/// Left.
const JEAN: EmployeeId = EmployeeId(2);
/// A colleague without any address.
const LUC: EmployeeId = EmployeeId(3);

fn email(text: &str) -> Email {
    text.parse().unwrap()
}

fn employee(id: EmployeeId, name: &str, mail1: Option<&str>, is_active: bool) -> Employee {
    Employee {
        id,
        first_name: name.to_owned(),
        last_name: "Petit".to_owned(),
        function: String::new(),
        phone: String::new(),
        mail1: mail1.map(email),
        mail2: mail1
            .map(|_| email("technique@example.org"))
            .into_iter()
            .collect(),
        signature: "Marie\nService technique".to_owned(),
        is_active,
    }
}

fn contact(id: i64, name: &str, mail1: &str, is_active: bool) -> Contact {
    Contact {
        id: ContactId(id),
        customer: CustomerId(1),
        title: String::new(),
        first_name: name.to_owned(),
        last_name: "Martin".to_owned(),
        function: String::new(),
        phones: Vec::new(),
        mail1: Some(email(mail1)),
        mail2: vec![email("accueil@client.example")],
        is_active,
    }
}

fn kind(id: i64, is_chaser: bool, is_active: bool) -> Kind {
    Kind {
        id: KindId(id),
        label: format!("Type {id}"),
        is_chaser,
        is_active,
    }
}

fn file(id: u8, size_bytes: u64) -> Attachment {
    Attachment {
        id: AttachmentId::new(1, [id; 10]),
        name: "plan.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size_bytes,
    }
}

/// Everything around a decision; tests change what they are about.
struct World {
    role: Role,
    state: DitState,
    kinds: Vec<Kind>,
    employees: Vec<Employee>,
    contacts: Vec<Contact>,
    files: Vec<Attachment>,
    occurred_at: Result<Timestamp, Problem>,
    leaves_at: Result<Option<Timestamp>, Problem>,
    document: Result<Option<editor::Document>, Problem>,
}

impl World {
    fn new() -> Self {
        World {
            role: Role::Dispatcher,
            state: DitState::Open,
            kinds: vec![kind(1, false, false), kind(2, false, true), kind(3, true, true)],
            employees: vec![
                employee(MARIE, "Marie", Some("marie@example.org"), true),
                employee(JEAN, "Jean", Some("jean@example.org"), false),
                employee(LUC, "Luc", None, true),
            ],
            contacts: vec![
                contact(1, "Élodie", "elodie@client.example", true),
                contact(2, "Paul", "paul@client.example", false),
            ],
            files: vec![file(1, 10), file(2, 10)],
            occurred_at: Ok(Timestamp(5)),
            leaves_at: Ok(None),
            document: Ok(None),
        }
    }

    fn judge(&self, command: &RecordExchange) -> Result<NewExchange, Rejection> {
        let facts = RecordFacts {
            actor: Actor {
                account: AccountId(1),
                employee: MARIE,
                role: self.role,
            },
            dit: dit(),
            dit_subject: "Fuite",
            state: self.state,
            kinds: &self.kinds,
            employees: &self.employees,
            contacts: &self.contacts,
            attachments: &self.files,
            occurred_at: self.occurred_at.clone(),
            leaves_at: self.leaves_at.clone(),
            document: self.document.clone(),
        };
        record_exchange(command, &facts)
    }
}

fn dit() -> DitNumber {
    "DIT-2026-0001".parse().unwrap()
}

fn said(direction: Direction) -> RecordExchange {
    RecordExchange {
        dit: dit(),
        direction,
        kind: None,
        channel: None,
        employee: None,
        counterpart: None,
        subject: String::new(),
        detail: "Bonjour".to_owned(),
        occurred_at: None,
        attachments: Vec::new(),
        mail: None,
        again: None,
        document: String::new(),
    }
}

fn mailed(order: MailOrder) -> RecordExchange {
    RecordExchange {
        mail: Some(order),
        ..said(Direction::Sent)
    }
}

fn to(addresses: &str) -> MailOrder {
    MailOrder {
        to: addresses.to_owned(),
        ..MailOrder::default()
    }
}

/// Fields and problems of a refusal.
fn issues(outcome: Result<NewExchange, Rejection>) -> Vec<(Field, Problem)> {
    match outcome {
        Err(Rejection::Invalid(issues)) => issues
            .into_iter()
            .map(|FieldIssue { field, problem }| (field, problem))
            .collect(),
        other => panic!("not a matter of fields: {other:?}"),
    }
}

#[test]
fn nothing_chosen_means_the_first_active_kind_by_phone_by_oneself_to_nobody_in_particular() {
    let new = World::new().judge(&said(Direction::Sent)).unwrap();
    assert_eq!(
        (new.kind, new.is_chaser, new.channel),
        (KindId(2), false, Channel::Phone)
    );
    assert_eq!((new.employee, new.counterpart, new.mail), (MARIE, None, None));
    assert_eq!((new.occurred_at, new.is_after_closure), (Timestamp(5), false));
    let by_mail = World::new().judge(&mailed(to("a@b.example"))).unwrap();
    assert_eq!(by_mail.channel, Channel::Mail);
    let by_sms = RecordExchange {
        channel: Some(Channel::Sms),
        kind: Some(KindId(3)),
        ..mailed(to("a@b.example"))
    };
    let new = World::new().judge(&by_sms).unwrap();
    assert_eq!((new.channel, new.is_chaser), (Channel::Sms, true));
}

#[test]
fn each_field_has_its_problem() {
    let base = || said(Direction::Received);
    let free = |name: &str| Counterpart::Free(serde_json::from_str::<FreeName>(name).unwrap());
    let table = [
        (
            RecordExchange {
                detail: " \n".into(),
                ..base()
            },
            Field::Detail,
            Problem::Missing,
        ),
        (
            RecordExchange {
                subject: "a\nb".into(),
                ..base()
            },
            Field::Subject,
            Problem::ControlCharacter,
        ),
        (
            RecordExchange {
                kind: Some(KindId(1)),
                ..base()
            },
            Field::Kind,
            Problem::NotInList,
        ),
        (
            RecordExchange {
                kind: Some(KindId(9)),
                ..base()
            },
            Field::Kind,
            Problem::NotInList,
        ),
        (
            RecordExchange {
                employee: Some(JEAN),
                ..base()
            },
            Field::Employee,
            Problem::NotInList,
        ),
        (
            RecordExchange {
                employee: Some(EmployeeId(9)),
                ..base()
            },
            Field::Employee,
            Problem::NotInList,
        ),
        (
            RecordExchange {
                counterpart: Some(Counterpart::Contact(ContactId(2))),
                ..base()
            },
            Field::Counterpart,
            Problem::NotInList,
        ),
        (
            RecordExchange {
                counterpart: Some(Counterpart::Contact(ContactId(9))),
                ..base()
            },
            Field::Counterpart,
            Problem::NotInList,
        ),
        (
            RecordExchange {
                counterpart: Some(free("\" \"")),
                ..base()
            },
            Field::Counterpart,
            Problem::Missing,
        ),
        (
            RecordExchange {
                counterpart: Some(free("\"a\\u0000\"")),
                ..base()
            },
            Field::Counterpart,
            Problem::ControlCharacter,
        ),
        (
            RecordExchange {
                attachments: vec![file(9, 1).id],
                ..base()
            },
            Field::Attachments,
            Problem::NotInList,
        ),
    ];
    for (command, field, problem) in table {
        assert_eq!(issues(World::new().judge(&command)), [(field, problem)]);
    }
    let late = World {
        occurred_at: Err(Problem::InFuture),
        ..World::new()
    };
    assert_eq!(
        issues(late.judge(&base())),
        [(Field::OccurredAt, Problem::InFuture)]
    );
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let command = RecordExchange {
        subject: "\0".to_owned(),
        detail: String::new(),
        kind: Some(KindId(1)),
        ..mailed(MailOrder {
            cc: "faux".to_owned(),
            ..MailOrder::default()
        })
    };
    let fields: Vec<Field> = issues(World::new().judge(&command))
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(
        fields,
        [Field::Subject, Field::Detail, Field::Kind, Field::To, Field::Cc]
    );
}

#[test]
fn the_state_is_said_before_the_role_and_the_role_before_the_fields() {
    let wrong = RecordExchange {
        detail: String::new(),
        ..said(Direction::Received)
    };
    let cancelled = World {
        state: DitState::Cancelled,
        role: Role::Reader,
        ..World::new()
    };
    let state = DitState::Cancelled;
    assert_eq!(
        cancelled.judge(&wrong),
        Err(Rejection::DitState {
            state,
            action: DitAction::Record
        })
    );
    assert_eq!(
        cancelled.judge(&mailed(to("faux"))),
        Err(Rejection::DitState {
            state,
            action: DitAction::Mail
        })
    );
    let reader = World {
        role: Role::Reader,
        ..World::new()
    };
    assert_eq!(
        reader.judge(&wrong),
        Err(Rejection::NotPermitted(Permission::Record))
    );
}

#[test]
fn only_what_is_recorded_after_closure_is_marked() {
    for state in DitState::ALL {
        let world = World {
            state,
            ..World::new()
        };
        let marked = world
            .judge(&said(Direction::Received))
            .map(|new| new.is_after_closure)
            .ok();
        let expected = match state {
            DitState::Cancelled => None,
            DitState::Closed => Some(true),
            _ => Some(false),
        };
        assert_eq!(marked, expected, "{state:?}");
    }
}

#[test]
fn a_clients_clock_is_believed_within_reason() {
    let now = Timestamp(100 * 24 * 60 * 60 * 1000);
    for (issued_ms, occurred_ms) in [
        (0, 0),
        (-1, -1),
        (-WAIT_MAX_MS, -WAIT_MAX_MS),
        (-WAIT_MAX_MS - 1, 0),
        (CLOCK_SKEW_MS, 0),
        (CLOCK_SKEW_MS + 1, 0),
    ] {
        assert_eq!(
            occurred_when_issued(now.plus_ms(issued_ms), now),
            now.plus_ms(occurred_ms),
            "{issued_ms}"
        );
    }
    for far in [i64::MIN, i64::MAX] {
        assert_eq!(occurred_when_issued(Timestamp(far), now), now);
    }
}

#[test]
fn a_date_of_contact_is_not_in_the_future() {
    let now = Timestamp(1_000_000_000);
    for (ms, is_good) in [
        (-1_000_000, true),
        (0, true),
        (CLOCK_SKEW_MS, true),
        (CLOCK_SKEW_MS + 1, false),
    ] {
        let at = now.plus_ms(ms);
        assert_eq!(
            check_occurred(at, now),
            if is_good { Ok(at) } else { Err(Problem::InFuture) },
            "{ms}"
        );
    }
}

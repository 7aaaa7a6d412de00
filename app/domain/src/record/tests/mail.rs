//! Mailing what is recorded.

use super::*;

#[test]
fn each_field_of_a_mail_has_its_problem() {
    let malformed = |value: &str| Problem::Malformed {
        value: value.to_owned(),
    };
    let good = "a@b.example";
    let many: String = (0..=RECIPIENTS_MAX).map(|n| format!("a{n}@b.example;")).collect();
    let table = [
        (to(""), Field::To, Problem::Missing),
        (to(" ; "), Field::To, Problem::Missing),
        (to("a@b.example;faux"), Field::To, malformed("faux")),
        (
            to("a@b.example\r\nBcc: c@d.example"),
            Field::To,
            Problem::ControlCharacter,
        ),
        (to(&many), Field::To, Problem::TooMany { max: RECIPIENTS_MAX }),
        (
            MailOrder {
                cc: "faux".into(),
                ..to(good)
            },
            Field::Cc,
            malformed("faux"),
        ),
        (
            MailOrder {
                bcc: "faux".into(),
                ..to(good)
            },
            Field::Bcc,
            malformed("faux"),
        ),
        (
            MailOrder {
                from: "autre@example.org".into(),
                ..to(good)
            },
            Field::From,
            Problem::NotInList,
        ),
    ];
    for (order, field, problem) in table {
        assert_eq!(issues(World::new().judge(&mailed(order))), [(field, problem)]);
    }
    let nobody = RecordExchange {
        employee: Some(LUC),
        ..mailed(to(good))
    };
    assert_eq!(
        issues(World::new().judge(&nobody)),
        [(Field::From, Problem::Missing)]
    );
}

#[test]
fn each_role_needs_each_right() {
    let colleague = |order| RecordExchange {
        employee: Some(LUC),
        ..mailed(order)
    };
    let shared = || MailOrder {
        from: "technique@example.org".to_owned(),
        ..to("a@b.example")
    };
    let table = [
        (
            said(Direction::Received),
            [None, None, None, Some(Permission::Record)],
        ),
        (
            said(Direction::Sent),
            [None, None, None, Some(Permission::Record)],
        ),
        (
            said(Direction::Internal),
            [None, None, None, Some(Permission::WriteInternalNotes)],
        ),
        (
            mailed(to("a@b.example")),
            [None, None, None, Some(Permission::Record)],
        ),
        (mailed(shared()), [None, None, None, Some(Permission::Record)]),
        (
            colleague(to("a@b.example")),
            [
                None,
                None,
                Some(Permission::SendAsColleague),
                Some(Permission::Record),
            ],
        ),
        // To say that a colleague said it is no sending.
        (
            RecordExchange {
                employee: Some(LUC),
                ..said(Direction::Sent)
            },
            [None, None, None, Some(Permission::Record)],
        ),
    ];
    for (command, refusals) in table {
        for (role, expected) in Role::ALL.into_iter().zip(refusals) {
            let world = World { role, ..World::new() };
            let refusal = match world.judge(&command) {
                Err(Rejection::NotPermitted(permission)) => Some(permission),
                _ => None,
            };
            assert_eq!(refusal, expected, "{role:?} {command:?}");
        }
    }
}

#[test]
fn only_a_sent_exchange_is_mailed_and_an_internal_note_has_no_other_side() {
    for direction in Direction::ALL {
        let command = RecordExchange {
            direction,
            counterpart: Some(Counterpart::Contact(ContactId(1))),
            ..mailed(to("a@b.example"))
        };
        let new = World::new().judge(&command).unwrap();
        assert_eq!(new.mail.is_some(), direction == Direction::Sent, "{direction:?}");
        assert_eq!(
            new.counterpart.is_none(),
            direction == Direction::Internal,
            "{direction:?}"
        );
    }
}

#[test]
fn a_mail_names_who_is_known_and_takes_each_address_once() {
    let order = MailOrder {
        from: " technique@example.org ".to_owned(),
        to: "elodie@client.example; x@y.example".to_owned(),
        cc: "X@Y.example, accueil@client.example".to_owned(),
        bcc: "elodie@CLIENT.example; marie@example.org".to_owned(),
        has_signature: true,
        ..MailOrder::default()
    };
    let mail = World::new().judge(&mailed(order)).unwrap().mail.unwrap();
    assert_eq!(
        (mail.from.name.as_str(), mail.from.email.as_str()),
        ("Marie Petit", "technique@example.org")
    );
    let recipients: Vec<_> = mail
        .recipients
        .iter()
        .map(|recipient| {
            (
                recipient.role,
                recipient.mailbox.name.as_str(),
                recipient.mailbox.email.as_str(),
            )
        })
        .collect();
    let expected = [
        (RecipientRole::To, "Élodie Martin", "elodie@client.example"),
        (RecipientRole::To, "", "x@y.example"),
        // Two contacts share it: it gets nobody's name.
        (RecipientRole::Cc, "", "accueil@client.example"),
        (RecipientRole::Bcc, "", "marie@example.org"),
    ];
    assert_eq!(recipients, expected);
    assert_eq!(mail.subject, "[DIT-2026-0001] Fuite");
    assert!(
        mail.text.starts_with("Bonjour") && mail.text.ends_with("Service technique"),
        "{}",
        mail.text
    );
}

#[test]
fn the_signature_ends_a_mail_only_when_it_is_asked_for() {
    let mail = World::new()
        .judge(&mailed(to("a@b.example")))
        .unwrap()
        .mail
        .unwrap();
    assert_eq!(mail.text, "Bonjour");
    assert!(!mail.html.contains("Service technique"));
}

#[test]
fn files_go_along_once_each_and_only_a_mail_limits_their_sum() {
    let (first, second) = (file(1, 10).id, file(2, 10).id);
    let with = |attachments| RecordExchange {
        attachments,
        ..mailed(to("a@b.example"))
    };
    let new = World::new().judge(&with(vec![second, first, second])).unwrap();
    assert_eq!(new.attachments, [second, first]);
    assert_eq!(new.mail.unwrap().attachments, [second, first]);

    let half = MAIL_MAX_BYTES / 2;
    let heavy = World {
        files: vec![file(1, half), file(2, half + 1)],
        ..World::new()
    };
    let size_bytes = 2 * half + 1;
    let too_large = Problem::TooLarge {
        max_bytes: MAIL_MAX_BYTES,
        size_bytes,
    };
    assert_eq!(
        issues(heavy.judge(&with(vec![first, second]))),
        [(Field::Attachments, too_large)]
    );
    let recorded = RecordExchange {
        mail: None,
        ..with(vec![first, second])
    };
    assert!(heavy.judge(&recorded).is_ok());

    let many: Vec<_> = (0..=FILES_MAX)
        .map(|n| file(u8::try_from(n).unwrap(), 1))
        .collect();
    let named = many.iter().map(|file| file.id).collect();
    let world = World {
        files: many,
        ..World::new()
    };
    let too_many = Problem::TooMany { max: FILES_MAX };
    assert_eq!(
        issues(world.judge(&with(named))),
        [(Field::Attachments, too_many)]
    );
}

#[test]
fn a_mail_leaves_when_it_is_told_to_and_never_in_the_past() {
    let order = || to("a@b.example");
    let mut world = World::new();
    assert_eq!(world.judge(&mailed(order())).unwrap().leaves_at, None);
    world.leaves_at = Ok(Some(Timestamp(60_000)));
    assert_eq!(
        world.judge(&mailed(order())).unwrap().leaves_at,
        Some(Timestamp(60_000))
    );
    for problem in [Problem::InPast, Problem::NoSuchTime] {
        world.leaves_at = Err(problem.clone());
        assert_eq!(
            issues(world.judge(&mailed(order()))),
            [(Field::LeavesAt, problem)]
        );
    }
    // What is not mailed leaves never.
    assert_eq!(world.judge(&said(Direction::Sent)).unwrap().leaves_at, None);
    let now = Timestamp(1_000);
    assert_eq!(check_departure(now.plus_ms(1), now), Ok(Timestamp(1_001)));
    assert_eq!(check_departure(now, now), Err(Problem::InPast));
}

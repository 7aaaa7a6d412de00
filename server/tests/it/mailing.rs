//! Mailing an exchange when it is recorded: product sections 5, 6 and 7.

use crate::harness::{TestApp, mailed, note, problem, received, sent};
use domain::attachment::MAIL_MAX_BYTES;
use domain::command::{Command, MailOrder, RecordExchange};
use domain::exchange::Direction;
use domain::permission::Permission;
use domain::rejection::{Field, Problem, Rejection};

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
async fn a_role_may_record_and_mail_what_it_may() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let refusal = |permission| Rejection::NotPermitted(permission);
    let by_mail = |from: &str, employee| {
        let mut command = mailed(dit, "Bonjour", "contact1@client.example");
        command.employee = employee;
        command.mail.as_mut().unwrap().from = from.to_owned();
        Command::RecordExchange(command)
    };
    let colleague = Some(app.company.dispatcher.employee.id);
    for (command, permission) in [
        (
            Command::RecordExchange(received(dit, "Bonjour")),
            Permission::Record,
        ),
        (
            Command::RecordExchange(note(dit, "Bonjour")),
            Permission::WriteInternalNotes,
        ),
        (by_mail("", None), Permission::Record),
    ] {
        assert_eq!(app.as_reader().refused(command).await, refusal(permission));
    }
    let as_colleague = app.as_technician().refused(by_mail("", colleague)).await;
    assert_eq!(as_colleague, refusal(Permission::SendAsColleague));
    for allowed in [by_mail("", None), by_mail("technique@example.org", None)] {
        app.as_technician().attempt(allowed).await.unwrap();
    }
    app.as_dispatcher()
        .attempt(by_mail("", Some(app.company.technician.employee.id)))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_mail_is_frozen_with_the_exchange_and_leaves() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let plan = app.as_dispatcher().upload("plan.pdf", b"%PDF plan").await;
    let command = RecordExchange {
        attachments: vec![plan],
        subject: "Rendez-vous".to_owned(),
        mail: Some(MailOrder {
            from: String::new(),
            to: "contact1@client.example; gardien@client.example".to_owned(),
            cc: "CONTACT1@client.example, chef@client.example".to_owned(),
            bcc: "archive@example.org".to_owned(),
            has_signature: true,
            ..MailOrder::default()
        }),
        ..sent(dit, "Nous passons jeudi.")
    };
    let id = app.as_dispatcher().record(command).await;
    let mail = app.mail(id).await.unwrap();
    assert_eq!(
        (mail.from_email.as_str(), mail.subject.as_str()),
        ("demo@example.org", "Rendez-vous")
    );
    let recipients = app.recipients(id).await;
    let expected = [
        ("contact1@client.example", "to"),
        ("gardien@client.example", "to"),
        ("chef@client.example", "cc"),
        ("archive@example.org", "bcc"),
    ]
    .map(|(address, role)| (address.to_owned(), role.to_owned(), "queued".to_owned()));
    assert_eq!(recipients, expected);

    assert_eq!(app.deliver_pending().await, 1);
    let out = app.mailer.sent();
    assert_eq!((out.len(), out[0].recipients.len()), (1, 4));
    assert_eq!(out[0].bytes, mail.bytes);
    let read = mail_parser::MessageParser::default().parse(&mail.bytes).unwrap();
    let text = read.body_text(0).unwrap();
    assert!(
        text.contains("Nous passons jeudi.") && text.contains("Service technique"),
        "{text}"
    );
    assert_eq!(read.attachment(0).unwrap().contents(), b"%PDF plan");
    assert!(!String::from_utf8_lossy(&mail.bytes).contains("archive@example.org"));
    assert_eq!(app.stored(id).await.channel, "mail");
}

#[tokio::test]
async fn an_empty_subject_is_mailed_as_the_requests_and_stays_empty_in_the_log() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app
        .as_dispatcher()
        .record(mailed(dit, "Bonjour", "contact1@client.example"))
        .await;
    assert_eq!(app.stored(id).await.subject, "");
    assert_eq!(
        app.mail(id).await.unwrap().subject,
        format!("[{dit}] Fuite au sous-sol")
    );
}

#[tokio::test]
async fn only_an_enqueued_mail_rings_the_bell() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let rung = || is_ready(app.services.bell.notified());
    app.as_dispatcher().record(sent(dit, "Bonjour")).await;
    app.as_dispatcher()
        .refused(Command::RecordExchange(mailed(dit, "Bonjour", "faux")))
        .await;
    assert!(!rung());
    app.as_dispatcher()
        .record(mailed(dit, "Bonjour", "contact1@client.example"))
        .await;
    assert!(rung());
    assert!(!rung(), "once");
}

/// Whether a future is ready now.
fn is_ready(future: impl Future<Output = ()>) -> bool {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    future.as_mut().poll(&mut context).is_ready()
}

#[tokio::test]
async fn a_mail_that_cannot_leave_is_refused_with_its_field_and_nothing_is_recorded() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let good = "contact1@client.example";
    let malformed = |value: &str| Problem::Malformed {
        value: value.to_owned(),
    };
    let many = (0..=domain::record::RECIPIENTS_MAX)
        .map(|n| format!("a{n}@b.example;"))
        .collect::<String>();
    for (order, field, expected) in [
        (MailOrder::default(), Field::To, Problem::Missing),
        (
            MailOrder {
                to: " ; ".into(),
                ..MailOrder::default()
            },
            Field::To,
            Problem::Missing,
        ),
        (
            MailOrder {
                to: format!("{good}; faux"),
                ..MailOrder::default()
            },
            Field::To,
            malformed("faux"),
        ),
        (
            MailOrder {
                to: format!("{good}\r\nBcc: x@y.example"),
                ..MailOrder::default()
            },
            Field::To,
            Problem::ControlCharacter,
        ),
        (
            MailOrder {
                to: good.into(),
                cc: "x@".into(),
                ..MailOrder::default()
            },
            Field::Cc,
            malformed("x@"),
        ),
        (
            MailOrder {
                to: good.into(),
                bcc: "@y".into(),
                ..MailOrder::default()
            },
            Field::Bcc,
            malformed("@y"),
        ),
        (
            MailOrder {
                to: good.into(),
                from: "autre@example.org".into(),
                ..MailOrder::default()
            },
            Field::From,
            Problem::NotInList,
        ),
        (
            MailOrder {
                to: many,
                ..MailOrder::default()
            },
            Field::To,
            Problem::TooMany {
                max: domain::record::RECIPIENTS_MAX,
            },
        ),
        // Passes as an address, but has no form in the domain name system (RFC 5891).
        (
            MailOrder {
                to: good.into(),
                cc: "a@x\u{e000}y.example".into(),
                ..MailOrder::default()
            },
            Field::Cc,
            malformed("a@x\u{e000}y.example"),
        ),
    ] {
        let command = RecordExchange {
            mail: Some(order.clone()),
            ..sent(dit, "Bonjour")
        };
        assert_eq!(
            problem(refused(&app, command).await, field),
            expected,
            "{order:?}"
        );
    }
    assert_eq!(app.deliver_pending().await, 0);
}

#[tokio::test]
async fn the_files_of_a_mail_have_a_limit_that_those_of_a_record_have_not() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let third = vec![7_u8; usize::try_from(MAIL_MAX_BYTES / 3 + 1).unwrap()];
    let mut attachments = Vec::new();
    for _ in 0..3 {
        attachments.push(app.as_dispatcher().upload("photo.jpg", &third).await);
    }
    let size_bytes = 3 * (MAIL_MAX_BYTES / 3 + 1);
    let by_mail = RecordExchange {
        attachments: attachments.clone(),
        ..mailed(dit, "Voir les photos", "contact1@client.example")
    };
    let expected = Problem::TooLarge {
        max_bytes: MAIL_MAX_BYTES,
        size_bytes,
    };
    assert_eq!(
        problem(refused(&app, by_mail).await, Field::Attachments),
        expected
    );
    app.as_dispatcher()
        .record(RecordExchange {
            attachments,
            ..sent(dit, "Voir les photos")
        })
        .await;
}

#[tokio::test]
async fn a_received_exchange_mails_nothing() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let command = RecordExchange {
        direction: Direction::Received,
        ..mailed(dit, "Bonjour", "contact1@client.example")
    };
    let id = app.as_dispatcher().record(command).await;
    assert!(app.mail(id).await.is_none());
    assert_eq!(app.stored(id).await.channel, "phone");
}

#[tokio::test]
async fn a_file_named_many_times_goes_along_once() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let plan = app.as_dispatcher().upload("plan.pdf", b"plan").await;
    let command = RecordExchange {
        attachments: vec![plan; 2 * domain::attachment::FILES_MAX + 1],
        ..mailed(dit, "Voir le plan", "contact1@client.example")
    };
    let id = app.as_dispatcher().record(command).await;
    assert_eq!(app.files(id).await, [plan]);
    let mail = app.mail(id).await.unwrap();
    let read = mail_parser::MessageParser::default().parse(&mail.bytes).unwrap();
    assert_eq!(read.attachment_count(), 1);
}

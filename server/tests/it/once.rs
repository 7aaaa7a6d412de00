//! Doubled, retried, replayed: a command happens once, and leaves its trace.

use crate::harness::{TestApp, mailed, received};
use app::error::AppError;
use domain::ExchangeId;
use domain::command::{Answer, COMMAND_VERSION, Command, Envelope, Receipt, SetContactMail};
use domain::contact::MailSlot;
use domain::dit::DitState;
use domain::locale::Locale;
use domain::rejection::Rejection;
use sea_orm::ConnectionTrait;

fn receipt(answer: Result<Answer, AppError>) -> Receipt {
    match answer {
        Ok(Answer::Done(receipt)) => receipt,
        other => panic!("not done: {other:?}"),
    }
}

#[tokio::test]
async fn a_repeated_envelope_gets_the_first_receipt_and_has_one_effect() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let envelope = app.envelope(Command::RecordExchange(mailed(
        dit,
        "Bonjour",
        "contact1@client.example",
    )));
    let first = receipt(app.as_dispatcher().send(envelope.clone()).await);
    app.clock.advance_ms(60_000);
    app.as_dispatcher().record(received(dit, "Merci")).await;
    app.set_state(dit, DitState::Cancelled).await;
    let second = receipt(
        app.as_dispatcher()
            .send(Envelope {
                issued_at: app.now(),
                ..envelope
            })
            .await,
    );
    assert_eq!(second, first, "the receipt of then, whatever has changed since");
    assert_eq!(app.count_exchanges(dit).await, 2);
    assert_eq!(app.deliver_pending().await, 1);
    assert_eq!(app.mailer.sent().len(), 1);
    assert_eq!(app.log().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn copies_that_arrive_at_once_have_one_effect_and_one_receipt() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let envelope = app.envelope(Command::RecordExchange(mailed(
        dit,
        "Bonjour",
        "contact1@client.example",
    )));
    let copies: Vec<_> = (0..8)
        .map(|_| {
            let (services, actor, envelope) = (
                app.services.clone(),
                app.company.dispatcher.actor,
                envelope.clone(),
            );
            tokio::spawn(async move { server::commands::execute(&services, &actor, envelope).await })
        })
        .collect();
    let mut receipts = Vec::new();
    for copy in copies {
        receipts.push(receipt(copy.await.unwrap()));
    }
    assert!(receipts.iter().all(|other| *other == receipts[0]), "{receipts:?}");
    assert_eq!(app.count_exchanges(dit).await, 1);
    assert_eq!(app.counter(dit).await.version, 1);
    assert_eq!(app.recipients(ExchangeId::from(envelope.id)).await.len(), 1);
    assert_eq!(app.log().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn commands_on_one_request_that_arrive_at_once_are_all_counted() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let others: Vec<_> = (0..16)
        .map(|number| {
            let envelope = app.envelope(Command::RecordExchange(received(
                dit,
                &format!("Message {number}"),
            )));
            let (services, actor) = (app.services.clone(), app.company.dispatcher.actor);
            tokio::spawn(async move { server::commands::execute(&services, &actor, envelope).await })
        })
        .collect();
    for other in others {
        receipt(other.await.unwrap());
    }
    let counter = app.counter(dit).await;
    assert_eq!((counter.count, counter.version), (16, 16));
    assert_eq!(counter, app.recount(dit).await);
}

#[tokio::test]
async fn the_same_id_with_another_body_is_refused() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let envelope = app.envelope(Command::RecordExchange(received(dit, "Bonjour")));
    receipt(app.as_dispatcher().send(envelope.clone()).await);
    for command in [
        Command::RecordExchange(received(dit, "Bonsoir")),
        Command::SetLocale(Locale::En),
    ] {
        let answer = app
            .as_dispatcher()
            .send(Envelope {
                command,
                ..envelope.clone()
            })
            .await;
        assert_eq!(answer, Ok(Answer::Rejected(Rejection::EnvelopeReused)));
    }
    assert_eq!(app.count_exchanges(dit).await, 1);
}

#[tokio::test]
async fn somebody_elses_envelope_gives_nobody_a_receipt() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let envelope = app.envelope(Command::RecordExchange(received(dit, "Bonjour")));
    receipt(app.as_dispatcher().send(envelope.clone()).await);
    let answer = app.as_technician().send(envelope).await;
    assert_eq!(answer, Ok(Answer::Rejected(Rejection::EnvelopeReused)));
}

#[tokio::test]
async fn the_id_of_an_exchange_that_came_another_way_is_refused() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "Bonjour")).await;
    let mut envelope = app.envelope(Command::RecordExchange(received(dit, "Bonjour")));
    // As an import would: the exchange is there, its envelope is not in the log.
    let other = domain::EnvelopeId::new(1, [9; 10]);
    copy_exchange(&app, id, other.into()).await;
    envelope.id = other;
    let answer = app.as_dispatcher().send(envelope).await;
    assert_eq!(answer, Ok(Answer::Rejected(Rejection::EnvelopeReused)));
}

async fn copy_exchange(app: &TestApp, id: ExchangeId, copy: ExchangeId) {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    use server::persistence::entity::exchanges;
    let mut row = app.stored(id).await;
    row.id = copy.0;
    let row: exchanges::ActiveModel = row.into_active_model().reset_all();
    let tx = app.services.db.begin().await.unwrap();
    row.insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn another_version_of_the_language_is_outdated_but_keeps_its_receipt() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    for version in [0, COMMAND_VERSION + 1] {
        let envelope = Envelope {
            version,
            ..app.envelope(Command::RecordExchange(received(dit, "Bonjour")))
        };
        assert_eq!(app.as_dispatcher().send(envelope).await, Err(AppError::Outdated));
    }
    assert_eq!(app.count_exchanges(dit).await, 0);
    let envelope = app.envelope(Command::RecordExchange(received(dit, "Bonjour")));
    let first = receipt(app.as_dispatcher().send(envelope.clone()).await);
    let replayed = app
        .as_dispatcher()
        .send(Envelope {
            version: COMMAND_VERSION + 1,
            ..envelope
        })
        .await;
    assert_eq!(receipt(replayed), first);
}

#[tokio::test]
async fn a_refusal_is_not_logged_and_is_judged_again() {
    let app = TestApp::new().await;
    let dit = app.request(DitState::Cancelled).await;
    let envelope = app.envelope(Command::RecordExchange(received(dit, "Bonjour")));
    assert!(matches!(
        app.as_dispatcher().send(envelope.clone()).await,
        Ok(Answer::Rejected(_))
    ));
    assert!(app.log().await.is_empty());
    app.set_state(dit, DitState::Open).await;
    receipt(app.as_dispatcher().send(envelope).await);
    assert_eq!(app.count_exchanges(dit).await, 1);
}

#[tokio::test]
async fn when_the_machine_fails_nothing_is_written_and_the_same_envelope_goes_through_later() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let plan = app.as_dispatcher().upload("plan.pdf", b"plan").await;
    let hash = server::files::sha256_hex(b"plan");
    let path = app.services.files.path(&hash);
    std::fs::remove_file(&path).unwrap();
    // What is there and cannot be read is the machine's fault; what is not there is said to the person.
    std::fs::create_dir(&path).unwrap();
    let mut command = mailed(dit, "Voir le plan", "contact1@client.example");
    command.attachments = vec![plan];
    let envelope = app.envelope(Command::RecordExchange(command));
    let failed = app.as_dispatcher().send(envelope.clone()).await;
    assert!(
        matches!(&failed, Err(AppError::Failed { incident }) if incident.len() == 8),
        "{failed:?}"
    );
    assert_eq!((app.count_exchanges(dit).await, app.log().await.len()), (0, 0));
    std::fs::remove_dir(&path).unwrap();
    app.services.files.put(b"plan".to_vec()).await.unwrap();
    receipt(app.as_dispatcher().send(envelope).await);
    assert_eq!(app.count_exchanges(dit).await, 1);
}

#[tokio::test]
async fn every_change_is_traced_who_when_what_and_from_where() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "Bonjour")).await;
    app.clock.advance_ms(5);
    let address = SetContactMail {
        contact: app.company.contact.id,
        slot: MailSlot::Mail1,
        address: "nouveau@client.example".to_owned(),
    };
    app.as_technician()
        .attempt(Command::SetContactMail(address))
        .await
        .unwrap();
    app.clock.advance_ms(5);
    app.as_administrator().delete(id).await;

    let log = app.log().await;
    let names: Vec<&str> = log.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["record_exchange", "set_contact_mail", "delete_exchange"]);
    let accounts: Vec<i64> = log.iter().map(|entry| entry.account_id).collect();
    let company = &app.company;
    let expected = [
        company.dispatcher.actor,
        company.technician.actor,
        company.administrator.actor,
    ];
    assert_eq!(accounts, expected.map(|actor| actor.account.0));
    let dit_id = app.dit_id(dit).await.0;
    assert_eq!(
        log.iter().map(|entry| entry.dit_id).collect::<Vec<_>>(),
        [Some(dit_id), None, Some(dit_id)]
    );
    assert_eq!(log[2].executed_at, app.clock_now());
    assert!(log.iter().all(|entry| entry.remote_address == "192.0.2.7"));
    assert_eq!(log[0].id, id.0);
}

#[tokio::test]
async fn the_trace_cannot_be_edited() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.as_dispatcher().record(received(dit, "Bonjour")).await;
    for statement in ["UPDATE commands SET account_id = 1", "DELETE FROM commands"] {
        let tx = app.services.db.begin().await.unwrap();
        let outcome = tx.execute_unprepared(statement).await;
        assert!(
            outcome.is_err_and(|error| error.to_string().contains("only added to")),
            "{statement}"
        );
    }
    assert_eq!(app.log().await.len(), 1);
}

#[tokio::test]
async fn nothing_is_written_through_the_connections_that_read() {
    let app = TestApp::new().await;
    let outcome = app
        .services
        .db
        .reader()
        .execute_unprepared("UPDATE customers SET name = 'x'")
        .await;
    assert!(outcome.is_err());
}

#[tokio::test]
async fn a_database_that_exists_is_opened_again_with_what_it_holds() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let id = app.as_dispatcher().record(received(dit, "Bonjour")).await;
    let again = server::persistence::Database::connect(&app.database_url)
        .await
        .unwrap();
    let counter = server::persistence::counters::load(again.reader(), app.dit_id(dit).await)
        .await
        .unwrap();
    assert_eq!(counter.last.map(|(position, _)| position.id), Some(id));
}

#[tokio::test]
async fn an_address_of_no_database_is_refused_in_one_sentence() {
    for (url, sentence) in [
        (
            "mysql://localhost/echanges",
            "DATABASE_URL is neither sqlite: nor postgres:",
        ),
        ("", "DATABASE_URL is neither sqlite: nor postgres:"),
        ("sqlite::memory:", "DATABASE_URL names no SQLite file"),
        ("sqlite://", "DATABASE_URL names no SQLite file"),
    ] {
        let failure = server::persistence::Database::connect(url).await.unwrap_err();
        assert_eq!(failure.to_string(), sentence, "{url}");
    }
}

#[tokio::test]
async fn a_client_that_goes_away_stops_nothing_halfway() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let envelope = app.envelope(Command::RecordExchange(mailed(
        dit,
        "Bonjour",
        "contact1@client.example",
    )));
    {
        let by = app.as_dispatcher();
        let mut request = std::pin::pin!(by.send(envelope));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(request.as_mut().poll(&mut context).is_pending());
    }
    app.services.bell.notified().await;
    assert_eq!(
        (app.count_exchanges(dit).await, app.deliver_pending().await),
        (1, 1)
    );
}

#[tokio::test]
async fn a_database_that_closed_its_connections_is_asked_again() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let envelope = app.envelope(Command::RecordExchange(received(dit, "Bonjour")));
    app.cut_connections().await;
    let mut answer = app.as_dispatcher().send(envelope.clone()).await;
    for _ in 0..20 {
        match answer {
            Err(AppError::Unavailable) => answer = app.as_dispatcher().send(envelope.clone()).await,
            _ => break,
        }
    }
    receipt(answer);
    assert_eq!(app.count_exchanges(dit).await, 1);
}

#[tokio::test]
async fn what_one_account_wrote_is_not_executed_by_another_that_signed_in_since() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let envelope = Envelope {
        account: Some(app.company.technician.actor.account),
        ..app.envelope(Command::RecordExchange(received(dit, "Bonjour")))
    };
    let answer = app.as_dispatcher().send(envelope.clone()).await;
    assert_eq!(answer, Err(AppError::SignedOut));
    assert_eq!(app.count_exchanges(dit).await, 0);
    receipt(app.as_technician().send(envelope).await);
    assert_eq!(app.count_exchanges(dit).await, 1);
}

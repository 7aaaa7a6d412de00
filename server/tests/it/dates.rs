//! The date of contact, and what it decides: product section 2.

use crate::harness::{TestApp, problem, received, sent};
use domain::command::{Command, RecordExchange};
use domain::indicator::LastWord;
use domain::rejection::{Field, Problem, Rejection};
use domain::time::{Timestamp, WallTime};

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
async fn the_date_of_contact_is_read_on_the_companys_clock() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    for (written, instant) in [
        ("2026-11-24T09:30", 1_795_509_000_000),
        ("2026-07-01T12:00", 1_782_900_000_000),
        // Shown twice when clocks go back: the earlier one.
        ("2026-10-25T02:30", 1_792_888_200_000),
        // A clock that runs a little ahead.
        ("2026-11-24T10:04", 1_795_511_040_000),
    ] {
        let command = RecordExchange {
            occurred_at: wall(written),
            ..received(dit, "Bonjour")
        };
        let stored = app.stored(app.as_dispatcher().record(command).await).await;
        assert_eq!(stored.occurred_at, instant, "{written}");
        assert_eq!(stored.recorded_at, app.clock_now());
    }
}

#[tokio::test]
async fn a_date_that_never_was_or_is_yet_to_come_is_refused() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    for (written, expected) in [
        ("2026-11-24T10:06", Problem::InFuture),
        ("2027-01-01T00:00", Problem::InFuture),
        ("2026-03-29T02:30", Problem::NoSuchTime),
    ] {
        let command = RecordExchange {
            occurred_at: wall(written),
            ..received(dit, "Bonjour")
        };
        assert_eq!(
            problem(refused(&app, command).await, Field::OccurredAt),
            expected,
            "{written}"
        );
    }
}

#[tokio::test]
async fn an_exchange_that_waited_for_the_network_is_dated_when_it_was_validated() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let (now, minute, day) = (app.clock_now(), 60_000, 24 * 60 * 60_000);
    for (issued_at, occurred_at) in [
        (now - 3 * day, now - 3 * day),
        (now + 4 * minute, now),
        (now + day, now),
        (now - 31 * day, now),
        (i64::MIN, now),
        (i64::MAX, now),
    ] {
        let mut envelope = app.envelope(Command::RecordExchange(received(dit, "Bonjour")));
        envelope.issued_at = Timestamp(issued_at);
        let id = envelope.id.into();
        app.as_dispatcher().send(envelope).await.unwrap();
        assert_eq!(app.stored(id).await.occurred_at, occurred_at, "{issued_at}");
    }
}

#[tokio::test]
async fn the_last_exchange_is_the_last_by_date_of_contact_not_by_entry() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.as_dispatcher().record(received(dit, "Il fuit")).await;
    app.clock.advance_ms(1000);
    let earlier = RecordExchange {
        occurred_at: wall("2026-11-20T08:00"),
        ..sent(dit, "Nous rappelons")
    };
    let indicator = app.as_dispatcher().record_counted(earlier).await;
    assert_eq!((indicator.count, indicator.last), (2, Some(LastWord::Customer)));
}

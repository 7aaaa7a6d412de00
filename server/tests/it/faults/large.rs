//! Many recipients, large messages, slow readers, addresses with accents.

use super::letters::{SMALL, name, send, send_from, start};
use super::plan::{Plan, Reading};
use super::server::FaultServer;
use super::simulated::SimulatedMailer;
use crate::harness::{TestApp, mailed};
use domain::ExchangeId;
use domain::reason::MailReason;
use domain::time::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use server::mailer::Verdict;
use server::outbox::deliver_pending;
use server::persistence::entity::mail_recipients;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

const MB: usize = 1024 * 1024;

fn reading(reading: Reading) -> Plan {
    Plan {
        reading,
        ..Plan::healthy()
    }
}

/// Lines as base64 has them.
fn message(bytes: usize) -> Vec<u8> {
    let mut message = b"Subject: essai\r\n\r\n".to_vec();
    while message.len() < bytes {
        message.extend_from_slice(&[b'A'; 76]);
        message.extend_from_slice(b"\r\n");
    }
    message
}

/// The verdict, and how many seconds it took.
async fn send_large(plan: Plan, bytes: &[u8]) -> (Verdict, u64, Arc<FaultServer>) {
    let (server, mailer) = start(plan);
    let begun = Instant::now();
    let verdict = send(&mailer, &["a@client.example"], bytes).await.remove(0);
    (verdict, begun.elapsed().as_secs(), server)
}

#[tokio::test]
async fn two_hundred_recipients_leave_in_four_tries_where_fifty_are_taken_at_once() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let exchange = app
        .as_dispatcher()
        .record(mailed(dit, "Nous passons demain.", "client@client.example"))
        .await;
    add_recipients(&app, exchange, 199).await;
    let server = FaultServer::new(Plan {
        most: Some((50, "452 4.5.3 too many recipients")),
        ..Plan::healthy()
    });
    let mail = app.mail(exchange).await.unwrap();
    for (tries, next_min) in [(1, Some(1)), (2, Some(5)), (3, Some(15)), (4, None)] {
        let mailer = SimulatedMailer::new(Arc::clone(&server), "smtp");
        deliver_pending(&app.services, &mailer).await.unwrap();
        let rows = mail_recipients::Entity::find()
            .filter(mail_recipients::Column::MailId.eq(mail.id))
            .order_by_asc(mail_recipients::Column::Id)
            .all(app.services.db.reader())
            .await
            .unwrap();
        let accepted = rows.iter().filter(|row| row.state == "accepted").count();
        assert_eq!(accepted, 50 * tries);
        let waiting: Vec<_> = rows.iter().filter(|row| row.state == "deferred").collect();
        assert_eq!(waiting.len(), 200 - 50 * tries);
        let Some(minutes) = next_min else { break };
        for row in &waiting {
            assert_eq!(row.reason.as_deref(), Some("too_many_recipients"));
            let delay_ms = row.next_try_at.unwrap() - app.clock_now();
            assert!(
                (minutes * 60_000..=minutes * 72_000).contains(&delay_ms),
                "{delay_ms}"
            );
        }
        let last = waiting.iter().filter_map(|row| row.next_try_at).max().unwrap();
        app.clock.set(Timestamp(last));
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for each in server.taken() {
        assert_eq!((each.bytes == mail.bytes, each.to.len()), (true, 50));
        each.to
            .into_iter()
            .for_each(|to| *times.entry(to).or_default() += 1);
    }
    assert_eq!(times.len(), 200);
    assert!(times.values().all(|count| *count == 1));
}

/// A form takes fewer; the outbox any number.
async fn add_recipients(app: &TestApp, exchange: ExchangeId, count: usize) {
    let mail = app.mail(exchange).await.unwrap();
    let first = mail_recipients::Entity::find()
        .filter(mail_recipients::Column::MailId.eq(mail.id))
        .one(app.services.db.reader())
        .await
        .unwrap()
        .unwrap();
    let others = (0..count).map(|n| {
        let mut other = first.clone().into_active_model().reset_all();
        (other.id, other.address) = (NotSet, Set(format!("client{n}@client.example")));
        other
    });
    let tx = app.services.db.begin().await.unwrap();
    mail_recipients::Entity::insert_many(others)
        .exec_without_returning(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn twenty_megabytes_pass_a_slow_reader() {
    let large = message(20 * MB * 4 / 3);
    let (verdict, seconds, server) = send_large(reading(Reading::BytesPerSecond(64 * 1024)), &large).await;
    assert_eq!(name(&verdict), "accepted", "{verdict:?}");
    assert!(seconds > 400, "{seconds}");
    assert!(server.taken()[0].bytes == large);
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_is_too_slow_gets_no_message() {
    // One byte a second: the first block that does not fit between the machines is not through in three minutes.
    let (verdict, seconds, server) = send_large(reading(Reading::BytesPerSecond(1)), &message(MB)).await;
    assert_eq!(
        reason(&verdict),
        ("deferred", MailReason::NoAnswer),
        "{verdict:?}"
    );
    assert!((180..200).contains(&seconds), "{seconds}");
    assert!(server.taken().is_empty());

    // Each block is in time, the whole is not: ten minutes, and a second for each 8 KiB.
    let (verdict, seconds, server) =
        send_large(reading(Reading::BytesPerSecond(1024)), &message(4 * MB)).await;
    assert_eq!(
        reason(&verdict),
        ("deferred", MailReason::NoAnswer),
        "{verdict:?}"
    );
    assert!((1110..1120).contains(&seconds), "{seconds}");
    assert!(server.taken().is_empty());

    let (verdict, seconds, _) = send_large(reading(Reading::Never), &message(MB)).await;
    assert_eq!(
        reason(&verdict),
        ("deferred", MailReason::NoAnswer),
        "{verdict:?}"
    );
    assert!((180..190).contains(&seconds), "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_cut_before_its_end_has_not_left() {
    let cut = reading(Reading::ResetAfter(10_000));
    let (verdict, _, server) = send_large(cut, &message(MB)).await;
    assert_eq!(
        reason(&verdict),
        ("deferred", MailReason::ConnectionLost),
        "{verdict:?}"
    );
    assert!(server.taken().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_a_server_says_when_it_stops_reading_is_heard() {
    for (words, expected) in [
        ("552 5.3.4 message too big", ("refused", MailReason::TooLarge)),
        ("452 4.3.1 disk full", ("deferred", MailReason::ServerBusy)),
        ("250 ok", ("deferred", MailReason::Garbled)),
    ] {
        let (verdict, _, server) = send_large(reading(Reading::SayAfter(10_000, words)), &message(MB)).await;
        assert_eq!(reason(&verdict), expected, "{words}: {verdict:?}");
        assert!(server.taken().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn recipients_that_take_for_ever_do_not_hold_the_others() {
    // Four minutes each: after half an hour the rest waits for the next try.
    let (server, mailer) = start(Plan {
        recipient_takes: Duration::from_secs(240),
        ..Plan::healthy()
    });
    let to: Vec<String> = (0..20).map(|n| format!("client{n}@client.example")).collect();
    let verdicts = send_from(&mailer, "demo@example.org", &to, SMALL).await.unwrap();
    let accepted = verdicts
        .iter()
        .take_while(|each| name(each) == "accepted")
        .count();
    assert_eq!(accepted, 8);
    for verdict in &verdicts[accepted..] {
        assert_eq!(reason(verdict), ("deferred", MailReason::NoAnswer));
    }
    assert_eq!(server.taken()[0].to, to[..accepted]);
}

#[tokio::test(start_paused = true)]
async fn without_smtputf8_only_those_who_need_it_are_refused() {
    let to = ["josé@client.example", "a@client.example", "b@exemplé.example"];
    let (server, mailer) = start(Plan::healthy());
    let verdicts = send(&mailer, &to, SMALL).await;
    let names: Vec<_> = verdicts.iter().map(name).collect();
    assert_eq!(names, ["refused", "accepted", "accepted"]);
    assert_eq!(reason(&verdicts[0]).1, MailReason::NoInternationalAddress);
    assert_eq!(
        server.taken()[0].to,
        ["a@client.example", "b@xn--exempl-gva.example"]
    );
    assert!(server.has_heard("MAIL FROM:<demo@example.org>"));
    assert!(!server.commands().iter().any(|line| line.contains("SMTPUTF8")));

    // The sender or a header needs it: nobody can have the mail.
    let (server, mailer) = start(Plan::healthy());
    let to = to.map(str::to_owned);
    let verdicts = send_from(&mailer, "josé@example.org", &to, SMALL).await.unwrap();
    assert!(verdicts.iter().all(|each| name(each) == "refused"));
    let header = "To: josé@client.example\r\n\r\nBonjour\r\n".as_bytes();
    let verdicts = send_from(&mailer, "demo@example.org", &to, header).await.unwrap();
    assert!(verdicts.iter().all(|each| name(each) == "refused"));
    assert!(!server.has_heard("MAIL"));

    let (server, mailer) = start(Plan {
        has_smtputf8: true,
        ..Plan::healthy()
    });
    let verdicts = send_from(&mailer, "demo@example.org", &to, header).await.unwrap();
    assert!(verdicts.iter().all(|each| name(each) == "accepted"));
    assert!(server.has_heard("MAIL FROM:<demo@example.org> SMTPUTF8 BODY=8BITMIME"));
    assert_eq!(server.taken()[0].bytes, header);
}

fn reason(verdict: &Verdict) -> (&'static str, MailReason) {
    match verdict {
        Verdict::Accepted { reply } => panic!("accepted: {reply}"),
        Verdict::Deferred { reason, .. }
        | Verdict::Refused { reason, .. }
        | Verdict::Uncertain { reason, .. } => (name(verdict), *reason),
    }
}

/// A limit of the whole never falls behind what its parts would be given.
#[test]
fn the_time_for_a_message_grows_with_it() {
    let limits = server::mailer::TimeLimits::default();
    assert_eq!(limits.whole_message(0), Duration::from_secs(600));
    assert_eq!(limits.whole_message(28 * MB), Duration::from_secs(600 + 3584));
}

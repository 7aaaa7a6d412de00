//! What people do about a mail that was recorded, also while a worker has it in hand.

use crate::harness::{TestApp, mailed, problem};
use async_trait::async_trait;
use domain::command::{Answer, ChangeMail, Command, Departure, MailOrder, RecordExchange, UndoMail};
use domain::dit::{DitNumber, DitState};
use domain::email::Email;
use domain::exchange::Counterpart;
use domain::mail_change::{MailChange, UNDO_MS};
use domain::permission::Permission;
use domain::reason::MailReason;
use domain::rejection::{Field, Problem, RecordName, Rejection};
use domain::{ExchangeId, MailRecipientId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use server::mailer::{Attempt, Gate, Mailer, MemoryMailer, Stopped, Verdict};
use server::outbox::{LEASE_MS, deliver_pending};
use server::persistence::entity::{dits, mail_recipients};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;

const MINUTE_MS: i64 = 60_000;
const MAIL1: &str = "contact1@client.example";

fn email(address: &str) -> Email {
    address.parse().unwrap()
}

async fn rows(app: &TestApp, exchange: ExchangeId) -> Vec<mail_recipients::Model> {
    let mail = app.mail(exchange).await.unwrap();
    mail_recipients::Entity::find()
        .filter(mail_recipients::Column::MailId.eq(mail.id))
        .order_by_asc(mail_recipients::Column::Id)
        .all(app.services.db.reader())
        .await
        .unwrap()
}

async fn request_of(app: &TestApp, exchange: ExchangeId) -> DitNumber {
    let dit = app.stored(exchange).await.dit_id;
    let row = dits::Entity::find_by_id(dit)
        .one(app.services.db.reader())
        .await
        .unwrap();
    row.unwrap().number.parse().unwrap()
}

/// Addresses and states, in order.
async fn states(app: &TestApp, exchange: ExchangeId) -> Vec<(String, String)> {
    let rows = rows(app, exchange).await;
    rows.into_iter().map(|row| (row.address, row.state)).collect()
}

fn pairs(states: &[(String, String)]) -> Vec<(&str, &str)> {
    states
        .iter()
        .map(|(address, state)| (address.as_str(), state.as_str()))
        .collect()
}

async fn change(app: &TestApp, exchange: ExchangeId, at: &[usize], change: MailChange) -> Command {
    let rows = rows(app, exchange).await;
    Command::ChangeMail(ChangeMail {
        exchange,
        recipients: at.iter().map(|at| MailRecipientId(rows[*at].id)).collect(),
        change,
    })
}

fn undo(exchange: ExchangeId) -> Command {
    Command::UndoMail(UndoMail {
        exchange,
        reason: "Envoi annulé avant le départ".to_owned(),
    })
}

/// A mail to these addresses about the contact of the request, leaving so.
async fn mail_leaving(app: &TestApp, to: &str, departure: Departure) -> ExchangeId {
    let dit = app.open_request().await;
    let command = RecordExchange {
        counterpart: Some(Counterpart::Contact(app.company.contact.id)),
        mail: Some(MailOrder {
            to: to.to_owned(),
            departure,
            ..MailOrder::default()
        }),
        ..mailed(dit, "Nous passons demain.", to)
    };
    app.as_dispatcher().record(command).await
}

async fn mail_to(app: &TestApp, to: &str) -> ExchangeId {
    mail_leaving(app, to, Departure::AtOnce).await
}

fn refusal() -> Verdict {
    Verdict::Refused {
        reason: MailReason::UnknownAddress,
        reply: "550 5.1.1 no such user".to_owned(),
    }
}

fn doubt() -> Verdict {
    Verdict::Uncertain {
        reason: MailReason::CutAfterDot,
        reply: String::new(),
    }
}

fn delay() -> Verdict {
    Verdict::Deferred {
        reason: MailReason::Greylisted,
        reply: "451 4.7.1 later".to_owned(),
    }
}

/// A mail that was tried, and what its recipients got for an answer.
async fn tried(app: &TestApp, answers: &[(&str, Option<Verdict>)]) -> ExchangeId {
    let to: Vec<&str> = answers.iter().map(|(address, _)| *address).collect();
    let exchange = mail_to(app, &to.join("; ")).await;
    for (address, verdict) in answers {
        if let Some(verdict) = verdict {
            app.mailer.answer(&email(address), verdict.clone());
        }
    }
    app.deliver_pending().await;
    app.mailer.answer_nothing_special();
    exchange
}

fn reached(mailer: &MemoryMailer) -> Vec<String> {
    let sent = mailer.sent().into_iter().flat_map(|mail| mail.recipients);
    sent.map(String::from).collect()
}

/// Halts with its first mail, before or after the gate, until it is told to go on, as a process that the machine has frozen.
#[derive(Debug)]
struct Halting {
    is_after_gate: bool,
    has_halted: AtomicBool,
    reached: Notify,
    go_on: Notify,
    sent: MemoryMailer,
}

#[async_trait]
impl Mailer for Halting {
    async fn send(&self, mail: Attempt<'_>, gate: &mut dyn Gate) -> Result<Vec<Verdict>, Stopped> {
        let everybody: Vec<usize> = (0..mail.recipients.len()).collect();
        if self.is_after_gate {
            gate.before_final_dot(&everybody).await?;
        }
        if !self.has_halted.swap(true, Ordering::SeqCst) {
            self.reached.notify_one();
            self.go_on.notified().await;
        }
        if !self.is_after_gate {
            gate.before_final_dot(&everybody).await?;
        }
        self.sent.send(mail, &mut OpenGate).await
    }
}

struct OpenGate;

#[async_trait]
impl Gate for OpenGate {
    async fn before_final_dot(&mut self, _taken: &[usize]) -> Result<(), Stopped> {
        Ok(())
    }
}

/// A worker that has reached the place where it halts.
async fn worker_halted(app: &TestApp, is_after_gate: bool) -> (Arc<Halting>, tokio::task::JoinHandle<usize>) {
    let mailer = Arc::new(Halting {
        is_after_gate,
        has_halted: AtomicBool::new(false),
        reached: Notify::new(),
        go_on: Notify::new(),
        sent: MemoryMailer::new(),
    });
    let (services, there) = (app.services.clone(), Arc::clone(&mailer));
    let worker = tokio::spawn(async move { deliver_pending(&services, &*there).await.unwrap() });
    mailer.reached.notified().await;
    (mailer, worker)
}

#[tokio::test]
async fn a_refused_recipient_gets_the_same_bytes_again() {
    let app = TestApp::new().await;
    let exchange = tried(&app, &[(MAIL1, Some(refusal())), ("b@client.example", None)]).await;
    let frozen = app.mail(exchange).await.unwrap();
    let resend = change(&app, exchange, &[0], MailChange::Resend).await;
    app.as_dispatcher().attempt(resend).await.unwrap();
    let now = states(&app, exchange).await;
    assert_eq!(
        pairs(&now),
        [
            (MAIL1, "resolved"),
            ("b@client.example", "accepted"),
            (MAIL1, "queued")
        ]
    );
    let [first, _, second] = <[_; 3]>::try_from(rows(&app, exchange).await).unwrap();
    assert_eq!(
        (first.reason.as_deref(), first.reply.as_str()),
        (Some("unknown_address"), "550 5.1.1 no such user"),
        "why it was sent again stays readable"
    );
    assert_eq!(
        (&second.role, &second.from_domain),
        (&first.role, &first.from_domain)
    );
    assert_eq!((second.attempt_count, second.queued_at), (0, app.clock_now()));

    assert_eq!(app.deliver_pending().await, 1);
    assert_eq!(reached(&app.mailer), ["b@client.example", MAIL1]);
    let sent = app.mailer.sent();
    assert_eq!(sent[1].bytes, frozen.bytes);
    assert_eq!(sent[1].message_id, frozen.message_id);
    // Once: whoever presses again sees that it has moved.
    let again = change(&app, exchange, &[0], MailChange::Resend).await;
    assert_eq!(app.as_dispatcher().refused(again).await, Rejection::MailMoved);
    let left = change(&app, exchange, &[2], MailChange::Resend).await;
    assert_eq!(app.as_dispatcher().refused(left).await, Rejection::MailLeft);
}

#[tokio::test]
async fn a_repeated_envelope_sends_again_once() {
    let app = TestApp::new().await;
    let exchange = tried(&app, &[(MAIL1, Some(refusal()))]).await;
    let envelope = app.envelope(change(&app, exchange, &[0], MailChange::Resend).await);
    let first = app.as_dispatcher().send(envelope.clone()).await.unwrap();
    assert!(matches!(first, Answer::Done(_)), "{first:?}");
    assert_eq!(app.as_dispatcher().send(envelope).await.unwrap(), first);
    assert_eq!(states(&app, exchange).await.len(), 2);
    let log = app.log().await;
    assert_eq!(log.iter().filter(|entry| entry.name == "change_mail").count(), 1);
}

#[tokio::test]
async fn a_deferred_recipient_is_due_at_once_or_not_any_more() {
    let app = TestApp::new().await;
    let exchange = tried(
        &app,
        &[(MAIL1, Some(delay())), ("b@client.example", Some(delay()))],
    )
    .await;
    assert_eq!(app.deliver_pending().await, 0);
    let resend = change(&app, exchange, &[0], MailChange::Resend).await;
    app.as_dispatcher().attempt(resend).await.unwrap();
    let cancel = change(&app, exchange, &[1], MailChange::Cancel).await;
    app.as_dispatcher().attempt(cancel).await.unwrap();
    let now = states(&app, exchange).await;
    assert_eq!(
        pairs(&now),
        [(MAIL1, "queued"), ("b@client.example", "cancelled")]
    );
    assert_eq!(app.deliver_pending().await, 1);
    app.clock.advance_ms(24 * 60 * MINUTE_MS);
    assert_eq!(app.deliver_pending().await, 0);
    assert_eq!(reached(&app.mailer), [MAIL1]);
    assert_eq!(rows(&app, exchange).await[0].attempt_count, 2);
    // What was cancelled may be sent after all.
    let resend = change(&app, exchange, &[1], MailChange::Resend).await;
    app.as_dispatcher().attempt(resend).await.unwrap();
    app.deliver_pending().await;
    assert_eq!(reached(&app.mailer), [MAIL1, "b@client.example"]);
}

#[tokio::test]
async fn an_uncertain_recipient_has_it_when_a_person_says_so() {
    let app = TestApp::new().await;
    let exchange = tried(&app, &[(MAIL1, Some(doubt()))]).await;
    let received = change(&app, exchange, &[0], MailChange::MarkReceived).await;
    app.as_dispatcher().attempt(received.clone()).await.unwrap();
    let row = &rows(&app, exchange).await[0];
    assert_eq!(
        (row.state.as_str(), &row.reason, row.next_try_at),
        ("accepted", &None, None)
    );
    assert_eq!(app.as_dispatcher().refused(received).await, Rejection::MailLeft);
    app.clock.advance_ms(24 * 60 * MINUTE_MS);
    assert_eq!(app.deliver_pending().await, 0);
}

#[tokio::test]
async fn mail_2_of_the_contact_is_one_press_away() {
    let app = TestApp::new().await;
    let exchange = tried(
        &app,
        &[(MAIL1, Some(refusal())), ("accueil@client.example", None)],
    )
    .await;
    let to_mail2 = change(&app, exchange, &[0], MailChange::SendToMail2).await;
    app.as_dispatcher().attempt(to_mail2).await.unwrap();
    let now = states(&app, exchange).await;
    assert_eq!(
        pairs(&now),
        [
            (MAIL1, "resolved"),
            ("accueil@client.example", "accepted"),
            ("contact1b@client.example", "queued")
        ]
    );
    app.deliver_pending().await;
    assert_eq!(
        reached(&app.mailer),
        ["accueil@client.example", "contact1b@client.example"]
    );

    // Nobody's address, and one who has no Mail 2 that it does not go to.
    let other = tried(&app, &[("x@client.example", Some(refusal())), (MAIL1, None)]).await;
    let to_mail2 = change(&app, other, &[0], MailChange::SendToMail2).await;
    assert_eq!(app.as_dispatcher().refused(to_mail2).await, Rejection::NoMail2);
    let dit = app.open_request().await;
    let nobody = app.as_dispatcher().record(mailed(dit, "Bonjour", MAIL1)).await;
    app.mailer.answer(&email(MAIL1), refusal());
    app.deliver_pending().await;
    let to_mail2 = change(&app, nobody, &[0], MailChange::SendToMail2).await;
    assert_eq!(app.as_dispatcher().refused(to_mail2).await, Rejection::NoMail2);
}

#[tokio::test]
async fn what_a_worker_has_in_hand_cannot_be_cancelled() {
    for is_after_gate in [false, true] {
        let app = TestApp::new().await;
        let exchange = mail_leaving(&app, MAIL1, Departure::Undoable).await;
        app.clock.advance_ms(UNDO_MS);
        let (mailer, worker) = worker_halted(&app, is_after_gate).await;
        let cancel = change(&app, exchange, &[0], MailChange::Cancel).await;
        assert_eq!(app.as_dispatcher().refused(cancel).await, Rejection::MailLeft);
        assert_eq!(
            app.as_dispatcher().refused(undo(exchange)).await,
            Rejection::MailLeft
        );
        mailer.go_on.notify_one();
        worker.await.unwrap();
        assert_eq!(pairs(&states(&app, exchange).await), [(MAIL1, "accepted")]);
        assert_eq!(reached(&mailer.sent), [MAIL1]);
    }
}

#[tokio::test]
async fn what_a_dead_worker_left_can_be_cancelled_and_its_ghost_sends_nothing() {
    let app = TestApp::new().await;
    let exchange = mail_to(&app, MAIL1).await;
    let (mailer, worker) = worker_halted(&app, false).await;
    app.clock.advance_ms(LEASE_MS);
    let cancel = change(&app, exchange, &[0], MailChange::Cancel).await;
    app.as_dispatcher().attempt(cancel).await.unwrap();
    mailer.go_on.notify_one();
    worker.await.unwrap();
    assert_eq!(pairs(&states(&app, exchange).await), [(MAIL1, "cancelled")]);
    assert!(mailer.sent.sent().is_empty());
}

#[tokio::test]
async fn late_news_changes_nothing_of_what_a_person_has_settled() {
    for (settled, expected) in [
        (MailChange::MarkReceived, "accepted"),
        (MailChange::Resend, "resolved"),
    ] {
        let app = TestApp::new().await;
        let exchange = mail_to(&app, MAIL1).await;
        let (mailer, worker) = worker_halted(&app, true).await;
        mailer.sent.answer(&email(MAIL1), refusal());
        app.clock.advance_ms(LEASE_MS);
        // Another worker finds the mail without a master.
        mail_to(&app, "b@client.example").await;
        app.deliver_pending().await;
        assert_eq!(pairs(&states(&app, exchange).await), [(MAIL1, "uncertain")]);
        let settle = change(&app, exchange, &[0], settled).await;
        app.as_dispatcher().attempt(settle).await.unwrap();
        // The other one wakes up, and has it refused.
        mailer.go_on.notify_one();
        worker.await.unwrap();
        let now: Vec<String> = states(&app, exchange)
            .await
            .into_iter()
            .map(|(_, state)| state)
            .collect();
        assert_eq!(now[0], expected, "{settled:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn cancelling_and_claiming_at_once_have_one_winner() {
    for _ in 0..12 {
        let app = TestApp::new().await;
        let exchange = mail_to(&app, "a@client.example; b@client.example").await;
        let cancel = change(&app, exchange, &[0, 1], MailChange::Cancel).await;
        let mailer = MemoryMailer::new();
        let (services, there) = (app.services.clone(), mailer.clone());
        let worker = tokio::spawn(async move { deliver_pending(&services, &there).await.unwrap() });
        let answer = app.as_dispatcher().attempt(cancel).await;
        worker.await.unwrap();
        let now: Vec<String> = states(&app, exchange)
            .await
            .into_iter()
            .map(|(_, state)| state)
            .collect();
        match answer {
            Ok(_) => {
                assert_eq!(now, ["cancelled", "cancelled"]);
                assert!(mailer.sent().is_empty());
            }
            Err(rejection) => {
                assert_eq!(rejection, Rejection::MailLeft);
                assert_eq!(now, ["accepted", "accepted"]);
                assert_eq!(mailer.sent().len(), 1);
            }
        }
    }
}

#[tokio::test]
async fn a_mail_of_the_composer_is_taken_back_within_ten_seconds_and_leaves_a_tombstone() {
    let app = TestApp::new().await;
    let exchange = mail_leaving(&app, "a@client.example; b@client.example", Departure::Undoable).await;
    let before = rows(&app, exchange).await;
    assert!(before.iter().all(|row| row.state == "scheduled"));
    assert!(
        before
            .iter()
            .all(|row| row.next_try_at == Some(app.clock_now() + UNDO_MS))
    );
    app.clock.advance_ms(UNDO_MS - 1);
    assert_eq!(app.deliver_pending().await, 0, "it waits");

    let envelope = app.envelope(undo(exchange));
    let first = app.as_dispatcher().send(envelope.clone()).await.unwrap();
    assert!(matches!(first, Answer::Done(_)), "{first:?}");
    assert_eq!(app.as_dispatcher().send(envelope).await.unwrap(), first);
    assert!(
        rows(&app, exchange)
            .await
            .iter()
            .all(|row| row.state == "cancelled")
    );
    let stored = app.stored(exchange).await;
    assert_eq!(stored.delete_reason, "Envoi annulé avant le départ");
    assert_eq!(stored.deleted_by, Some(app.company.dispatcher.actor.account.0));
    assert!(
        app.log()
            .await
            .iter()
            .all(|entry| entry.dit_id == Some(stored.dit_id))
    );
    app.clock.advance_ms(60 * MINUTE_MS);
    assert_eq!(app.deliver_pending().await, 0);
    assert_eq!(
        app.as_dispatcher().refused(undo(exchange)).await,
        Rejection::Deleted
    );
}

#[tokio::test]
async fn taking_back_keeps_the_counter_right() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let command = RecordExchange {
        mail: Some(MailOrder {
            to: MAIL1.to_owned(),
            departure: Departure::Undoable,
            ..MailOrder::default()
        }),
        kind: Some(app.chaser()),
        ..mailed(dit, "Bonjour", MAIL1)
    };
    let exchange = app.as_dispatcher().record(command).await;
    assert_eq!(app.counter(dit).await.indicator().count, 1);
    app.as_dispatcher().attempt(undo(exchange)).await.unwrap();
    assert_eq!(app.counter(dit).await.indicator().count, 0);
    assert_eq!(app.recount(dit).await, app.counter(dit).await);
}

#[tokio::test]
async fn after_ten_seconds_the_mail_leaves_by_itself() {
    let app = TestApp::new().await;
    let exchange = mail_leaving(&app, MAIL1, Departure::Undoable).await;
    app.clock.advance_ms(UNDO_MS);
    assert_eq!(app.deliver_pending().await, 1);
    assert_eq!(pairs(&states(&app, exchange).await), [(MAIL1, "accepted")]);
    assert_eq!(
        app.as_dispatcher().refused(undo(exchange)).await,
        Rejection::MailLeft
    );
}

#[tokio::test]
async fn a_mail_leaves_at_its_time_unless_it_is_cancelled_or_sent_now() {
    let app = TestApp::new().await;
    // 10:00 in Paris now.
    let at = |wall: &str| Departure::At(wall.parse().unwrap());
    let left_alone = mail_leaving(&app, "a@client.example", at("2026-11-24T11:30")).await;
    let cancelled = mail_leaving(&app, "b@client.example", at("2026-11-24T11:30")).await;
    let sent_now = mail_leaving(&app, "c@client.example", at("2026-11-24T11:30")).await;
    let undone = app.as_dispatcher().refused(undo(left_alone)).await;
    assert_eq!(
        undone,
        Rejection::MailMoved,
        "what leaves later has no undo window"
    );
    let cancel = change(&app, cancelled, &[0], MailChange::Cancel).await;
    app.as_dispatcher().attempt(cancel).await.unwrap();
    let send_now = change(&app, sent_now, &[0], MailChange::SendNow).await;
    app.as_dispatcher().attempt(send_now).await.unwrap();
    app.deliver_pending().await;
    assert_eq!(reached(&app.mailer), ["c@client.example"]);
    app.clock.advance_ms(90 * MINUTE_MS - 1);
    assert_eq!(app.deliver_pending().await, 0);
    app.clock.advance_ms(1);
    app.deliver_pending().await;
    assert_eq!(reached(&app.mailer), ["c@client.example", "a@client.example"]);
    assert!(
        app.stored(cancelled).await.deleted_at.is_none(),
        "the exchange stays"
    );
}

#[tokio::test]
async fn a_time_that_is_past_or_that_clocks_jump_over_is_refused_at_its_field() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    for (wall, expected) in [
        ("2026-11-24T10:00", Problem::InPast),
        ("2025-11-24T10:30", Problem::InPast),
        ("2027-03-28T02:30", Problem::NoSuchTime),
    ] {
        let command = RecordExchange {
            mail: Some(MailOrder {
                to: MAIL1.to_owned(),
                departure: Departure::At(wall.parse().unwrap()),
                ..MailOrder::default()
            }),
            ..mailed(dit, "Bonjour", MAIL1)
        };
        let rejection = app
            .as_dispatcher()
            .refused(Command::RecordExchange(command))
            .await;
        assert_eq!(problem(rejection, Field::LeavesAt), expected, "{wall}");
    }
    assert_eq!(app.count_exchanges(dit).await, 0);
}

#[tokio::test]
async fn the_role_whose_mail_it_is_and_the_state_of_the_request_are_judged() {
    let app = TestApp::new().await;
    let exchange = tried(&app, &[(MAIL1, Some(refusal()))]).await;
    let resend = change(&app, exchange, &[0], MailChange::Resend).await;
    assert_eq!(
        app.as_reader().refused(resend.clone()).await,
        Rejection::NotPermitted(Permission::SendMail)
    );
    assert_eq!(
        app.as_technician().refused(resend.clone()).await,
        Rejection::NotPermitted(Permission::EditAny)
    );
    let number = request_of(&app, exchange).await;
    app.set_state(number, DitState::Cancelled).await;
    let rejection = app.as_administrator().refused(resend.clone()).await;
    assert!(matches!(rejection, Rejection::DitState { .. }), "{rejection:?}");
    app.set_state(number, DitState::Closed).await;
    app.as_administrator().attempt(resend).await.unwrap();

    // What waits may be stopped in every state, and goes with its exchange.
    app.set_state(number, DitState::Cancelled).await;
    let cancel = change(&app, exchange, &[1], MailChange::Cancel).await;
    app.as_dispatcher().attempt(cancel).await.unwrap();
    app.set_state(number, DitState::Open).await;
    app.as_dispatcher().delete(exchange).await;
    let resend = change(&app, exchange, &[1], MailChange::Resend).await;
    assert_eq!(app.as_dispatcher().refused(resend).await, Rejection::Deleted);
}

#[tokio::test]
async fn a_recipient_of_another_mail_and_an_exchange_without_one_are_unknown() {
    let app = TestApp::new().await;
    let one = mail_to(&app, MAIL1).await;
    let other = mail_to(&app, MAIL1).await;
    let row = rows(&app, other).await[0].id;
    let cancel = |exchange, recipient| {
        Command::ChangeMail(ChangeMail {
            exchange,
            recipients: vec![MailRecipientId(recipient)],
            change: MailChange::Cancel,
        })
    };
    let unknown = Rejection::Unknown(RecordName::MailRecipient);
    assert_eq!(app.as_dispatcher().refused(cancel(one, row)).await, unknown);
    let dit = app.open_request().await;
    let unmailed = app
        .as_dispatcher()
        .record(crate::harness::sent(dit, "Bonjour"))
        .await;
    assert_eq!(app.as_dispatcher().refused(cancel(unmailed, row)).await, unknown);
    assert_eq!(app.as_dispatcher().refused(undo(unmailed)).await, unknown);
    let nowhere = ExchangeId::new(1, [9; 10]);
    assert_eq!(
        app.as_dispatcher().refused(cancel(nowhere, row)).await,
        Rejection::Unknown(RecordName::Exchange)
    );
    assert_eq!(pairs(&states(&app, other).await), [(MAIL1, "queued")]);
}

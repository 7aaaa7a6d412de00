//! Connections that are used again: as long as they are good, and with no new way to send twice or to lose.

use super::letters::{CountingGate, SMALL, name, send, send_one, send_through, start};
use super::plan::Plan;
use super::table::{Fault, Phase};
use server::mailer::Stopped;
use std::time::Duration;
use tokio::time::{Instant, sleep};

fn plan(phase: Phase, fault: Fault) -> Plan {
    Plan {
        fault: Some((phase, fault)),
        faulty: "a@client.example",
        ..Plan::healthy()
    }
}

#[tokio::test(start_paused = true)]
async fn mails_that_follow_each_other_share_a_connection() {
    let (server, mailer) = start(Plan::healthy());
    for _ in 0..50 {
        assert_eq!(name(&send_one(&mailer).await), "accepted");
    }
    assert_eq!((server.connections(), server.taken().len()), (1, 50));
    let count = |word: &str| {
        server
            .commands()
            .iter()
            .filter(|line| line.starts_with(word))
            .count()
    };
    assert_eq!((count("AUTH"), count("STARTTLS"), count("MAIL")), (1, 1, 50));
    // Fifty are enough for one.
    send_one(&mailer).await;
    assert_eq!((server.connections(), server.taken().len()), (2, 51));
    sleep(Duration::from_secs(1)).await;
    assert_eq!(count("QUIT"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_nobody_needs_is_closed_after_a_while() {
    let (server, mailer) = start(Plan::healthy());
    send_one(&mailer).await;
    sleep(Duration::from_secs(19)).await;
    send_one(&mailer).await;
    assert_eq!(server.connections(), 1);
    sleep(Duration::from_secs(22)).await;
    assert!(server.has_heard("QUIT"));
    send_one(&mailer).await;
    assert_eq!((server.connections(), server.taken().len()), (2, 3));
    // Used without a break it lives for five minutes.
    for _ in 0..31 {
        sleep(Duration::from_secs(10)).await;
        send_one(&mailer).await;
    }
    assert_eq!((server.connections(), server.taken().len()), (3, 34));
}

#[tokio::test(start_paused = true)]
async fn at_most_four_connections_wait() {
    let (server, mailer) = start(plan(Phase::Banner, Fault::Slow(1)));
    let mut sending = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let mailer = mailer.clone();
        sending.spawn(async move { send_one(&mailer).await });
    }
    while let Some(verdict) = sending.join_next().await {
        assert_eq!(name(&verdict.unwrap()), "accepted");
    }
    sleep(Duration::from_secs(5)).await;
    let goodbyes = server.commands().iter().filter(|line| *line == "QUIT").count();
    assert_eq!((server.connections(), goodbyes), (6, 2));
}

#[tokio::test(start_paused = true)]
async fn whatever_is_wrong_with_a_kept_connection_costs_a_new_one_and_nothing_else() {
    for phase in [Phase::Mail, Phase::Rcpt, Phase::Data] {
        for fault in [
            Fault::Code(421),
            Fault::Garbage,
            Fault::Reset,
            Fault::HalfClose,
            Fault::Stall,
            Fault::OneByte,
        ] {
            let (server, mailer) = start(Plan::healthy());
            send_one(&mailer).await;
            server.behave_once(plan(phase, fault));
            let begun = Instant::now();
            let verdict = send_one(&mailer).await;
            assert_eq!(name(&verdict), "accepted", "{phase:?} {fault:?}: {verdict:?}");
            assert!(begun.elapsed() <= Duration::from_secs(121), "{phase:?} {fault:?}");
            assert_eq!(
                (server.connections(), server.taken().len()),
                (2, 2),
                "{phase:?} {fault:?}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_the_sender_is_believed_on_a_fresh_connection_only() {
    let (server, mailer) = start(Plan::healthy());
    send_one(&mailer).await;
    server.behave_once(plan(
        Phase::Mail,
        Fault::Say("550 too many mails in this session"),
    ));
    assert_eq!(name(&send_one(&mailer).await), "accepted");
    assert_eq!((server.connections(), server.taken().len()), (2, 2));

    server.behave(plan(Phase::Mail, Fault::Code(550)));
    assert_eq!(name(&send_one(&mailer).await), "refused");
    // The second no ended it: no third connection.
    assert_eq!(server.connections(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hung_up_meanwhile_is_called_again() {
    let (server, mailer) = start(Plan::healthy());
    send_one(&mailer).await;
    server.hang_up();
    sleep(Duration::from_millis(10)).await;
    assert_eq!(name(&send_one(&mailer).await), "accepted");
    assert_eq!((server.connections(), server.taken().len()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn after_the_gate_nothing_is_tried_a_second_time() {
    for (fault, verdict) in [
        (Fault::Reset, "uncertain"),
        (Fault::HalfClose, "uncertain"),
        (Fault::Stall, "uncertain"),
        (Fault::Garbage, "uncertain"),
        (Fault::Code(421), "deferred"),
        (Fault::Code(554), "refused"),
    ] {
        let (server, mailer) = start(Plan::healthy());
        send_one(&mailer).await;
        server.behave(plan(Phase::AfterDot, fault));
        assert_eq!(name(&send_one(&mailer).await), verdict, "{fault:?}");
        assert_eq!((server.connections(), server.taken().len()), (1, 2), "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_heard_a_no_is_not_kept() {
    let refusal = Plan {
        replies: vec![("b@client.example", "550 5.1.1 unknown")],
        ..Plan::healthy()
    };
    let (server, mailer) = start(refusal);
    let verdicts = send(&mailer, &["a@client.example", "b@client.example"], SMALL).await;
    assert_eq!(
        verdicts.iter().map(name).collect::<Vec<_>>(),
        ["accepted", "refused"]
    );
    send_one(&mailer).await;
    assert_eq!(server.connections(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_closed_gate_drops_the_connection_inside_data() {
    let (server, mailer) = start(Plan::healthy());
    send_one(&mailer).await;
    let mut gate = CountingGate {
        is_closed: true,
        ..CountingGate::default()
    };
    let to = ["a@client.example".to_owned()];
    let outcome = send_through(&mailer, "demo@example.org", &to, SMALL, &mut gate).await;
    assert_eq!((outcome, gate.asked), (Err(Stopped::Gate), 1));
    send_one(&mailer).await;
    assert_eq!((server.connections(), server.taken().len()), (2, 2));
}

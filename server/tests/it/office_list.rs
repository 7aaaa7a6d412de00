//! The list of recipients that need somebody: who is on it, in which order, page by page.

use crate::harness::{TestApp, mailed};
use crate::office::{count, filtered, outbox};
use crate::rows::{MARCH, MINUTE, write};
use app::view::outbox::{MailAbout, OutboxFilter};
use domain::mail::RecipientState;
use server::persistence::entity::{mail_recipients, mails};
use uuid::Uuid;

/// Mails of the program in every state, one a minute; the first is the oldest.
async fn write_states(app: &TestApp, states: &[&str]) {
    let id = |at: usize| Uuid::from_u128(0x5000 + at as u128);
    let mail = |at: usize| mails::Model {
        id: id(at),
        exchange_id: None,
        message_id: format!("<{at}@example.org>"),
        from_email: "demo@example.org".into(),
        subject: format!("Avis {at}"),
        bytes: Vec::new(),
        created_at: MARCH,
        purpose: "notice".into(),
        reply_address: "demo@example.org".into(),
        references_ids: String::new(),
        is_signed: false,
    };
    let recipient = |(at, state): (usize, &&str)| mail_recipients::Model {
        id: 20_000 + i64::try_from(at).unwrap(),
        mail_id: id(at),
        address: format!("{at}@client.example"),
        role: "to".into(),
        state: (*state).to_owned(),
        attempt_count: 1,
        next_try_at: (*state != "accepted").then_some(MARCH),
        since_at: MARCH + i64::try_from(at).unwrap() * MINUTE,
        reply: String::new(),
        lease_token: None,
        lease_until_at: None,
        reason: (*state == "refused").then(|| "mailbox_full".to_owned()),
        from_domain: "example.org".into(),
        queued_at: MARCH,
    };
    write(&app.services.db, (0..states.len()).map(mail).collect()).await;
    write(
        &app.services.db,
        states.iter().enumerate().map(recipient).collect(),
    )
    .await;
}

#[tokio::test]
async fn the_list_holds_whoever_needs_somebody_newest_first_and_page_by_page() {
    let app = TestApp::new().await;
    let all = [
        "refused",
        "uncertain",
        "deferred",
        "queued",
        "scheduled",
        "accepted",
        "cancelled",
        "resolved",
    ];
    let states: Vec<&str> = all.iter().copied().cycle().take(160).collect();
    write_states(&app, &states).await;
    let expected: Vec<String> = (0..states.len())
        .rev()
        .filter(|at| !["accepted", "cancelled", "resolved"].contains(&states[*at]))
        .map(|at| format!("{at}@client.example"))
        .collect();
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = filtered(&app, OutboxFilter::All, after).await;
        assert!(page.rows.len() <= 50);
        found.extend(page.rows.into_iter().map(|row| row.recipient.address));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(found, expected);
    for (filter, state) in [
        (OutboxFilter::Refused, RecipientState::Refused),
        (OutboxFilter::Uncertain, RecipientState::Uncertain),
        (OutboxFilter::Deferred, RecipientState::Deferred),
        (OutboxFilter::Scheduled, RecipientState::Scheduled),
        (OutboxFilter::Overdue, RecipientState::Queued),
    ] {
        let page = filtered(&app, filter, None).await;
        assert_eq!(page.rows.len(), 20, "{filter:?}");
        for row in &page.rows {
            assert_eq!(row.recipient.state, state);
            assert_eq!(row.is_overdue, filter == OutboxFilter::Overdue);
            assert_eq!(row.about, MailAbout::Notice);
        }
        assert!(page.next.is_none());
        assert_eq!(count(&page, state), 20);
    }
    let first = &filtered(&app, OutboxFilter::Refused, None).await.rows[0];
    assert_eq!(first.recipient.reason, "La boîte du destinataire est pleine.");
}

#[tokio::test]
async fn who_has_just_been_queued_is_not_late_yet() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.as_dispatcher()
        .record(mailed(dit, "Bonjour", "contact1@client.example"))
        .await;
    assert!(outbox(&app).await.rows.is_empty());
    app.clock.advance_ms(11 * MINUTE);
    let view = outbox(&app).await;
    assert!(view.rows[0].is_overdue);
    assert_eq!(view.rows[0].about, MailAbout::Dit(dit));
    assert_eq!(view.rows[0].recipient.address, "contact1@client.example");
}

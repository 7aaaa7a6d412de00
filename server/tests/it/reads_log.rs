//! What the log of a request says.

use crate::harness::{NOW, TestApp, mailed, note, received, sent};
use crate::reads::{DIT, bound, log_of, number, reader, seen_by};
use crate::rows::{
    COLLEAGUE, CONTACT, DAY, DISPATCHER, MARCH, MINUTE, READER, TECHNICIAN, exchange, exchange_id,
    write_file, write_mail, write_version,
};
use app::backend::Backend;
use app::view::{ExchangePage, ExchangeView};
use domain::ContactId;
use domain::dit::DitState;
use domain::exchange::{Channel, Counterpart, Direction};
use domain::indicator::{Indicator, LastWord};
use domain::locale::Locale;
use domain::mail::{RecipientRole, RecipientState};

async fn only(app: &TestApp, id: i64) -> ExchangeView {
    let page = bound(app, id, Locale::Fr)
        .exchanges(number(DIT), None)
        .await
        .unwrap();
    assert_eq!(page.exchanges.len(), 1);
    page.exchanges.into_iter().next().unwrap()
}

#[tokio::test]
async fn the_log_is_paged_without_gap_or_repeat_even_within_one_instant() {
    // 40 apart, then 80 of one instant of contact, of which 60 were also entered at one instant.
    let app = log_of(
        (0..120)
            .map(|n| {
                let mut each = exchange(DIT, n);
                each.occurred_at = MARCH + i64::from(n.min(40)) * MINUTE;
                each.recorded_at = MARCH + i64::from(n.clamp(40, 60)) * MINUTE;
                each
            })
            .collect(),
    )
    .await;
    let (mut seen, mut before, mut sizes) = (Vec::new(), None, Vec::new());
    loop {
        let page: ExchangePage = reader(&app).exchanges(number(DIT), before).await.unwrap();
        seen.extend(page.exchanges.iter().map(|each| each.id));
        sizes.push(page.exchanges.len());
        before = page.older;
        if before.is_none() {
            break;
        }
        assert_eq!(before, seen.last().copied());
    }
    assert_eq!(sizes, [50, 50, 20]);
    assert_eq!(seen, (0..120).rev().map(exchange_id).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_log_says_whose_request_it_is_at_every_page() {
    let app = log_of((0..60).map(|n| exchange(DIT, n)).collect()).await;
    let newest = reader(&app).exchanges(number(DIT), None).await.unwrap();
    let older = reader(&app).exchanges(number(DIT), newest.older).await.unwrap();
    assert_eq!(older.exchanges.len(), 10);
    let request = reader(&app).dit(number(DIT)).await.unwrap();
    for page in [newest, older] {
        assert_eq!(page.about.subject, "Fuite au sous-sol");
        assert_eq!(page.about.customer, request.customer);
        assert_eq!(page.about.customer_code, request.customer_code);
    }
}

#[tokio::test]
async fn an_exchange_says_who_what_when_and_how() {
    let mut row = exchange(DIT, 1);
    row.direction = "sent".into();
    row.channel = "sms".into();
    row.detail = "Bonjour <b>Zoé</b> & cie\n\nÀ demain".into();
    row.occurred_at = MARCH + 10 * 60 * MINUTE;
    row.recorded_by = DISPATCHER;
    row.is_after_closure = true;
    (row.edited_at, row.edited_by, row.revision) = (Some(MARCH + DAY), Some(COLLEAGUE), 2);
    let app = log_of(vec![row]).await;
    let view = only(&app, READER).await;
    assert_eq!((view.id, view.revision), (exchange_id(1), 2));
    assert_eq!((view.direction, view.channel), (Direction::Sent, Channel::Sms));
    assert_eq!(
        (view.kind.label.as_str(), view.kind.is_chaser),
        ("Prise de contact", false)
    );
    assert_eq!(
        (view.employee.id.0, view.employee.name.as_str()),
        (TECHNICIAN, "Karim Benali")
    );
    assert_eq!(view.counterpart, Some(Counterpart::Contact(ContactId(CONTACT))));
    assert_eq!(
        (view.counterpart_name.as_str(), view.subject.as_str()),
        ("Zoé Étienne", "Objet 1")
    );
    assert_eq!(view.detail, "Bonjour <b>Zoé</b> & cie\n\nÀ demain");
    assert!(
        view.html().contains("Bonjour &lt;b&gt;Zoé&lt;/b&gt; &amp; cie"),
        "{}",
        view.html()
    );
    assert_eq!(view.occurred_at.text, "2 mars 2026, 19:00");
    assert_eq!(view.occurred_at.iso, "2026-03-02T18:00:00Z");
    assert_eq!(
        (view.occurred_wall.day(), view.day_text.as_str()),
        ("2026-03-02", "lundi 2 mars 2026")
    );
    assert_eq!(
        (view.occurred_wall.time(), view.occurred_wall.as_str()),
        ("19:00", "2026-03-02T19:00")
    );
    assert_eq!(view.recorded_at.text, "2 mars 2026, 09:00");
    assert_eq!((view.recorded_by.as_str(), view.is_own), ("Anne Lefèvre", false));
    assert!(view.is_after_closure);
    let edited = view.edited.clone().unwrap();
    assert_eq!(
        (edited.by.as_str(), edited.at.text.as_str()),
        ("Élodie Évrard", "3 mars 2026, 09:00")
    );
    assert_eq!(
        (view.deleted.clone(), view.mail.clone(), view.attachments.len()),
        (None, None, 0)
    );
    assert!(only(&app, DISPATCHER).await.is_own);
    assert_eq!(reader(&app).exchange(exchange_id(1)).await.unwrap(), view);
    let english = bound(&app, READER, Locale::En)
        .exchange(exchange_id(1))
        .await
        .unwrap();
    assert_eq!(english.day_text, "Monday 2 March 2026");
    assert_eq!(english.occurred_at.text, "2 Mar 2026, 19:00");
}

#[tokio::test]
async fn the_other_side_is_a_contact_a_name_the_customer_or_nobody() {
    let row = |n: u32, direction: &str, contact: Option<i64>, name: Option<&str>| {
        let mut row = exchange(DIT, n);
        (row.direction, row.contact_id) = (direction.to_owned(), contact);
        row.free_name = name.map(str::to_owned);
        row
    };
    let app = log_of(vec![
        row(4, "received", Some(CONTACT), None),
        row(3, "received", None, Some("Le gardien")),
        row(2, "sent", None, None),
        row(1, "internal", None, None),
    ])
    .await;
    let page = reader(&app).exchanges(number(DIT), None).await.unwrap();
    let names: Vec<&str> = page
        .exchanges
        .iter()
        .map(|each| each.counterpart_name.as_str())
        .collect();
    assert_eq!(names, ["Zoé Étienne", "Le gardien", "Hôpital du Sacré-Cœur", ""]);
}

#[tokio::test]
async fn the_text_of_a_tombstone_is_for_who_wrote_it_and_who_may_edit_any() {
    let mut row = exchange(DIT, 1);
    (row.deleted_at, row.deleted_by) = (Some(MARCH + DAY), Some(DISPATCHER));
    row.delete_reason = "Doublon".into();
    let app = log_of(vec![row]).await;
    write_file(&app, 1, "photo.jpg", 1).await;
    write_mail(&app, 1, &[("to", "accepted")]).await;
    write_version(&app, 1, 1).await;
    for (who, is_readable) in [
        (DISPATCHER, true),
        (TECHNICIAN, true),
        (COLLEAGUE, false),
        (READER, false),
    ] {
        let view = only(&app, who).await;
        let tombstone = view.deleted.clone().unwrap();
        assert_eq!(
            (tombstone.by.as_str(), tombstone.reason.as_str()),
            ("Anne Lefèvre", "Doublon")
        );
        assert_eq!(tombstone.at.text, "3 mars 2026, 09:00");
        let mail = view.mail.clone().unwrap();
        assert_eq!(mail.recipients.len(), 1);
        let shown = [&view.subject, &view.detail, &view.html(), &mail.subject].map(|text| !text.is_empty());
        assert_eq!(shown, [is_readable; 4], "{who}");
        assert_eq!(view.attachments.len(), usize::from(is_readable), "{who}");
        let wire = serde_json::to_string(&view).unwrap();
        assert_eq!(wire.contains("Détail"), is_readable, "{who}");
        let versions = bound(&app, who, Locale::Fr)
            .versions(exchange_id(1))
            .await
            .unwrap();
        assert_eq!(versions[0].detail.is_empty(), !is_readable, "{who}");
        assert_eq!(versions[0].subject.is_empty(), !is_readable, "{who}");
        assert_eq!(
            bound(&app, who, Locale::Fr)
                .exchange(exchange_id(1))
                .await
                .unwrap(),
            view
        );
    }
}

#[tokio::test]
async fn each_recipient_of_a_mail_has_its_state_and_each_file_its_place() {
    let app = log_of(vec![exchange(DIT, 1), exchange(DIT, 2)]).await;
    write_mail(
        &app,
        1,
        &[("to", "accepted"), ("cc", "deferred"), ("bcc", "refused")],
    )
    .await;
    write_mail(&app, 2, &[("to", "uncertain")]).await;
    write_file(&app, 1, "deuxième.pdf", 2).await;
    write_file(&app, 1, "première.pdf", 1).await;
    let page = reader(&app).exchanges(number(DIT), None).await.unwrap();
    let [second, first] = &page.exchanges[..] else {
        panic!("two exchanges")
    };
    let mail = first.mail.as_ref().unwrap();
    assert_eq!(
        (mail.from.as_str(), mail.subject.as_str()),
        ("technique@reads.example", "Mail 1")
    );
    let states: Vec<_> = mail
        .recipients
        .iter()
        .map(|each| (each.role, each.state))
        .collect();
    let expected = [
        (RecipientRole::To, RecipientState::Accepted),
        (RecipientRole::Cc, RecipientState::Deferred),
        (RecipientRole::Bcc, RecipientState::Refused),
    ];
    assert_eq!(states, expected);
    let deferred = &mail.recipients[1];
    assert_eq!(
        (deferred.address.as_str(), deferred.reply.as_str()),
        ("cc@client.example", "250 2.0.0")
    );
    assert_eq!(deferred.since.text, "2 mars 2026, 09:01");
    assert_eq!(deferred.next_try_at.as_ref().unwrap().text, "2 mars 2026, 09:16");
    assert_eq!(mail.recipients[0].next_try_at, None);
    assert_eq!(
        second.mail.as_ref().unwrap().recipients[0].state,
        RecipientState::Uncertain
    );
    let files: Vec<&str> = first.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(files, ["première.pdf", "deuxième.pdf"]);
    assert_eq!(
        (first.attachments[0].size_bytes, second.attachments.len()),
        (12, 0)
    );
}

#[tokio::test]
async fn earlier_versions_come_newest_first_with_who_wrote_them() {
    let mut row = exchange(DIT, 1);
    row.revision = 3;
    let app = log_of(vec![row]).await;
    assert_eq!(reader(&app).versions(exchange_id(1)).await.unwrap(), []);
    write_version(&app, 1, 1).await;
    write_version(&app, 1, 2).await;
    let versions = reader(&app).versions(exchange_id(1)).await.unwrap();
    assert_eq!(
        versions.iter().map(|each| each.revision).collect::<Vec<_>>(),
        [2, 1]
    );
    let second = &versions[0];
    assert_eq!(
        (second.written.by.as_str(), second.employee.as_str()),
        ("Élodie Évrard", "Anne Lefèvre")
    );
    assert_eq!(second.written.at.text, "2 mars 2026, 09:02");
    assert_eq!(second.occurred_at.text, "2 mars 2026, 09:00");
    assert_eq!(
        (second.kind.as_str(), second.channel),
        ("Relance", Channel::Portal)
    );
    assert_eq!(
        (second.counterpart_name.as_str(), second.subject.as_str()),
        ("Le gardien", "Avant")
    );
    assert_eq!(second.detail, "Version 2");
}

#[tokio::test]
async fn an_internal_note_is_in_the_log_and_counts_for_nothing() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let said = app.as_dispatcher().record(received(dit, "Il fuit")).await;
    app.clock.advance_ms(MINUTE);
    let noted = app.as_dispatcher().record(note(dit, "Client pressé")).await;
    let page = seen_by(app.as_reader()).exchanges(dit, None).await.unwrap();
    assert_eq!(
        page.exchanges.iter().map(|each| each.id).collect::<Vec<_>>(),
        [noted, said]
    );
    assert_eq!(page.exchanges[0].direction, Direction::Internal);
    assert_eq!(page.exchanges[0].detail, "Client pressé");
    assert_eq!(
        (page.indicator.count, page.indicator.last),
        (1, Some(LastWord::Customer))
    );
    assert_eq!(page.state, DitState::Open);
    let list = seen_by(app.as_reader())
        .dits(Default::default(), None)
        .await
        .unwrap();
    assert_eq!(list.rows[0].indicator, page.indicator);
    assert_eq!(list.rows[0].last_exchange.as_ref().unwrap().at, NOW);
}

#[tokio::test]
async fn what_was_deleted_no_longer_counts_but_stays_in_its_place() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let first = app.as_dispatcher().record(received(dit, "Il fuit")).await;
    app.clock.advance_ms(MINUTE);
    let mut chaser = sent(dit, "Où en êtes-vous ?");
    chaser.kind = Some(app.chaser());
    let chaser = app.as_technician().record(chaser).await;
    let reads = seen_by(app.as_other_technician());
    let before = reads.exchanges(dit, None).await.unwrap();
    let indicator = Indicator {
        count: 2,
        last: Some(LastWord::Us),
        has_chaser: true,
        version: 2,
    };
    assert_eq!(before.indicator, indicator);
    assert_eq!(before.exchanges[0].detail, "Où en êtes-vous ?");

    app.as_technician().delete(chaser).await;
    let after = reads.exchanges(dit, None).await.unwrap();
    let indicator = Indicator {
        count: 1,
        last: Some(LastWord::Customer),
        has_chaser: false,
        version: 3,
    };
    assert_eq!(after.indicator, indicator);
    assert_eq!(reads.dit(dit).await.unwrap().indicator, indicator);
    assert_eq!(
        reads.dits(Default::default(), None).await.unwrap().rows[0].indicator,
        indicator
    );
    assert_eq!(
        after.exchanges.iter().map(|each| each.id).collect::<Vec<_>>(),
        [chaser, first]
    );
    assert!(after.exchanges[0].deleted.is_some());
    assert_eq!(after.exchanges[0].detail, "");
    assert_eq!(
        seen_by(app.as_technician())
            .exchange(chaser)
            .await
            .unwrap()
            .detail,
        "Où en êtes-vous ?"
    );
}

#[tokio::test]
async fn a_mail_that_waits_is_shown_as_waiting_and_as_cancelled_once_deleted() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let exchange = app
        .as_dispatcher()
        .record(mailed(dit, "Bonjour", "contact1@client.example"))
        .await;
    let reads = seen_by(app.as_reader());
    let states = |view: ExchangeView| {
        let recipients = view.mail.unwrap().recipients.into_iter();
        recipients
            .map(|each| (each.address, each.state))
            .collect::<Vec<_>>()
    };
    let waiting = reads.exchange(exchange).await.unwrap();
    assert_eq!(waiting.mail.as_ref().unwrap().from, "demo@example.org");
    assert_eq!(
        waiting.mail.as_ref().unwrap().subject,
        format!("[{dit}] Fuite au sous-sol")
    );
    assert_eq!(
        states(waiting),
        [("contact1@client.example".to_owned(), RecipientState::Queued)]
    );
    app.as_dispatcher().delete(exchange).await;
    let cancelled = states(reads.exchange(exchange).await.unwrap());
    assert_eq!(
        cancelled,
        [("contact1@client.example".to_owned(), RecipientState::Cancelled)]
    );
}

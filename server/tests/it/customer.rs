//! What the overview of a customer says.

use crate::harness::{TestApp, note, received, sent};
use app::backend::Backend;
use app::error::AppError;
use app::view::{DitFilter, LogFilter};
use domain::command::RecordExchange;
use domain::dit::DitState;
use domain::exchange::Direction;
use domain::locale::Locale;
use sea_orm::EntityTrait;
use server::backend::Bound;
use server::persistence::entity::{customers, exchanges};

const MINUTE_MS: i64 = 60_000;

fn looking(app: &TestApp) -> Bound {
    Bound {
        services: app.services.clone(),
        actor: app.company.reader.actor,
        locale: Locale::Fr,
        email: String::new(),
        remote_address: String::new(),
    }
}

async fn code(app: &TestApp) -> String {
    let customer = customers::Entity::find_by_id(app.company.customer.0);
    let row = customer.one(app.services.db.reader()).await.unwrap();
    row.unwrap().code
}

#[tokio::test]
async fn an_overview_says_who_waits_for_whom() {
    let app = TestApp::new().await;
    let (ours, theirs, quiet) = (
        app.open_request().await,
        app.open_request().await,
        app.open_request().await,
    );
    let closed = app.open_request().await;
    app.as_dispatcher()
        .record(received(ours, "Où en êtes-vous ?"))
        .await;
    app.clock.advance_ms(1_000);
    app.as_dispatcher().record(received(theirs, "Bonjour")).await;
    app.clock.advance_ms(30 * MINUTE_MS);
    app.as_dispatcher()
        .record(sent(theirs, "Nous passons demain."))
        .await;
    app.as_dispatcher()
        .record(RecordExchange {
            kind: Some(app.chaser()),
            ..received(closed, "Toujours rien")
        })
        .await;
    app.set_state(closed, DitState::Closed).await;
    app.as_dispatcher().record(note(quiet, "Ne compte pas")).await;

    let view = looking(&app).customer(code(&app).await).await.unwrap();
    assert_eq!(view.figures.open, 3);
    assert_eq!(
        (view.figures.waiting_for_us, view.figures.waiting_for_customer),
        (2, 1),
        "whatever the state of the request, as in the list they lead to"
    );
    assert_eq!(view.figures.chasers, 1);
    assert_eq!(view.figures.answer_minutes, Some(30), "one was answered");
    assert_eq!(view.dits.rows.len(), 4);
    assert_eq!(view.jobs.len(), 3, "one for each open request");
    assert!(!view.sites.is_empty() && !view.contacts.is_empty());
    let said: Vec<&str> = view
        .log
        .lines
        .iter()
        .map(|line| line.line.excerpt.as_str())
        .collect();
    assert_eq!(said.len(), 4);
    assert_eq!(said[3], "Où en êtes-vous ?", "newest first, across requests");
    assert!(!said.contains(&"Ne compte pas"));
}

#[tokio::test]
async fn the_log_of_a_customer_is_paged_and_filtered_without_gap_or_repeat() {
    let app = TestApp::new().await;
    let dits = [app.open_request().await, app.open_request().await];
    for n in 0..130_usize {
        let text = format!("Message {n}");
        let command = if n % 3 == 0 {
            sent(dits[n % 2], &text)
        } else {
            received(dits[n % 2], &text)
        };
        app.as_dispatcher().record(command).await;
        app.clock.advance_ms(1_000);
    }
    let code = code(&app).await;
    let backend = looking(&app);
    for (filter, expected) in [
        (LogFilter::default(), 130),
        (
            LogFilter {
                direction: Some(Direction::Sent),
                is_chaser: false,
            },
            44,
        ),
        (
            LogFilter {
                direction: None,
                is_chaser: true,
            },
            0,
        ),
    ] {
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = backend.customer_log(code.clone(), filter, before).await.unwrap();
            seen.extend(page.lines.iter().map(|line| line.exchange));
            before = page.older;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), expected, "{filter:?}");
        let mut sorted = seen.clone();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        sorted.dedup();
        assert_eq!(seen, sorted, "{filter:?}");
    }
}

#[tokio::test]
async fn every_exchange_knows_the_customer_of_its_request() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.as_dispatcher().record(received(dit, "Bonjour")).await;
    let rows = exchanges::Entity::find()
        .all(app.services.db.reader())
        .await
        .unwrap();
    assert!(rows.iter().all(|row| row.customer_id == app.company.customer.0));
    let filter = DitFilter {
        customer: code(&app).await,
        ..DitFilter::default()
    };
    assert_eq!(looking(&app).dits(filter, None).await.unwrap().rows.len(), 1);
    let nobody = DitFilter {
        customer: "nobody".to_owned(),
        ..DitFilter::default()
    };
    assert!(looking(&app).dits(nobody, None).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn an_unknown_customer_has_no_overview() {
    let app = TestApp::new().await;
    assert_eq!(
        looking(&app).customer("C-9999".to_owned()).await,
        Err(AppError::NotFound)
    );
    let log = looking(&app)
        .customer_log("C-9999".to_owned(), LogFilter::default(), None)
        .await;
    assert_eq!(log, Err(AppError::NotFound));
}

//! What the preview of an indicator says.

use crate::harness::{TestApp, received, sent};
use crate::reads::{DIT, log_of, number, reader};
use crate::rows::{DAY, DISPATCHER, MARCH, exchange};
use app::backend::Backend;
use app::error::AppError;
use domain::exchange::Direction;
use server::backend::Bound;

fn looking(app: &TestApp) -> Bound {
    Bound {
        services: app.services.clone(),
        actor: app.company.reader.actor,
        locale: domain::locale::Locale::Fr,
        email: String::new(),
        remote_address: String::new(),
    }
}

#[tokio::test]
async fn a_preview_shows_the_five_newest_that_count_and_how_many_more() {
    let rows = (0..12).map(|n| {
        let mut row = exchange(DIT, n);
        row.occurred_at = MARCH + i64::from(n) * DAY;
        row.detail = format!("Message {n}");
        match n {
            11 => row.direction = "internal".into(),
            10 => (row.deleted_at, row.deleted_by) = (Some(MARCH), Some(DISPATCHER)),
            9 => row.direction = "sent".into(),
            _ => {}
        }
        row
    });
    let app = log_of(rows.collect()).await;
    let preview = reader(&app).preview(number(DIT)).await.unwrap();
    let texts: Vec<&str> = preview.lines.iter().map(|line| line.excerpt.as_str()).collect();
    assert_eq!(
        texts,
        ["Message 9", "Message 8", "Message 7", "Message 6", "Message 5"]
    );
    assert_eq!(preview.lines[0].direction, Direction::Sent);
    assert_eq!(preview.lines[0].speaker, "Karim Benali");
    assert_eq!(preview.lines[1].direction, Direction::Received);
    assert_ne!(preview.lines[1].speaker, "Karim Benali");
}

#[tokio::test]
async fn a_preview_is_one_short_line_for_each_and_knows_the_counter() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let empty = looking(&app).preview(dit).await.unwrap();
    assert!(empty.lines.is_empty());
    assert_eq!(empty.indicator.count, 0);

    let long = format!("\n\n  Première ligne\n\n{}", "é".repeat(400));
    app.as_dispatcher().record(received(dit, &long)).await;
    app.clock.advance_ms(60_000);
    for n in 0..6 {
        app.as_dispatcher()
            .record(sent(dit, &format!("Réponse {n}")))
            .await;
        app.clock.advance_ms(60_000);
    }
    let preview = looking(&app).preview(dit).await.unwrap();
    assert_eq!(preview.indicator.version, app.counter(dit).await.version);
    assert_eq!((preview.lines.len(), preview.indicator.count), (5, 7));
    assert_eq!(preview.lines[0].excerpt, "Réponse 5");

    let other = app.open_request().await;
    app.as_dispatcher().record(received(other, &long)).await;
    let line = looking(&app).preview(other).await.unwrap().lines.remove(0);
    assert!(line.excerpt.starts_with("Première ligne é"), "{}", line.excerpt);
    assert_eq!(line.excerpt.chars().count(), 161, "160 and an ellipsis");
}

#[tokio::test]
async fn an_unknown_request_has_no_preview() {
    let app = TestApp::new().await;
    let unknown = "DIT-2026-9999".parse().unwrap();
    assert_eq!(looking(&app).preview(unknown).await, Err(AppError::NotFound));
}

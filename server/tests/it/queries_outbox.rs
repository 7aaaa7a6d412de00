//! What the page of the outbox costs, asked every few seconds by whoever watches: a fixed number of statements, each by an index.

use crate::harness::TestApp;
use crate::queries::{Watched, check_plans, filled};
use app::view::outbox::{OutboxCursor, OutboxFilter};
use domain::MailRecipientId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::persistence::entity::mail_recipients;
use server::persistence::read;

/// Every fourth recipient is not settled.
async fn unsettle(app: &TestApp) {
    let states = ["refused", "uncertain", "deferred", "queued", "scheduled"];
    let tx = app.services.db.begin().await.unwrap();
    for (at, state) in (0..).zip(states.iter().cycle().take(300)) {
        mail_recipients::Entity::update_many()
            .col_expr(mail_recipients::Column::State, (*state).into())
            .filter(mail_recipients::Column::Id.eq(10_000 + at * 4))
            .exec(&tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_outbox_is_seven_statements_whatever_is_asked_of_it() {
    let app = filled().await;
    unsettle(&app).await;
    let watched = Watched::of(&app);
    for filter in OutboxFilter::ALL {
        let mut after: Option<OutboxCursor> = None;
        for page in ["first", "next"] {
            let services = &app.services;
            let (accounts, counters) = (&services.mail_accounts, &services.mail_counters);
            let now = services.clock.now();
            let view = read::outbox(&watched.reading(&app), accounts, counters, now, filter, after)
                .await
                .unwrap();
            assert!(!view.rows.is_empty(), "{filter:?} {page}");
            let statements = watched.take();
            assert_eq!(statements.len(), 7, "{filter:?} {page}");
            let tables = ["recipient", "mail", "mail_recipients", "mails"];
            check_plans(&app, &format!("{filter:?} {page}"), &statements, &tables).await;
            after = view.next;
            assert!(after.is_some() || page == "next", "{filter:?}");
        }
    }
}

#[tokio::test]
async fn a_mail_as_it_left_is_two_statements() {
    let app = filled().await;
    let watched = Watched::of(&app);
    let exchange = crate::rows::exchange_id(3);
    let mail = read::sent_mail(&watched.reading(&app), exchange)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(mail.recipients.len(), 1);
    assert_eq!(mail.recipients[0].recipient.id, MailRecipientId(10_003));
    let statements = watched.take();
    assert_eq!(statements.len(), 2);
    check_plans(&app, "sent mail", &statements, &["exchange", "mail", "recipient"]).await;
}

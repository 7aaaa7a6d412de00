//! Several instances on one database.

use super::{Counting, Running, enqueue_many, everybody, mail_to, reached};
use crate::harness::TestApp;
use sea_orm::{EntityTrait, QuerySelect};
use server::live::Live;
use server::mailer::Accounts;
use server::outbox::Pace;
use server::persistence::entity::mail_recipients;
use server::persistence::outbox::listen;
use server::persistence::{Database, Engine};
use server::services::Services;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Nothing here takes so long; a test that would wait for ever ends.
const PATIENCE: Duration = Duration::from_secs(60);

/// One more instance, with connections and a bell of its own.
async fn instance(app: &TestApp, accounts: &Arc<Accounts>) -> Services {
    Services {
        db: Database::connect(&app.database_url).await.unwrap(),
        bell: Arc::new(Notify::new()),
        live: Live::new(app.now()),
        mail_accounts: Arc::clone(accounts),
        ..app.services.clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn several_instances_send_each_mail_once() {
    const MAILS: usize = 150;
    let app = TestApp::new().await;
    let mailer = Counting::new(MAILS);
    let accounts = Arc::new(Accounts::only(mailer.clone()));
    enqueue_many(&app, MAILS).await;
    let pace = Pace {
        lanes: 8,
        ..Pace::default()
    };
    let mut running = Vec::new();
    for _ in 0..3 {
        running.push(Running::start(&instance(&app, &accounts).await, pace));
    }
    timeout(PATIENCE, mailer.is_done.notified()).await.unwrap();
    for worker in running {
        worker.stop().await;
    }
    assert_eq!(reached(&mailer.sent), everybody(MAILS));
    let rows: Vec<(String, i32)> = mail_recipients::Entity::find()
        .select_only()
        .columns([
            mail_recipients::Column::State,
            mail_recipients::Column::AttemptCount,
        ])
        .into_tuple()
        .all(app.services.db.reader())
        .await
        .unwrap();
    assert_eq!(rows, vec![("accepted".to_owned(), 1); MAILS]);
}

#[tokio::test]
async fn an_instance_hears_what_another_one_records() {
    let app = TestApp::new().await;
    if app.services.db.engine() != Engine::Postgres {
        // A file has no other instance: nobody is to be heard.
        let heard = timeout(Duration::ZERO, listen(&app.services.db, || panic!("from whom?"))).await;
        assert!(heard.is_err());
        return;
    }
    let elsewhere = Database::connect(&app.database_url).await.unwrap();
    let heard = Arc::new(Notify::new());
    let bell = Arc::clone(&heard);
    let ears = tokio::spawn(async move { match listen(&elsewhere, || bell.notify_one()).await {} });
    // Once at the beginning: what was said before is not repeated.
    timeout(PATIENCE, heard.notified()).await.unwrap();
    mail_to(&app, "a@client.example").await;
    timeout(PATIENCE, heard.notified()).await.unwrap();
    // And after the connection was lost: what was said meanwhile is not repeated either.
    app.cut_connections().await;
    timeout(PATIENCE, heard.notified()).await.unwrap();
    ears.abort();
}

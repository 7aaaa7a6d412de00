//! What an operator does on the command line.

use crate::browser::{DISPATCHER, Web};
use crate::harness::{TestApp, sent};
use axum::http::StatusCode;
use domain::permission::Role;
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, PaginatorTrait};
use server::config::Config;
use server::persistence::entity::{attachments, exchange_counters, exchanges};
use server::persistence::{Database, Engine};
use server::upkeep::{self, Newcomer};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;

fn newcomer(email: &str, password: &str) -> Newcomer {
    Newcomer {
        email: email.parse().unwrap(),
        role: Role::Dispatcher,
        first_name: Some("Anne".to_owned()),
        last_name: None,
        password: password.to_owned(),
    }
}

fn config(data: &Path) -> Config {
    let data = data.to_str().unwrap().to_owned();
    Config::read(|name| (name == "ECHANGES_DATA").then(|| data.clone())).unwrap()
}

#[tokio::test]
async fn a_new_account_signs_in_and_an_address_has_one_account() {
    let web = Web::new().await;
    let services = &web.app.services;
    upkeep::add_account(services, newcomer("Anne@example.org", "une phrase assez longue"))
        .await
        .unwrap();
    let reply = web.sign_in("anne@example.org", "une phrase assez longue").await;
    assert!(reply.cookie().is_some());
    let refused = upkeep::add_account(services, newcomer("anne@EXAMPLE.org", "une autre phrase longue"))
        .await
        .unwrap_err();
    assert_eq!(refused.to_string(), "This address already has an account.");
    let refused = upkeep::add_account(services, newcomer("luc@example.org", "court"))
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("at least 12 characters"),
        "{refused}"
    );
    assert_eq!(
        web.ask("session", "{}", &reply.cookie().unwrap()).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_backup_is_a_whole_database_and_replaces_nothing() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.as_dispatcher().record(sent(dit, "Bonjour")).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    let done = upkeep::backup(&app.services, &file).await;
    if app.services.db.engine() == Engine::Postgres {
        assert!(done.unwrap_err().to_string().contains("pg_dump"));
        return;
    }
    done.unwrap();
    let copy = Database::connect(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    assert_eq!(exchanges::Entity::find().count(copy.reader()).await.unwrap(), 1);
    let again = upkeep::backup(&app.services, &file).await.unwrap_err();
    assert!(again.to_string().contains("already exists"), "{again}");
}

#[tokio::test]
async fn a_check_names_what_is_wrong() {
    let web = Web::new().await;
    let app = &web.app;
    let folder = tempfile::tempdir().unwrap();
    let notes = Mutex::new(Vec::new());
    let check = async || {
        let note = |line: &str| notes.lock().unwrap().push(line.to_owned());
        upkeep::check(&config(folder.path()), &app.services, note).await
    };
    let dit = app.open_request().await;
    app.as_dispatcher().record(sent(dit, "Bonjour")).await;
    check().await.unwrap();
    assert_eq!(notes.lock().unwrap().len(), 6);

    let transaction = app.services.db.begin().await.unwrap();
    exchange_counters::Entity::update_many()
        .col_expr(exchange_counters::Column::Count, Expr::value(7))
        .exec(&transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(
        check().await.unwrap_err().to_string(),
        "The counters of 1 requests differ from their exchanges."
    );
}

#[tokio::test]
async fn a_check_misses_files_that_are_gone() {
    let web = Web::new().await;
    let cookie = web.session(DISPATCHER).await;
    let request = crate::browser::post("/attachments?name=a.txt", "x")
        .cookie(&cookie)
        .done();
    assert_eq!(web.send(request).await.status, StatusCode::OK);
    let services = &web.app.services;
    let kept = attachments::Entity::find()
        .one(services.db.reader())
        .await
        .unwrap()
        .unwrap();
    std::fs::remove_file(services.files.path(&kept.hash)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let wrong = upkeep::check(&config(folder.path()), services, |_| {})
        .await
        .unwrap_err();
    assert!(
        wrong
            .to_string()
            .starts_with("The content of 1 attachments is missing"),
        "{wrong}"
    );
}

fn program(arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_echanges"));
    command
        .args(arguments)
        .env_remove("DATABASE_URL")
        .env_remove("SMTP_URL")
        .env_remove("RUST_LOG");
    command
        .envs(settings.iter().copied())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn every_command_explains_itself() {
    for arguments in [
        vec!["--help"],
        vec!["serve", "--help"],
        vec!["seed", "--help"],
        vec!["user", "add", "--help"],
        vec!["check", "--help"],
        vec!["backup", "--help"],
    ] {
        let output = program(&arguments, &[]);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("Usage: echanges"),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_goes_wrong_is_one_sentence_and_status_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = ("ECHANGES_DATA", folder.path().to_str().unwrap());
    for (arguments, settings, word) in [
        (vec![], vec![data], "command"),
        (vec!["nothing"], vec![data], "nothing"),
        (vec!["seed", "--requests", "x"], vec![data], "--requests"),
        (
            vec!["user", "add", "--email", "x", "--role", "reader"],
            vec![data],
            "--email",
        ),
        (
            vec!["user", "add", "--email", "a@b.fr", "--role", "king"],
            vec![data],
            "dispatcher",
        ),
        (
            vec!["user", "add", "--email", "a@b.fr", "--role", "reader"],
            vec![data],
            "password",
        ),
        (
            vec!["check"],
            vec![data, ("ECHANGES_TIME_ZONE", "Mars/Phobos")],
            "ECHANGES_TIME_ZONE",
        ),
        (vec!["check"], vec![data, ("RUST_LOG", "a=b=c")], "RUST_LOG"),
        (
            vec!["check"],
            vec![data, ("DATABASE_URL", "mysql://x")],
            "DATABASE_URL",
        ),
        (vec!["check"], vec![data, ("SMTP_URL", "http://x")], "SMTP_URL"),
        (
            vec!["serve"],
            vec![data, ("LEPTOS_SITE_ADDR", "192.0.2.1:1")],
            "192.0.2.1:1",
        ),
    ] {
        let output = program(&arguments, &settings);
        let said = String::from_utf8_lossy(&output.stderr);
        let shown: Vec<&str> = said.lines().filter(|line| !line.contains(" INFO ")).collect();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert_eq!(shown.len(), 1, "{arguments:?}: {said}");
        assert!(
            shown[0].contains(word) && shown[0].ends_with('.'),
            "{arguments:?}: {said}"
        );
    }
}

//! Files and paper: what they hold, and for whom.

use crate::browser::{DISPATCHER, READER, Reply, TECHNICIAN, Web};
use crate::harness::{mailed, note, received, sent};
use axum::http::StatusCode;
use domain::command::RecordExchange;
use domain::dit::{DitNumber, DitState};
use std::io::Write;
use std::process::{Command, Stdio};

/// The lines of a file as Python's reader of CSV sees them: a program that is not ours.
fn lines(reply: &Reply) -> Vec<Vec<String>> {
    const READ: &str = "import csv,io,json,sys\n\
        text = sys.stdin.buffer.read().decode('utf-8-sig')\n\
        print(json.dumps(list(csv.reader(io.StringIO(text, newline=''), delimiter=';', strict=True))))";
    let mut python = Command::new("python3")
        .args(["-c", READ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(&reply.body).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The field of a column, by its name.
fn field<'a>(lines: &'a [Vec<String>], line: usize, column: &str) -> &'a str {
    let at = lines[0].iter().position(|name| name == column);
    &lines[line][at.unwrap_or_else(|| panic!("{column} in {:?}", lines[0]))]
}

/// Names and contents of an archive, as Python unpacks it.
fn unpacked(reply: &Reply) -> Vec<(String, String)> {
    const READ: &str = "import io,json,sys,zipfile\n\
        z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\n\
        assert z.testzip() is None\n\
        print(json.dumps([[i.filename, z.read(i).decode('latin-1')] for i in z.infolist()]))";
    let mut python = Command::new("python3")
        .args(["-c", READ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(&reply.body).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn the_exchanges_of_a_request_are_a_file_that_a_spreadsheet_opens() {
    let web = Web::new().await;
    let app = &web.app;
    let dit = app.open_request().await;
    let hostile = "=HYPERLINK(\"http://x\";\"y\")\nsuite \"citée\"; fin";
    app.as_dispatcher()
        .record(RecordExchange {
            subject: "+33 1 40 00 00 00".into(),
            ..received(dit, hostile)
        })
        .await;
    app.clock.advance_ms(60_000);
    app.as_dispatcher().record(note(dit, "Entre nous")).await;
    app.clock.advance_ms(60_000);
    app.as_dispatcher()
        .record(mailed(dit, "Bonjour", "contact1@client.example"))
        .await;
    app.deliver_pending().await;

    let reply = web
        .get(&format!("/dits/{dit}/exchanges.csv"), &web.session(READER).await)
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(
        reply
            .header("content-type")
            .starts_with("text/csv; charset=utf-8")
    );
    assert!(
        reply
            .header("content-disposition")
            .starts_with(&format!("attachment; filename=\"{dit} _changes.csv\"")),
        "{}",
        reply.header("content-disposition")
    );
    assert!(
        reply
            .body
            .starts_with("\u{feff}Demande;Date de l’échange;Sens;".as_bytes())
    );
    assert!(reply.body.ends_with(b"\r\n"));
    let lines = lines(&reply);
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| line.len() == 20));
    assert_eq!(field(&lines, 1, "Sens"), "transmis");
    assert_eq!(
        field(&lines, 1, "Mail"),
        "contact1@client.example (remis au serveur)"
    );
    assert_eq!(field(&lines, 2, "Sens"), "note interne");
    assert_eq!(field(&lines, 2, "Détail"), "Entre nous");
    assert_eq!(field(&lines, 3, "Détail"), format!("'{hostile}"));
    assert_eq!(field(&lines, 3, "Objet"), "'+33 1 40 00 00 00");
    assert_eq!(field(&lines, 3, "Demande"), dit.to_string());
    let at = field(&lines, 3, "Date de l’échange");
    assert!(at.len() == 16 && at.as_bytes()[10] == b' ', "{at}");
}

#[tokio::test]
async fn the_text_of_a_tombstone_is_withheld_from_a_file_and_from_paper_as_on_the_screen() {
    let web = Web::new().await;
    let dit = web.app.open_request().await;
    let exchange = web
        .app
        .as_dispatcher()
        .record(sent(dit, "Secret de personne"))
        .await;
    web.app.as_dispatcher().delete(exchange).await;
    for (email, reading) in [
        (DISPATCHER, "supprimé"),
        (TECHNICIAN, "supprimé, texte réservé"),
        (READER, "supprimé, texte réservé"),
    ] {
        let cookie = web.session(email).await;
        let may = email == DISPATCHER;
        let lines = lines(&web.get(&format!("/dits/{dit}/exchanges.csv"), &cookie).await);
        assert_eq!(field(&lines, 1, "Lecture"), reading, "{email}");
        let detail = if may { "Secret de personne" } else { "" };
        assert_eq!(field(&lines, 1, "Détail"), detail, "{email}");
        assert!(!field(&lines, 1, "Supprimé par").is_empty());
        let page = web.get(&format!("/dits/{dit}/print"), &cookie).await.text();
        assert_eq!(page.contains("Secret de personne"), may, "{email}");
        assert!(page.contains("Supprimé par"), "{email}");
    }
}

#[tokio::test]
async fn the_list_is_a_file_of_what_its_filter_shows_to_the_last_page() {
    let web = Web::new().await;
    for _ in 0..60 {
        web.app.open_request().await;
    }
    web.app.request(DitState::Closed).await;
    let cookie = web.session(READER).await;
    let all = lines(&web.get("/dits.csv", &cookie).await);
    assert_eq!(all.len(), 62);
    assert!(all.iter().all(|line| line.len() == 13));
    let closed = lines(&web.get("/dits.csv?state=closed&sort=newest", &cookie).await);
    assert_eq!(closed.len(), 2);
    assert_eq!(field(&closed, 1, "État"), "Clôturée");
    assert_eq!(field(&closed, 1, "Objet"), "Fuite au sous-sol");
}

#[tokio::test]
async fn the_mails_of_a_request_are_an_archive_of_what_left() {
    let web = Web::new().await;
    let app = &web.app;
    let dit = app.open_request().await;
    let cookie = web.session(READER).await;
    let path = format!("/dits/{dit}/mails.zip");
    let empty = unpacked(&web.get(&path, &cookie).await);
    assert_eq!(empty[0].0, "aucun mail.txt");

    let mut left = Vec::new();
    for text in ["Un", "Deux"] {
        left.push(
            app.as_dispatcher()
                .record(mailed(dit, text, "contact1@client.example"))
                .await,
        );
        app.clock.advance_ms(60_000);
    }
    app.deliver_pending().await;
    let gone = app
        .as_dispatcher()
        .record(mailed(dit, "Trois", "contact1@client.example"))
        .await;
    app.deliver_pending().await;
    app.as_dispatcher().delete(gone).await;

    let reply = web.get(&path, &cookie).await;
    assert_eq!(reply.header("content-type"), "application/zip");
    let files = unpacked(&reply);
    assert_eq!(files.len(), 2, "{files:?}");
    for (exchange, (name, content)) in left.iter().rev().zip(&files) {
        assert!(name.ends_with(&format!("{exchange}.eml")), "{name}");
        let bytes: Vec<u8> = content
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect();
        assert_eq!(bytes, app.mail(*exchange).await.unwrap().bytes);
    }
    assert_eq!(
        unpacked(&web.get(&path, &web.session(DISPATCHER).await).await).len(),
        3
    );
}

#[tokio::test]
async fn a_page_to_print_has_every_exchange_oldest_first_and_nothing_that_runs() {
    let web = Web::new().await;
    let dit = web.app.open_request().await;
    for n in 0..55 {
        web.app
            .as_dispatcher()
            .record(received(dit, &format!("Message {n}. <b>")))
            .await;
        web.app.clock.advance_ms(60_000);
    }
    let reply = web
        .get(&format!("/dits/{dit}/print"), &web.session(READER).await)
        .await;
    let policy = reply.header("content-security-policy").to_owned();
    let page = reply.text();
    let places: Vec<usize> = (0..55)
        .map(|n| {
            page.find(&format!("Message {n}. &lt;b"))
                .unwrap_or_else(|| panic!("{n}"))
        })
        .collect();
    assert!(places.is_sorted());
    assert!(
        page.starts_with("<!DOCTYPE html><html lang=\"fr\""),
        "{}",
        &page[..80]
    );
    assert!(page.contains(&format!("Échanges de {dit}")));
    assert_eq!(page.matches("<script").count(), 1);
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    assert!(page.contains(&format!("nonce=\"{nonce}\"")) && policy.contains("default-src 'none'"));
}

#[tokio::test]
async fn nothing_is_exported_to_nobody_and_an_unknown_request_is_not_found() {
    let web = Web::new().await;
    let dit = web.app.open_request().await;
    let unknown: DitNumber = "DIT-2026-9999".parse().unwrap();
    let cookie = web.session(READER).await;
    for path in ["exchanges.csv", "mails.zip", "print"] {
        let signed_out = web.get(&format!("/dits/{dit}/{path}"), "").await;
        assert_ne!(signed_out.status, StatusCode::OK, "{path}");
        for number in [unknown.to_string(), "x".to_owned()] {
            let reply = web.get(&format!("/dits/{number}/{path}"), &cookie).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    assert_ne!(web.get("/dits.csv", "").await.status, StatusCode::OK);
}

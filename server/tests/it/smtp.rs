//! The SMTP mailer against a server that misbehaves.

use crate::smtp_server::{ACCOUNT, Fault, Offer, PLAIN, STARTTLS, SmtpServer};
use async_trait::async_trait;
use domain::email::Email;
use server::mailer::{Attempt, Gate, Mailer, SmtpMailer, SmtpSettings, Stopped, TimeLimits, Verdict};
use std::time::Duration;

const MESSAGE: &[u8] = b"Subject: essai\r\n\r\n.une ligne avec un point\r\n..deux\r\nfin\r\n";

/// Writes down whom it was asked for.
#[derive(Default)]
struct Notebook {
    taken: Option<Vec<usize>>,
    is_closed: bool,
}

#[async_trait]
impl Gate for Notebook {
    async fn before_final_dot(&mut self, taken: &[usize]) -> Result<(), Stopped> {
        assert!(self.taken.is_none(), "asked once");
        self.taken = Some(taken.to_vec());
        if self.is_closed {
            Err(Stopped::Gate)
        } else {
            Ok(())
        }
    }
}

/// Short where a test waits for it to pass, long elsewhere.
fn limits(short: Option<&str>) -> TimeLimits {
    let limit = |word| Duration::from_millis(if short == Some(word) { 60 } else { 20_000 });
    TimeLimits {
        connect: limit("CONNECT"),
        command: limit("COMMAND"),
        recipients: limit("RECIPIENTS"),
        data: limit("DATA"),
        block: limit("BLOCK"),
        message: limit("MESSAGE"),
        final_reply: limit("DOT"),
    }
}

fn mailer(server: &SmtpServer, scheme: &str, query: &str) -> SmtpMailer {
    let port = server.address.port();
    let url = format!("{scheme}localhost:{port}{query}");
    SmtpMailer::new(SmtpSettings::parse(&url).unwrap(), limits(None))
}

fn emails(addresses: &[&str]) -> Vec<Email> {
    addresses.iter().map(|address| address.parse().unwrap()).collect()
}

async fn send_bytes(mailer: &SmtpMailer, to: &[&str], bytes: &[u8]) -> Vec<Verdict> {
    let (from, recipients) = ("demo@example.org".parse().unwrap(), emails(to));
    let mail = Attempt {
        message_id: "<1@example.org>",
        from: &from,
        recipients: &recipients,
        bytes,
    };
    mailer.send(mail, &mut Notebook::default()).await.unwrap()
}

async fn send(mailer: &SmtpMailer, to: &[&str]) -> Vec<Verdict> {
    send_bytes(mailer, to, MESSAGE).await
}

/// The name of the verdict and its words.
fn said(verdict: &Verdict) -> (&'static str, &str) {
    match verdict {
        Verdict::Accepted { reply } => ("accepted", reply),
        Verdict::Deferred { reply, .. } => ("deferred", reply),
        Verdict::Refused { reply, .. } => ("refused", reply),
        Verdict::Uncertain { reply, .. } => ("uncertain", reply),
    }
}

#[tokio::test]
async fn a_mail_arrives_byte_for_byte() {
    let server = SmtpServer::start(PLAIN, Fault::None).await;
    let verdicts = send(
        &mailer(&server, "smtp://", ""),
        &["a@client.example", "b@exemplé.example"],
    )
    .await;
    assert_eq!(verdicts.len(), 2);
    for verdict in &verdicts {
        assert_eq!(said(verdict), ("accepted", "250 2.0.0 queued as 4D0T"));
    }
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].bytes, MESSAGE);
    assert_eq!(taken[0].from, "demo@example.org");
    assert_eq!(taken[0].to, ["a@client.example", "b@xn--exempl-gva.example"]);
    assert!(!taken[0].is_encrypted);
}

#[tokio::test]
async fn encryption_is_taken_where_it_is_offered_and_missed_where_it_is_required() {
    let server = SmtpServer::start(STARTTLS, Fault::None).await;
    assert_eq!(
        said(&send(&mailer(&server, "smtp://", ""), &["a@client.example"]).await[0]).0,
        "accepted"
    );
    assert!(server.taken()[0].is_encrypted);

    let server = SmtpServer::start(
        Offer {
            implicit: true,
            ..PLAIN
        },
        Fault::None,
    )
    .await;
    assert_eq!(
        said(&send(&mailer(&server, "smtps://", ""), &["a@client.example"]).await[0]).0,
        "accepted"
    );
    assert!(server.taken()[0].is_encrypted);

    let server = SmtpServer::start(PLAIN, Fault::None).await;
    let verdicts = send(
        &mailer(&server, "smtp://", "?tls=required"),
        &["a@client.example"],
    )
    .await;
    let (name, words) = said(&verdicts[0]);
    assert_eq!(name, "deferred");
    assert!(words.contains("STARTTLS"), "{words}");
    assert!(!server.has_heard("MAIL"));
}

#[tokio::test]
async fn a_password_is_never_sent_in_clear_except_on_this_machine() {
    let server = SmtpServer::start(PLAIN, Fault::None).await;
    let scheme = format!("smtp://{ACCOUNT}@");
    let remote = mailer(&server, &scheme, "").trusting_no_loopback();
    let verdicts = send(&remote, &["a@client.example"]).await;
    assert_eq!(
        said(&verdicts[0]),
        (
            "deferred",
            "the mail server offers no encryption: the password is not sent in clear"
        )
    );
    assert!(!server.has_heard("AUTH") && !server.has_heard("MAIL"));

    let local = mailer(&server, &scheme, "");
    assert_eq!(said(&send(&local, &["a@client.example"]).await[0]).0, "accepted");
    assert!(server.has_heard("AUTH PLAIN"));
}

#[tokio::test]
async fn a_certificate_of_nobody_known_gets_no_password() {
    let server = SmtpServer::start(STARTTLS, Fault::None).await;
    let scheme = format!("smtp://{ACCOUNT}@");
    let remote = mailer(&server, &scheme, "").trusting_no_loopback();
    let verdicts = send(&remote, &["a@client.example"]).await;
    let (name, words) = said(&verdicts[0]);
    assert_eq!(name, "deferred");
    assert!(words.contains("certificate"), "{words}");
    assert!(!server.has_heard("AUTH"));

    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("ca.pem");
    std::fs::write(&authority, &server.certificate).unwrap();
    let query = format!("?tls=required&ca={}", authority.display());
    let known = mailer(&server, &scheme, &query).trusting_no_loopback();
    assert_eq!(said(&send(&known, &["a@client.example"]).await[0]).0, "accepted");
    assert!(server.taken()[0].is_encrypted);
}

#[tokio::test]
async fn a_refused_recipient_does_not_stop_the_others() {
    let gone = Fault::Recipient("gone@client.example", "550 5.1.1 no such user");
    let server = SmtpServer::start(PLAIN, gone).await;
    let to = ["a@client.example", "gone@client.example", "c@client.example"];
    let (from, recipients) = ("demo@example.org".parse().unwrap(), emails(&to));
    let mail = Attempt {
        message_id: "<1@example.org>",
        from: &from,
        recipients: &recipients,
        bytes: MESSAGE,
    };
    let mut notebook = Notebook::default();
    let verdicts = mailer(&server, "smtp://", "")
        .send(mail, &mut notebook)
        .await
        .unwrap();
    let names: Vec<&str> = verdicts.iter().map(|verdict| said(verdict).0).collect();
    assert_eq!(names, ["accepted", "refused", "accepted"]);
    assert_eq!(said(&verdicts[1]).1, "550 5.1.1 no such user");
    assert_eq!(notebook.taken, Some(vec![0, 2]));
    assert_eq!(server.taken()[0].to, ["a@client.example", "c@client.example"]);
}

#[tokio::test]
async fn each_answer_gets_the_verdict_it_means() {
    for (scheme, word, reply, verdict) in [
        ("smtp://", "GREETING", "421 4.3.2 not now", "deferred"),
        // About the way, not about the mail: nothing is refused because of a setting.
        ("smtp://", "GREETING", "554 5.3.2 no service here", "deferred"),
        ("smtp://", "EHLO", "500 5.5.1 what", "deferred"),
        ("smtp://", "MAIL", "530 5.7.0 sign in first", "deferred"),
        ("smtp://", "MAIL", "451 4.3.0 later", "deferred"),
        ("smtp://", "MAIL", "550 5.7.1 not from you", "refused"),
        ("smtp://", "RCPT", "450 4.2.1 greylisted", "deferred"),
        ("smtp://", "RCPT", "421 4.3.2 going down", "deferred"),
        ("smtp://", "RCPT", "552 5.5.3 too many recipients", "deferred"),
        ("smtp://", "RCPT", "550 5.1.1 unknown", "refused"),
        ("smtp://", "DATA", "451 4.3.0 later", "deferred"),
        ("smtp://", "DATA", "554 5.5.1 no", "refused"),
        ("smtp://", "DOT", "452 4.3.1 disk full", "deferred"),
        ("smtp://", "DOT", "554 5.6.0 not this text", "refused"),
    ] {
        let server = SmtpServer::start(PLAIN, Fault::Answer(word, reply)).await;
        let verdicts = send(&mailer(&server, scheme, ""), &["a@client.example"]).await;
        let (name, words) = said(&verdicts[0]);
        assert_eq!(name, verdict, "{word} {reply}");
        assert!(words.contains(&reply[4..]), "{word} {reply}: {words}");
        assert!(server.taken().is_empty(), "{word} {reply}");
    }
}

#[tokio::test]
async fn only_what_was_cut_after_the_final_dot_is_uncertain() {
    let server = SmtpServer::start(PLAIN, Fault::DropAfterDot).await;
    assert_eq!(
        said(&send(&mailer(&server, "smtp://", ""), &["a@client.example"]).await[0]).0,
        "uncertain"
    );
    assert_eq!(server.taken().len(), 1);

    let server = SmtpServer::start(PLAIN, Fault::Silent("DOT")).await;
    let url = format!("smtp://{}", server.address);
    let impatient = SmtpMailer::new(SmtpSettings::parse(&url).unwrap(), limits(Some("DOT")));
    assert_eq!(
        said(&send(&impatient, &["a@client.example"]).await[0]).0,
        "uncertain"
    );

    // More than any socket buffers: the connection breaks while lines are still being written, the dot never leaves.
    let large = b"une ligne de texte\r\n".repeat(700_000);
    let server = SmtpServer::start(PLAIN, Fault::DropInData).await;
    let verdicts = send_bytes(&mailer(&server, "smtp://", ""), &["a@client.example"], &large).await;
    assert_eq!(said(&verdicts[0]).0, "deferred", "{verdicts:?}");
}

#[tokio::test]
async fn every_phase_has_its_own_time_limit() {
    for (word, phase) in [
        ("GREETING", "COMMAND"),
        ("EHLO", "COMMAND"),
        ("MAIL", "COMMAND"),
        ("RCPT", "COMMAND"),
        ("DATA", "DATA"),
    ] {
        let server = SmtpServer::start(PLAIN, Fault::Silent(word)).await;
        let url = format!("smtp://{}", server.address);
        let mut limits = limits(Some(phase));
        if word == "GREETING" || word == "EHLO" {
            limits.connect = limits.command;
        }
        let verdicts = send(
            &SmtpMailer::new(SmtpSettings::parse(&url).unwrap(), limits),
            &["a@client.example"],
        )
        .await;
        let (name, words) = said(&verdicts[0]);
        assert_eq!(name, "deferred", "{word}");
        assert!(
            words.starts_with("the mail server did not answer in time"),
            "{word}: {words}"
        );
    }
}

#[tokio::test]
async fn nothing_is_sent_through_a_closed_gate() {
    let server = SmtpServer::start(PLAIN, Fault::None).await;
    let (from, recipients) = ("demo@example.org".parse().unwrap(), emails(&["a@client.example"]));
    let mail = Attempt {
        message_id: "<1@example.org>",
        from: &from,
        recipients: &recipients,
        bytes: MESSAGE,
    };
    let mut closed = Notebook {
        is_closed: true,
        ..Notebook::default()
    };
    let outcome = mailer(&server, "smtp://", "").send(mail, &mut closed).await;
    assert_eq!(outcome, Err(Stopped::Gate));
    assert!(server.has_heard("DATA"));
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn an_accent_before_the_at_needs_a_server_that_can() {
    let to = ["josé@client.example"];
    let server = SmtpServer::start(PLAIN, Fault::None).await;
    let verdicts = send(&mailer(&server, "smtp://", ""), &to).await;
    let (name, words) = said(&verdicts[0]);
    assert_eq!(name, "refused");
    assert!(words.contains("SMTPUTF8"), "{words}");
    assert!(!server.has_heard("MAIL"));

    let server = SmtpServer::start(
        Offer {
            smtputf8: true,
            ..PLAIN
        },
        Fault::None,
    )
    .await;
    assert_eq!(
        said(&send(&mailer(&server, "smtp://", ""), &to).await[0]).0,
        "accepted"
    );
    assert!(server.has_heard("MAIL FROM:<demo@example.org> SMTPUTF8 BODY=8BITMIME"));
    assert_eq!(server.taken()[0].to, ["josé@client.example"]);
}

#[tokio::test]
async fn a_server_that_is_not_there_defers() {
    let server = SmtpServer::start(PLAIN, Fault::None).await;
    let gone = mailer(&server, "smtp://", "");
    drop(server);
    tokio::task::yield_now().await;
    assert_eq!(said(&send(&gone, &["a@client.example"]).await[0]).0, "deferred");
}

#[tokio::test]
async fn a_refused_password_stops_the_account_and_no_mail() {
    let reply = "535 5.7.8 wrong password";
    let server = SmtpServer::start(PLAIN, Fault::Answer("AUTH", reply)).await;
    let mailer = mailer(&server, &format!("smtp://{ACCOUNT}@"), "");
    let (from, recipients) = ("demo@example.org".parse().unwrap(), emails(&["a@client.example"]));
    let mail = Attempt {
        message_id: "<1@example.org>",
        from: &from,
        recipients: &recipients,
        bytes: MESSAGE,
    };
    let outcome = mailer.send(mail, &mut Notebook::default()).await;
    assert_eq!(
        outcome,
        Err(Stopped::SignIn {
            reply: reply.to_owned()
        })
    );
}

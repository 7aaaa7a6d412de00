//! What a mail carries besides what was typed: the mails it follows, the signature of its domain, files that are still there.

use crate::harness::{TestApp, mailed, problem, sent};
use domain::command::{Answer, Command, MailOrder, RecordExchange};
use domain::dit::DitNumber;
use domain::exchange::Counterpart;
use domain::mail::RecipientState;
use domain::rejection::{Field, Problem};
use domain::text::FreeName;
use domain::{ContactId, ExchangeId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use server::mailer::dkim::DkimKey;
use server::persistence::code::Coded;
use server::persistence::dkim;
use server::persistence::entity::{attachments, contacts, mail_recipients, mails};

/// A mail to a contact of the request, at this address.
fn to_contact(dit: DitNumber, contact: ContactId, address: &str) -> RecordExchange {
    RecordExchange {
        counterpart: Some(Counterpart::Contact(contact)),
        ..mailed(dit, "Bonjour", address)
    }
}

async fn send(app: &TestApp, command: RecordExchange) -> mails::Model {
    app.clock.advance_ms(1);
    let id = app.as_dispatcher().record(command).await;
    app.mail(id).await.unwrap()
}

fn follows(mail: &mails::Model) -> Vec<&str> {
    let text = std::str::from_utf8(&mail.bytes).unwrap();
    let header = text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let field = |name: &str| {
        let line = text
            .split("\r\n\r\n")
            .next()
            .unwrap()
            .split("\r\n")
            .find(|line| line.starts_with(name));
        line.map(|line| line[name.len()..].trim().to_owned())
    };
    let stored: Vec<&str> = mail
        .references_ids
        .split(' ')
        .filter(|id| !id.is_empty())
        .collect();
    assert_eq!(field("In-Reply-To:").as_deref(), stored.last().copied());
    let written = header
        .split("\r\n")
        .find_map(|line| line.strip_prefix("References: ").map(str::to_owned));
    assert_eq!(written.unwrap_or_default(), mail.references_ids);
    stored
}

#[tokio::test]
async fn mails_of_a_request_to_the_same_contact_follow_each_other() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let contact = app.company.contact.id;
    let first = send(&app, to_contact(dit, contact, "contact1@client.example")).await;
    assert_eq!(follows(&first), [] as [&str; 0]);
    assert_eq!(first.reply_address, "demo@example.org");
    // Another of the contact's addresses: the person is the same.
    let second = send(&app, to_contact(dit, contact, "contact1b@client.example")).await;
    assert_eq!(follows(&second), [first.message_id.as_str()]);
    let third = send(&app, to_contact(dit, contact, "contact1@client.example")).await;
    assert_eq!(follows(&third), [first.message_id.as_str(), &second.message_id]);

    let other_contact = app.company.contact_without_mail.id;
    let to_other = send(&app, to_contact(dit, other_contact, "contact1@client.example")).await;
    assert_eq!(follows(&to_other), [] as [&str; 0]);
    let other_request = app.open_request().await;
    let elsewhere = send(
        &app,
        to_contact(other_request, contact, "contact1@client.example"),
    )
    .await;
    assert_eq!(follows(&elsewhere), [] as [&str; 0]);
}

#[tokio::test]
async fn without_a_contact_the_address_says_which_mails_are_followed() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let first = send(
        &app,
        mailed(dit, "Bonjour", "Gardien@client.example; a@client.example"),
    )
    .await;
    let second = send(&app, mailed(dit, "Bonjour", "gardien@CLIENT.example")).await;
    assert_eq!(follows(&second), [first.message_id.as_str()]);
    let free = RecordExchange {
        counterpart: Some(Counterpart::Free(FreeName::parse("Le gardien").unwrap())),
        ..mailed(dit, "Bonjour", "gardien@client.example")
    };
    let third = send(&app, free).await;
    assert_eq!(follows(&third), [first.message_id.as_str(), &second.message_id]);
    let stranger = send(&app, mailed(dit, "Bonjour", "autre@client.example")).await;
    assert_eq!(follows(&stranger), [] as [&str; 0]);
    // A copy is no address of the conversation.
    let mut copied = mailed(dit, "Bonjour", "autre@client.example");
    copied.mail.as_mut().unwrap().cc = "copie@client.example".to_owned();
    let copied = send(&app, copied).await;
    assert_eq!(follows(&copied), [stranger.message_id.as_str()]);
    let to_copy = send(&app, mailed(dit, "Bonjour", "copie@client.example")).await;
    assert_eq!(follows(&to_copy), [] as [&str; 0]);
}

#[tokio::test]
async fn a_mail_that_reached_nobody_is_not_followed() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let address = "gardien@client.example";
    let first = send(&app, mailed(dit, "Bonjour", address)).await;
    app.deliver_pending().await;
    for state in [
        RecipientState::Cancelled,
        RecipientState::Refused,
        RecipientState::Resolved,
    ] {
        let lost = send(&app, mailed(dit, "Bonjour", address)).await;
        settle(&app, &lost, state).await;
        let next = send(&app, mailed(dit, "Bonjour", address)).await;
        assert_eq!(follows(&next), [first.message_id.as_str()], "{state:?}");
        settle(&app, &next, state).await;
    }
    for state in [RecipientState::Deferred, RecipientState::Uncertain] {
        let waiting = send(&app, mailed(dit, "Bonjour", address)).await;
        settle(&app, &waiting, state).await;
        let next = send(&app, mailed(dit, "Bonjour", address)).await;
        assert_eq!(
            follows(&next).last(),
            Some(&waiting.message_id.as_str()),
            "{state:?}"
        );
    }
}

async fn settle(app: &TestApp, mail: &mails::Model, state: RecipientState) {
    let tx = app.services.db.begin().await.unwrap();
    mail_recipients::Entity::update_many()
        .col_expr(mail_recipients::Column::State, state.code().into())
        .filter(mail_recipients::Column::MailId.eq(mail.id))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_long_conversation_names_its_first_and_its_last_mails() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let mut ids = Vec::new();
    for _ in 0..24 {
        ids.push(
            send(&app, mailed(dit, "Bonjour", "gardien@client.example"))
                .await
                .message_id,
        );
    }
    let last = send(&app, mailed(dit, "Bonjour", "gardien@client.example")).await;
    let named = follows(&last);
    assert_eq!(
        (named.len(), named[0], named[19]),
        (20, ids[0].as_str(), ids[23].as_str())
    );
}

async fn create_key(app: &TestApp, domain: &str) -> DkimKey {
    let tx = app.services.db.begin().await.unwrap();
    let key = dkim::create(&tx, domain, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    key
}

#[tokio::test]
async fn a_domain_with_a_key_signs_its_mails_and_no_others() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let is_signed = |mail: &mails::Model| mail.bytes.starts_with(b"DKIM-Signature: v=1;");
    assert!(!is_signed(
        &send(&app, mailed(dit, "Bonjour", "a@client.example")).await
    ));
    create_key(&app, "client.example").await;
    assert!(!is_signed(
        &send(&app, mailed(dit, "Bonjour", "a@client.example")).await
    ));
    let key = create_key(&app, "Example.org").await;
    let mail = send(&app, mailed(dit, "Bonjour", "a@client.example")).await;
    assert!(is_signed(&mail));
    let text = String::from_utf8(mail.bytes).unwrap();
    assert!(
        text.contains(&format!(" d=example.org;\r\n s={};", key.selector())),
        "{text}"
    );
}

#[tokio::test]
async fn a_domain_keeps_the_key_it_has() {
    let app = TestApp::new().await;
    let first = create_key(&app, "example.org").await;
    app.clock.advance_ms(86_400_000);
    let again = create_key(&app, "EXAMPLE.org ").await;
    assert_eq!(again.dns_record(), first.dns_record());
    create_key(&app, "exemplé.example").await;
    let keys = dkim::keys(app.services.db.reader()).await.unwrap();
    let domains: Vec<_> = keys.iter().map(|key| (key.domain(), key.created_at())).collect();
    assert_eq!(domains.len(), 2);
    assert_eq!(domains[0], ("example.org", first.created_at()));
    assert_eq!(domains[1].0, "xn--exempl-gva.example");
    let tx = app.services.db.begin().await.unwrap();
    assert!(dkim::create(&tx, "no domain", app.now()).await.is_err());
}

/// Uploads a file, gives a mail that takes it along, and where its content lies.
async fn with_file(app: &TestApp, dit: DitNumber, name: &str) -> (RecordExchange, std::path::PathBuf) {
    let file = app
        .as_dispatcher()
        .upload(name, format!("content of {name}").as_bytes())
        .await;
    let row = attachments::Entity::find_by_id(file.0)
        .one(app.services.db.reader())
        .await
        .unwrap()
        .unwrap();
    let command = RecordExchange {
        attachments: vec![file],
        ..mailed(dit, "Voir le plan", "contact1@client.example")
    };
    (command, app.services.files.path(&row.hash))
}

#[tokio::test]
async fn a_file_that_vanished_or_was_damaged_is_named_and_can_be_added_again() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    for damage in [None, Some(b"other".as_slice()), Some(b"")] {
        let name = format!("plan {}.pdf", damage.map_or(0, <[u8]>::len));
        let (command, path) = with_file(&app, dit, &name).await;
        match damage {
            None => std::fs::remove_file(&path).unwrap(),
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
        }
        let before = app.count_exchanges(dit).await;
        let rejection = app
            .as_dispatcher()
            .refused(Command::RecordExchange(command.clone()))
            .await;
        assert_eq!(
            problem(rejection, Field::Attachments),
            Problem::Vanished { name: name.clone() }
        );
        assert_eq!(app.count_exchanges(dit).await, before);
        // What the sentence asks for helps.
        let (again, _) = with_file(&app, dit, &name).await;
        let mail = send(&app, again).await;
        let read = mail_parser::MessageParser::default().parse(&mail.bytes).unwrap();
        assert_eq!(
            read.attachment(0).unwrap().contents(),
            format!("content of {name}").as_bytes()
        );
    }
    let (command, path) = with_file(&app, dit, "autre.pdf").await;
    std::fs::remove_file(path).unwrap();
    app.as_dispatcher()
        .record(RecordExchange {
            mail: None,
            ..command
        })
        .await;
}

#[tokio::test]
async fn a_mail_that_was_recorded_before_its_file_vanished_keeps_its_receipt() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let (command, path) = with_file(&app, dit, "plan.pdf").await;
    let envelope = app.envelope(Command::RecordExchange(command));
    let first = app.as_dispatcher().send(envelope.clone()).await.unwrap();
    assert!(matches!(first, Answer::Done(_)));
    std::fs::remove_file(path).unwrap();
    assert_eq!(app.as_dispatcher().send(envelope).await.unwrap(), first);
}

#[tokio::test]
async fn what_makes_no_header_field_is_refused_with_its_field() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let tx = app.services.db.begin().await.unwrap();
    contacts::Entity::update_many()
        .col_expr(contacts::Column::LastName, "Mar\ttin\r\nBcc: x@y.example".into())
        .filter(contacts::Column::Id.eq(app.company.contact.id.0))
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let to = |to: &str, cc: &str, bcc: &str| RecordExchange {
        mail: Some(MailOrder {
            to: to.to_owned(),
            cc: cc.to_owned(),
            bcc: bcc.to_owned(),
            ..MailOrder::default()
        }),
        ..sent(dit, "Bonjour")
    };
    let (bad, good) = ("contact1@client.example", "a@client.example");
    for (command, field) in [
        (to(bad, "", ""), Field::To),
        (to(good, bad, ""), Field::Cc),
        (to(good, "", bad), Field::Bcc),
    ] {
        let rejection = app
            .as_dispatcher()
            .refused(Command::RecordExchange(command))
            .await;
        assert_eq!(problem(rejection, field), Problem::ControlCharacter);
    }
    assert_eq!(app.count_exchanges(dit).await, 0);
}

#[tokio::test]
async fn an_address_with_an_accent_leaves_as_it_was_typed() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let mail = send(&app, mailed(dit, "Bonjour", "josé@exemplé.example")).await;
    let text = String::from_utf8(mail.bytes.clone()).unwrap();
    assert!(text.contains("\r\nTo: josé@xn--exempl-gva.example\r\n"), "{text}");
    let hidden: ExchangeId = {
        let mut command = mailed(dit, "Bonjour", "a@client.example");
        command.mail.as_mut().unwrap().bcc = "josé@client.example".to_owned();
        app.as_dispatcher().record(command).await
    };
    assert!(app.mail(hidden).await.unwrap().bytes.is_ascii());
    assert_eq!(app.recipients(hidden).await[1].0, "josé@client.example");
}

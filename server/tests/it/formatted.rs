//! A formatted text: recorded, shown, edited, mailed.

use crate::harness::{TestApp, mailed, problem, received, sent};
use crate::office::bound;
use app::backend::Backend;
use app::view::{ExchangeView, VersionView};
use domain::command::{Command, EditExchange, RecordExchange};
use domain::dit::DitNumber;
use domain::formatted::DOCUMENT_MAX_BYTES;
use domain::permission::Role;
use domain::rejection::{Field, Problem, Rejection};
use domain::{AttachmentId, ExchangeId};
use editor::Document;
use editor::notation::read;
use mail_parser::{MessageParser, MimeHeaders};
use server::mailer::as_sent;
use server::persistence::health;

/// A formatted text in the notation of the editor.
fn document(notation: &str) -> Document {
    read(notation).document().clone()
}

/// The command with this formatted text.
fn formatted(document: &Document, command: RecordExchange) -> RecordExchange {
    RecordExchange {
        detail: document.to_text(),
        document: serde_json::to_string(document).unwrap(),
        ..command
    }
}

async fn refused(app: &TestApp, command: RecordExchange) -> Rejection {
    let dit = command.dit;
    let rejection = app
        .as_dispatcher()
        .refused(Command::RecordExchange(command))
        .await;
    assert_eq!(
        app.count_exchanges(dit).await,
        0,
        "a refusal leaves nothing behind"
    );
    rejection
}

async fn shown(app: &TestApp, dit: DitNumber) -> ExchangeView {
    let page = bound(app.as_dispatcher()).exchanges(dit, None).await.unwrap();
    page.exchanges.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_formatted_text_is_shown_formatted_and_read_as_text_elsewhere() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let document = document("<b`Bonjour>\n- un\n- deux");
    let id = app
        .as_dispatcher()
        .record(formatted(&document, sent(dit, "")))
        .await;
    let stored = app.stored(id).await;
    assert_eq!(stored.detail, "Bonjour\n\n- un\n- deux");
    assert_eq!(
        serde_json::from_str::<Document>(&stored.document.unwrap()).unwrap(),
        document
    );
    let view = shown(&app, dit).await;
    assert_eq!(
        view.html(),
        "<p><b>Bonjour</b></p><ul><li>un</li><li>deux</li></ul>"
    );
    assert_eq!(view.document, "", "no form needs it");
    let preview = bound(app.as_dispatcher()).preview(dit).await.unwrap();
    assert_eq!(preview.lines[0].excerpt, "Bonjour - un - deux");
    assert_eq!(health::unreadable_documents(&app.services.db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_text_that_only_looks_formatted_is_kept_as_it_was_typed() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let typed = "Bonjour\n\n\n  à tous ";
    let command = RecordExchange {
        document: serde_json::to_string(&Document::from_text(typed)).unwrap(),
        ..received(dit, typed)
    };
    let stored = app.stored(app.as_dispatcher().record(command).await).await;
    assert_eq!((stored.detail.as_str(), stored.document), (typed, None));
}

#[tokio::test]
async fn hostile_documents_get_a_sentence() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let blocks = |blocks: &str| format!(r#"{{"version":1,"blocks":[{blocks}]}}"#);
    let link = r#"{"text":{"content":[{"text":{"text":"a","marks":{"link":"javascript:alert(1)"}}}]}}"#;
    let row = format!("[{}]{}", vec!["{}"; 60].join(","), ",[]".repeat(999));
    let tables = vec![format!(r#"{{"table":{{"rows":[{row}]}}}}"#); 50].join(",");
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for hostile in [
        "x".to_owned(),
        "{}".to_owned(),
        "null".to_owned(),
        deep.clone(),
        blocks(&deep),
        r#"{"version":2,"blocks":[]}"#.to_owned(),
        blocks(r#"{"script":"alert(1)"}"#),
        blocks(link),
        blocks(&tables),
        blocks(r#"{"text":{"content":[{"atom":{"atom":{"image":{"id":"../../x"}}}}]}}"#),
    ] {
        let command = RecordExchange {
            document: hostile.clone(),
            ..received(dit, "a")
        };
        let rejection = refused(&app, command).await;
        let begins: String = hostile.chars().take(60).collect();
        assert_eq!(problem(rejection, Field::Detail), Problem::Unreadable, "{begins}");
    }
    let huge = RecordExchange {
        document: " ".repeat(DOCUMENT_MAX_BYTES + 1),
        ..received(dit, "a")
    };
    let outcome = problem(refused(&app, huge).await, Field::Detail);
    assert!(matches!(outcome, Problem::TooLarge { .. }), "{outcome:?}");
}

#[tokio::test]
async fn nobody_else_signs_and_no_foreign_image_is_shown() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let by = app.as_dispatcher();
    let signed = document("<b`Bonjour>\n-- Le PDG");
    let id = by
        .record(formatted(&signed, mailed(dit, "", "a@client.example")))
        .await;
    assert_eq!(app.stored(id).await.detail, "Bonjour");
    let sent_mail = as_sent::read(&app.mail(id).await.unwrap().bytes).unwrap();
    assert_eq!(sent_mail.text.trim(), "Bonjour");

    let dit = app.open_request().await;
    let own = by.upload_as("fuite.png", "image/png", b"PNG").await;
    let paper = by.upload("plan.pdf", b"%PDF").await;
    let foreign = app
        .as_technician()
        .upload_as("autre.png", "image/png", b"PNG")
        .await;
    for (image, attachments) in [(own, vec![]), (paper, vec![paper]), (foreign, vec![own])] {
        let command = RecordExchange {
            attachments,
            ..formatted(&document(&format!("<!{image} vue>")), received(dit, ""))
        };
        assert_eq!(
            problem(refused(&app, command).await, Field::Detail),
            Problem::NotInList
        );
    }
}

#[tokio::test]
async fn a_field_without_value_is_recorded_but_not_mailed() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let text = document("Bonjour <$contact.nom>");
    let command = formatted(&text, mailed(dit, "", "a@client.example"));
    let name = "contact.nom".to_owned();
    assert_eq!(
        problem(refused(&app, command).await, Field::Detail),
        Problem::Unfilled { name }
    );
    app.as_dispatcher().record(formatted(&text, sent(dit, ""))).await;
    assert_eq!(
        shown(&app, dit).await.html(),
        "<p>Bonjour <span class=\"field\">{contact.nom}</span></p>"
    );
}

#[tokio::test]
async fn an_edit_keeps_the_earlier_version_with_its_formatting() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let by = app.as_dispatcher();
    let image = by.upload_as("fuite.png", "image/png", b"PNG").await;
    let first = document(&format!("<b`Bonjour>\n<!{image}:320 Fuite>"));
    let command = RecordExchange {
        attachments: vec![image],
        ..formatted(&first, received(dit, ""))
    };
    let id = by.record(command).await;
    let html = format!(
        "<p><b>Bonjour</b></p><p><img src=\"/attachments/{image}/image\" alt=\"Fuite\" width=\"320\" loading=\"lazy\" decoding=\"async\"></p>"
    );
    let view = shown(&app, dit).await;
    assert_eq!(view.html(), html);
    let ids = |files: &[domain::attachment::Attachment]| files.iter().map(|file| file.id).collect::<Vec<_>>();
    assert_eq!((ids(&view.attachments), ids(&view.images)), (vec![], vec![image]));

    // The plain form changes nothing but the kind: the formatting stays.
    let kind = EditExchange {
        kind: app.chaser(),
        ..by.edition(id).await
    };
    by.edit(kind).await;
    assert_eq!(shown(&app, dit).await.html(), html);

    // A word more in the plain form: what it did not touch keeps its formatting.
    let more = EditExchange {
        detail: "Bonjour\n\n[Fuite]\n\nMerci".to_owned(),
        ..by.edition(id).await
    };
    by.edit(more).await;
    assert_eq!(shown(&app, dit).await.html(), format!("{html}<p>Merci</p>"));

    let second = document("<i`Bonsoir>");
    let edit = EditExchange {
        detail: second.to_text(),
        document: Some(serde_json::to_string(&second).unwrap()),
        ..by.edition(id).await
    };
    by.edit(edit).await;
    let view = shown(&app, dit).await;
    assert_eq!(view.html(), "<p><i>Bonsoir</i></p>");
    assert_eq!((ids(&view.attachments), ids(&view.images)), (vec![image], vec![]));
    let versions = bound(by).versions(id).await.unwrap();
    let shown_versions: Vec<String> = versions.iter().map(VersionView::html).collect();
    assert_eq!(shown_versions[1..], [html.clone(), html.clone()]);

    let foreign = document("<!0190163d-8694-739b-aea5-966c26f8ad91 vue>");
    let edit = EditExchange {
        detail: foreign.to_text(),
        document: Some(serde_json::to_string(&foreign).unwrap()),
        ..by.edition(id).await
    };
    let rejection = by.refused(Command::EditExchange(edit)).await;
    assert_eq!(problem(rejection, Field::Detail), Problem::NotInList);

    let plain = EditExchange {
        document: Some(String::new()),
        ..by.edition(id).await
    };
    by.edit(plain).await;
    assert_eq!(app.stored(id).await.document, None);
}

#[tokio::test]
async fn a_tombstone_withholds_the_formatting_too_and_a_restoration_brings_it_back() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let by = app.as_dispatcher();
    let image = by.upload_as("fuite.png", "image/png", b"PNG").await;
    let command = RecordExchange {
        attachments: vec![image],
        ..formatted(
            &document(&format!("<b`Secret> <!{image} Fuite>")),
            received(dit, ""),
        )
    };
    let id = by.record(command).await;
    let edited = document("<i`Secret aussi>");
    let edit = EditExchange {
        detail: edited.to_text(),
        document: Some(serde_json::to_string(&edited).unwrap()),
        ..by.edition(id).await
    };
    by.edit(edit).await;
    by.delete(id).await;
    let reader = bound(app.as_role(Role::Reader));
    let view = reader.exchange(id).await.unwrap();
    assert_eq!((view.html().as_str(), view.document.as_str()), ("", ""));
    assert_eq!((view.attachments.len(), view.images.len()), (0, 0));
    let versions = reader.versions(id).await.unwrap();
    assert_eq!((versions.len(), versions[0].html().as_str()), (1, ""));
    by.restore(id).await;
    assert_eq!(
        reader.exchange(id).await.unwrap().html(),
        "<p><i>Secret aussi</i></p>"
    );
}

/// A mail with an image in its text and another file.
async fn illustrated(app: &TestApp, dit: DitNumber) -> (ExchangeId, AttachmentId) {
    let by = app.as_dispatcher();
    let image = by.upload_as("vue de l'été.png", "image/png", b"\x89PNG").await;
    let paper = by.upload("plan.pdf", b"%PDF").await;
    let text = document(&format!("<b`Bonjour>\n<!{image}:320 La fuite>\n: a ; b"));
    let mut command = RecordExchange {
        attachments: vec![image, paper],
        ..formatted(&text, mailed(dit, "", "a@client.example"))
    };
    command.mail.as_mut().unwrap().has_signature = true;
    (by.record(command).await, image)
}

#[tokio::test]
async fn an_image_of_the_text_leaves_inside_the_mail_and_other_files_beside_it() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let (id, image) = illustrated(&app, dit).await;
    let bytes = app.mail(id).await.unwrap().bytes;
    let message = MessageParser::default().parse(&bytes).unwrap();
    let kinds: Vec<String> = message
        .parts
        .iter()
        .filter_map(|part| part.content_type())
        .map(|kind| {
            format!(
                "{}/{}",
                kind.c_type,
                kind.c_subtype.as_deref().unwrap_or_default()
            )
        })
        .collect();
    let expected = [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ];
    assert_eq!(kinds, expected);
    let content_id = format!("{image}@example.org");
    let part = &message.parts[5];
    assert_eq!(part.content_id(), Some(content_id.as_str()));
    assert_eq!(
        (part.attachment_name(), part.contents()),
        (Some("vue de l'été.png"), b"\x89PNG".as_slice())
    );
    let html = message.body_html(0).unwrap();
    assert!(
        html.contains(&format!(
            "<img src=\"cid:{content_id}\" alt=\"La fuite\" width=\"320\""
        )),
        "{html}"
    );
    let text = message.body_text(0).unwrap();
    assert!(
        text.contains("[La fuite]") && text.contains("a | b") && text.contains("\n-- \r\n"),
        "{text}"
    );
    // What it looked like is shown without asking anybody for anything.
    let page = as_sent::page(&bytes).unwrap();
    assert!(
        page.contains("<img src=\"data:image/png;base64,iVBORw==\""),
        "{page}"
    );
    assert!(!page.contains("cid:") && !page.contains("http"), "{page}");
    assert_eq!(as_sent::read(&bytes).unwrap().files, [("plan.pdf".to_owned(), 4)]);
}

#[tokio::test]
async fn a_mail_that_nobody_got_can_be_written_again_as_it_looked() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let (id, image) = illustrated(&app, dit).await;
    assert_eq!(shown(&app, dit).await.document, "");
    app.as_dispatcher().delete(id).await;
    let view = bound(app.as_dispatcher()).exchange(id).await.unwrap();
    let text: Document = serde_json::from_str(&view.document).unwrap();
    assert!(text.signature().is_none());
    assert_eq!(text.images()[0].as_str(), image.to_string());
    let files = view
        .attachments
        .iter()
        .chain(&view.images)
        .map(|file| file.id)
        .collect();
    let again = RecordExchange {
        attachments: files,
        again: Some(id),
        ..formatted(&text, mailed(dit, "", "b@client.example"))
    };
    let id = app.as_dispatcher().record(again).await;
    let mail = app.mail(id).await.unwrap();
    assert!(String::from_utf8(mail.bytes).unwrap().contains("Content-ID: <"));
}

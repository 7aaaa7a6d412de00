//! What goes along with the text of a mail, and what stands in its header besides who and what.

use crate::message::{
    NOW, assert_fit_for_any_server, body, draft, file, freeze, frozen, mail_id, mailbox, names, parsed,
    recipient, unsigned,
};
use domain::mail::RecipientRole;
use mail_parser::MimeHeaders;
use server::mailer::dkim::DkimKey;
use server::mailer::{ComposeError, Files, InlineImage, LintError, Sender, compose};
use server::zone::Zone;

#[test]
fn attachments_come_back_to_the_byte() {
    let bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    let long_name = format!("{}.pdf", "compte-rendu d'intervention ".repeat(6));
    let files = vec![
        file("plan.pdf", "application/pdf", &bytes),
        file(
            "réunion d'équipe – été 2026.docx",
            "application/vnd.ms-word; x=\"é\"",
            b"a\nb\rc\r\n.\r\n",
        ),
        file(&long_name, "not a type", b""),
        file(
            "guillemets \" et \\ barre.txt",
            "message/rfc822",
            b"Subject: x\r\n\r\ny",
        ),
        file(
            "日本語のとても長いファイル名です日本語のとても長いファイル名です.txt",
            "text/plain; charset=utf-8",
            "é".as_bytes(),
        ),
    ];
    let mail = freeze(&draft(), files.clone()).unwrap();
    assert_fit_for_any_server(&mail.bytes);
    let message = parsed(&mail);
    assert_eq!(message.attachment_count(), files.len());
    for (at, (sent, content)) in files.iter().enumerate() {
        let back = message.attachment(u32::try_from(at).unwrap()).unwrap();
        assert_eq!(back.attachment_name(), Some(sent.name.as_str()));
        assert_eq!(back.contents(), content);
    }
    let kind = |at: u32| {
        let kind = message.attachment(at).unwrap().content_type().unwrap();
        format!(
            "{}/{}",
            kind.c_type,
            kind.c_subtype.as_deref().unwrap_or_default()
        )
    };
    assert_eq!(kind(0), "application/pdf");
    for fallen_back in [1, 2, 3] {
        assert_eq!(kind(fallen_back), "application/octet-stream");
    }
    assert_eq!(kind(4), "text/plain");
    assert_eq!(body(message.body_text(0).unwrap()), "Bonjour,\n\nÀ demain.");
}

#[test]
fn images_of_the_text_stand_beside_the_html_and_files_after_both() {
    let image = |content_id: &str, name: &str| {
        let (file, bytes) = file(name, "image/png", b"\x89PNG");
        InlineImage {
            content_id: content_id.to_owned(),
            file,
            bytes,
        }
    };
    let mut draft = draft();
    draft.html = "<p><img src=\"cid:1.a@example.org\"><img src=\"cid:2.a@example.org\"></p>".to_owned();
    let files = Files {
        attached: vec![file("plan.pdf", "application/pdf", b"%PDF")],
        inline: vec![
            image("1.a@example.org", "vue de l'été.png"),
            image("2.a@example.org", "b.png"),
        ],
    };
    let mail = freeze(&draft, files.clone()).unwrap();
    assert_fit_for_any_server(&mail.bytes);
    let message = parsed(&mail);
    assert_eq!(body(message.body_html(0).unwrap()), draft.html);
    assert_eq!(body(message.body_text(0).unwrap()), "Bonjour,\n\nÀ demain.");
    let kinds: Vec<String> = message
        .parts
        .iter()
        .map(|part| {
            let kind = part.content_type().unwrap();
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
        "image/png",
        "application/pdf",
    ];
    assert_eq!(kinds, expected);
    let first = &message.parts[5];
    assert_eq!(
        (first.content_id(), first.attachment_name()),
        (Some("1.a@example.org"), Some("vue de l'été.png"))
    );
    assert_eq!(first.contents(), b"\x89PNG");

    let refused = |content_ids: [&str; 2]| {
        let inline = content_ids.map(|content_id| image(content_id, "a.png")).to_vec();
        let files = Files {
            inline,
            ..Files::default()
        };
        freeze(&draft, files)
    };
    for (bad, fault) in [
        ("a", LintError::ContentId),
        ("a b@c", LintError::ContentId),
        ("a@b>", LintError::ContentId),
        ("", LintError::ContentId),
        ("é@example.org", LintError::NotAscii("Content-ID")),
    ] {
        let outcome = refused([bad, "2.a@example.org"]);
        assert_eq!(outcome, Err(ComposeError::Lint(fault)), "{bad}");
    }
    // Each image is shown, and each that is shown is there.
    for ids in [
        ["1.a@example.org", "3.a@example.org"],
        ["2.a@example.org", "4.a@example.org"],
    ] {
        assert_eq!(
            refused(ids),
            Err(ComposeError::Lint(LintError::ContentId)),
            "{ids:?}"
        );
    }
    let unshown = freeze(&draft, Files::default());
    assert_eq!(unshown, Err(ComposeError::Lint(LintError::ContentId)));
    assert_eq!(
        refused(["a@b", "a@b"]),
        Err(ComposeError::Lint(LintError::ContentId))
    );
    assert_eq!(
        refused(["a\r\n@b", "2@b"]),
        Err(ComposeError::ControlCharacter("Content-ID"))
    );
}

#[test]
fn two_hundred_recipients_have_a_line_each() {
    let mut draft = draft();
    for n in 0..100 {
        draft.recipients.push(recipient(
            RecipientRole::To,
            "",
            &format!("a{n}@{}.example", "b".repeat(60)),
        ));
        draft.recipients.push(recipient(
            RecipientRole::Cc,
            "M. Untel, du 3e \"B\"",
            &format!("c{n}@d.example"),
        ));
    }
    let mail = frozen(&draft);
    assert_fit_for_any_server(&mail.bytes);
    let header = String::from_utf8(mail.bytes.clone()).unwrap();
    let header = header.split("\r\n\r\n").next().unwrap();
    assert!(header.lines().all(|line| line.len() <= 78), "{header}");
    let message = parsed(&mail);
    let (to, cc) = (names(message.to()), names(message.cc()));
    assert_eq!((to.len(), cc.len()), (101, 100));
    assert_eq!(to[100].1, format!("a99@{}.example", "b".repeat(60)));
    assert_eq!(
        cc[99],
        ("M. Untel, du 3e \"B\"".to_owned(), "c99@d.example".to_owned())
    );
}

#[test]
fn a_mail_says_which_mails_it_follows() {
    let mut draft = draft();
    draft.references = (0..20)
        .map(|n| format!("<{n}.abcdefghijklmnopqrstuvwxyz@example.org>"))
        .collect();
    let mail = frozen(&draft);
    assert_fit_for_any_server(&mail.bytes);
    assert_eq!(mail.references, draft.references);
    let message = parsed(&mail);
    let ids = |value: &mail_parser::HeaderValue<'_>| -> Vec<String> {
        let list = value
            .as_text_list()
            .map(<[_]>::to_vec)
            .or(value.as_text().map(|one| vec![one.into()]));
        list.unwrap_or_default()
            .iter()
            .map(|id| format!("<{id}>"))
            .collect()
    };
    assert_eq!(ids(message.references()), draft.references);
    assert_eq!(ids(message.in_reply_to()), draft.references[19..]);
    draft.references.push("<no id>".to_owned());
    let outcome = freeze(&draft, Files::default());
    assert_eq!(outcome, Err(ComposeError::Lint(LintError::Thread("References"))));
}

#[test]
fn from_is_one_of_the_senders_identities_with_their_name() {
    let draft = draft();
    let zone = "Europe/Paris".parse::<Zone>().unwrap();
    for stranger in [
        mailbox("Claude Martin", "autre@example.org"),
        mailbox("Claude", "demo@example.org"),
    ] {
        let outcome = compose(
            &draft,
            Files::default(),
            mail_id(),
            NOW,
            &zone,
            unsigned(&stranger),
        );
        assert_eq!(outcome, Err(ComposeError::Lint(LintError::Identity)));
    }
}

#[test]
fn an_address_with_an_accent_makes_no_other_field_international() {
    let mut draft = draft();
    draft
        .recipients
        .push(recipient(RecipientRole::Cc, "José", "josé@client.example"));
    let mail = frozen(&draft);
    assert_eq!(
        names(parsed(&mail).cc()),
        [("José".to_owned(), "josé@client.example".to_owned())]
    );
    let text = String::from_utf8(mail.bytes).unwrap();
    let others: String = text
        .split("\r\n")
        .filter(|line| !line.starts_with("Cc:"))
        .collect();
    assert!(others.is_ascii());
}

#[test]
fn a_signature_is_made_once_and_covers_the_bytes_that_leave() {
    let zone = "Europe/Paris".parse::<Zone>().unwrap();
    let key = DkimKey::generate("example.org", NOW).unwrap();
    let draft = draft();
    let sender = Sender {
        signer: Some(&key),
        ..unsigned(&draft.from)
    };
    let compose = |sender| compose(&draft, Files::default(), mail_id(), NOW, &zone, sender).unwrap();
    let signed = compose(sender);
    assert_fit_for_any_server(&signed.bytes);
    assert_eq!(signed, compose(sender));
    let plain = compose(unsigned(&draft.from));
    assert!(signed.bytes.starts_with(b"DKIM-Signature:") && signed.bytes.ends_with(&plain.bytes));
}

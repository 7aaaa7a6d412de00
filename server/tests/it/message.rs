//! From a draft to bytes, read back by another program than the one that wrote them.

use domain::attachment::Attachment;
use domain::mail::{MailDraft, Mailbox, Recipient, RecipientRole};
use domain::time::Timestamp;
use domain::{AttachmentId, MailId};
use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};
use proptest::prelude::*;
use server::mailer::{ComposeError, Files, FrozenMail, Sender, check_lines, compose};
use server::zone::Zone;

/// 2026-11-24T09:00:00Z.
pub const NOW: Timestamp = Timestamp(1_795_510_800_000);

pub fn mail_id() -> MailId {
    MailId::new(NOW.0, [7; 10])
}

pub fn mailbox(name: &str, email: &str) -> Mailbox {
    Mailbox {
        name: name.to_owned(),
        email: email.parse().unwrap(),
    }
}

pub fn recipient(role: RecipientRole, name: &str, email: &str) -> Recipient {
    Recipient {
        role,
        mailbox: mailbox(name, email),
    }
}

pub fn draft() -> MailDraft {
    MailDraft {
        from: mailbox("Claude Martin", "demo@example.org"),
        recipients: vec![recipient(
            RecipientRole::To,
            "Élodie Durand",
            "contact1@client.example",
        )],
        subject: "Rendez-vous".to_owned(),
        text: "Bonjour,\n\nÀ demain.\n".to_owned(),
        html: "<p>Bonjour,</p><p>À demain.</p>".to_owned(),
        attachments: Vec::new(),
        images: Vec::new(),
        dit: Some("DIT-2026-0001".parse().unwrap()),
        references: Vec::new(),
        is_automatic: false,
    }
}

pub fn file(name: &str, media_type: &str, content: &[u8]) -> (Attachment, Vec<u8>) {
    let file = Attachment {
        id: AttachmentId::new(NOW.0, [1; 10]),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size_bytes: content.len() as u64,
    };
    (file, content.to_vec())
}

pub fn freeze(draft: &MailDraft, files: impl Into<Files>) -> Result<FrozenMail, ComposeError> {
    compose(
        draft,
        files,
        mail_id(),
        NOW,
        &"Europe/Paris".parse::<Zone>().unwrap(),
        unsigned(&draft.from),
    )
}

/// The sender has the one identity of From, and their domain no key.
pub fn unsigned(from: &Mailbox) -> Sender<'_> {
    Sender {
        identities: std::slice::from_ref(from),
        signer: None,
    }
}

pub fn frozen(draft: &MailDraft) -> FrozenMail {
    freeze(draft, Files::default()).unwrap()
}

pub fn parsed(mail: &FrozenMail) -> Message<'_> {
    MessageParser::default().parse(&mail.bytes).unwrap()
}

/// What every message must be, whatever is in it.
pub fn assert_fit_for_any_server(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.is_ascii());
    assert!(text.ends_with("\r\n"));
    for line in text.trim_end_matches("\r\n").split("\r\n") {
        assert!(!line.contains(['\r', '\n', '\0']), "bare line end in {line:?}");
        assert!(line.len() <= 998, "{} characters", line.len());
    }
}

pub fn names(list: Option<&mail_parser::Address<'_>>) -> Vec<(String, String)> {
    list.map(|list| {
        list.iter()
            .map(|one| {
                (
                    one.name().unwrap_or_default().to_owned(),
                    one.address().unwrap_or_default().to_owned(),
                )
            })
            .collect()
    })
    .unwrap_or_default()
}

/// The text without the line end that MIME puts before a boundary, and with the line ends of the wire made ours.
pub fn body(text: std::borrow::Cow<'_, str>) -> String {
    text.replace("\r\n", "\n").trim_end_matches('\n').to_owned()
}

#[test]
fn a_mail_says_who_to_whom_when_and_about_what() {
    let mut draft = draft();
    draft.recipients.extend([
        recipient(RecipientRole::To, "", "contact1b@client.example"),
        recipient(RecipientRole::Cc, "Dupont, Jean \"JD\"", "jean@client.example"),
        recipient(RecipientRole::Bcc, "Secret", "secret@example.org"),
    ]);
    let mail = frozen(&draft);
    assert_fit_for_any_server(&mail.bytes);
    assert_eq!(mail.message_id, format!("<{}@example.org>", mail_id()));
    let text = String::from_utf8(mail.bytes.clone()).unwrap();
    assert!(text.contains("\r\nMIME-Version: 1.0\r\n"));
    assert!(
        text.starts_with("Date: Tue, 24 Nov 2026 10:00:00 +0100\r\n"),
        "{text}"
    );
    assert!(!text.to_lowercase().contains("secret") && !text.contains("Bcc"));

    let message = parsed(&mail);
    assert_eq!(
        message.message_id(),
        Some(mail.message_id.trim_matches(['<', '>']))
    );
    assert_eq!(
        names(message.from()),
        [("Claude Martin".into(), "demo@example.org".into())]
    );
    assert_eq!(
        names(message.reply_to()),
        [("Claude Martin".into(), "demo@example.org".into())]
    );
    assert_eq!(
        names(message.to()),
        [
            ("Élodie Durand".into(), "contact1@client.example".into()),
            (String::new(), "contact1b@client.example".into())
        ]
    );
    assert_eq!(
        names(message.cc()),
        [("Dupont, Jean \"JD\"".into(), "jean@client.example".into())]
    );
    assert_eq!(message.bcc(), None);
    assert_eq!(message.subject(), Some("Rendez-vous"));
    assert!(
        matches!(message.header("X-Echanges-Dit"), Some(HeaderValue::Text(dit)) if dit == "DIT-2026-0001")
    );
    assert_eq!(body(message.body_text(0).unwrap()), "Bonjour,\n\nÀ demain.");
    assert_eq!(body(message.body_html(0).unwrap()), draft.html);
    assert_eq!(message.attachment_count(), 0);
}

#[test]
fn the_same_mail_has_the_same_bytes() {
    let files = || vec![file("plan.pdf", "application/pdf", b"%PDF")];
    assert_eq!(freeze(&draft(), files()), freeze(&draft(), files()));
}

#[test]
fn summer_and_other_zones_have_their_own_clock() {
    let zone = "America/Montreal".parse::<Zone>().unwrap();
    let july = Timestamp(1_783_000_000_000);
    let draft = draft();
    let mail = compose(
        &draft,
        Files::default(),
        mail_id(),
        july,
        &zone,
        unsigned(&draft.from),
    )
    .unwrap();
    let text = String::from_utf8(mail.bytes).unwrap();
    assert!(
        text.starts_with("Date: Thu, 2 Jul 2026 09:46:40 -0400\r\n"),
        "{text}"
    );
}

#[test]
fn any_script_survives() {
    for words in [
        "Fuite d'eau : « urgent » œuvre à 12 €",
        "שלום עולם، مرحبا بالعالم",
        "👩‍👩‍👧‍👦 🏳️‍🌈 é\u{301}",
        "設備が故障しました。至急ご連絡ください。",
        "a b  c é  è d",
        "deux  blancs",
    ] {
        let mut draft = draft();
        draft.subject = words.to_owned();
        draft.from.name = words.to_owned();
        draft.text = format!("{words}\n\n.\n..\nFrom moi\n-- \n{words}   \n");
        draft.html = format!("<p>{words}</p>");
        let mail = freeze(
            &draft,
            vec![file(&format!("{words}.txt"), "text/plain", words.as_bytes())],
        )
        .unwrap();
        assert_fit_for_any_server(&mail.bytes);
        let message = parsed(&mail);
        assert_eq!(message.subject(), Some(words));
        assert_eq!(names(message.from())[0].0, words);
        assert_eq!(
            body(message.body_text(0).unwrap()),
            draft.text.trim_end_matches('\n')
        );
        assert_eq!(body(message.body_html(0).unwrap()), draft.html);
        let attached = message.attachment(0).unwrap();
        assert_eq!(attached.attachment_name(), Some(format!("{words}.txt").as_str()));
        assert_eq!(attached.contents(), words.as_bytes());
    }
}

#[test]
fn words_that_look_encoded_stay_as_they_were_typed() {
    for words in ["=?utf-8?q?pas_encod=C3=A9?=", "voir =?utf-8?b?w6k=?= svp"] {
        let mut draft = draft();
        draft.subject = words.to_owned();
        draft.from.name = words.to_owned();
        let mail = frozen(&draft);
        assert_eq!(parsed(&mail).subject(), Some(words));
        assert_eq!(names(parsed(&mail).from())[0].0, words);
    }
}

#[test]
fn long_lines_are_wrapped_and_come_back_whole() {
    for line in [
        "x".repeat(100_000),
        "é".repeat(100_000),
        "設".repeat(30_000),
        " ".repeat(5_000) + "fin",
    ] {
        let mut draft = draft();
        draft.text = line.clone();
        draft.html = format!("<p>{line}</p>");
        let mail = frozen(&draft);
        assert_fit_for_any_server(&mail.bytes);
        assert!(mail.bytes.split(|b| *b == b'\n').all(|line| line.len() <= 200));
        assert_eq!(body(parsed(&mail).body_text(0).unwrap()), line);
    }
}

#[test]
fn line_ends_of_every_kind_become_those_of_mail() {
    let mut draft = draft();
    draft.text = "un\r\ndeux\rtrois\nquatre\u{b}\u{c}\tfin".to_owned();
    let mail = frozen(&draft);
    assert_fit_for_any_server(&mail.bytes);
    assert_eq!(
        body(parsed(&mail).body_text(0).unwrap()),
        "un\ndeux\ntrois\nquatre\u{b}\u{c}\tfin"
    );
}

#[test]
fn a_control_character_in_a_header_field_is_refused() {
    for evil in [
        "a\r\nBcc: x@y.example",
        "a\nb",
        "a\rb",
        "a\0b",
        "a\u{85}b",
        "a\u{7f}",
        "a\tb",
    ] {
        let mut subject = draft();
        subject.subject = evil.to_owned();
        assert_eq!(
            freeze(&subject, Files::default()),
            Err(ComposeError::ControlCharacter("Subject")),
            "{evil:?}"
        );
        let mut from = draft();
        from.from.name = evil.to_owned();
        assert_eq!(
            freeze(&from, Files::default()),
            Err(ComposeError::ControlCharacter("From"))
        );
        let mut to = draft();
        to.recipients[0].mailbox.name = evil.to_owned();
        assert_eq!(
            freeze(&to, Files::default()),
            Err(ComposeError::ControlCharacter("To"))
        );
        let mut cc = draft();
        cc.recipients
            .push(recipient(RecipientRole::Cc, evil, "c@client.example"));
        assert_eq!(
            freeze(&cc, Files::default()),
            Err(ComposeError::ControlCharacter("Cc"))
        );
        let named = freeze(&draft(), vec![file(evil, "text/plain", b"")]);
        assert_eq!(named, Err(ComposeError::ControlCharacter("Content-Disposition")));
    }
}

#[test]
fn a_domain_with_accents_is_written_in_its_ascii_form() {
    let mut draft = draft();
    draft.from = mailbox("Claude", "demo@exemplé.example");
    draft.recipients = vec![recipient(RecipientRole::To, "", "jean@bücher.example")];
    let mail = frozen(&draft);
    assert_fit_for_any_server(&mail.bytes);
    assert!(
        mail.message_id.ends_with("@xn--exempl-gva.example>"),
        "{}",
        mail.message_id
    );
    let message = parsed(&mail);
    assert_eq!(names(message.from())[0].1, "demo@xn--exempl-gva.example");
    assert_eq!(names(message.to())[0].1, "jean@xn--bcher-kva.example");
    assert_eq!(mail.from.as_str(), "demo@exemplé.example");
}

#[test]
fn a_domain_that_is_already_ascii_is_written_as_it_is() {
    let mut draft = draft();
    draft.recipients = vec![recipient(RecipientRole::To, "", "Jean@R3---SN.example")];
    assert_eq!(names(parsed(&frozen(&draft)).to())[0].1, "Jean@R3---SN.example");
}

#[test]
fn a_domain_without_ascii_form_is_refused_wherever_it_stands() {
    for role in [RecipientRole::To, RecipientRole::Cc, RecipientRole::Bcc] {
        let mut draft = draft();
        draft.recipients.push(recipient(role, "", "jean@ab--é.example"));
        assert_eq!(
            freeze(&draft, Files::default()),
            Err(ComposeError::Domain),
            "{role:?}"
        );
    }
}

#[test]
fn a_mail_to_nobody_is_refused() {
    let mut draft = draft();
    draft.recipients[0].role = RecipientRole::Bcc;
    assert_eq!(freeze(&draft, Files::default()), Err(ComposeError::NoRecipient));
}

#[test]
fn bytes_that_a_server_could_misread_are_told() {
    let long = [b"x".repeat(999), b"\r\n".to_vec()].concat();
    let fits = [b"x".repeat(998), b"\r\n".to_vec()].concat();
    for good in [b"a\r\n".as_slice(), b"a\r\n\r\nb\r\n", &fits] {
        assert_eq!(check_lines(good), Ok(()), "{good:?}");
    }
    for bad in [
        b"a".as_slice(),
        b"",
        b"a\nb\r\n",
        b"a\rb\r\n",
        b"a\r\r\n",
        b"\n",
        b"a\r\n.\nb\r\n",
        b"a\r\nb",
        &long,
    ] {
        assert_eq!(check_lines(bad), Err(ComposeError::Lines), "{bad:?}");
    }
}

/// One line as a person types it: no control character, no blank at either end.
fn line(max: usize) -> impl Strategy<Value = String> {
    let telling =
        proptest::sample::select(vec![' ', ' ', 'a', 'é', '"', '\\', '=', '?', ',', ';', '<', '設']);
    let anything = prop_oneof![1 => any::<char>(), 2 => telling];
    proptest::collection::vec(anything, 1..max).prop_filter_map("blank or control", |chars| {
        let line: String = chars.into_iter().filter(|c| !c.is_control()).collect();
        let line = line.trim().to_owned();
        (!line.is_empty()).then_some(line)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_typed_comes_back(
        subject in line(200),
        name in line(60),
        file_name in line(120),
        text in "(?s).{0,2000}",
    ) {
        let mut draft = draft();
        draft.subject = subject.clone();
        draft.from.name = name.clone();
        draft.text = text.replace('\0', "");
        let mail = freeze(&draft, vec![file(&file_name, "application/pdf", text.as_bytes())]).unwrap();
        assert_fit_for_any_server(&mail.bytes);
        let message = parsed(&mail);
        prop_assert_eq!(message.subject(), Some(subject.as_str()));
        let from = names(message.from());
        prop_assert_eq!(from[0].0.as_str(), name.as_str());
        prop_assert_eq!(message.attachment(0).unwrap().attachment_name(), Some(file_name.as_str()));
        prop_assert_eq!(message.attachment(0).unwrap().contents(), text.as_bytes());
        let expected = draft.text.replace("\r\n", "\n").replace('\r', "\n");
        let back = message.body_text(0).unwrap().replace("\r\n", "\n");
        prop_assert_eq!(back.trim_end_matches('\n'), expected.trim_end_matches('\n'));
    }
}

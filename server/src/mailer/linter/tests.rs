//! One good mail, and every rule broken alone.

use super::*;
use crate::mailer::dkim::DkimKey;
use crate::mailer::{ComposeError, Files, InlineImage, compose};
use crate::zone::Zone;
use domain::attachment::Attachment;
use domain::mail::{MailPurpose, Mailbox, Recipient, RecipientRole};
use domain::{AttachmentId, MailId};

/// 2026-11-24T09:00:00Z.
const NOW: Timestamp = Timestamp(1_795_510_800_000);

fn mailbox(name: &str, email: &str) -> Mailbox {
    Mailbox {
        name: name.to_owned(),
        email: email.parse().unwrap(),
    }
}

fn recipient(role: RecipientRole, name: &str, email: &str) -> Recipient {
    Recipient {
        role,
        mailbox: mailbox(name, email),
    }
}

fn draft() -> MailDraft {
    MailDraft {
        from: mailbox("Claude Martin", "demo@example.org"),
        recipients: vec![
            recipient(RecipientRole::To, "Élodie Durand", "elodie@client.example"),
            recipient(RecipientRole::To, "", "x@y.example"),
            recipient(RecipientRole::Cc, "Dupont, J", "dupont@client.example"),
            recipient(RecipientRole::Bcc, "", "secret@example.org"),
        ],
        subject: "Fuite à l'étage".to_owned(),
        text: "Bonjour = oui\n\nÀ demain.\n".to_owned(),
        html: "<p>Bonjour</p><img src=\"cid:plan@example.org\">".to_owned(),
        attachments: Vec::new(),
        images: Vec::new(),
        dit: Some("DIT-2026-0001".parse().unwrap()),
        references: vec!["<1@example.org>".to_owned(), "<2@example.org>".to_owned()],
        is_automatic: false,
    }
}

fn attachment(name: &str, media_type: &str) -> Attachment {
    Attachment {
        id: AttachmentId::new(NOW.0, [1; 10]),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size_bytes: 3,
    }
}

fn files() -> Files {
    Files {
        attached: vec![(
            attachment("relevé.csv", "text/csv; charset=utf-8"),
            b"a;b".to_vec(),
        )],
        inline: vec![InlineImage {
            content_id: "plan@example.org".to_owned(),
            file: attachment("plan.png", "image/png"),
            bytes: b"PNG".to_vec(),
        }],
    }
}

/// A mail and what it is judged by.
struct Case {
    draft: MailDraft,
    identities: Vec<Mailbox>,
    key: Option<DkimKey>,
}

impl Case {
    fn new() -> Self {
        let draft = draft();
        let shared = mailbox("Claude Martin", "technique@example.org");
        Self {
            identities: vec![shared, draft.from.clone()],
            draft,
            key: None,
        }
    }

    fn sender(&self) -> Sender<'_> {
        Sender {
            identities: &self.identities,
            signer: self.key.as_ref(),
        }
    }

    fn id() -> MailId {
        MailId::new(NOW.0, [7; 10])
    }

    fn frozen(&self) -> String {
        let zone: Zone = "Europe/Paris".parse().unwrap();
        let mail = compose(&self.draft, files(), Self::id(), NOW, &zone, self.sender()).unwrap();
        String::from_utf8(mail.bytes).unwrap()
    }

    fn judge(&self, text: &str) -> Result<(), LintError> {
        let named = Named {
            attached: vec!["relevé.csv".to_owned()],
            inline: vec![("plan@example.org".to_owned(), "plan.png".to_owned())],
        };
        let message_id = format!("<{}@example.org>", Self::id());
        let rules = Rules {
            draft: &self.draft,
            files: &named,
            message_id: &message_id,
            now: NOW,
            sender: self.sender(),
        };
        lint(text.as_bytes(), &rules).map(drop)
    }
}

/// The boundary of this name.
fn boundary(name: &str) -> String {
    format!("=_{}_{name}", Case::id().0.simple())
}

#[test]
fn a_good_mail_passes() {
    let case = Case::new();
    let mail = case.frozen();
    assert_eq!(case.judge(&mail), Ok(()), "{mail}");
    assert!(!mail.contains("secret@example.org"));
}

#[test]
fn a_rule_of_the_header_is_broken() {
    let case = Case::new();
    let mail = case.frozen();
    let id = format!("{}@example.org", Case::id());
    let long = format!("Subject: =?utf-8?b?{}?=", "w6nD".repeat(17));
    for (from, to, expected) in [
        // The header as such.
        ("Date: ", "Date ", LintError::Header),
        ("\r\nTo: ", "\r\n \r\nTo: ", LintError::Header),
        ("\r\nTo: ", "\r\n\r\nTo: ", LintError::Missing("To")),
        ("Subject: ", "Subject: \x08", LintError::Header),
        ("Subject: ", "Subject: é", LintError::NotAscii("Subject")),
        ("\r\nTo: ", "\r\nTo: É ", LintError::NotAscii("To")),
        // Each field once, and no other.
        ("Date: ", "Resent-Date: ", LintError::UnknownField),
        (
            "Date: ",
            "Bcc: secret@example.org\r\nDate: ",
            LintError::UnknownField,
        ),
        (
            "Date: ",
            "Sender: demo@example.org\r\nDate: ",
            LintError::UnknownField,
        ),
        ("Date: ", "Date: x\r\nDate: ", LintError::Repeated("Date")),
        (
            "From: ",
            "From: x@example.org\r\nFrom: ",
            LintError::Repeated("From"),
        ),
        ("To: ", "To: x@example.org\r\nTo: ", LintError::Repeated("To")),
        (
            "Message-ID: ",
            "Message-ID: <a@b>\r\nMessage-ID: ",
            LintError::Repeated("Message-ID"),
        ),
        (
            "Subject: ",
            "subject: x\r\nSubject: ",
            LintError::Repeated("Subject"),
        ),
        ("Cc: ", "Cc: x@example.org\r\nCc: ", LintError::Repeated("Cc")),
        (
            "MIME-Version: ",
            "MIME-Version: 1.0\r\nMIME-Version: ",
            LintError::Repeated("MIME-Version"),
        ),
        (
            "Date: Tue, 24 Nov 2026 10:00:00 +0100\r\n",
            "",
            LintError::Missing("Date"),
        ),
        (
            "From: Claude Martin <demo@example.org>\r\n",
            "",
            LintError::Missing("From"),
        ),
        (
            "Reply-To: Claude Martin <demo@example.org>\r\n",
            "",
            LintError::Missing("Reply-To"),
        ),
        (
            "In-Reply-To: <2@example.org>\r\n",
            "",
            LintError::Missing("In-Reply-To"),
        ),
        ("MIME-Version: 1.0\r\n", "", LintError::Missing("MIME-Version")),
        (
            "Date: ",
            "Auto-Submitted: auto-generated\r\nDate: ",
            LintError::Uninvited("Auto-Submitted"),
        ),
        (
            "Date: ",
            "DKIM-Signature: v=1\r\nDate: ",
            LintError::Uninvited("DKIM-Signature"),
        ),
        // What they say.
        ("Date: Tue, 24", "Date: Wed, 24", LintError::Date),
        ("10:00:00", "10:00:01", LintError::Date),
        ("10:00:00 +0100", "10:00:00", LintError::Date),
        (&format!("<{id}>"), &format!("<{id}x>"), LintError::MessageId),
        (
            "In-Reply-To: <2@",
            "In-Reply-To: <1@",
            LintError::Thread("In-Reply-To"),
        ),
        (
            "References: <1@",
            "References: <3@",
            LintError::Thread("References"),
        ),
        (
            "References: <1@example.org>\r\n ",
            "References: ",
            LintError::Thread("References"),
        ),
        (
            "From: Claude Martin",
            "From: Claude Durand",
            LintError::Addresses("From"),
        ),
        (
            "From: Claude Martin <demo@",
            "From: Claude Martin <technique@",
            LintError::Addresses("From"),
        ),
        (
            "Reply-To: Claude Martin <demo@",
            "Reply-To: Claude Martin <x@",
            LintError::Addresses("Reply-To"),
        ),
        (
            "x@y.example",
            "x@y.example,\r\n secret@example.org",
            LintError::Addresses("To"),
        ),
        (",\r\n x@y.example", "", LintError::Addresses("To")),
        ("\"Dupont, J\"", "Dupont, J", LintError::Addresses("Cc")),
        ("dupont@client", "secret@client", LintError::Addresses("Cc")),
        (
            "Subject: =?utf-8?b?",
            "Subject: Re: =?utf-8?b?",
            LintError::Value("Subject"),
        ),
        (
            "Subject: =?utf-8?b?",
            "Subject: =?latin-1?b?",
            LintError::Value("Subject"),
        ),
        ("Subject: =?utf-8?b?", &long, LintError::EncodedWord("Subject")),
        (
            "X-Echanges-Dit: DIT-2026-0001",
            "X-Echanges-Dit: DIT-2026-0002",
            LintError::Value("X-Echanges-Dit"),
        ),
        ("MIME-Version: 1.0", "MIME-Version: 1.1", LintError::MimeVersion),
    ] {
        assert!(mail.contains(from), "{from:?} in {mail}");
        let broken = mail.replacen(from, to, 1);
        assert_eq!(case.judge(&broken), Err(expected), "{from:?} -> {to:?}\n{broken}");
    }
    let unfolded = mail.replace("\r\n", "\n");
    assert_eq!(case.judge(&unfolded), Err(LintError::Header));
}

#[test]
fn a_rule_of_the_parts_is_broken() {
    let case = Case::new();
    let mail = case.frozen();
    let (text, files, images) = (boundary("text"), boundary("files"), boundary("images"));
    let long_line = format!("Bonjour{}", "x".repeat(76));
    let (close_images, close_text) = (format!("--{images}--\r\n"), format!("--{text}--\r\n"));
    let open_files = format!("--{files}\r\nContent-Type: multipart/alternative");
    let boundary_twice = format!("boundary=\"{files}\"");
    for (from, to, expected) in [
        (
            "Content-Type: multipart/mixed",
            "Content-Type: multipart/mixed; boundary=x",
            LintError::Parameter("Content-Type"),
        ),
        (
            "Content-Type: multipart/mixed",
            "Content-Type: multipart/digest",
            LintError::Structure,
        ),
        (
            "Content-Type: multipart/alternative",
            "Content-Type: multipart/mixed",
            LintError::Structure,
        ),
        ("type=\"text/html\"", "type=\"text/plain\"", LintError::Structure),
        (
            "Content-Type: text/plain",
            "Content-Type: text/html",
            LintError::Structure,
        ),
        ("text/plain; charset=utf-8", "text/plain", LintError::Structure),
        (
            "Content-Type: text/csv",
            "Content-Type: message/rfc822",
            LintError::Encoding,
        ),
        (
            "Content-Transfer-Encoding: quoted-printable",
            "Content-Transfer-Encoding: 8bit",
            LintError::Encoding,
        ),
        (
            "Content-Transfer-Encoding: base64",
            "Content-Transfer-Encoding: 7bit",
            LintError::Encoding,
        ),
        (
            "Content-Transfer-Encoding: base64",
            "Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: base64",
            LintError::Repeated("Content-Transfer-Encoding"),
        ),
        ("Content-ID: ", "X-Content-ID: ", LintError::PartField),
        ("Content-ID: <plan@", "Content-ID: <pl an@", LintError::ContentId),
        ("Content-ID: <plan@", "Content-ID: <other@", LintError::ContentId),
        ("cid:plan@", "cid:other@", LintError::ContentId),
        ("cid:plan@", "http://plan@", LintError::ContentId),
        (
            "Content-Disposition: inline",
            "Content-Disposition: attachment",
            LintError::Structure,
        ),
        (
            "filename*0*=utf-8''relev%C3%A9.csv",
            "filename*0*=utf-8''relev.csv",
            LintError::FileName,
        ),
        (
            "filename*0*=utf-8''relev%C3%A9.csv",
            "filename=\"relev=?utf-8?q?=C3=A9?=.csv\"",
            LintError::FileName,
        ),
        (
            "filename*0*=",
            "filename*1*=",
            LintError::Parameter("Content-Disposition"),
        ),
        ("%C3%A9", "é", LintError::NotAscii("Content-Disposition")),
        ("Bonjour =3D", "Bonjour =3d", LintError::EncodedLine),
        ("Bonjour =3D oui", "Bonjour =3D ", LintError::EncodedLine),
        ("Bonjour", &long_line, LintError::EncodedLine),
        ("YTti", "YTti YTti", LintError::EncodedLine),
        (&close_images, "", LintError::Multipart),
        (&close_text, "", LintError::Multipart),
        (&close_text, &format!("{close_text}fin\r\n"), LintError::Multipart),
        (
            "Bonjour =3D",
            &format!("--{files} x\r\nBonjour =3D"),
            LintError::Boundary,
        ),
        (
            &open_files,
            &format!("avant\r\n{open_files}"),
            LintError::Multipart,
        ),
        (&boundary_twice, "boundary=\"\"", LintError::Boundary),
        (
            &boundary_twice,
            &format!("boundary=\"{}\"", "x".repeat(71)),
            LintError::Boundary,
        ),
    ] {
        assert!(mail.contains(from), "{from:?} in {mail}");
        let broken = mail.replacen(from, to, 1);
        assert_eq!(case.judge(&broken), Err(expected), "{from:?} -> {to:?}\n{broken}");
    }
    // Two multiparts of one boundary, or of one that begins the other's.
    for (shared, expected) in [
        (files.clone(), LintError::Multipart),
        (format!("{files}x"), LintError::Boundary),
        (files[..files.len() - 1].to_owned(), LintError::Boundary),
    ] {
        let broken = mail.replace(&images, &shared);
        assert_eq!(case.judge(&broken), Err(expected), "{broken}");
    }
    let without = mail
        .split(&format!("--{files}\r\nContent-Type: text/csv"))
        .next()
        .unwrap()
        .to_owned();
    let without = format!("{without}--{files}--\r\n");
    assert_eq!(case.judge(&without), Err(LintError::Structure), "{without}");
}

#[test]
fn what_was_decided_is_what_the_message_says() {
    let mail = Case::new().frozen();
    let broken = |change: fn(&mut Case)| {
        let mut case = Case::new();
        change(&mut case);
        case.judge(&mail)
    };
    assert_eq!(broken(|_| ()), Ok(()));
    let strange = |case: &mut Case| {
        case.identities
            .retain(|one| one.email.as_str() != "demo@example.org")
    };
    assert_eq!(broken(strange), Err(LintError::Identity));
    let renamed = |case: &mut Case| {
        case.identities
            .iter_mut()
            .for_each(|one| one.name = "Claude".to_owned())
    };
    assert_eq!(broken(renamed), Err(LintError::Identity));
    let uncopied = |case: &mut Case| case.draft.recipients.retain(|one| one.role != RecipientRole::Cc);
    assert_eq!(broken(uncopied), Err(LintError::Uninvited("Cc")));
    let alone = |case: &mut Case| case.draft.references.clear();
    assert_eq!(broken(alone), Err(LintError::Uninvited("In-Reply-To")));
    let automatic = |case: &mut Case| case.draft.is_automatic = true;
    assert_eq!(broken(automatic), Err(LintError::Missing("Auto-Submitted")));
    let about_nothing = |case: &mut Case| case.draft.dit = None;
    assert_eq!(broken(about_nothing), Err(LintError::Uninvited("X-Echanges-Dit")));
    let bad_reference = |case: &mut Case| case.draft.references[0] = "<1>".to_owned();
    assert_eq!(broken(bad_reference), Err(LintError::Thread("References")));
}

#[test]
fn only_what_the_program_wrote_says_so() {
    let mut case = Case::new();
    case.draft.is_automatic = true;
    let mail = case.frozen();
    assert!(mail.contains("\r\nAuto-Submitted: auto-generated\r\n"), "{mail}");
    assert_eq!(case.judge(&mail), Ok(()));
    let replied = mail.replace("auto-generated", "auto-replied");
    assert_eq!(case.judge(&replied), Err(LintError::Value("Auto-Submitted")));
    assert!(!Case::new().frozen().contains("Auto-Submitted"));
}

#[test]
fn the_domain_that_has_a_key_signs() {
    let unsigned = Case::new().frozen();
    let mut case = Case::new();
    case.key = Some(DkimKey::generate("example.org", NOW).unwrap());
    let mail = case.frozen();
    assert_eq!(case.judge(&mail), Ok(()));
    assert_eq!(case.judge(&unsigned), Err(LintError::Missing("DKIM-Signature")));
    for (from, to) in [
        ("h=from:from:", "h=from:"),
        (":auto-submitted;", ";"),
        ("bh=", "bh=x"),
        (" s=", " l=9; s="),
    ] {
        assert!(mail.contains(from), "{from}: {mail}");
        assert_eq!(
            case.judge(&mail.replacen(from, to, 1)),
            Err(LintError::Signature),
            "{from}"
        );
    }
    // Something that the other rules allow, and that is not what was signed.
    let moved = mail.replacen("Bonjour", "bonjour", 1);
    assert_eq!(case.judge(&moved), Err(LintError::Signature));
    let twice = format!("{}\r\n{mail}", mail.split("\r\nDate:").next().unwrap());
    assert_eq!(case.judge(&twice), Err(LintError::Repeated("DKIM-Signature")));
}

#[test]
fn the_envelope_is_the_drafts_and_the_purpose_the_mails() {
    let case = Case::new();
    let zone: Zone = "Europe/Paris".parse().unwrap();
    let mail = compose(&case.draft, files(), Case::id(), NOW, &zone, case.sender()).unwrap();
    let everybody = case.draft.recipients.clone();
    assert_eq!(mail.check(MailPurpose::Exchange, &everybody), Ok(()));
    let fault = |fault| Err(ComposeError::Lint(fault));
    assert_eq!(
        mail.check(MailPurpose::Exchange, &everybody[1..]),
        fault(LintError::Envelope)
    );
    let more = [
        everybody.clone(),
        vec![recipient(RecipientRole::Bcc, "", "z@example.org")],
    ]
    .concat();
    assert_eq!(
        mail.check(MailPurpose::Exchange, &more),
        fault(LintError::Envelope)
    );
    assert_eq!(
        mail.check(MailPurpose::Notice, &everybody),
        fault(LintError::Missing("Auto-Submitted"))
    );
    let automatic = MailDraft {
        is_automatic: true,
        ..case.draft.clone()
    };
    let notice = compose(&automatic, files(), Case::id(), NOW, &zone, case.sender()).unwrap();
    assert_eq!(notice.check(MailPurpose::Test, &everybody), Ok(()));
    assert_eq!(
        notice.check(MailPurpose::Exchange, &everybody),
        fault(LintError::Uninvited("Auto-Submitted"))
    );
}

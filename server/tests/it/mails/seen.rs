//! What a mail says, to whoever reads it.

use super::corpus::Case;
use base64ct::{Base64, Encoding};
use domain::mail::{Mailbox, RecipientRole};
use mail_parser::{Address, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use server::files::hex;
use server::mailer::{FrozenMail, wire_address};

/// Contents by their hash, names and addresses in full.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Seen {
    subject: String,
    /// In seconds.
    date: i64,
    message_id: String,
    references: Vec<String>,
    automatic: Option<String>,
    from: Vec<(String, String)>,
    to: Vec<(String, String)>,
    cc: Vec<(String, String)>,
    text: Vec<String>,
    html: Vec<String>,
    /// Content-IDs that the HTML names, in their order.
    shown: Vec<String>,
    images: Vec<(String, String, String)>,
    files: Vec<(String, String)>,
    /// What the reader did not like.
    defects: Vec<String>,
}

fn hash(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

/// The hash of a text with our line ends.
fn said(text: &str) -> String {
    hash(text.replace("\r\n", "\n").replace('\r', "\n").as_bytes())
}

impl Seen {
    /// What was decided.
    pub fn decided(case: &Case, mail: &FrozenMail) -> Self {
        let draft = &case.draft;
        let one = |mailbox: &Mailbox| {
            let address = wire_address(&mailbox.email).unwrap().to_string();
            (mailbox.name.trim().to_owned(), address)
        };
        let of = |role| {
            let recipients = draft
                .recipients
                .iter()
                .filter(move |recipient| recipient.role == role);
            recipients.map(|recipient| one(&recipient.mailbox)).collect()
        };
        let files = case
            .files
            .attached
            .iter()
            .map(|(file, bytes)| (file.name.clone(), hash(bytes)));
        let images = case.files.inline.iter();
        Self {
            subject: draft.subject.clone(),
            date: case.now.0.div_euclid(1000),
            message_id: mail.message_id.clone(),
            references: draft.references.clone(),
            automatic: draft.is_automatic.then(|| "auto-generated".to_owned()),
            from: vec![one(&draft.from)],
            to: of(RecipientRole::To),
            cc: of(RecipientRole::Cc),
            text: vec![said(&draft.text)],
            html: vec![said(&draft.html)],
            shown: images.clone().map(|image| image.content_id.clone()).collect(),
            images: images
                .map(|image| {
                    (
                        format!("<{}>", image.content_id),
                        image.file.name.clone(),
                        hash(&image.bytes),
                    )
                })
                .collect(),
            files: files.collect(),
            defects: Vec::new(),
        }
    }

    /// What mail-parser reads.
    pub fn read(bytes: &[u8]) -> Self {
        let message = MessageParser::default().parse(bytes).unwrap();
        let mut seen = Self {
            subject: message.subject().unwrap_or_default().to_owned(),
            date: message.date().unwrap().to_timestamp(),
            message_id: format!("<{}>", message.message_id().unwrap()),
            references: ids(message.references()),
            automatic: message
                .header("Auto-Submitted")
                .and_then(HeaderValue::as_text)
                .map(str::to_owned),
            from: mailboxes(message.from()),
            to: mailboxes(message.to()),
            cc: mailboxes(message.cc()),
            text: Vec::new(),
            html: Vec::new(),
            shown: Vec::new(),
            images: Vec::new(),
            files: Vec::new(),
            defects: Vec::new(),
        };
        seen.read_parts(&message);
        seen
    }

    fn read_parts(&mut self, message: &Message<'_>) {
        for part in message.parts.iter().filter(|part| !part.is_multipart()) {
            let name = || part.attachment_name().unwrap_or_default().to_owned();
            let disposition = part
                .content_disposition()
                .map(|disposition| disposition.c_type.as_ref());
            let is_html = part
                .content_type()
                .is_some_and(|kind| kind.subtype() == Some("html"));
            match disposition {
                None if is_html => {
                    let html = part.text_contents().unwrap();
                    self.html.push(said(html));
                    self.shown.extend(shown(html));
                }
                None => self.text.push(said(part.text_contents().unwrap())),
                Some("inline") => {
                    let id = format!("<{}>", part.content_id().unwrap_or_default());
                    self.images.push((id, name(), hash(part.contents())));
                }
                Some(_) => self.files.push((name(), hash(&content(part, message)))),
            }
            if part.is_encoding_problem {
                self.defects.push("encoding".to_owned());
            }
        }
    }
}

fn shown(html: &str) -> impl Iterator<Item = String> {
    let images = html.split(" src=\"cid:").skip(1);
    images.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
}

/// What was attached. mail-parser makes text of a part that says it is one, so that its bytes are taken where it found them.
fn content(part: &MessagePart<'_>, message: &Message<'_>) -> Vec<u8> {
    if !matches!(part.body, PartType::Text(_) | PartType::Html(_)) {
        return part.contents().to_vec();
    }
    let (start, end) = (part.offset_body as usize, part.offset_end as usize);
    let base64 = std::str::from_utf8(&message.raw_message[start..end]).unwrap();
    Base64::decode_vec(&base64.replace("\r\n", "")).unwrap()
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    let list = value.as_text_list().map(<[_]>::to_vec);
    let list = list.or(value.as_text().map(|one| vec![one.to_owned().into()]));
    list.unwrap_or_default()
        .iter()
        .map(|id| format!("<{id}>"))
        .collect()
}

fn mailboxes(list: Option<&Address<'_>>) -> Vec<(String, String)> {
    let all = list.iter().flat_map(|list| list.iter());
    all.map(|one| {
        (
            one.name().unwrap_or_default().to_owned(),
            one.address().unwrap_or_default().to_owned(),
        )
    })
    .collect()
}

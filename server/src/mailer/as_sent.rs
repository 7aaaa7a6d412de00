//! A mail as it left, read back from its bytes for a person to look at.

mod quiet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{Address, Header, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use std::collections::HashMap;

/// What a stored mail holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AsSent {
    /// The fields of the header in their order, decoded and unfolded.
    pub header: Vec<(String, String)>,
    pub text: String,
    /// Whether it has a part in HTML.
    pub has_html: bool,
    /// Names and sizes, in bytes.
    pub files: Vec<(String, u64)>,
}

/// Reads a mail; `None` when the bytes are none.
pub fn read(bytes: &[u8]) -> Option<AsSent> {
    let message = MessageParser::default().parse(bytes)?;
    let header = message
        .root_part()
        .headers
        .iter()
        .map(|field| (field.name.as_str().to_owned(), value(field, bytes)))
        .collect();
    let files = message
        .attachments()
        .filter(|part| part.content_id().is_none() || !is_image(part))
        .map(|part| {
            let name = part.attachment_name().unwrap_or_default().to_owned();
            (name, part.contents().len() as u64)
        })
        .collect();
    Some(AsSent {
        header,
        text: message.body_text(0).map(String::from).unwrap_or_default(),
        has_html: html(&message).is_some(),
        files,
    })
}

/// The HTML of a mail as a page of its own that can do nothing: no script, no address to fetch from or to go to. `None` when the
/// mail has none.
pub fn page(bytes: &[u8]) -> Option<String> {
    let message = MessageParser::default().parse(bytes)?;
    let html = html(&message)?;
    Some(quiet::page(html, &images(&message)))
}

fn html<'a>(message: &'a Message<'_>) -> Option<&'a str> {
    match &message.html_part(0)?.body {
        PartType::Html(html) => Some(html),
        _ => None,
    }
}

/// The images that the mail brings along, by their Content-ID, as addresses that hold them whole (RFC 2397).
fn images(message: &Message<'_>) -> HashMap<String, String> {
    let images = message.parts.iter().filter_map(|part| {
        let id = part.content_id()?.trim_matches(['<', '>', ' ']);
        let subtype = part.content_type()?.subtype()?;
        let is_plain = subtype
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-.+".contains(&byte));
        (is_image(part) && is_plain).then(|| {
            let content = STANDARD.encode(part.contents());
            (id.to_owned(), format!("data:image/{subtype};base64,{content}"))
        })
    });
    images.collect()
}

fn is_image(part: &mail_parser::MessagePart<'_>) -> bool {
    part.content_type()
        .is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"))
}

/// As a person reads it: addresses and texts decoded, anything else as it stands, on one line.
fn value(field: &Header<'_>, bytes: &[u8]) -> String {
    let text = match (&field.name, &field.value) {
        (_, HeaderValue::Address(address)) => addresses(address),
        (HeaderName::Subject, HeaderValue::Text(text)) => text.to_string(),
        _ => {
            let raw = bytes.get(field.offset_start as usize..field.offset_end as usize);
            String::from_utf8_lossy(raw.unwrap_or_default()).into_owned()
        }
    };
    text.split(['\r', '\n'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn addresses(address: &Address<'_>) -> String {
    let one = |each: &mail_parser::Addr<'_>| match (each.name(), each.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(text), None) | (None, Some(text)) => text.to_owned(),
        (None, None) => String::new(),
    };
    address.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "From: =?utf-8?q?Zo=C3=A9_Petit?= <zoe@example.org>\r\n\
        To: a@client.example,\r\n \"B, C\" <b@client.example>\r\n\
        Date: Tue, 24 Nov 2026 10:00:00 +0100\r\n\
        Subject: =?utf-8?q?Rendez-vous_=C3=A0?=\r\n =?utf-8?q?_9_h?=\r\n\
        Message-ID: <1@example.org>\r\n\
        X-Echanges-Dit: DIT-2026-0001\r\n\
        MIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=a\r\n\r\n\
        --a\r\nContent-Type: multipart/related; boundary=b\r\n\r\n\
        --b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n\
        --c\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour\r\n\
        --c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Bonjour <img src=\"cid:logo@x\" alt=\"Logo\"></p>\r\n\
        --c--\r\n\
        --b\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n\
        --b--\r\n\
        --a\r\nContent-Type: application/pdf\r\n\
        Content-Disposition: attachment; filename*=UTF-8''Devis%20n%C2%B0%201.pdf\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n\
        --a--\r\n";

    #[test]
    fn a_mail_is_read_back_as_people_read_it() {
        let mail = read(MAIL.as_bytes()).unwrap();
        let of = |name: &str| {
            let found = mail
                .header
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.as_str()).unwrap()
        };
        assert_eq!(of("From"), "Zoé Petit <zoe@example.org>");
        assert_eq!(of("To"), "a@client.example, B, C <b@client.example>");
        assert_eq!(of("Subject"), "Rendez-vous à 9 h");
        assert_eq!(of("Message-ID"), "<1@example.org>");
        assert_eq!(of("X-Echanges-Dit"), "DIT-2026-0001");
        assert_eq!(of("Date"), "Tue, 24 Nov 2026 10:00:00 +0100");
        assert_eq!(mail.text.trim(), "Bonjour");
        assert!(mail.has_html);
        assert_eq!(mail.files, [("Devis n° 1.pdf".to_owned(), 4)]);
    }

    #[test]
    fn an_image_that_came_along_is_shown_from_the_page_itself() {
        let page = page(MAIL.as_bytes()).unwrap();
        assert!(
            page.contains("<img src=\"data:image/png;base64,iVBORw==\" alt=\"Logo\">"),
            "{page}"
        );
    }

    #[test]
    fn a_mail_without_html_has_no_page() {
        let plain = "From: a@b.example\r\nSubject: x\r\n\r\nBonjour\r\n";
        assert_eq!(page(plain.as_bytes()), None);
        let mail = read(plain.as_bytes()).unwrap();
        assert!(!mail.has_html && mail.files.is_empty());
        assert_eq!(mail.text.trim(), "Bonjour");
    }
}

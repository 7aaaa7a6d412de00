//! The parts of a message: text and HTML as alternatives, the images that the HTML shows, the files.

use super::part::{self, Encoded};
use super::{ComposeError, refuse_controls};
use domain::MailId;
use domain::attachment::Attachment;
use domain::mail::MailDraft;

/// A type that may be anything.
const OCTETS: &str = "application/octet-stream";

/// What goes along with the text of a mail.
#[derive(Clone, Default, Debug)]
pub struct Files {
    pub attached: Vec<(Attachment, Vec<u8>)>,
    pub inline: Vec<InlineImage>,
}

/// An image that the HTML shows as `<img src="cid:…">`.
#[derive(Clone, Debug)]
pub struct InlineImage {
    /// Without angle brackets; `left@right`, in ASCII (RFC 2392).
    pub content_id: String,
    pub file: Attachment,
    pub bytes: Vec<u8>,
}

/// Files without images in the text.
impl From<Vec<(Attachment, Vec<u8>)>> for Files {
    fn from(attached: Vec<(Attachment, Vec<u8>)>) -> Self {
        Self {
            attached,
            inline: Vec::new(),
        }
    }
}

/// What the linter expects to find of the files.
#[derive(Clone, Default, Debug)]
pub(in super::super) struct Named {
    pub(in super::super) attached: Vec<String>,
    /// Content-ID and name.
    pub(in super::super) inline: Vec<(String, String)>,
}

impl Files {
    pub(super) fn named(&self) -> Named {
        Named {
            attached: self.attached.iter().map(|(file, _)| file.name.clone()).collect(),
            inline: self
                .inline
                .iter()
                .map(|image| (image.content_id.clone(), image.file.name.clone()))
                .collect(),
        }
    }
}

/// Writes the fields of MIME and the body after the header.
pub(super) fn write(
    draft: &MailDraft,
    files: &Files,
    mail_id: MailId,
    bytes: &mut Vec<u8>,
) -> Result<(), ComposeError> {
    for (file, _) in &files.attached {
        refuse_controls("Content-Disposition", &file.name)?;
    }
    for image in &files.inline {
        refuse_controls("Content-Disposition", &image.file.name)?;
        refuse_controls("Content-ID", &image.content_id)?;
    }
    if files.attached.is_empty() {
        return alternative(draft, &files.inline, mail_id, bytes);
    }
    let mixed = Multipart::open(bytes, "mixed", "files", mail_id);
    mixed.next(bytes);
    alternative(draft, &files.inline, mail_id, bytes)?;
    for (file, content) in &files.attached {
        mixed.next(bytes);
        file_part(bytes, file, "attachment", None, content);
    }
    mixed.close(bytes);
    Ok(())
}

/// The text, and the HTML with the images that it shows.
fn alternative(
    draft: &MailDraft,
    images: &[InlineImage],
    mail_id: MailId,
    bytes: &mut Vec<u8>,
) -> Result<(), ComposeError> {
    let alternative = Multipart::open(bytes, "alternative", "text", mail_id);
    alternative.next(bytes);
    text_part(bytes, "text/plain", &draft.text)?;
    alternative.next(bytes);
    if images.is_empty() {
        text_part(bytes, "text/html", &draft.html)?;
    } else {
        let related = Multipart::open(bytes, "related", "images", mail_id);
        related.next(bytes);
        text_part(bytes, "text/html", &draft.html)?;
        for image in images {
            related.next(bytes);
            file_part(
                bytes,
                &image.file,
                "inline",
                Some(&image.content_id),
                &image.bytes,
            );
        }
        related.close(bytes);
    }
    alternative.close(bytes);
    Ok(())
}

/// A multipart under way.
struct Multipart {
    boundary: String,
}

impl Multipart {
    /// Writes its type and the end of the header that it stands in.
    fn open(bytes: &mut Vec<u8>, kind: &str, name: &str, mail_id: MailId) -> Self {
        // `=_` stands in no quoted-printable and no base64 text (RFC 2045 section 6.7), so a boundary never occurs inside a part.
        let boundary = format!("=_{}_{name}", mail_id.0.simple());
        // The type of what is shown first (RFC 2387 section 3.1).
        let shown = if kind == "related" {
            "; type=\"text/html\""
        } else {
            ""
        };
        let value = format!("multipart/{kind};\r\n boundary=\"{boundary}\"{shown}");
        part::field(bytes, "Content-Type", &value);
        bytes.extend(b"\r\n");
        Self { boundary }
    }

    fn next(&self, bytes: &mut Vec<u8>) {
        bytes.extend(format!("--{}\r\n", self.boundary).into_bytes());
    }

    fn close(&self, bytes: &mut Vec<u8>) {
        bytes.extend(format!("--{}--\r\n", self.boundary).into_bytes());
    }
}

fn text_part(bytes: &mut Vec<u8>, kind: &str, text: &str) -> Result<(), ComposeError> {
    let fields = [("Content-Type", format!("{kind}; charset=utf-8"))];
    part::write(bytes, &fields, &Encoded::text(text)?);
    Ok(())
}

fn file_part(
    bytes: &mut Vec<u8>,
    file: &Attachment,
    disposition: &str,
    content_id: Option<&str>,
    content: &[u8],
) {
    let mut fields = vec![
        ("Content-Type", media_type(&file.media_type)),
        ("Content-Disposition", part::disposition(disposition, &file.name)),
    ];
    fields.extend(content_id.map(|id| ("Content-ID", format!("<{id}>"))));
    part::write(bytes, &fields, &Encoded::bytes(content));
}

/// The type a device gave, with the charset of a text and no other parameter; or that of any bytes when it is none, or one that may
/// not be base64 (RFC 2045 section 6.4).
fn media_type(given: &str) -> String {
    let name = given
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_plain = name.split_once('/').is_some_and(|(kind, subtype)| {
        is_restricted_name(kind) && is_restricted_name(subtype) && !matches!(kind, "message" | "multipart")
    });
    match charset(given) {
        _ if !is_plain || !given.is_ascii() => OCTETS.to_owned(),
        Some(charset) if name.starts_with("text/") => format!("{name};\r\n charset=\"{charset}\""),
        _ => name,
    }
}

/// A type or a subtype as RFC 6838 section 4.2 lets them be registered.
fn is_restricted_name(name: &str) -> bool {
    name.len() <= 127
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
}

/// The charset that a type names, when it is a plain word.
fn charset(given: &str) -> Option<&str> {
    let named = |parameter: &&str| {
        let name = parameter.split('=').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("charset")
    };
    let (_, value) = given.split(';').skip(1).find(named)?.split_once('=')?;
    let value = value.trim().trim_matches('"');
    let is_word = (1..=40).contains(&value.len())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
    is_word.then_some(value)
}

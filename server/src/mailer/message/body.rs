//! The parts of a message: text and HTML as alternatives, the images that the HTML shows, the files.

use super::{ComposeError, refuse_controls};
use domain::MailId;
use domain::attachment::Attachment;
use domain::mail::MailDraft;
use lettre::message::header::{ContentDisposition, ContentId, ContentTransferEncoding, ContentType};
use lettre::message::{Body, MultiPart, MultiPartKind, SinglePart};

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
    files: Files,
    mail_id: MailId,
    bytes: &mut Vec<u8>,
) -> Result<(), ComposeError> {
    // `=_` stands in no quoted-printable and no base64 text (RFC 2045 section 6.7), so a boundary never occurs inside a part.
    let boundary = |name: &str| format!("=_{}_{name}", mail_id.0.simple());
    let text = text_part(ContentType::TEXT_PLAIN, &draft.text)?;
    let html = text_part(ContentType::TEXT_HTML, &draft.html)?;
    let alternative = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(boundary("text"))
        .singlepart(text);
    let alternative = if files.inline.is_empty() {
        alternative.singlepart(html)
    } else {
        alternative.multipart(related(html, files.inline, &boundary("images"))?)
    };
    let whole = if files.attached.is_empty() {
        alternative
    } else {
        let mixed = MultiPart::builder()
            .kind(MultiPartKind::Mixed)
            .boundary(boundary("files"))
            .multipart(alternative);
        files
            .attached
            .into_iter()
            .try_fold(mixed, |mixed, (file, content)| {
                Ok(mixed.singlepart(file_part(&file, content)?))
            })?
    };
    bytes.extend(whole.formatted());
    Ok(())
}

/// The HTML and the images it shows; the type of the first part is named (RFC 2387 section 3.1).
fn related(html: SinglePart, images: Vec<InlineImage>, boundary: &str) -> Result<MultiPart, ComposeError> {
    let kind = format!("multipart/related; boundary=\"{boundary}\"; type=\"text/html\"");
    let kind = ContentType::parse(&kind).expect("a type that is always the same but for its boundary");
    let related = MultiPart::builder().header(kind).singlepart(html);
    images.into_iter().try_fold(related, |related, image| {
        refuse_controls("Content-ID", &image.content_id)?;
        let (headers, body) = encoded(&image.file, image.bytes)?;
        let part = SinglePart::builder()
            .header(headers)
            .header(ContentDisposition::inline_with_name(&image.file.name))
            .header(ContentId::from(format!("<{}>", image.content_id)))
            .body(body);
        Ok(related.singlepart(part))
    })
}

/// Quoted-printable, or base64 where that is shorter; never as it is, so that no server can change a blank or a line end.
fn text_part(kind: ContentType, text: &str) -> Result<SinglePart, ComposeError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let encoding = match Body::new(text.clone()).encoding() {
        ContentTransferEncoding::Base64 => ContentTransferEncoding::Base64,
        _ => ContentTransferEncoding::QuotedPrintable,
    };
    let body = Body::new_with_encoding(text, encoding).map_err(|_| ComposeError::Lines)?;
    Ok(SinglePart::builder().header(kind).body(body))
}

fn file_part(file: &Attachment, content: Vec<u8>) -> Result<SinglePart, ComposeError> {
    let (kind, body) = encoded(file, content)?;
    Ok(SinglePart::builder()
        .header(kind)
        .header(ContentDisposition::attachment(&file.name))
        .body(body))
}

fn encoded(file: &Attachment, content: Vec<u8>) -> Result<(ContentType, Body), ComposeError> {
    refuse_controls("Content-Disposition", &file.name)?;
    let body =
        Body::new_with_encoding(content, ContentTransferEncoding::Base64).map_err(|_| ComposeError::Lines)?;
    Ok((media_type(&file.media_type), body))
}

/// The type a device gave, with the charset of a text and no other parameter; or that of any bytes when it is none, or one that may
/// not be base64 (RFC 2045 section 6.4).
fn media_type(given: &str) -> ContentType {
    let name = given
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_plain = name.split_once('/').is_some_and(|(kind, subtype)| {
        is_restricted_name(kind) && is_restricted_name(subtype) && !matches!(kind, "message" | "multipart")
    });
    let chosen = match charset(given) {
        _ if !is_plain || !given.is_ascii() => OCTETS.to_owned(),
        Some(charset) if name.starts_with("text/") => format!("{name}; charset={charset}"),
        _ => name,
    };
    ContentType::parse(&chosen)
        .or_else(|_| ContentType::parse(OCTETS))
        .expect("application/octet-stream is a media type")
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

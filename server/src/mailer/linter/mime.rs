//! The parts of a message: which there must be, where, with which fields, and what may stand in them.

use super::header::is_message_id;
use super::parameters;
use super::parts::{self, Part};
use super::{LintError, Rules};
use crate::mailer::fields::Field;

/// Judges the whole body, whose type the message's own header says.
pub(super) fn check(fields: &[Field<'_>], body: &[u8], rules: &Rules<'_>) -> Result<(), LintError> {
    let whole = parts::read(fields, body)?;
    let text = match &rules.files.attached[..] {
        [] => &whole,
        names => {
            let (text, files) = children(&whole, "multipart/mixed", names.len())?;
            for (part, name) in files.iter().zip(names) {
                check_file(part, "attachment", name)?;
            }
            text
        }
    };
    let (plain, rest) = children(text, "multipart/alternative", 1)?;
    check_text(plain, "text/plain")?;
    check_html(&rest[0], rules)
}

/// The first child of a multipart of this type, and the others, of which there are so many. A multipart has no encoding of its own
/// (RFC 2045 section 6.4), no name and no disposition.
fn children<'p, 'a>(
    part: &'p Part<'a>,
    kind: &str,
    others: usize,
) -> Result<(&'p Part<'a>, &'p [Part<'a>]), LintError> {
    if ["Content-Transfer-Encoding", "Content-Disposition", "Content-ID"]
        .iter()
        .any(|name| part.value(name).is_some())
    {
        return Err(LintError::Encoding);
    }
    match part.children.split_first() {
        Some((first, rest)) if part.kind.value == kind && rest.len() == others => Ok((first, rest)),
        _ => Err(LintError::Structure),
    }
}

/// The HTML alone, or with the images that it shows.
fn check_html(part: &Part<'_>, rules: &Rules<'_>) -> Result<(), LintError> {
    let images = &rules.files.inline;
    if images.is_empty() {
        check_text(part, "text/html")?;
        return check_shown(part, &[]);
    }
    let (html, shown) = children(part, "multipart/related", images.len())?;
    if part.kind.parameters.get("type").map(String::as_str) != Some("text/html") {
        return Err(LintError::Structure);
    }
    check_text(html, "text/html")?;
    let mut known: Vec<&str> = Vec::new();
    for (image, (content_id, name)) in shown.iter().zip(images) {
        check_file(image, "inline", name)?;
        let id = image.value("Content-ID").unwrap_or_default();
        if id != format!("<{content_id}>") || !is_message_id(&id) || known.contains(&content_id.as_str()) {
            return Err(LintError::ContentId);
        }
        known.push(content_id);
    }
    check_shown(html, &known)
}

/// The HTML shows the images that are there, all of them and no others.
fn check_shown(html: &Part<'_>, known: &[&str]) -> Result<(), LintError> {
    let html = parts::decoded(html)?;
    let shown = shown(&html);
    let is_all = known.iter().all(|id| shown.contains(id));
    if is_all && shown.iter().all(|id| known.contains(id)) {
        Ok(())
    } else {
        Err(LintError::ContentId)
    }
}

/// The Content-IDs that the HTML names. It is written with quotes escaped in texts and in values, so that nothing but an attribute
/// looks like one.
fn shown(html: &str) -> Vec<&str> {
    let images = html.split(" src=\"cid:").skip(1);
    images.filter_map(|rest| rest.split('"').next()).collect()
}

fn check_text(part: &Part<'_>, kind: &str) -> Result<(), LintError> {
    let is_utf8 = part
        .kind
        .parameters
        .get("charset")
        .is_some_and(|charset| charset.eq_ignore_ascii_case("utf-8"));
    if part.kind.value != kind || !is_utf8 || part.value("Content-Disposition").is_some() {
        return Err(LintError::Structure);
    }
    check_leaf(part)
}

fn check_file(part: &Part<'_>, disposition: &str, name: &str) -> Result<(), LintError> {
    let written = part
        .value("Content-Disposition")
        .ok_or(LintError::Missing("Content-Disposition"))?;
    let read = parameters::read(&written).map_err(|_| LintError::Parameter("Content-Disposition"))?;
    if read.value != disposition {
        return Err(LintError::Structure);
    }
    if read.parameters.len() != 1 || read.parameters.get("filename").map(String::as_str) != Some(name) {
        return Err(LintError::FileName);
    }
    // What is a message or a multipart may not be base64 (RFC 2045 section 6.4), and everything that is attached is.
    if ["message/", "multipart/"]
        .iter()
        .any(|composite| part.kind.value.starts_with(composite))
    {
        return Err(LintError::Encoding);
    }
    check_leaf(part)
}

/// One part with a content: its encoding, its lines.
fn check_leaf(part: &Part<'_>) -> Result<(), LintError> {
    if !part.children.is_empty() {
        return Err(LintError::Structure);
    }
    match part.value("Content-Transfer-Encoding").as_deref() {
        Some("base64") => parts::check_base64(part.content),
        Some("quoted-printable") => parts::check_quoted_printable(part.content),
        _ => Err(LintError::Encoding),
    }
}

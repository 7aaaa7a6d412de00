//! The parts of a message as they are written: multiparts cut at their boundaries, contents line by line (RFC 2045, RFC 2046).

use super::parameters::{self, Valued};
use super::{LintError, words};
use crate::mailer::fields::{self, Field};
use base64ct::{Base64, Encoding};

/// Longest line of an encoded content (RFC 2045 sections 6.7 and 6.8).
const LINE_MAX: usize = 76;
/// Longest boundary (RFC 2046 section 5.1.1).
const BOUNDARY_MAX: usize = 70;
/// Fields that a part may have, each at most once.
const FIELDS: [&str; 4] = [
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
    "Content-ID",
];

/// A part, or the whole message.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) kind: Valued,
    pub(super) content: &'a [u8],
    /// None but in a multipart.
    pub(super) children: Vec<Part<'a>>,
    fields: Vec<Field<'a>>,
}

impl Part<'_> {
    /// A field on one line.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.fields
            .iter()
            .find(|field| field.is(name))
            .map(Field::unfolded)
    }
}

/// The whole message as a tree.
pub(super) fn read<'a>(fields: &[Field<'a>], body: &'a [u8]) -> Result<Part<'a>, LintError> {
    let mut boundaries = Vec::new();
    let part = tree(fields.to_vec(), body, &mut boundaries)?;
    // None begins another one: a line that ends one multipart can then be taken for no other's (RFC 2046 section 5.1.2).
    let begins_another = |at: usize, one: &str| {
        boundaries
            .iter()
            .enumerate()
            .any(|(other_at, other)| at != other_at && other.starts_with(one))
    };
    if boundaries
        .iter()
        .enumerate()
        .any(|(at, one)| begins_another(at, one))
    {
        return Err(LintError::Boundary);
    }
    Ok(part)
}

fn tree<'a>(
    fields: Vec<Field<'a>>,
    content: &'a [u8],
    boundaries: &mut Vec<String>,
) -> Result<Part<'a>, LintError> {
    let named = fields.iter().find(|field| field.is("Content-Type"));
    let written = named.ok_or(LintError::Missing("Content-Type"))?.unfolded();
    let kind = parameters::read(&written).map_err(|_| LintError::Parameter("Content-Type"))?;
    let mut children = Vec::new();
    if kind.value.starts_with("multipart/") {
        let boundary = boundary(&kind)?;
        for part in cut(content, &boundary)? {
            let (fields, content) = fields::split(part).map_err(|_| LintError::Header)?;
            check_fields(&fields)?;
            children.push((fields, content));
        }
        boundaries.push(boundary);
    }
    let children = children
        .into_iter()
        .map(|(fields, content)| tree(fields, content, boundaries));
    let children = children.collect::<Result<Vec<_>, _>>()?;
    Ok(Part {
        kind,
        content,
        children,
        fields,
    })
}

fn check_fields(fields: &[Field<'_>]) -> Result<(), LintError> {
    for field in fields {
        let name = FIELDS
            .iter()
            .find(|name| field.is(name))
            .ok_or(LintError::PartField)?;
        if fields.iter().filter(|other| other.is(name)).count() > 1 {
            return Err(LintError::Repeated(name));
        }
        if !field.value.is_ascii()
            || field
                .value
                .contains(|c: char| c.is_control() && !matches!(c, '\r' | '\n'))
        {
            return Err(LintError::NotAscii(name));
        }
    }
    Ok(())
}

fn boundary(kind: &Valued) -> Result<String, LintError> {
    let boundary = kind.parameters.get("boundary").ok_or(LintError::Boundary)?;
    let is_good = (1..=BOUNDARY_MAX).contains(&boundary.len())
        && boundary
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte))
        && !boundary.ends_with(' ');
    if is_good {
        Ok(boundary.clone())
    } else {
        Err(LintError::Boundary)
    }
}

/// What stands between the lines of a boundary: nothing before the first, nothing after the last.
fn cut<'a>(body: &'a [u8], boundary: &str) -> Result<Vec<&'a [u8]>, LintError> {
    let delimiter = format!("--{boundary}");
    let (mut parts, mut start, mut at, mut is_closed) = (Vec::new(), None, 0, false);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let next = at + line.len();
        if let Some(rest) = line.strip_prefix(delimiter.as_bytes()) {
            // The CRLF after the last boundary of an inner multipart belongs to the next boundary of the outer one.
            let closes = matches!(rest, b"--\r\n" | b"--");
            if is_closed || !(closes || rest == b"\r\n") {
                return Err(LintError::Boundary);
            }
            match start {
                Some(start) => parts.push(before_break(body, start, at)?),
                None if at > 0 => return Err(LintError::Multipart),
                None => {}
            }
            start = Some(next);
            is_closed = closes;
        } else if is_closed || start.is_none() {
            return Err(LintError::Multipart);
        }
        at = next;
    }
    if is_closed && !parts.is_empty() {
        Ok(parts)
    } else {
        Err(LintError::Multipart)
    }
}

/// The CRLF before a boundary belongs to the boundary.
fn before_break(body: &[u8], start: usize, end: usize) -> Result<&[u8], LintError> {
    body[start..end].strip_suffix(b"\r\n").ok_or(LintError::Multipart)
}

/// Whole groups of four in lines of at most 76, with `=` at the very end only.
pub(super) fn check_base64(content: &[u8]) -> Result<(), LintError> {
    let content = content.strip_suffix(b"\r\n").unwrap_or(content);
    if content.is_empty() {
        return Ok(());
    }
    let padding = content.iter().rev().take_while(|byte| **byte == b'=').count();
    let last = content.len() - padding;
    let mut at = 0;
    for line in lines(content) {
        let text = &line[..line.len().min(last.saturating_sub(at))];
        let is_good = (4..=LINE_MAX).contains(&line.len())
            && line.len() % 4 == 0
            && text
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
        if !is_good || padding > 2 {
            return Err(LintError::EncodedLine);
        }
        at += line.len() + 2;
    }
    Ok(())
}

/// Printable characters, `=C3` and soft ends of lines; no blank at the end of a line, which a relay may drop.
pub(super) fn check_quoted_printable(content: &[u8]) -> Result<(), LintError> {
    let is_good = lines(content).all(|line| {
        let text = line.strip_suffix(b"=").unwrap_or(line);
        line.len() <= LINE_MAX && !matches!(line.last(), Some(b' ' | b'\t')) && is_quoted(text)
    });
    // A soft end before a boundary would be the end of nothing.
    if is_good && !content.ends_with(b"=") {
        Ok(())
    } else {
        Err(LintError::EncodedLine)
    }
}

/// The text of a leaf, whose lines were checked.
pub(super) fn decoded(part: &Part<'_>) -> Result<String, LintError> {
    let bytes = match part.value("Content-Transfer-Encoding").as_deref() {
        Some("base64") => {
            let text: Vec<u8> = part
                .content
                .iter()
                .copied()
                .filter(u8::is_ascii_graphic)
                .collect();
            let text = std::str::from_utf8(&text).unwrap_or_default();
            Base64::decode_vec(text).map_err(|_| LintError::EncodedLine)?
        }
        _ => unquoted(part.content)?,
    };
    String::from_utf8(bytes).map_err(|_| LintError::EncodedLine)
}

/// Quoted-printable without its soft ends of lines and with the bytes that `=C3` stands for.
fn unquoted(content: &[u8]) -> Result<Vec<u8>, LintError> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let mut bytes = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'=' {
            bytes.push(*byte);
        } else if let Some(next_line) = after.strip_prefix(b"\r\n") {
            rest = next_line;
        } else {
            let value = digit(after.first()).zip(digit(after.get(1)));
            let (high, low) = value.ok_or(LintError::EncodedLine)?;
            bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
            rest = &after[2..];
        }
    }
    Ok(bytes)
}

fn is_quoted(text: &[u8]) -> bool {
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        let is_good = match byte {
            b'=' => {
                let digits = (bytes.next(), bytes.next());
                matches!(digits, (Some(high), Some(low)) if words::hex(*high, *low).is_some())
            }
            b' ' | b'\t' => true,
            byte => byte.is_ascii_graphic(),
        };
        if !is_good {
            return false;
        }
    }
    true
}

/// Lines of which each but the last ends with CRLF; one that does not keeps its LF, which no check lets pass.
fn lines(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    content
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r\n").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_base64_are_whole_and_short() {
        let full = "QUJD".repeat(19);
        for good in [
            "",
            "QQ==",
            "QUI=",
            "QUJD",
            "QUJD\r\n",
            &full,
            &format!("{full}\r\nQQ=="),
        ] {
            assert_eq!(check_base64(good.as_bytes()), Ok(()), "{good}");
        }
        for bad in [
            "QQ=",
            "QQ",
            "====",
            "QQ==\r\nQUJD",
            "QU D",
            "QUJD\nQUJD",
            "QUJD\r\n\r\nQUJD",
            "QUJ-",
            "Q===",
            &format!("{full}QUJD"),
        ] {
            assert_eq!(check_base64(bad.as_bytes()), Err(LintError::EncodedLine), "{bad}");
        }
    }

    #[test]
    fn lines_of_quoted_printable_are_short_and_say_something() {
        let full = "a".repeat(76);
        for good in [
            "",
            "a b=\r\nc",
            "=C3=A9",
            "a\r\n\r\n",
            "a =20\r\n",
            &full,
            &format!("{}=\r\nb", "a".repeat(75)),
        ] {
            assert_eq!(check_quoted_printable(good.as_bytes()), Ok(()), "{good}");
        }
        for bad in [
            "a \r\nb",
            "a\t",
            "=c3",
            "=C",
            "=",
            "a=\r\nb=",
            "é",
            "a\nb",
            "a\rb",
            "a=b",
            &format!("{full}b"),
        ] {
            assert_eq!(
                check_quoted_printable(bad.as_bytes()),
                Err(LintError::EncodedLine),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_multipart_is_cut_at_its_boundary_and_nowhere_else() {
        let parts = |body: &'static str| cut(body.as_bytes(), "b");
        assert_eq!(
            parts("--b\r\none\r\n--b\r\n\r\n--b--\r\n").unwrap(),
            [b"one".as_slice(), b""]
        );
        assert_eq!(parts("--b\r\nx\r\n--b--").unwrap(), [b"x".as_slice()]);
        for bad in [
            "",
            "--b--\r\n",
            "--b\r\none\r\n",
            "pre\r\n--b\r\none\r\n--b--\r\n",
            "--b\r\none\r\n--b--\r\nepilogue\r\n",
            "--b\r\n--b--\r\n",
        ] {
            assert_eq!(parts(bad), Err(LintError::Multipart), "{bad}");
        }
        for bad in [
            "--b\r\none\r\n--bc\r\n--b--\r\n",
            "--b\r\nx\r\n--b--\r\n--b\r\n",
            "--b \r\nx\r\n--b--\r\n",
        ] {
            assert_eq!(parts(bad), Err(LintError::Boundary), "{bad}");
        }
    }
}

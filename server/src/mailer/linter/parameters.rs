//! `type/subtype; name=value` and `attachment; filename*0*=utf-8''…` (RFC 2045 section 5.1, RFC 2231).

use super::words::hex;
use std::collections::BTreeMap;

/// A value with its parameters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Valued {
    /// In lower case.
    pub(super) value: String,
    /// By name, in lower case; continuations joined and decoded.
    pub(super) parameters: BTreeMap<String, String>,
}

/// The value is none, or a parameter is none or stands twice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct NoValue;

/// Reads a field on one line.
pub(super) fn read(line: &str) -> Result<Valued, NoValue> {
    let mut pieces = pieces(line)?.into_iter();
    let value = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
    if value.is_empty() || !value.split('/').all(is_token) {
        return Err(NoValue);
    }
    let mut sections: BTreeMap<String, Vec<Section>> = BTreeMap::new();
    for piece in pieces {
        let (name, section) = section(piece.trim())?;
        sections.entry(name).or_default().push(section);
    }
    let parameters = sections
        .into_iter()
        .map(|(name, sections)| Ok((name, joined(sections)?)))
        .collect::<Result<_, _>>()?;
    Ok(Valued { value, parameters })
}

/// One `name*0*=value`.
struct Section {
    /// `None` for a parameter in one piece.
    number: Option<usize>,
    is_encoded: bool,
    text: String,
}

/// What stands between the semicolons that are in no quoted string.
fn pieces(line: &str) -> Result<Vec<&str>, NoValue> {
    let (mut pieces, mut start, mut is_quoted, mut is_escaped) = (Vec::new(), 0, false, false);
    for (at, c) in line.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ';' if !is_quoted => {
                pieces.push(&line[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&line[start..]);
    if is_quoted { Err(NoValue) } else { Ok(pieces) }
}

fn section(piece: &str) -> Result<(String, Section), NoValue> {
    let (attribute, value) = piece.split_once('=').ok_or(NoValue)?;
    let mut marks = attribute.split('*');
    let name = marks.next().unwrap_or_default().to_ascii_lowercase();
    let (number, is_encoded) = match (marks.next(), marks.next(), marks.next()) {
        (None, ..) => (None, false),
        (Some(""), None, None) => (None, true),
        (Some(digits), None, None) => (Some(section_number(digits)?), false),
        (Some(digits), Some(""), None) => (Some(section_number(digits)?), true),
        _ => return Err(NoValue),
    };
    if !is_token(&name) {
        return Err(NoValue);
    }
    let text = match value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) {
        // What is percent-encoded is never quoted (RFC 2231 section 4).
        Some(_) if is_encoded => return Err(NoValue),
        Some(quoted) => unescaped(quoted)?,
        None if is_token(value) || (is_encoded && value.is_ascii() && !value.contains([' ', '"', ';'])) => {
            value.to_owned()
        }
        None => return Err(NoValue),
    };
    Ok((
        name,
        Section {
            number,
            is_encoded,
            text,
        },
    ))
}

/// A number without a zero before it.
fn section_number(digits: &str) -> Result<usize, NoValue> {
    let number: usize = digits.parse().map_err(|_| NoValue)?;
    if number.to_string() == digits {
        Ok(number)
    } else {
        Err(NoValue)
    }
}

/// Sections in order from 0, or one piece alone.
fn joined(sections: Vec<Section>) -> Result<String, NoValue> {
    let is_ordered = match sections[..] {
        [Section { number: None, .. }] => true,
        _ => sections
            .iter()
            .enumerate()
            .all(|(at, section)| section.number == Some(at)),
    };
    if !is_ordered {
        return Err(NoValue);
    }
    let mut bytes = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        if !section.is_encoded {
            bytes.extend(section.text.bytes());
            continue;
        }
        let text = if at == 0 {
            section.text.strip_prefix("utf-8''").ok_or(NoValue)?
        } else {
            section.text.as_str()
        };
        bytes.extend(percent_decoded(text).ok_or(NoValue)?);
    }
    String::from_utf8(bytes).map_err(|_| NoValue)
}

/// Attribute characters of RFC 2231 section 7 as they are, the others as `%C3`.
fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(rest.next()?, rest.next()?)?,
            b'*' | b'\'' => return None,
            byte if is_token_byte(byte) => byte,
            _ => return None,
        });
    }
    Some(bytes)
}

fn unescaped(quoted: &str) -> Result<String, NoValue> {
    let mut said = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Err(NoValue),
            '\\' => said.push(chars.next().ok_or(NoValue)?),
            c if c == ' ' || c.is_ascii_graphic() => said.push(c),
            _ => return Err(NoValue),
        }
    }
    Ok(said)
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// RFC 2045 section 5.1: no blank, no control character, no tspecial.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_joined_and_decoded() {
        let read = |line: &str| {
            let read = super::read(line).unwrap();
            let parameters: Vec<_> = read
                .parameters
                .into_iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            (read.value, parameters.join("|"))
        };
        let said = |value: &str, parameters: &str| (value.to_owned(), parameters.to_owned());
        assert_eq!(read("Text/Plain"), said("text/plain", ""));
        assert_eq!(
            read("text/plain; charset=utf-8"),
            said("text/plain", "charset=utf-8")
        );
        assert_eq!(
            read("attachment; filename=\"a;b \\\"c\\\".txt\""),
            said("attachment", "filename=a;b \"c\".txt")
        );
        assert_eq!(
            read("attachment; filename*0*=utf-8''%C3; filename*1*=%A9t.txt; filename*2=\" fin\""),
            said("attachment", "filename=ét.txt fin")
        );
    }

    #[test]
    fn what_cannot_be_read_is_none() {
        for bad in [
            "",
            "text plain",
            "text/plain; charset",
            "text/plain; charset=",
            "text/plain; charset=a b",
            "text/plain; =x",
            "text/plain; a=1; a=2",
            "text/plain; a*0=1; a=2",
            "text/plain; a*1=1",
            "text/plain; a*0=1; a*2=2",
            "text/plain; a*00=1",
            "text/plain; a*=latin-1''%E9",
            "text/plain; a*=utf-8''%c3%a9",
            "text/plain; a*=utf-8''%C3",
            "text/plain; a*=utf-8''it's",
            "text/plain; a*=\"utf-8''x\"",
            "text/plain; a=\"open",
            "text/plain; a=\"é\"",
        ] {
            assert_eq!(read(bad), Err(NoValue), "{bad}");
        }
    }
}

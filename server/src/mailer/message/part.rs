//! One part of a message: its fields, its content in an encoding that no server on the way has a reason to touch.

use super::ComposeError;
use base64ct::{Base64, Encoding};
use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding;

/// Where a line is folded, when it can be.
const LINE_MAX: usize = 76;
/// Longest name of a file that is written as it is.
const NAME_MAX: usize = 50;
/// Bytes that make one line of base64.
const LINE_BYTES: usize = 57;

/// The content of a part, encoded.
pub(super) struct Encoded {
    encoding: &'static str,
    text: Vec<u8>,
}

impl Encoded {
    /// Quoted-printable, or base64 where that is shorter; never as it is, so that no server can change a blank or a line end.
    pub(super) fn text(text: &str) -> Result<Self, ComposeError> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if Body::new(text.clone()).encoding() == ContentTransferEncoding::Base64 {
            // Text has the line ends of the wire under base64 too (RFC 2045 section 6.8).
            return Ok(Self::bytes(text.replace('\n', "\r\n").as_bytes()));
        }
        let body = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable);
        Ok(Self {
            encoding: "quoted-printable",
            text: body.map_err(|_| ComposeError::Lines)?.into_vec(),
        })
    }

    pub(super) fn bytes(bytes: &[u8]) -> Self {
        let mut text = Vec::with_capacity(bytes.len() / LINE_BYTES * (LINE_MAX + 2) + LINE_MAX);
        for (at, line) in bytes.chunks(LINE_BYTES).enumerate() {
            if at > 0 {
                text.extend(b"\r\n");
            }
            text.extend(Base64::encode_string(line).into_bytes());
        }
        Self {
            encoding: "base64",
            text,
        }
    }
}

/// Writes a part: fields, encoding, content, and the line end that belongs to the next boundary.
pub(super) fn write(bytes: &mut Vec<u8>, fields: &[(&str, String)], content: &Encoded) {
    for (name, value) in fields {
        field(bytes, name, value);
    }
    field(bytes, "Content-Transfer-Encoding", content.encoding);
    bytes.extend(b"\r\n");
    bytes.extend(&content.text);
    bytes.extend(b"\r\n");
}

pub(super) fn field(bytes: &mut Vec<u8>, name: &str, value: &str) {
    for piece in [name, ": ", value, "\r\n"] {
        bytes.extend(piece.as_bytes());
    }
}

/// `attachment; filename="plan.pdf"`. A name that is long, not ASCII, or that a reader could take for something else is
/// percent-encoded, in as many pieces as it needs (RFC 2231 sections 3 and 4).
pub(super) fn disposition(kind: &str, name: &str) -> String {
    let is_plain = name.len() <= NAME_MAX
        && !name.contains("=?")
        && name
            .bytes()
            .all(|byte| (byte == b' ' || byte.is_ascii_graphic()) && !b"\"\\%".contains(&byte));
    if is_plain {
        return format!("{kind};\r\n filename=\"{name}\"");
    }
    let mut value = format!("{kind};");
    let mut line = String::from(" filename*0*=utf-8''");
    let mut number = 0;
    for c in name.chars() {
        let written = percent_encoded(c);
        if line.len() + written.len() + 1 > LINE_MAX {
            value = format!("{value}\r\n{line};");
            number += 1;
            line = format!(" filename*{number}*=");
        }
        line.push_str(&written);
    }
    format!("{value}\r\n{line}")
}

fn percent_encoded(c: char) -> String {
    if c.is_ascii_alphanumeric() || "!#$&+-.^_`{|}~".contains(c) {
        return c.to_string();
    }
    let mut utf8 = [0; 4];
    c.encode_utf8(&mut utf8)
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_they_are_or_percent_encoded() {
        for (name, written) in [
            ("plan.pdf", "attachment;\r\n filename=\"plan.pdf\""),
            ("a b;c.txt", "attachment;\r\n filename=\"a b;c.txt\""),
            ("", "attachment;\r\n filename=\"\""),
            (
                "l'été.pdf",
                "attachment;\r\n filename*0*=utf-8''l%27%C3%A9t%C3%A9.pdf",
            ),
            (
                "\"a\\b\".txt",
                "attachment;\r\n filename*0*=utf-8''%22a%5Cb%22.txt",
            ),
            ("=?x?=", "attachment;\r\n filename*0*=utf-8''%3D%3Fx%3F%3D"),
            ("100%.txt", "attachment;\r\n filename*0*=utf-8''100%25.txt"),
        ] {
            assert_eq!(disposition("attachment", name), written);
        }
        let long = disposition("inline", &"設備".repeat(50));
        assert!(
            long.starts_with("inline;\r\n filename*0*=utf-8''%E8") && long.contains(";\r\n filename*11*=%"),
            "{long}"
        );
        assert!(long.split("\r\n").all(|line| line.len() <= 76), "{long}");
    }

    #[test]
    fn bytes_are_base64_in_lines_of_76() {
        assert_eq!(Encoded::bytes(b"").text, b"");
        let encoded = Encoded::bytes(&[0; 115]);
        let lines: Vec<_> = encoded
            .text
            .split(|byte| *byte == b'\n')
            .map(<[u8]>::len)
            .collect();
        assert_eq!(lines, [77, 77, 4]);
    }

    #[test]
    fn text_has_one_kind_of_line_end_in_either_encoding() {
        let quoted = Encoded::text("a\r\nb\rc =\nd ").unwrap();
        assert_eq!(
            (quoted.encoding, quoted.text.as_slice()),
            ("quoted-printable", b"a\r\nb\r\nc =3D\r\nd=20".as_slice())
        );
        let base64 = Encoded::text("設備\n故障").unwrap();
        assert_eq!(base64.encoding, "base64");
        let text = Base64::decode_vec(std::str::from_utf8(&base64.text).unwrap()).unwrap();
        assert_eq!(text, "設備\r\n故障".as_bytes());
    }
}

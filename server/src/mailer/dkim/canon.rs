//! The forms in which a message is hashed: what a relay may change in passing must not change them (RFC 6376 section 3.4, "relaxed").

use super::super::fields::Field;
use ring::digest::{Context, Digest, SHA256};

/// A field: its name in lower case, its value on one line with single blanks, and the CRLF.
pub(super) fn field(field: &Field<'_>) -> String {
    format!("{}:{}\r\n", field.name.to_ascii_lowercase(), value(field.value))
}

/// A value on one line with single blanks and none at its ends.
pub(super) fn value(value: &str) -> String {
    let line = value.replace("\r\n", "");
    line.split([' ', '\t'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The hash of a body: single blanks, none at the end of a line, no empty lines at the end.
pub(super) fn body_hash(body: &[u8]) -> Digest {
    let mut context = Context::new(&SHA256);
    let mut empty_lines = 0;
    let text = body.strip_suffix(b"\r\n").unwrap_or(body);
    if !text.is_empty() {
        for line in text.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let line = trimmed(line);
            if line.is_empty() {
                empty_lines += 1;
                continue;
            }
            for _ in 0..std::mem::take(&mut empty_lines) {
                context.update(b"\r\n");
            }
            single_blanks(line, &mut context);
            context.update(b"\r\n");
        }
    }
    context.finish()
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// A line without the blanks at its end.
fn trimmed(line: &[u8]) -> &[u8] {
    let end = line
        .iter()
        .rposition(|byte| !is_blank(*byte))
        .map_or(0, |at| at + 1);
    &line[..end]
}

/// Most lines hold no blank, or single ones: they go through in few pieces.
fn single_blanks(line: &[u8], context: &mut Context) {
    let mut rest = line;
    while let Some(at) = rest.iter().position(|byte| is_blank(*byte)) {
        context.update(&rest[..at]);
        context.update(b" ");
        let run = rest[at..]
            .iter()
            .position(|byte| !is_blank(*byte))
            .unwrap_or(rest.len() - at);
        rest = &rest[at + run..];
    }
    context.update(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::digest::digest;

    /// The example of RFC 6376 section 3.4.5.
    #[test]
    fn the_example_of_the_rfc_has_its_canonical_form() {
        let message = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let a = Field {
            name: "A",
            value: " X",
        };
        let b = Field {
            name: "B",
            value: " Y\t\r\n\tZ  ",
        };
        assert_eq!(
            (field(&a), field(&b)),
            ("a:X\r\n".to_owned(), "b:Y Z\r\n".to_owned())
        );
        let body = &message[message.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4..];
        assert_eq!(
            body_hash(body).as_ref(),
            digest(&SHA256, b" C\r\nD E\r\n").as_ref()
        );
    }

    #[test]
    fn empty_lines_count_only_between_others() {
        let hash = |body: &[u8]| body_hash(body).as_ref().to_vec();
        let plain = |text: &[u8]| digest(&SHA256, text).as_ref().to_vec();
        assert_eq!(hash(b""), plain(b""));
        assert_eq!(hash(b"\r\n\r\n"), plain(b""));
        assert_eq!(hash(b" \r\n\t\r\n"), plain(b""));
        assert_eq!(hash(b"\r\na\r\n \r\nb"), plain(b"\r\na\r\n\r\nb\r\n"));
    }
}

//! The header as it is written: ASCII, folded near 78 characters, one mailbox on a line.

use base64ct::{Base64, Encoding};
use lettre::Address;

/// Where a line is folded, when it can be (RFC 5322 section 2.1.1).
const LINE_MAX: usize = 76;
/// Longest name that is written as it is, on one line with its address.
const NAME_MAX: usize = 60;
/// Bytes of text in one encoded word: with its marks, base64 makes 72 characters of them, and 75 are allowed (RFC 2047 section 2).
const WORD_BYTES: usize = 45;
const WORD_START: &str = "=?utf-8?b?";
const WORD_END: &str = "?=";

/// A header that grows field by field.
#[derive(Default, Debug)]
pub(super) struct HeaderText(String);

impl HeaderText {
    /// A field whose value is written as it is.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        for piece in [name, ": ", value, "\r\n"] {
            self.0.push_str(piece);
        }
    }

    /// Text that a person typed. As it is when no reader could take it for something else, and encoded from end to end otherwise:
    /// encoded word by word, blanks between two words would be lost (RFC 2047 section 6.2).
    pub(super) fn text(&mut self, name: &str, text: &str) {
        let is_plain = text.is_ascii() && text == text.trim() && !text.contains("  ") && !text.contains("=?");
        let mut line = Line::new(name);
        if is_plain {
            text.split(' ').for_each(|word| line.word(word));
        } else {
            line.encoded(text);
        }
        self.0.push_str(&line.end());
    }

    /// Names and addresses, each on a line of its own.
    pub(super) fn mailboxes(&mut self, name: &str, mailboxes: &[(String, Address)]) {
        let mut line = Line::new(name);
        for (at, (name, address)) in mailboxes.iter().enumerate() {
            if at > 0 {
                line.fold();
            }
            line.name(name);
            let comma = if at + 1 < mailboxes.len() { "," } else { "" };
            if name.is_empty() {
                line.word(&format!("{address}{comma}"));
            } else {
                line.word(&format!("<{address}>{comma}"));
            }
        }
        self.0.push_str(&line.end());
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// A field under way.
struct Line {
    text: String,
    /// Length of its last line.
    length: usize,
    /// The last line holds nothing but the fold, or the name of the field.
    is_fresh: bool,
}

impl Line {
    fn new(name: &str) -> Self {
        Self {
            text: format!("{name}:"),
            length: name.len() + 1,
            is_fresh: true,
        }
    }

    fn fold(&mut self) {
        self.text.push_str("\r\n");
        self.length = 0;
        self.is_fresh = true;
    }

    /// A blank and a word; the blank begins a line when the word would not fit on this one.
    fn word(&mut self, word: &str) {
        if !self.is_fresh && self.length + 1 + word.len() > LINE_MAX {
            self.fold();
        }
        self.text.push(' ');
        self.text.push_str(word);
        self.length += 1 + word.len();
        self.is_fresh = false;
    }

    fn encoded(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let marks = 1 + WORD_START.len() + WORD_END.len();
            let room = (LINE_MAX.saturating_sub(self.length + marks) / 4 * 3).min(WORD_BYTES);
            let mut end = room.min(rest.len());
            while !rest.is_char_boundary(end) {
                end -= 1;
            }
            if end == 0 {
                self.fold();
                continue;
            }
            let (piece, after) = rest.split_at(end);
            self.word(&format!(
                "{WORD_START}{}{WORD_END}",
                Base64::encode_string(piece.as_bytes())
            ));
            rest = after;
        }
    }

    /// A display name (RFC 5322 section 3.4): atoms, a quoted string, or encoded words.
    fn name(&mut self, name: &str) {
        if name.is_empty() {
            return;
        }
        let is_plain = name.len() <= NAME_MAX
            && !name.contains("=?")
            && name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        if !is_plain {
            self.encoded(name);
        } else if name.split(' ').all(is_atom) {
            self.word(name);
        } else {
            self.word(&format!(
                "\"{}\"",
                name.replace('\\', "\\\\").replace('"', "\\\"")
            ));
        }
    }

    fn end(mut self) -> String {
        self.text.push_str("\r\n");
        self.text
    }
}

fn is_atom(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        let mut header = HeaderText::default();
        header.text("Subject", text);
        header.0
    }

    fn mailboxes(list: &[(&str, &str)]) -> String {
        let mut header = HeaderText::default();
        let list: Vec<_> = list
            .iter()
            .map(|(name, email)| ((*name).to_owned(), email.parse::<Address>().unwrap()))
            .collect();
        header.mailboxes("To", &list);
        header.0
    }

    #[test]
    fn plain_text_is_folded_at_its_blanks_and_other_text_is_encoded() {
        assert_eq!(text("Rendez-vous"), "Subject: Rendez-vous\r\n");
        let long = text("rendez-vous ".repeat(12).trim_end());
        assert!(
            long.contains("\r\n rendez-vous") && long.lines().all(|line| line.len() <= 78),
            "{long}"
        );
        assert_eq!(text("été"), "Subject: =?utf-8?b?w6l0w6k=?=\r\n");
        for odd in [
            " a",
            "a  b",
            "=?utf-8?b?w6k=?=",
            &"é".repeat(200),
            &"👩‍👩‍👧‍👦".repeat(20),
        ] {
            let written = text(odd);
            assert!(
                written.is_ascii() && written.lines().all(|line| line.len() <= 78),
                "{written}"
            );
            assert!(written.starts_with("Subject: =?utf-8?b?"), "{written}");
        }
    }

    #[test]
    fn each_mailbox_has_its_line_and_each_name_its_form() {
        assert_eq!(mailboxes(&[("", "a@b.example")]), "To: a@b.example\r\n");
        assert_eq!(
            mailboxes(&[
                ("Claude Martin", "a@b.example"),
                ("M. Dupont, \"JD\"", "c@d.example")
            ]),
            "To: Claude Martin <a@b.example>,\r\n \"M. Dupont, \\\"JD\\\"\" <c@d.example>\r\n"
        );
        let long = "abcdefgh ".repeat(30);
        let written = mailboxes(&[(long.trim_end(), "a@b.example"), ("Élodie", "c@d.example")]);
        assert!(
            written
                .lines()
                .all(|line| line.len() <= 78 && !line.trim().is_empty()),
            "{written}"
        );
        assert!(
            written.ends_with(" =?utf-8?b?w4lsb2RpZQ==?= <c@d.example>\r\n"),
            "{written}"
        );
    }
}

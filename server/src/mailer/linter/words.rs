//! Encoded words: how a header says what is not ASCII (RFC 2047).

use base64ct::{Base64, Encoding};

/// Longest encoded word (RFC 2047 section 2).
const WORD_MAX: usize = 75;

/// No encoded word where there must be one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct NoWord;

/// Something between blanks that looks like an encoded word and is longer than one may be.
pub(super) fn has_long_word(line: &str) -> bool {
    line.split([' ', '\t', '(', ')', ',', '<', '>'])
        .any(|token| token.starts_with("=?") && token.len() > WORD_MAX)
}

/// The text of an unstructured field on one line.
pub(super) fn unstructured(line: &str) -> Result<String, NoWord> {
    let tokens: Vec<&str> = line.split(' ').collect();
    if tokens.iter().any(|token| is_word(token)) {
        return sequence(
            &tokens
                .into_iter()
                .filter(|token| !token.is_empty())
                .collect::<Vec<_>>(),
        );
    }
    Ok(line.to_owned())
}

/// Words with one blank between them; the blank between two encoded words is nothing (RFC 2047 section 6.2).
pub(super) fn sequence(tokens: &[&str]) -> Result<String, NoWord> {
    let mut text = String::new();
    let mut was_encoded = false;
    for (at, token) in tokens.iter().enumerate() {
        let is_encoded = is_word(token);
        if at > 0 && !(was_encoded && is_encoded) {
            text.push(' ');
        }
        if is_encoded {
            text.push_str(&decode(token)?);
        } else {
            text.push_str(token);
        }
        was_encoded = is_encoded;
    }
    Ok(text)
}

pub(super) fn is_word(token: &str) -> bool {
    token.starts_with("=?")
}

/// One encoded word, in UTF-8: no word ends inside a character (RFC 2047 section 5).
fn decode(word: &str) -> Result<String, NoWord> {
    let inner = word
        .strip_prefix("=?")
        .and_then(|word| word.strip_suffix("?="))
        .ok_or(NoWord)?;
    let parts: Vec<&str> = inner.split('?').collect();
    let [charset, encoding, text] = parts[..] else {
        return Err(NoWord);
    };
    if !charset.eq_ignore_ascii_case("utf-8") || word.len() > WORD_MAX || text.is_empty() {
        return Err(NoWord);
    }
    let bytes = match encoding {
        "B" | "b" => Base64::decode_vec(text).map_err(|_| NoWord)?,
        "Q" | "q" => quoted(text).ok_or(NoWord)?,
        _ => return Err(NoWord),
    };
    String::from_utf8(bytes).map_err(|_| NoWord)
}

/// The encoding "Q" (RFC 2047 section 4.2).
fn quoted(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'_' => b' ',
            b'=' => hex(rest.next()?, rest.next()?)?,
            b' ' | b'?' => return None,
            byte if byte.is_ascii_graphic() => byte,
            _ => return None,
        });
    }
    Some(bytes)
}

/// A byte of two hexadecimal digits, in capitals.
pub(super) fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    };
    Some(digit(high)? * 16 + digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_the_rfc_says() {
        for (written, said) in [
            ("Rendez-vous demain", "Rendez-vous demain"),
            ("=?utf-8?Q?=C3=A9t=C3=A9_2026?=", "été 2026"),
            ("=?utf-8?b?w6k=?= =?UTF-8?B?w6k=?=", "éé"),
            ("un =?utf-8?b?w6k=?= deux", "un é deux"),
        ] {
            assert_eq!(unstructured(written).as_deref(), Ok(said), "{written}");
        }
        let long = format!("=?utf-8?b?{}?=", "w6nD".repeat(17));
        for bad in [
            "=?utf-8?b?w6k=",
            "=?utf-8?x?w6k=?=",
            "=?latin-1?q?=E9?=",
            "=?utf-8?q?=c3=a9?=",
            "=?utf-8?q?=C3?= =?utf-8?q?=A9?=",
            "=?utf-8?q??=",
            "=?utf-8?q?a?b?=",
            &long,
        ] {
            assert_eq!(unstructured(bad), Err(NoWord), "{bad}");
        }
        assert!(has_long_word(&format!("a {long}")) && !has_long_word("=?utf-8?b?w6k=?="));
    }
}

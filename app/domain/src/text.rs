//! What people type: accepted as it is, or refused. Never altered.

use crate::rejection::Problem;
use serde::{Deserialize, Serialize};

/// Longest subject, in characters (Unicode scalar values).
pub const SUBJECT_MAX: usize = 200;
/// Longest detail, in characters.
pub const DETAIL_MAX: usize = 100_000;
/// Longest reason of a deletion, in characters.
pub const REASON_MAX: usize = 500;
/// Longest name of a free counterpart, in characters.
pub const NAME_MAX: usize = 200;

/// One line of text without control characters, of at most `MAX` characters; may be empty.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Line<const MAX: usize>(String);

/// Objet.
pub type Subject = Line<SUBJECT_MAX>;
/// Motif d'une suppression.
pub type Reason = Line<REASON_MAX>;
/// Name of a counterpart that is no contact.
pub type FreeName = Line<NAME_MAX>;

impl<const MAX: usize> Line<MAX> {
    /// Refuses control characters (so CR and LF too) and what is longer than `MAX`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.chars().any(char::is_control) {
            return Err(Problem::ControlCharacter);
        }
        within(text, MAX).map(|()| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Nothing but white space, or nothing at all.
    pub fn is_blank(&self) -> bool {
        is_blank(&self.0)
    }
}

/// Détail: never blank, at most [`DETAIL_MAX`] characters, lines and tabs allowed, no other control character.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Detail(String);

impl Detail {
    /// Refuses white space alone, control characters other than tab, line and page breaks, and what is too long.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if is_blank(text) {
            return Err(Problem::Missing);
        }
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'))
        {
            return Err(Problem::ControlCharacter);
        }
        within(text, DETAIL_MAX).map(|()| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// White space, zero-width and formatting characters only: nothing a reader would see.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{2800}' | '\u{3164}')
    })
}

/// The first `max` characters of a text on one line, with an ellipsis when something was cut.
pub fn excerpt(text: &str, max: usize) -> String {
    let mut line = String::with_capacity(max.min(text.len()) + 3);
    let words = text
        .split_whitespace()
        .flat_map(|word| [" ", word])
        .skip(1)
        .flat_map(str::chars);
    for (count, c) in words.enumerate() {
        if count == max {
            line.truncate(line.trim_end().len());
            line.push('…');
            break;
        }
        line.push(c);
    }
    line
}

fn within(text: &str, max: usize) -> Result<(), Problem> {
    let length = text.chars().count();
    if length > max {
        Err(Problem::TooLong { max, length })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_is_kept_to_the_letter_or_refused() {
        let typed = "  L'imprimante\r\n\tfume « encore »   \n";
        assert_eq!(Detail::parse(typed).unwrap().as_str(), typed);
        for blank in ["", "   ", "\n\t\r\n", "\u{a0}\u{202f}\u{200b}\u{feff}"] {
            assert_eq!(Detail::parse(blank), Err(Problem::Missing), "{blank:?}");
        }
        for control in ["a\0b", "a\u{1b}[31m", "a\u{7f}", "a\u{85}b"] {
            assert_eq!(
                Detail::parse(control),
                Err(Problem::ControlCharacter),
                "{control:?}"
            );
        }
        assert!(Detail::parse(&"é".repeat(DETAIL_MAX)).is_ok());
        assert_eq!(
            Detail::parse(&"é".repeat(DETAIL_MAX + 1)),
            Err(Problem::TooLong {
                max: DETAIL_MAX,
                length: DETAIL_MAX + 1
            })
        );
    }

    #[test]
    fn a_subject_is_one_short_line() {
        assert!(Subject::parse("").unwrap().is_blank());
        assert!(Subject::parse(&"é".repeat(SUBJECT_MAX)).is_ok());
        assert!(matches!(
            Subject::parse(&"é".repeat(SUBJECT_MAX + 1)),
            Err(Problem::TooLong { .. })
        ));
        for control in ["a\nBcc: x@y.example", "a\rb", "a\0"] {
            assert_eq!(Subject::parse(control), Err(Problem::ControlCharacter));
        }
    }

    #[test]
    fn an_excerpt_is_one_line_cut_at_a_character() {
        assert_eq!(excerpt("un\n\n deux", 160), "un deux");
        assert_eq!(excerpt("un deux", 3), "un…");
        assert_eq!(excerpt("éèà", 3), "éèà");
        assert_eq!(excerpt("éèàù", 3), "éèà…");
        assert_eq!(excerpt("", 3), "");
    }
}

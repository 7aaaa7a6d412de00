//! E-mail addresses.

use crate::rejection::Problem;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One address, `local@domain`: the addr-spec of RFC 5322 section 3.4.1 without quoted local parts, comments and domain literals,
/// with the length limits of RFC 5321 section 4.5.3.1. Non-ASCII characters are allowed (RFC 6531). Compared by [`Email::key`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// The text is no e-mail address; holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotAnEmail(pub String);

impl fmt::Display for NotAnEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an e-mail address")
    }
}

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What two spellings of one mailbox share: lower case.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl FromStr for Email {
    type Err = NotAnEmail;

    /// Surrounding spaces are not part of an address.
    fn from_str(text: &str) -> Result<Self, NotAnEmail> {
        let address = text.trim_matches([' ', '\u{a0}', '\u{202f}']);
        let refused = || NotAnEmail(address.to_owned());
        let (local, domain) = address.rsplit_once('@').ok_or_else(refused)?;
        let good = local.len() <= 64 && domain.len() <= 253 && is_dot_atom(local) && is_domain(domain);
        if good {
            Ok(Self(address.to_owned()))
        } else {
            Err(refused())
        }
    }
}

/// Atext of RFC 5322 section 3.2.3 and RFC 6531 section 3.3, in runs separated by single dots.
fn is_dot_atom(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty()
            && atom.chars().all(|c| {
                c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || is_international(c)
            })
    })
}

/// Two labels at least, letters, digits and inner hyphens (RFC 1035 section 2.3.1, RFC 1123 section 2.1).
fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || is_international(c))
    };
    domain.contains('.')
        && domain.split('.').all(label)
        && domain
            .rsplit('.')
            .next()
            .is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()))
}

fn is_international(c: char) -> bool {
    !c.is_ascii()
        && !c.is_control()
        && !c.is_whitespace()
        && !crate::text::is_blank(c.encode_utf8(&mut [0; 4]))
        && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Email {
    type Error = NotAnEmail;
    fn try_from(text: String) -> Result<Self, NotAnEmail> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// Several addresses as people type them, with names or without, separated by `;` (or `,`), empty parts and repetitions dropped.
///
/// # Errors
/// [`Problem::ControlCharacter`], or [`Problem::Malformed`] with the first address that is none.
pub fn parse_list(text: &str) -> Result<Vec<Email>, Problem> {
    if text.chars().any(char::is_control) {
        return Err(Problem::ControlCharacter);
    }
    let mut emails: Vec<Email> = Vec::new();
    for part in split(text) {
        let email = read(part).ok_or_else(|| Problem::Malformed {
            value: part.trim().to_owned(),
        })?;
        if emails.iter().all(|known| known.key() != email.key()) {
            emails.push(email);
        }
    }
    Ok(emails)
}

/// The list as people type it: `a@x.example; b@y.example`.
pub fn join_list(emails: &[Email]) -> String {
    emails.iter().map(Email::as_str).collect::<Vec<_>>().join("; ")
}

/// The address that a text says: `a@x.example`, `Nom <a@x.example>`, `a@x.example (Nom)`, `mailto:a@x.example`.
pub(crate) fn read(text: &str) -> Option<Email> {
    bare(text.trim())?.parse().ok()
}

/// The part of a text that is to be the address; `None` where the rest may be another one.
fn bare(text: &str) -> Option<&str> {
    let inner = match (text.rsplit_once('<'), text.split_once('(')) {
        (Some((name, address)), _) => {
            let address = address.strip_suffix('>')?;
            is_name(name, address).then_some(address)?
        }
        (None, Some((address, name))) if text.ends_with(')') => (!name.contains('@')).then_some(address)?,
        (None, _) => text,
    };
    let inner = inner.trim();
    let has_scheme = inner
        .get(..7)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    Some(if has_scheme { &inner[7..] } else { inner })
}

/// Whether what stands before an address is a name: one in quotes, one without an address in it, or the address once more, perhaps after a
/// name: `Anne (a@x.example) <a@x.example>`.
fn is_name(text: &str, address: &str) -> bool {
    let text = text.trim();
    let name = match text.rsplit_once(['(', '[']) {
        Some((name, again)) if again.trim_end_matches([')', ']']).eq_ignore_ascii_case(address) => {
            name.trim()
        }
        _ => text,
    };
    let unquoted = name.trim_matches(['"', '\'']);
    let is_quoted = name.len() == unquoted.len() + 2 && name.starts_with('"') && !unquoted.contains('"');
    is_quoted || unquoted.eq_ignore_ascii_case(address.trim()) || !name.contains(['@', '<', '>'])
}

pub(crate) fn is_separator(c: char) -> bool {
    c == ',' || is_strong(c)
}

/// What ends an entry wherever it stands: a comma may also stand in a name.
pub(crate) fn is_strong(c: char) -> bool {
    matches!(c, ';' | '\n' | '\r' | '\t')
}

/// The entries of a text. A comma between a name and its surname ends none: `Petit, Anne <anne@x.example>`.
pub(crate) fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for line in outside_quotes(text, is_strong) {
        let mut rest = line;
        while let Some(comma) = next_comma(rest) {
            parts.push(&rest[..comma]);
            rest = &rest[comma + 1..];
        }
        parts.push(rest);
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// The comma that ends the first entry.
fn next_comma(text: &str) -> Option<usize> {
    let first = outside_quotes(text, |c| c == ',')[0].len();
    if first == text.len() {
        return None;
    }
    // The name may hold the comma: then an address in angle brackets ends the entry.
    let end = text.find('>').map_or(0, |at| at + 1);
    let is_named = first < end && !text[..first].contains('@') && read(&text[..end]).is_some();
    if is_named {
        text[end..].find(',').map(|at| end + at)
    } else {
        Some(first)
    }
}

/// The parts between separators, those in a quoted name not counted; a quote that nothing closes is a letter like others. There is
/// always one part.
pub(crate) fn outside_quotes(text: &str, is_end: fn(char) -> bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quote_end) = (0, 0);
    for (at, c) in text.char_indices() {
        if at < quote_end {
            continue;
        }
        if c == '"' {
            let closing = text[at + 1..].find(['"', '\n']).map(|length| at + 1 + length);
            quote_end = closing.filter(|end| text[*end..].starts_with('"')).unwrap_or(0);
            quote_end += usize::from(quote_end > 0);
        } else if is_end(c) {
            parts.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in [
            "a@b.fr",
            "prenom.nom+dit@sous.domaine.example",
            "o'neil@example.org",
            "josé@exemplé.example",
            " a@b.fr ",
        ] {
            assert!(good.parse::<Email>().is_ok(), "{good}");
        }
        let long = format!("{}@b.fr", "a".repeat(65));
        for bad in [
            "",
            "@",
            "a@",
            "@b.fr",
            "a@b",
            "a b@c.fr",
            "a@b..fr",
            ".a@b.fr",
            "a.@b.fr",
            "a..b@c.fr",
            "a@-b.fr",
            "a@b-.fr",
            "a@b.fr>",
            "<a@b.fr>",
            "a@b@c.fr",
            "a@1.2.3.4",
            "a@b.fr\nBcc: c@d.fr",
            "a\0@b.fr",
            "a@b_c.fr",
            "a,b@c.fr",
            &long,
        ] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }

    #[test]
    fn no_address_is_taken_for_the_name_of_another() {
        for entry in [
            "Anne <a@b.fr> Jean <c@d.fr>",
            "Anne <a@b.fr>Jean <c@d.fr>",
            "a@b.fr Jean <c@d.fr>",
            "\"Anne\" <a@b.fr> \"Jean\" <c@d.fr>",
            "a@b.fr (Anne) c@d.fr (Jean)",
            "a@b.fr c@d.fr",
        ] {
            let value = entry.to_owned();
            assert_eq!(parse_list(entry), Err(Problem::Malformed { value }), "{entry}");
        }
        for entry in [
            "a@b.fr <a@b.fr>",
            "'A@b.fr' <a@b.fr>",
            "\"Anne @ Paris\" <a@b.fr>",
            "Anne (Paris) <a@b.fr>",
            "<a@b.fr>",
            "a@b.fr (Anne)",
            "a@b.fr (Anne (Paris))",
            "Anne (a@b.fr) <a@b.fr>",
            "Petit, Anne [A@b.fr] <a@b.fr>",
        ] {
            assert_eq!(join_list(&parse_list(entry).unwrap()), "a@b.fr", "{entry}");
        }
    }

    #[test]
    fn a_list_names_its_first_malformed_address() {
        assert_eq!(
            join_list(&parse_list(" a@b.fr;; c@d.fr ,A@b.fr; ").unwrap()),
            "a@b.fr; c@d.fr"
        );
        assert_eq!(parse_list("").unwrap(), []);
        assert_eq!(
            join_list(&parse_list("Petit, Anne <a@b.fr>, \"Roux; Luc\" <c@d.fr>; mailto:e@f.fr").unwrap()),
            "a@b.fr; c@d.fr; e@f.fr"
        );
        assert_eq!(
            parse_list("a@b.fr; faux ; c"),
            Err(Problem::Malformed { value: "faux".into() })
        );
        assert_eq!(
            parse_list("a@b.fr\r\nBcc: x@y.fr"),
            Err(Problem::ControlCharacter)
        );
    }
}

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

/// Several addresses as people type them, separated by `;` (or `,`), empty parts and repetitions dropped.
///
/// # Errors
/// [`Problem::ControlCharacter`], or [`Problem::Malformed`] with the first address that is none.
pub fn parse_list(text: &str) -> Result<Vec<Email>, Problem> {
    if text.chars().any(char::is_control) {
        return Err(Problem::ControlCharacter);
    }
    let mut emails: Vec<Email> = Vec::new();
    for part in text.split([';', ',']).filter(|part| !part.trim().is_empty()) {
        let email = part
            .parse::<Email>()
            .map_err(|NotAnEmail(value)| Problem::Malformed { value })?;
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
    fn a_list_names_its_first_malformed_address() {
        assert_eq!(
            join_list(&parse_list(" a@b.fr;; c@d.fr ,A@b.fr; ").unwrap()),
            "a@b.fr; c@d.fr"
        );
        assert_eq!(parse_list("").unwrap(), []);
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

//! How text looks: marks, colours, sizes, links.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A mark that is either on or off.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mark {
    /// Heavy type.
    Bold,
    /// Slanted type.
    Italic,
    /// A line under the text.
    Underline,
    /// A line through the text.
    Strikethrough,
}

impl Mark {
    /// Every mark, in the order of the toolbar.
    pub const ALL: [Self; 4] = [Self::Bold, Self::Italic, Self::Underline, Self::Strikethrough];
}

/// An opaque colour: red, green, blue.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color(pub u8, pub u8, pub u8);

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Color {
    /// Reads `#rrggbb`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = value.to_be_bytes();
        Some(Self(red, green, blue))
    }
}

impl TryFrom<String> for Color {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a colour is written #rrggbb")
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

/// How large text is, beside the normal size.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// 12 px where the normal size is 15 px.
    Small,
    /// The size of the text around.
    #[default]
    Normal,
    /// 20 px where the normal size is 15 px.
    Large,
}

/// The address of a link: `http`, `https`, `mailto` or `tel`, and nothing else. There is no other way to make one.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Link(Arc<str>);

impl Link {
    /// The longest address that is kept, in bytes.
    pub const MAX_BYTES: usize = 2048;

    /// Reads an address as a browser would (WHATWG URL, basic parser: spaces around it and control characters
    /// within do not count) and keeps it only when its scheme is one of the four.
    pub fn parse(raw: &str) -> Option<Self> {
        let text: String = raw
            .trim_matches(|c: char| c <= ' ' || c.is_whitespace())
            .chars()
            .filter(|c| !c.is_control() && crate::text::is_allowed(*c))
            .collect();
        let (scheme, rest) = text.split_once(':')?;
        let scheme = scheme.to_ascii_lowercase();
        let is_complete = match scheme.as_str() {
            "http" | "https" => {
                let host = rest.strip_prefix("//")?;
                !host.starts_with(['/', '\\', '?', '#', ':', '@']) && !host.trim().is_empty()
            }
            "mailto" | "tel" => !rest.trim().is_empty(),
            _ => false,
        };
        let mut address = String::with_capacity(text.len() + 8);
        address.push_str(&scheme);
        address.push(':');
        for c in rest.chars() {
            match c {
                ' ' => address.push_str("%20"),
                '"' => address.push_str("%22"),
                '<' => address.push_str("%3C"),
                '>' => address.push_str("%3E"),
                '`' => address.push_str("%60"),
                '\\' => address.push_str("%5C"),
                c => address.push(c),
            }
        }
        (is_complete && address.len() <= Self::MAX_BYTES).then(|| Self(address.into()))
    }

    /// Reads what a person types as a link: also `www.example.org`, `example.org/page` and `anne@example.org`.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(link) = Self::parse(text) {
            return Some(link);
        }
        if text.is_empty() || text.contains(char::is_whitespace) {
            return None;
        }
        let host = text.split(['/', '?', '#']).next().unwrap_or_default();
        if let Some((name, domain)) = text.split_once('@') {
            let is_address = !name.is_empty() && is_host(domain) && !name.contains([':', '/']);
            return is_address.then(|| Self::parse(&format!("mailto:{text}")))?;
        }
        let name = host.split(':').next().unwrap_or_default();
        let is_port = host
            .split_once(':')
            .is_none_or(|(_, port)| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
        (is_host(name) && is_port).then(|| Self::parse(&format!("https://{text}")))?
    }

    /// The address, safe to stand in `href` once escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_host(text: &str) -> bool {
    text.contains('.')
        && text
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
}

impl TryFrom<String> for Link {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a link is http, https, mailto or tel")
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.0.as_ref().to_owned()
    }
}

/// All that is said of how a run of text looks.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// Heavy type.
    #[serde(skip_serializing_if = "is_false")]
    pub bold: bool,
    /// Slanted type.
    #[serde(skip_serializing_if = "is_false")]
    pub italic: bool,
    /// A line under the text; never on a link, which shows its own.
    #[serde(skip_serializing_if = "is_false")]
    pub underline: bool,
    /// A line through the text.
    #[serde(skip_serializing_if = "is_false")]
    pub strikethrough: bool,
    /// The colour of the text; never on a link, which shows its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// The colour behind the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highlight: Option<Color>,
    /// The size.
    #[serde(skip_serializing_if = "is_normal")]
    pub size: Size,
    /// Where the text leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_normal(size: &Size) -> bool {
    *size == Size::Normal
}

impl Marks {
    /// Whether a mark is on.
    pub fn has(&self, mark: Mark) -> bool {
        match mark {
            Mark::Bold => self.bold,
            Mark::Italic => self.italic,
            Mark::Underline => self.underline,
            Mark::Strikethrough => self.strikethrough,
        }
    }

    /// Turns a mark on or off.
    pub fn set(&mut self, mark: Mark, is_on: bool) {
        match mark {
            Mark::Bold => self.bold = is_on,
            Mark::Italic => self.italic = is_on,
            Mark::Underline => self.underline = is_on,
            Mark::Strikethrough => self.strikethrough = is_on,
        }
        self.tidy();
    }

    /// Whether nothing is said.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The same without its link, as text typed after a link has it.
    #[must_use]
    pub fn without_link(&self) -> Self {
        Self {
            link: None,
            ..self.clone()
        }
    }

    /// Brings the marks into their one normal form: a link has neither underline nor colour of its own.
    pub(crate) fn tidy(&mut self) {
        if self.link.is_some() {
            self.underline = false;
            self.color = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_four_schemes_make_a_link() {
        for (raw, expected) in [
            ("https://example.org/a b", Some("https://example.org/a%20b")),
            (" HTTP://Example.org\n", Some("http://Example.org")),
            (
                "https://exa\tmple.org/\"><x",
                Some("https://example.org/%22%3E%3Cx"),
            ),
            (
                "mailto:a@b.example?subject=x",
                Some("mailto:a@b.example?subject=x"),
            ),
            ("tel:+33 1 02", Some("tel:+33%201%2002")),
            ("\u{202e}https://example.org", Some("https://example.org")),
            ("https:///etc", None),
            ("https://", None),
            ("https:example.org", None),
            ("mailto:", None),
            ("//example.org", None),
            ("page.html", None),
            ("#top", None),
            ("file:///etc/passwd", None),
            ("ftp://example.org", None),
        ] {
            assert_eq!(Link::parse(raw).as_ref().map(Link::as_str), expected, "{raw:?}");
        }
    }

    #[test]
    fn no_trick_makes_a_script_a_link() {
        for scheme in [
            "javascript",
            "JaVaScRiPt",
            "data",
            "vbscript",
            "livescript",
            "blob",
            "about",
            "view-source",
        ] {
            for raw in [
                format!("{scheme}:alert(1)"),
                format!(" \u{1}\u{1f}{scheme}:alert(1)"),
                format!("{}\t{}:alert(1)", &scheme[..2], &scheme[2..]),
                format!("{}\r\n{}:alert(1)", &scheme[..3], &scheme[3..]),
                format!("{}\0{}:alert(1)", &scheme[..1], &scheme[1..]),
                format!("{scheme}\t:alert(1)"),
                format!("{scheme} :alert(1)"),
                format!("{scheme}&#58;alert(1)"),
                format!("{scheme}&colon;alert(1)"),
                format!("{scheme}%3Aalert(1)"),
                format!("\u{feff}{scheme}:alert(1)"),
                format!("\u{a0}{scheme}:alert(1)"),
                format!("{scheme}://https://example.org/%0aalert(1)"),
                format!("&#x6A;{scheme}:x"),
            ] {
                assert_eq!(Link::parse(&raw), None, "{raw:?}");
                assert_eq!(Link::typed(&raw), None, "{raw:?}");
            }
        }
    }

    #[test]
    fn what_people_type_becomes_a_link() {
        for (raw, expected) in [
            ("www.example.org", Some("https://www.example.org")),
            ("example.org/page?a=1", Some("https://example.org/page?a=1")),
            ("example.org:8080/x", Some("https://example.org:8080/x")),
            ("anne@client.example", Some("mailto:anne@client.example")),
            ("http://example.org", Some("http://example.org")),
            ("bonjour", None),
            ("deux mots.fr", None),
            ("", None),
            ("@client.example", None),
            ("example.org:x", None),
        ] {
            assert_eq!(Link::typed(raw).as_ref().map(Link::as_str), expected, "{raw:?}");
        }
    }

    #[test]
    fn colours_are_read_as_they_are_written() {
        assert_eq!(
            Color::parse("#0a10fF").map(|c| c.to_string()).as_deref(),
            Some("#0a10ff")
        );
        for wrong in [
            "", "#", "#12345", "#1234567", "123456", "#+12345", "red", "#é2345",
        ] {
            assert_eq!(Color::parse(wrong), None, "{wrong}");
        }
    }
}

//! What stands inside a line: runs of text and single objects.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::mark::Marks;
use crate::text::clean;

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident, $allowed:expr, $error:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name when it is well formed: 1 to 64 of the characters above.
            pub fn parse(text: &str) -> Option<Self> {
                let is_allowed: fn(u8) -> bool = $allowed;
                let is_formed = (1..=64).contains(&text.len()) && text.bytes().all(is_allowed);
                is_formed.then(|| Self(text.into()))
            }

            /// The name as it was read.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).ok_or($error)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.as_ref().to_owned()
            }
        }
    };
}

name_type!(
    /// The attachment that holds an image: ASCII letters, digits, `-`, `_`, `.`.
    ImageId,
    |byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte),
    "an image is named by letters, digits, - _ ."
);

name_type!(
    /// What a template field stands for, such as `contact.name`: lower-case ASCII letters, digits, `_`, `.`.
    FieldName,
    |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.".contains(&byte),
    "a field is named by lower-case letters, digits, _ ."
);

/// An image in the line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Image {
    /// The attachment.
    pub id: ImageId,
    /// What it shows, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
    /// Its width on screen, in CSS pixels; its own width when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width_px: Option<u16>,
}

/// An object that is one position wide.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Atom {
    /// An image.
    Image(Image),
    /// A template field that has no value yet.
    Field(FieldName),
}

/// A run of text or an object, with its marks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Text; `\n` is a line break inside the paragraph.
    Text {
        /// The characters.
        text: String,
        /// How they look.
        #[serde(default, skip_serializing_if = "Marks::is_plain")]
        marks: Marks,
    },
    /// An object.
    Atom {
        /// The object.
        atom: Atom,
        /// Its marks; only the link matters.
        #[serde(default, skip_serializing_if = "Marks::is_plain")]
        marks: Marks,
    },
}

impl Inline {
    /// Text without the characters that may not be kept.
    pub fn text(text: &str, marks: Marks) -> Self {
        Self::Text {
            text: clean(text).into_owned(),
            marks,
        }
    }

    /// How many positions it takes: the bytes of a text, one for an object.
    pub fn size(&self) -> usize {
        match self {
            Self::Text { text, .. } => text.len(),
            Self::Atom { .. } => 1,
        }
    }

    /// Its marks.
    pub fn marks(&self) -> &Marks {
        match self {
            Self::Text { marks, .. } | Self::Atom { marks, .. } => marks,
        }
    }

    /// Its marks, to be changed.
    pub(crate) fn marks_mut(&mut self) -> &mut Marks {
        match self {
            Self::Text { marks, .. } | Self::Atom { marks, .. } => marks,
        }
    }
}

/// Adds a piece at the end, joined to the last one where they look the same.
pub(crate) fn push(content: &mut Vec<Inline>, piece: Inline) {
    match (content.last_mut(), piece) {
        (_, Inline::Text { text, .. }) if text.is_empty() => {}
        (Some(Inline::Text { text: before, marks }), Inline::Text { text, marks: added })
            if *marks == added =>
        {
            before.push_str(&text);
        }
        (_, piece) => content.push(piece),
    }
}

/// The content in its one normal form: allowed characters, no empty run, neighbours that look the same joined.
pub(crate) fn tidy(content: Vec<Inline>) -> Vec<Inline> {
    let mut tidied = Vec::with_capacity(content.len());
    for mut piece in content {
        piece.marks_mut().tidy();
        let piece = match piece {
            Inline::Text { text, marks } => Inline::text(&text, marks),
            Inline::Atom {
                atom: Atom::Image(image),
                marks,
            } => Inline::Atom {
                atom: Atom::Image(Image {
                    alt: clean(&image.alt).replace('\n', " "),
                    ..image
                }),
                marks,
            },
            atom => atom,
        };
        push(&mut tidied, piece);
    }
    tidied
}

/// Whether there is nothing to read: no object and only white space.
pub(crate) fn is_blank(content: &[Inline]) -> bool {
    content.iter().all(|piece| match piece {
        Inline::Text { text, .. } => text.trim().is_empty(),
        Inline::Atom { .. } => false,
    })
}

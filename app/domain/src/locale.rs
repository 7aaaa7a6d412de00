//! The languages of the interface.

use serde::{Deserialize, Serialize};

/// Langue de l'interface: French unless the account says English.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub enum Locale {
    #[default]
    Fr,
    En,
}

impl Locale {
    /// BCP 47 tag, as stored and as written in `<html lang>`.
    pub fn tag(self) -> &'static str {
        match self {
            Locale::Fr => "fr",
            Locale::En => "en",
        }
    }

    /// The locale of a tag; anything unknown is French.
    pub fn from_tag(tag: &str) -> Self {
        if tag == "en" { Locale::En } else { Locale::Fr }
    }
}

//! HTML after someone else has parsed it: the browser's own parser on one side, a parser of the server on the other.
//! A flat list of openings, texts and closings, so that no depth of nesting can exhaust the call stack.

use serde::{Deserialize, Serialize};

/// A point of the tree in document order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HtmlEvent {
    /// An element begins.
    Open {
        /// Its name in lower case, with the prefix if it has one (`o:p`).
        name: String,
        /// Its attributes, names in lower case, values decoded.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attributes: Vec<(String, String)>,
    },
    /// Text, decoded.
    Text(String),
    /// The innermost open element ends.
    Close,
}

/// A tree of HTML.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HtmlTree {
    events: Vec<HtmlEvent>,
}

impl HtmlTree {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins an element inside the innermost open one.
    pub fn open(&mut self, name: &str, attributes: Vec<(String, String)>) {
        let attributes = attributes
            .into_iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect();
        let name = name.to_ascii_lowercase();
        self.events.push(HtmlEvent::Open { name, attributes });
    }

    /// Adds text. Comments are not to be given.
    pub fn text(&mut self, text: &str) {
        self.events.push(HtmlEvent::Text(text.to_owned()));
    }

    /// Ends the innermost open element.
    pub fn close(&mut self) {
        self.events.push(HtmlEvent::Close);
    }

    /// The tree in document order. A closing without opening counts for nothing; what is open at the end is closed.
    pub fn events(&self) -> &[HtmlEvent] {
        &self.events
    }
}

impl HtmlEvent {
    /// The value of an attribute of an opening.
    pub fn attribute(&self, wanted: &str) -> Option<&str> {
        match self {
            Self::Open { attributes, .. } => attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str()),
            _ => None,
        }
    }
}

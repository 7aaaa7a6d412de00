//! The mail that is answered: someone else's HTML, kept as it is as far as that is harmless. It is never stored as
//! text that a browser would read: only allowed elements, attributes and properties are kept, and they are checked
//! again on the way out.

use serde::{Deserialize, Serialize};

use crate::export::ImageAddress;
use crate::html_tree::{HtmlEvent, HtmlTree};
use crate::mark::Link;
use crate::text::clean;

/// The elements that a quoted mail may hold.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "b",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
];

/// The elements of which nothing is kept, not even the text.
pub(crate) const SKIPPED: &[&str] = &[
    "applet", "audio", "base", "canvas", "embed", "frame", "frameset", "head", "iframe", "link", "map",
    "math", "meta", "noembed", "noframes", "noscript", "object", "option", "param", "script", "select",
    "source", "style", "svg", "template", "textarea", "title", "track", "video", "xml",
];

/// Elements without content; their end is not written.
pub(crate) const VOID: &[&str] = &["br", "hr", "img", "col"];

/// Attributes that are a number, a keyword or a colour.
const ATTRIBUTES: &[&str] = &[
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "color",
    "colspan",
    "dir",
    "height",
    "rowspan",
    "size",
    "start",
    "title",
    "type",
    "valign",
    "width",
];

/// Properties that only say how text and boxes look.
const PROPERTIES: &[&str] = &[
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-color",
    "border-left",
    "border-right",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "direction",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "line-height",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-width",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-indent",
    "vertical-align",
    "white-space",
    "width",
];

/// The deepest nesting that is written; what is deeper keeps its text.
const MAX_DEPTH: usize = 200;

/// A quoted mail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuotedMail {
    tree: HtmlTree,
}

impl QuotedMail {
    /// Keeps of a parsed mail what is allowed. Images stay only where they are attachments of the mail (`cid:`).
    pub fn from_tree(tree: &HtmlTree) -> Self {
        let mut kept = HtmlTree::new();
        sanitize(tree, &mut |event| match event {
            Kept::Open(name, attributes) => kept.open(name, attributes),
            Kept::Text(text) => kept.text(text),
            Kept::Close(_) => kept.close(),
        });
        Self { tree: kept }
    }

    /// The HTML, made of allowed elements only and always balanced. Images keep their `cid:`.
    pub fn to_html(&self) -> String {
        self.to_html_with(&|id| Some(format!("cid:{id}")))
    }

    /// The HTML with images where `image` gives an address for what follows `cid:`; the others are left out.
    pub(crate) fn to_html_with(&self, image: ImageAddress<'_>) -> String {
        self.write(&|element, attribute, value| match (element, attribute) {
            ("img", "src") => image(value.strip_prefix("cid:")?),
            _ => Some(value.to_owned()),
        })
    }

    /// The HTML without images and without inline styles, which our pages refuse.
    pub(crate) fn to_page_html(&self) -> String {
        self.write(&|element, attribute, value| {
            let is_kept = element != "img" && attribute != "style";
            is_kept.then(|| value.to_owned())
        })
    }

    /// Writes what is kept; `attribute` gives the value of each attribute of an element, or none to leave it out. An image without
    /// an address is left out whole.
    fn write(&self, attribute: &dyn Fn(&str, &str, &str) -> Option<String>) -> String {
        let mut html = String::new();
        sanitize(&self.tree, &mut |event| match event {
            Kept::Open(element, attributes) => {
                let attributes: Vec<(String, String)> = attributes
                    .into_iter()
                    .filter_map(|(name, value)| {
                        let value = attribute(element, &name, &value)?;
                        Some((name, value))
                    })
                    .collect();
                if element == "img" && attributes.iter().all(|(name, _)| name != "src") {
                    return;
                }
                html.push('<');
                html.push_str(element);
                for (name, value) in attributes {
                    html.push(' ');
                    html.push_str(&name);
                    html.push_str("=\"");
                    escape_into(&value, &mut html);
                    html.push('"');
                }
                html.push('>');
            }
            Kept::Text(text) => escape_into(text, &mut html),
            Kept::Close(name) => {
                if !VOID.contains(&name) {
                    html.push_str("</");
                    html.push_str(name);
                    html.push('>');
                }
            }
        });
        html
    }

    /// The tree, for a reader of its text.
    pub fn tree(&self) -> &HtmlTree {
        &self.tree
    }
}

fn escape_into(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}

enum Kept<'a> {
    Open(&'a str, Vec<(String, String)>),
    Text(&'a str),
    Close(&'a str),
}

fn sanitize(tree: &HtmlTree, each: &mut dyn FnMut(Kept<'_>)) {
    // For each open element: its name where it is kept.
    let mut open: Vec<Option<&str>> = Vec::new();
    let mut skipped_from: Option<usize> = None;
    let mut depth = 0;
    for event in tree.events() {
        match event {
            HtmlEvent::Open { name, attributes } => {
                if skipped_from.is_none() && SKIPPED.contains(&name.as_str()) {
                    skipped_from = Some(open.len());
                }
                let kept = kept_attributes(name, attributes).filter(|_| {
                    skipped_from.is_none() && depth < MAX_DEPTH && ELEMENTS.contains(&name.as_str())
                });
                open.push(kept.is_some().then_some(name.as_str()));
                if let Some(attributes) = kept {
                    depth += 1;
                    each(Kept::Open(name, attributes));
                }
            }
            HtmlEvent::Text(text) => {
                if skipped_from.is_none() {
                    each(Kept::Text(&clean(text)));
                }
            }
            HtmlEvent::Close => {
                let Some(name) = open.pop() else { continue };
                if let Some(name) = name {
                    depth -= 1;
                    each(Kept::Close(name));
                }
                if skipped_from == Some(open.len()) {
                    skipped_from = None;
                }
            }
        }
    }
    for name in open.into_iter().rev().flatten() {
        each(Kept::Close(name));
    }
}

/// The attributes that an element keeps; `None` when it means nothing without one that is not allowed.
fn kept_attributes(element: &str, attributes: &[(String, String)]) -> Option<Vec<(String, String)>> {
    let mut kept: Vec<(String, String)> = Vec::new();
    for (name, value) in attributes {
        let value = match (element, name.as_str()) {
            ("a", "href") => Link::parse(value).map(String::from),
            ("img", "src") => Some(value.clone()).filter(|value| is_cid(value)),
            (_, "style") => Some(kept_style(value)).filter(|style| !style.is_empty()),
            (_, name) if ATTRIBUTES.contains(&name) => Some(clean(value).into_owned()),
            _ => None,
        };
        if let Some(value) = value
            && kept.iter().all(|(other, _)| other != name)
        {
            kept.push((name.clone(), value));
        }
    }
    (element != "img" || kept.iter().any(|(name, _)| name == "src")).then_some(kept)
}

fn is_cid(value: &str) -> bool {
    value.strip_prefix("cid:").is_some_and(|id| {
        !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.@$+".contains(&byte))
    })
}

/// The declarations that are allowed; a value that could load or run anything is not.
fn kept_style(style: &str) -> String {
    let is_harmless = |value: &str| {
        let is_allowed = |c: char| {
            c.is_alphanumeric() || matches!(c, ' ' | '#' | '.' | ',' | '%' | '-' | '(' | ')' | '\'')
        };
        // The only functions are colours.
        let colors = value.matches("rgb(").count() + value.matches("rgba(").count();
        value.chars().all(is_allowed) && value.matches('(').count() == colors
    };
    let mut kept = String::new();
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else {
            continue;
        };
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim().replace('"', "'");
        if PROPERTIES.contains(&name.as_str()) && is_harmless(&value) {
            if !kept.is_empty() {
                kept.push(';');
            }
            kept.push_str(&name);
            kept.push(':');
            kept.push_str(&value);
        }
    }
    kept
}

//! The allow-list: what each element means. An element that is not listed means nothing, and what it holds is read.

use crate::block::Kind;
use crate::mark::{Color, Mark, Size};
use crate::quoted::SKIPPED;

/// What an element means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// Nothing of it is read.
    Skipped,
    /// A style sheet: only its classes are read.
    StyleSheet,
    /// The head of a page: only its style sheets are read.
    Head,
    /// A block with space around it.
    Block,
    /// A line: two of them are two lines of one paragraph.
    Line,
    /// A heading.
    Heading(Kind),
    /// A quote.
    Quote,
    /// A list; whether it is numbered.
    List(bool),
    /// An item of a list.
    Item,
    /// A definition, which stands further in.
    Definition,
    /// Text whose white space counts.
    Preformatted,
    /// A table.
    Table,
    /// A row.
    Row,
    /// A cell; whether it is a header.
    Cell(bool),
    /// A horizontal rule.
    Rule,
    /// A line break.
    Break,
    /// An image.
    Image,
    /// A link.
    Link,
    /// Marked text.
    Marked(Mark),
    /// Text behind which there is a colour.
    Highlighted(Color),
    /// Text of a size.
    Sized(Size),
    /// Text that only style may say something of.
    Inline,
}

/// The meaning of an element by its name.
pub(super) fn meaning(name: &str) -> Meaning {
    match name {
        "style" => Meaning::StyleSheet,
        "head" => Meaning::Head,
        "p" | "address" | "dl" | "fieldset" | "figure" | "figcaption" | "caption" | "details" | "summary"
        | "dt" => Meaning::Block,
        "div" | "body" | "html" | "section" | "article" | "header" | "footer" | "main" | "aside" | "nav"
        | "form" | "center" | "hgroup" => Meaning::Line,
        "h1" => Meaning::Heading(Kind::Heading1),
        "h2" => Meaning::Heading(Kind::Heading2),
        "h3" | "h4" | "h5" | "h6" => Meaning::Heading(Kind::Heading3),
        "blockquote" => Meaning::Quote,
        "ul" | "menu" | "dir" => Meaning::List(false),
        "ol" => Meaning::List(true),
        "li" => Meaning::Item,
        "dd" => Meaning::Definition,
        "pre" | "listing" | "plaintext" | "xmp" => Meaning::Preformatted,
        "table" => Meaning::Table,
        "tr" => Meaning::Row,
        "td" => Meaning::Cell(false),
        "th" => Meaning::Cell(true),
        "hr" => Meaning::Rule,
        "br" => Meaning::Break,
        "img" => Meaning::Image,
        "a" => Meaning::Link,
        "b" | "strong" => Meaning::Marked(Mark::Bold),
        "i" | "em" | "cite" | "var" | "dfn" => Meaning::Marked(Mark::Italic),
        "u" | "ins" => Meaning::Marked(Mark::Underline),
        "s" | "strike" | "del" => Meaning::Marked(Mark::Strikethrough),
        "mark" => Meaning::Highlighted(Color(0xff, 0xf1, 0x76)),
        "small" => Meaning::Sized(Size::Small),
        "big" => Meaning::Sized(Size::Large),
        "input" | "button" => Meaning::Skipped,
        name if SKIPPED.contains(&name) => Meaning::Skipped,
        _ => Meaning::Inline,
    }
}

/// Whether leaving out the element is worth a word: those that browsers put around every copied text are not.
pub(super) fn is_active_content(name: &str) -> bool {
    !matches!(
        name,
        "meta" | "link" | "title" | "base" | "xml" | "head" | "style" | "noscript"
    )
}

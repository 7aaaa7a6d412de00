//! Any bytes as HTML: parsed, or taken as the raw events of a tree that no parser would make. What is imported must be
//! in normal form, and what is exported must come back as it was.

#![no_main]

#[path = "../../tests/it/html.rs"]
mod html;

use editor::{Block, Document, HtmlTree, Import, LeftOut, QuotedMail};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 24] = [
    "p",
    "div",
    "b",
    "i",
    "a",
    "span",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "blockquote",
    "h1",
    "br",
    "hr",
    "img",
    "style",
    "script",
    "pre",
    "font",
    "dd",
    "x",
];

const ATTRIBUTES: [(&str, &str); 12] = [
    ("href", "https://a.example"),
    ("href", "java\tscript:x"),
    ("style", "mso-list:l0 level2 lfo1"),
    ("style", "mso-list:Ignore"),
    ("style", "font-weight:bold;color:#c00000;font-size:20pt"),
    ("style", "margin-left:80px;text-align:center"),
    ("style", "display:none"),
    ("colspan", "3"),
    ("rowspan", "3"),
    ("start", "7"),
    ("src", "cid:a"),
    ("class", "a"),
];

/// Each byte is an event; nothing says that they are balanced.
fn raw(bytes: &[u8]) -> HtmlTree {
    let mut tree = HtmlTree::new();
    for byte in bytes {
        match byte {
            0..24 => tree.open(NAMES[usize::from(*byte)], Vec::new()),
            24..120 => {
                let (name, value) = ATTRIBUTES[usize::from(*byte) % 12];
                tree.open(
                    NAMES[usize::from(*byte) % 24],
                    vec![(name.to_owned(), value.to_owned())],
                );
            }
            120..200 => tree.close(),
            200..240 => tree.text(
                [
                    "a",
                    " ",
                    "\n",
                    "\u{a0}",
                    "1.",
                    "é\u{301}",
                    ".a{font-weight:700}",
                    "\0",
                ][usize::from(byte % 8)],
            ),
            _ => tree.text("mot et  mot "),
        }
    }
    tree
}

fuzz_target!(|bytes: &[u8]| {
    let tree = match bytes {
        [1, rest @ ..] => raw(rest),
        bytes => html::parse(&String::from_utf8_lossy(bytes)),
    };
    let mut image = |address: &str| address.strip_prefix("cid:").and_then(editor::ImageId::parse);
    let imported = Import::read(&tree, &mut image);
    let document = imported.document;
    let blocks = document
        .blocks()
        .iter()
        .map(|block| Block::clone(block))
        .collect();
    assert_eq!(Document::new(blocks), document, "normal form");
    let _ = (document.to_text(), document.paint(), document.to_mail_html());

    // The second time nothing is left out and nothing moves any more.
    let exported = document.to_html_with(&|id| Some(format!("cid:{id}")));
    let again = html::import(&exported);
    assert!(
        !again.left_out.contains_key(&LeftOut::ActiveContent),
        "{exported}"
    );
    assert!(!again.left_out.contains_key(&LeftOut::UnsafeLink), "{exported}");

    let quoted = QuotedMail::from_tree(&tree);
    let once = quoted.to_html();
    assert!(!once.contains("<script") && !once.contains("<style"), "{once}");
});

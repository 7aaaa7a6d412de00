//! HTML of any origin, parsed by the browser into a document that is never shown.

use crate::composer::quiet::{name_of, quiet};
use editor::{HtmlTree, MAX_IMPORT_BYTES};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{DomParser, Element, HtmlFormElement, Node, SupportedType, Text, TreeWalker};

/// The most nodes that are read: what is more would take longer than a person waits.
const MAX_NODES: usize = 60_000;
/// The most attributes of an element that are read: a browser looks for each of them from the first one on.
const MAX_ATTRIBUTES: u32 = 64;

/// The tree of some HTML, and whether it was cut because it is too long.
///
/// A form answers with its fields to the names of the interfaces, such as `parentNode` and `attributes`, and a document to those of
/// its images and forms: a walker looks at the tree itself, and is asked for by our own document.
pub fn tree_of(html: &str) -> (HtmlTree, bool) {
    let mut tree = HtmlTree::new();
    let mut end = html.len().min(MAX_IMPORT_BYTES);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let mut is_cut = end < html.len();
    let html = quiet(&html[..end]);
    let parsed = DomParser::new().and_then(|parser| parser.parse_from_string(&html, SupportedType::TextHtml));
    let walker = parsed.and_then(|parsed| document().create_tree_walker(&parsed));
    if let Ok(walker) = walker {
        is_cut |= read(&walker, &mut tree);
    }
    (tree, is_cut)
}

/// Reads what a walker finds below its root, without recursion: HTML can be as deep as its author likes. Whether it was too much.
fn read(walker: &TreeWalker, tree: &mut HtmlTree) -> bool {
    let mut depth = 0;
    let mut next = walker.first_child();
    for _ in 0..MAX_NODES {
        let Ok(Some(node)) = &next else { return false };
        let is_open = open(node, tree);
        if is_open {
            next = walker.first_child();
            if matches!(next, Ok(Some(_))) {
                depth += 1;
                continue;
            }
            tree.close();
        }
        next = walker.next_sibling();
        while depth > 0 && !matches!(next, Ok(Some(_))) {
            walker.parent_node().ok();
            tree.close();
            depth -= 1;
            next = walker.next_sibling();
        }
    }
    true
}

/// Adds a node; whether it is an element, which is then open.
fn open(node: &Node, tree: &mut HtmlTree) -> bool {
    if let Some(text) = node.dyn_ref::<Text>() {
        tree.text(&text.data());
        return false;
    }
    if node.is_instance_of::<HtmlFormElement>() {
        tree.open("FORM", Vec::new());
        return true;
    }
    let Some(element) = node.dyn_ref::<Element>() else {
        return false;
    };
    let attributes = element.attributes();
    let attributes = (0..attributes.length().min(MAX_ATTRIBUTES))
        .filter_map(|index| attributes.item(index))
        .map(|attribute| (name_of(&attribute.name()).to_owned(), attribute.value()))
        .collect();
    tree.open(&element.tag_name(), attributes);
    true
}

//! HTML of any origin, parsed by the browser into a document that is never shown.

use editor::{HtmlTree, MAX_IMPORT_BYTES};
use wasm_bindgen::JsCast;
use web_sys::{DomParser, Element, Node, SupportedType, Text};

/// The most nodes that are read: what is more would take longer than a person waits.
const MAX_NODES: usize = 60_000;

/// The tree of some HTML, and whether it was cut because it is too long.
pub fn tree_of(html: &str) -> (HtmlTree, bool) {
    let mut tree = HtmlTree::new();
    let mut end = html.len().min(MAX_IMPORT_BYTES);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let mut is_cut = end < html.len();
    let parsed =
        DomParser::new().and_then(|parser| parser.parse_from_string(&html[..end], SupportedType::TextHtml));
    if let Some(root) = parsed.ok().and_then(|parsed| parsed.document_element()) {
        is_cut |= read(&root, &mut tree);
    }
    (tree, is_cut)
}

/// Reads what is below a node, without recursion: HTML can be as deep as its author likes. Whether it was too much.
fn read(root: &Node, tree: &mut HtmlTree) -> bool {
    let mut left = MAX_NODES;
    let mut node = root.clone();
    loop {
        if left == 0 {
            return true;
        }
        left -= 1;
        let is_open = open(&node, tree);
        if is_open && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        if is_open {
            tree.close();
        }
        loop {
            if node == *root {
                return false;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent_node() else {
                return false;
            };
            node = parent;
            tree.close();
        }
    }
}

/// Adds a node; whether it is an element, which is then open.
fn open(node: &Node, tree: &mut HtmlTree) -> bool {
    if let Some(text) = node.dyn_ref::<Text>() {
        tree.text(&text.data());
        return false;
    }
    let Some(element) = node.dyn_ref::<Element>() else {
        return false;
    };
    let attributes = element.attributes();
    let attributes = (0..attributes.length())
        .filter_map(|index| attributes.item(index))
        .map(|attribute| (attribute.name(), attribute.value()))
        .collect();
    tree.open(&element.tag_name(), attributes);
    true
}

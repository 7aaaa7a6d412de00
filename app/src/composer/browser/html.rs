//! HTML of any origin, parsed by the browser into a document that is never shown.

use crate::composer::carried;
use crate::composer::quiet::{name_of, quiet};
use editor::{HtmlTree, ImageHeader, MAX_IMPORT_BYTES};
use js_sys::{Array, Uint8Array};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{
    DomParser, Element, File, FilePropertyBag, HtmlFormElement, Node, SupportedType, Text, TreeWalker,
};

/// The most nodes that are read: what is more would take longer than a person waits.
const MAX_NODES: usize = 60_000;
/// The most attributes of an element that are read: a browser looks for each of them from the first one on.
const MAX_ATTRIBUTES: u32 = 64;

/// The most that is taken out of HTML as images, in characters of base64; three quarters of that in bytes. More would take longer than a
/// person waits.
const MAX_IMAGE_CHARS: usize = 32 * 1024 * 1024;
/// An image with a smaller side only tells that a mail was opened, or keeps others apart.
const MIN_SIDE: u32 = 3;

/// What was read of some HTML.
#[derive(Debug)]
pub struct Read {
    pub tree: HtmlTree,
    /// Whether it was cut because it is too long.
    pub is_cut: bool,
    /// The images that it carries in itself; in the tree each has the address that [`carried::address_of`] gives it.
    pub images: Vec<File>,
}

/// Reads HTML, with at most so many of the images that it carries in itself.
///
/// A form answers with its fields to the names of the interfaces, such as `parentNode` and `attributes`, and a document to those of
/// its images and forms: a walker looks at the tree itself, and is asked for by our own document.
pub fn read(html: &str, max_images: usize) -> Read {
    let mut images = Vec::new();
    let mut chars_left = MAX_IMAGE_CHARS;
    let (html, is_long) = quiet(html, MAX_IMPORT_BYTES, &mut |address| {
        let is_taken = images.len() < max_images && address.len() <= chars_left;
        let image = is_taken.then(|| {
            chars_left -= address.len();
            image_of(address, images.len() + 1)
        });
        match image.flatten() {
            Some(image) => {
                images.push(image);
                carried::address_of(images.len() - 1)
            }
            None => String::new(),
        }
    });
    let mut tree = HtmlTree::new();
    let parsed = DomParser::new().and_then(|parser| parser.parse_from_string(&html, SupportedType::TextHtml));
    let walker = parsed.and_then(|parsed| document().create_tree_walker(&parsed));
    let is_large = walker.is_ok_and(|walker| walk(&walker, &mut tree));
    Read {
        tree,
        is_cut: is_long || is_large,
        images,
    }
}

/// The image that an address is, as a file; `None` when it is no image of a known kind, or one that nobody would see.
fn image_of(address: &str, number: usize) -> Option<File> {
    let (_, base64) = address.split_once(";base64,")?;
    let content = window().atob(base64).ok()?;
    let bytes: Vec<u8> = content.chars().filter_map(|c| u8::try_from(c).ok()).collect();
    let start = &bytes[..bytes.len().min(ImageHeader::BYTES)];
    let header = ImageHeader::read(start).filter(|header| header.width.min(header.height) >= MIN_SIDE)?;
    let media_type = header.kind.media_type();
    let name = media_type.replace('/', &format!("-{number}."));
    let options = FilePropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(&bytes[..]));
    File::new_with_u8_array_sequence_and_options(&parts, &name, &options).ok()
}

/// Reads what a walker finds below its root, without recursion: HTML can be as deep as its author likes. Whether it was too much.
fn walk(walker: &TreeWalker, tree: &mut HtmlTree) -> bool {
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

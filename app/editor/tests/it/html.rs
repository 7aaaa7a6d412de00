//! HTML text made a tree by the parser of the HTML standard.

use editor::{HtmlTree, ImageId, Import};
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Parses as a browser would parse a page.
pub(crate) fn parse(html: &str) -> HtmlTree {
    let dom = html5ever::parse_document(RcDom::default(), Default::default()).one(html);
    let mut tree = HtmlTree::new();
    // A stack of its own: what is parsed may be nested deeper than calls can be.
    enum Walk {
        Enter(Handle),
        Leave,
    }
    let mut stack = vec![Walk::Enter(dom.document.clone())];
    while let Some(visit) = stack.pop() {
        let Walk::Enter(node) = visit else {
            tree.close();
            continue;
        };
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let attributes = attrs.borrow();
                let attributes = attributes
                    .iter()
                    .map(|a| (a.name.local.to_string(), a.value.to_string()));
                tree.open(&name.local, attributes.collect());
                stack.push(Walk::Leave);
            }
            NodeData::Text { contents } => tree.text(&contents.borrow()),
            _ => {}
        }
        for child in node.children.borrow().iter().rev() {
            stack.push(Walk::Enter(child.clone()));
        }
    }
    tree
}

/// Imports HTML; images are kept where they are attachments (`cid:`).
pub(crate) fn import(html: &str) -> Import {
    Import::read(&parse(html), &mut |address| {
        address.strip_prefix("cid:").and_then(ImageId::parse)
    })
}

//! Where the caret is known to be. A browser tells of one typed character three times, and finding a place of the page in the document takes
//! many questions: what is known is only compared.

use editor::{Document, State};
use wasm_bindgen::JsCast;
use web_sys::{Node, Selection, Text};

/// A caret on the page and in the document.
#[derive(Debug)]
pub struct Caret {
    pub node: Node,
    /// In UTF-16 units, where the node is text.
    pub offset: u32,
    pub position: usize,
    pub document: Document,
}

impl Caret {
    /// Whether the editor has its caret there.
    pub fn is_of(&self, state: &State) -> bool {
        let selection = state.selection();
        let is_there = selection.is_caret() && selection.head == self.position;
        is_there && self.document.is_same(state.document())
    }

    /// Whether the page has its caret there, or so many units further in the same node.
    pub fn is_at(&self, selection: &Selection, further: u32) -> bool {
        selection.focus_offset() == self.offset + further
            && selection.is_collapsed()
            && selection.focus_node().as_ref() == Some(&self.node)
    }

    /// Whether it stands in a text, after some of it: what is typed becomes a part of that text.
    pub fn is_in_text(&self) -> bool {
        self.offset > 0 && self.node.is_instance_of::<Text>()
    }

    /// Whether a text stands right after it on the page.
    pub fn is_before(&self, typed: &str, units: u32) -> bool {
        let text: &Text = self.node.unchecked_ref();
        text.substring_data(self.offset, units)
            .is_ok_and(|shown| shown == typed)
    }
}

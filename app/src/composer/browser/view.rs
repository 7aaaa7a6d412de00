//! What is on the page, and how it follows the document.

use editor::{Changed, Document, changed};
use leptos::prelude::*;
use web_sys::{HtmlElement, Selection};

use super::caret::Caret;
use super::listen::Listener;
use super::paint::{self, Painted};
use crate::composer::Images;
use crate::composer::surface::Surface;

/// Something that is done once, later.
pub struct Waiting(pub Box<dyn FnOnce()>);

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Waiting")
    }
}

/// What is on the page.
#[derive(Debug, Default)]
pub struct View {
    pub area: Option<HtmlElement>,
    /// The selection of the page: always the same object.
    pub selection: Option<Selection>,
    /// Where the caret was when it was last looked for.
    pub caret: Option<Caret>,
    /// The document that the page shows, but for what the browser typed since.
    painted: Option<Document>,
    pub blocks: Vec<Painted>,
    next_key: u32,
    /// The key of a block in which the browser changed something: it is compared even where the document stayed the same.
    pub touched: Option<u32>,
    /// The key of the block in which the caret is.
    current: Option<u32>,
    /// What the browser is about to type, where that only lengthens what stands before the caret.
    pub expected: Option<String>,
    /// Something was typed whose line was not read since.
    pub is_unread: bool,
    /// Neither the page nor its selection is touched while a composition lasts.
    pub is_composing: bool,
    /// What was asked for during a composition.
    pub waiting: Vec<Waiting>,
    /// The next paste is one of plain text.
    pub is_pasting_plain: bool,
    /// Escape was pressed: the next Tab leaves the field.
    pub is_leaving: bool,
    /// What is being dragged out of the text.
    pub dragged: Option<(usize, usize)>,
    /// When the browser last changed something.
    pub last_input_ms: i64,
    pub listeners: Vec<Listener>,
}

/// Makes the page show the present document; whether anything had to be painted.
pub fn show(surface: Surface) -> bool {
    let Some(document) = surface.document() else {
        return false;
    };
    let images = surface.field().images;
    surface
        .view()
        .try_update_value(|view| view.show(&document, &images))
        .unwrap_or(false)
}

impl View {
    /// Where the block with a key is.
    pub fn index_of(&self, key: u32) -> Option<usize> {
        self.blocks.iter().position(|block| block.key == key)
    }

    /// Says in which block the caret is: one that was just made is not laid out before the next frame, and the browser types at the wrong
    /// place in what is not laid out.
    pub fn set_current(&mut self, index: usize) {
        let key = self.blocks.get(index).map(|block| block.key);
        if self.current == key {
            return;
        }
        for (key, is_current) in [(self.current, false), (key, true)] {
            let block = key
                .and_then(|key| self.index_of(key))
                .and_then(|index| self.blocks.get(index));
            if let Some(block) = block {
                block
                    .element
                    .toggle_attribute_with_force(paint::CURRENT_ATTRIBUTE, is_current)
                    .ok();
            }
        }
        self.current = key;
    }

    /// Whether the area has the children that it was given and no other.
    pub fn is_whole(&self) -> bool {
        let Some(area) = &self.area else { return true };
        area.child_nodes().length() as usize == self.blocks.len()
    }

    /// The page is no longer what it was made to be: all of it is painted anew.
    pub fn forget(&mut self) {
        self.painted = None;
    }

    /// Whether the page shows this document.
    pub fn shows(&self, document: &Document) -> bool {
        self.painted
            .as_ref()
            .is_some_and(|painted| painted.is_same(document))
    }

    /// The browser has put into the page what became of the document.
    pub fn is_shown_by_browser(&mut self, document: Document) {
        self.painted = Some(document);
    }

    fn show(&mut self, document: &Document, images: &Images) -> bool {
        let Some(area) = self.area.clone().filter(|_| !self.is_composing) else {
            return false;
        };
        let Changed { from, removed, added } = match &self.painted {
            Some(painted) => changed(painted, document),
            None => {
                area.set_text_content(None);
                self.blocks.clear();
                Changed {
                    from: 0,
                    removed: 0,
                    added: document.blocks().len(),
                }
            }
        };
        let wanted = document.paint_range(from, from + added);
        let common = removed.min(added);
        let mut is_changed = removed != added;
        for (painted, block) in self.blocks[from..].iter_mut().zip(&wanted[..common]) {
            is_changed |= painted.show(block, images);
        }
        for gone in self.blocks.drain(from + common..from + removed) {
            gone.element.remove();
        }
        let new: Vec<Painted> = wanted[common..]
            .iter()
            .filter_map(|block| {
                self.next_key += 1;
                Painted::new(self.next_key, block, images)
            })
            .collect();
        paint::insert(&area, &new, self.blocks.get(from + common));
        self.blocks.splice(from + common..from + common, new);
        self.number_after(document, from + added);
        is_changed |= self.check_touched(document, images);
        self.painted = Some(document.clone());
        is_changed
    }

    /// Items after a change may have other numbers.
    fn number_after(&mut self, document: &Document, first: usize) {
        let is_item = |index: usize| {
            let block = document.blocks().get(index).and_then(|block| block.as_text());
            block.is_some_and(|text| text.attrs.item.is_some())
        };
        let last = (first..).find(|index| !is_item(*index)).unwrap_or(first);
        if last > first {
            let items = document.paint_range(first, last);
            for (painted, block) in self.blocks[first..].iter_mut().zip(&items) {
                painted.mark(block.marker.as_ref());
            }
        }
    }

    fn check_touched(&mut self, document: &Document, images: &Images) -> bool {
        let Some(index) = self.touched.take().and_then(|key| self.index_of(key)) else {
            return false;
        };
        let wanted = document.paint_range(index, index + 1);
        match (self.blocks.get_mut(index), wanted.first()) {
            (Some(painted), Some(block)) => painted.show(block, images),
            _ => false,
        }
    }
}

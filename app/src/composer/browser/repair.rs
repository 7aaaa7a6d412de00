//! What the browser did to the blocks by itself, against all asking: some keyboards leave no way to prevent it. The editor does the same
//! as far as it can be told from what the page then shows, and the page is painted anew.

use editor::{Command, Document, Editor};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::line::{byte_of, text_of, units_before};
use super::paint::key_of;
use super::selection::{head, show_selection};
use super::view::{View, show};
use crate::composer::surface::Surface;

/// A child of the area: the index of the block that it shows, if it is one, and its text.
struct Child {
    element: Element,
    block: Option<usize>,
    text: String,
}

/// Takes over what the page shows.
pub fn repair(surface: Surface) {
    let Some(document) = surface.document() else {
        return;
    };
    let seen = surface.view().try_update_value(|view| {
        let children = children(view);
        let caret = caret(view, &children);
        view.forget();
        (children, caret)
    });
    let Some((children, caret)) = seen else { return };
    surface.editor().try_update_value(|editor| {
        editor.close_group();
        remove_missing(editor, &document, &children);
        let lines = read_children(editor, &children);
        if let Some((child, offset)) = caret
            && let Some(start) = lines.get(child).copied().flatten()
        {
            editor.select(start + offset, start + offset);
        }
        editor.close_group();
    });
    show(surface);
    show_selection(surface);
    surface.tell();
}

fn children(view: &View) -> Vec<Child> {
    let mut seen = Vec::new();
    let Some(area) = &view.area else { return Vec::new() };
    let nodes = std::iter::successors(area.first_element_child(), Element::next_element_sibling);
    nodes
        .map(|element| {
            // A block that the browser split is there twice, with the same key.
            let block = key_of(&element).and_then(|key| view.index_of(key));
            let block = block.filter(|block| !seen.contains(block));
            seen.extend(block);
            Child {
                text: text_of(&element),
                block,
                element,
            }
        })
        .collect()
}

/// In which child the caret is, and at which byte of its text.
fn caret(view: &View, children: &[Child]) -> Option<(usize, usize)> {
    let (node, offset) = head(view)?;
    let index = children
        .iter()
        .position(|child| child.element.contains(Some(&node)))?;
    let child = &children[index];
    let line: &Node = child.element.unchecked_ref();
    Some((index, byte_of(&child.text, units_before(line, &node, offset))))
}

/// Blocks that are no longer on the page were joined to the one before them, or deleted.
fn remove_missing(editor: &mut Editor, document: &Document, children: &[Child]) {
    let is_there = |index: usize| children.iter().any(|child| child.block == Some(index));
    let texts = document.texts(0, document.size());
    let mut gone = texts
        .iter()
        .filter(|text| text.cell.is_none() && !is_there(text.block))
        .rev()
        .peekable();
    while let Some(last) = gone.next() {
        let mut first = last;
        while let Some(before) = gone.next_if(|before| before.block + 1 == first.block) {
            first = before;
        }
        let kept_before = texts.iter().rev().find(|text| text.block < first.block);
        let kept_after = texts.iter().find(|text| text.block > last.block);
        let (from, to) = match (kept_before, kept_after) {
            (Some(before), _) => (before.end(), last.end()),
            (None, Some(after)) => (first.start(), after.start()),
            (None, None) => (first.start(), last.end()),
        };
        editor.run(&Command::DeleteRange(from, to));
    }
}

/// Reads every child back; where the text of each begins.
fn read_children(editor: &mut Editor, children: &[Child]) -> Vec<Option<usize>> {
    // Blocks were only taken away so far: those on the page follow each other in the same order.
    let mut next = 0;
    let mut starts = Vec::with_capacity(children.len());
    for child in children {
        let document = editor.state().document().clone();
        if child.block.is_none() && next > 0 {
            let before = document
                .start_of(next - 1)
                .and_then(|at| document.text_at(at + 1));
            let Some(end) = before.map(|text| text.end()) else {
                starts.push(None);
                continue;
            };
            editor.select(end, end);
            editor.run(&Command::Split);
        }
        let document = editor.state().document().clone();
        let text = document
            .start_of(next)
            .and_then(|at| document.text_at(at + 1))
            .filter(|text| text.cell.is_none());
        if let Some(at) = text.map(|text| text.at) {
            let text = child.text.clone();
            let caret = text.len();
            editor.run(&Command::ReadBack { at, text, caret });
            starts.push(Some(at + 1));
        } else {
            starts.push(None);
        }
        next += 1;
    }
    starts
}

//! The selection of the page and the selection of the editor.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement, Node, Range};

use super::caret::Caret;
use super::line::beside;
use super::listen::before_next_frame;
use super::point::{element_of, point_of, position_at};
use super::view::View;
use crate::composer::surface::{Rect, Surface};

/// Both ends of the selection on the page, when they are in the area.
fn ends(view: &View) -> Option<((Node, u32), (Node, u32))> {
    let selection = view.selection.as_ref()?;
    let (anchor, head) = (selection.anchor_node()?, selection.focus_node()?);
    let area = view.area.as_ref()?;
    let is_inside = area.contains(Some(&anchor)) && area.contains(Some(&head));
    is_inside.then(|| {
        (
            (anchor, selection.anchor_offset()),
            (head, selection.focus_offset()),
        )
    })
}

/// The end of the selection that moves, when it is in the area.
pub fn head(view: &View) -> Option<(Node, u32)> {
    ends(view).map(|(_, head)| head)
}

/// The editor follows the selection of the page. What a composition does with it is read back with its text.
pub fn take_selection(surface: Surface) {
    let Some(document) = surface.document().filter(|_| !is_known(surface)) else {
        return;
    };
    let selected = surface.view().try_update_value(|view| {
        let ((anchor, anchor_offset), (head, head_offset)) = ends(view).filter(|_| !view.is_composing)?;
        let at = position_at(view, &document, &head, head_offset)?;
        if (&anchor, anchor_offset) == (&head, head_offset) {
            view.caret = Some(Caret {
                node: head,
                offset: head_offset,
                position: at,
                document: document.clone(),
            });
            return Some((at, at));
        }
        Some((position_at(view, &document, &anchor, anchor_offset)?, at))
    });
    let Some(Some((anchor, head))) = selected else {
        return;
    };
    let is_moved = surface.editor().try_update_value(|editor| {
        let before = editor.state().selection();
        editor.select(anchor, head);
        editor.state().selection() != before
    });
    if is_moved == Some(true) {
        let at = document.caret_near(head);
        surface
            .view()
            .try_update_value(|view| document.text_at(at).map(|text| view.set_current(text.block)));
        surface.tell_readers();
    }
}

/// Whether page and editor have their caret where it was when it was last looked for.
pub fn is_known(surface: Surface) -> bool {
    let is_known = surface.view().try_with_value(|view| {
        let (caret, selection) = (view.caret.as_ref()?, view.selection.as_ref()?);
        let is_of_editor = surface.with_untracked(|state| caret.is_of(state));
        Some(is_of_editor && caret.is_at(selection, 0))
    });
    is_known.flatten() == Some(true)
}

fn has_focus(area: &HtmlElement) -> bool {
    document().active_element().is_some_and(|active| active == **area)
}

/// The selection of the page follows that of the editor, if the text has the focus, and comes into view before the next frame.
pub fn show_selection(surface: Surface) {
    let Some(document) = surface.document() else {
        return;
    };
    let selection = surface.with_untracked(editor::State::selection);
    let is_shown = surface.view().try_update_value(|view| {
        view.set_current(document.text_at(selection.head)?.block);
        view.area
            .as_ref()
            .filter(|area| !view.is_composing && has_focus(area))?;
        let (anchor, anchor_offset) = point_of(view, &document, selection.anchor)?;
        let (head, head_offset) = point_of(view, &document, selection.head)?;
        let wanted = ((anchor, anchor_offset), (head, head_offset));
        if ends(view).as_ref() != Some(&wanted) {
            let ((anchor, anchor_offset), (head, head_offset)) = &wanted;
            view.selection
                .as_ref()?
                .set_base_and_extent(anchor, *anchor_offset, head, *head_offset)
                .ok()?;
        }
        Some(())
    });
    if is_shown.flatten().is_some() {
        before_next_frame(move || reveal(surface));
    }
}

/// Whether the text has the focus.
pub fn is_focused(surface: Surface) -> bool {
    surface
        .view()
        .try_with_value(|view| view.area.as_ref().is_some_and(has_focus))
        == Some(true)
}

/// Gives the focus to the text, with its selection where it was.
pub fn focus(surface: Surface) {
    let area = surface.view().try_with_value(|view| view.area.clone()).flatten();
    // Giving the focus calls handlers that look at the view: it must not be held here.
    if let Some(area) = area.filter(|area| !has_focus(area)) {
        area.focus().ok();
        show_selection(surface);
    }
}

/// Where the caret or the selection is on screen.
pub fn caret_rect(surface: Surface) -> Option<Rect> {
    let document = surface.document()?;
    let selection = surface.with_untracked(editor::State::selection);
    surface.view().try_with_value(|view| {
        let (start, start_offset) = point_of(view, &document, selection.from())?;
        let (end, end_offset) = point_of(view, &document, selection.to())?;
        let range = Range::new().ok()?;
        range.set_start(&start, start_offset).ok()?;
        range.set_end(&end, end_offset).ok()?;
        let rect = range.get_bounding_client_rect();
        if rect.height() > 0.0 {
            return Some(rect_of(&rect));
        }
        // A caret in an empty line has no box of its own.
        let line = element_of(view, &document.text_at(selection.from())?)?;
        Some(rect_of(&line.get_bounding_client_rect()))
    })?
}

/// Where the object at a position is on screen.
pub fn object_rect(surface: Surface, position: usize) -> Option<Rect> {
    let document = surface.document()?;
    surface.view().try_with_value(|view| {
        let text = document.text_at(position)?;
        let line = element_of(view, &text)?;
        let objects = line.query_selector_all("[data-object]").ok()?;
        let index = text.text.content.iter().scan(text.start(), |at, inline| {
            let start = *at;
            *at += inline.size();
            Some((start, inline))
        });
        let before = index
            .filter(|(at, inline)| *at < position && matches!(inline, editor::Inline::Atom { .. }))
            .count();
        let object: Element = objects.get(u32::try_from(before).ok()?)?.dyn_into().ok()?;
        Some(rect_of(&object.get_bounding_client_rect()))
    })?
}

fn rect_of(rect: &DomRect) -> Rect {
    Rect {
        left: rect.left(),
        top: rect.top(),
        width: rect.width(),
        height: rect.height(),
    }
}

/// How far from the edge of what scrolls the caret is kept, in CSS pixels.
const MARGIN_PX: f64 = 12.0;

/// Scrolls what is around the text until the moving end of the selection is in view.
fn reveal(surface: Surface) {
    let Some(document) = surface.document() else {
        return;
    };
    let head = surface.with_untracked(|state| state.selection().head);
    surface.view().try_with_value(|view| {
        let (node, offset) = point_of(view, &document, head)?;
        let range = Range::new().ok()?;
        range.set_start(&node, offset).ok()?;
        let mut rect = range.get_bounding_client_rect();
        if rect.height() == 0.0 {
            rect = element_of(view, &document.text_at(head)?)?.get_bounding_client_rect();
        }
        let mut around = view.area.as_ref()?.parent_element();
        while let Some(element) = around {
            if element.scroll_height() > element.client_height() {
                let frame = element.get_bounding_client_rect();
                let covered = |side| MARGIN_PX + scroll_padding(&element, side);
                let below = rect.bottom() + covered("bottom") - frame.bottom();
                let above = frame.top() + covered("top") - rect.top();
                let by = if below > 0.0 { below } else { -above.max(0.0) };
                if by.abs() >= 1.0 {
                    element.scroll_by_with_x_and_y(0.0, by);
                    return Some(());
                }
            }
            around = element.parent_element();
        }
        Some(())
    });
}

/// How much of what scrolls is covered at an edge by what stays there, in CSS pixels.
fn scroll_padding(element: &Element, side: &str) -> f64 {
    let style = window().get_computed_style(element).ok().flatten();
    let padding = style.and_then(|style| style.get_property_value(&format!("scroll-padding-{side}")).ok());
    let whole = |padding: String| padding.split(['.', 'p']).next()?.parse::<u32>().ok();
    padding.and_then(whole).map(f64::from).unwrap_or_default()
}

/// The position of an object on the page.
pub fn position_of_object(surface: Surface, object: &Element) -> Option<usize> {
    let document = surface.document()?;
    surface.view().try_with_value(|view| {
        let (node, offset) = beside(object, 0)?;
        position_at(view, &document, &node, offset)
    })?
}

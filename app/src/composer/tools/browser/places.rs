//! Where things stand on screen.

use crate::composer::Rect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

fn rect_of(element: &Element) -> Rect {
    let rect = element.get_bounding_client_rect();
    Rect {
        left: rect.left(),
        top: rect.top(),
        width: rect.width(),
        height: rect.height(),
    }
}

fn place(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Whole pixels: writing fractions takes code that nothing else needs.
#[expect(clippy::cast_possible_truncation, reason = "no place is so far away")]
fn set(element: &HtmlElement, name: &str, px: f64) {
    let px = px.round() as i32;
    element.style().set_property(name, &format!("{px}px")).ok();
}

/// Puts an empty element where a box of the screen is: from then on it moves with the text.
pub fn put(id: &str, rect: Rect) {
    let Some(place) = place(id) else { return };
    let Some(around) = place.parent_element() else {
        return;
    };
    let origin = rect_of(&around);
    set(&place, "left", rect.left - origin.left);
    set(&place, "top", rect.top - origin.top);
    set(&place, "width", rect.width);
    set(&place, "height", rect.height);
}

/// Shows how wide it would be.
pub fn widen(id: &str, width: f64) {
    if let Some(place) = place(id) {
        let (old_width, old_height) = (f64::from(place.offset_width()), f64::from(place.offset_height()));
        if old_width > 0.0 {
            set(&place, "height", old_height * width / old_width);
            set(&place, "width", width);
        }
    }
}

/// The box of the table that the caret is in; of its row alone when the table is higher than what is seen of the text.
pub fn table_rect(field: &str) -> Option<Rect> {
    let node = window().get_selection().ok().flatten()?.focus_node()?;
    let element = node
        .dyn_ref::<Element>()
        .cloned()
        .or_else(|| node.parent_element())?;
    let table = element.closest(&format!("[id='{field}'] table")).ok().flatten()?;
    let rect = rect_of(&table);
    let height = window().inner_height().ok()?.as_f64()?;
    let is_seen = rect.top >= 0.0 && rect.top + rect.height <= height;
    let row = element.closest("tr").ok().flatten().filter(|_| !is_seen);
    Some(row.map_or(rect, |row| rect_of(&row)))
}

/// Starts a drag: the element gets all the moves of the pointer until it is lifted.
pub fn start_drag(event: &PointerEvent) {
    if let Some(element) = current(event) {
        event.prevent_default();
        element.set_pointer_capture(event.pointer_id()).ok();
    }
}

/// During a drag, where the pointer is from the left edge of the window, in CSS pixels.
pub fn drag_x(event: &PointerEvent) -> Option<f64> {
    current(event).filter(|element| element.has_pointer_capture(event.pointer_id()))?;
    Some(f64::from(event.client_x()))
}

fn current(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

//! Layers over the page: dialogs, popovers, the sheet.
use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, PointerEvent, TouchEvent};

use super::focus::{by_id, current_element, focus, root};
use super::web::store_set;

fn dialog(id: &str) -> Option<HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Opens a native dialog above everything, if it is closed.
pub fn open_dialog(id: &str) {
    if let Some(dialog) = dialog(id).filter(|dialog| !dialog.open()) {
        dialog.show_modal().ok();
    }
}

/// Closes a native dialog; the browser gives the focus back.
pub fn close_dialog(id: &str) {
    if let Some(dialog) = dialog(id).filter(HtmlDialogElement::open) {
        dialog.close();
    }
}

/// Shows a popover beside its anchor.
pub fn show_popover(id: &str, anchor_id: &str) {
    if let (Some(popover), Some(anchor)) = (by_id(id), by_id(anchor_id)) {
        show_beside(&popover, &anchor);
    }
}

/// Shows a popover beside an element, by CSS anchor positioning.
pub(super) fn show_beside(popover: &HtmlElement, anchor: &HtmlElement) {
    tie(popover, anchor);
    if !is_shown(popover) {
        popover.show_popover().ok();
    }
}

fn tie(popover: &HtmlElement, anchor: &HtmlElement) {
    let name = format!("--{}", popover.id());
    anchor.style().set_property("anchor-name", &name).ok();
    popover.style().set_property("position-anchor", &name).ok();
}

/// Anchors a popover to the button that opens it: not every engine does so by itself.
pub(crate) fn anchor_to_invoker(id: &str) {
    if let (Some(popover), Some(invoker)) = (by_id(id), invoker(id)) {
        tie(&popover, &invoker);
    }
}

/// Gives the focus to the button that opens a popover.
pub fn focus_invoker(id: &str) {
    if let Some(invoker) = invoker(id) {
        focus(&invoker);
    }
}

fn invoker(id: &str) -> Option<HtmlElement> {
    let found = document().query_selector(&format!("[popovertarget='{id}']"));
    found.ok()??.dyn_into().ok()
}

/// Whether a popover is shown.
pub(super) fn is_shown(popover: &Element) -> bool {
    popover.matches(":popover-open").unwrap_or(false)
}

/// Hides a popover, if it is shown.
pub fn hide_popover(id: &str) {
    if let Some(popover) = by_id(id).filter(|popover| is_shown(popover)) {
        popover.hide_popover().ok();
    }
}

/// Shows a popover above whatever else is open, a dialog as well.
pub fn raise_popover(id: &str) {
    hide_popover(id);
    if let Some(popover) = by_id(id) {
        popover.show_popover().ok();
    }
}

/// Whether a popover is above the rest: Escape then closes it, and nothing else.
pub fn is_popover_open() -> bool {
    document()
        .query_selector("[popover=auto]:popover-open")
        .ok()
        .flatten()
        .is_some()
}

/// Whether a `toggle` or `beforetoggle` event is about opening.
pub fn is_opening(event: &Event) -> bool {
    Reflect::get(event, &JsValue::from_str("newState")).is_ok_and(|state| state == "open")
}

/// Where the finger of a touch event is, or was lifted.
pub(in crate::ui) fn touch_point(event: &TouchEvent) -> Option<(i32, i32)> {
    let touch = event.changed_touches().get(0)?;
    Some((touch.client_x(), touch.client_y()))
}

/// Whether a finger touches something in a dialog or a popover.
pub(in crate::ui) fn is_touch_in_layer(event: &TouchEvent) -> bool {
    let touched = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    touched.is_some_and(|touched| matches!(touched.closest("dialog, [popover]"), Ok(Some(_))))
}

/// Starts a drag: the element gets all the moves of the pointer until it is lifted.
pub(in crate::ui) fn capture_pointer(event: &PointerEvent) {
    if let Some(element) = current_element(event) {
        event.prevent_default();
        element.set_pointer_capture(event.pointer_id()).ok();
    }
}

/// During a drag, how far the pointer is from the right edge of the window, in CSS pixels.
pub(in crate::ui) fn captured_distance_from_right(event: &PointerEvent) -> Option<i32> {
    current_element(event).filter(|element| element.has_pointer_capture(event.pointer_id()))?;
    let root = document().document_element()?;
    Some(root.client_width() - event.client_x())
}

const SHEET_WIDTH: &str = "sheet-width";

/// The width of the sheet on screen, in CSS pixels.
pub(in crate::ui) fn sheet_width_px(id: &str) -> Option<i32> {
    by_id(id).map(|sheet| sheet.offset_width())
}

/// Makes the sheet so wide, and remembers it.
pub(in crate::ui) fn set_sheet_width_px(width: i32) {
    if let Some(root) = root() {
        root.style()
            .set_property("--sheet-width", &format!("{width}px"))
            .ok();
    }
    store_set(SHEET_WIDTH, &width.to_string());
}

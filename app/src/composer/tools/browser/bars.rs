//! The focus in bars and menus.

use crate::ui::browser::{hide_popover, matches_media};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusEvent, HtmlElement, HtmlInputElement, KeyboardEvent};

const STOP: &str = "[data-stop]";
const FOCUSABLE: &str = "[data-stop][tabindex='0'],input,a[href],button:not([data-stop])";
const ITEM: &str = "[role^=menuitem]";

fn all(container: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = container.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into::<HtmlElement>().ok())
        .filter(is_drawn)
        .collect()
}

fn is_drawn(element: &HtmlElement) -> bool {
    element.get_client_rects().length() > 0
}

fn container(event: &Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn focus(element: &HtmlElement) {
    element.focus().ok();
}

fn active() -> Option<Element> {
    document().active_element()
}

fn index_of_active(elements: &[HtmlElement]) -> Option<usize> {
    let active = active()?;
    elements.iter().position(|element| **element == active)
}

/// Moves the focus among the stops of the bar that listens; whether the key was an arrow, Home or End.
pub fn move_in_bar(event: &KeyboardEvent) -> bool {
    let Some(bar) = container(event).filter(|_| !is_in_field(event)) else {
        return false;
    };
    let stops = all(&bar, STOP);
    let (count, at) = (stops.len(), index_of_active(&stops));
    let next = match (event.key().as_str(), at) {
        ("ArrowRight", Some(at)) => (at + 1) % count,
        ("ArrowLeft", Some(at)) => (at + count - 1) % count,
        ("Home", Some(_)) => 0,
        ("End", Some(_)) => count - 1,
        _ => return false,
    };
    focus(&stops[next]);
    true
}

/// The stop that has the focus is the one that Tab comes back to.
pub fn keep_stop(event: &FocusEvent) {
    let (Some(bar), Some(stop)) = (container(event), target(event)) else {
        return;
    };
    if !stop.matches(STOP).unwrap_or(false) {
        return;
    }
    for other in all(&bar, STOP) {
        other.set_tab_index(if *other == stop { 0 } else { -1 });
    }
}

/// Goes to the nearest bar of a text, or from one of them to the next; the last in the page is the nearest. Whether there is one.
pub fn enter_bar(field: &str) -> bool {
    let Some(root) = document().document_element() else {
        return false;
    };
    let mut bars = all(&root, &format!("[data-bar='{field}']"));
    bars.reverse();
    let active = active();
    let at = bars
        .iter()
        .position(|bar| active.as_ref().is_some_and(|active| bar.contains(Some(active))));
    let next = at.map_or(0, |at| (at + 1) % bars.len());
    let stop = bars
        .get(next)
        .and_then(|bar| all(bar, FOCUSABLE).into_iter().next());
    if let Some(stop) = &stop {
        focus(stop);
    }
    stop.is_some()
}

/// The arrows up and down open the menu of a button.
pub fn open_by_arrow(event: KeyboardEvent) {
    if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
        event.prevent_default();
        event.stop_propagation();
        if let Some(button) = container(&event).and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            button.click();
        }
    }
}

/// Goes to what is checked in a menu, or to its first item. Under a finger the focus stays in the text, and the keyboard on screen.
pub fn enter_menu(id: &str) {
    let Some(menu) = document().get_element_by_id(id) else {
        return;
    };
    let in_text = active().is_some_and(|active| active.matches("[contenteditable]").unwrap_or(false));
    if in_text && matches_media("(pointer: coarse)") {
        return;
    }
    let items = all(&menu, ITEM);
    let is_checked = |item: &&HtmlElement| item.get_attribute("aria-checked").as_deref() == Some("true");
    if let Some(item) = items.iter().find(is_checked).or(items.first()) {
        focus(item);
    }
}

/// Moves the focus in a menu of so many columns; whether the key was an arrow, Home or End. Tab leaves it.
pub fn move_in_menu(event: &KeyboardEvent, columns: usize) -> bool {
    let Some(menu) = container(event) else {
        return false;
    };
    let items = all(&menu, ITEM);
    let last = items.len().saturating_sub(1);
    let at = index_of_active(&items);
    let next = match (event.key().as_str(), at) {
        ("ArrowRight", Some(at)) => (at + 1).min(last),
        ("ArrowLeft", Some(at)) => at.saturating_sub(1),
        ("ArrowDown", Some(at)) if at + columns > last && columns == 1 => 0,
        ("ArrowUp", Some(0)) if columns == 1 => last,
        ("ArrowDown", Some(at)) => {
            if at + columns > last {
                at
            } else {
                at + columns
            }
        }
        ("ArrowUp", Some(at)) => at.checked_sub(columns).unwrap_or(at),
        ("Home", _) => 0,
        ("End", _) => last,
        ("Tab", _) => {
            hide_popover(&menu.id());
            return false;
        }
        _ => return false,
    };
    if let Some(item) = items.get(next) {
        focus(item);
    }
    true
}

/// Whether a key was pressed in a field of a bar, where arrows belong to the text.
pub fn is_in_field(event: &KeyboardEvent) -> bool {
    target(event).is_some_and(|target| target.is_instance_of::<HtmlInputElement>())
}

/// Whether the focus is in the text, and whether it is in one of its bars.
pub fn where_focus_is(field: &str) -> (bool, bool) {
    let Some(active) = active() else {
        return (false, false);
    };
    let in_bar = active
        .closest(&format!("[data-bar='{field}']"))
        .ok()
        .flatten()
        .is_some();
    (active.id() == field, in_bar)
}

/// Presses a button or opens a picker.
pub fn click(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

//! What controls hold.
use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement, MouseEvent,
};

use super::focus::by_id;

/// What a field holds on screen now.
pub fn input_value(id: &str) -> Option<String> {
    value_of(by_id(id)?.as_ref())
}

/// Where the caret is in a field of several lines that has the focus, in UTF-16 units.
pub fn text_caret(id: &str) -> Option<u32> {
    let area: HtmlTextAreaElement = document().active_element()?.dyn_into().ok()?;
    let start = area.selection_start().ok().flatten();
    start.filter(|_| area.id() == id)
}

/// Whether a link was pressed as usual: with a modifier or another button the browser opens it elsewhere.
pub fn is_plain_click(event: &MouseEvent) -> bool {
    event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// Copies what a field holds, and leaves it selected, so that a person can copy it where the browser refuses; `false` then.
/// The newer interface exists on secure origins only.
pub fn copy_text_of(id: &str) -> bool {
    let Some(input) = by_id(id).and_then(|element| element.dyn_into::<HtmlInputElement>().ok()) else {
        return false;
    };
    input.select();
    let page = document();
    let copy = Reflect::get(&page, &JsValue::from_str("execCommand"))
        .ok()
        .and_then(|method| method.dyn_into::<Function>().ok());
    copy.and_then(|copy| copy.call1(&page, &JsValue::from_str("copy")).ok())
        .is_some_and(|copied| copied.is_truthy())
}

/// What a person chose or typed before the page was hydrated: `None` when the element is as the server wrote it.
pub(in crate::ui) fn typed_value(element: &Element) -> Option<String> {
    let is_changed = if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.value() != input.default_value()
    } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        area.default_value().is_ok_and(|written| written != area.value())
    } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        is_choice_changed(select)
    } else {
        // A group of radio buttons.
        checked_radio(element).is_some_and(|radio| !radio.default_checked())
    };
    if is_changed { value_of(element) } else { None }
}

fn is_choice_changed(select: &HtmlSelectElement) -> bool {
    let option = |index: u32| {
        select
            .item(index)
            .and_then(|option| option.dyn_into::<HtmlOptionElement>().ok())
    };
    let is_written = |index: &u32| option(*index).is_some_and(|option| option.default_selected());
    let written = (0..select.length()).find(is_written);
    // Without a choice written by the server, browsers show the first option.
    u32::try_from(select.selected_index()).is_ok_and(|chosen| chosen != written.unwrap_or(0))
}

fn checked_radio(group: &Element) -> Option<HtmlInputElement> {
    group
        .query_selector("input:checked")
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}

fn value_of(element: &Element) -> Option<String> {
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        Some(input.value())
    } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        Some(area.value())
    } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        Some(select.value())
    } else {
        checked_radio(element).map(|radio| radio.value())
    }
}

/// Makes a control show `value`. Nothing is written when it does already: the caret stays.
pub(in crate::ui) fn write_value(element: &Element, value: &str) {
    if value_of(element).as_deref() == Some(value) {
        return;
    }
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.set_value(value);
    } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(value);
    } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        select.set_value(value);
    } else {
        check_radio(element, value);
    }
}

fn check_radio(group: &Element, value: &str) {
    let Ok(radios) = group.query_selector_all("input[type=radio]") else {
        return;
    };
    for radio in (0..radios.length()).filter_map(|index| radios.get(index)) {
        if let Some(radio) = radio.dyn_ref::<HtmlInputElement>() {
            radio.set_checked(radio.value() == value);
        }
    }
}

//! The browser itself.
use std::time::Duration;

use js_sys::{Date, Object, Reflect};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle, window_event_listener_untyped};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement,
    HtmlTextAreaElement, KeyboardEvent, PointerEvent, Storage, TouchEvent,
};

use super::Key;

/// The server wrote the symbols into the page: they are not carried twice.
pub const SPRITE: &str = "";

/// Milliseconds since 1970-01-01T00:00:00Z, by the clock of the device.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole milliseconds of this era fit in 53 bits"
)]
pub fn now_ms() -> i64 {
    Date::now() as i64
}

/// Random bytes from the generator of the browser.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill_random(&mut bytes);
    bytes
}

fn fill_random(bytes: &mut [u8]) {
    // Refused only above 65,536 bytes.
    let filled = window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(bytes));
    debug_assert!(filled.is_ok());
}

fn store() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What the device remembers under `key`.
pub fn store_get(key: &str) -> Option<String> {
    store()?.get_item(key).ok().flatten()
}

/// Remembers `value` on the device, if it can.
pub fn store_set(key: &str, value: &str) {
    if let Some(store) = store() {
        // A full or refused store remembers nothing: the caller has the value on screen anyway.
        store.set_item(key, value).ok();
    }
}

/// Forgets `key`.
pub fn store_remove(key: &str) {
    if let Some(store) = store() {
        store.remove_item(key).ok();
    }
}

/// The keys remembered that start with `prefix`.
pub fn store_keys(prefix: &str) -> Vec<String> {
    let Some(store) = store() else { return Vec::new() };
    let count = store.length().unwrap_or(0);
    (0..count)
        .filter_map(|index| store.key(index).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect()
}

/// A timer that can be cancelled. Dropping the handle does not cancel it.
#[derive(Clone, Copy, Debug)]
pub struct TimerHandle(Option<TimeoutHandle>);

impl TimerHandle {
    /// Keeps it from firing; nothing happens when it has fired.
    pub fn cancel(self) {
        if let Some(handle) = self.0 {
            handle.clear();
        }
    }
}

/// Calls `run` once, after `delay_ms` milliseconds.
pub fn after_ms(delay_ms: u32, run: impl FnOnce() + 'static) -> TimerHandle {
    after_ms_boxed(delay_ms, Box::new(run))
}

fn after_ms_boxed(delay_ms: u32, run: Box<dyn FnOnce()>) -> TimerHandle {
    TimerHandle(set_timeout_with_handle(run, Duration::from_millis(u64::from(delay_ms))).ok())
}

/// Calls `run` at each `event` of the window or the document (`pagehide`, `visibilitychange`, `online`…), until the
/// current owner is cleaned up.
pub fn on_window(event: &'static str, run: impl Fn() + 'static) {
    on_window_event(event, Box::new(move |_| run()));
}

fn on_window_event(event: &'static str, run: Box<dyn Fn(Event)>) {
    // `visibilitychange` is fired at the document and bubbles to the window.
    let handle = window_event_listener_untyped(event, run);
    on_cleanup(move || handle.remove());
}

/// Calls `run` at each key pressed in the page that nothing nearer took; `true` means that it was taken.
pub fn on_key(run: impl Fn(&Key) -> bool + 'static) {
    on_window_event(
        "keydown",
        Box::new(move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            if !event.default_prevented() && !event.is_composing() && run(&key_of(event)) {
                event.prevent_default();
            }
        }),
    );
}

fn key_of(event: &KeyboardEvent) -> Key {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let in_text = target.is_some_and(|target| is_inside(&target, "input,textarea,select,[contenteditable]"));
    Key {
        name: event.key(),
        ctrl: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
        in_text,
    }
}

/// Makes the browser ask before it leaves the page, as long as `is_dirty` says so.
pub fn guard_unload(is_dirty: Signal<bool>) {
    on_window_event(
        "beforeunload",
        Box::new(move |event| {
            if is_dirty.try_get_untracked() == Some(true) {
                event.prevent_default();
            }
        }),
    );
}

/// The time on the wall of `zone` (IANA name), as a `datetime-local` field takes it: `2026-11-24T20:10`.
pub fn local_wall_time(now_ms: i64, zone: &str) -> Option<String> {
    // The Swedish format is the ISO one, with a space.
    let text = local_text(
        now_ms,
        zone,
        "sv-SE",
        &[("dateStyle", "short"), ("timeStyle", "short")],
    )?;
    Some(text.replacen(' ', "T", 1))
}

/// Day and time on the wall of `zone`, in words of `language`, for a row born in the browser.
pub fn local_label(now_ms: i64, zone: &str, language: &str) -> Option<String> {
    local_text(
        now_ms,
        zone,
        language,
        &[("dateStyle", "medium"), ("timeStyle", "short")],
    )
}

#[expect(
    clippy::cast_precision_loss,
    reason = "whole milliseconds of this era fit in 53 bits"
)]
fn local_text(now_ms: i64, zone: &str, language: &str, options: &[(&str, &str)]) -> Option<String> {
    let settings = Object::new();
    for (name, value) in options.iter().chain(&[("timeZone", zone)]) {
        Reflect::set(&settings, &JsValue::from_str(name), &JsValue::from_str(value)).ok()?;
    }
    let date = Date::new(&JsValue::from_f64(now_ms as f64));
    // An unknown zone throws, which `Reflect` catches where the typed method would not.
    let method = Reflect::get(&date, &JsValue::from_str("toLocaleString")).ok()?;
    let method = method.dyn_into::<js_sys::Function>().ok()?;
    method
        .call2(&date, &JsValue::from_str(language), &settings)
        .ok()?
        .as_string()
}

/// Whether a media query holds now.
pub fn matches_media(query: &str) -> bool {
    window()
        .match_media(query)
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}

/// Whether the device believes that it has a network.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Whether the page is in the background: what is to be kept is kept now.
pub fn is_page_hidden() -> bool {
    document().hidden()
}

fn root() -> Option<HtmlElement> {
    document().document_element()?.dyn_into().ok()
}

/// Whether the handlers are attached.
pub fn is_hydrated() -> bool {
    root().is_some_and(|root| root.has_attribute("data-hydrated"))
}

/// Says that the handlers are attached: `<html data-hydrated>`.
pub fn set_hydrated() {
    set_root_attribute("data-hydrated", "");
}

/// Sets `data-theme`, or takes it away when `name` is empty.
pub fn set_theme_attribute(name: &str) {
    if name.is_empty() {
        if let Some(root) = root() {
            root.remove_attribute("data-theme").ok();
        }
    } else {
        set_root_attribute("data-theme", name);
    }
}

fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = root() {
        root.set_attribute(name, value).ok();
    }
}

fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

fn is_inside(element: &Element, selector: &str) -> bool {
    element.closest(selector).ok().flatten().is_some()
}

fn focus(element: &HtmlElement) {
    element.focus().ok();
}

/// What a field holds on screen now.
pub fn input_value(id: &str) -> Option<String> {
    value_of(by_id(id)?.as_ref())
}

/// Gives the focus to an element.
pub fn focus_id(id: &str) {
    if let Some(element) = by_id(id) {
        focus(&element);
    }
}

/// Gives the focus to the first field of a container that is marked invalid; whether there was one.
pub fn focus_first_invalid(container_id: &str) -> bool {
    focus_first(container_id, "[aria-invalid=true]")
}

/// Gives the focus to the first element of a container that takes it.
pub fn focus_first_inside(container_id: &str) {
    focus_first(
        container_id,
        "a[href],button:not(:disabled),input,select,textarea,[tabindex]",
    );
}

fn focus_first(container_id: &str, selector: &str) -> bool {
    let found = by_id(container_id)
        .and_then(|container| container.query_selector(selector).ok().flatten())
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = &found {
        focus(element);
    }
    found.is_some()
}

/// The id of the element that has the focus.
pub fn active_element_id() -> Option<String> {
    document()
        .active_element()
        .map(|element| element.id())
        .filter(|id| !id.is_empty())
}

const MARK: &str = "data-focus-mark";

/// Remembers the element that has the focus; the answer finds it again with [`return_focus`].
pub fn mark_focus() -> String {
    let Some(element) = document()
        .active_element()
        .filter(|element| element.tag_name() != "BODY")
    else {
        return String::new();
    };
    let id = element.id();
    if !id.is_empty() {
        return format!("#{id}");
    }
    let mark = now_ms().to_string();
    element.set_attribute(MARK, &mark).ok();
    format!("[{MARK}='{mark}']")
}

/// Gives the focus back to the element that [`mark_focus`] remembered, if it is still there.
pub fn return_focus(mark: &str) {
    if mark.is_empty() {
        return;
    }
    // An id may hold characters that a selector does not take as they are.
    let found = match mark.strip_prefix('#') {
        Some(id) => by_id(id),
        None => document()
            .query_selector(mark)
            .ok()
            .flatten()
            .and_then(|element| element.dyn_into().ok()),
    };
    if let Some(element) = found {
        element.remove_attribute(MARK).ok();
        focus(&element);
    }
}

/// Moves the focus among the buttons and links of the element that listens; whether the key was an arrow, Home or End.
pub fn move_focus_by_arrow(event: &KeyboardEvent) -> bool {
    let key = event.key();
    let step = match key.as_str() {
        "ArrowRight" => "ArrowDown",
        "ArrowLeft" => "ArrowUp",
        other => other,
    };
    step_focus(event, "button:not(:disabled),a[href]", step, true)
}

/// Moves the focus up and down in a table: among the elements that match the same selector of `columns` as the one that has
/// it, or the first. Whether the key was a vertical arrow, Home or End.
pub fn move_focus_in_column(event: &KeyboardEvent, columns: &[&str]) -> bool {
    let Some(first) = columns.first() else {
        return false;
    };
    let active = document().active_element();
    let has_focus = |column: &&&str| {
        active
            .as_ref()
            .is_some_and(|active| active.matches(column) == Ok(true))
    };
    let column = columns.iter().find(has_focus).unwrap_or(first);
    step_focus(event, column, &event.key(), false)
}

fn step_focus(event: &KeyboardEvent, selector: &str, step: &str, is_ring: bool) -> bool {
    let Some(container) = current_element(event) else {
        return false;
    };
    let Ok(stops) = container.query_selector_all(selector) else {
        return false;
    };
    let count = stops.length();
    let active = document().active_element();
    let is_active = |index: &u32| stops.get(*index).as_ref() == active.as_ref().map(AsRef::as_ref);
    let at = (0..count).find(is_active);
    let next = match (step, at) {
        ("ArrowDown", Some(at)) if is_ring => (at + 1) % count,
        ("ArrowUp", Some(at)) if is_ring => (at + count - 1) % count,
        ("ArrowDown", Some(at)) => (at + 1).min(count - 1),
        ("ArrowUp", Some(at)) => at.saturating_sub(1),
        ("ArrowDown" | "Home", _) => 0,
        ("ArrowUp" | "End", _) => count.saturating_sub(1),
        _ => return false,
    };
    if let Some(stop) = stops
        .get(next)
        .and_then(|stop| stop.dyn_into::<HtmlElement>().ok())
    {
        focus(&stop);
    }
    true
}

/// Brings an element into view.
pub fn scroll_to_id(id: &str) {
    if let Some(element) = by_id(id) {
        element.scroll_into_view_with_bool(false);
    }
}

/// Shows the end of a container that scrolls.
pub fn scroll_to_end(container_id: &str) {
    if let Some(element) = by_id(container_id) {
        element.set_scroll_top(element.scroll_height());
    }
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
    let name = format!("--{}", popover.id());
    anchor.style().set_property("anchor-name", &name).ok();
    popover.style().set_property("position-anchor", &name).ok();
    if !is_shown(popover) {
        popover.show_popover().ok();
    }
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

/// Whether a popover is above the rest: Escape then closes it, and nothing else.
pub fn is_popover_open() -> bool {
    document()
        .query_selector("[popover=auto]:popover-open")
        .ok()
        .flatten()
        .is_some()
}

/// Whether a `toggle` or `beforetoggle` event is about opening.
pub(in crate::ui) fn is_opening(event: &Event) -> bool {
    Reflect::get(event, &JsValue::from_str("newState")).is_ok_and(|state| state == "open")
}

/// Where the finger of a touch event is, or was lifted.
pub(in crate::ui) fn touch_point(event: &TouchEvent) -> Option<(i32, i32)> {
    let touch = event.changed_touches().get(0)?;
    Some((touch.client_x(), touch.client_y()))
}

fn current_element(event: &Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
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

/// The width of the sheet that the device remembers, or that the style sheet gives.
pub(in crate::ui) fn sheet_width_px() -> i32 {
    store_get(SHEET_WIDTH)
        .and_then(|width| width.parse().ok())
        .unwrap_or(520)
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

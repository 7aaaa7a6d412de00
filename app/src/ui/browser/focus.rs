//! The page: its root, what has the focus, what is in view.
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, Event, HtmlElement, HtmlTextAreaElement, KeyboardEvent, ScrollIntoViewOptions,
    ScrollLogicalPosition,
};

use super::web::{after_ms, now_ms};

pub(super) fn root() -> Option<HtmlElement> {
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

pub(super) fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

pub(super) fn is_inside(element: &Element, selector: &str) -> bool {
    element.closest(selector).ok().flatten().is_some()
}

pub(super) fn current_element(event: &Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

pub(super) fn focus(element: &HtmlElement) {
    element.focus().ok();
}

/// Gives the focus to an element.
pub fn focus_id(id: &str) {
    if let Some(element) = by_id(id) {
        focus(&element);
    }
}

/// Gives the focus to a field, behind what stands in it when that has several lines.
pub fn focus_end_of(id: &str) {
    focus_id(id);
    if let Some(area) = by_id(id).and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok()) {
        let end = area.text_length();
        area.set_selection_range(end, end).ok();
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

/// Gives the focus back to the element that [`mark_focus`] remembered, if it is still there. Nothing happens when the person
/// has moved the focus out of the container that goes: they are already somewhere else.
pub fn return_focus(mark: &str, container_id: &str) {
    if mark.is_empty() || !is_focus_within(container_id) {
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
        // On a phone the page is hidden until the container has left the document: a hidden element takes no focus.
        after_ms(0, move || {
            if document()
                .active_element()
                .is_none_or(|active| active.tag_name() == "BODY")
            {
                focus(&element);
            }
        });
    }
}

/// Whether the focus is in a container, or nowhere because that container went away.
fn is_focus_within(container_id: &str) -> bool {
    let Some(active) = document().active_element() else {
        return true;
    };
    active.tag_name() == "BODY"
        || by_id(container_id).is_some_and(|container| container.contains(Some(&active)))
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

/// Gives the focus to the first such element when nothing has it; whether it did.
pub fn focus_when_nowhere(selector: &str) -> bool {
    let is_nowhere = document()
        .active_element()
        .is_none_or(|active| active.tag_name() == "BODY");
    let first = document().query_selector(selector).ok().flatten();
    let first = first.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    match first {
        Some(element) if is_nowhere => {
            focus(&element);
            true
        }
        _ => false,
    }
}

/// Does something that adds to a container that scrolls, and keeps in its place what is read there: the first of `items` in view.
/// Browsers do so by themselves only while the elements stay, and Safari never. At the very top what comes is seen.
pub fn keep_place(container_id: &str, items: &str, run: impl FnOnce()) {
    let held = by_id(container_id)
        .filter(|container| container.scroll_top() > 0)
        .and_then(|container| hold_place(container, items));
    run();
    if let Some(place) = held {
        // Once it is drawn, and once more when what came into view has found its size.
        request_animation_frame(move || {
            place.restore();
            request_animation_frame(move || place.restore());
        });
    }
}

struct Place {
    container: HtmlElement,
    item: Element,
    top: f64,
}

fn hold_place(container: HtmlElement, items: &str) -> Option<Place> {
    let edge = container.get_bounding_client_rect().top();
    let found = container.query_selector_all(items).ok()?;
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into::<Element>().ok())
        .map(|item| (item.get_bounding_client_rect(), item))
        .find(|(rect, _)| rect.bottom() > edge)
        .map(|(rect, item)| Place {
            container,
            item,
            top: rect.top(),
        })
}

impl Place {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole pixels of a page fit in 32 bits"
    )]
    fn restore(&self) {
        if self.item.is_connected() {
            let moved = self.item.get_bounding_client_rect().top() - self.top;
            self.container
                .set_scroll_top(self.container.scroll_top() + moved.round() as i32);
        }
    }
}

/// Whether an element is seen in a container that scrolls, some of it at least.
pub fn is_in_view(container_id: &str, selector: &str) -> bool {
    let Some(container) = by_id(container_id) else {
        return false;
    };
    let Some(element) = container.query_selector(selector).ok().flatten() else {
        return false;
    };
    let (seen, place) = (
        container.get_bounding_client_rect(),
        element.get_bounding_client_rect(),
    );
    place.bottom() > seen.top() && place.top() < seen.bottom()
}

/// Brings an element to the middle of what scrolls and gives it the focus.
pub fn show_and_focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.set_tab_index(-1);
        focus(&element);
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Calls `run` whenever a container has scrolled, for as long as the container is there.
pub fn on_scroll(container_id: &str, run: impl Fn() + 'static) {
    if let Some(container) = by_id(container_id) {
        let listener = Closure::<dyn FnMut()>::new(run).into_js_value();
        container.set_onscroll(Some(listener.unchecked_ref()));
    }
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

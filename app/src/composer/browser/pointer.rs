//! The mouse and the finger: objects are selected, links are not followed.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent};

use super::selection::{position_of_object, take_selection};
use crate::composer::surface::Surface;

fn target(event: &Event, selector: &str) -> Option<Element> {
    event
        .target()?
        .dyn_into::<Element>()
        .ok()?
        .closest(selector)
        .ok()
        .flatten()
}

/// Nothing of the text is selected behind an object that is pressed: the object is, when it is released.
pub fn pointer_down(surface: Surface, event: &Event) {
    surface.view().try_update_value(|view| view.is_leaving = false);
    if let Some(event) = event.dyn_ref::<MouseEvent>().filter(|event| event.button() == 1)
        && target(event, "a[href]").is_some()
    {
        event.prevent_default();
    }
}

/// Whoever presses three times means one line: browsers select up to the beginning of the next one.
fn select_line(surface: Surface) {
    take_selection(surface);
    let selected = surface.with_untracked(|state| {
        let (from, to) = (state.selection().from(), state.selection().to());
        let next = state
            .document()
            .text_at(to)
            .filter(|text| text.start() == to && from < to)?;
        Some((from, state.document().caret_before(next.start())?))
    });
    if let Some((from, to)) = selected {
        surface.select(from, to);
    }
}

/// A link opens with Ctrl only, apart from this page.
pub fn click(surface: Surface, event: &Event) {
    let Some(event) = event.dyn_ref::<MouseEvent>() else {
        return;
    };
    if let Some(link) = target(event, "a[href]") {
        event.prevent_default();
        if event.ctrl_key() || event.meta_key() {
            let address = link.get_attribute("href").unwrap_or_default();
            window()
                .open_with_url_and_target_and_features(&address, "_blank", "noopener,noreferrer")
                .ok();
        }
    }
    if event.detail() >= 3 {
        select_line(surface);
    }
    if let Some(object) = target(event, "[data-object]")
        && let Some(position) = position_of_object(surface, &object)
    {
        surface.select_at(position);
        surface.focus();
    }
}

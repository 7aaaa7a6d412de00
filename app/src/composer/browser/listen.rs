//! The listeners of one field: they go with it.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget, HtmlElement};

use super::{clipboard, input, keyboard, pointer, selection, view};
use crate::composer::clipboard_part::fetch_import;
use crate::composer::surface::Surface;

type Handler = fn(Surface, &Event);

/// A listener that is taken away when it is dropped.
#[derive(Debug)]
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// In the capture phase: the text hears of its keys before anybody around it.
    fn new(target: &EventTarget, name: &'static str, surface: Surface, handler: Handler) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| handler(surface, &event));
        let function: &js_sys::Function = closure.as_ref().unchecked_ref();
        target
            .add_event_listener_with_callback_and_bool(name, function, true)
            .ok();
        Self {
            target: target.clone(),
            name,
            closure,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function: &js_sys::Function = self.closure.as_ref().unchecked_ref();
        self.target
            .remove_event_listener_with_callback_and_bool(self.name, function, true)
            .ok();
    }
}

const IN_AREA: [(&str, Handler); 17] = [
    ("beforeinput", input::before_input),
    ("input", input::input),
    ("compositionstart", input::composition_start),
    ("compositionend", input::composition_end),
    ("keydown", keyboard::key_down),
    ("focusin", focus_in),
    ("focusout", focus_out),
    ("copy", clipboard::copy),
    ("cut", clipboard::cut),
    ("paste", clipboard::paste),
    ("dragstart", clipboard::drag_start),
    ("dragover", clipboard::drag_over),
    ("dragend", clipboard::drag_end),
    ("drop", clipboard::drop),
    ("mousedown", pointer::pointer_down),
    ("click", pointer::click),
    ("auxclick", pointer::click),
];

/// Attaches the editor to its area as soon as that is on the page. `caret` is where the caret was in a field of plain text that had the
/// focus, in UTF-16 units.
pub fn start(surface: Surface, node: NodeRef<html::Div>, caret: Option<u32>) {
    Effect::new(move |was_started: Option<bool>| {
        if was_started == Some(true) {
            return true;
        }
        let Some(area) = node.get() else { return false };
        untrack(|| begin(surface, area.into(), caret));
        true
    });
    on_cleanup(move || surface.keeper().write_now(surface));
}

fn begin(surface: Surface, area: HtmlElement, caret: Option<u32>) {
    let mut listeners: Vec<Listener> = IN_AREA
        .iter()
        .map(|(name, handler)| Listener::new(&area, name, surface, *handler))
        .collect();
    listeners.push(Listener::new(
        &document(),
        "selectionchange",
        surface,
        |surface, _| {
            selection::take_selection(surface);
        },
    ));
    for name in ["pagehide", "visibilitychange"] {
        listeners.push(Listener::new(&window(), name, surface, leave));
    }
    surface.view().update_value(|view| {
        view.area = Some(area);
        view.selection = document().get_selection().ok().flatten();
        view.listeners = listeners;
    });
    view::show(surface);
    // The block that the first key comes to is laid out before it comes: a focus that leaves the caret where it is moves nothing.
    selection::show_selection(surface);
    if let Some(caret) = caret {
        surface.select_text_at(caret);
        surface.focus();
    }
}

/// What the browser typed is in the signals.
pub fn write_now(surface: Surface) {
    input::settle(surface);
    surface.keeper().write_now(surface);
}

/// Who listened before has saved what the signals said then: an event of the window has no order but that.
fn leave(surface: Surface, _: &Event) {
    write_now(surface);
    surface.field().on_leave.try_run(());
}

fn focus_in(_: Surface, _: &Event) {
    leptos::task::spawn_local(async {
        // Asked for again when something is pasted.
        fetch_import().await.ok();
    });
}

fn focus_out(surface: Surface, _: &Event) {
    write_now(surface);
    surface.editor().try_update_value(editor::Editor::close_group);
    surface.view().try_update_value(|view| view.is_leaving = false);
}

/// Calls `run` before the browser draws next.
pub fn before_next_frame(run: impl FnOnce() + 'static) {
    request_animation_frame(run);
}

//! Keys that the browser must not deal with by itself.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use super::listen::write_now;
use super::selection::take_selection;
use crate::composer::keys::{KeyMeaning, meaning};
use crate::composer::surface::Surface;
use crate::ui::browser::{Key, is_popover_open};

pub fn key_down(surface: Surface, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
        return;
    };
    if event.is_composing() || event.default_prevented() {
        return;
    }
    let key = Key {
        name: event.key(),
        ctrl: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
        in_text: true,
    };
    if is_typing(&key) {
        // Nothing in the text or around it has a key that types a character: nobody else is asked.
        surface.view().try_update_value(|view| {
            view.is_pasting_plain = false;
            view.is_leaving = false;
        });
        return event.stop_propagation();
    }
    if key.name == "F2" || (key.ctrl && key.name == "Enter") {
        // The form validates what its signals say.
        return write_now(surface);
    }
    let is_plain_paste = key.ctrl && key.shift && key.name.eq_ignore_ascii_case("v");
    surface
        .view()
        .try_update_value(|view| view.is_pasting_plain = is_plain_paste);
    if surface.is_taken(&key) {
        return event.prevent_default();
    }
    if is_way_out(surface, &key, event) {
        return;
    }
    take_selection(surface);
    if let Some(meaning) = surface.with_untracked(|state| meaning(&key, &event.code(), state)) {
        event.prevent_default();
        carry_out(surface, meaning);
    }
}

/// A character that the browser types.
fn is_typing(key: &Key) -> bool {
    !key.ctrl && !key.alt && key.name.chars().count() == 1
}

/// Escape, then Tab leaves the text, wherever the caret is. The first Escape closes nothing around the text.
fn is_way_out(surface: Surface, key: &Key, event: &KeyboardEvent) -> bool {
    let was_leaving = surface.view().try_with_value(|view| view.is_leaving) == Some(true);
    match key.name.as_str() {
        "Shift" | "Control" | "Alt" | "Meta" => true,
        "Tab" => was_leaving,
        "Escape" if !was_leaving && !is_popover_open() => {
            surface.view().try_update_value(|view| view.is_leaving = true);
            event.prevent_default();
            event.stop_propagation();
            true
        }
        "Escape" => {
            write_now(surface);
            true
        }
        _ => {
            surface.view().try_update_value(|view| view.is_leaving = false);
            false
        }
    }
}

fn carry_out(surface: Surface, meaning: KeyMeaning) {
    match meaning {
        KeyMeaning::Run(command) => {
            surface.run(&command);
        }
        KeyMeaning::Undo => {
            surface.undo();
        }
        KeyMeaning::Redo => {
            surface.redo();
        }
        KeyMeaning::Select(anchor, head) => surface.select(anchor, head),
        KeyMeaning::Nothing => {}
    }
}

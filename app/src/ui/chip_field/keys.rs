//! The keys of a field of chips.
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::{ChipChange, State};
use crate::ui::browser;

/// In the text.
pub(super) fn in_text(state: State, event: &KeyboardEvent) {
    if event.is_composing() || event.alt_key() {
        return;
    }
    let key = event.key();
    if event.ctrl_key() || event.meta_key() {
        if key.eq_ignore_ascii_case("a") && browser::is_text_selected(event) {
            state
                .is_all
                .set(state.chips.with_untracked(|chips| !chips.is_empty()));
        }
        return;
    }
    let is_all = state.is_all.get_untracked();
    let is_taken = match key.as_str() {
        "Delete" | "Backspace" if is_all => {
            state.change(ChipChange::AllRemoved);
            true
        }
        "Backspace" | "ArrowLeft" => to_last_chip(state, event),
        "ArrowDown" => step(state, 1),
        "ArrowUp" => step(state, -1),
        "Enter" => {
            complete(state, event);
            true
        }
        "Tab" if !event.shift_key() => {
            complete(state, event);
            false
        }
        "Escape" => untrack(|| state.is_shown()) && dismiss(state),
        _ => false,
    };
    if is_all && !is_taken && key != "Shift" {
        state.is_all.set(false);
    }
    if is_taken {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn dismiss(state: State) -> bool {
    state.close();
    true
}

/// Takes the active proposal, or the text as it is.
fn complete(state: State, event: &KeyboardEvent) {
    match state
        .active
        .get_untracked()
        .filter(|_| untrack(|| state.is_shown()))
    {
        Some(index) => state.choose(index),
        None if !event_target_value(event).trim().is_empty() => {
            state.close();
            state.change(ChipChange::Committed);
        }
        None => {}
    }
}

fn to_last_chip(state: State, event: &KeyboardEvent) -> bool {
    let last = state.chips.with_untracked(Vec::len).checked_sub(1);
    match last.filter(|_| browser::is_caret_at_start(event)) {
        Some(last) => {
            browser::focus_id(&state.id_of(&format!("chip-{last}")));
            true
        }
        None => false,
    }
}

/// Opens the proposals, or goes to the next one.
fn step(state: State, by: isize) -> bool {
    let count = state.options.with_untracked(Vec::len);
    if count == 0 {
        return false;
    }
    let is_shown = untrack(|| state.is_shown());
    state.is_open.set(true);
    let next = match state.active.get_untracked().filter(|_| is_shown) {
        Some(active) => active
            .saturating_add(count)
            .saturating_add_signed(by)
            .checked_rem(count),
        None if by > 0 => Some(0),
        None => Some(count - 1),
    };
    state.active.set(next);
    if let Some(next) = next {
        let id = state.id_of(&format!("option-{next}"));
        browser::after_ms(0, move || browser::scroll_to_id(&id));
    }
    true
}

/// On a chip.
pub(super) fn on_chip(state: State, index: usize, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let last = state.chips.with_untracked(Vec::len).saturating_sub(1);
    let key = event.key();
    let target = match key.as_str() {
        "ArrowLeft" => Some(index.saturating_sub(1)),
        "ArrowRight" if index < last => Some(index + 1),
        "Home" => Some(0),
        "ArrowRight" | "End" => None,
        "Backspace" | "Delete" => {
            event.prevent_default();
            state.remove(index);
            return;
        }
        // The letter then goes into the text.
        letter if letter.chars().count() == 1 && letter != " " => {
            state.id.with_value(|id| browser::focus_id(id));
            return;
        }
        _ => return,
    };
    event.prevent_default();
    match target {
        Some(index) => browser::focus_id(&state.id_of(&format!("chip-{index}"))),
        None => state.id.with_value(|id| browser::focus_id(id)),
    }
}

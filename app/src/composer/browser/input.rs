//! What is typed. The browser types by itself inside of a line, and the line is read back; everything else is done by the editor.

use editor::{Command, Inline, State};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, InputEvent, StaticRange};

use super::caret::Caret;
use super::clipboard::inserting;
use super::line::{byte_of, text_of, units_before};
use super::point::{line_of, position_at};
use super::repair::repair;
use super::selection::{head, is_known, show_selection, take_selection};
use super::view::{Waiting, show};
use crate::composer::intent::{Intent, Reach, intent};
use crate::composer::surface::Surface;
use crate::ui::browser::now_ms;

/// After such a pause, what is typed next is undone apart.
const PAUSE_MS: i64 = 1_000;

pub fn before_input(surface: Surface, event: &Event) {
    let Some(event) = event.dyn_ref::<InputEvent>() else {
        return;
    };
    let input_type = event.input_type();
    let is_composing = event.is_composing() || is_composing(surface);
    if !is_composing {
        take_selection(surface);
    }
    let expected = (input_type == "insertText" && !is_composing)
        .then(|| expected(surface, event))
        .flatten();
    let is_expected = expected.is_some();
    surface.view().try_update_value(|view| view.expected = expected);
    if is_expected {
        return;
    }
    let range = target_range(surface, event);
    let reach = surface.with_untracked(|state| range.map_or(Reach::Beyond, |range| reach(state, range)));
    let intent = intent(&input_type, reach);
    if intent == Intent::Browser || !event.cancelable() {
        return;
    }
    if is_composing {
        // Enter ends a composition on some keyboards: it is carried out after it. Everything else belongs to the composition.
        if let Intent::Run(command @ (Command::Split | Command::BreakLine)) = intent {
            event.prevent_default();
            after_composition(surface, move || {
                surface.apply(|editor| editor.run(&command).is_some());
            });
        }
        return;
    }
    event.prevent_default();
    carry_out(surface, intent, range, event);
}

fn carry_out(surface: Surface, intent: Intent, range: Option<(usize, usize)>, event: &InputEvent) {
    close_group_after_pause(surface);
    match intent {
        Intent::Browser | Intent::Nothing => {}
        Intent::Undo => {
            surface.undo();
        }
        Intent::Redo => {
            surface.redo();
        }
        Intent::Run(command) => {
            surface.apply(|editor| editor.run(&command).is_some());
        }
        Intent::Delete(command) => {
            let is_caret = surface.with_untracked(|state| state.selection().is_caret());
            let command = match range {
                Some((from, to)) if is_caret && is_more_than_a_character(surface, from, to) => {
                    Command::DeleteRange(from, to)
                }
                _ => command,
            };
            surface.apply(|editor| editor.run(&command).is_some());
        }
        Intent::Insert => insert(surface, range, event),
    }
}

/// Whether the browser would delete a word or a line: what Backspace deletes at an edge is for the model to say.
fn is_more_than_a_character(surface: Surface, from: usize, to: usize) -> bool {
    surface.with_untracked(|state| state.document().caret_after(from).is_some_and(|next| next < to))
}

/// Text in the place of a range, as one thing to undo.
fn insert(surface: Surface, range: Option<(usize, usize)>, event: &InputEvent) {
    let carried = || {
        event
            .data_transfer()
            .and_then(|data| data.get_data("text/plain").ok())
    };
    let Some(text) = event.data().or_else(carried) else {
        return;
    };
    surface.apply(|editor| {
        if let Some((from, to)) = range {
            editor.select(from, to);
        }
        if text.contains('\n') {
            editor.run(&inserting(&text)).is_some()
        } else {
            editor.type_text(&text)
        }
    });
}

/// What an input would change, as the browser says it.
fn target_range(surface: Surface, event: &InputEvent) -> Option<(usize, usize)> {
    let range: StaticRange = event.get_target_ranges().get(0).dyn_into().ok()?;
    let document = surface.document()?;
    surface.view().try_with_value(|view| {
        let start = position_at(view, &document, &range.start_container(), range.start_offset())?;
        let end = position_at(view, &document, &range.end_container(), range.end_offset())?;
        Some((start.min(end), start.max(end)))
    })?
}

/// Whether a range is between the characters of one line.
fn reach(state: &State, (from, to): (usize, usize)) -> Reach {
    let Some(line) = state.document().text_at(from).filter(|line| line.contains(to)) else {
        return Reach::Beyond;
    };
    let is_caret = from == to;
    let is_all = !is_caret && from == line.start() && to == line.end();
    let mut at = line.start();
    let touches_object = line.text.content.iter().any(|inline| {
        let start = at;
        at += inline.size();
        matches!(inline, Inline::Atom { .. }) && start < to && at > from
    });
    // Deleting from a caret would delete nothing: the browser has no more to say there.
    if is_all || touches_object {
        Reach::Beyond
    } else {
        Reach::Inside
    }
}

pub fn input(surface: Surface, event: &Event) {
    close_group_after_pause(surface);
    let expected = surface
        .view()
        .try_update_value(|view| view.expected.take())
        .flatten()
        .filter(|typed| take_typed(surface, typed));
    let typed = match expected {
        Some(typed) => Some(typed),
        None => {
            take_in(surface);
            if is_composing(surface) {
                return;
            }
            settle_page(surface);
            event.dyn_ref::<InputEvent>().and_then(InputEvent::data)
        }
    };
    if typed.is_some_and(|typed| typed.ends_with([' ', '\u{a0}'])) {
        apply_typing_rule(surface);
    }
}

/// What the browser is about to type, when it only lengthens the text before the caret.
fn expected(surface: Surface, event: &InputEvent) -> Option<String> {
    let is_going_on = surface.view().try_with_value(|view| {
        let is_in_text = view.caret.as_ref().is_some_and(Caret::is_in_text);
        is_in_text && surface.with_untracked(State::is_run_going_on)
    });
    let range: StaticRange = event.get_target_ranges().get(0).dyn_into().ok()?;
    let data = event.data()?;
    (is_going_on == Some(true) && range.collapsed()).then_some(data)
}

/// Takes in what was expected, if it came as expected: the line is not read, and the page shows it already. Whether it did.
fn take_typed(surface: Surface, typed: &str) -> bool {
    let Some(before) = surface.document() else {
        return false;
    };
    let units = typed.chars().map(char::len_utf16).sum::<usize>();
    let Ok(units) = u32::try_from(units) else {
        return false;
    };
    let has_come = surface.view().try_with_value(|view| {
        let (caret, selection) = (view.caret.as_ref()?, view.selection.as_ref()?);
        let is_of_editor = surface.with_untracked(|state| caret.is_of(state));
        let has_come = is_of_editor && view.shows(&before) && !view.is_composing;
        (has_come && caret.is_at(selection, units) && caret.is_before(typed, units)).then_some(())
    });
    let is_typed = has_come.flatten().is_some()
        && surface
            .editor()
            .try_update_value(|editor| editor.lengthen_run(typed))
            == Some(true);
    if let Some(document) = surface.document().filter(|_| is_typed) {
        surface.view().try_update_value(|view| {
            view.is_shown_by_browser(document.clone());
            view.is_unread = true;
            view.caret = view.caret.take().map(|caret| Caret {
                offset: caret.offset + units,
                position: caret.position + typed.len(),
                document,
                ..caret
            });
        });
        surface.tell_soon();
    }
    is_typed
}

fn apply_typing_rule(surface: Surface) {
    let is_possible = surface.with_untracked(|state| Command::ApplyTypingRule.is_possible(state));
    if is_possible {
        surface.apply(editor::Editor::apply_typing_rule);
    }
}

pub fn composition_start(surface: Surface, _: &Event) {
    take_selection(surface);
    surface.view().try_update_value(|view| view.is_composing = true);
}

pub fn composition_end(surface: Surface, _: &Event) {
    end(surface);
}

fn end(surface: Surface) {
    let waiting = surface.view().try_update_value(|view| {
        view.is_composing = false;
        std::mem::take(&mut view.waiting)
    });
    // No browser tells of an input after this: what it did to the blocks is repaired now.
    take_in(surface);
    settle_page(surface);
    for Waiting(act) in waiting.unwrap_or_default() {
        act();
    }
}

/// Calls it now, or when the composition that is going on is over: the page cannot follow a change of the document before.
pub fn after_composition(surface: Surface, act: impl FnOnce() + 'static) {
    if is_composing(surface) {
        let act = Waiting(Box::new(act));
        surface.view().try_update_value(|view| view.waiting.push(act));
    } else {
        act();
    }
}

/// Whoever uses a tool is done composing: what was composed stays.
pub fn end_composition(surface: Surface) {
    if !is_composing(surface) {
        return look_again(surface);
    }
    let area = surface.view().try_with_value(|view| view.area.clone()).flatten();
    if let Some(area) = area {
        area.blur().ok();
        area.focus().ok();
    }
    // Where the browser did not tell of it at once.
    if is_composing(surface) {
        end(surface);
    }
}

fn is_composing(surface: Surface) -> bool {
    surface.view().try_with_value(|view| view.is_composing) == Some(true)
}

/// What a composition has typed so far is in the editor, and what else the page may show in a line that was not read.
pub fn settle(surface: Surface) {
    if is_composing(surface) {
        take_in(surface);
    } else {
        look_again(surface);
    }
}

/// Reads the line in which something was typed that was only expected: a program of the browser may have changed more of it.
pub fn look_again(surface: Surface) {
    let is_unread = surface
        .view()
        .try_update_value(|view| std::mem::take(&mut view.is_unread) && !view.is_composing);
    // Whoever selects something else by now has left the line.
    if is_unread == Some(true) && is_known(surface) {
        take_in(surface);
        settle_page(surface);
    }
}

/// The page is made to say what the editor says, where it does not already.
fn settle_page(surface: Surface) {
    if show(surface) {
        show_selection(surface);
    }
}

/// Reads back the line in which the caret is.
fn take_in(surface: Surface) {
    let Some(document) = surface.document() else {
        return;
    };
    let is_whole = surface.view().try_with_value(super::view::View::is_whole) == Some(true);
    if !is_whole {
        // The page is put right when the composition is over, not before.
        if !is_composing(surface) {
            repair(surface);
        }
        return;
    }
    let read = surface.view().try_update_value(|view| {
        let (node, offset) = head(view)?;
        let line = line_of(view, &document, &node)?;
        let text = text_of(&line.element);
        let caret = byte_of(&text, units_before(&line.element, &node, offset));
        view.touched = Some(line.key);
        Some(Command::ReadBack {
            at: line.at,
            text,
            caret,
        })
    });
    if let Some(command) = read.flatten() {
        let is_new = surface
            .editor()
            .try_update_value(|editor| editor.run(&command).is_some());
        if is_new == Some(true) {
            surface.tell_soon();
        }
    }
}

fn close_group_after_pause(surface: Surface) {
    let now = now_ms();
    let before = surface
        .view()
        .try_update_value(|view| std::mem::replace(&mut view.last_input_ms, now));
    if before.is_some_and(|before| now - before > PAUSE_MS) {
        surface.editor().try_update_value(editor::Editor::close_group);
    }
}

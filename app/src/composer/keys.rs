//! What keys mean in the text.

use crate::ui::browser::Key;
use editor::block::Marker;
use editor::{Command, Inline, Mark, State, TextRef};

/// What a key does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyMeaning {
    /// A command.
    Run(Command),
    /// The last change is taken back.
    Undo,
    /// What was taken back is done again.
    Redo,
    /// The selection goes there.
    Select(usize, usize),
    /// Nothing, and the browser does nothing either.
    Nothing,
}

/// What a key means here; `None` leaves it to the browser. `code` is the place of the key on the keyboard: with Shift, the digits of
/// a French keyboard and of an English one are told apart by it only.
pub fn meaning(key: &Key, code: &str, state: &State) -> Option<KeyMeaning> {
    if key.ctrl {
        return shortcut(key, code);
    }
    if key.alt {
        return None;
    }
    match key.name.as_str() {
        "Tab" => tab(state, key.shift),
        "Backspace" if !key.shift => edge(state, false).map(KeyMeaning::Run),
        "Delete" if !key.shift => edge(state, true).map(KeyMeaning::Run),
        "ArrowLeft" if !key.shift => step(state, false),
        "ArrowRight" if !key.shift => step(state, true),
        _ => None,
    }
}

fn shortcut(key: &Key, code: &str) -> Option<KeyMeaning> {
    let name = key.name.to_lowercase();
    let command = match (name.as_str(), key.shift) {
        ("z", false) => return Some(KeyMeaning::Undo),
        ("z", true) | ("y", false) => return Some(KeyMeaning::Redo),
        // With AltGr, which says Ctrl too, on keyboards where the backslash needs it.
        ("\\", _) => Command::ClearFormatting,
        _ if key.alt => return None,
        ("a", false) => Command::SelectAll,
        ("b", false) => Command::ToggleMark(Mark::Bold),
        ("i", false) => Command::ToggleMark(Mark::Italic),
        ("u", false) => Command::ToggleMark(Mark::Underline),
        ("x", true) => Command::ToggleMark(Mark::Strikethrough),
        (_, true) => match code {
            "Digit7" => Command::ToggleList(Marker::Number),
            "Digit8" => Command::ToggleList(Marker::Bullet),
            "Digit9" => Command::ToggleQuote,
            _ => return None,
        },
        _ => return None,
    };
    Some(KeyMeaning::Run(command))
}

/// Tab changes the level in a list and the cell in a table; elsewhere it leaves the field.
fn tab(state: &State, is_back: bool) -> Option<KeyMeaning> {
    let text = state.document().text_at(state.selection().head)?;
    let command = match (text.cell, text.text.attrs.item, is_back) {
        (Some(_), _, false) => Command::NextCell,
        (Some(_), _, true) => Command::PreviousCell,
        (None, Some(_), false) => Command::Indent,
        (None, Some(_), true) => Command::Outdent,
        (None, None, _) => return None,
    };
    match (command.is_possible(state), text.cell) {
        (true, _) => Some(KeyMeaning::Run(command)),
        // Before the first cell there is only the way out.
        (false, Some(_)) => None,
        (false, None) => Some(KeyMeaning::Nothing),
    }
}

/// Backspace and Delete where the browser would do more or less than the model: at the edge of a line, beside an object.
fn edge(state: &State, is_forward: bool) -> Option<Command> {
    let selection = state.selection();
    if !selection.is_caret() {
        return None;
    }
    let text = state.document().text_at(selection.head)?;
    let is_edge = if is_forward {
        selection.head == text.end() || object_at(&text, selection.head)
    } else {
        selection.head == text.start() || object_at(&text, selection.head - 1)
    };
    is_edge.then_some(if is_forward {
        Command::DeleteForward
    } else {
        Command::DeleteBackward
    })
}

/// Left and Right stop at an object: it is selected first, then left.
fn step(state: &State, is_forward: bool) -> Option<KeyMeaning> {
    let selection = state.selection();
    let text = state.document().text_at(selection.head)?;
    let (from, to) = (selection.from(), selection.to());
    if to == from + 1 && object_at(&text, from) {
        let side = if is_forward { to } else { from };
        return Some(KeyMeaning::Select(side, side));
    }
    if !selection.is_caret() {
        return None;
    }
    if is_forward && object_at(&text, from) {
        return Some(KeyMeaning::Select(from, from + 1));
    }
    let before = from.checked_sub(1)?;
    (!is_forward && object_at(&text, before)).then_some(KeyMeaning::Select(before, from))
}

/// Whether an object stands at a position of a line.
pub fn object_at(text: &TextRef<'_>, position: usize) -> bool {
    let mut at = text.start();
    text.text.content.iter().any(|inline| {
        let is_there = at == position && matches!(inline, Inline::Atom { .. });
        at += inline.size();
        is_there
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use editor::notation;

    fn key(name: &str) -> Key {
        Key {
            name: name.to_owned(),
            ..Key::default()
        }
    }

    fn ctrl(name: &str, shift: bool) -> Key {
        Key {
            ctrl: true,
            shift,
            ..key(name)
        }
    }
}

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
    let name = key.name.to_ascii_lowercase();
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

    /// `Ctrl+Shift+x` as a key, with the place of the key after a space where that matters.
    fn key(written: &str) -> (Key, &str) {
        let (keys, code) = written.split_once(' ').unwrap_or((written, ""));
        let mut parts: Vec<&str> = keys.split('+').collect();
        let name = parts.pop().unwrap_or_default().to_owned();
        let key = Key {
            name,
            ctrl: parts.contains(&"Ctrl"),
            shift: parts.contains(&"Shift"),
            alt: parts.contains(&"Alt"),
            in_text: true,
        };
        (key, code)
    }

    #[track_caller]
    fn check(written: &str, state: &str, expected: Option<KeyMeaning>) {
        let (key, code) = key(written);
        assert_eq!(
            meaning(&key, code, &notation::read(state)),
            expected,
            "{written} in {state:?}"
        );
    }

    fn run(command: Command) -> Option<KeyMeaning> {
        Some(KeyMeaning::Run(command))
    }

    #[test]
    fn shortcuts_are_those_of_mail_programs_on_every_keyboard() {
        let state = "un |mot";
        for (written, command) in [
            ("Ctrl+b", Command::ToggleMark(Mark::Bold)),
            ("Ctrl+B", Command::ToggleMark(Mark::Bold)),
            ("Ctrl+Shift+X", Command::ToggleMark(Mark::Strikethrough)),
            ("Ctrl+Shift+7 Digit7", Command::ToggleList(Marker::Number)),
            ("Ctrl+Shift+& Digit7", Command::ToggleList(Marker::Number)),
            ("Ctrl+Shift+* Digit8", Command::ToggleList(Marker::Bullet)),
            ("Ctrl+Shift+9 Digit9", Command::ToggleQuote),
            ("Ctrl+\\", Command::ClearFormatting),
            ("Ctrl+Alt+\\", Command::ClearFormatting),
            ("Ctrl+a", Command::SelectAll),
        ] {
            check(written, state, run(command));
        }
        check("Ctrl+z", state, Some(KeyMeaning::Undo));
        check("Ctrl+Shift+Z", state, Some(KeyMeaning::Redo));
        check("Ctrl+y", state, Some(KeyMeaning::Redo));
        for written in [
            "Ctrl+c",
            "Ctrl+x",
            "Ctrl+v",
            "Ctrl+Shift+v",
            "Ctrl+ArrowLeft",
            "Ctrl+Alt+e",
            "a",
        ] {
            check(written, state, None);
        }
    }

    #[test]
    fn tab_moves_in_lists_and_tables_and_leaves_everything_else() {
        check("Tab", "un|", None);
        check("Shift+Tab", "un|", None);
        check("Tab", "- un\n- deux|", run(Command::Indent));
        check("Shift+Tab", "- un|", run(Command::Outdent));
        // Nothing is above it to be a level of.
        check("Tab", "- un|", Some(KeyMeaning::Nothing));
        check("Tab", ": a| ; b\n", run(Command::NextCell));
        check("Shift+Tab", ": a ; b|\n", run(Command::PreviousCell));
        check("Shift+Tab", ": a| ; b\n", None);
    }

    #[test]
    fn deleting_at_an_edge_or_an_object_is_not_left_to_the_browser() {
        check("Backspace", "un\n|deux", run(Command::DeleteBackward));
        check("Backspace", "un\nd|eux", None);
        check("Delete", "un|\ndeux", run(Command::DeleteForward));
        check("Backspace", "un<!im1>|", run(Command::DeleteBackward));
        check("Delete", "un|<$nom>", run(Command::DeleteForward));
        check("Backspace", "[un|]", None);
    }

    #[test]
    fn arrows_stop_at_objects() {
        check("ArrowRight", "u|<!im1>n", Some(KeyMeaning::Select(2, 3)));
        check("ArrowRight", "u[<!im1>|]n", Some(KeyMeaning::Select(3, 3)));
        check("ArrowLeft", "u<!im1>|n", Some(KeyMeaning::Select(2, 3)));
        check("ArrowLeft", "u[<!im1>|]n", Some(KeyMeaning::Select(2, 2)));
        check("ArrowLeft", "u|<!im1>n", None);
        check("Shift+ArrowRight", "u|<!im1>n", None);
    }
}

//! What an input means. The names are those of the Input Events specification (level 2, section 4.1.2).

use editor::block::{Align, Marker};
use editor::{Command, Mark};

/// Where an input would change something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Between the characters of one line; no object is touched, and something of the line stays.
    Inside,
    /// Anywhere else: at the edge of a line, across lines, at an object.
    Beyond,
}

/// What is done about an input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Intent {
    /// The browser does it, and what the line then shows is read back.
    Browser,
    /// This is done in its place.
    Run(Command),
    /// The text of the event takes the place of what is selected.
    Insert,
    /// What the browser would delete is deleted, or what this command deletes where it would delete nothing.
    Delete(Command),
    /// The last change is taken back.
    Undo,
    /// What was taken back is done again.
    Redo,
    /// Nothing: it is not something that the text can hold, or another event does it.
    Nothing,
}

/// What an input of this type means there.
pub fn intent(input_type: &str, reach: Reach) -> Intent {
    match input_type {
        "insertText" | "insertReplacementText" | "insertTranspose" | "insertFromYank" => match reach {
            Reach::Inside => Intent::Browser,
            Reach::Beyond => Intent::Insert,
        },
        // A composition is never disturbed.
        "insertCompositionText"
        | "deleteCompositionText"
        | "deleteByComposition"
        | "insertFromComposition" => Intent::Browser,
        "insertParagraph" => Intent::Run(Command::Split),
        "insertLineBreak" => Intent::Run(Command::BreakLine),
        "historyUndo" => Intent::Undo,
        "historyRedo" => Intent::Redo,
        "deleteByCut" | "deleteByDrag" => Intent::Delete(Command::DeleteBackward),
        _ if input_type.starts_with("delete") => match reach {
            Reach::Inside => Intent::Browser,
            Reach::Beyond if input_type.ends_with("Forward") => Intent::Delete(Command::DeleteForward),
            Reach::Beyond => Intent::Delete(Command::DeleteBackward),
        },
        _ => command(input_type).map_or(Intent::Nothing, Intent::Run),
    }
}

/// Formatting that the browser's own menus ask for.
fn command(input_type: &str) -> Option<Command> {
    Some(match input_type {
        "formatBold" => Command::ToggleMark(Mark::Bold),
        "formatItalic" => Command::ToggleMark(Mark::Italic),
        "formatUnderline" => Command::ToggleMark(Mark::Underline),
        "formatStrikeThrough" => Command::ToggleMark(Mark::Strikethrough),
        "formatRemove" => Command::ClearFormatting,
        "formatIndent" => Command::Indent,
        "formatOutdent" => Command::Outdent,
        "formatJustifyLeft" => Command::SetAlign(Align::Start),
        "formatJustifyCenter" => Command::SetAlign(Align::Center),
        "formatJustifyRight" => Command::SetAlign(Align::Right),
        "formatJustifyFull" => Command::SetAlign(Align::Justify),
        "insertOrderedList" => Command::ToggleList(Marker::Number),
        "insertUnorderedList" => Command::ToggleList(Marker::Bullet),
        "insertHorizontalRule" => Command::InsertRule,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_types_and_deletes_inside_of_a_line_and_nowhere_else() {
        for input_type in [
            "insertText",
            "insertReplacementText",
            "deleteContentBackward",
            "deleteWordForward",
        ] {
            assert_eq!(intent(input_type, Reach::Inside), Intent::Browser, "{input_type}");
            assert_ne!(intent(input_type, Reach::Beyond), Intent::Browser, "{input_type}");
        }
        assert_eq!(
            intent("deleteSoftLineForward", Reach::Beyond),
            Intent::Delete(Command::DeleteForward)
        );
    }

    #[test]
    fn a_composition_belongs_to_the_browser_everywhere() {
        for input_type in [
            "insertCompositionText",
            "deleteCompositionText",
            "insertFromComposition",
        ] {
            assert_eq!(intent(input_type, Reach::Beyond), Intent::Browser, "{input_type}");
        }
    }

    #[test]
    fn structure_is_never_left_to_the_browser() {
        for (input_type, command) in [
            ("insertParagraph", Command::Split),
            ("insertLineBreak", Command::BreakLine),
            ("formatBold", Command::ToggleMark(Mark::Bold)),
            ("insertOrderedList", Command::ToggleList(Marker::Number)),
        ] {
            assert_eq!(
                intent(input_type, Reach::Inside),
                Intent::Run(command),
                "{input_type}"
            );
        }
        for input_type in [
            "insertFromPaste",
            "insertFromDrop",
            "formatFontColor",
            "insertLink",
            "news",
        ] {
            assert_eq!(intent(input_type, Reach::Inside), Intent::Nothing, "{input_type}");
        }
        assert_eq!(intent("historyUndo", Reach::Inside), Intent::Undo);
    }
}

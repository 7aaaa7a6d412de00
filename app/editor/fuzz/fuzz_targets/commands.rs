//! Any bytes as a sequence of commands on a document: no panic, normal form after each, and undoing all of them gives
//! the first document back.

#![no_main]

use editor::block::{Kind, Marker};
use editor::notation::read;
use editor::{Block, Command, Document, Editor, Link, Mark};
use libfuzzer_sys::fuzz_target;

fn command(byte: u8, argument: usize) -> Command {
    match byte % 30 {
        0 => {
            Command::InsertText(["a", "é ", "- ", "1. ", "> ", "\u{301}", "🇫", "\n"][argument % 8].to_owned())
        }
        1 => Command::Split,
        2 => Command::DeleteBackward,
        3 => Command::DeleteForward,
        4 => Command::ToggleMark(Mark::ALL[argument % 4]),
        5 => Command::ToggleList([Marker::Bullet, Marker::Number, Marker::Continued][argument % 3]),
        6 => Command::Indent,
        7 => Command::Outdent,
        8 => Command::ToggleQuote,
        9 => Command::SetKind([Kind::Paragraph, Kind::Heading1][argument % 2]),
        10 => Command::InsertTable(argument % 4, argument / 4 % 4),
        11 => Command::AddRowAbove,
        12 => Command::AddRowBelow,
        13 => Command::AddColumnLeft,
        14 => Command::AddColumnRight,
        15 => Command::RemoveRow,
        16 => Command::RemoveColumn,
        17 => Command::RemoveTable,
        18 => Command::NextCell,
        19 => Command::PreviousCell,
        20 => Command::InsertRule,
        21 => Command::Paste(
            read(["a", "# a\n- b", ": a ; b\n", "---\na", "> a\n~~b\n"][argument % 5])
                .document()
                .clone(),
        ),
        22 => Command::ApplyTypingRule,
        23 => Command::SetLink(Link::parse("https://a.example").filter(|_| argument % 2 == 0)),
        24 => Command::ClearFormatting,
        25 => Command::SelectAll,
        26 => Command::DeleteRange(argument, argument / 3),
        27 => Command::ReadBack {
            at: argument,
            text: "aé\u{fffc}b".to_owned(),
            caret: argument / 7,
        },
        28 => Command::SetSignature(read("-- Anne").document().signature().map(<[_]>::to_vec)),
        _ => Command::BreakLine,
    }
}

fuzz_target!(|bytes: &[u8]| {
    let (length, rest) = bytes
        .split_first()
        .map_or((0, bytes), |(length, rest)| (usize::from(*length), rest));
    let (text, edits) = rest.split_at(length.min(rest.len()));
    let first = read(&String::from_utf8_lossy(text)).document().clone();
    let mut editor = Editor::new(first.clone());
    for edit in edits.chunks_exact(4).take(200) {
        let [byte, argument, anchor, head] = edit else {
            continue;
        };
        if anchor % 3 == 0 {
            editor.select(usize::from(*anchor), usize::from(*head));
        }
        editor.run(&command(*byte, usize::from(*argument)));
        let document = editor.state().document();
        let blocks = document
            .blocks()
            .iter()
            .map(|block| Block::clone(block))
            .collect();
        assert_eq!(&Document::new(blocks), document, "normal form");
        let head = editor.state().selection().head;
        assert_eq!(document.caret_near(head), head, "the caret stands somewhere");
    }
    let last = editor.state().document().clone();
    while editor.undo().is_some() {}
    assert_eq!(editor.state().document(), &first, "undone");
    while editor.redo().is_some() {}
    assert_eq!(editor.state().document(), &last, "redone");
});

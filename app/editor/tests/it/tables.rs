//! Rows, columns, cells.

use editor::block::{Align, Kind, Marker};
use editor::notation::read;
use editor::{Command, Mark};

use crate::{check, repeated};

#[test]
fn rows_are_added_and_removed() {
    check(
        &Command::AddRowBelow,
        &[
            (": a| ; b\n", Some(": a ; b\n: | ; \n")),
            (": a| ; b\n: c ; d\n", Some(": a ; b\n: | ; \n: c ; d\n")),
            (": a ; b\n: c ; d|\n", Some(": a ; b\n: c ; d\n: | ; \n")),
            (": [a ; b\n: c|] ; d\n", Some(": a ; b\n: c ; d\n: | ; \n")),
            ("a|", None),
            ("[a\n: b|] ; c\n", None),
        ],
    );
    check(
        &Command::AddRowAbove,
        &[
            (": a| ; b\n", Some(": | ; \n: a ; b\n")),
            (":: a| ; b\n", Some(": | ; \n:: a ; b\n")),
            (": a ; b\n: c ; d / e|\n", Some(": a ; b\n: | ; \n: c ; d / e\n")),
        ],
    );
    check(
        &Command::RemoveRow,
        &[
            (": a| ; b\n: c ; d\n", Some(": |c ; d\n")),
            (": a ; b\n: c ; d|\n", Some(": |a ; b\n")),
            (": a ; b\n: c| ; d\n: e ; f\n", Some(": a ; b\n: |e ; f\n")),
            (
                ": a ; b\n: [c ; d\n: e|] ; f\n: g ; h\n",
                Some(": a ; b\n: |g ; h\n"),
            ),
            (": a| ; b\n", Some("|")),
            ("x\n: [a ; b\n: c ; d|]\nfin", Some("x\n|fin")),
            ("x|", None),
        ],
    );
    let long = repeated(&Command::AddRowBelow, ": a|\n", 1200);
    assert_eq!(
        long.lines().filter(|line| line.starts_with(':')).count(),
        1000,
        "the longest table"
    );
}

#[test]
fn columns_are_added_and_removed() {
    check(
        &Command::AddColumnRight,
        &[
            (": a| ; b\n: c ; d\n", Some(": a ; | ; b\n: c ;  ; d\n")),
            (": a ; b\n: c ; d|\n", Some(": a ; b ; \n: c ; d ; |\n")),
            (":: a|\n: b\n", Some(":: a ; |\n: b ; \n")),
            (": a / x| ; b\n", Some(": a / x ; | ; b\n")),
            ("a|", None),
        ],
    );
    check(
        &Command::AddColumnLeft,
        &[
            (": a| ; b\n: c ; d\n", Some(": | ; a ; b\n:  ; c ; d\n")),
            (": a ; b\n: c ; d|\n", Some(": a ;  ; b\n: c ; | ; d\n")),
        ],
    );
    check(
        &Command::RemoveColumn,
        &[
            (": a| ; b\n: c ; d\n", Some(": |b\n: d\n")),
            (": a ; b|\n: c ; d\n", Some(": |a\n: c\n")),
            (": a ; b ; x\n: c ; d| ; y\n", Some(": a ; x\n: |c ; y\n")),
            (": [a ; b|] ; x\n: c ; d ; y\n", Some(": |x\n: y\n")),
            (": a|\n: b\n", Some("|")),
            (": [a ; b|]\n", Some("|")),
            ("x|", None),
        ],
    );
    let wide = repeated(&Command::AddColumnRight, ": a|\n", 100);
    assert_eq!(
        wide.lines().next().unwrap().matches(';').count(),
        59,
        "the widest table"
    );
}

#[test]
fn a_table_is_removed_and_gets_headers() {
    check(
        &Command::RemoveTable,
        &[
            ("x\n: a| ; b\nfin", Some("x\n|fin")),
            (": a|\n", Some("|")),
            ("x|", None),
        ],
    );
    check(
        &Command::ToggleHeaderRow,
        &[
            (": a| ; b\n: c ; d\n", Some(":: a| ; b\n: c ; d\n")),
            (":: a ; b\n: c ; d|\n", Some(": a ; b\n: c ; d|\n")),
            ("x|", None),
        ],
    );
    assert!(Command::ToggleHeaderRow.is_active(&read(":: a| ; b\n")));
    assert!(!Command::ToggleHeaderRow.is_active(&read(": a| ; b\n")));
}

#[test]
fn tab_goes_from_cell_to_cell() {
    check(
        &Command::NextCell,
        &[
            (": a| ; b\n", Some(": a ; [b|]\n")),
            (": a ; b|\n: c ; d\n", Some(": a ; b\n: [c|] ; d\n")),
            (": a ; b|\n", Some(": a ; b\n: | ; \n")),
            (": a| ; b / c\n", Some(": a ; [b / c|]\n")),
            ("x|", None),
        ],
    );
    check(
        &Command::PreviousCell,
        &[
            (": a ; b|\n", Some(": [a|] ; b\n")),
            (": a ; b\n: c| ; d\n", Some(": a ; [b|]\n: c ; d\n")),
            (": a| ; b\n", None),
        ],
    );
}

#[test]
fn enter_before_a_table_that_begins_the_text_makes_room() {
    check(
        &Command::Split,
        &[
            (": |a ; b\n", Some("|\n: a ; b\n")),
            (": a| ; b\n", Some(": a / | ; b\n")),
            ("x\n: |a ; b\n", Some("x\n:  / |a ; b\n")),
        ],
    );
}

#[test]
fn what_is_done_to_many_cells_is_done_at_once() {
    let table = repeated(&Command::AddRowBelow, "un\n: a| ; b\n", 100);
    let state = read(&format!("[{}|]", table.replace('|', "")));
    for command in [
        Command::ToggleMark(Mark::Bold),
        Command::SetAlign(Align::Center),
        Command::SetKind(Kind::Heading1),
        Command::ToggleList(Marker::Bullet),
        Command::ToggleQuote,
        Command::Indent,
        Command::DeleteBackward,
    ] {
        let steps = command
            .run(&state)
            .map_or(0, |transaction| transaction.steps().len());
        assert!((1..=3).contains(&steps), "{command:?}: {steps} steps");
    }
}

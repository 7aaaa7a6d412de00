//! Backspace, Delete, and what a selection leaves.

use editor::Command;
use editor::notation::read;

use crate::{check, repeated};

#[test]
fn backspace_takes_one_grapheme() {
    check(
        &Command::DeleteBackward,
        &[
            ("un|", Some("u|")),
            ("u|n", Some("|n")),
            ("e\u{301}|", Some("|")),
            ("a👩‍👩‍👧‍👦|b", Some("a|b")),
            ("🇫🇷🇧🇪|", Some("🇫🇷|")),
            ("👍🏽|", Some("|")),
            ("a\\n|b", Some("a|b")),
            ("a<!im>|", Some("a|")),
            ("<$nom>|b", Some("|b")),
            ("<b`un|>", Some("<b`u|>")),
            ("un\u{a0}|!", Some("un|!")),
            ("한|", Some("|")),
            ("क्षि|", Some("|")),
        ],
    );
}

#[test]
fn backspace_at_the_start_of_a_block_undoes_it_step_by_step() {
    check(
        &Command::DeleteBackward,
        &[
            ("|un", None),
            ("|", None),
            ("un\n|deux", Some("un|deux")),
            ("un\n|", Some("un|")),
            ("\n|deux", Some("|deux")),
            ("\n# |deux", Some("# |deux")),
            ("# un\n|deux", Some("# un|deux")),
            ("un\n# |deux", Some("un|deux")),
            ("un\n# |", Some("un\n|")),
            ("# |un", Some("|un")),
            ("{in 2} |un", Some("{in 1} |un")),
            ("- |un", Some("|un")),
            ("- un\n- |deux", Some("- un\n|deux")),
            ("- un\n  - |deux", Some("- un\n- |deux")),
            ("- un\n+ |suite", Some("- un|suite")),
            ("1. un\n2. |deux\n3. trois", Some("1. un\n|deux\n1. trois")),
            ("> |un", Some("|un")),
            ("> un\n> |deux", Some("> un|deux")),
            ("> un\n>> |deux", Some("> un\n> |deux")),
            ("> un\n> |", Some("> un\n|")),
            ("un\n---\n|deux", Some("un\n|deux")),
            ("~~mail\n|un", Some("|un")),
            (": a ; b\n|un", Some(": a ; b|\nun")),
            (": a ; |b\n", None),
            (": a / |b ; c\n", Some(": a|b ; c\n")),
            (": - |a ; c\n", Some(": |a ; c\n")),
        ],
    );
    assert_eq!(
        repeated(&Command::DeleteBackward, "- un\n  - 👍🏽 e\u{301}|", 7),
        "- u|"
    );
}

#[test]
fn delete_mirrors_backspace() {
    check(
        &Command::DeleteForward,
        &[
            ("|un", Some("|n")),
            ("|e\u{301}x", Some("|x")),
            ("a|👩‍👩‍👧‍👦b", Some("a|b")),
            ("a|<!im>b", Some("a|b")),
            ("un|", None),
            ("|", None),
            ("un|\ndeux", Some("un|deux")),
            ("un|\n# deux", Some("un|deux")),
            ("|\n# deux", Some("# |deux")),
            ("|\n", Some("|")),
            ("un|\n- deux", Some("un|deux")),
            ("un|\n---\ndeux", Some("un|\ndeux")),
            ("un|\n~~mail\n", Some("un|\n")),
            ("un|\n-- Anne", Some("un|")),
            ("un|\n: a ; b\n", Some("un\n: |a ; b\n")),
            (": a| ; b\n", None),
            (": a| / b ; c\n", Some(": a|b ; c\n")),
            (": a ; b|\nfin", None),
        ],
    );
}

#[test]
fn a_selection_is_deleted_without_breaking_tables() {
    for command in [Command::DeleteBackward, Command::DeleteForward] {
        check(
            &command,
            &[
                ("u[n m|]ot", Some("u|ot")),
                ("u[|n m]ot", Some("u|ot")),
                ("u[n\ndeu|]x", Some("u|x")),
                ("[un\ndeux\ntrois|]", Some("|")),
                ("# u[n\ndeu|]x", Some("# u|x")),
                ("u[n\n---\ndeu|]x", Some("u|x")),
                ("u[n\n: a ; b\ndeu|]x", Some("u|x")),
                ("u[n\n~~mail\ndeu|]x\n-- Anne", Some("u|x\n-- Anne")),
                (": a[b ; c|]d\n", Some(": a| ; d\n")),
                (": [a ; b\n: c ; d|]\n", Some(": | ; \n:  ; \n")),
                ("u[n\n: a ; b|]c\nfin", Some("u|\n:  ; c\nfin")),
                (": a ; b[c\nde|]ux", Some(": a ; b|\nux")),
                ("u[n\ndeux\n: a ; b|]c\n", Some("u|\n:  ; c\n")),
                ("[: a ; b\n: c ; d\n|]", Some("|")),
                (": [a ; b\nfi|]n", Some("|n")),
                ("x\n: [a ; b\nfi|]n", Some("x\n|n")),
                ("x\n: [a ; b\n---\nfi|]n", Some("x\n|n")),
                ("u[n\n: a ; b|]\nfin", Some("u|\nfin")),
                (": [a ; b|]\nfin", Some(": | ; \nfin")),
                ("- u[n\n- deux\n  - tr|]ois\n- fin", Some("- u|ois\n- fin")),
                ("[e\u{301}👍🏽|]", Some("|")),
                (": a[b / c|]d ; e\n", Some(": a|d ; e\n")),
            ],
        );
    }
}

#[test]
fn a_range_is_deleted_whatever_is_selected() {
    check(
        &Command::DeleteRange(1, 3),
        &[("un mot|", Some("| mot")), ("|un", Some("|"))],
    );
    check(&Command::DeleteRange(3, 1), &[("un| mot", Some("| mot"))]);
    check(&Command::DeleteRange(2, 2), &[("un|", None)]);
    check(
        &Command::DeleteRange(0, usize::MAX),
        &[("un|\n: a ; b\nfin", Some("|"))],
    );
    // The ends go to the edges of graphemes.
    check(&Command::DeleteRange(2, 4), &[("e\u{301}|x", Some("|x"))]);
}

#[test]
fn a_signature_is_one_thing() {
    let state = read("un|\n-- Anne / 01 02");
    let last = state.document().size();
    assert_eq!(state.select(last, last).selection().head, 3, "no caret in it");
    check(&Command::DeleteForward, &[("un|\n-- Anne / 01 02", Some("un|"))]);
}

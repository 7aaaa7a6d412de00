//! Headings, lists, quotes, alignment.

use editor::Command;
use editor::block::{Align, Kind, Marker};
use editor::notation::read;

use crate::{check, repeated};

#[test]
fn blocks_become_headings_and_paragraphs() {
    check(
        &Command::SetKind(Kind::Heading1),
        &[
            ("un| mot", Some("# un| mot")),
            ("## un|", Some("# un|")),
            ("# un|", None),
            ("- un|", Some("# un|")),
            ("[un\ndeux|]\ntrois", Some("# [un\n# deux|]\ntrois")),
            ("> un|", Some("> # un|")),
            ("{center} un|", Some("# {center} un|")),
            (": a| ; b\n", Some(": # a| ; b\n")),
        ],
    );
    check(&Command::SetKind(Kind::Heading2), &[("|", Some("## |"))]);
    check(&Command::SetKind(Kind::Heading3), &[("|", Some("### |"))]);
    check(
        &Command::SetKind(Kind::Paragraph),
        &[("# u|n", Some("u|n")), ("u|n", None), ("- u|n", Some("u|n"))],
    );
}

#[test]
fn blocks_are_aligned() {
    check(
        &Command::SetAlign(Align::Center),
        &[
            ("un|", Some("{center} un|")),
            ("[un\n# deux|]", Some("{center} [un\n# {center} deux|]")),
            ("- un|", Some("- {center} un|")),
            ("{center} un|", None),
        ],
    );
    check(&Command::SetAlign(Align::Start), &[("{right} un|", Some("un|"))]);
    check(
        &Command::SetAlign(Align::Right),
        &[("{center} un|", Some("{right} un|"))],
    );
    check(
        &Command::SetAlign(Align::Justify),
        &[("un|", Some("{justify} un|"))],
    );
    assert!(Command::SetAlign(Align::Center).is_active(&read("{center} un|")));
    assert!(!Command::SetAlign(Align::Center).is_active(&read("{center} [un\ndeux|]")));
}

#[test]
fn a_list_is_made_changed_and_unmade() {
    check(
        &Command::ToggleList(Marker::Bullet),
        &[
            ("un|", Some("- un|")),
            ("|", Some("- |")),
            ("- un|", Some("un|")),
            ("1. un|", Some("- un|")),
            ("[un\ndeux|]\ntrois", Some("- [un\n- deux|]\ntrois")),
            ("- [un\ndeux|]", Some("- [un\n- deux|]")),
            ("- [un\n- deux|]\n- trois", Some("[un\ndeux|]\n- trois")),
            ("- un\n- deux|\n- trois", Some("- un\ndeux|\n- trois")),
            ("- un\n  - deux|\n    - trois", Some("- un\ndeux|\n- trois")),
            ("# titre|", Some("- titre|")),
            ("{in 2} un|", Some("- un|")),
            ("> un|", Some("> - un|")),
            ("1. un\n  1. de|ux", Some("1. un\n  - de|ux")),
            ("- un\n+ su|ite", Some("- un\n- su|ite")),
            (": a| ; b\n", Some(": - a| ; b\n")),
            ("[un\n---\ndeux|]", Some("- [un\n---\n- deux|]")),
        ],
    );
    check(
        &Command::ToggleList(Marker::Number),
        &[
            ("un|", Some("1. un|")),
            ("1. un\ndeux|", Some("1. un\n2. deux|")),
            ("[un\ndeux\ntrois|]", Some("1. [un\n2. deux\n3. trois|]")),
            ("1. un\n2. deux|\n3. trois", Some("1. un\ndeux|\n1. trois")),
            ("5. un|", Some("un|")),
            ("- [a\n- b|]", Some("1. [a\n2. b|]")),
        ],
    );
    check(&Command::ToggleList(Marker::Continued), &[("un|", None)]);
    assert!(Command::ToggleList(Marker::Bullet).is_active(&read("- un|")));
    assert!(!Command::ToggleList(Marker::Number).is_active(&read("- un|")));
}

#[test]
fn items_and_paragraphs_move_in_and_out() {
    check(
        &Command::Indent,
        &[
            ("un|", Some("{in 1} un|")),
            ("{in 6} un|", None),
            ("- un|", None),
            ("- un\n- deux|", Some("- un\n  - deux|")),
            ("- un\n  - deux|", None),
            ("- un\n- [deux\n- trois|]", Some("- un\n  - [deux\n  - trois|]")),
            ("1. un\n2. deux|\n3. trois", Some("1. un\n  1. deux|\n2. trois")),
            ("[un\n# deux|]", Some("{in 1} [un\n# {in 1} deux|]")),
            ("- a\n> - b|", None),
        ],
    );
    check(
        &Command::Outdent,
        &[
            ("un|", None),
            ("{in 2} un|", Some("{in 1} un|")),
            ("- un|", Some("un|")),
            ("- un\n  - deux|", Some("- un\n- deux|")),
            ("- un\n  - deux|\n    - trois", Some("- un\n- deux|\n  - trois")),
            ("- un|\n  - deux\n    - trois", Some("un|\n- deux\n  - trois")),
            (
                "1. un\n  1. deux|\n  2. trois",
                Some("1. un\n2. deux|\n  1. trois"),
            ),
            ("- a\n+ b|", Some("- a\nb|")),
        ],
    );
    assert_eq!(
        repeated(
            &Command::Indent,
            "- 1\n  - 2\n    - 3\n      - 4\n        - 5\n          - 6\n- 7|",
            20
        ),
        "- 1\n  - 2\n    - 3\n      - 4\n        - 5\n          - 6\n          - 7|"
    );
    assert_eq!(
        repeated(&Command::Outdent, "- 1\n  - 2\n    - 3|", 20),
        "- 1\n  - 2\n3|"
    );
}

#[test]
fn blocks_are_quoted_and_unquoted() {
    check(
        &Command::ToggleQuote,
        &[
            ("un|", Some("> un|")),
            ("> un|", Some("un|")),
            (">> un|", Some("> un|")),
            ("[un\n> deux|]", Some("> [un\n>> deux|]")),
            ("- un|\n- deux", Some("> - un|\n- deux")),
            ("[un\n---\ndeux|]", Some("> [un\n> ---\n> deux|]")),
            ("[un\n: a ; b\ndeux|]", Some("> [un\n> : a ; b\n> deux|]")),
            (": a| ; b\n", Some(": > a| ; b\n")),
            (": > a| ; b\n", Some(": a| ; b\n")),
            (": [a ; b|]\n", Some("> : [a ; b|]\n")),
            ("> : [a ; b|]\n", Some(": [a ; b|]\n")),
        ],
    );
    assert_eq!(repeated(&Command::ToggleQuote, "un|", 2), "un|");
}

#[test]
fn levels_and_numbers_are_put_right() {
    for (written, expected) in [
        ("    - trop", "|- trop".to_owned()),
        ("- un\n      - trop", "|- un\n  - trop".to_owned()),
        ("+ seul", "|seul".to_owned()),
        ("- un\n    + suite", "|- un\n+ suite".to_owned()),
        ("- un\n\n  - deux", "|- un\n\n- deux".to_owned()),
        ("1. un\n5. cinq\n6. six", "|1. un\n5. cinq\n6. six".to_owned()),
        ("1. un\n  - a\n2. deux", "|1. un\n  - a\n2. deux".to_owned()),
        ("1. un\n- a\n2. deux", "|1. un\n- a\n2. deux".to_owned()),
        ("1. un\n+ suite\n2. deux", "|1. un\n+ suite\n2. deux".to_owned()),
        ("-- Anne\nun", "|un\n-- Anne".to_owned()),
        ("-- Anne\nun\n-- Luc", "|un\n-- Luc".to_owned()),
        ("un\n--  \n", "|un\n".to_owned()),
        ("---", "---\n|".to_owned()),
        (": a\n: b ; c", ": |a ; \n: b ; c\n".to_owned()),
        (">>>>>>>>> loin", ">>>>>> |loin".to_owned()),
    ] {
        let shown = editor::notation::show(&read(written));
        let bare = |text: &str| text.replacen('|', "", 1);
        assert_eq!(bare(&shown), bare(&expected), "{written}");
    }
}

//! A text that was changed without its formatting.

use editor::Document;
use editor::notation::{read, show_document};

#[track_caller]
fn check(before: &str, text: &str, expected: &str) {
    let retold = read(before).document().retold(text);
    let expected = show_document(read(expected).document());
    assert_eq!(show_document(&retold), expected, "{before:?} told as {text:?}");
}

#[test]
fn what_was_not_changed_keeps_its_formatting() {
    let formatted = "# Titre\n<b`un>\n- deux\n- <i`trois>\nquatre\n-- Anne";
    let text = read(formatted).document().to_text();
    check(formatted, &text, formatted);
    for (from, to, expected) in [
        (
            "quatre",
            "cinq",
            "# Titre\n<b`un>\n- deux\n- <i`trois>\ncinq\n-- Anne",
        ),
        ("un", "UN", "# Titre\nUN\n- deux\n- <i`trois>\nquatre\n-- Anne"),
        (
            "- trois",
            "- 3",
            "# Titre\n<b`un>\n- deux\n\\- 3\nquatre\n-- Anne",
        ),
        ("Titre\n\n", "", "<b`un>\n- deux\n- <i`trois>\nquatre\n-- Anne"),
        (
            "un\n\n",
            "un\n\nneuf\n\n",
            "# Titre\n<b`un>\nneuf\n- deux\n- <i`trois>\nquatre\n-- Anne",
        ),
        (
            "\n\n-- \nAnne",
            "",
            "# Titre\n<b`un>\n- deux\n- <i`trois>\nquatre",
        ),
    ] {
        assert!(text.contains(from), "{text:?}");
        check(formatted, &text.replacen(from, to, 1), expected);
    }
}

#[test]
fn a_line_that_is_added_to_a_paragraph_is_of_that_paragraph() {
    check("<b`un>\n<i`deux>", "un\nsuite\n\ndeux", "un\\nsuite\n<i`deux>");
    check("<b`un>", "un et demi", "un et demi");
    check("<b`un>", "un", "<b`un>");
    check("<b`un>", "", "");
    check(
        "<b`un>\n> <i`deux>\n> trois",
        "un\n\n> deux\n>\n> 3",
        "<b`un>\n> <i`deux>\n\\> 3",
    );
}

#[test]
fn a_text_that_says_itself_twice_is_not_taken_twice() {
    check("<b`a>\n<b`a>", "a", "<b`a>");
    check("<b`a>", "a\n\na", "<b`a>\na");
    check("<b`a>\nb\n<b`a>", "a\n\na", "<b`a>\n<b`a>");
}

#[test]
fn any_text_is_told_by_what_is_made_of_it() {
    for before in ["", "un\ndeux", "- a\n- b", ": a ; b\n", "<b`x>\n---\n> y\n-- z"] {
        for text in [
            "",
            "un",
            "\n\nun\n\n\ndeux\n",
            "- a\n- c",
            "-- \nz",
            "é\u{202e}\0x",
        ] {
            let retold = read(before).document().retold(text);
            let words = |text: &str| {
                Document::from_text(text)
                    .to_text()
                    .split_whitespace()
                    .collect::<String>()
            };
            assert_eq!(
                words(&retold.to_text()),
                words(text),
                "{before:?} told as {text:?}"
            );
        }
    }
}

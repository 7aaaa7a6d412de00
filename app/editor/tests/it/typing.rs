//! What is typed: text, Enter, lists made by typing, and what the browser typed.

use editor::notation::{read, show};
use editor::{Command, Document, Editor, Mark};

use crate::{check, repeated};

#[test]
fn text_takes_the_place_of_the_selection() {
    check(
        &Command::InsertText("é".to_owned()),
        &[
            ("|", Some("é|")),
            ("u|n", Some("ué|n")),
            ("u[n m|]ot", Some("ué|ot")),
            ("<b`u|n>", Some("<b`ué|n>")),
            ("<b`un>|", Some("<b`uné>|")),
            ("un <b`[mot|]>", Some("un <b`é|>")),
            ("[un\ndeux|]", Some("é|")),
            (": a[b ; c|]d\n", Some(": aé| ; d\n")),
            (": [a ; b\nfin|]", Some("é|")),
            ("x\n: [a ; b\nfi|]n", Some("x\né|n")),
            ("<!im>|", Some("<!im>é|")),
        ],
    );
    check(
        &Command::InsertText("a\0\u{202e}\u{1b}b\r\nc".to_owned()),
        &[("|", Some("ab\\nc|"))],
    );
    check(&Command::InsertText(String::new()), &[("u[n|]", None)]);
    check(&Command::InsertText("\0".to_owned()), &[("u|", None)]);
    // A mark that joins the letter before it: the caret does not stay inside.
    check(
        &Command::InsertText("\u{301}".to_owned()),
        &[("e|x", Some("e\u{301}|x"))],
    );
    check(
        &Command::BreakLine,
        &[
            ("u|n", Some("u\\n|n")),
            ("[un\ndeux|]", Some("\\n|")),
            ("# u|n", Some("# u\\n|n")),
        ],
    );
}

#[test]
fn enter_ends_a_block() {
    check(
        &Command::Split,
        &[
            ("un|", Some("un\n|")),
            ("u|n", Some("u\n|n")),
            ("|un", Some("\n|un")),
            ("|", Some("\n|")),
            ("u[n\ndeu|]x", Some("u\n|x")),
            ("# un|", Some("# un\n|")),
            ("# u|n", Some("# u\n# |n")),
            ("# |un", Some("\n# |un")),
            ("# |", Some("# \n|")),
            ("{center} un|", Some("{center} un\n{center} |")),
            ("{in 2} un|", Some("{in 2} un\n{in 2} |")),
            ("- un|", Some("- un\n- |")),
            ("- u|n", Some("- u\n- |n")),
            ("- |un", Some("- \n- |un")),
            ("1. un|\n2. deux", Some("1. un\n2. |\n3. deux")),
            ("5. un|", Some("5. un\n6. |")),
            ("- un\n- |", Some("- un\n|")),
            ("- un\n  - |", Some("- un\n- |")),
            ("- |", Some("|")),
            ("- un\n+ suite|", Some("- un\n+ suite\n+ |")),
            ("- un\n+ |", Some("- un\n|")),
            ("> un|", Some("> un\n> |")),
            ("> un\n> |", Some("> un\n|")),
            (">> |", Some("> |")),
            ("> - un\n> - |", Some("> - un\n> |")),
            ("<b`u|n>", Some("<b`u>\n<b`|n>")),
            ("a<!im>|b", Some("a<!im>\n|b")),
        ],
    );
    assert_eq!(
        repeated(&Command::Split, "- un\n  - deux\n    - |", 3),
        "- un\n  - deux\n|"
    );
}

#[test]
fn marks_go_on_after_enter() {
    let state = read("<b`un>|");
    let next = state.apply(&Command::Split.run(&state).unwrap()).unwrap();
    assert!(next.has_mark(Mark::Bold));
    let typed = next
        .apply(&Command::InsertText("x".to_owned()).run(&next).unwrap())
        .unwrap();
    assert_eq!(show(&typed), show(&read("<b`un>\n<b`x>|")));
}

#[test]
fn lists_and_quotes_are_made_by_typing() {
    check(
        &Command::ApplyTypingRule,
        &[
            ("- |", None),
            ("\\- |", Some("- |")),
            ("* |", Some("- |")),
            ("\\- |reste", Some("- |reste")),
            ("\\1. |", Some("1. |")),
            ("1) |", Some("1. |")),
            ("\\7. |", Some("7. |")),
            ("\\2026. |", None),
            ("\\> |", Some("> |")),
            ("> \\> |", Some(">> |")),
            (">>>>>> \\> |", None),
            ("\\-\u{a0}|", Some("- |")),
            ("{in 1} \\- |", Some("- |")),
            ("1. un\n\\1. |", Some("1. un\n1. |")),
            ("1. un\n\\2. |", Some("1. un\n2. |")),
            (": \\- | ; b\n", Some(": - | ; b\n")),
            ("x - |", None),
            ("# \\- |", None),
            ("-|", None),
            ("a|", None),
            ("|", None),
            ("\\-- |", None),
        ],
    );
}

#[test]
fn undoing_a_typing_rule_gives_back_what_was_typed() {
    let mut editor = Editor::new(Document::default());
    for letter in ["-", " ", "u", "n"] {
        assert!(editor.type_text(letter));
    }
    assert_eq!(show(editor.state()), "- un|");
    editor.undo().unwrap();
    assert_eq!(show(editor.state()), "- |");
    editor.undo().unwrap();
    assert_eq!(show(editor.state()), "\\- |");
    editor.undo().unwrap();
    assert_eq!(show(editor.state()), "|");
    assert!(editor.undo().is_none());
    while editor.redo().is_some() {}
    assert_eq!(show(editor.state()), "- un|");
}

#[test]
fn typing_is_undone_word_by_word_where_it_paused() {
    let mut editor = Editor::new(read("un |").document().clone());
    editor.select(4, 4);
    for letter in ["d", "e", "u", "x"] {
        editor.type_text(letter);
    }
    editor.close_group();
    for letter in ["!", "?"] {
        editor.type_text(letter);
    }
    editor.run(&Command::DeleteBackward);
    editor.run(&Command::DeleteBackward);
    let mut seen = Vec::new();
    while editor.undo().is_some() {
        seen.push(show(editor.state()));
    }
    assert_eq!(seen, ["un deux!?|", "un deux|", "un |"]);
    assert!(!editor.history().can_undo() && editor.history().can_redo());
    editor.redo();
    editor.type_text("x");
    assert!(!editor.history().can_redo(), "typing forgets what was undone");
    editor.select(1, 1);
    editor.type_text("y");
    editor.undo();
    assert_eq!(show(editor.state()), "|un deuxx", "moving the caret ends a group");
    let before = editor.state().clone();
    assert!(editor.run(&Command::SetLink(None)).is_none());
    assert_eq!(editor.state(), &before);
}

#[track_caller]
fn reads_back(before: &str, at: usize, text: &str, caret: usize, expected: Option<&str>) {
    let command = Command::ReadBack {
        at,
        text: text.to_owned(),
        caret,
    };
    check(&command, &[(before, expected)]);
}

#[test]
fn what_the_browser_typed_is_read_back() {
    reads_back("un|", 0, "une", 3, Some("une|"));
    reads_back("un|", 0, "un", 2, None);
    reads_back("un|", 0, "un", 1, Some("u|n"));
    reads_back("aa|", 0, "aaa", 2, Some("aa|a"));
    reads_back("<b`a>|a", 0, "aaa", 2, Some("<b`aa>|a"));
    reads_back("a|<b`a>", 0, "aaa", 2, Some("aa|<b`a>"));
    reads_back("le chta|", 0, "le chat", 7, Some("le chat|"));
    reads_back("le <b`chta>|", 0, "le chat", 7, Some("le <b`chat>|"));
    reads_back("un\ndeux|", 3, "deu", 3, Some("un\ndeu|"));
    reads_back("a<!im>b|", 0, "a\u{fffc}bc", 6, Some("a<!im>bc|"));
    reads_back("a<!im>b|", 0, "ab", 1, Some("a|b"));
    reads_back("ab|", 0, "a\u{fffc}b", 5, None);
    reads_back("ab|", 0, "a\u{fffc}xb", 4, Some("a|xb"));
    reads_back("e|", 0, "e\u{301}", 3, Some("e\u{301}|"));
    reads_back("un|", 0, "", 0, Some("|"));
    reads_back("un|", 0, "u\0n\u{202e}", 3, None);
    reads_back("un|", 1, "x", 1, None);
    reads_back("un|", 999, "x", 1, None);
    reads_back("un|", usize::MAX, "x", 1, None);
    reads_back("un|", 0, "été", 999, Some("été|"));
    reads_back(": a| ; b\n", 3, "ax", 2, Some(": ax| ; b\n"));
    reads_back(
        "<@https://example.org`un>|",
        0,
        "uns",
        3,
        Some("<@https://example.org`un>s|"),
    );
}

#[test]
fn a_mark_chosen_before_the_browser_types_is_kept() {
    let state = read("un|");
    let chosen = state
        .apply(&Command::ToggleMark(Mark::Bold).run(&state).unwrap())
        .unwrap();
    let command = Command::ReadBack {
        at: 0,
        text: "uns".to_owned(),
        caret: 3,
    };
    let typed = chosen.apply(&command.run(&chosen).unwrap()).unwrap();
    assert_eq!(show(&typed), show(&read("un<b`s>|")));
}

#[test]
fn all_of_the_text_is_selected() {
    check(
        &Command::SelectAll,
        &[
            ("u|n\ndeux", Some("[un\ndeux|]")),
            (": a| ; b\nfin\n-- Anne", Some(": [a ; b\nfin|]\n-- Anne")),
            ("|", None),
            ("[un|]", None),
        ],
    );
}

#[test]
fn what_the_browser_adds_to_a_run_lengthens_it_and_nothing_else_does() {
    for (before, expected) in [
        ("un|", Some("uné|")),
        ("u|n", Some("ué|n")),
        ("a<b`b>|c", Some("a<b`bé>|c")),
        (": a| ; b\n", Some(": aé| ; b\n")),
        ("<@https://example.org`u|n>", Some("<@https://example.org`ué|n>")),
        ("<@https://example.org`un>|", None),
        ("|un", None),
        ("|", None),
        ("u[n|]", None),
        ("a<!im>|b", None),
        ("un\n|deux", None),
    ] {
        let state = read(before);
        assert_eq!(state.is_run_going_on(), expected.is_some(), "{before}");
        let mut editor = Editor::new(state.document().clone());
        editor.select(state.selection().anchor, state.selection().head);
        assert_eq!(editor.lengthen_run("é"), expected.is_some(), "{before}");
        assert_eq!(show(editor.state()), expected.unwrap_or(before), "{before}");
    }
}

#[test]
fn a_run_is_not_lengthened_by_what_is_no_part_of_it() {
    let mut editor = Editor::new(read("un").document().clone());
    editor.select(3, 3);
    for text in ["", "\n", "\u{202e}", "a\nb"] {
        assert!(!editor.lengthen_run(text), "{text:?}");
    }
    editor.run(&Command::ToggleMark(Mark::Bold));
    assert!(!editor.lengthen_run("s"), "another look was chosen");
    assert_eq!(show(editor.state()), "un|");
}

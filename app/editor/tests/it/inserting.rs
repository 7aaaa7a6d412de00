//! Objects, blocks, the signature, and paste.

use editor::notation::{read, show};
use editor::{Command, Editor, FieldName, Image, ImageId, Slice, TextBlock};

use crate::{applied, check};

#[test]
fn objects_stand_in_the_line() {
    let image = Image {
        id: ImageId::parse("im1").unwrap(),
        alt: "un\nplan".to_owned(),
        width_px: Some(300),
    };
    check(
        &Command::InsertImage(image),
        &[
            ("un|", Some("un<!im1:300 un plan>|")),
            ("u[n|]", Some("u<!im1:300 un plan>|")),
            (": a| ; b\n", Some(": a<!im1:300 un plan>| ; b\n")),
        ],
    );
    let field = FieldName::parse("contact.name").unwrap();
    check(
        &Command::InsertField(field),
        &[
            ("Bonjour |,", Some("Bonjour <$contact.name>|,")),
            ("[un\ndeux|]", Some("<$contact.name>|")),
        ],
    );
}

#[test]
fn an_image_is_resized_and_described() {
    let image = |width_px| Image {
        id: ImageId::parse("im1").unwrap(),
        alt: "Plan".to_owned(),
        width_px,
    };
    check(
        &Command::ChangeImage(2, image(Some(80))),
        &[
            ("u<!im1>n|", Some("u<!im1:80 Plan>n|")),
            (
                "u[<@https://a.example`<!im1>>n|]",
                Some("u[<@https://a.example`<!im1:80 Plan>>n|]"),
            ),
            ("un|", None),
            ("u<$nom>|", None),
            ("<!im1>|", None),
        ],
    );
    check(
        &Command::ChangeImage(1, image(None)),
        &[("<!im1 Plan>|", None), ("<!im1:9 x>|", Some("<!im1 Plan>|"))],
    );
    check(
        &Command::ChangeImage(usize::MAX, image(None)),
        &[("<!im1>|", None)],
    );
}

#[test]
fn images_that_are_still_to_come_leave_their_places() {
    for (before, copied, after, count) in [
        ("un|", "<!new1>", "un|", 1),
        ("u|n", "a<!new1 Plan>b<!new2:80>", "uab|n", 2),
        ("u[n|]", "a<!im1>b<!new1>", "ua<!im1>b|", 1),
        ("u|n", "a\n<!new1>\nb<!new2>", "ua\n\nb|n", 2),
        ("|", "<!new1>\n: a<!new2> ; b\n", "\n: a ; b\n|", 2),
        (": u| ; v\n", "a<!new1>\n<!new2>b", ": ua / b| ; v\n", 2),
        ("un|", "deux", "undeux|", 0),
    ] {
        let (state, copied) = (read(before), read(copied));
        let is_coming = |image: &Image| image.id.as_str().starts_with("new");
        let mut editor = Editor::new(state.document().clone());
        editor.select(state.selection().anchor, state.selection().head);
        let places = editor.paste_around(copied.document(), &is_coming);
        assert_eq!(
            (show(editor.state()).as_str(), places.len()),
            (after, count),
            "{before}"
        );
        for (before, (at, image)) in places.into_iter().enumerate() {
            editor.select(at + before, at + before);
            assert!(editor.run(&Command::InsertImage(image)).is_some(), "{after}");
        }
        let whole = Command::Paste(copied.document().clone()).run(&state).unwrap();
        assert_eq!(
            editor.state().document(),
            applied(&state, &whole).document(),
            "{after}"
        );
        while editor.undo().is_some() {}
        assert_eq!(editor.state().document(), state.document(), "undone");
    }
}

#[test]
fn tables_and_rules_stand_between_blocks() {
    check(
        &Command::InsertTable(2, 2),
        &[
            ("|", Some(": | ; \n:  ; \n")),
            ("un|", Some("un\n: | ; \n:  ; \n")),
            ("un|\ndeux", Some("un\n: | ; \n:  ; \ndeux")),
            ("|un", Some(": | ; \n:  ; \nun")),
            ("u|n", Some("u\n: | ; \n:  ; \nn")),
            ("# u|n", Some("# u\n: | ; \n:  ; \n# n")),
            ("u[n\nde|]ux", Some("u\n: | ; \n:  ; \nux")),
            ("> un|", Some("> un\n> : | ; \n> :  ; \n> ")),
            (": a| ; b\n", None),
            ("un|\n-- Anne", Some("un\n: | ; \n:  ; \n\n-- Anne")),
        ],
    );
    check(&Command::InsertTable(0, 1), &[("|", None)]);
    check(&Command::InsertTable(1, 61), &[("|", None)]);
    check(&Command::InsertTable(usize::MAX, usize::MAX), &[("|", None)]);
    check(
        &Command::InsertRule,
        &[
            ("|", Some("---\n|")),
            ("un|", Some("un\n---\n|")),
            ("un|\ndeux", Some("un\n---\n|deux")),
            ("u|n", Some("u\n---\n|n")),
            ("|un", Some("---\n|un")),
            ("> un|", Some("> un\n> ---\n> |")),
            ("un|\n: a ; b\n", Some("un\n---\n|\n: a ; b\n")),
            (": a| ; b\n", None),
        ],
    );
}

#[test]
fn the_signature_is_one_and_last() {
    let signature = |text: &str| {
        Some(
            read(&format!("-- {text}"))
                .document()
                .signature()
                .unwrap()
                .to_vec(),
        )
    };
    check(
        &Command::SetSignature(signature("<b`Anne> / 01 02")),
        &[
            ("un|", Some("un|\n-- <b`Anne> / 01 02")),
            ("un|\n-- Luc", Some("un|\n-- <b`Anne> / 01 02")),
            ("un|\n-- <b`Anne> / 01 02", None),
            (": a| ; b\n", Some(": a| ; b\n\n-- <b`Anne> / 01 02")),
        ],
    );
    check(
        &Command::SetSignature(None),
        &[("un|\n-- Luc", Some("un|")), ("un|", None)],
    );
    check(
        &Command::SetSignature(Some(vec![TextBlock::default()])),
        &[("un|\n-- Luc", Some("un|")), ("un|", None)],
    );
    assert!(Command::SetSignature(signature("Luc")).is_active(&read("un|\n-- Luc")));
}

#[track_caller]
fn pastes(copied: &str, cases: &[(&str, Option<&str>)]) {
    check(&Command::Paste(read(copied).document().clone()), cases);
}

#[test]
fn a_template_stands_apart_from_the_text_around_it() {
    let template = read("Bonjour,\nCordialement,");
    for (before, after) in [
        ("|", "Bonjour,\nCordialement,|"),
        ("|x", "Bonjour,\nCordialement,\n|x"),
        ("x|", "x\nBonjour,\nCordialement,|"),
        ("x|y", "x\nBonjour,\nCordialement,\n|y"),
        ("x[y|]z", "x\nBonjour,\nCordialement,\n|z"),
        ("[x|]", "Bonjour,\nCordialement,|"),
    ] {
        let state = read(before);
        let apart = state.set_apart(template.document());
        let done = applied(&state, &Command::Paste(apart).run(&state).unwrap());
        assert_eq!(show(&done), show(&read(after)), "{before:?}");
    }
    let phrase = read("à 8 h");
    assert_eq!(
        &read("venez |demain").set_apart(phrase.document()),
        phrase.document(),
        "one line goes into the line"
    );
}

#[test]
fn a_line_is_pasted_into_the_line() {
    pastes(
        "un <b`mot>",
        &[
            ("|", Some("un <b`mot>|")),
            ("a|b", Some("aun <b`mot>|b")),
            ("a[bc|]d", Some("aun <b`mot>|d")),
            ("# a|", Some("# aun <b`mot>|")),
            ("- |", Some("- un <b`mot>|")),
            (": a| ; b\n", Some(": aun <b`mot>| ; b\n")),
            ("[a\n---\nb|]", Some("un <b`mot>|")),
        ],
    );
    pastes("", &[("a|b", None), ("a[b|]", None)]);
    pastes("-- Anne", &[("a|b", None)]);
}

#[test]
fn blocks_are_pasted_between_the_parts_of_a_block() {
    pastes(
        "un\n# deux\n- trois",
        &[
            ("|", Some("un\n# deux\n- trois|")),
            ("a|", Some("aun\n# deux\n- trois|")),
            ("a|b", Some("aun\n# deux\n- trois|b")),
            ("|b", Some("un\n# deux\n- trois|b")),
            ("# |b", Some("un\n# deux\n- trois|b")),
            (": a|b ; c\n", Some(": aun / # deux / - trois|b ; c\n")),
            ("x|\n-- Anne", Some("xun\n# deux\n- trois|\n-- Anne")),
        ],
    );
    pastes(
        "# un",
        &[("|", Some("# un|")), ("a|", Some("aun|")), ("|b", Some("# un|b"))],
    );
    pastes(
        "- un\n- deux",
        &[
            ("- a|\n- b", Some("- aun\n- deux|\n- b")),
            ("- |\n- b", Some("- un\n- deux|\n- b")),
        ],
    );
}

#[test]
fn tables_and_rules_are_pasted_whole() {
    pastes(
        ": a ; b\n: c ; d\n",
        &[
            ("|", Some(": a ; b\n: c ; d\n|")),
            ("x|", Some("x\n: a ; b\n: c ; d\n|")),
            ("x|y", Some("x\n: a ; b\n: c ; d\n|y")),
            ("|y", Some(": a ; b\n: c ; d\n|y")),
            (": x| ; y\n", Some(": xa b / c d| ; y\n")),
        ],
    );
    pastes(
        "---\nun",
        &[
            ("x|y", Some("x\n---\nun|y")),
            (": x| ; y\n", Some(": xun| ; y\n")),
        ],
    );
    pastes("un\n---\n", &[("x|y", Some("xun\n---\n|y"))]);
    pastes("~~mail\n", &[("x|", Some("x\n~~mail\n|"))]);
}

#[test]
fn what_is_copied_is_what_is_selected() {
    for (text, expected) in [
        ("u[n m|]ot", "n m"),
        ("# u[n m|]ot", "n m"),
        ("# [un|]\nmot", "# un"),
        ("u[n\n- deux\n# tro|]is", "n\n- deux\n# tro"),
        ("[un\n: a ; b\nfin|]", "un\n: a ; b\nfin"),
        (": a[b|] ; c\n", "b"),
        (": [a / - b|] ; c\n", "a\n- b"),
        (": a[b ; c|]d\n", ": ab ; cd\n"),
        ("u[n\n---\n|]fin", "n\n---\n"),
        ("1. a\n2. [b\n3. c|]", "1. b\n2. c"),
        ("<b`g[ra|]s> <!im>", "<b`ra>"),
    ] {
        let state = read(text);
        let (from, to) = (state.selection().from(), state.selection().to());
        let copied = state.document().copied(from, to);
        let shown = editor::notation::show_document(&copied);
        let expected = editor::notation::show_document(read(expected).document());
        assert_eq!(shown, expected, "{text}");
    }
}

#[test]
fn cut_and_paste_gives_the_text_back() {
    for text in [
        "u[n\n- deux\n# tro|]is",
        "[un\n---\nfin|]",
        "a\n[> b\n> c|]",
        "x[<b`y>z|]",
    ] {
        let state = read(text);
        let (from, to) = (state.selection().from(), state.selection().to());
        let copied = state.document().copied(from, to);
        let cut = applied(&state, &Command::DeleteBackward.run(&state).unwrap());
        let back = applied(&cut, &Command::Paste(copied).run(&cut).unwrap());
        assert_eq!(back.document().to_text(), state.document().to_text(), "{text}");
    }
}

#[test]
fn slices_know_their_size() {
    assert_eq!(Slice::text("é\u{202e}", Default::default()).len(), 2);
    assert!(Slice::default().is_empty());
}

#[test]
fn text_is_moved_as_one_change() {
    let moved = |from, to, target| Command::Move { from, to, target };
    check(
        &moved(1, 4, 9),
        &[
            ("un deux trois|", Some("deux un |trois")),
            ("abc\n- defg|", Some("\n- defgabc|")),
        ],
    );
    check(
        &moved(4, 8, 1),
        &[
            ("un <b`deux>|", Some("<b`deux>|un ")),
            ("abc\ndef|", Some("def|abc")),
        ],
    );
    check(&moved(1, 3, 2), &[("un deux|", None)]);
    check(&moved(3, 3, 1), &[("un deux|", None)]);
}

#[test]
fn what_comes_late_stands_where_it_was_asked_for() {
    // The place is asked for at the first caret; then each selection is taken and typed over; then the text comes.
    for (before, typed, expected) in [
        ("Avant |après", vec![], "Avant collé|après"),
        ("Avant |après", vec![("|", "x")], "Avant colléx|après"),
        ("a\nb|c\nd", vec![("[a", "x"), ("d]", "y")], "x\nbcolléc\ny|"),
        ("abc[defgh|]ij", vec![("defgh", "x")], "abccolléx|ij"),
        ("ab|c", vec![("abc", "x")], "colléx|"),
    ] {
        let state = read(before);
        let mut editor = Editor::new(state.document().clone());
        editor.select(state.selection().anchor, state.selection().head);
        let place = editor.keep_place(state.selection().from());
        for (over, text) in typed {
            let over = over.trim_matches(['[', ']', '|']);
            let flat = show(editor.state()).replace(['|', '[', ']'], "");
            // One position before each block and one for each letter of ASCII and each byte of others.
            let from = flat.find(over).unwrap() + 1;
            if !over.is_empty() {
                editor.select(from, from + over.len());
            }
            assert!(editor.type_text(text), "{before}");
        }
        editor.put_at(place, |editor| {
            editor.run(&Command::InsertText("collé".to_owned()))
        });
        assert_eq!(show(editor.state()), expected, "{before}");
        while editor.undo().is_some() {}
        assert_eq!(editor.state().document(), state.document(), "{before}");
    }
}

#[test]
fn two_that_come_late_keep_their_order() {
    let mut editor = Editor::new(read("ab").document().clone());
    let places = [editor.keep_place(2), editor.keep_place(2)];
    for (place, text) in places.into_iter().zip(["1", "2"]) {
        editor.put_at(place, |editor| editor.run(&Command::InsertText(text.to_owned())));
    }
    assert_eq!(editor.state().document().to_text(), "a12b");
    // One that is not known goes to the caret.
    editor.select(1, 1);
    editor.put_at(99, |editor| editor.run(&Command::InsertText("0".to_owned())));
    assert_eq!(editor.state().document().to_text(), "0a12b");
}

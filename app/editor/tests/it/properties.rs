//! What holds of every document and of every sequence of commands.

use editor::notation::show;
use editor::{Atom, Bias, Block, Command, Document, Editor, Inline, Marks, State, Step, TextBlock};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::any::{any_command, any_document, any_text, plain_text, table, text_block};
use crate::html;

/// A document that is stored and read again goes through normalisation: what it already is must come back.
fn is_normal(document: &Document) -> bool {
    let blocks = document
        .blocks()
        .iter()
        .map(|block| Block::clone(block))
        .collect();
    Document::new(blocks) == *document
}

proptest! {
    #[test]
    fn normalizing_twice_is_normalizing_once(document in any_document()) {
        prop_assert!(is_normal(&document), "{}", show(&State::new(document)));
    }

    #[test]
    fn what_is_stored_is_read_again(document in any_document()) {
        let stored = serde_json::to_string(&document).unwrap();
        prop_assert_eq!(serde_json::from_str::<Document>(&stored).unwrap(), document);
    }

    #[test]
    fn commands_keep_what_holds_of_documents(
        document in any_document(),
        commands in vec((any_command(), option::weighted(0.4, (0..150_usize, 0..150_usize))), 1..12),
    ) {
        let mut state = State::new(document);
        for (command, selection) in commands {
            if let Some((anchor, head)) = selection {
                state = state.select(anchor, head);
            }
            let Some(transaction) = command.run(&state) else { continue };
            let after = state.apply(&transaction).unwrap();
            prop_assert!(is_normal(after.document()), "{:?} on {}", command, show(&state));
            prop_assert!(after != state, "{:?} does nothing on {}", command, show(&state));
            let Selected { anchor, head } = selected(&after);
            prop_assert!(anchor && head, "{:?} leaves the caret nowhere on {}", command, show(&state));
            let mut back = after.document().clone();
            for step in transaction.steps().iter().rev() {
                back = step.invert().apply(&back).unwrap();
            }
            prop_assert_eq!(&back, state.document());
            for bias in [Bias::Before, Bias::After] {
                let mapped: Vec<usize> =
                    (0..=state.document().size()).map(|at| transaction.map(at, bias)).collect();
                prop_assert!(mapped.is_sorted());
                prop_assert!(mapped.iter().all(|at| *at <= after.document().size()));
            }
            state = after;
        }
    }

    #[test]
    fn undoing_all_and_redoing_all_gives_the_same(
        document in any_document(),
        commands in vec((any_command(), option::weighted(0.3, (0..150_usize, 0..150_usize))), 1..20),
    ) {
        let mut editor = Editor::new(document.clone());
        for (command, selection) in commands {
            if let Some((anchor, head)) = selection {
                editor.select(anchor, head);
            }
            editor.run(&command);
        }
        let last = editor.state().document().clone();
        while editor.undo().is_some() {}
        prop_assert_eq!(editor.state().document(), &document);
        while editor.redo().is_some() {}
        prop_assert_eq!(editor.state().document(), &last);
    }

    #[test]
    fn what_is_typed_or_pasted_over_any_selection_is_there(
        document in any_document(),
        (anchor, head) in (prop_oneof![Just(0), 0..150_usize], prop_oneof![Just(usize::MAX), 0..150_usize]),
        is_pasted in any::<bool>(),
    ) {
        let mut editor = Editor::new(document);
        editor.select(anchor, head);
        let selected = show(editor.state());
        let command = if is_pasted {
            Command::Paste(Document::from_text("œ\n\nx"))
        } else {
            Command::InsertText("œ".to_owned())
        };
        prop_assert!(editor.run(&command).is_some(), "{:?} on {}", command, selected);
        prop_assert!(editor.state().document().to_text().contains('œ'), "{}", selected);
    }

    #[test]
    fn images_to_come_have_places_where_a_caret_can_stand(
        document in any_document(),
        copied in any_document(),
        (anchor, head) in (0..150_usize, 0..150_usize),
    ) {
        let mut editor = Editor::new(document.clone());
        editor.select(anchor, head);
        let places = editor.paste_around(&copied, &|image| image.width_px.is_none());
        let pasted = editor.state().document().clone();
        prop_assert!(is_normal(&pasted));
        prop_assert!(places.is_sorted_by_key(|(at, _)| *at));
        for (at, _) in places {
            prop_assert_eq!(pasted.caret_near(at), at, "{}", show(editor.state()));
        }
        while editor.undo().is_some() {}
        prop_assert_eq!(editor.state().document(), &document);
    }

    #[test]
    fn steps_are_refused_by_other_documents(a in any_document(), b in any_document(), text in any_text()) {
        let state = State::new(a);
        if let Some(transaction) = Command::Paste(b.clone()).run(&state) {
            for step in transaction.steps() {
                // Whatever comes of it, it does not panic, and it can be undone where it was applied.
                if let Ok(after) = step.apply(&b) {
                    prop_assert_eq!(&step.invert().apply(&after).unwrap(), &b);
                }
            }
        }
        let slice = editor::Slice::text(&text, Marks::default());
        for at in [0, 1, 2, 7, usize::MAX / 2] {
            let _ = Step::new(at, slice.clone(), editor::Slice::default()).apply(&b);
            let _ = b.slice(at, at + 3);
            let _ = b.caret_near(at);
            let _ = b.caret_after(at);
            let _ = b.caret_before(at);
        }
    }

    #[test]
    fn exports_hold_nothing_but_the_model(document in any_document()) {
        for html in [document.to_html(), document.to_mail_html()] {
            let lower = html.to_lowercase();
            prop_assert!(!lower.contains("<script") && !lower.contains("javascript:"));
            prop_assert_eq!(html.matches("<p").count() , html.matches("</p>").count());
        }
        let _ = document.to_text();
        prop_assert_eq!(document.paint().len(), document.blocks().len());
    }

    #[test]
    fn what_is_exported_is_imported_again(blocks in vec(
        prop_oneof![
            6 => text_block(plain_text().boxed()).prop_map(Block::Text),
            2 => table(plain_text().boxed()),
            1 => (0..7_u8).prop_map(|quote| Block::Rule { quote }),
        ],
        0..6,
    )) {
        let document = sayable(Document::new(blocks));
        let image = |id: &str| Some(format!("cid:{id}"));
        for html in [document.to_mail_html(), document.to_html_with(&image)] {
            let imported = html::import(&html);
            prop_assert_eq!(
                show(&State::new(imported.document.clone())), show(&State::new(document.clone())), "{}", html
            );
            prop_assert_eq!(&imported.document, &document);
            prop_assert!(imported.left_out.is_empty());
        }
    }

    #[test]
    fn text_read_again_is_the_same_document(text in "[ a-zé\n\r]{0,60}") {
        let document = Document::from_text(&text);
        prop_assert_eq!(Document::from_text(&document.to_text()), document);
    }

    #[test]
    fn a_document_is_plain_when_its_text_says_all_of_it(document in any_document(), text in "[ a-zé\n]{0,60}") {
        for document in [document, Document::from_text(&text)] {
            prop_assert_eq!(document.is_plain(), Document::from_text(&document.to_text()) == document);
        }
    }

    #[test]
    fn any_text_is_read_and_written(text in any_text()) {
        let document = Document::from_text(&text);
        prop_assert!(is_normal(&document));
        prop_assert_eq!(editor::text_to_html(&text), document.to_html());
        let _ = document.to_text();
    }

    #[test]
    fn any_notation_is_read(text in "[ -~\n|\\[\\]<>`éa]{0,40}") {
        prop_assert!(is_normal(editor::notation::read(&text).document()));
    }

    #[test]
    fn typing_agrees_with_a_string(edits in vec((any::<prop::sample::Index>(), prop_oneof![
        3 => "[a-zé]{1,3}".prop_map(Some),
        1 => Just(None),
    ]), 1..40)) {
        // A naive model: the characters of one paragraph. No combining marks, so that one is one grapheme.
        let mut naive: Vec<char> = Vec::new();
        let mut editor = Editor::new(Document::default());
        for (index, edit) in edits {
            let at = index.index(naive.len() + 1);
            let position = 1 + naive[..at].iter().map(|c| c.len_utf8()).sum::<usize>();
            editor.select(position, position);
            match edit {
                Some(text) => {
                    editor.run(&Command::InsertText(text.clone()));
                    naive.splice(at..at, text.chars());
                }
                None => {
                    editor.run(&Command::DeleteBackward);
                    if at > 0 {
                        naive.remove(at - 1);
                    }
                }
            }
            prop_assert_eq!(editor.state().document().to_text(), naive.iter().collect::<String>());
        }
    }

    #[test]
    fn paragraphs_agree_with_a_string(edits in vec((any::<prop::sample::Index>(), 0..4_u8), 1..40)) {
        // The same with Enter: a naive text in which a block ends with a line feed.
        let mut naive = String::new();
        let mut editor = Editor::new(Document::default());
        for (index, edit) in edits {
            let at = index.index(naive.len() + 1);
            editor.select(at + 1, at + 1);
            match edit {
                0 => {
                    editor.run(&Command::Split);
                    naive.insert(at, '\n');
                }
                1 => {
                    editor.run(&Command::DeleteBackward);
                    if at > 0 {
                        naive.remove(at - 1);
                    }
                }
                2 => {
                    editor.run(&Command::DeleteForward);
                    if at < naive.len() {
                        naive.remove(at);
                    }
                }
                _ => {
                    editor.run(&Command::InsertText("x".to_owned()));
                    naive.insert(at, 'x');
                }
            }
            let shown: Vec<String> =
                editor.state().document().blocks().iter().map(|block| block.as_text().unwrap().flat()).collect();
            prop_assert_eq!(shown.join("\n"), naive.clone());
        }
    }
}

struct Selected {
    anchor: bool,
    head: bool,
}

fn selected(state: &State) -> Selected {
    let stands = |at: usize| state.document().text_at(at).is_some() && state.document().caret_near(at) == at;
    Selected {
        anchor: stands(state.selection().anchor),
        head: stands(state.selection().head),
    }
}

/// Leaves out what HTML cannot say and no one can see: blank text that is not empty, fields (they are their names in
/// HTML), and a table whose only cell has no neighbour.
fn sayable(document: Document) -> Document {
    let content = |content: &[Inline]| -> Vec<Inline> {
        let kept: Vec<Inline> = content
            .iter()
            .filter(|inline| {
                !matches!(
                    inline,
                    Inline::Atom {
                        atom: Atom::Field(_),
                        ..
                    }
                )
            })
            .cloned()
            .collect();
        let is_blank = kept.iter().all(|inline| match inline {
            Inline::Text { text, .. } => text.trim().is_empty(),
            Inline::Atom { .. } => false,
        });
        if is_blank { Vec::new() } else { kept }
    };
    let fix = |text: &TextBlock| TextBlock {
        attrs: text.attrs,
        content: content(&text.content),
    };
    let blocks = document.blocks().iter().map(|block| match &**block {
        Block::Text(text) => Block::Text(fix(text)),
        Block::Table(table) => {
            let mut table = table.clone();
            for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                cell.blocks = cell.blocks.iter().map(&fix).collect();
            }
            Block::Table(table)
        }
        leaf => leaf.clone(),
    });
    Document::new(blocks.collect())
}

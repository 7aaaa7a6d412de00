//! Positions, steps, mapping.

use editor::notation::{read, show};
use editor::{Bias, Command, Selection, Slice, State, Step, StepError};

#[test]
fn a_step_is_only_applied_to_what_it_was_made_for() {
    let document = read("un\ndeux").document().clone();
    let step = Step::new(
        1,
        Slice::text("un", Default::default()),
        Slice::text("trois", Default::default()),
    );
    let after = step.apply(&document).unwrap();
    assert_eq!(after.to_text(), "trois\n\ndeux");
    assert_eq!(step.apply(&after), Err(StepError::Mismatch));
    assert_eq!(step.invert().apply(&after).as_ref(), Ok(&document));
    assert_eq!(
        (step.at(), step.removed().len(), step.inserted().len()),
        (1, 2, 5)
    );
    let outside = Step::new(99, Slice::default(), Slice::text("x", Default::default()));
    assert_eq!(outside.apply(&document), Err(StepError::Mismatch));
    let before_all = Step::new(0, Slice::default(), Slice::text("x", Default::default()));
    assert_eq!(
        before_all.apply(&document),
        Err(StepError::Unbalanced),
        "text outside of a block"
    );
    let table = read(": a ; b\n").document().clone();
    let half = Step::new(0, table.slice(0, 2).unwrap(), Slice::default());
    assert_eq!(half.apply(&table), Err(StepError::Unbalanced), "half a table");
    let inside = Step::new(2, Slice::default(), Slice::text("x", Default::default()));
    assert_eq!(
        inside.apply(&read("é").document().clone()),
        Err(StepError::Mismatch),
        "inside a character"
    );
    assert!(StepError::Mismatch.to_string().contains("another document"));
}

#[test]
fn positions_are_mapped_through_steps() {
    let text = |text: &str| Slice::text(text, Default::default());
    let insert = Step::new(3, Slice::default(), text("xy"));
    let delete = Step::new(3, text("xyz"), Slice::default());
    let replace = Step::new(3, text("abc"), text("d"));
    // What is alike keeps its place: only the letter in the middle is new.
    let within = Step::new(3, text("abc"), text("abdc"));
    for (step, position, before, after) in [
        (&insert, 2, 2, 2),
        (&insert, 3, 3, 5),
        (&insert, 4, 6, 6),
        (&delete, 3, 3, 3),
        (&delete, 4, 3, 3),
        (&delete, 6, 3, 3),
        (&delete, 7, 4, 4),
        (&replace, 3, 3, 3),
        (&replace, 4, 3, 4),
        (&replace, 6, 4, 4),
        (&within, 4, 4, 4),
        (&within, 5, 5, 6),
        (&within, 6, 7, 7),
    ] {
        assert_eq!(step.map(position, Bias::Before), before, "{step:?} {position}");
        assert_eq!(step.map(position, Bias::After), after, "{step:?} {position}");
    }
}

#[test]
fn formatting_moves_no_position() {
    let state = read("un [mot\n- trois|]\n: a ; b\nfin");
    for command in [
        Command::ToggleMark(editor::Mark::Bold),
        Command::ToggleList(editor::block::Marker::Number),
        Command::ToggleQuote,
        Command::SetKind(editor::block::Kind::Heading1),
    ] {
        let transaction = command.run(&state).unwrap();
        for position in 0..=state.document().size() {
            assert_eq!(transaction.map(position, Bias::After), position, "{command:?}");
        }
        assert_eq!(transaction.selection(), state.selection());
    }
}

#[test]
fn a_placeholder_stays_where_it_was_put() {
    // As the place where an image will go once it is sent.
    let state = read("un| mot");
    let place = state.selection().head;
    let moved = state.select(1, 1);
    let typed = Command::InsertText("Le ".to_owned()).run(&moved).unwrap();
    let after = moved.apply(&typed).unwrap();
    assert_eq!(
        show(&after.select(typed.map(place, Bias::After), typed.map(place, Bias::After))),
        "Le un| mot"
    );
}

#[test]
fn the_caret_only_stands_between_graphemes_of_text() {
    let state = read("e\u{301}👍🏽\n: a ; b\n---\nfin\n-- Anne");
    let document = state.document();
    let stands: Vec<usize> = (0..=document.size() + 3)
        .map(|at| document.caret_near(at))
        .collect();
    let mut carets = vec![stands[0]];
    while let Some(next) = document.caret_after(carets[carets.len() - 1]) {
        carets.push(next);
    }
    let mut back = vec![carets[carets.len() - 1]];
    while let Some(previous) = document.caret_before(back[back.len() - 1]) {
        back.push(previous);
    }
    back.reverse();
    assert_eq!(carets, back);
    assert_eq!(carets, [1, 4, 12, 16, 17, 19, 20, 23, 24, 25, 26]);
    let mut near = stands.clone();
    near.dedup();
    assert_eq!(near, carets);
    assert_eq!(
        state.select(usize::MAX, 0).selection(),
        Selection { anchor: 26, head: 1 }
    );
}

#[test]
fn a_selection_follows_its_text() {
    let state = read("un [mot|] ici");
    let step = Step::new(1, Slice::default(), Slice::text("xx", Default::default()));
    assert_eq!(state.selection().map(&step), Selection { anchor: 6, head: 9 });
    let back = State::select(&state, 7, 4).selection();
    assert_eq!(back.map(&step), Selection { anchor: 9, head: 6 });
    for edge in [4, 7] {
        let step = Step::new(edge, Slice::default(), Slice::text("xx", Default::default()));
        let moved = state.selection().map(&step);
        assert_eq!(moved.to() - moved.from(), 3, "it does not grow at its edges");
    }
    let all = Step::new(1, Slice::text("un mot ici", Default::default()), Slice::default());
    assert!(state.selection().map(&all).is_caret());
}

#[test]
fn offsets_are_counted_as_browsers_count_them() {
    let state = read("é👍<!im>x");
    let text = state.document().text_at(1).unwrap().text;
    for (offset, units) in [(0, 0), (2, 1), (6, 3), (7, 4), (8, 5)] {
        assert_eq!(text.utf16_before(offset), units, "{offset}");
        assert_eq!(text.offset_of_utf16(units), offset, "{units}");
    }
    assert_eq!(text.offset_of_utf16(2), 2, "half of a character");
    assert_eq!(text.offset_of_utf16(99), 8);
    assert_eq!(text.utf16_before(99), 5);
}

#[test]
fn no_step_is_too_far_to_be_mapped() {
    let step = Step::new(
        usize::MAX,
        Slice::text("ab", Default::default()),
        Slice::text("c", Default::default()),
    );
    assert_eq!(step.map(7, Bias::After), 7);
    assert_eq!(step.map(usize::MAX, Bias::After), usize::MAX);
    assert_eq!(step.apply(read("un").document()), Err(StepError::Mismatch));
}

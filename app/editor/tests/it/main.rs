//! What the package does, seen from outside.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod any;
mod html;

mod blocks;
mod deleting;
mod exports;
mod hostile;
mod inserting;
mod marks;
mod pastes;
mod properties;
mod retold;
mod steps;
mod tables;
mod typing;

use editor::notation::{read, show};
use editor::{Command, State};

/// Runs a command on each state that is written and compares what comes out; `None` is a greyed button. Every
/// transaction must also be undone exactly.
#[track_caller]
fn check(command: &Command, cases: &[(&str, Option<&str>)]) {
    for (before, expected) in cases {
        let state = read(before);
        let after = command
            .run(&state)
            .map(|transaction| applied(&state, &transaction));
        // Where a caret between two runs is written does not matter.
        let expected = expected.map(|text| show(&read(text)));
        assert_eq!(after.as_ref().map(show), expected, "{command:?} on {before:?}");
        assert_eq!(command.is_possible(&state), expected.is_some());
    }
}

#[track_caller]
fn applied(state: &State, transaction: &editor::Transaction) -> State {
    let after = state.apply(transaction).unwrap();
    let mut back = after.document().clone();
    for step in transaction.steps().iter().rev() {
        back = step.invert().apply(&back).unwrap();
    }
    assert_eq!(&back, state.document(), "undone");
    after
}

/// The same command over and over, until it is greyed.
fn repeated(command: &Command, before: &str, times: usize) -> String {
    let mut state = read(before);
    for _ in 0..times {
        match command.run(&state) {
            Some(transaction) => state = applied(&state, &transaction),
            None => break,
        }
    }
    show(&state)
}

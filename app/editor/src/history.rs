//! What can be undone and redone, and the editor that keeps it beside the state.

use std::collections::VecDeque;

use crate::command::{Command, paste_around};
use crate::document::Document;
use crate::inline::Image;
use crate::state::{Selection, State};
use crate::step::{Bias, Step, StepError};
use crate::text::clean;
use crate::transaction::{EditKind, Transaction};

/// How many things can be undone.
const MAX_GROUPS: usize = 10_000;

#[derive(Clone, Debug)]
struct Group {
    steps: Vec<Step>,
    before: Selection,
    after: Selection,
    kind: EditKind,
}

/// The changes that were made, grouped as a person thinks of them.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: VecDeque<Group>,
    redo: Vec<Group>,
    /// Whether the next change may still join the last group.
    is_open: bool,
}

impl History {
    /// Keeps a transaction that was applied to a state with this selection. Typing joins typing and deleting joins
    /// deleting while the caret stays where it was left and no one calls [`Self::close_group`].
    pub fn record(&mut self, transaction: &Transaction, before: Selection) {
        if transaction.steps().is_empty() {
            return;
        }
        self.redo.clear();
        let kind = transaction.kind();
        let after = transaction.selection();
        if self.is_open
            && let Some(group) = self.undo.back_mut()
            && matches!(kind, EditKind::Typing | EditKind::Deleting)
            && group.kind == kind
            && group.after == before
        {
            group.steps.extend_from_slice(transaction.steps());
            group.after = after;
            return;
        }
        let steps = transaction.steps().to_vec();
        self.undo.push_back(Group {
            steps,
            before,
            after,
            kind,
        });
        if self.undo.len() > MAX_GROUPS {
            self.undo.pop_front();
        }
        self.is_open = true;
    }

    /// Ends the group: the next change is undone alone. To be called when a person pauses or moves.
    pub fn close_group(&mut self) {
        self.is_open = false;
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// How many things there are to undo.
    pub fn undo_count(&self) -> usize {
        self.undo.len()
    }

    /// The transaction that undoes the last group.
    pub fn undo(&mut self) -> Option<Transaction> {
        let group = self.undo.pop_back()?;
        let steps = group.steps.iter().rev().map(Step::invert).collect();
        let transaction = Transaction::new(steps, group.before, EditKind::Other);
        self.redo.push(group);
        self.is_open = false;
        Some(transaction)
    }

    /// The transaction that does the last undone group again.
    pub fn redo(&mut self) -> Option<Transaction> {
        let group = self.redo.pop()?;
        let transaction = Transaction::new(group.steps.clone(), group.after, EditKind::Other);
        self.undo.push_back(group);
        self.is_open = false;
        Some(transaction)
    }
}

/// A state with its history: all that a view holds.
#[derive(Clone, Debug)]
pub struct Editor {
    state: State,
    history: History,
    /// Places that are asked for later, by their numbers; each stands before what is typed there.
    places: Vec<(u32, usize)>,
    next_place: u32,
}

impl Editor {
    /// An editor of a document, with the caret at its start and nothing to undo.
    pub fn new(document: Document) -> Self {
        Self {
            state: State::new(document),
            history: History::default(),
            places: Vec::new(),
            next_place: 0,
        }
    }

    /// Keeps a place through all changes, until it is asked for.
    pub fn keep_place(&mut self, position: usize) -> u32 {
        self.next_place += 1;
        self.places.push((self.next_place, position));
        self.next_place
    }

    /// Nobody asks for a place any more.
    pub fn forget_place(&mut self, place: u32) {
        self.places.retain(|(kept, _)| *kept != place);
    }

    /// Puts something at a place that was kept and is forgotten then, or at the caret where it is not known: `put` finds the caret there. The
    /// selection stays with what it was at, and places that were kept there later stand after what was put in.
    pub fn put_at<T>(&mut self, place: u32, put: impl FnOnce(&mut Self) -> T) -> T {
        let (selection, size) = (self.state.selection(), self.state.document().size());
        let index = self.places.iter().position(|(kept, _)| *kept == place);
        let kept = index.map_or(selection.head, |index| self.places.remove(index).1);
        self.select(kept, kept);
        let at = self.state.selection().head;
        let result = put(self);
        let grown = self.state.document().size().saturating_sub(size);
        let moved = |position: usize| if position < at { position } else { position + grown };
        self.select(moved(selection.anchor), moved(selection.head));
        for (later, position) in &mut self.places {
            if *later > place && *position == kept {
                *position += grown;
            }
        }
        result
    }

    fn move_places(&mut self, transaction: &Transaction) {
        for (_, position) in &mut self.places {
            *position = transaction.map(*position, Bias::Before);
        }
    }

    /// The state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The history.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Moves the selection; what is typed next is undone apart.
    pub fn select(&mut self, anchor: usize, head: usize) {
        let moved = self.state.select(anchor, head);
        if moved.selection() != self.state.selection() {
            self.history.close_group();
            self.state = moved;
        }
    }

    /// Ends the group of changes that are undone together.
    pub fn close_group(&mut self) {
        self.history.close_group();
    }

    /// Applies a transaction made from the present state.
    ///
    /// # Errors
    /// When it was made from another state; nothing changes then.
    pub fn dispatch(&mut self, transaction: &Transaction) -> Result<(), StepError> {
        let after = self.state.apply(transaction)?;
        self.history.record(transaction, self.state.selection());
        self.state = after;
        self.move_places(transaction);
        Ok(())
    }

    /// Runs a command; the transaction that was applied, or `None` when the command is not possible here.
    pub fn run(&mut self, command: &Command) -> Option<Transaction> {
        let transaction = command.run(&self.state)?;
        self.dispatch(&transaction).ok()?;
        Some(transaction)
    }

    /// Puts in what was copied, but for images that are still to come: each of those with the position where it goes, in reading order.
    pub fn paste_around(
        &mut self,
        copied: &Document,
        is_coming: &dyn Fn(&Image) -> bool,
    ) -> Vec<(usize, Image)> {
        let Some((transaction, places)) = paste_around(&self.state, copied, is_coming) else {
            return Vec::new();
        };
        if let Some(Err(_)) = transaction.map(|transaction| self.dispatch(&transaction)) {
            return Vec::new();
        }
        // What an image kept apart may be one character without it.
        let document = self.state.document();
        let places = places.into_iter();
        places
            .map(|(at, image)| (document.caret_near(at), image))
            .collect()
    }

    /// Types text, then lets `- `, `1. ` and `> ` become a list or a quote; undoing once gives back what was typed.
    pub fn type_text(&mut self, text: &str) -> bool {
        let is_typed = self.run(&Command::InsertText(text.to_owned())).is_some();
        if is_typed && text.ends_with(' ') {
            self.apply_typing_rule();
        }
        is_typed
    }

    /// Types text that the browser has put into the run of text before the caret. Does nothing where the text would not become a part
    /// of that run; whether it did.
    pub fn lengthen_run(&mut self, text: &str) -> bool {
        let is_part = clean(text) == text && !text.contains('\n') && self.state.is_run_going_on();
        is_part && self.run(&Command::InsertText(text.to_owned())).is_some()
    }

    /// Lets what was just typed become a list or a quote, as a change of its own; whether it did.
    pub fn apply_typing_rule(&mut self) -> bool {
        let Some(transaction) = Command::ApplyTypingRule.run(&self.state) else {
            return false;
        };
        self.history.close_group();
        let is_applied = self.dispatch(&transaction).is_ok();
        self.history.close_group();
        is_applied
    }

    /// Undoes the last group; the transaction that was applied.
    pub fn undo(&mut self) -> Option<Transaction> {
        let transaction = self.history.undo()?;
        self.state = self.state.apply(&transaction).ok()?;
        self.move_places(&transaction);
        Some(transaction)
    }

    /// Does the last undone group again; the transaction that was applied.
    pub fn redo(&mut self) -> Option<Transaction> {
        let transaction = self.history.redo()?;
        self.state = self.state.apply(&transaction).ok()?;
        self.move_places(&transaction);
        Some(transaction)
    }
}

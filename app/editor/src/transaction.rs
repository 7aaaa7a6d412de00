//! Steps that belong together, and how commands put them together.

use crate::block::Attrs;
use crate::document::Document;
use crate::mark::Marks;
use crate::piece::Slice;
use crate::state::{Selection, State};
use crate::step::{Bias, Step, StepError};

/// What a transaction does, for the history to group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EditKind {
    /// Text is typed: one after the other makes one thing to undo.
    Typing,
    /// Text is deleted a grapheme at a time.
    Deleting,
    /// Anything else is undone alone.
    Other,
    /// Only the selection or the chosen marks change: nothing to undo.
    Selection,
}

/// A change of a state: steps, then a selection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transaction {
    steps: Vec<Step>,
    selection: Selection,
    stored_marks: Option<Marks>,
    kind: EditKind,
    /// The documents before and after, where they are known: the steps need not be applied twice.
    known: Option<(Document, Document)>,
}

impl Transaction {
    pub(crate) fn new(steps: Vec<Step>, selection: Selection, kind: EditKind) -> Self {
        Self {
            steps,
            selection,
            stored_marks: None,
            kind,
            known: None,
        }
    }

    /// The document after the steps.
    pub(crate) fn apply(&self, document: &Document) -> Result<Document, StepError> {
        match &self.known {
            Some((before, after)) if before.is_same(document) => Ok(after.clone()),
            _ => self
                .steps
                .iter()
                .try_fold(document.clone(), |document, step| step.apply(&document)),
        }
    }

    /// The steps in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The selection after them.
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The marks chosen for the text that comes next.
    pub fn stored_marks(&self) -> Option<&Marks> {
        self.stored_marks.as_ref()
    }

    /// What it does.
    pub fn kind(&self) -> EditKind {
        self.kind
    }

    /// Where a position of the document before is in the document after.
    pub fn map(&self, position: usize, bias: Bias) -> usize {
        self.steps
            .iter()
            .fold(position, |position, step| step.map(position, bias))
    }
}

/// A transaction in the making. Each change is applied at once, so that the next one sees its result.
#[derive(Debug)]
pub(crate) struct Edit {
    original: Document,
    document: Document,
    steps: Vec<Step>,
    /// Whether more than the text of lines was changed.
    is_structural: bool,
    before: (Selection, Option<Marks>),
    selection: Selection,
    stored_marks: Option<Marks>,
}

impl Edit {
    pub(crate) fn new(state: &State) -> Self {
        Self {
            original: state.document().clone(),
            document: state.document().clone(),
            steps: Vec::new(),
            is_structural: false,
            before: (state.selection(), state.stored_marks().cloned()),
            selection: state.selection(),
            stored_marks: None,
        }
    }

    /// The document so far.
    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    /// How many steps were made so far.
    pub(crate) fn step_count(&self) -> usize {
        self.steps.len()
    }

    /// The selection so far.
    pub(crate) fn selection(&self) -> Selection {
        self.selection
    }

    /// Replaces what is between two positions; the selection moves with its text.
    pub(crate) fn splice(&mut self, from: usize, to: usize, inserted: Slice) -> Option<()> {
        let removed = self.document.slice(from, to)?;
        if removed == inserted {
            return Some(());
        }
        self.is_structural |= !(removed.is_inline() && inserted.is_inline());
        let step = Step::new(from, removed, inserted);
        self.document = step.apply(&self.document).ok()?;
        self.selection = self.selection.map(&step);
        self.steps.push(step);
        Some(())
    }

    /// Replaces what is between two positions by something of the same size, at once: no position moves.
    pub(crate) fn rewrite(
        &mut self,
        from: usize,
        to: usize,
        rewritten: impl FnOnce(&Slice) -> Slice,
    ) -> Option<()> {
        let selection = self.selection;
        let slice = rewritten(&self.document.slice(from, to)?);
        self.splice(from, to, slice)?;
        self.selection = selection;
        Some(())
    }

    /// Gives the text block that opens at a position other attributes.
    pub(crate) fn set_attrs(&mut self, at: usize, attrs: Attrs) -> Option<()> {
        self.splice(at, at + 1, Slice::open(attrs))
    }

    /// Where a position of the document before is now.
    pub(crate) fn mapped(&self, position: usize) -> usize {
        let map = |position, step: &Step| step.map(position, Bias::After);
        self.steps.iter().fold(position, map)
    }

    pub(crate) fn select(&mut self, selection: Selection) {
        self.selection = selection;
    }

    pub(crate) fn caret(&mut self, position: usize) {
        self.selection = Selection::caret(position);
    }

    /// Chooses the marks of the text that comes next.
    pub(crate) fn store_marks(&mut self, marks: Marks) {
        self.stored_marks = Some(marks);
    }

    /// Puts right what the changes left out of order; `None` when nothing changed at all.
    pub(crate) fn finish(mut self, kind: EditKind) -> Option<Transaction> {
        if self.is_structural {
            self.repair()?;
        }
        if self.document == self.original {
            self.steps.clear();
        }
        let selection = Selection {
            anchor: self.document.caret_near(self.selection.anchor),
            head: self.document.caret_near(self.selection.head),
        };
        let is_idle =
            self.steps.is_empty() && (selection, &self.stored_marks) == (self.before.0, &self.before.1);
        let kind = if self.steps.is_empty() {
            EditKind::Selection
        } else {
            kind
        };
        (!is_idle).then_some(Transaction {
            steps: self.steps,
            selection,
            stored_marks: self.stored_marks,
            kind,
            known: Some((self.original, self.document)),
        })
    }

    fn repair(&mut self) -> Option<()> {
        let arranged = self.document.arranged();
        let (old, new) = (self.document.blocks().to_vec(), arranged.blocks().to_vec());
        if old.len() == new.len() {
            // Block by block, so that positions inside the others stay.
            for index in (0..old.len()).rev() {
                if !std::sync::Arc::ptr_eq(&old[index], &new[index]) {
                    let at = self.document.start_of(index)?;
                    let mut slice = Slice::default();
                    slice.push_block(&new[index]);
                    self.splice(at, at + old[index].size(), slice)?;
                }
            }
            return Some(());
        }
        let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let end = old[start..]
            .iter()
            .rev()
            .zip(new[start..].iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        let size = |blocks: &[std::sync::Arc<crate::block::Block>]| -> usize {
            blocks.iter().map(|block| block.size()).sum()
        };
        let from = size(&old[..start]);
        let to = from + size(&old[start..old.len() - end]);
        let mut slice = Slice::default();
        for block in &new[start..new.len() - end] {
            slice.push_block(block);
        }
        self.splice(from, to, slice)
    }
}

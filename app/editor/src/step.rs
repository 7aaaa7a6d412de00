//! The one kind of change: a part of the stream is replaced by another. It knows what it removes, so it can be undone,
//! and it cannot be applied to a document that it was not made for.

use std::fmt;

use crate::document::Document;
use crate::piece::{self, Slice};

/// Why a step cannot be applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepError {
    /// The document does not hold what the step removes.
    Mismatch,
    /// The result would not be a document, such as a cell outside of a table.
    Unbalanced,
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mismatch => "the step was made for another document",
            Self::Unbalanced => "the step leaves blocks out of balance",
        })
    }
}

impl std::error::Error for StepError {}

/// On which side of what is inserted at a position the position then stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bias {
    /// Before it.
    Before,
    /// After it.
    After,
}

/// A replacement in the stream of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    at: usize,
    removed: Slice,
    inserted: Slice,
    /// How much of both parts is alike at the start and at the end, so keeps its positions.
    common: (usize, usize),
}

impl Step {
    /// The step that puts `inserted` in the place of `removed`, which begins at position `at`.
    pub fn new(at: usize, removed: Slice, inserted: Slice) -> Self {
        let common = piece::common(&removed, &inserted);
        Self {
            at,
            removed,
            inserted,
            common,
        }
    }

    /// Where it begins.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What it takes away.
    pub fn removed(&self) -> &Slice {
        &self.removed
    }

    /// What it puts in.
    pub fn inserted(&self) -> &Slice {
        &self.inserted
    }

    /// The document after the step.
    ///
    /// # Errors
    /// When the document does not hold what the step removes, or the result would be out of balance.
    pub fn apply(&self, document: &Document) -> Result<Document, StepError> {
        document.replace(self.at, &self.removed, &self.inserted)
    }

    /// The step that undoes it.
    #[must_use]
    pub fn invert(&self) -> Self {
        Self {
            at: self.at,
            removed: self.inserted.clone(),
            inserted: self.removed.clone(),
            common: self.common,
        }
    }

    /// Where a position of the document before is in the document after. Order is kept: of two positions mapped with
    /// the same bias, the one that was not after the other is not after it then.
    pub fn map(&self, position: usize, bias: Bias) -> usize {
        let place = |size: usize| self.at.saturating_add(size);
        let from = place(self.common.0);
        let to = place(self.removed.len() - self.common.1);
        let end = place(self.inserted.len() - self.common.1);
        if position < from {
            position
        } else if position > to {
            (position - to).saturating_add(end)
        } else if from == to {
            if bias == Bias::Before { from } else { end }
        } else if position == from || (position < to && bias == Bias::Before) {
            from
        } else {
            end
        }
    }
}

//! What is being edited: a document, a selection, and the marks that the next typed text will have.

use crate::block::Attrs;
use crate::document::Document;
use crate::inline::Inline;
use crate::mark::{Mark, Marks};
use crate::position::TextRef;
use crate::step::{Bias, Step, StepError};
use crate::transaction::Transaction;

/// A selection; a caret when both ends are the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Selection {
    /// The end that stays when the selection is extended.
    pub anchor: usize,
    /// The end that moves.
    pub head: usize,
}

impl Selection {
    /// A caret.
    pub fn caret(position: usize) -> Self {
        Self {
            anchor: position,
            head: position,
        }
    }

    /// The end that comes first in the document.
    pub fn from(&self) -> usize {
        self.anchor.min(self.head)
    }

    /// The end that comes last in the document.
    pub fn to(&self) -> usize {
        self.anchor.max(self.head)
    }

    /// Whether nothing is selected.
    pub fn is_caret(&self) -> bool {
        self.anchor == self.head
    }

    /// Where the selection is after a step.
    #[must_use]
    pub fn map(&self, step: &Step) -> Self {
        if self.is_caret() {
            return Self::caret(step.map(self.head, Bias::After));
        }
        let from = step.map(self.from(), Bias::After);
        let to = step.map(self.to(), Bias::Before).max(from);
        if self.anchor < self.head {
            Self {
                anchor: from,
                head: to,
            }
        } else {
            Self {
                anchor: to,
                head: from,
            }
        }
    }
}

/// A document in the hands of a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    document: Document,
    selection: Selection,
    stored_marks: Option<Marks>,
}

impl State {
    /// The document with the caret at its start.
    pub fn new(document: Document) -> Self {
        let selection = Selection::caret(document.caret_near(0));
        Self {
            document,
            selection,
            stored_marks: None,
        }
    }

    /// The same document with another selection; each end goes to the nearest place where a caret can stand.
    #[must_use]
    pub fn select(&self, anchor: usize, head: usize) -> Self {
        let anchor_near = self.document.caret_near(anchor);
        let head_near = if head == anchor {
            anchor_near
        } else {
            self.document.caret_near(head)
        };
        Self {
            document: self.document.clone(),
            selection: Selection {
                anchor: anchor_near,
                head: head_near,
            },
            stored_marks: None,
        }
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The selection.
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The marks chosen at the caret for the text that comes next.
    pub fn stored_marks(&self) -> Option<&Marks> {
        self.stored_marks.as_ref()
    }

    /// The state after a transaction.
    ///
    /// # Errors
    /// When the transaction was made for another document.
    pub fn apply(&self, transaction: &Transaction) -> Result<Self, StepError> {
        let document = transaction.apply(&self.document)?;
        let selection = transaction.selection();
        let selection = Selection {
            anchor: document.caret_near(selection.anchor),
            head: document.caret_near(selection.head),
        };
        Ok(Self {
            document,
            selection,
            stored_marks: transaction.stored_marks().cloned(),
        })
    }

    /// The text blocks that the selection touches.
    pub(crate) fn selected_texts(&self) -> Vec<TextRef<'_>> {
        self.document.texts(self.selection.from(), self.selection.to())
    }

    /// The text block of the caret, or of the first end of the selection.
    pub(crate) fn text(&self) -> Option<TextRef<'_>> {
        self.document.text_at(self.selection.from())
    }

    /// The attributes of the block where the selection begins.
    pub fn attrs(&self) -> Attrs {
        self.text().map_or_else(Attrs::default, |text| text.text.attrs)
    }

    /// The marks that text typed now would have: the chosen ones, or those of the text before the caret (after it at
    /// the start of a block). A link does not grow at its edges.
    pub fn marks(&self) -> Marks {
        if let Some(marks) = &self.stored_marks {
            return marks.clone();
        }
        let Some(text) = self.text() else {
            return Marks::default();
        };
        let offset = self.selection.from() - text.start();
        let mut at = 0;
        let mut before: Option<&Marks> = None;
        let mut after: Option<&Marks> = None;
        for inline in &text.text.content {
            let end = at + inline.size();
            if at < offset {
                before = Some(inline.marks());
            }
            if end > offset && after.is_none() {
                after = Some(inline.marks());
            }
            at = end;
        }
        let mut marks = if self.selection.is_caret() {
            before.or(after)
        } else {
            after.or(before)
        }
        .cloned()
        .unwrap_or_default();
        let is_inside = before.and_then(|m| m.link.as_ref()) == after.and_then(|m| m.link.as_ref());
        if !is_inside {
            marks.link = None;
        }
        marks
    }

    /// Whether text typed now would only lengthen the run of text before the caret.
    pub fn is_run_going_on(&self) -> bool {
        let Some(text) = self.text().filter(|_| self.selection.is_caret()) else {
            return false;
        };
        let mut left = self.selection.head - text.start();
        let run = text.text.content.iter().find(|inline| {
            let is_before_caret = left > 0 && left <= inline.size();
            left = left.saturating_sub(inline.size());
            is_before_caret
        });
        matches!(run, Some(Inline::Text { marks, .. }) if *marks == self.marks())
    }

    /// Whether a mark is on: at the caret, or in all of the selected text.
    pub fn has_mark(&self, mark: Mark) -> bool {
        // A link is underlined anyway, and has no underline of its own.
        let can_have = |marks: &Marks| mark != Mark::Underline || marks.link.is_none();
        self.all_of(&can_have, &|marks| marks.has(mark))
    }

    /// Whether something holds of the marks at the caret, or of all selected text.
    pub fn all_marks(&self, holds: &dyn Fn(&Marks) -> bool) -> bool {
        self.all_of(&|_| true, holds)
    }

    fn all_of(&self, counts: &dyn Fn(&Marks) -> bool, holds: &dyn Fn(&Marks) -> bool) -> bool {
        if self.selection.is_caret() {
            return holds(&self.marks());
        }
        let pieces = self.selected_inlines();
        let mut counted = pieces
            .iter()
            .map(|inline| inline.marks())
            .filter(|marks| counts(marks))
            .peekable();
        counted.peek().is_some() && counted.all(holds)
    }

    /// The pieces of text that the selection touches.
    pub(crate) fn selected_inlines(&self) -> Vec<&Inline> {
        let (from, to) = (self.selection.from(), self.selection.to());
        let mut pieces = Vec::new();
        for text in self.selected_texts() {
            let mut at = text.start();
            for inline in &text.text.content {
                let end = at + inline.size();
                if from < to && at < to && end > from {
                    pieces.push(inline);
                }
                at = end;
            }
        }
        pieces
    }
}

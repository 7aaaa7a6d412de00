//! Counts the items of numbered lists in a sequence of blocks.

use crate::block::{Attrs, MAX_LIST_LEVELS, Marker};

/// The counters while blocks are read in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbering {
    quote: u8,
    /// For each level of the list that is open: the last number, or none in a bulleted list.
    open: Vec<Option<u32>>,
}

impl Numbering {
    /// Reads a block that is in no list.
    pub(crate) fn interrupt(&mut self) {
        self.open.clear();
    }

    /// How many levels are open for a block in so many quotes.
    pub(crate) fn depth(&self, quote: u8) -> usize {
        if quote == self.quote { self.open.len() } else { 0 }
    }

    /// The number that would follow at a level without a start of its own.
    pub(crate) fn expected(&self, quote: u8, level: u8) -> u32 {
        if self.depth(quote) == 0 {
            return 1;
        }
        match self.open.get(usize::from(level)) {
            Some(Some(last)) => last.saturating_add(1),
            _ => 1,
        }
    }

    /// Reads the next block; its number if it has one.
    pub(crate) fn next(&mut self, attrs: &Attrs) -> Option<u32> {
        let Some(item) = attrs.item else {
            self.interrupt();
            return None;
        };
        let level = item.level.min(MAX_LIST_LEVELS - 1);
        let number = match item.start {
            Some(start) => u32::from(start),
            None => self.expected(attrs.quote, level),
        };
        if attrs.quote != self.quote {
            self.open.clear();
            self.quote = attrs.quote;
        }
        let level = usize::from(level);
        self.open.truncate(level + 1);
        if item.marker == Marker::Continued {
            return None;
        }
        while self.open.len() < level + 1 {
            self.open.push(None);
        }
        let number = (item.marker == Marker::Number).then_some(number);
        self.open[level] = number;
        number
    }
}

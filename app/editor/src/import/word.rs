//! Lists as Word and Outlook write them: ordinary paragraphs that say `mso-list: l0 level2 lfo1`, with the bullet or the
//! number as text in a span of its own.

use crate::block::{Item, MAX_LIST_LEVELS, Marker};

/// A paragraph of such a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct FakeItem {
    /// Which list it is of (`l0 lfo1`).
    list: String,
    level: u8,
    /// The bullet or number as it was written.
    pub(super) marker: String,
}

impl FakeItem {
    /// Reads the value of `mso-list`; `None` where it says that the text is the marker, or that there is no list.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let mut level = None;
        let mut list = String::new();
        for word in value.split_whitespace() {
            match word.strip_prefix("level") {
                Some(number) => level = number.parse::<u8>().ok(),
                None => {
                    list.push_str(word);
                    list.push(' ');
                }
            }
        }
        let level = level?.clamp(1, MAX_LIST_LEVELS) - 1;
        Some(Self {
            list,
            level,
            marker: String::new(),
        })
    }

    /// The place in a list of the model, after the one of the paragraph before.
    pub(super) fn item(&self, before: Option<&Self>) -> Item {
        let written = self
            .marker
            .trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}');
        let number = written.strip_suffix(['.', ')', '-', ':']).unwrap_or(written);
        let number = number.strip_prefix('(').unwrap_or(number);
        let is_number = !number.is_empty() && number.len() <= 8 && written != number && is_counter(number);
        if !is_number {
            return Item::new(Marker::Bullet, self.level);
        }
        let goes_on = before.is_some_and(|before| before.list == self.list);
        let value = number.rsplit('.').next().and_then(|last| last.parse().ok());
        Item {
            marker: Marker::Number,
            level: self.level,
            start: value.filter(|_| !goes_on),
        }
    }
}

/// `1`, `1.2`, `a`, `iv`: what stands before a full stop in a numbered list. `o` and `n` are bullets in a symbol font.
fn is_counter(text: &str) -> bool {
    let is_digits = text
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let is_letters = text.bytes().all(|byte| byte.is_ascii_alphabetic()) && text.len() <= 5;
    is_digits || is_letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(value: &str, marker: &str) -> Option<Item> {
        let mut fake = FakeItem::parse(value)?;
        marker.clone_into(&mut fake.marker);
        Some(fake.item(None))
    }

    #[test]
    fn bullets_and_numbers_are_told_apart() {
        let number = |level, start| {
            Some(Item {
                marker: Marker::Number,
                level,
                start,
            })
        };
        for (value, marker, expected) in [
            (
                "l0 level1 lfo1",
                "·\u{a0}\u{a0}",
                Some(Item::new(Marker::Bullet, 0)),
            ),
            ("l0 level2 lfo1", "o\u{a0}", Some(Item::new(Marker::Bullet, 1))),
            ("l0 level3 lfo1", "§", Some(Item::new(Marker::Bullet, 2))),
            ("l0 level1 lfo2", "1.\u{a0}", number(0, Some(1))),
            ("l0 level2 lfo2", "1.3.", number(1, Some(3))),
            ("l0 level2 lfo2", "b)", number(1, None)),
            ("l0 level9 lfo2", "iv.", number(5, None)),
            ("l0 level1 lfo2", "(4)", number(0, Some(4))),
            ("l0 level1 lfo2", "-", Some(Item::new(Marker::Bullet, 0))),
            ("l0 level1 lfo2", "", Some(Item::new(Marker::Bullet, 0))),
            ("ignore", "1.", None),
            ("none", "1.", None),
            ("l0 level999 lfo2", "1.", None),
        ] {
            assert_eq!(item(value, marker), expected, "{value} {marker}");
        }
    }
}

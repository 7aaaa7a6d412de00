//! What changed in the texts of a draft since it was written whole. A long text is not written again for each of its words: the device
//! takes milliseconds for that.

use super::drafts::DeviceDraft;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// From how many bytes on a text is long.
const LONG_BYTES: usize = 4_000;
/// With so many bytes of changes, the draft is written whole again.
const MOST_BYTES: usize = 2_000;

/// A draft that was written whole: when, and its texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Whole {
    pub at: Timestamp,
    detail: String,
    document: String,
}

impl Whole {
    /// What is to be remembered of a draft that is written whole; nothing of one whose texts are short.
    pub fn of(draft: &DeviceDraft) -> Option<Self> {
        let content = &draft.draft.content;
        (content.detail.len() + content.document.len() >= LONG_BYTES).then(|| Self {
            at: draft.draft.saved_at,
            detail: content.detail.clone(),
            document: content.document.clone(),
        })
    }
}

/// A draft whose texts are said by what changed in them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Since {
    /// The draft without its texts.
    rest: DeviceDraft,
    detail: Change,
    document: Change,
}

impl Since {
    /// What changed from the whole to this draft; `None` when that is so much that it is better written whole.
    pub fn between(whole: &Whole, draft: &DeviceDraft) -> Option<Self> {
        let content = &draft.draft.content;
        let detail = Change::between(&whole.detail, &content.detail);
        let document = Change::between(&whole.document, &content.document);
        let is_small = detail.put.len() + document.put.len() <= MOST_BYTES;
        is_small.then(|| Self {
            rest: draft.without_texts(),
            detail,
            document,
        })
    }

    /// The draft again; `None` when it does not belong to this whole.
    pub fn applied_to(self, whole: &DeviceDraft) -> Option<DeviceDraft> {
        let Self {
            rest: mut draft,
            detail,
            document,
        } = self;
        let texts = &whole.draft.content;
        draft.draft.content.detail = detail.applied_to(&texts.detail)?;
        draft.draft.content.document = document.applied_to(&texts.document)?;
        Some(draft)
    }
}

/// A part of a text that was replaced.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Change {
    /// How many bytes at the start and at the end of the text stayed.
    kept: (usize, usize),
    put: String,
}

impl Change {
    fn between(before: &str, after: &str) -> Self {
        let mut start = common_start(before.as_bytes(), after.as_bytes());
        while !(before.is_char_boundary(start) && after.is_char_boundary(start)) {
            start -= 1;
        }
        let (old, new) = (&before[start..], &after[start..]);
        let mut end = common_end(old.as_bytes(), new.as_bytes());
        while !(old.is_char_boundary(old.len() - end) && new.is_char_boundary(new.len() - end)) {
            end -= 1;
        }
        Self {
            kept: (start, end),
            put: new[..new.len() - end].to_owned(),
        }
    }

    fn applied_to(&self, before: &str) -> Option<String> {
        let (start, end) = self.kept;
        let end = before.len().checked_sub(end).filter(|end| *end >= start)?;
        Some([before.get(..start)?, &self.put, before.get(end..)?].concat())
    }
}

/// How many bytes two texts have in common at their start, compared by words first: most of two long texts is alike.
fn common_start(a: &[u8], b: &[u8]) -> usize {
    let (words_a, _) = a.as_chunks::<8>();
    let (words_b, _) = b.as_chunks::<8>();
    let alike = words_a
        .iter()
        .zip(words_b)
        .take_while(|(a, b)| word(a) == word(b));
    let start = alike.count() * 8;
    let rest = a[start..].iter().zip(&b[start..]);
    start + rest.take_while(|(a, b)| a == b).count()
}

fn common_end(a: &[u8], b: &[u8]) -> usize {
    let (_, words_a) = a.as_rchunks::<8>();
    let (_, words_b) = b.as_rchunks::<8>();
    let words = words_a.iter().rev().zip(words_b.iter().rev());
    let end = words.take_while(|(a, b)| word(a) == word(b)).count() * 8;
    let rest = a[..a.len() - end]
        .iter()
        .rev()
        .zip(b[..b.len() - end].iter().rev());
    end + rest.take_while(|(a, b)| a == b).count()
}

fn word(bytes: &[u8; 8]) -> u64 {
    u64::from_ne_bytes(*bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Draft, DraftContent, DraftSlot};
    use domain::exchange::Direction;

    fn draft(detail: &str, document: &str, at: i64) -> DeviceDraft {
        let content = DraftContent {
            subject: format!("at {at}"),
            detail: detail.to_owned(),
            document: document.to_owned(),
            ..DraftContent::default()
        };
        DeviceDraft {
            draft: Draft {
                slot: DraftSlot::New(Direction::Sent),
                content,
                saved_at: Timestamp(at),
            },
            is_open: true,
        }
    }

    #[test]
    fn a_change_gives_the_text_again() {
        let long = "la chaudière est réparée 👩‍👧 ".repeat(20);
        let texts = [
            "",
            "a",
            "aa",
            "aaaaaaaaaaaaaaaaaaa",
            "é",
            "è",
            "👩‍👧",
            "👩",
            &long,
            &long[3..],
            &long[..40],
        ];
        for before in texts {
            for after in texts {
                let change = Change::between(before, after);
                assert_eq!(change.applied_to(before).as_deref(), Some(after), "{before:?}");
            }
        }
        let typed = long.replacen("est", "était", 1);
        assert_eq!(Change::between(&long, &typed).put, "étai");
    }

    #[test]
    fn a_change_of_another_text_gives_nothing_or_stays_inside_of_characters() {
        let change = Change {
            kept: (2, 3),
            put: "x".to_owned(),
        };
        assert_eq!(change.applied_to("abcd"), None);
        assert_eq!(change.applied_to("aé345"), None);
        assert_eq!(change.applied_to("ab345").as_deref(), Some("abx345"));
    }

    #[test]
    fn a_draft_is_its_whole_and_what_changed_since() {
        let text = "Bonjour, ".repeat(600);
        let whole = draft(&text, &format!("[{text}]"), 1);
        let later = draft(&format!("{text}oui"), &format!("[{text}oui]"), 2);
        let kept = Whole::of(&whole).unwrap();
        let since = Since::between(&kept, &later).unwrap();
        assert_eq!(since.applied_to(&whole), Some(later));
        let other = draft(&text.to_uppercase(), "", 3);
        assert_eq!(Since::between(&kept, &other), None);
    }

    #[test]
    fn a_short_text_is_always_written_whole() {
        assert_eq!(Whole::of(&draft("court", "", 1)), None);
    }
}

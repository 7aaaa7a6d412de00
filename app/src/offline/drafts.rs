//! Drafts on the device: written while one types, found again after a crash.

use super::since::{Since, Whole};
use crate::ui::browser;
use crate::view::{Draft, DraftSlot};
use crate::wire;
use domain::AccountId;
use domain::dit::DitNumber;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A draft and whether its form was open, so that a reload opens it again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeviceDraft {
    pub draft: Draft,
    pub is_open: bool,
}

impl DeviceDraft {
    /// The same without its texts, which may be long.
    pub(super) fn without_texts(&self) -> Self {
        let mut rest = self.clone();
        rest.draft.content.detail.clear();
        rest.draft.content.document.clear();
        rest
    }
}

/// The drafts of one account for one request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DeviceDrafts {
    pub account: AccountId,
    pub dit: DitNumber,
}

impl DeviceDrafts {
    pub fn is_empty(self) -> bool {
        browser::store_keys(&self.prefix()).is_empty()
    }

    pub fn keep(self, draft: &DeviceDraft) {
        self.keep_whole(draft);
    }

    /// Keeps a draft that is kept again and again. `whole` is what was kept last of all of it: where only little of a long text changed
    /// since, no more than that is written.
    pub fn keep_on(self, draft: &DeviceDraft, whole: &mut Option<Whole>) {
        let key = self.key(draft.draft.slot);
        let is_short = whole
            .as_ref()
            .filter(|whole| is_since(&key, whole.at))
            .and_then(|whole| Some((whole.at, Since::between(whole, draft)?)))
            .is_some_and(|(at, since)| keep_since(&key, at, Some(&since)));
        if !is_short {
            *whole = self.keep_whole(draft);
        }
    }

    /// What was kept, when its texts are long.
    fn keep_whole(self, draft: &DeviceDraft) -> Option<Whole> {
        let key = self.key(draft.draft.slot);
        let is_kept = wire::write(draft).is_some_and(|text| browser::store_takes(&key, &text));
        let whole = Whole::of(draft).filter(|_| is_kept)?;
        keep_since(&key, whole.at, None).then_some(whole)
    }

    pub fn get(self, slot: DraftSlot) -> Option<DeviceDraft> {
        read(&self.key(slot))
    }

    pub fn discard(self, slot: DraftSlot) {
        let key = self.key(slot);
        browser::store_remove(&since_key(&key));
        browser::store_remove(&key);
    }

    pub fn all(self) -> Vec<DeviceDraft> {
        browser::store_keys(&self.prefix())
            .iter()
            .filter(|key| !key.ends_with(SINCE))
            .filter_map(|key| read(key))
            .collect()
    }

    fn prefix(self) -> String {
        format!("draft/{}/{}/", self.account, self.dit)
    }

    fn key(self, slot: DraftSlot) -> String {
        let slot = match slot {
            DraftSlot::New(direction) => format!("new-{direction:?}"),
            DraftSlot::Edit(exchange) => format!("edit-{exchange}"),
            DraftSlot::Again(exchange) => format!("again-{exchange}"),
        };
        self.prefix() + &slot
    }
}

fn read(key: &str) -> Option<DeviceDraft> {
    let whole: DeviceDraft = wire::read(&browser::store_get(key)?)?;
    let since = browser::store_get(&since_key(key)).and_then(|kept| {
        let (at, since) = kept.split_once(' ')?;
        let since: Since = wire::read(since).filter(|_| at == whole.draft.saved_at.0.to_string())?;
        since.applied_to(&whole)
    });
    Some(since.unwrap_or(whole))
}

/// What a key ends with whose value is what changed since the draft was written whole: when that was, then the change. Whoever writes the
/// whole draft, in another tab perhaps, writes this too: a change of a whole that is gone is never written.
const SINCE: &str = "/since";

fn since_key(key: &str) -> String {
    format!("{key}{SINCE}")
}

/// Whether the whole of that time is still the one on the device.
fn is_since(key: &str, at: Timestamp) -> bool {
    let kept = browser::store_get(&since_key(key));
    kept.is_some_and(|kept| kept.split(' ').next() == Some(&at.0.to_string()))
}

fn keep_since(key: &str, at: Timestamp, since: Option<&Since>) -> bool {
    let since = since.map_or_else(|| Some(String::new()), wire::write);
    since.is_some_and(|since| browser::store_takes(&since_key(key), &format!("{} {since}", at.0)))
}

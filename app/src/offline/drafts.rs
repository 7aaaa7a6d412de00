//! Drafts on the device: written while one types, found again after a crash.

use crate::ui::browser;
use crate::view::{Draft, DraftSlot};
use crate::wire;
use domain::AccountId;
use domain::dit::DitNumber;
use serde::{Deserialize, Serialize};

/// A draft and whether its form was open, so that a reload opens it again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeviceDraft {
    pub draft: Draft,
    pub is_open: bool,
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
        if let Some(text) = wire::write(draft) {
            browser::store_set(&self.key(draft.draft.slot), &text);
        }
    }

    pub fn get(self, slot: DraftSlot) -> Option<DeviceDraft> {
        read(&self.key(slot))
    }

    pub fn discard(self, slot: DraftSlot) {
        browser::store_remove(&self.key(slot));
    }

    pub fn all(self) -> Vec<DeviceDraft> {
        browser::store_keys(&self.prefix())
            .iter()
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
    wire::read(&browser::store_get(key)?)
}

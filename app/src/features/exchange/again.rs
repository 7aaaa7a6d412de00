//! Corriger et renvoyer: a new exchange that says again what another one said, in a draft of its own, so that it takes no other
//! draft's place.

use super::form_content::content_again;
use super::panel_state::{Panel, Wish};
use crate::i18n::mail::mail_words;
use crate::offline::{DeviceDraft, DeviceDrafts};
use crate::view::{Draft, DraftSlot, ExchangeView};
use domain::time::Timestamp;
use leptos::prelude::*;

/// Opens the composer with what the exchange said; a correction that was begun before goes on.
pub fn write_again(panel: Panel, exchange: &ExchangeView) {
    if panel.is_writing.get_untracked() {
        panel.toasts.show(mail_words(panel.catalogue.locale).draft_kept);
    }
    if panel.drafts().get(DraftSlot::Again(exchange.id)).is_none() {
        // A correction that was begun on another device is newer.
        keep_again(panel.drafts(), exchange, exchange.recorded_at.at);
    }
    panel.ask(Wish::Write(DraftSlot::Again(exchange.id)));
}

/// Keeps on the device what the exchange said, as a form that is open: the desk of its request opens it.
pub fn keep_again(drafts: DeviceDrafts, exchange: &ExchangeView, saved_at: Timestamp) {
    drafts.keep(&DeviceDraft {
        draft: Draft {
            slot: DraftSlot::Again(exchange.id),
            content: content_again(exchange),
            saved_at,
        },
        is_open: true,
    });
}

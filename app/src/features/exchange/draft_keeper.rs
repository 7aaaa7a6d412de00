//! Keeps what is being typed: on the device at once, on the server soon after.

use super::desk::Desk;
use super::form_state::FormState;
use crate::api;
use crate::offline::DeviceDraft;
use crate::ui::browser::{self, TimerHandle};
use crate::view::{Draft, DraftContent};
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::atomic::Ordering;

/// Longest time a word of a field stays on screen only, in milliseconds.
const DEVICE_MS: u32 = 200;
/// The same where the text has a tool that has kept it to itself for most of that time already.
const DEVICE_SOON_MS: u32 = 50;
/// Quiet time after the last key before the server gets it, in milliseconds.
const SERVER_QUIET_MS: i64 = 2_000;
/// Longest time the server waits while one types on, in milliseconds.
const SERVER_MOST_MS: i64 = 10_000;

/// Timers of one form.
#[derive(Clone, Copy, Default)]
struct Timers {
    device: Option<TimerHandle>,
    server: Option<TimerHandle>,
    /// When the first and the last word that the server does not have were typed.
    unsaved_ms: Option<(i64, i64)>,
}

/// Keeps the draft of an open form until the form goes.
pub fn keep_draft(desk: Desk, form: FormState) {
    let timers = StoredValue::new(Timers::default());
    Effect::new(move |is_running: Option<bool>| {
        // Follows every field; the first run is the form as it opened.
        form.track();
        if is_running == Some(true) {
            schedule(desk, form, timers);
        }
        true
    });
    browser::on_window("pagehide", move || save_on_leave(desk, form));
    let is_gone = form.is_gone.get_value();
    on_cleanup(move || {
        let Some(running) = timers.try_get_value() else {
            return;
        };
        let late = [running.device, running.server].into_iter().flatten();
        if late.map(TimerHandle::cancel).count() > 0 && !is_gone.load(Ordering::Relaxed) {
            save_on_device(desk, form, false);
            save_on_server(desk, form);
        }
    });
}

fn schedule(desk: Desk, form: FormState, timers: StoredValue<Timers>) {
    let now = browser::now_ms();
    timers.update_value(|running| {
        running.device.get_or_insert_with(|| {
            let is_late = form.is_composing.get_untracked();
            let wait_ms = if is_late { DEVICE_SOON_MS } else { DEVICE_MS };
            browser::after_ms(wait_ms, move || {
                timers.try_update_value(|timers| timers.device = None);
                save_on_device(desk, form, true);
            })
        });
        running.unsaved_ms = Some((running.unsaved_ms.map_or(now, |(first, _)| first), now));
        running
            .server
            .get_or_insert_with(|| wait_for_quiet(desk, form, timers, SERVER_QUIET_MS));
    });
}

/// The server gets the draft after so long, unless somebody typed meanwhile: then it is waited on. A timer set anew for each word would
/// cost more than the word.
fn wait_for_quiet(desk: Desk, form: FormState, timers: StoredValue<Timers>, wait_ms: i64) -> TimerHandle {
    browser::after_ms(u32::try_from(wait_ms).unwrap_or(0), move || {
        let left_ms = timers.try_with_value(|timers| left_ms(timers, browser::now_ms()));
        let next = left_ms
            .filter(|left_ms| *left_ms > 0)
            .map(|left_ms| wait_for_quiet(desk, form, timers, left_ms));
        let is_over = next.is_none();
        timers.try_update_value(|timers| {
            timers.server = next;
            timers.unsaved_ms = timers.unsaved_ms.filter(|_| !is_over);
        });
        if is_over {
            save_on_server(desk, form);
        }
    })
}

/// How long the server still waits.
fn left_ms(timers: &Timers, now: i64) -> i64 {
    let Some((first, last)) = timers.unsaved_ms else {
        return 0;
    };
    let quiet = (SERVER_QUIET_MS - (now - last)).min(SERVER_QUIET_MS);
    quiet.min(SERVER_MOST_MS - (now - first))
}

/// The page goes. What another page has made of the draft meanwhile is left alone where nothing was written here since.
pub fn save_on_leave(desk: Desk, form: FormState) {
    let is_known = |known: &DraftContent| *known == untrack(|| form.content());
    if !form.detail.is_disposed() && !form.known.with_value(is_known) {
        save_on_device(desk, form, true);
    }
}

/// Writes the draft to the device, or takes it away when nothing is left of it.
pub fn save_on_device(desk: Desk, form: FormState, is_open: bool) {
    if form.detail.is_disposed() {
        return;
    }
    let draft = DeviceDraft {
        draft: draft_of(form),
        is_open,
    };
    if form.is_dirty() {
        form.kept
            .try_update_value(|kept| desk.drafts().keep_on(&draft, kept));
    } else if form.owns_kept(desk.drafts()) {
        desk.drafts().discard(form.slot);
    }
    form.known.try_set_value(draft.draft.content);
}

/// Writes the draft to the server; a failure is not worth a word, the device has it.
pub fn save_on_server(desk: Desk, form: FormState) {
    if form.detail.is_disposed() || !form.is_dirty() {
        return;
    }
    let draft = draft_of(form);
    let (number, drafts, is_gone) = (desk.number, desk.drafts(), form.is_gone.get_value());
    spawn_local(async move {
        let slot = draft.slot;
        if api::save_draft(number, draft.clone()).await.is_ok() {
            desk.draft_saved(draft);
        }
        // It was sent or thrown away while it was being saved, and the panel may be closed by now.
        let is_open = |form: &Option<FormState>| form.is_some_and(|form| form.slot == slot);
        let is_open = desk.form.try_with_untracked(is_open) == Some(true) || drafts.get(slot).is_some();
        if is_gone.load(Ordering::Relaxed) && !is_open {
            desk.draft_gone(slot);
            drop(api::discard_draft(number, slot).await);
        }
    });
}

fn draft_of(form: FormState) -> Draft {
    Draft {
        slot: form.slot,
        content: untrack(|| form.content()),
        saved_at: Timestamp(browser::now_ms()),
    }
}

//! Keeps what is being typed: on the device at once, on the server soon after.

use super::desk::Desk;
use super::form_state::FormState;
use crate::api;
use crate::offline::DeviceDraft;
use crate::ui::browser::{self, TimerHandle};
use crate::view::Draft;
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Longest time a word stays on screen only, in milliseconds.
const DEVICE_MS: u32 = 200;
/// Quiet time after the last key before the server gets it, in milliseconds.
const SERVER_QUIET_MS: u32 = 2_000;
/// Longest time the server waits while one types on, in milliseconds.
const SERVER_MOST_MS: i64 = 10_000;

/// Timers of one form.
#[derive(Clone, Copy, Default)]
struct Timers {
    device: Option<TimerHandle>,
    server: Option<TimerHandle>,
    /// When the first word that the server does not have was typed.
    unsaved_since_ms: Option<i64>,
}

/// Keeps the draft of an open form until the form goes.
pub fn keep_draft(desk: Desk, form: FormState) {
    let timers = StoredValue::new(Timers::default());
    Effect::new(move |is_running: Option<bool>| {
        // Follows every field; the first run is the form as it opened.
        drop(form.content());
        if is_running == Some(true) {
            schedule(desk, form, timers);
        }
        true
    });
    browser::on_window("pagehide", move || save_on_device(desk, form, true));
    on_cleanup(move || {
        let Some(running) = timers.try_get_value() else {
            return;
        };
        let late = [running.device, running.server].into_iter().flatten();
        if late.map(TimerHandle::cancel).count() > 0 && form.is_gone.try_get_value() == Some(false) {
            save_on_device(desk, form, false);
            save_on_server(desk, form);
        }
    });
}

fn schedule(desk: Desk, form: FormState, timers: StoredValue<Timers>) {
    let now = browser::now_ms();
    timers.update_value(|running| {
        running.device.get_or_insert_with(|| {
            browser::after_ms(DEVICE_MS, move || {
                timers.try_update_value(|timers| timers.device = None);
                save_on_device(desk, form, true);
            })
        });
        let since = *running.unsaved_since_ms.get_or_insert(now);
        let left = u32::try_from(SERVER_MOST_MS - (now - since)).unwrap_or(0);
        running.server.take().into_iter().for_each(TimerHandle::cancel);
        running.server = Some(browser::after_ms(left.min(SERVER_QUIET_MS), move || {
            timers.try_update_value(|timers| (timers.server, timers.unsaved_since_ms) = (None, None));
            save_on_server(desk, form);
        }));
    });
}

/// Writes the draft to the device, or takes it away when nothing is left of it.
pub fn save_on_device(desk: Desk, form: FormState, is_open: bool) {
    if form.detail.is_disposed() {
        return;
    }
    if form.is_dirty() {
        desk.drafts().keep(&DeviceDraft {
            draft: draft_of(form),
            is_open,
        });
    } else {
        desk.drafts().discard(form.slot);
    }
}

/// Writes the draft to the server; a failure is not worth a word, the device has it.
pub fn save_on_server(desk: Desk, form: FormState) {
    if form.detail.is_disposed() || !form.is_dirty() {
        return;
    }
    let draft = draft_of(form);
    spawn_local(async move {
        let slot = draft.slot;
        if api::save_draft(desk.number, draft.clone()).await.is_ok() {
            desk.draft_saved(draft);
        }
        let is_open = |form: &Option<FormState>| form.is_some_and(|form| form.slot == slot);
        if form.is_gone.try_get_value() == Some(true) && desk.form.try_with_untracked(is_open) == Some(false)
        {
            desk.discard_draft(slot);
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

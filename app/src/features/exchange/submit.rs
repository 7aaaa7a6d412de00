//! Validating the form: judged here first, then sent through the queue, and given back when it is refused.

use super::form_state::{FormState, check};
use super::panel_state::Panel;
use crate::api;
use crate::error::AppError;
use crate::i18n::problem;
use crate::offline::{EntryState, Typed};
use crate::ui::browser;
use crate::view::DraftSlot;
use domain::command::{Answer, Command};
use domain::locale::Locale;
use domain::rejection::Rejection;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Validates the form. `container` is the element in which the first wrong field gets the focus; `is_sending` says that
/// a mail leaves whatever the box says.
pub fn submit(panel: Panel, form: FormState, container: &'static str, is_sending: bool) {
    let locale = panel.catalogue.locale;
    let content = untrack(|| form.content());
    let judged = panel.facts.with_untracked(|facts| {
        let command = form.command(facts, is_sending)?;
        check(
            &command,
            &content,
            facts,
            panel.actor(),
            panel.state.get_untracked(),
        )?;
        Ok(command)
    });
    match judged {
        Err(rejection) => show_rejection(panel, form, &rejection, locale, container),
        Ok(command) => send(panel, form, command),
    }
}

fn send(panel: Panel, form: FormState, command: Command) {
    let typed = Typed {
        dit: panel.number,
        slot: form.slot,
        content: untrack(|| form.content()),
    };
    panel.queue.send(command, Some(typed), |_| ());
    // The queue holds the text from here on.
    form.is_sent.set_value(true);
    panel.drafts().discard(form.slot);
    panel
        .facts
        .update(|facts| facts.drafts.retain(|draft| draft.slot != form.slot));
    panel.form.set(None);
    browser::focus_id("ExchangePanel-title");
}

/// Follows the queue: reads the log again after an effect, gives refused texts back.
pub fn follow_queue(panel: Panel, container: &'static str) {
    let locale = panel.catalogue.locale;
    Effect::new(move |_| {
        let is_ours = panel.queue.done().with(|answer| match answer {
            Some(Answer::Done(receipt)) => touches(&receipt.effect, panel),
            _ => false,
        });
        if is_ours {
            panel.reload();
        }
    });
    Effect::new(move |_| {
        for entry in panel.queue.typed_for(panel.number) {
            let Some(typed) = entry.typed else { continue };
            let (rejection, error) = match entry.state {
                EntryState::Refused(rejection) => (Some(rejection), None),
                EntryState::Failed(error) => (None, Some(error)),
                EntryState::Sending | EntryState::Waiting => continue,
            };
            if let Some(form) = untrack(|| panel.take_back(typed)) {
                panel.queue.forget(entry.envelope.id);
                match (rejection, error) {
                    (Some(rejection), _) => show_rejection(panel, form, &rejection, locale, container),
                    (None, error) => show_error(form, error.as_ref(), locale),
                }
            }
        }
    });
}

fn touches(effect: &domain::command::Effect, panel: Panel) -> bool {
    match effect {
        domain::command::Effect::Exchange { dit, .. } | domain::command::Effect::Crit { dit, .. } => {
            *dit == panel.number
        }
        domain::command::Effect::ContactMail | domain::command::Effect::Locale => false,
    }
}

fn show_error(form: FormState, error: Option<&AppError>, locale: Locale) {
    form.refusal
        .set(error.map(|error| problem::error_text(locale, error)));
}

/// Says what is wrong where it is wrong, and goes there.
fn show_rejection(
    panel: Panel,
    form: FormState,
    rejection: &Rejection,
    locale: Locale,
    container: &'static str,
) {
    form.issues.set(Vec::new());
    form.refusal.set(None);
    match rejection {
        Rejection::Invalid(issues) => {
            form.issues.set(issues.clone());
            browser::after_ms(0, move || {
                browser::focus_first_invalid(container);
            });
        }
        Rejection::Conflict { .. } => read_theirs(panel, form),
        other => form.refusal.set(Some(problem::rejection_text(locale, other))),
    }
}

/// Reads the version that the edit ran into, to show it beside what was typed.
fn read_theirs(panel: Panel, form: FormState) {
    let DraftSlot::Edit(exchange) = form.slot else {
        return;
    };
    let locale = panel.catalogue.locale;
    spawn_local(async move {
        match api::exchange(exchange).await {
            Ok(theirs) => drop(form.theirs.try_set(Some(theirs))),
            Err(error) => drop(form.refusal.try_set(Some(problem::error_text(locale, &error)))),
        }
    });
    panel.reload();
}

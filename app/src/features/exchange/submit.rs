//! Validating the form: judged here first, then sent through the queue, and given back when it is refused.

use super::compose::COMPOSER_ID;
use super::departure::{check_departure, tell_departure};
use super::desk::Desk;
use super::form_command::{check, departure_of};
use super::form_state::FormState;
use super::undo::Undo;
use crate::api;
use crate::error::AppError;
use crate::i18n::compose::compose_words;
use crate::i18n::problem;
use crate::i18n::writing::writing_words;
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
pub fn submit(desk: Desk, form: FormState, container: &'static str, is_sending: bool) {
    if let Some(text) = lacks_files(desk, form) {
        form.refusal.set(Some(text));
        return;
    }
    match judge(desk, form, is_sending) {
        Err(rejection) => show_rejection(desk, form, &rejection, container),
        Ok(command) => {
            let told = command.clone();
            let go_on = Callback::new(move |()| send(desk, form, told.clone()));
            desk.answers.send(desk.log, &command, go_on);
        }
    }
}

/// A sentence when a file is not there yet: it would be left behind.
pub fn lacks_files(desk: Desk, form: FormState) -> Option<String> {
    let locale = desk.catalogue.locale;
    if form.uploading.get_untracked() > 0 {
        return Some(writing_words(locale).still_uploading.to_owned());
    }
    let failed = form.uploads.failed()?;
    Some((compose_words(locale).not_uploaded)(&failed))
}

/// What the form asks for, or what is missing or wrong.
pub fn judge(desk: Desk, form: FormState, is_sending: bool) -> Result<Command, Rejection> {
    let content = untrack(|| form.content());
    desk.facts.with_untracked(|facts| {
        let command = form.command(facts, is_sending)?;
        check(
            &command,
            &content,
            facts,
            desk.actor(),
            desk.state.get_untracked(),
        )?;
        check_departure(desk, &command)?;
        Ok(command)
    })
}

fn send(desk: Desk, form: FormState, command: Command) {
    let typed = Typed {
        dit: desk.number,
        slot: form.slot,
        content: untrack(|| form.content()),
    };
    let departure = departure_of(&command).cloned();
    let undo = Undo::by(*desk, desk.navigation);
    desk.queue.send(command, Some(typed), move |answer| {
        if let (Some(departure), Ok(Answer::Done(receipt))) = (&departure, answer) {
            tell_departure(departure, undo(receipt.envelope.into()), desk.undo);
        }
    });
    // The queue holds the text from here on.
    form.mark_gone();
    desk.drafts().discard(form.slot);
    desk.draft_gone(form.slot);
    desk.put_away(form);
}

/// Gives refused texts back to their forms.
pub fn give_back_refused(desk: Desk, container: &'static str) {
    let locale = desk.catalogue.locale;
    Effect::new(move |_| {
        for entry in desk.queue.typed_for(desk.number) {
            let Some(typed) = entry.typed else { continue };
            let (rejection, error) = match entry.state {
                EntryState::Refused(rejection) => (Some(rejection), None),
                // The machine failed, perhaps after it had written: only the same envelope may be sent again.
                EntryState::Failed(AppError::Failed { .. }) => continue,
                EntryState::Failed(error) => (None, Some(error)),
                EntryState::Sending | EntryState::Waiting => continue,
            };
            if let Some(form) = untrack(|| desk.take_back(typed, entry.envelope.issued_at)) {
                desk.queue.forget(entry.envelope.id);
                let container = if form.is_composing.get_untracked() {
                    COMPOSER_ID
                } else {
                    container
                };
                match (rejection, error) {
                    (Some(rejection), _) => show_rejection(desk, form, &rejection, container),
                    (None, error) => show_error(form, error.as_ref(), locale),
                }
            }
        }
    });
}

fn show_error(form: FormState, error: Option<&AppError>, locale: Locale) {
    form.refusal
        .set(error.map(|error| problem::error_text(locale, error)));
}

/// Says what is wrong where it is wrong, and goes there.
pub fn show_rejection(desk: Desk, form: FormState, rejection: &Rejection, container: &'static str) {
    let locale = desk.catalogue.locale;
    form.issues.set(Vec::new());
    form.refusal.set(None);
    match rejection {
        Rejection::Invalid(issues) => {
            form.issues.set(issues.clone());
            let text = problem::rejection_text(locale, rejection);
            browser::after_ms(0, move || {
                // The field may be in the other of form and composer: then the sentence stands above.
                if !browser::focus_first_invalid(container) {
                    form.refusal.try_set(Some(text));
                }
            });
        }
        Rejection::Conflict { .. } => read_theirs(desk, form),
        other => form.refusal.set(Some(problem::rejection_text(locale, other))),
    }
}

/// Reads the version that the edit ran into, to show it beside what was typed.
fn read_theirs(desk: Desk, form: FormState) {
    let DraftSlot::Edit(exchange) = form.slot else {
        return;
    };
    let locale = desk.catalogue.locale;
    spawn_local(async move {
        match api::exchange(exchange).await {
            Ok(theirs) => drop(form.theirs.try_set(Some(theirs))),
            Err(error) => drop(form.refusal.try_set(Some(problem::error_text(locale, &error)))),
        }
    });
    desk.reload();
}

//! Plus tard: when a mail of the composer leaves.

use super::desk::Desk;
use super::form_command::departure_of;
use super::form_state::FormState;
use super::undo::Undo;
use crate::i18n::mail::mail_words;
use crate::ui::{Checkbox, TextField, browser};
use domain::command::{Command, Departure};
use domain::rejection::{Field, Problem, Rejection};
use leptos::prelude::*;

/// The choice, and its date once it is chosen.
pub fn later(desk: Desk, form: FormState) -> AnyView {
    let words = mail_words(desk.catalogue.locale);
    let zone = desk.session.with_value(|session| session.time_zone.clone());
    let hint = (words.leaves_at_hint)(&zone);
    let date = move || {
        let hint = hint.clone();
        form.is_later.get().then(|| {
            view! {
                <TextField id="composer-leaves" label=words.leaves_at kind="datetime-local" value=form.leaves_at hint
                    error=form.error(Field::LeavesAt)/>
            }
        })
    };
    view! {
        <div class="Composer-later">
            <Checkbox id="composer-later" label=words.later value=form.is_later/>
            {date}
        </div>
    }
    .into_any()
}

/// Says at once that a time has passed; the server, which alone knows the zone for sure, says it too.
///
/// # Errors
/// [`Problem::InPast`].
pub fn check_departure(desk: Desk, command: &Command) -> Result<(), Rejection> {
    let Some(Departure::At(wall)) = departure_of(command) else {
        return Ok(());
    };
    let zone = desk.session.with_value(|session| session.time_zone.clone());
    let is_past = browser::local_wall_time(browser::now_ms(), &zone)
        .and_then(|now| now.parse().ok())
        .is_some_and(|now| *wall <= now);
    if is_past {
        Err(Rejection::field(Field::LeavesAt, Problem::InPast))
    } else {
        Ok(())
    }
}

/// What is said once a mail is recorded: it can be taken back for a while, or it leaves later. `offered` holds what Ctrl+Z takes
/// back.
pub fn tell_departure(departure: &Departure, undo: Undo, offered: RwSignal<Option<Undo>>) {
    match departure {
        Departure::AtOnce => {}
        Departure::Undoable => undo.offer(offered),
        Departure::At(_) => undo.tell_scheduled(),
    }
}

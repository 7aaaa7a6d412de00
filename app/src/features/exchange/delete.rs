//! Deleting an exchange, with its reason.

use super::desk::Desk;
use super::panel_state::Panel;
use crate::i18n::writing::writing_words;
use crate::i18n::{problem, writing::Words};
use crate::ui::{Button, Dialog, DialogActions, TextField, Variant, open_while};
use crate::view::ExchangeView;
use domain::ExchangeId;
use domain::command::{Answer, Command, DeleteExchange, RestoreExchange};
use domain::rejection::{Field, Rejection};
use leptos::prelude::*;

/// The dialog `Supprimer l'échange`, open while an exchange is about to be deleted.
#[component]
pub fn DeleteDialog(desk: Desk) -> AnyView {
    let words = &desk.catalogue.exchange;
    let writing = writing_words(desk.catalogue.locale);
    let open = open_while(desk.deleting);
    let reason = RwSignal::new(String::new());
    let error = RwSignal::new(String::new());
    let is_pending = RwSignal::new(false);
    Effect::new(move |asked: Option<Option<ExchangeId>>| {
        let asks = desk
            .deleting
            .with(|exchange| exchange.as_ref().map(|exchange| exchange.id));
        if asks.is_some() && asked.flatten() != asks {
            reason.set(String::new());
            error.set(String::new());
        }
        asks
    });
    // The dialog stays until the answer is known: a refusal loses nothing of the reason.
    let on_settled = move |refusal: Option<String>| {
        is_pending.try_set(false);
        match refusal {
            None => drop(open.try_set(false)),
            Some(text) => drop(error.try_set(text)),
        }
    };
    let confirm = move |()| {
        let Some(exchange) = desk.deleting.get_untracked() else {
            return;
        };
        let typed = reason.get_untracked();
        if let Err(problem) = domain::text::Reason::parse(&typed) {
            error.set(problem::problem_text(
                desk.catalogue.locale,
                Field::Reason,
                &problem,
            ));
            return;
        }
        let command = DeleteExchange {
            exchange: exchange.id,
            revision: exchange.revision,
            reason: typed,
        };
        is_pending.set(true);
        change(
            desk,
            Command::DeleteExchange(command),
            |writing| writing.deleted_toast,
            on_settled,
        );
    };
    view! {
        <Dialog id="DeleteDialog" open title=writing.delete_title>
            <p>{writing.delete_text}</p>
            {move || desk.deleting.with(|exchange| exchange.as_ref().is_some_and(|exchange| exchange.mail.is_some())).then_some(
                view! { <p>{writing.delete_mail_text}</p> }
            )}
            <TextField id="delete-reason" label=words.reason value=reason error/>
            <DialogActions>
                <Button label=words.close variant=Variant::Quiet on_press=move |()| open.set(false)/>
                <Button label=words.delete variant=Variant::Danger busy=is_pending on_press=confirm/>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

/// Sends a change that has no form. `on_settled` hears why it was refused, or nothing when it is done.
fn change(
    desk: Desk,
    command: Command,
    done: fn(&Words) -> &'static str,
    on_settled: impl Fn(Option<String>) + Send + Sync + 'static,
) {
    let Panel {
        catalogue, toasts, ..
    } = *desk;
    desk.queue.send(command, None, move |answer| match answer {
        Ok(Answer::Done(_)) => {
            toasts.show(done(writing_words(catalogue.locale)));
            on_settled(None);
        }
        Ok(Answer::Rejected(rejection)) => {
            if let Rejection::Conflict { current } = rejection {
                // The person has been told; deleting again is about what they then see.
                desk.deleting.try_update(|exchange| {
                    exchange
                        .iter_mut()
                        .for_each(|exchange| exchange.revision = current);
                });
            }
            desk.reload();
            on_settled(Some(problem::rejection_text(catalogue.locale, &rejection)));
        }
        Err(error) => on_settled(Some(problem::error_text(catalogue.locale, &error))),
    });
}

/// Takes a deletion back.
pub fn restore(desk: Desk, exchange: &ExchangeView) {
    let command = RestoreExchange {
        exchange: exchange.id,
        revision: exchange.revision,
    };
    let toasts = desk.toasts;
    let tell = move |refusal: Option<String>| refusal.into_iter().for_each(|text| toasts.show_error(text));
    change(
        desk,
        Command::RestoreExchange(command),
        |writing| writing.restored_toast,
        tell,
    );
}

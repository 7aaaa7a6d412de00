//! Deleting an exchange, with its reason.

use super::desk::Desk;
use super::panel_state::Panel;
use crate::i18n::{exchange::Words, problem};
use crate::ui::{Button, Dialog, DialogActions, TextField, Variant, open_while};
use crate::view::ExchangeView;
use domain::command::{Answer, Command, DeleteExchange, RestoreExchange};
use domain::rejection::{Field, Rejection};
use leptos::prelude::*;

/// The dialog `Supprimer l'échange`, open while an exchange is about to be deleted.
#[component]
pub fn DeleteDialog(desk: Desk) -> AnyView {
    let words = &desk.catalogue.exchange;
    let open = open_while(desk.deleting);
    let reason = RwSignal::new(String::new());
    let error = RwSignal::new(String::new());
    Effect::new(move |_| {
        if desk.deleting.with(Option::is_some) {
            reason.set(String::new());
            error.set(String::new());
        }
    });
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
        change(desk, Command::DeleteExchange(command), |words| {
            words.deleted_toast
        });
        open.set(false);
    };
    view! {
        <Dialog id="DeleteDialog" open title=words.delete_title>
            <p>{words.delete_text}</p>
            {move || desk.deleting.with(|exchange| exchange.as_ref().is_some_and(|exchange| exchange.mail.is_some())).then_some(
                view! { <p>{words.delete_mail_text}</p> }
            )}
            <TextField id="delete-reason" label=words.reason value=reason error/>
            <DialogActions>
                <Button label=words.close variant=Variant::Quiet on_press=move |()| open.set(false)/>
                <Button label=words.delete variant=Variant::Danger on_press=confirm/>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

/// Sends a change that has no form, and says what came of it.
fn change(desk: Desk, command: Command, done: fn(&Words) -> &'static str) {
    let Panel {
        catalogue, toasts, ..
    } = *desk;
    desk.queue.send(command, None, move |answer| match answer {
        Ok(Answer::Done(_)) => toasts.show(done(&catalogue.exchange)),
        Ok(Answer::Rejected(rejection)) => {
            toasts.show_error(problem::rejection_text(catalogue.locale, &rejection));
            if matches!(
                rejection,
                Rejection::Conflict { .. } | Rejection::Deleted | Rejection::NotDeleted
            ) {
                desk.reload();
            }
        }
        Err(error) => toasts.show_error(problem::error_text(catalogue.locale, &error)),
    });
}

/// Takes a deletion back.
pub fn restore(desk: Desk, exchange: &ExchangeView) {
    let command = RestoreExchange {
        exchange: exchange.id,
        revision: exchange.revision,
    };
    change(desk, Command::RestoreExchange(command), |words| {
        words.restored_toast
    });
}

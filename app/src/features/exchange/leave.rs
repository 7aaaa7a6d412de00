//! Closing a form that holds text.

use super::desk::Desk;
use super::draft_keeper::{save_on_device, save_on_server};
use super::submit::lacks_files;
use crate::i18n::writing::writing_words;
use crate::ui::{Button, Dialog, DialogActions, Variant, open_while};
use leptos::prelude::*;

/// Asked when closing would put text out of sight.
#[component]
pub fn LeaveDialog(desk: Desk) -> AnyView {
    let writing = writing_words(desk.catalogue.locale);
    let open = open_while(desk.leaving);
    let leave = move |keep: bool| {
        let then = desk.leaving.get_untracked();
        let form = desk.form.get_untracked();
        if let Some(form) = form {
            // A draft keeps the files that are there.
            if keep && let Some(sentence) = lacks_files(desk, form) {
                open.set(false);
                return form.refusal.set(Some(sentence));
            }
            if keep {
                save_on_device(desk, form, false);
                save_on_server(desk, form);
            } else {
                form.mark_gone();
                desk.discard_draft(form.slot);
            }
        }
        open.set(false);
        if let Some(form) = form {
            desk.put_away(form);
        }
        if let Some(then) = then {
            then.run(());
        }
    };
    view! {
        <Dialog id="LeaveDialog" open title=writing.leave_title>
            <p>{writing.leave_text}</p>
            <DialogActions>
                <Button label=writing.leave_discard variant=Variant::Danger on_press=move |()| leave(false)/>
                <Button label=writing.leave_stay variant=Variant::Quiet on_press=move |()| open.set(false)/>
                <Button label=writing.leave_keep variant=Variant::Primary on_press=move |()| leave(true)/>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

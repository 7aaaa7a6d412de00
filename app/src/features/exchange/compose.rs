//! The composer: the way to Mail 2, to copies and to the signature. Its `Envoyer` always mails.

mod envelope;
mod page;

use super::departure::later;
use super::desk::Desk;
use super::form_state::FormState;
use super::submit::submit;
use crate::ui::{Button, Dialog, DialogSize, IconName, Variant, validate_by_key};
use envelope::envelope;
use leptos::prelude::*;
use page::{page, signature_button};

/// Id of the composer, where the first wrong field is looked for.
pub const COMPOSER_ID: &str = "Composer";

/// The dialog `Mettre en forme`. It shares the fields of the form: going back keeps the work.
#[component]
pub fn Composer(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let open = form.is_composing;
    view! {
        <Dialog id=COMPOSER_ID open title=words.composer size=DialogSize::Large>
            {composer(desk, form)}
        </Dialog>
    }
    .into_any()
}

fn composer(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let send = move || submit(desk, form, COMPOSER_ID, true);
    view! {
        <div class="Composer" on:keydown=move |event| validate_by_key(&event, send)>
            {envelope(desk, form)}
            {page(desk, form)}
            <div class="Composer-foot">
                <Button label=words.send variant=Variant::Primary icon=IconName::Send shortcut="F2" on_press=move |()| send()/>
                {later(desk, form)}
                {signature_button(desk, form)}
                <div class="FormActions-end">
                    <Button label=words.close variant=Variant::Quiet on_press=move |()| form.is_composing.set(false)/>
                </div>
            </div>
        </div>
    }
    .into_any()
}

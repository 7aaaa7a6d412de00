//! The composer: the way to Mail 2, to copies and to the signature. Its `Envoyer` always mails.

mod envelope;
mod page;
mod preview;
mod recipients;
mod templates;

use super::attachments::hold_over;
use super::departure::later;
use super::desk::Desk;
use super::form_state::FormState;
use super::submit::submit;
use crate::composer::Inserted;
use crate::i18n::compose::compose_words;
use crate::ui::{Button, Dialog, DialogSize, Icon, IconName, Variant, browser, validate_by_key};
use envelope::envelope;
use leptos::prelude::*;
use page::{CONTENT_ID, page, signature_button};
use preview::{Previewed, preview_button, preview_dialog};
use recipients::{Known, known, outside, settle};
use templates::templates_menu;

/// Id of the composer, where the first wrong field is looked for.
pub const COMPOSER_ID: &str = "Composer";

/// The dialog `Mettre en forme`. It shares the fields of the form: going back keeps the work.
#[component]
pub fn Composer(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let open = form.is_composing;
    let previewed = RwSignal::new(None);
    let dialogs = view! {
        <Dialog id=COMPOSER_ID open title=words.composer close_label=words.close size=DialogSize::Large>
            {composer(desk, form, previewed)}
        </Dialog>
        {preview_dialog(desk, previewed)}
    };
    Effect::new(move |_| {
        if open.get()
            && let Some(id) = first_to_fill(form)
        {
            browser::after_ms(0, move || browser::focus_end_of(id));
        }
    });
    dialogs.into_any()
}

/// Where one goes on: to whom, or in the text. Nowhere when a field is wrong, which gets the focus then.
fn first_to_fill(form: FormState) -> Option<&'static str> {
    let has_nobody = form.to.with_untracked(|to| to.trim().is_empty());
    let id = if has_nobody { "composer-to" } else { CONTENT_ID };
    form.issues.with_untracked(Vec::is_empty).then_some(id)
}

fn composer(desk: Desk, form: FormState, previewed: RwSignal<Option<Previewed>>) -> AnyView {
    let known = known(desk);
    let inserted = RwSignal::new(None);
    let is_over = RwSignal::new(false);
    let send = move || {
        settle(form);
        submit(desk, form, COMPOSER_ID, true);
    };
    view! {
        <div
            class="Composer"
            data-dropping=move || is_over.get().then_some("true")
            on:keydown=move |event| validate_by_key(&event, send)
            on:dragover=move |event| hold_over(&event, is_over)
            on:dragleave=move |event| if browser::is_drag_leaving(&event) { is_over.set(false) }
            on:drop=move |event| form.attach_dropped(&event, is_over)
            on:paste=move |event| form.attach_pasted(&event)
        >
            {envelope(desk, form, known)}
            {page(desk, form, inserted)}
            {foot(desk, form, known, previewed, inserted, Callback::new(move |()| send()))}
        </div>
    }
    .into_any()
}

fn foot(
    desk: Desk,
    form: FormState,
    known: Known,
    previewed: RwSignal<Option<Previewed>>,
    inserted: RwSignal<Option<Inserted>>,
    send: Callback<()>,
) -> AnyView {
    let words = &desk.catalogue.exchange;
    view! {
        <div class="Composer-foot">
            {outside_note(desk, form, known)}
            <Button label=words.send variant=Variant::Primary icon=IconName::Send shortcut="F2" on_press=send/>
            {later(desk, form)}
            {preview_button(desk, form, previewed)}
            {templates_menu(desk, form, inserted)}
            {signature_button(desk, form)}
        </div>
    }
    .into_any()
}

/// Who gets the mail without being known, in words, where it is sent.
fn outside_note(desk: Desk, form: FormState, known: Known) -> AnyView {
    let words = compose_words(desk.catalogue.locale);
    let outside = outside(form, known);
    let note = move || {
        outside.with(|outside| (!outside.is_empty()).then(|| (words.outside_list)(&outside.join(", "))))
    };
    view! {
        <p class="Composer-outside" role="status" data-shown=move || note().is_some().then_some("true")>
            {move || note().map(|text| view! { <Icon name=IconName::Warning small=true/> <span>{text}</span> })}
        </p>
    }
    .into_any()
}

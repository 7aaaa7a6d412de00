//! The page of the mail: its content, the signature and the files.

use crate::features::exchange::attachments::AttachmentsField;
use crate::features::exchange::desk::Desk;
use crate::features::exchange::form_content::employee;
use crate::features::exchange::form_state::FormState;
use crate::ui::{Button, IconName, TextArea};
use domain::rejection::Field;
use leptos::prelude::*;

/// Contenu, with what follows it.
pub fn page(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    view! {
        <div class="Composer-page">
            <TextArea id="composer-content" label=words.content value=form.detail error=form.error(Field::Detail) required=true rows=10/>
            {signature(desk, form)}
            <AttachmentsField desk form id="composer-file"/>
        </div>
    }
    .into_any()
}

fn signature_text(desk: Desk, form: FormState) -> String {
    desk.facts.with(|facts| {
        form.employee
            .with(|id| employee(facts, id).map(|sender| sender.signature.clone()))
            .unwrap_or_default()
    })
}

/// The signature, once and as one block; it follows the sender.
fn signature(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let block = move || {
        form.has_signature.get().then(|| {
            let html = editor::text_to_html(&signature_text(desk, form));
            view! { <div class="Signature Prose" role="group" aria-label=words.signature inner_html=html></div> }
        })
    };
    view! { {block} }.into_any()
}

/// `Ajouter la signature`, once; pressed again, it goes.
pub fn signature_button(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let label = Signal::derive(move || {
        (if form.has_signature.get() {
            words.remove_signature
        } else {
            words.add_signature
        })
        .to_owned()
    });
    let toggle = move |()| {
        if untrack(|| signature_text(desk, form)).trim().is_empty() {
            desk.toasts.show(words.no_signature);
        } else {
            form.has_signature.update(|has| *has = !*has);
        }
    };
    view! { <Button label icon=IconName::Signature on_press=toggle/> }.into_any()
}

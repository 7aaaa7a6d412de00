//! The page of the mail: its content, the signature and the files.

use super::first_to_fill;
use crate::composer::{Inserted, RichField};
use crate::features::exchange::attachments::AttachmentsField;
use crate::features::exchange::desk::Desk;
use crate::features::exchange::draft_keeper::save_on_leave;
use crate::features::exchange::form_content::employee;
use crate::features::exchange::form_state::FormState;
use crate::features::exchange::text_images::images_of;
use crate::features::later::draw_rich_text;
use crate::parts::{now, use_parts};
use crate::ui::{Button, IconName, TextArea, browser};
use domain::rejection::Field;
use leptos::prelude::*;

/// Id of the field Contenu, plain or formatted.
pub const CONTENT_ID: &str = "composer-content";

const SIGNATURE_ID: &str = "composer-signature";

/// Contenu, with what follows it.
pub fn page(desk: Desk, form: FormState, inserted: RwSignal<Option<Inserted>>) -> AnyView {
    view! {
        <div class="Composer-page">
            {content(desk, form, inserted)}
            {signature(desk, form)}
            <AttachmentsField desk form id="composer-file" is_mail=Signal::stored(true)/>
        </div>
    }
    .into_any()
}

/// The text with its formatting. Until the part that formats is here, it is plain text. What was typed goes on where it was, or at its
/// end.
fn content(desk: Desk, form: FormState, inserted: RwSignal<Option<Inserted>>) -> AnyView {
    let words = &desk.catalogue.exchange;
    let part = use_parts().composer;
    let error = form.error(Field::Detail);
    let field = RichField {
        id: CONTENT_ID,
        label: words.content,
        error,
        text: form.detail,
        document: form.document,
        images: images_of(form),
        inserted,
        on_leave: Callback::new(move |()| save_on_leave(desk, form)),
    };
    Effect::new(move |_| part.fetch());
    let end = (untrack(|| part.is_here()) && first_to_fill(form) == Some(CONTENT_ID)).then_some(u32::MAX);
    let is_here = Memo::new(move |_| part.is_here());
    let plain = move || {
        view! {
            {move || part.lost()}
            <TextArea id=CONTENT_ID label=words.content label_hidden=true value=form.detail error required=true rows=10/>
        }
        .into_any()
    };
    let view = move || match is_here.get() {
        true => untrack(|| now(draw_rich_text(field, browser::text_caret(CONTENT_ID).or(end))))
            .unwrap_or_else(plain),
        false => plain(),
    };
    view.into_any()
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
            view! { <div class="Signature Prose" id=SIGNATURE_ID role="group" aria-label=words.signature inner_html=html></div> }
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
            // It may stand below the edge of a long text.
            browser::after_ms(0, || browser::scroll_to_id(SIGNATURE_ID));
        }
    };
    view! { <Button label icon=IconName::Signature on_press=toggle/> }.into_any()
}

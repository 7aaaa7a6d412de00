//! The composer: the way to Mail 2, to copies and to the signature. Its `Envoyer` always mails.

use super::attachments::AttachmentsField;
use super::departure::later;
use super::desk::Desk;
use super::form::refusal;
use super::form_content::{contact, employee};
use super::form_state::FormState;
use super::submit::submit;
use crate::ui::{
    Button, Dialog, DialogSize, IconName, SelectField, TextArea, TextField, Variant, validate_by_key,
};
use domain::email::{Email, join_list, parse_list};
use domain::rejection::Field;
use leptos::prelude::*;

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
            <div class="Composer-envelope">
                {refusal(form)}
                {line(from(desk, form))}
                {line(recipients(desk, form))}
                {line(view! { <TextField id="composer-cc" label=words.cc value=form.cc error=form.error(Field::Cc) input_mode="email" autocomplete="off"/> })}
                {line(view! { <TextField id="composer-bcc" label=words.bcc value=form.bcc error=form.error(Field::Bcc) input_mode="email" autocomplete="off"/> })}
                {line(view! {
                    <TextField id="composer-subject" label=words.subject value=form.subject error=form.error(Field::Subject)
                        spellcheck=true autocomplete="off"/>
                })}
            </div>
            <div class="Composer-page">
                <TextArea id="composer-content" label=words.content value=form.detail error=form.error(Field::Detail) required=true rows=10/>
                {signature(desk, form)}
                <AttachmentsField desk form id="composer-file"/>
            </div>
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

fn line(field: impl IntoView + 'static) -> AnyView {
    view! { <div class="Composer-line">{field.into_any()}</div> }.into_any()
}

/// De: Mail 1 or an address of Mail 2 of the sender.
fn from(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let addresses = move || {
        desk.facts.with(|facts| {
            let sender = form.employee.with(|id| employee(facts, id).cloned());
            sender
                .map(|sender| sender.emails().map(ToString::to_string).collect::<Vec<_>>())
                .unwrap_or_default()
        })
    };
    if form.from.with_untracked(String::is_empty)
        && let Some(first) = untrack(addresses).first()
    {
        form.from.set(first.clone());
    }
    let options = Signal::derive(move || {
        addresses()
            .into_iter()
            .map(|email| (email.clone(), email))
            .collect::<Vec<_>>()
    });
    view! { <SelectField id="composer-from" label=words.from value=form.from options error=form.error(Field::From)/> }.into_any()
}

/// À, with each address of the recipient one press away.
fn recipients(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let missing = Memo::new(move |_| {
        let there = form.to.with(|to| parse_list(to)).unwrap_or_default();
        let is_there = |email: &Email| there.iter().any(|known| known.key() == email.key());
        desk.facts.with(|facts| {
            let person = form.counterpart.with(|id| contact(facts, id).cloned());
            person
                .map(|person| {
                    person
                        .emails()
                        .filter(|email| !is_there(email))
                        .cloned()
                        .collect::<Vec<_>>()
                })
                .unwrap_or_default()
        })
    });
    let buttons = move || {
        missing
            .get()
            .into_iter()
            .map(|email| add_button(desk, form, email))
            .collect::<Vec<_>>()
    };
    let extra = view! { <div class="Composer-suggestions">{buttons}</div> }.into_any();
    view! {
        <TextField id="composer-to" label=words.composer_to value=form.to error=form.error(Field::To) input_mode="email" autocomplete="off" extra/>
    }
    .into_any()
}

fn add_button(desk: Desk, form: FormState, email: Email) -> AnyView {
    let label = (desk.catalogue.exchange.add_to)(email.as_str());
    let add = move |()| {
        form.to.update(|to| match parse_list(to) {
            Ok(mut list) => {
                list.push(email.clone());
                *to = join_list(&list);
            }
            // What is wrong in the field stays there to be put right.
            Err(_) => *to = format!("{}; {email}", to.trim_end_matches([' ', ';'])),
        });
    };
    view! { <Button label icon=IconName::Plus variant=Variant::Quiet on_press=add/> }.into_any()
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

fn signature_button(desk: Desk, form: FormState) -> AnyView {
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

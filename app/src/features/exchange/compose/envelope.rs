//! The header of the mail: from whom, to whom, about what.

use super::recipients::{Known, recipients};
use crate::features::exchange::desk::Desk;
use crate::features::exchange::form::refusal;
use crate::features::exchange::form_content::{contact, employee};
use crate::features::exchange::form_state::FormState;
use crate::ui::{Button, IconName, SelectField, TextField, Variant};
use domain::contact::Contact;
use domain::email::Email;
use domain::recipients::{AddressField, Entry};
use domain::rejection::Field;
use leptos::prelude::*;

/// De, À, Cc, Cci and Objet.
pub fn envelope(desk: Desk, form: FormState, known: Known) -> AnyView {
    let words = &desk.catalogue.exchange;
    let field = |which, extra| line(recipients(desk, form, known, which, extra));
    view! {
        <div class="Composer-envelope">
            {refusal(form)}
            {line(from(desk, form))}
            {field(Field::To, known_addresses(desk, form))}
            {field(Field::Cc, ().into_any())}
            {field(Field::Bcc, ().into_any())}
            {line(view! {
                <TextField id="composer-subject" label=words.subject value=form.subject error=form.error(Field::Subject)
                    spellcheck=true autocomplete="off"/>
            })}
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

/// Each address of the recipient that À does not hold, one press away.
fn known_addresses(desk: Desk, form: FormState) -> AnyView {
    let missing = Memo::new(move |_| {
        let there = form.to.with(|to| AddressField::read(to));
        desk.facts.with(|facts| {
            let person = form.counterpart.with(|id| contact(facts, id).cloned());
            let emails = person.iter().flat_map(Contact::emails);
            emails
                .filter(|email| !there.holds(email))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let buttons = move || {
        missing
            .get()
            .into_iter()
            .map(|email| add_button(desk, form, email))
            .collect::<Vec<_>>()
    };
    view! { <div class="Composer-suggestions">{buttons}</div> }.into_any()
}

fn add_button(desk: Desk, form: FormState, email: Email) -> AnyView {
    let label = (desk.catalogue.exchange.add_to)(email.as_str());
    let add = move |()| {
        form.to.update(|to| {
            // What is being typed stays there.
            let mut field = AddressField::read(to);
            field.push(Entry::from(email.clone()));
            *to = field.text();
        });
    };
    view! { <Button label icon=IconName::Plus variant=Variant::Quiet on_press=add/> }.into_any()
}

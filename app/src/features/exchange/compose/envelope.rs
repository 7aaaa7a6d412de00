//! The header of the mail: from whom, to whom, about what.

use crate::features::exchange::desk::Desk;
use crate::features::exchange::form::refusal;
use crate::features::exchange::form_content::{contact, employee};
use crate::features::exchange::form_state::FormState;
use crate::ui::{Button, IconName, SelectField, TextField, Variant};
use domain::email::{Email, join_list, parse_list};
use domain::rejection::Field;
use leptos::prelude::*;

/// De, À, Cc, Cci and Objet.
pub fn envelope(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    view! {
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

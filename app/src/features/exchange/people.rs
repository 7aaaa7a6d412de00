//! Who said it, who heard it, and the address it goes to.

use super::desk::Desk;
use super::form_content::{FREE, contact, default_to, employee};
use super::form_state::FormState;
use super::panel_state::Panel;
use crate::i18n::Catalogue;
use crate::i18n::writing::writing_words;
use crate::ui::{Button, SelectField, TextField, Variant};
use crate::view::DraftSlot;
use domain::command::{Answer, Command, SetContactMail};
use domain::contact::{Contact, MailSlot};
use domain::email::{Email, join_list, parse_list};
use domain::exchange::Direction;
use domain::locale::Locale;
use domain::permission::Permission;
use domain::rejection::Field;
use leptos::prelude::*;

/// "Envoyé par" and "Reçu par", in the order of the direction. A note has neither; a mailed exchange keeps them.
pub fn people(desk: Desk, form: FormState) -> Option<AnyView> {
    let writing = writing_words(desk.catalogue.locale);
    if form.direction == Direction::Internal || form.is_mailed_already {
        return None;
    }
    let is_sent = form.direction == Direction::Sent;
    let (ours, theirs) = if is_sent {
        (writing.sender, writing.recipient)
    } else {
        (writing.recipient, writing.sender)
    };
    let employee = employee_field(desk, form, ours);
    let counterpart = counterpart_field(desk, form, theirs);
    let fields = if is_sent {
        [employee, counterpart]
    } else {
        [counterpart, employee]
    };
    let fields = fields.map(|field| view! { <div class="is-half">{field}</div> }.into_any());
    Some(fields.into_iter().collect::<Vec<_>>().into_any())
}

fn employee_field(desk: Desk, form: FormState, label: &'static str) -> AnyView {
    let options = Signal::derive(move || {
        desk.facts.with(|facts| {
            let known = facts
                .employees
                .iter()
                .map(|employee| (employee.id.to_string(), employee.name()));
            known.collect::<Vec<_>>()
        })
    });
    let options = with_present(desk, form, options);
    let mails = Signal::derive(move || {
        let person = desk
            .facts
            .with(|facts| form.employee.with(|id| employee(facts, id).cloned()));
        person.map(|person| (person.mail1, person.mail2))
    });
    let extra = addresses(desk.catalogue.locale, mails);
    // From is one of the sender's addresses: another sender starts again with their Mail 1.
    let on_change = Callback::new(move |()| form.from.set(String::new()));
    // The form shows no "De": a sender without Mail 1 is said where the sender is chosen.
    let (of_employee, of_from) = (form.error(Field::Employee), form.error(Field::From));
    let error = Signal::derive(move || {
        of_employee.with(|text| {
            if text.is_empty() {
                of_from.get()
            } else {
                text.clone()
            }
        })
    });
    view! {
        <SelectField id="exchange-employee" label value=form.employee options error on_change extra/>
    }
    .into_any()
}

/// Somebody who left may still stand on an exchange that is edited.
fn with_present(
    desk: Desk,
    form: FormState,
    options: Signal<Vec<(String, String)>>,
) -> Signal<Vec<(String, String)>> {
    let DraftSlot::Edit(id) = form.slot else {
        return options;
    };
    let present = desk.log.with_untracked(|log| {
        log.iter()
            .find(|exchange| exchange.id == id)
            .map(|exchange| exchange.employee.clone())
    });
    Signal::derive(move || {
        let mut options = options.get();
        if let Some(present) = &present
            && !options.iter().any(|(value, _)| *value == present.id.to_string())
        {
            options.push((present.id.to_string(), present.name.clone()));
        }
        options
    })
}

fn counterpart_field(desk: Desk, form: FormState, label: &'static str) -> AnyView {
    let words = &desk.catalogue.exchange;
    let writing = writing_words(desk.catalogue.locale);
    let options = Signal::derive(move || {
        let contacts = desk
            .facts
            .with(|facts| facts.contacts.iter().map(contact_option).collect::<Vec<_>>());
        let others = [
            (String::new(), words.nobody.to_owned()),
            (FREE.to_owned(), writing.other_person.to_owned()),
        ];
        contacts.into_iter().chain(others).collect::<Vec<_>>()
    });
    let mails = Signal::derive(move || {
        let person = desk
            .facts
            .with(|facts| form.counterpart.with(|id| contact(facts, id).cloned()));
        person.map(|person| (person.mail1, person.mail2))
    });
    let extra = addresses(desk.catalogue.locale, mails);
    // "Mail destinataire" follows the person until somebody types in it.
    let followed = StoredValue::new(form.counterpart.get_untracked());
    let on_change = Callback::new(move |()| {
        let chosen = form.counterpart.get_untracked();
        desk.facts.with_untracked(|facts| {
            let before = followed.with_value(|followed| default_to(facts, followed));
            if form.to.with_untracked(|to| *to == before) {
                form.to.set(default_to(facts, &chosen));
            }
        });
        followed.set_value(chosen);
    });
    let free = move || {
        form.counterpart.with(|value| value == FREE).then(|| {
            view! { <TextField id="exchange-free" label=writing.other_person_name value=form.free_name error=form.error(Field::Counterpart) autocomplete="off"/> }
        })
    };
    let error = form.error(Field::Counterpart);
    let error = Signal::derive(move || {
        if form.counterpart.with(|value| value == FREE) {
            String::new()
        } else {
            error.get()
        }
    });
    view! {
        <SelectField id="exchange-counterpart" label value=form.counterpart options error on_change extra/>
        {free}
    }
    .into_any()
}

/// Mail 1 and Mail 2 of the person chosen, visible while choosing.
fn addresses(locale: Locale, mails: Signal<Option<(Option<Email>, Vec<Email>)>>) -> AnyView {
    let words = &Catalogue::of(locale).exchange;
    let no_mail = writing_words(locale).no_mail;
    let line = |label: &'static str, value: String| {
        let title = value.clone();
        view! { <div><dt>{label}</dt><dd title=title>{value}</dd></div> }.into_any()
    };
    let lines = move || {
        let (mail1, mail2) = mails.get()?;
        let none = mail1.is_none() && mail2.is_empty();
        let mail1 = mail1.map(|email| line(words.mail1, email.to_string()));
        let mail2 = (!mail2.is_empty()).then(|| line(words.mail2, join_list(&mail2)));
        Some((
            mail1,
            mail2,
            none.then(|| view! { <div><dd>{no_mail}</dd></div> }),
        ))
    };
    view! { <dl class="Addresses">{lines}</dl> }.into_any()
}

fn contact_option(contact: &Contact) -> (String, String) {
    let label = if contact.function.is_empty() {
        contact.name()
    } else {
        format!("{} ({})", contact.name(), contact.function)
    };
    (contact.id.to_string(), label)
}

/// "Mail destinataire", and the way to keep an address that the contact does not have yet.
pub fn address(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let writing = writing_words(desk.catalogue.locale);
    view! {
        <TextField
            id="exchange-to"
            label=words.to
            value=form.to
            hint=writing.to_hint.to_owned()
            error=form.error(Field::To)
            input_mode="email"
            autocomplete="off"
            extra=keep_address(desk, form)
        />
    }
    .into_any()
}

fn keep_address(desk: Desk, form: FormState) -> AnyView {
    let writing = writing_words(desk.catalogue.locale);
    let may = desk.actor().role.may(Permission::EditContacts);
    let offer = Memo::new(move |_| {
        let typed = form.to.with(|to| parse_list(to)).ok()?;
        desk.facts.with(|facts| {
            let person = form.counterpart.with(|id| contact(facts, id).cloned())?;
            let unknown = typed
                .into_iter()
                .find(|email| person.emails().all(|known| known.key() != email.key()))?;
            Some((person, unknown))
        })
    });
    let button = move || {
        let (person, email) = offer.get().filter(|_| may)?;
        let (slot, label) = match person.mail1 {
            None => (MailSlot::Mail1, (writing.add_mail1)(&person.name())),
            Some(_) => (MailSlot::Mail2, (writing.add_mail2)(&person.name())),
        };
        let command = SetContactMail {
            contact: person.id,
            slot,
            address: email.to_string(),
        };
        Some(
            view! { <Button label variant=Variant::Quiet on_press=move |()| keep(desk, command.clone(), email.clone())/> },
        )
    };
    view! { {button} }.into_any()
}

fn keep(desk: Desk, command: SetContactMail, email: Email) {
    let SetContactMail { contact, slot, .. } = command;
    let Panel {
        catalogue, toasts, ..
    } = *desk;
    desk.queue.send(
        Command::SetContactMail(command),
        None,
        move |answer| match answer {
            Ok(Answer::Done(_)) => {
                toasts.show(writing_words(catalogue.locale).mail_added);
                desk.facts.try_update(|facts| {
                    let Some(person) = facts.contacts.iter_mut().find(|known| known.id == contact) else {
                        return;
                    };
                    match slot {
                        MailSlot::Mail1 => person.mail1 = Some(email.clone()),
                        MailSlot::Mail2 => person.mail2.push(email.clone()),
                    }
                });
            }
            Ok(Answer::Rejected(rejection)) => {
                toasts.show_error(crate::i18n::problem::rejection_text(catalogue.locale, &rejection));
            }
            Err(error) => toasts.show_error(crate::i18n::problem::error_text(catalogue.locale, &error)),
        },
    );
}

//! The form that records, mails or edits an exchange.

use super::attachments::AttachmentsField;
use super::desk::Desk;
use super::draft_keeper::keep_draft;
use super::form_state::{FREE, FormState, channel_value, contact, default_to, employee};
use super::panel_state::Panel;
use super::submit::submit;
use crate::i18n::exchange::Words;
use crate::ui::{Banner, Button, Checkbox, SelectField, TextArea, TextField, Tone, Variant};
use crate::view::{DraftSlot, ExchangeView};
use domain::command::{Answer, Command, SetContactMail};
use domain::contact::{Contact, MailSlot};
use domain::email::{Email, join_list, parse_list};
use domain::exchange::{Channel, Direction};
use domain::permission::Permission;
use domain::rejection::Field;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// Id of the form, where the first wrong field is looked for.
pub const FORM_ID: &str = "exchange-form";

/// The open form of the panel.
#[component]
pub fn ExchangeForm(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    keep_draft(desk, form);
    let is_sent = form.direction == Direction::Sent;
    let is_new = matches!(form.slot, DraftSlot::New(_));
    view! {
        <form
            class="ExchangeForm"
            id=FORM_ID
            aria-label=title(words, form.slot)
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                submit(desk, form, FORM_ID, false);
            }
            on:keydown=move |event| validate_by_key(&event, move || submit(desk, form, FORM_ID, false))
        >
            <h3 class="ExchangeForm-title">{title(words, form.slot)}</h3>
            {refusal(form)}
            {move || form.theirs.get().map(|theirs| conflict(desk, form, theirs))}
            {people(desk, form)}
            {(is_sent && is_new).then(|| address(desk, form))}
            <TextField
                id="exchange-subject"
                label=words.subject
                value=form.subject
                hint=words.subject_hint.to_owned()
                error=form.error(Field::Subject)
                spellcheck=true
                autocomplete="off"
            />
            <TextArea id="exchange-detail" label=words.detail value=form.detail error=form.error(Field::Detail) required=true rows=6/>
            {classification(desk, form)}
            {is_new.then(|| view! { <AttachmentsField desk form id="exchange-file"/> })}
            {actions(desk, form, is_sent && is_new)}
        </form>
    }
    .into_any()
}

fn title(words: &Words, slot: DraftSlot) -> &'static str {
    match slot {
        DraftSlot::New(Direction::Received) => words.form_received,
        DraftSlot::New(Direction::Sent) => words.form_sent,
        DraftSlot::New(Direction::Internal) => words.form_note,
        DraftSlot::Edit(_) => words.form_edit,
    }
}

/// `F2` and Ctrl+Enter validate, wherever the focus is in the form.
pub fn validate_by_key(event: &KeyboardEvent, validate: impl FnOnce()) {
    let is_validation =
        event.key() == "F2" || (event.key() == "Enter" && (event.ctrl_key() || event.meta_key()));
    if is_validation && !event.is_composing() {
        event.prevent_default();
        event.stop_propagation();
        validate();
    }
}

/// What was refused and belongs to no field.
pub fn refusal(form: FormState) -> impl Fn() -> Option<AnyView> {
    move || {
        form.refusal
            .get()
            .map(|text| view! { <Banner tone=Tone::Error>{text}</Banner> }.into_any())
    }
}

/// "Envoyé par" and "Reçu par", in the order of the direction. A note has neither; a mailed exchange keeps them.
fn people(desk: Desk, form: FormState) -> Option<AnyView> {
    let words = &desk.catalogue.exchange;
    if form.direction == Direction::Internal || form.is_mailed_already {
        return None;
    }
    let is_sent = form.direction == Direction::Sent;
    let (ours, theirs) = if is_sent {
        (words.sender, words.recipient)
    } else {
        (words.recipient, words.sender)
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
    let extra = addresses(&desk.catalogue.exchange, mails);
    // From is one of the sender's addresses: another sender starts again with their Mail 1.
    let on_change = Callback::new(move |()| form.from.set(String::new()));
    view! {
        <SelectField id="exchange-employee" label value=form.employee options error=form.error(Field::Employee) on_change extra/>
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
    let options = Signal::derive(move || {
        let contacts = desk
            .facts
            .with(|facts| facts.contacts.iter().map(contact_option).collect::<Vec<_>>());
        let others = [
            (String::new(), words.nobody.to_owned()),
            (FREE.to_owned(), words.other_person.to_owned()),
        ];
        contacts.into_iter().chain(others).collect::<Vec<_>>()
    });
    let mails = Signal::derive(move || {
        let person = desk
            .facts
            .with(|facts| form.counterpart.with(|id| contact(facts, id).cloned()));
        person.map(|person| (person.mail1, person.mail2))
    });
    let extra = addresses(words, mails);
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
            view! { <TextField id="exchange-free" label=words.other_person_name value=form.free_name error=form.error(Field::Counterpart) autocomplete="off"/> }
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
fn addresses(words: &'static Words, mails: Signal<Option<(Option<Email>, Vec<Email>)>>) -> AnyView {
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
            none.then(|| view! { <div><dd>{words.no_mail}</dd></div> }),
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
fn address(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    view! {
        <TextField
            id="exchange-to"
            label=words.to
            value=form.to
            hint=words.to_hint.to_owned()
            error=form.error(Field::To)
            input_mode="email"
            autocomplete="off"
            extra=keep_address(desk, form)
        />
    }
    .into_any()
}

fn keep_address(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
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
            None => (MailSlot::Mail1, (words.add_mail1)(&person.name())),
            Some(_) => (MailSlot::Mail2, (words.add_mail2)(&person.name())),
        };
        let mut addresses = if slot == MailSlot::Mail2 {
            person.mail2.clone()
        } else {
            Vec::new()
        };
        addresses.push(email);
        let command = SetContactMail {
            contact: person.id,
            slot,
            address: join_list(&addresses),
        };
        Some(
            view! { <Button label variant=Variant::Quiet on_press=move |()| keep(desk, command.clone(), addresses.clone())/> },
        )
    };
    view! { {button} }.into_any()
}

fn keep(desk: Desk, command: SetContactMail, addresses: Vec<Email>) {
    let SetContactMail { contact, slot, .. } = command;
    let Panel {
        catalogue, toasts, ..
    } = *desk;
    desk.queue.send(
        Command::SetContactMail(command),
        None,
        move |answer| match answer {
            Ok(Answer::Done(_)) => {
                toasts.show(catalogue.exchange.mail_added);
                desk.facts.try_update(|facts| {
                    let Some(person) = facts.contacts.iter_mut().find(|known| known.id == contact) else {
                        return;
                    };
                    match slot {
                        MailSlot::Mail1 => person.mail1 = addresses.first().cloned(),
                        MailSlot::Mail2 => person.mail2.clone_from(&addresses),
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

/// Kind, channel and date: each has a default, none of them blocks.
fn classification(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let kinds = Signal::derive(move || {
        let chosen = form.kind.get();
        desk.facts.with(|facts| {
            let offered = facts
                .kinds
                .iter()
                .filter(|kind| kind.is_active || kind.id.to_string() == chosen);
            offered
                .map(|kind| (kind.id.to_string(), kind.label.clone()))
                .collect::<Vec<_>>()
        })
    });
    let channels: Vec<(String, String)> = Channel::ALL
        .map(|channel| {
            (
                channel_value(channel).to_owned(),
                (words.channel_name)(channel).to_owned(),
            )
        })
        .into();
    let is_new = matches!(form.slot, DraftSlot::New(_));
    let hint = if is_new { words.occurred_hint } else { "" };
    view! {
        <div class="ExchangeForm-triple">
            <SelectField id="exchange-kind" label=words.kind value=form.kind options=kinds error=form.error(Field::Kind)/>
            <SelectField id="exchange-channel" label=words.channel value=form.channel options=channels/>
            <TextField
                id="exchange-occurred"
                label=words.occurred_at
                kind="datetime-local"
                value=form.occurred_at
                hint=hint.to_owned()
                error=form.error(Field::OccurredAt)
            />
        </div>
    }
    .into_any()
}

/// Validation buttons are never greyed for a missing field.
fn actions(desk: Desk, form: FormState, is_mailable: bool) -> AnyView {
    let words = &desk.catalogue.exchange;
    let may_mail = is_mailable && desk.actor().role.may(Permission::SendMail);
    follow_channel(form);
    let label = Signal::derive(move || {
        let is_mailed = may_mail && form.is_mailed.get();
        (if is_mailed {
            words.save_and_send
        } else {
            words.save
        })
        .to_owned()
    });
    let compose = move |()| form.is_composing.set(true);
    view! {
        {may_mail.then(|| view! {
            <div class="ExchangeForm-send"><Checkbox id="exchange-mailed" label=words.by_mail value=form.is_mailed/></div>
        })}
        <div class="FormActions">
            <Button label variant=Variant::Primary kind="submit" shortcut="F2"/>
            {may_mail.then(|| view! { <Button label=words.compose on_press=compose/> })}
            <div class="FormActions-end">
                <Button label=words.close variant=Variant::Quiet on_press=move |()| desk.close_form(Callback::new(|()| ()))/>
            </div>
        </div>
    }
    .into_any()
}

/// The channel follows the box until somebody chooses another.
fn follow_channel(form: FormState) {
    Effect::new(move |before: Option<bool>| {
        let is_mailed = form.is_mailed.get();
        if before.is_some_and(|before| before != is_mailed) {
            let default = |is_mailed| channel_value(Channel::default_for(is_mailed));
            if form
                .channel
                .with_untracked(|channel| channel == default(!is_mailed))
            {
                form.channel.set(default(is_mailed).to_owned());
            }
        }
        is_mailed
    });
}

/// Both texts, side by side with the form, and the two ways out.
fn conflict(desk: Desk, form: FormState, theirs: ExchangeView) -> AnyView {
    let words = &desk.catalogue.exchange;
    let by = theirs
        .edited
        .as_ref()
        .map_or(theirs.recorded_by.clone(), |edited| edited.by.clone());
    let (kept, taken) = (theirs.revision, theirs.clone());
    let keep_mine = move |()| {
        form.revision.set(kept);
        form.theirs.set(None);
        submit(desk, form, FORM_ID, false);
    };
    let take_theirs = move |()| {
        form.fill(FormState::editing(&taken).content());
        form.theirs.set(None);
    };
    let html = theirs.detail_html.clone();
    view! {
        <section class="Conflict" aria-label=words.conflict_title>
            <Banner tone=Tone::Warning>
                <strong>{words.conflict_title}</strong> " " {(words.conflict_text)(&by)}
            </Banner>
            <h4>{words.conflict_theirs}</h4>
            {(!theirs.subject.is_empty()).then(|| view! { <p><strong>{theirs.subject.clone()}</strong></p> })}
            <div class="Prose" inner_html=html></div>
            <div class="FormActions">
                <Button label=words.conflict_keep_mine on_press=keep_mine/>
                <Button label=words.conflict_take_theirs variant=Variant::Quiet on_press=take_theirs/>
            </div>
        </section>
    }
    .into_any()
}

//! The form that records, mails or edits an exchange.

use super::attachments::{AttachmentsField, hold_over};
use super::desk::Desk;
use super::draft_keeper::keep_draft;
use super::form_content::channel_value;
use super::form_state::FormState;
use super::people::{address, people};
use super::submit::submit;
use crate::i18n::writing::Words;
use crate::i18n::writing::writing_words;
use crate::parts::use_parts;
use crate::ui::{
    Banner, Button, Checkbox, SelectField, TextArea, TextField, Tone, Variant, browser, validate_by_key,
};
use crate::view::{DraftSlot, ExchangeView};
use domain::exchange::{Channel, Direction};
use domain::permission::Permission;
use domain::rejection::Field;
use leptos::prelude::*;

/// Id of the form, where the first wrong field is looked for.
pub const FORM_ID: &str = "exchange-form";

/// The open form of the panel.
#[component]
pub fn ExchangeForm(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let writing = writing_words(desk.catalogue.locale);
    keep_draft(desk, form);
    let is_sent = form.direction == Direction::Sent;
    let is_new = form.slot.new_direction().is_some();
    let is_over = RwSignal::new(false);
    view! {
        <form
            class="ExchangeForm"
            id=FORM_ID
            aria-label=title(writing, form.slot)
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                submit(desk, form, FORM_ID, false);
            }
            on:dragover=move |event| hold_over(&event, is_over)
            on:dragleave=move |event| if browser::is_drag_leaving(&event) { is_over.set(false) }
            on:drop=move |event| if is_new { form.attach_dropped(&event, is_over) }
            on:paste=move |event| if is_new { form.attach_pasted(&event) }
            data-dropping=move || (is_new && is_over.get()).then_some("true")
            on:keydown=move |event| validate_by_key(&event, move || submit(desk, form, FORM_ID, false))
        >
            <h3 class="ExchangeForm-title">{title(writing, form.slot)}</h3>
            {refusal(form)}
            {move || form.theirs.get().map(|theirs| conflict(desk, form, theirs))}
            {people(desk, form)}
            {(is_sent && is_new).then(|| address(desk, form))}
            <TextField
                id="exchange-subject"
                label=words.subject
                value=form.subject
                hint=writing.subject_hint.to_owned()
                error=form.error(Field::Subject)
                spellcheck=true
                autocomplete="off"
            />
            {detail(desk, form)}
            {classification(desk, form)}
            {is_new.then(|| view! { <AttachmentsField desk form id="exchange-file" is_mail=form.is_mailed/> })}
            {actions(desk, form, is_sent && is_new)}
        </form>
    }
    .into_any()
}

/// Détail. While the formatting tool stands above the form, its text is not written twice.
fn detail(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let is_composing = Memo::new(move |_| form.is_composing.get());
    let field = move || {
        (!is_composing.get()).then(|| {
            view! { <TextArea id="exchange-detail" label=words.detail value=form.detail error=form.error(Field::Detail) required=true rows=6/> }
        })
    };
    view! { {field} }.into_any()
}

fn title(writing: &Words, slot: DraftSlot) -> &'static str {
    match slot {
        DraftSlot::New(Direction::Received) => writing.form_received,
        DraftSlot::New(Direction::Sent) | DraftSlot::Again(_) => writing.form_sent,
        DraftSlot::New(Direction::Internal) => writing.form_note,
        DraftSlot::Edit(_) => writing.form_edit,
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

/// Kind, channel and date: each has a default, none of them blocks.
fn classification(desk: Desk, form: FormState) -> AnyView {
    let words = &desk.catalogue.exchange;
    let writing = writing_words(desk.catalogue.locale);
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
    let is_new = form.slot.new_direction().is_some();
    let hint = if is_new { writing.occurred_hint } else { "" };
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
    let writing = writing_words(desk.catalogue.locale);
    let may_mail = is_mailable && desk.actor().role.may(Permission::SendMail);
    follow_channel(form);
    let label = Signal::derive(move || {
        let is_mailed = may_mail && form.is_mailed.get();
        (if is_mailed {
            writing.save_and_send
        } else {
            words.save
        })
        .to_owned()
    });
    let compose = move |()| form.is_composing.set(true);
    let composer = use_parts().composer;
    view! {
        {may_mail.then(|| view! {
            <div class="ExchangeForm-send"><Checkbox id="exchange-mailed" label=writing.by_mail value=form.is_mailed/></div>
        })}
        <div class="FormActions">
            <Button label variant=Variant::Primary kind="submit" shortcut="F2"/>
            {may_mail.then(|| view! {
                <span class="ExchangeForm-compose" on:pointerenter=move |_| composer.fetch() on:focusin=move |_| composer.fetch()>
                    <Button label=words.compose on_press=compose/>
                </span>
            })}
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
    let writing = writing_words(desk.catalogue.locale);
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
    let html = theirs.html();
    view! {
        <section class="Conflict" aria-label=writing.conflict_title>
            <Banner tone=Tone::Warning>
                <strong>{writing.conflict_title}</strong> " " {(writing.conflict_text)(&by)}
            </Banner>
            <h4>{writing.conflict_theirs}</h4>
            {(!theirs.subject.is_empty()).then(|| view! { <p><strong>{theirs.subject.clone()}</strong></p> })}
            <div class="Prose" inner_html=html></div>
            <div class="FormActions">
                <Button label=writing.conflict_keep_mine on_press=keep_mine/>
                <Button label=writing.conflict_take_theirs variant=Variant::Quiet on_press=take_theirs/>
            </div>
        </section>
    }
    .into_any()
}

//! What will leave, as the server would put it together now: on a computer, on a phone, and without HTML.

use super::COMPOSER_ID;
use super::recipients::settle;
use crate::api;
use crate::features::exchange::desk::Desk;
use crate::features::exchange::form_state::FormState;
use crate::features::exchange::submit::{judge, lacks_files, show_rejection};
use crate::i18n::compose::{Words, compose_words};
use crate::i18n::problem;
use crate::routes;
use crate::ui::{Button, Dialog, DialogActions, DialogSize, Segmented, Variant, browser, open_while};
use crate::view::mail_preview::{MailPreview, PreviewAnswer};
use crate::wire;
use domain::command::Command;
use leptos::prelude::*;
use leptos::task::spawn_local;

const DESKTOP: &str = "desktop";
const PHONE: &str = "phone";
const TEXT: &str = "text";
/// Name of the frame, for the form that asks for its page.
const FRAME: &str = "mail-preview";
const FORM_ID: &str = "mail-preview-ask";

/// A mail as it would leave, and the command it was made of.
#[derive(Clone, Debug)]
pub struct Previewed {
    mail: MailPreview,
    command: String,
}

/// `Aperçu`: what is wrong is told at its field, as sending would.
pub fn preview_button(desk: Desk, form: FormState, previewed: RwSignal<Option<Previewed>>) -> AnyView {
    let words = compose_words(desk.catalogue.locale);
    let busy = RwSignal::new(false);
    let ask = move |()| {
        settle(form);
        if let Some(text) = lacks_files(desk, form) {
            form.refusal.set(Some(text));
            return;
        }
        match judge(desk, form, true) {
            Err(rejection) => show_rejection(desk, form, &rejection, COMPOSER_ID),
            Ok(command) => {
                busy.set(true);
                spawn_local(async move {
                    read(desk, form, command, previewed).await;
                    busy.try_set(false);
                });
            }
        }
    };
    view! { <Button label=words.preview busy on_press=ask/> }.into_any()
}

async fn read(desk: Desk, form: FormState, command: Command, previewed: RwSignal<Option<Previewed>>) {
    let Command::RecordExchange(record) = command else {
        return;
    };
    let json = wire::write(&record).unwrap_or_default();
    let answer = api::preview_mail(record).await;
    if previewed.is_disposed() {
        return;
    }
    match answer {
        Ok(PreviewAnswer::Mail(mail)) => {
            form.refusal.set(None);
            previewed.set(Some(Previewed { mail, command: json }));
        }
        Ok(PreviewAnswer::Rejected(rejection)) => show_rejection(desk, form, &rejection, COMPOSER_ID),
        Err(error) => form
            .refusal
            .set(Some(problem::error_text(desk.catalogue.locale, &error))),
    }
}

/// The dialog `Aperçu du mail`, above the composer.
pub fn preview_dialog(desk: Desk, previewed: RwSignal<Option<Previewed>>) -> AnyView {
    let words = compose_words(desk.catalogue.locale);
    let open = open_while(previewed);
    view! {
        <Dialog id="MailPreview" open title=words.preview_title size=DialogSize::Large>
            {move || previewed.get().map(|shown| mail_view(desk, words, open, shown))}
        </Dialog>
    }
    .into_any()
}

fn mail_view(desk: Desk, words: &'static Words, open: RwSignal<bool>, shown: Previewed) -> AnyView {
    let close = desk.catalogue.exchange.close;
    let Previewed { mail, command } = shown;
    let chosen = RwSignal::new(
        (if browser::matches_media("(width < 600px)") {
            PHONE
        } else {
            DESKTOP
        })
        .to_owned(),
    );
    let options = [
        (DESKTOP, words.on_desktop),
        (PHONE, words.on_phone),
        (TEXT, words.as_text),
    ]
    .map(|(value, label)| (value.to_owned(), label.to_owned()))
    .to_vec();
    let text = mail.text.clone();
    view! {
        <div class="MailPreview">
            {header(desk, words, &mail)}
            <Segmented id="mail-preview-view" label=words.preview_view label_hidden=true value=chosen options/>
            {frame(words, chosen, command)}
            <pre
                class="MailPreview-text"
                tabindex="0"
                role="region"
                aria-label=words.as_text
                hidden=move || chosen.with(|chosen| chosen != TEXT)
            >
                {text}
            </pre>
            <DialogActions>
                <Button label=close variant=Variant::Quiet on_press=move |()| open.set(false)/>
            </DialogActions>
        </div>
    }
    .into_any()
}

/// The frame has no script, no network and no way out. It stays while another view is chosen, so that its page is asked for once.
fn frame(words: &'static Words, chosen: RwSignal<String>, command: String) -> AnyView {
    let node = NodeRef::<leptos::html::Form>::new();
    Effect::new(move |_| {
        if node.get().is_some() {
            browser::submit_form(FORM_ID);
        }
    });
    view! {
        <form id=FORM_ID node_ref=node method="post" action=routes::MAIL_PREVIEW target=FRAME hidden>
            <input type="hidden" name="command" value=command/>
        </form>
        <div
            class="MailPreview-stage"
            tabindex="0"
            role="region"
            aria-label=words.preview_stage
            data-view=move || chosen.get()
            hidden=move || chosen.with(|chosen| chosen == TEXT)
        >
            <iframe class="MailPreview-frame" name=FRAME title=words.preview_frame sandbox="" referrerpolicy="no-referrer"></iframe>
        </div>
    }
    .into_any()
}

fn header(desk: Desk, words: &'static Words, mail: &MailPreview) -> AnyView {
    let of_form = &desk.catalogue.exchange;
    let line = |label: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any())
    };
    let files: Vec<String> = mail
        .files
        .iter()
        .map(|file| format!("{} ({})", file.name, (of_form.size)(file.size_bytes)))
        .collect();
    view! {
        <dl class="AsSent-header" tabindex="0" aria-label=words.preview_header>
            {line(of_form.from, mail.from.clone())}
            {line(of_form.composer_to, mail.to.join("; "))}
            {line(of_form.cc, mail.cc.join("; "))}
            {line(of_form.bcc, mail.bcc.join("; "))}
            {line(of_form.subject, mail.subject.clone())}
            {line(words.preview_files, files.join(", "))}
            {line(words.preview_size, (of_form.size)(mail.size_bytes))}
        </dl>
    }
    .into_any()
}

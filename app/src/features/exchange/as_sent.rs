//! The mail of an exchange as it left: its header, what it said, and how it went for each recipient.

use super::mail_state::icon;
use crate::api;
use crate::error::AppError;
use crate::i18n::outbox::{self, Words};
use crate::i18n::{problem, use_words};
use crate::routes;
use crate::ui::{Banner, Icon, IconName, Segmented, Skeleton, Tone};
use crate::view::outbox::{HeaderView, SentFileView, SentMailView, SentRecipientView};
use domain::ExchangeId;
use leptos::prelude::*;
use leptos::task::spawn_local;

const AS_HTML: &str = "html";
const AS_TEXT: &str = "text";

/// Reads the mail and shows it.
pub fn as_sent(exchange: ExchangeId) -> AnyView {
    let catalogue = use_words();
    let words = outbox::words(catalogue.locale);
    // No resource: the panel around would suspend itself, and put the open dialog into the page a second time.
    let mail = RwSignal::new(None);
    spawn_local(async move {
        mail.try_set(Some(api::sent_mail(exchange).await));
    });
    let content = move || match mail.get() {
        None => view! { <Skeleton lines=6/> }.into_any(),
        Some(Ok(mail)) => mail_view(words, exchange, mail),
        Some(Err(AppError::NotFound)) => view! { <p class="Secondary">{words.sent_withheld}</p> }.into_any(),
        Some(Err(error)) => {
            let text = problem::error_text(catalogue.locale, &error);
            view! { <Banner tone=Tone::Error>{text}</Banner> }.into_any()
        }
    };
    view! {
        <section class="AsSent" aria-labelledby="as-sent-title">
            <h3 id="as-sent-title">{words.sent_title}</h3>
            {content}
        </section>
    }
    .into_any()
}

fn mail_view(words: &'static Words, exchange: ExchangeId, mail: SentMailView) -> AnyView {
    view! {
        {header(words, mail.headers)}
        {content(words, exchange, mail.has_html, mail.text)}
        {files(words, mail.files)}
        <p>
            <a href=format!("/exchanges/{exchange}/mail.eml") rel="external" download="">
                <Icon name=IconName::Mail small=true/>
                {use_words().exchange.download_eml}
            </a>
        </p>
        {history(words, mail.recipients)}
    }
    .into_any()
}

fn header(words: &'static Words, fields: Vec<HeaderView>) -> AnyView {
    let fields: Vec<_> = fields
        .into_iter()
        .map(|field| view! { <div><dt>{field.name}</dt><dd>{field.value}</dd></div> })
        .collect();
    view! { <dl class="AsSent-header" tabindex="0" aria-label=words.sent_header>{fields}</dl> }.into_any()
}

/// The frame has no script, no network and no way out: the mail is somebody else's text. Its address answers with a policy that says so
/// again.
fn content(words: &'static Words, exchange: ExchangeId, has_html: bool, text: String) -> AnyView {
    let shown = RwSignal::new(if has_html { AS_HTML } else { AS_TEXT }.to_owned());
    let choice = has_html.then(|| {
        let options = [(AS_HTML, words.sent_as_html), (AS_TEXT, words.sent_as_text)]
            .map(|(value, label)| (value.to_owned(), label.to_owned()))
            .to_vec();
        view! { <Segmented id="as-sent-view" label=words.sent_view label_hidden=true value=shown options/> }
    });
    let content = move || {
        if shown.with(|shown| shown == AS_HTML) {
            view! {
                <iframe
                    class="AsSent-frame"
                    title=words.sent_frame
                    sandbox=""
                    referrerpolicy="no-referrer"
                    src=routes::mail_html(exchange)
                ></iframe>
            }
            .into_any()
        } else {
            view! { <pre class="AsSent-text" tabindex="0" aria-label=words.sent_as_text role="region">{text.clone()}</pre> }
                .into_any()
        }
    };
    view! { {choice} {content} }.into_any()
}

fn files(words: &'static Words, files: Vec<SentFileView>) -> Option<AnyView> {
    let catalogue = &use_words().exchange;
    let rows: Vec<_> = files
        .iter()
        .map(|file| {
            let size = (catalogue.size)(file.size_bytes);
            view! { <li>{file.name.clone()} " " <span class="Secondary">{size}</span></li> }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h4>{words.sent_files}</h4>
            <ul class="AsSent-files">{rows}</ul>
        }
        .into_any()
    })
}

fn history(words: &'static Words, recipients: Vec<SentRecipientView>) -> AnyView {
    let rows: Vec<_> = recipients
        .into_iter()
        .map(|sent| recipient(words, sent))
        .collect();
    view! {
        <h4>{words.sent_history}</h4>
        <ul class="AsSent-history" role="list">{rows}</ul>
    }
    .into_any()
}

fn recipient(words: &'static Words, sent: SentRecipientView) -> AnyView {
    let catalogue = &use_words().exchange;
    let recipient = sent.recipient;
    let who = (catalogue.labelled)((catalogue.mail_role)(recipient.role), &recipient.address);
    let state = (words.state_of)(recipient.state);
    let since = recipient.since.text;
    let facts = [(words.queued_at)(&sent.queued_at.text), (words.tries)(sent.tries)];
    let next = recipient.next_try_at.map(|at| (words.next_try)(&at.text));
    let reply = (!recipient.reply.is_empty()).then(|| (words.server_said)(&recipient.reply));
    let lines = [Some(recipient.reason), reply, next].into_iter().flatten();
    let lines: Vec<_> = lines
        .filter(|line| !line.is_empty())
        .map(|line| view! { <p>{line}</p> })
        .collect();
    view! {
        <li class="AsSent-recipient" data-state=recipient.state.as_str()>
            <Icon name=icon(recipient.state) small=true/>
            <div>
                <p><strong>{who}</strong> {format!(" – {state}, {since}")}</p>
                {lines}
                <p class="Secondary">{facts.join(" · ")}</p>
            </div>
        </li>
    }
    .into_any()
}

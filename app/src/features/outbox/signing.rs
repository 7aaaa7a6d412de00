//! The keys that sign mails: one for each domain that mails leave from, and what the domain has to publish.

use super::board::Board;
use crate::ui::{Badge, Button, IconName, Tone, browser};
use crate::view::outbox::DkimKeyView;
use domain::command::{Command, CreateDkimKey};
use leptos::prelude::*;

/// All domains.
pub(super) fn signing(board: Board) -> AnyView {
    let words = board.words;
    let domains = move || {
        board.view.with(|view| {
            let names = view.domains.iter().map(|domain| domain.domain.clone());
            names.enumerate().collect::<Vec<_>>()
        })
    };
    view! {
        <section class="Section" aria-labelledby="outbox-signing">
            <h2 class="Section-title" id="outbox-signing">{words.signing}</h2>
            <p class="Secondary">{words.signing_hint}</p>
            <ul class="MailDomains" role="list">
                <For each=domains key=|(_, name)| name.clone() let:domain>
                    {domain_view(board, domain.0, domain.1)}
                </For>
            </ul>
        </section>
    }
    .into_any()
}

/// The heading stays while the key comes: the focus goes there from the button that made it.
fn domain_view(board: Board, at: usize, name: String) -> AnyView {
    let heading = format!("domain-{at}");
    let key = {
        let name = name.clone();
        Memo::new(move |_| {
            board.view.with(|view| {
                let domain = view.domains.iter().find(|domain| domain.domain == name);
                domain.and_then(|domain| domain.key.clone())
            })
        })
    };
    let content = {
        let (heading, name) = (heading.clone(), name.clone());
        move || match key.get() {
            Some(key) => key_view(board, at, key),
            None => without_key(board, heading.clone(), name.clone()),
        }
    };
    view! {
        <li class="MailDomain">
            <h3 class="MailDomain-name" id=heading tabindex="-1">{name}</h3>
            <div class="MailDomain-key">{content}</div>
        </li>
    }
    .into_any()
}

fn without_key(board: Board, heading: String, domain: String) -> AnyView {
    let words = board.words;
    let busy = RwSignal::new(false);
    let label = words.create_key;
    let described = heading.clone();
    let on_press = move |()| {
        busy.set(true);
        let command = CreateDkimKey {
            domain: domain.clone(),
        };
        let heading = heading.clone();
        board.order(Command::CreateDkimKey(command), move |is_done| {
            busy.try_set(false);
            if is_done {
                board.say(words.key_created);
                browser::focus_id(&heading);
            }
        });
    };
    view! {
        <p><Badge text=words.has_no_key tone=Tone::Warning/></p>
        <div role="group" aria-labelledby=described>
            <Button label busy on_press/>
        </div>
    }
    .into_any()
}

fn key_view(board: Board, at: usize, key: DkimKeyView) -> AnyView {
    let words = board.words;
    view! {
            <p>
                <Badge text=words.has_key tone=Tone::Success/> " "
                <span class="Secondary">{(words.key_since)(&key.created_at.text)}</span>
            </p>
            <p>{words.publish}</p>
            <div class="DnsRecord">
                {record_field(board, format!("dns-name-{at}"), words.record_name, words.copy_name, key.record_name)}
                {record_field(board, format!("dns-type-{at}"), words.record_type, words.copy_type, "TXT".to_owned())}
                {record_field(board, format!("dns-value-{at}"), words.record_value, words.copy_value, key.record_value)}
            </div>
        }
    .into_any()
}

/// A value to copy. It stands in a field, so that it can be selected where copying by a button is refused.
fn record_field(board: Board, id: String, label: &'static str, copy: &'static str, value: String) -> AnyView {
    let words = board.words;
    let field = id.clone();
    let on_press = move |()| {
        let text = if browser::copy_text_of(&field) {
            words.copied
        } else {
            words.not_copied
        };
        board.say(text);
    };
    view! {
        <div class="DnsRecord-row">
            <label class="Field-label" for=id.clone()>{label}</label>
            <input class="Input DnsRecord-value" id=id readonly=true value=value spellcheck="false"/>
            <Button label=copy icon=IconName::Copy on_press/>
        </div>
    }
    .into_any()
}

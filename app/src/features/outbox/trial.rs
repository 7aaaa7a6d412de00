//! Trying an account: a few words to an address, whose way is followed until it is settled.

use super::accounts::{sentence, words_of_server};
use super::board::Board;
use super::recipients::icon;
use crate::i18n::problem::problem_text;
use crate::i18n::use_words;
use crate::ui::{Button, Icon, IconName, SelectField, TextField, Variant, browser, validate_by_key};
use crate::view::outbox::{IdentityView, TestMailView};
use domain::command::{Command, SendTestMail};
use domain::mail::{Mailbox, RecipientState};
use domain::outbox::test_mail;
use domain::rejection::{Field, FieldIssue, Rejection};
use leptos::prelude::*;

const FORM_ID: &str = "outbox-test";

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    from: RwSignal<String>,
    to: RwSignal<String>,
    issues: RwSignal<Vec<FieldIssue>>,
    busy: RwSignal<bool>,
}

/// The form, and what became of the last test.
pub(super) fn trial(board: Board) -> AnyView {
    let words = board.words;
    let first = board
        .view
        .with_untracked(|view| view.identities.first().map(|identity| identity.email.clone()));
    let form = Form {
        from: RwSignal::new(first.unwrap_or_default()),
        to: RwSignal::new(String::new()),
        issues: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
    };
    let test = Memo::new(move |_| board.view.with(|view| view.test.clone()));
    let result = move || match test.get() {
        None => view! { <p class="Secondary">{words.no_test}</p> }.into_any(),
        Some(test) => result(board, test),
    };
    view! {
        <section class="Section" aria-labelledby="outbox-test-title">
            <h2 class="Section-title" id="outbox-test-title">{words.test_title}</h2>
            <p class="Secondary">{words.test_hint}</p>
            {fields(board, form)}
            <div class="Trial-result" role="status">{result}</div>
        </section>
    }
    .into_any()
}

fn fields(board: Board, form: Form) -> AnyView {
    let words = board.words;
    let identities = Memo::new(move |_| board.view.with(|view| view.identities.clone()));
    let options = Signal::derive(move || identities.get().into_iter().map(option).collect::<Vec<_>>());
    view! {
        <form
            class="Trial"
            id=FORM_ID
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                send(board, form);
            }
            on:keydown=move |event| validate_by_key(&event, || send(board, form))
        >
            <SelectField
                id="test-from"
                label=words.test_from
                options
                value=form.from
                error=error(form, Field::From)
            />
            <TextField
                id="test-to"
                kind="email"
                label=words.test_to
                value=form.to
                required=true
                error=error(form, Field::Address)
            />
            <div class="Trial-send">
                <Button
                    kind="submit"
                    label=words.test_send
                    icon=IconName::Send
                    variant=Variant::Primary
                    busy=form.busy
                />
            </div>
        </form>
    }
    .into_any()
}

fn option(identity: IdentityView) -> (String, String) {
    let label = format!("{} ({})", identity.email, identity.name);
    (identity.email, label)
}

fn error(form: Form, field: Field) -> Signal<String> {
    let locale = use_words().locale;
    Signal::derive(move || {
        form.issues.with(|issues| {
            let issue = issues.iter().find(|issue| issue.field == field);
            issue.map_or_else(String::new, |issue| problem_text(locale, field, &issue.problem))
        })
    })
}

/// Judged here first, by the rule that the server goes by.
fn send(board: Board, form: Form) {
    if form.busy.get_untracked() {
        return;
    }
    let command = SendTestMail {
        from: browser::input_value_or("test-from", form.from),
        to: browser::input_value_or("test-to", form.to),
    };
    match judge(board, &command) {
        Err(Rejection::Invalid(issues)) => {
            form.issues.set(issues);
            browser::after_ms(0, || {
                browser::focus_first_invalid(FORM_ID);
            });
        }
        // Whatever else is wrong, the server says it.
        Ok(()) | Err(_) => {
            form.issues.set(Vec::new());
            form.busy.set(true);
            board.order(Command::SendTestMail(command), move |_| {
                form.busy.try_set(false);
            });
        }
    }
}

fn judge(board: Board, command: &SendTestMail) -> Result<(), Rejection> {
    let known: Vec<Mailbox> = board
        .view
        .with_untracked(|view| view.identities.iter().filter_map(mailbox).collect());
    test_mail(command, board.session.actor(), &known).map(drop)
}

fn mailbox(identity: &IdentityView) -> Option<Mailbox> {
    Some(Mailbox {
        name: identity.name.clone(),
        email: identity.email.parse().ok()?,
    })
}

fn result(board: Board, test: TestMailView) -> AnyView {
    let words = board.words;
    let recipient = test.recipient;
    let state = recipient.state;
    let next = recipient
        .next_try_at
        .map(|at| (words.next_try)(&at.text))
        .filter(|_| state == RecipientState::Deferred);
    view! {
        <p class="Secondary">{(words.test_last)(&test.from, &recipient.address, &test.sent_at.text)}</p>
        <p class="OutboxState" data-state=state.as_str() data-test-state=state.as_str()>
            <Icon name=icon(state) small=true/>
            {(words.state_of)(state)}
        </p>
        {sentence(recipient.reason)}
        {sentence(words_of_server(board, &recipient.reply))}
        {next.and_then(sentence)}
    }
    .into_any()
}

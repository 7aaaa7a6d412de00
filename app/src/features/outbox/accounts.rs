//! The ways that mails leave by: how each does, and stopping and resuming it.

use super::board::Board;
use super::page::TITLE_ID;
use crate::i18n::outbox::Words;
use crate::ui::{Badge, Banner, Button, IconName, Time, Tone, Variant, browser};
use crate::view::outbox::{AnswersView, MailAccountView, PauseView, TroubleView};
use domain::command::{Command, PauseMail, ResumeMail};
use domain::outbox::{DEFAULT_ACCOUNT, WHOLE_OUTBOX};
use leptos::prelude::*;

/// The button that stops everything, or lets everything go on.
pub(super) fn pause_everything(board: Board) -> AnyView {
    let is_paused = Memo::new(move |_| board.view.with(|view| view.pause.is_some()));
    let words = board.words;
    let label = Signal::derive(move || {
        let label = if is_paused.get() {
            words.resume_all
        } else {
            words.pause_all
        };
        label.to_owned()
    });
    switch(board, WHOLE_OUTBOX.to_owned(), is_paused, label)
}

/// What is stopped: everything by a person, or an account by the program.
pub(super) fn alerts(board: Board) -> AnyView {
    let stopped = Memo::new(move |_| {
        board.view.with(|view| {
            let all = view
                .pause
                .iter()
                .map(|pause| (WHOLE_OUTBOX.to_owned(), pause.clone()));
            let by_program = view.accounts.iter().filter_map(|account| {
                let pause = account.pause.as_ref().filter(|pause| pause.by.is_empty())?;
                Some((account.name.clone(), pause.clone()))
            });
            all.chain(by_program).collect::<Vec<_>>()
        })
    });
    let banners = move || {
        stopped
            .get()
            .into_iter()
            .map(|(name, pause)| alert(board, name, pause))
            .collect::<Vec<_>>()
    };
    banners.into_any()
}

fn alert(board: Board, name: String, pause: PauseView) -> AnyView {
    let words = board.words;
    let is_program = pause.by.is_empty();
    let tone = if is_program { Tone::Error } else { Tone::Warning };
    let text = if name == WHOLE_OUTBOX {
        (words.all_paused)(&pause.by, &pause.at.text)
    } else {
        (words.account_stopped)(&account_name(board, &name), &pause.at.text)
    };
    let advice = is_program.then_some(words.account_stopped_advice);
    let account = name.clone();
    let resume = move |()| {
        let account = account.clone();
        board.order(Command::ResumeMail(ResumeMail { account }), |is_done| {
            if is_done {
                // The button goes with its banner.
                browser::focus_id(TITLE_ID);
            }
        });
    };
    // The same act has a button of its own name below.
    let label = if name == WHOLE_OUTBOX {
        words.resume_now
    } else {
        words.resume_account
    };
    let actions = view! { <Button label on_press=resume/> }.into_any();
    view! {
        <Banner tone icon=IconName::Warning actions>
            <p>{text}</p>
            {sentence(pause.reason)}
            {sentence(words_of_server(board, &pause.reply))}
            {advice.map(|advice| view! { <p>{advice}</p> })}
        </Banner>
    }
    .into_any()
}

/// All accounts, the default one first.
pub(super) fn accounts(board: Board) -> AnyView {
    let words = board.words;
    let names = move || {
        board.view.with(|view| {
            view.accounts
                .iter()
                .map(|account| account.name.clone())
                .collect::<Vec<_>>()
        })
    };
    view! {
        <section class="Section" aria-labelledby="outbox-accounts">
            <h2 class="Section-title" id="outbox-accounts">{words.accounts}</h2>
            <p class="Secondary">{words.accounts_hint}</p>
            <ul class="MailAccounts" role="list">
                <For each=names key=|name| name.clone() let:name>{account_view(board, name)}</For>
            </ul>
        </section>
    }
    .into_any()
}

fn account_view(board: Board, name: String) -> AnyView {
    let words = board.words;
    let title = account_name(board, &name);
    let account = {
        let name = name.clone();
        Memo::new(move |_| {
            board.view.with(|view| {
                let is_it = |account: &&MailAccountView| account.name == name;
                view.accounts.iter().find(is_it).cloned()
            })
        })
    };
    let is_paused = Memo::new(move |_| {
        account.with(|account| account.as_ref().is_some_and(|account| account.pause.is_some()))
    });
    let label = {
        let title = title.clone();
        Signal::derive(move || {
            let label = if is_paused.get() {
                words.resume_one
            } else {
                words.pause_one
            };
            label(&title)
        })
    };
    let answers = move || account.get().map(|account| answers(words, account.answers));
    let standing = move || {
        account
            .get()
            .map(|account| standing(board, account.pause, account.trouble))
    };
    view! {
        <li class="MailAccount">
            <h3 class="MailAccount-name">{title}</h3>
            <div class="MailAccount-standing">{standing}</div>
            <div class="MailAccount-answers">{answers}</div>
            <div class="MailAccount-switch">{switch(board, name, is_paused, label)}</div>
        </li>
    }
    .into_any()
}

fn standing(board: Board, pause: Option<PauseView>, trouble: Option<TroubleView>) -> AnyView {
    let words = board.words;
    let state = match &pause {
        None => view! { <Badge text=words.account_sends tone=Tone::Success/> }.into_any(),
        Some(pause) if pause.by.is_empty() => {
            view! { <Badge text=words.account_alert tone=Tone::Error/> }.into_any()
        }
        Some(_) => view! { <Badge text=words.account_paused tone=Tone::Warning/> }.into_any(),
    };
    let paused = pause.map(|pause| {
        let text = if pause.by.is_empty() {
            (words.stopped_at)(&pause.at.text)
        } else {
            (words.paused_by)(&pause.by, &pause.at.text)
        };
        (
            sentence(text),
            sentence(pause.reason),
            sentence(words_of_server(board, &pause.reply)),
        )
    });
    let trouble = match trouble {
        None => view! { <p class="Secondary">{words.no_trouble}</p> }.into_any(),
        Some(trouble) => view! {
            <p class="Secondary">
                {words.last_trouble} " " <Time iso=trouble.at.iso text=trouble.at.text/>
            </p>
            {sentence(trouble.reason)}
            {sentence(words_of_server(board, &trouble.reply))}
        }
        .into_any(),
    };
    view! { <p>{state}</p> {paused} {trouble} }.into_any()
}

fn answers(words: &'static Words, answers: AnswersView) -> AnyView {
    let figures = [
        (words.answers_taken, answers.taken),
        (words.answers_not_now, answers.not_now),
        (words.answers_never, answers.never),
        (words.answers_network, answers.network),
    ];
    let figures = figures.map(|(label, count)| {
        view! {
            <div class="Figure">
                <dt>{label}</dt>
                <dd class="Figure-number" data-zero=(count == 0).then_some("true")>{count}</dd>
            </div>
        }
    });
    view! { <dl class="Figures Figures--small">{figures.into_iter().collect::<Vec<_>>()}</dl> }.into_any()
}

/// A button that stays where it is and keeps the focus, whichever of the two it does.
fn switch(board: Board, account: String, is_paused: Memo<bool>, label: Signal<String>) -> AnyView {
    let busy = RwSignal::new(false);
    let on_press = move |()| {
        busy.set(true);
        let account = account.clone();
        let command = if is_paused.get_untracked() {
            Command::ResumeMail(ResumeMail { account })
        } else {
            Command::PauseMail(PauseMail { account })
        };
        board.order(command, move |_| {
            busy.try_set(false);
        });
    };
    view! { <Button label variant=Variant::Secondary busy on_press/> }.into_any()
}

/// How people call an account.
fn account_name(board: Board, name: &str) -> String {
    if name == DEFAULT_ACCOUNT {
        board.words.default_account.to_owned()
    } else {
        name.to_owned()
    }
}

/// What the server said, as a sentence; empty when it said nothing.
pub(super) fn words_of_server(board: Board, reply: &str) -> String {
    if reply.is_empty() {
        String::new()
    } else {
        (board.words.server_said)(reply)
    }
}

/// A line of its own, unless there is nothing to say.
pub(super) fn sentence(text: String) -> Option<AnyView> {
    (!text.is_empty()).then(|| view! { <p>{text}</p> }.into_any())
}

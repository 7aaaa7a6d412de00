//! Somebody else has just answered: asked before one more answer leaves.

use super::desk::Desk;
use super::following::selector;
use crate::i18n::live::live_words;
use crate::ui::{Button, Dialog, DialogActions, Variant, browser, open_while};
use crate::view::ExchangeView;
use domain::command::Command;
use domain::exchange::Direction;
use domain::time::Timestamp;
use leptos::prelude::*;

/// What the person knew of the log when they began to write.
#[derive(Clone, Copy, Debug)]
pub struct Answers {
    read_until: StoredValue<Timestamp>,
    asking: RwSignal<Option<Question>>,
}

/// The answer that came meanwhile, and what was about to be sent.
#[derive(Clone, Debug)]
struct Question {
    answer: ExchangeView,
    send: Callback<()>,
}

impl Answers {
    pub fn new() -> Self {
        Self {
            read_until: StoredValue::new(Timestamp(0)),
            asking: RwSignal::new(None),
        }
    }

    /// A form opens: what is in the log by now has been seen.
    pub fn begin(self, log: RwSignal<Vec<ExchangeView>>) {
        let last = log.with_untracked(|log| log.iter().map(|exchange| exchange.recorded_at.at).max());
        self.read_until.set_value(last.unwrap_or(Timestamp(0)));
    }

    /// Sends, unless an answer of ours has left since the form was opened: then it asks first.
    pub fn send(self, log: RwSignal<Vec<ExchangeView>>, command: &Command, send: Callback<()>) {
        let answer = leaves_by_mail(command)
            .then(|| log.with_untracked(|log| newer(log, self.read_until.get_value())))
            .flatten();
        match answer {
            Some(answer) => self.asking.set(Some(Question { answer, send })),
            None => send.run(()),
        }
    }
}

fn leaves_by_mail(command: &Command) -> bool {
    matches!(command, Command::RecordExchange(record) if record.mail.is_some())
}

/// The last exchange that went to the customer after this instant.
fn newer(log: &[ExchangeView], read_until: Timestamp) -> Option<ExchangeView> {
    log.iter()
        .filter(|exchange| exchange.direction == Direction::Sent && exchange.deleted.is_none())
        .filter(|exchange| exchange.recorded_at.at > read_until)
        .max_by_key(|exchange| exchange.recorded_at.at)
        .cloned()
}

/// The question. Whatever is answered, the text stays.
#[component]
pub fn AnsweredDialog(desk: Desk) -> AnyView {
    let words = live_words(desk.catalogue.locale);
    let answers = desk.answers;
    let open = open_while(answers.asking);
    let text = move || {
        answers.asking.with(|asking| {
            asking.as_ref().map(|question| {
                let answer = &question.answer;
                (words.answered)(answer.occurred_wall.time(), &answer.employee.name)
            })
        })
    };
    let decide = move |sends: bool| {
        let Some(question) = answers.asking.get_untracked() else {
            return;
        };
        // Asked once: from here on it has been read.
        answers.read_until.set_value(question.answer.recorded_at.at);
        open.set(false);
        if sends {
            question.send.run(());
        } else {
            show(desk, &question.answer);
        }
    };
    view! {
        <Dialog id="AnsweredDialog" open title=words.answered_title close_label=desk.catalogue.session.close>
            <p>{text}</p>
            <DialogActions>
                <Button label=words.read_it on_press=move |()| decide(false)/>
                <Button label=words.send_anyway variant=Variant::Primary on_press=move |()| decide(true)/>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}

/// The formatting tool steps aside: its work is in the form.
fn show(desk: Desk, answer: &ExchangeView) {
    if let Some(form) = desk.form.get_untracked() {
        form.is_composing.set(false);
    }
    let selector = selector(answer.id);
    browser::after_ms(0, move || browser::show_and_focus(&selector));
}

//! The ten seconds in which a mail of the composer can be taken back: a message with a countdown, and the way back.

use super::again::keep_again;
use super::panel_state::{Panel, Wish};
use crate::api;
use crate::i18n::Catalogue;
use crate::i18n::mail::mail_words;
use crate::i18n::problem;
use crate::offline::{DeviceDrafts, Queue};
use crate::routes::Navigation;
use crate::ui::{ToastAction, Toasts, browser};
use crate::view::{DraftSlot, ExchangeView};
use domain::ExchangeId;
use domain::command::{Answer, Command, UndoMail};
use domain::mail_change::UNDO_MS;
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;

const SECOND_MS: u32 = 1_000;
/// What the message offers to whoever keeps the hands on the keyboard.
const SHORTCUT: &str = "Control+Z";

/// One mail that can still be taken back. It outlives the panel that it was written in.
#[derive(Clone, Copy)]
pub struct Undo {
    panel: Panel,
    drafts: DeviceDrafts,
    exchange: ExchangeId,
    catalogue: &'static Catalogue,
    queue: Queue,
    toasts: Toasts,
    navigation: Navigation,
}

impl Undo {
    /// For an exchange whose id is known later: by then the panel may be gone.
    pub fn by(panel: Panel, navigation: Navigation) -> impl Fn(ExchangeId) -> Self + Send + Sync {
        let drafts = panel.drafts();
        move |exchange| Self {
            panel,
            drafts,
            exchange,
            catalogue: panel.catalogue,
            queue: panel.queue,
            toasts: panel.toasts,
            navigation,
        }
    }

    /// Says that the mail leaves at its time.
    pub fn tell_scheduled(self) {
        self.toasts.show(mail_words(self.catalogue.locale).scheduled);
    }

    /// Shows the message for as long as the mail waits. `offered` holds what Ctrl+Z takes back.
    pub fn offer(self, offered: RwSignal<Option<Undo>>) {
        let words = mail_words(self.catalogue.locale);
        let seconds = u32::try_from(UNDO_MS).unwrap_or(u32::MAX) / SECOND_MS;
        let left = RwSignal::new(seconds);
        let clock = Signal::derive(move || (words.seconds)(left.get()));
        let run = Callback::new(move |()| {
            offered.try_set(None);
            self.run();
        });
        let action = ToastAction {
            label: words.cancel.to_owned(),
            clock,
            shortcut: SHORTCUT.to_owned(),
            run,
        };
        let toast = self.toasts.show_with_action(words.leaving, action);
        offered.try_set(Some(self));
        self.panel.undo_toast.try_set(Some((self.exchange, toast)));
        count_down(left, move || {
            self.toasts.close(toast);
            offered.try_update(|undo| *undo = undo.take().filter(|undo| undo.exchange != self.exchange));
        });
    }

    /// Takes the mail back and opens it in the composer again.
    pub fn run(self) {
        self.close_toast();
        let words = mail_words(self.catalogue.locale);
        let command = Command::UndoMail(UndoMail {
            exchange: self.exchange,
            reason: words.undo_reason.to_owned(),
        });
        self.queue.send(command, None, move |answer| match answer {
            Ok(Answer::Done(_)) => spawn_local(async move {
                match api::exchange(self.exchange).await {
                    Ok(exchange) => self.reopen(&exchange),
                    // The tombstone keeps everything, and a way back to it.
                    Err(_) => self.toasts.show(words.undone_elsewhere),
                }
            }),
            Ok(Answer::Rejected(rejection)) => {
                self.panel.reload();
                self.toasts
                    .show_error(problem::rejection_text(self.catalogue.locale, &rejection));
            }
            Err(error) => self
                .toasts
                .show_error(problem::error_text(self.catalogue.locale, &error)),
        });
    }

    /// Whichever way it is taken back, the message has nothing to offer any more.
    fn close_toast(self) {
        if let Some(Some((exchange, toast))) = self.panel.undo_toast.try_get_untracked()
            && exchange == self.exchange
        {
            self.toasts.close(toast);
        }
    }

    fn reopen(self, exchange: &ExchangeView) {
        let words = mail_words(self.catalogue.locale);
        keep_again(self.drafts, exchange, Timestamp(browser::now_ms()));
        if self.panel.wish.is_disposed() {
            self.toasts.show(words.undone_elsewhere);
            self.navigation.open_panel(self.drafts.dit);
        } else {
            self.toasts.show(words.undone);
            self.panel.ask(Wish::Write(DraftSlot::Again(exchange.id)));
        }
    }
}

/// Once a second until nothing is left.
fn count_down(left: RwSignal<u32>, then: impl FnOnce() + 'static) {
    browser::after_ms(SECOND_MS, move || {
        let now = left.try_update(|left| {
            *left = left.saturating_sub(1);
            *left
        });
        match now {
            None | Some(0) => then(),
            Some(_) => count_down(left, then),
        }
    });
}

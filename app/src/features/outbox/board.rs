//! What the page of the outbox knows, and how it stays true while somebody looks.

use super::MailAlert;
use crate::api;
use crate::error::AppError;
use crate::features::session::{Session, use_session};
use crate::i18n::outbox::{self, Words};
use crate::i18n::problem::{error_text, rejection_text};
use crate::offline::Queue;
use crate::routes::use_navigation;
use crate::ui::browser::{self, TimerHandle};
use crate::ui::{Toasts, use_toasts};
use crate::view::outbox::{OutboxCursor, OutboxFilter, OutboxView};
use domain::command::{Answer, Command};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How often the page looks again, in milliseconds: at rest, and while a test mail is on its way.
const LOOK_MS: u32 = 5_000;
const LOOK_CLOSELY_MS: u32 = 1_000;
/// How long a look may take, in milliseconds: one that never ends would be the last.
const PATIENCE_MS: u32 = 5_000;

/// The state of the page, handed to each of its sections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Board {
    pub(super) words: &'static Words,
    pub(super) view: RwSignal<OutboxView>,
    /// Which recipients the address asks for.
    pub(super) asked: Memo<(OutboxFilter, Option<OutboxCursor>)>,
    /// The list asked for is on its way.
    pub(super) is_turning: RwSignal<bool>,
    /// Why the last look brought nothing; what is shown is then older.
    pub(super) trouble: RwSignal<Option<AppError>>,
    /// Number of the last look: an answer to an earlier one is dropped.
    look: StoredValue<u32>,
    timer: StoredValue<Option<TimerHandle>>,
    pub(super) session: Session,
    alert: MailAlert,
    queue: Queue,
    toasts: Toasts,
}

impl Board {
    /// Starts from what came with the page.
    pub(super) fn new(first: OutboxView) -> Self {
        let query = use_navigation().query();
        let session = use_session();
        let board = Self {
            words: outbox::words(session.locale()),
            view: RwSignal::new(first),
            asked: Memo::new(move |_| query.with(|query| (query.outbox_filter(), query.outbox_after()))),
            is_turning: RwSignal::new(false),
            trouble: RwSignal::new(None),
            look: StoredValue::new(0),
            timer: StoredValue::new(None),
            session,
            alert: expect_context(),
            queue: expect_context(),
            toasts: use_toasts(),
        };
        board.follow_address();
        board.stay_true();
        board
    }

    /// Reads everything again.
    pub(super) fn refresh(self) {
        let (Some(look), Some((filter, after))) = (self.look.try_get_value(), self.asked.try_get_untracked())
        else {
            return;
        };
        let look = look.wrapping_add(1);
        self.look.set_value(look);
        spawn_local(async move {
            let answer = browser::within_ms(PATIENCE_MS, api::outbox(filter, after)).await;
            // The person may have gone elsewhere, or asked for something else.
            if self.look.try_get_value() == Some(look) {
                self.take(answer.unwrap_or(Err(AppError::Unreachable)));
            }
        });
    }

    /// Sends a command, and shows what came of it. `then` hears whether it was done.
    pub(super) fn order(self, command: Command, then: impl Fn(bool) + Send + Sync + 'static) {
        let locale = self.session.locale();
        self.queue.send(command, None, move |answer| {
            let refused = match answer {
                Ok(Answer::Done(_)) => None,
                Ok(Answer::Rejected(rejection)) => Some(rejection_text(locale, &rejection)),
                Err(error) => Some(error_text(locale, &error)),
            };
            then(refused.is_none());
            if let Some(text) = refused {
                self.toasts.show_error(text);
            }
            self.refresh();
        });
    }

    /// Says something for a few seconds.
    pub(super) fn say(self, text: &str) {
        self.toasts.show(text);
    }

    fn take(self, answer: Result<OutboxView, AppError>) {
        self.is_turning.set(false);
        match answer {
            Ok(view) => {
                self.alert.set(view.has_alert());
                self.trouble.set(None);
                self.view.set(view);
                self.schedule();
            }
            Err(AppError::SignedOut) => {
                let again = Callback::new(move |()| self.refresh());
                self.session.ask_to_sign_in(again);
            }
            Err(error) => {
                self.trouble.set(Some(error));
                self.schedule();
            }
        }
    }

    /// Another filter or another page of the list is read at once.
    fn follow_address(self) {
        Effect::new(move |before: Option<(OutboxFilter, Option<OutboxCursor>)>| {
            let asked = self.asked.get();
            if before.is_some_and(|before| before != asked) {
                self.is_turning.set(true);
                self.refresh();
            }
            asked
        });
    }

    /// Looks again now and then, and at once when somebody comes back to the page or the network comes back.
    fn stay_true(self) {
        Effect::new(move |_| {
            let look = move || {
                if !browser::is_page_hidden() && browser::is_online() {
                    self.refresh();
                }
            };
            browser::on_window("visibilitychange", look);
            browser::on_window("online", look);
            untrack(|| {
                self.alert.set(self.view.with(OutboxView::has_alert));
                self.schedule();
            });
        });
        on_cleanup(move || self.stop());
    }

    fn schedule(self) {
        self.stop();
        let is_close = self.view.try_with_untracked(|view| {
            view.test
                .as_ref()
                .is_some_and(|test| test.recipient.state.is_pending())
        });
        let Some(is_close) = is_close else { return };
        let pause = if is_close { LOOK_CLOSELY_MS } else { LOOK_MS };
        let timer = browser::after_ms(pause, move || {
            // Nobody looks, or nobody would answer: an event says when that changes.
            if browser::is_page_hidden() || !browser::is_online() {
                return;
            }
            self.refresh();
        });
        self.timer.try_set_value(Some(timer));
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.cancel();
        }
    }
}

//! What the panel knows, and how it changes.

use super::panel::SCROLL_ID;
use super::watching::{POLL_MS, wait_ms, wait_of};
use crate::api;
use crate::error::AppError;
use crate::features::live::{Live, use_live};
use crate::i18n::{Catalogue, use_words};
use crate::offline::{DeviceDrafts, Queue, Typed};
use crate::parts::{Parts, use_parts};
use crate::ui::{Toasts, browser, use_toasts};
use crate::view::{DraftSlot, ExchangePage, ExchangeView, SessionView};
use domain::command::Effect as Effects;
use domain::dit::{DitAction, DitNumber, DitState};
use domain::employee::Actor;
use domain::exchange::Direction;
use domain::indicator::Indicator;
use domain::permission::{Permission, check_change};
use domain::{EnvelopeId, ExchangeId, permission};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many exchanges the newest page holds.
const PAGE: usize = 50;

/// What the desk of a panel is asked for.
#[derive(Clone, Debug)]
pub enum Wish {
    /// The form of this slot.
    Write(DraftSlot),
    /// Deleting, once it is confirmed.
    Delete(ExchangeView),
    Restore(ExchangeView),
    /// Everything about an exchange.
    Show(ExchangeView),
    /// Closing the form, then this.
    Leave(Callback<()>),
    /// A refused text, back into its form.
    TakeBack(Typed, EnvelopeId),
}

/// The state of one open panel; every part of it is a signal, so that it is passed by copy.
#[derive(Clone, Copy, Debug)]
pub struct Panel {
    pub number: DitNumber,
    pub session: StoredValue<SessionView>,
    /// Newest first.
    pub log: RwSignal<Vec<ExchangeView>>,
    /// The oldest exchange shown, while there are older ones.
    pub older: RwSignal<Option<ExchangeId>>,
    pub state: RwSignal<DitState>,
    /// What the desk is asked for and has not done yet.
    pub wish: RwSignal<Option<Wish>>,
    /// Whether the desk has been sent for.
    pub is_awake: RwSignal<bool>,
    /// A form is open.
    pub is_writing: RwSignal<bool>,
    /// A mail would leave with it.
    pub is_mailing: RwSignal<bool>,
    /// Why the log could not be read again.
    pub failure: RwSignal<Option<AppError>>,
    pub is_loading_older: RwSignal<bool>,
    /// The message that offers to take a mail back, and whose mail it is.
    pub undo_toast: RwSignal<Option<(ExchangeId, u32)>>,
    pub queue: Queue,
    pub live: Live,
    /// Both are read once: handlers run outside of any owner, where there is no context.
    pub catalogue: &'static Catalogue,
    pub toasts: Toasts,
    pub parts: Parts,
    on_indicator: Callback<Indicator>,
    /// Grows with every look at the server, whatever came of it.
    looks: RwSignal<u32>,
}

impl Panel {
    pub fn new(
        number: DitNumber,
        page: ExchangePage,
        session: SessionView,
        on_indicator: Callback<Indicator>,
    ) -> Self {
        Self {
            number,
            session: StoredValue::new(session),
            log: RwSignal::new(page.exchanges),
            older: RwSignal::new(page.older),
            state: RwSignal::new(page.state),
            wish: RwSignal::new(None),
            is_awake: RwSignal::new(false),
            is_writing: RwSignal::new(false),
            is_mailing: RwSignal::new(false),
            failure: RwSignal::new(None),
            is_loading_older: RwSignal::new(false),
            undo_toast: RwSignal::new(None),
            queue: expect_context(),
            live: use_live(),
            catalogue: use_words(),
            toasts: use_toasts(),
            parts: use_parts(),
            on_indicator,
            looks: RwSignal::new(0),
        }
    }

    pub fn actor(self) -> Actor {
        self.session.with_value(|session| session.actor)
    }

    pub fn drafts(self) -> DeviceDrafts {
        DeviceDrafts {
            account: self.actor().account,
            dit: self.number,
        }
    }

    /// Whether the actor may record something of this direction now.
    pub fn may_record(self, direction: Direction) -> bool {
        let needed = if direction == Direction::Internal {
            Permission::WriteInternalNotes
        } else {
            Permission::Record
        };
        self.state.get().allows(DitAction::Record) && self.actor().role.may(needed)
    }

    /// Whether the actor may change this exchange now.
    pub fn may_change(self, exchange: &ExchangeView, change: permission::Change) -> bool {
        // Own or not is the server's word; the rule wants an account.
        let recorded_by = if exchange.is_own {
            self.actor().account
        } else {
            domain::AccountId(0)
        };
        check_change(self.actor(), recorded_by, self.state.get_untracked(), change).is_ok()
            && exchange.deleted.is_some() == (change == permission::Change::Restore)
    }

    /// Asks the desk for something; it comes now if it has not come yet.
    pub fn ask(self, wish: Wish) {
        self.wish.set(Some(wish));
        self.wake();
    }

    /// Has the desk come, so that it is there when it is asked.
    pub fn wake(self) {
        if !self.is_awake.get_untracked() {
            self.is_awake.set(true);
        }
        self.parts.actions.fetch();
    }

    /// Has the desk come when there is something for it: a text kept on the device, or time.
    pub fn wake_soon(self) {
        Effect::new(move |_| {
            if self.drafts().is_empty() {
                let is_awake = self.is_awake;
                browser::when_idle(move || {
                    if is_awake.try_get_untracked() == Some(false) {
                        self.wake();
                    }
                });
            } else {
                self.wake();
            }
        });
    }

    /// Closes the panel; an open form may ask first.
    pub fn close(self, then: Callback<()>) {
        if self.is_writing.get_untracked() {
            self.ask(Wish::Leave(then));
        } else {
            then.run(());
        }
    }

    /// Reads the log again once a command has had its effect on this request.
    pub fn follow_queue(self) {
        self.queue.on_done(move |receipt| {
            if touches(&receipt.effect, self) {
                self.reload();
            }
            if let Effects::Exchange { exchange, dit, .. } | Effects::Mail { exchange, dit } = receipt.effect
                && dit == self.number
            {
                self.read_again(exchange);
            }
        });
    }

    /// Reads the newest exchanges again.
    pub fn reload(self) {
        spawn_local(async move {
            match api::exchanges(self.number, None).await {
                Ok(page) => self.show(page),
                Err(error) => drop(self.failure.try_set(Some(error))),
            }
            self.looks.try_update(|looks| *looks += 1);
        });
    }

    /// Reads one exchange again: it may be older than the newest page.
    fn read_again(self, exchange: ExchangeId) {
        spawn_local(async move {
            if let Ok(fresh) = api::exchange(exchange).await {
                self.take_in(fresh);
            }
        });
    }

    /// Puts an exchange that was read into the log, unless it belongs to a part that is not shown; whether it is new there.
    pub fn take_in(self, fresh: ExchangeView) -> bool {
        if self.log.is_disposed() {
            return false;
        }
        let is_whole = self.older.with_untracked(Option::is_none);
        let (is_new, is_news) = self.log.with_untracked(|log| {
            let is_shown = is_whole
                || log
                    .last()
                    .is_none_or(|oldest| position(oldest) < position(&fresh));
            match log.iter().find(|known| known.id == fresh.id) {
                // Answers may arrive in another order than they were given.
                Some(known) => (false, known.revision <= fresh.revision && *known != fresh),
                None => (is_shown, is_shown),
            }
        });
        if is_news {
            let merged = self.log.with_untracked(|log| merge(log, vec![fresh]));
            self.set_log(merged);
        }
        is_new
    }

    /// Whether an exchange is on its way from this page: its text waits for the answer of the server.
    pub fn is_sending(self, exchange: ExchangeId) -> bool {
        let sent = untrack(|| self.queue.typed_for(self.number));
        sent.iter()
            .any(|entry| ExchangeId::from(entry.envelope.id) == exchange)
    }

    fn show(self, page: ExchangePage) {
        if self.log.is_disposed() {
            return;
        }
        self.failure.set(None);
        self.state.set(page.state);
        self.on_indicator.run(page.indicator);
        if page.older.is_none()
            || self.older.with_untracked(Option::is_none) && self.log.with_untracked(Vec::is_empty)
        {
            self.older.set(page.older);
        }
        let merged = self.log.with_untracked(|log| merge(log, page.exchanges));
        if self.log.with_untracked(|log| *log != merged) {
            self.set_log(merged);
        }
    }

    /// Whatever comes, what is read stays where it is.
    fn set_log(self, log: Vec<ExchangeView>) {
        browser::keep_place(SCROLL_ID, "[data-exchange]", move || self.log.set(log));
    }

    /// Reads the page of exchanges before the oldest shown.
    pub fn load_older(self) {
        // The oldest shown, wherever an edit has moved the one that the page ended with.
        let Some(before) = self
            .log
            .with_untracked(|log| log.last().map(|exchange| exchange.id))
        else {
            return;
        };
        if self.older.with_untracked(Option::is_none) || self.is_loading_older.get_untracked() {
            return;
        }
        self.is_loading_older.set(true);
        spawn_local(async move {
            match api::exchanges(self.number, Some(before)).await {
                Ok(page) => {
                    self.older.try_set(page.older);
                    self.log.try_update(|log| *log = merge(log, page.exchanges));
                    self.failure.try_set(None);
                }
                Err(error) => drop(self.failure.try_set(Some(error))),
            }
            self.is_loading_older.try_set(false);
        });
    }

    /// Reads again what is shown: the newest exchanges, and older ones whose mail is on its way.
    pub fn look_again(self) {
        let now_ms = browser::now_ms();
        let is_old = |exchange: &&ExchangeView| wait_of(exchange, POLL_MS, now_ms) == Some(POLL_MS);
        let older: Vec<ExchangeId> = self.log.with_untracked(|log| {
            log.iter()
                .skip(PAGE)
                .filter(is_old)
                .map(|exchange| exchange.id)
                .collect()
        });
        older.into_iter().for_each(|exchange| self.read_again(exchange));
        self.reload();
    }

    /// Looks again for as long as a mail is on its way, somebody looks, and nobody tells.
    pub fn watch_mail(self) {
        let quiet = StoredValue::new(0_u32);
        Effect::new(move |before: Option<(u32, Option<browser::TimerHandle>)>| {
            let looks = self.looks.get();
            let (last_look, timer) = before.unwrap_or_default();
            timer.into_iter().for_each(browser::TimerHandle::cancel);
            let is_told = self.live.is_on();
            let wait_ms = self.log.with(|log| {
                // The log changes when there is news; a look without any leaves it as it was.
                quiet.update_value(|quiet| *quiet = if looks == last_look { 0 } else { *quiet + 1 });
                wait_ms(log, quiet.get_value(), browser::now_ms())
            });
            (
                looks,
                wait_ms
                    .filter(|_| !is_told)
                    .map(|wait_ms| browser::after_ms(wait_ms, move || self.look_again())),
            )
        });
    }
}

/// The log with what was read again in the place of what it was. Exchanges are never taken away: deleting leaves a tombstone.
fn merge(log: &[ExchangeView], fresh: Vec<ExchangeView>) -> Vec<ExchangeView> {
    let is_kept = |exchange: &&ExchangeView| fresh.iter().all(|other| other.id != exchange.id);
    let mut merged: Vec<ExchangeView> = log.iter().filter(is_kept).cloned().collect();
    merged.extend(fresh);
    merged.sort_by_key(|exchange| std::cmp::Reverse(position(exchange)));
    merged
}

fn position(exchange: &ExchangeView) -> (i64, i64, ExchangeId) {
    (exchange.occurred_at.at.0, exchange.recorded_at.at.0, exchange.id)
}

fn touches(effect: &Effects, panel: Panel) -> bool {
    match effect {
        Effects::Exchange { dit, .. } | Effects::Mail { dit, .. } | Effects::Crit { dit, .. } => {
            *dit == panel.number
        }
        Effects::ContactMail
        | Effects::Locale
        | Effects::MailAccount
        | Effects::TestMail(_)
        | Effects::DkimKey
        | Effects::Template(_) => false,
    }
}

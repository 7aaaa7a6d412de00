//! What the panel knows, and how it changes.

use super::form_state::FormState;
use crate::api;
use crate::error::AppError;
use crate::i18n::{Catalogue, use_words};
use crate::offline::{DeviceDrafts, Queue, Typed};
use crate::ui::{Toasts, browser, use_toasts};
use crate::view::{Draft, DraftContent, DraftSlot, ExchangePage, ExchangeView, FormView, SessionView};
use domain::dit::{DitAction, DitNumber, DitState};
use domain::employee::Actor;
use domain::exchange::Direction;
use domain::indicator::Indicator;
use domain::permission::{Permission, check_change};
use domain::{ExchangeId, permission};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How often a mail on its way is looked at again, in milliseconds.
const POLL_MS: u32 = 2_000;

/// The state of one open panel; every part of it is a signal, so that it is passed by copy.
#[derive(Clone, Copy, Debug)]
pub struct Panel {
    pub number: DitNumber,
    pub session: StoredValue<SessionView>,
    pub facts: RwSignal<FormView>,
    /// Newest first.
    pub log: RwSignal<Vec<ExchangeView>>,
    /// The oldest exchange shown, while there are older ones.
    pub older: RwSignal<Option<ExchangeId>>,
    pub state: RwSignal<DitState>,
    pub form: RwSignal<Option<FormState>>,
    /// The exchange that the deletion dialog asks about.
    pub deleting: RwSignal<Option<ExchangeView>>,
    /// The exchange whose details are open.
    pub detailed: RwSignal<Option<ExchangeView>>,
    /// Closing asks first: what to do once the answer is known.
    pub leaving: RwSignal<Option<Callback<()>>>,
    /// Why the log could not be read again.
    pub failure: RwSignal<Option<AppError>>,
    pub is_loading_older: RwSignal<bool>,
    pub queue: Queue,
    /// Both are read once: handlers run outside of any owner, where there is no context.
    pub catalogue: &'static Catalogue,
    pub toasts: Toasts,
    on_indicator: Callback<Indicator>,
    /// Forms live as long as the panel, wherever they are opened from.
    owner: StoredValue<Owner>,
    /// Grows with every look at the server, whatever came of it.
    looks: RwSignal<u32>,
}

impl Panel {
    pub fn new(
        page: ExchangePage,
        facts: FormView,
        session: SessionView,
        on_indicator: Callback<Indicator>,
    ) -> Self {
        Self {
            number: facts.dit,
            session: StoredValue::new(session),
            facts: RwSignal::new(facts),
            log: RwSignal::new(page.exchanges),
            older: RwSignal::new(page.older),
            state: RwSignal::new(page.state),
            form: RwSignal::new(None),
            deleting: RwSignal::new(None),
            detailed: RwSignal::new(None),
            leaving: RwSignal::new(None),
            failure: RwSignal::new(None),
            is_loading_older: RwSignal::new(false),
            queue: expect_context(),
            catalogue: use_words(),
            toasts: use_toasts(),
            on_indicator,
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
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

    /// Opens the form of a slot with its draft; an open form of another slot is kept as a draft.
    pub fn open_form(self, slot: DraftSlot) {
        let is_open = self
            .form
            .with_untracked(|form| form.is_some_and(|form| form.slot == slot));
        if !is_open && let Some(form) = self.new_form(slot) {
            if let Some(draft) = self.draft(slot) {
                form.fill(draft);
            }
            self.form.set(Some(form));
        }
    }

    /// Puts a refused text back into its form, unless another text of the same kind is being written.
    pub fn take_back(self, typed: Typed) -> Option<FormState> {
        let is_busy = self
            .form
            .with_untracked(|form| form.is_some_and(|form| form.slot == typed.slot && form.is_dirty()));
        if is_busy {
            return None;
        }
        let form = self.new_form(typed.slot)?;
        form.fill(typed.content);
        self.form.set(Some(form));
        Some(form)
    }

    fn new_form(self, slot: DraftSlot) -> Option<FormState> {
        let me = self.actor().employee;
        self.owner.get_value().with(|| match slot {
            DraftSlot::New(direction) => Some(
                self.facts
                    .with_untracked(|facts| FormState::new(slot, direction, facts, me)),
            ),
            DraftSlot::Edit(id) => self.log.with_untracked(|log| {
                log.iter()
                    .find(|exchange| exchange.id == id)
                    .map(FormState::editing)
            }),
        })
    }

    /// The draft of a slot, from the device or from the server: the later one.
    pub fn draft(self, slot: DraftSlot) -> Option<DraftContent> {
        let here = self.drafts().get(slot).map(|kept| kept.draft);
        let there = self
            .facts
            .with(|facts| facts.drafts.iter().find(|draft| draft.slot == slot).cloned());
        here.into_iter()
            .chain(there)
            .max_by_key(|draft| draft.saved_at)
            .map(|draft| draft.content)
    }

    /// Forgets a draft everywhere.
    pub fn discard_draft(self, slot: DraftSlot) {
        self.drafts().discard(slot);
        let number = self.number;
        let was_there = self.facts.try_update(|facts| {
            let before = facts.drafts.len();
            facts.drafts.retain(|draft| draft.slot != slot);
            facts.drafts.len() != before
        });
        if was_there == Some(true) {
            spawn_local(async move {
                // A draft that could not be deleted is found again: nothing is lost by it.
                drop(api::discard_draft(number, slot).await);
            });
        }
    }

    /// Remembers that the server holds this draft.
    pub fn draft_saved(self, draft: Draft) {
        self.facts.try_update(|facts| {
            facts.drafts.retain(|known| known.slot != draft.slot);
            facts.drafts.push(draft);
        });
    }

    /// Closes the form, then goes on; asks first when text would be lost.
    pub fn close_form(self, then: Callback<()>) {
        match self.form.get_untracked() {
            Some(form) if form.is_dirty() => self.leaving.set(Some(then)),
            Some(form) => {
                self.discard_draft(form.slot);
                self.form.set(None);
                then.run(());
            }
            None => then.run(()),
        }
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
            self.log.set(merged);
        }
    }

    /// Reads the page of exchanges before the oldest shown.
    pub fn load_older(self) {
        let Some(before) = self.older.get_untracked() else {
            return;
        };
        if self.is_loading_older.get_untracked() {
            return;
        }
        self.is_loading_older.set(true);
        spawn_local(async move {
            match api::exchanges(self.number, Some(before)).await {
                Ok(page) => {
                    self.older.try_set(page.older);
                    self.log.try_update(|log| log.extend(page.exchanges));
                    self.failure.try_set(None);
                }
                Err(error) => drop(self.failure.try_set(Some(error))),
            }
            self.is_loading_older.try_set(false);
        });
    }

    /// Looks again every two seconds as long as a mail is on its way and somebody looks.
    pub fn watch_mail(self) {
        Effect::new(move |timer: Option<Option<browser::TimerHandle>>| {
            if let Some(timer) = timer.flatten() {
                timer.cancel();
            }
            self.looks.track();
            let is_pending = self.log.with(|log| log.iter().any(has_pending_mail));
            is_pending.then(|| browser::after_ms(POLL_MS, move || self.reload()))
        });
    }
}

fn has_pending_mail(exchange: &ExchangeView) -> bool {
    exchange.mail.as_ref().is_some_and(|mail| {
        mail.recipients
            .iter()
            .any(|recipient| recipient.state.is_pending())
    })
}

/// The log once the newest page was read again: what is older than that page stays.
fn merge(log: &[ExchangeView], newest: Vec<ExchangeView>) -> Vec<ExchangeView> {
    let Some(floor) = newest.last().map(position) else {
        return newest;
    };
    let older = log.iter().filter(|exchange| position(exchange) < floor).cloned();
    let older: Vec<ExchangeView> = older.collect();
    newest.into_iter().chain(older).collect()
}

fn position(exchange: &ExchangeView) -> (i64, i64, ExchangeId) {
    (exchange.occurred_at.at.0, exchange.recorded_at.at.0, exchange.id)
}

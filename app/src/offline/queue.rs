//! The queue of writes: each envelope is kept on the device before it is sent, and sent again, the same, until the server
//! has answered. The server executes it once, whatever happens to the answers.

use crate::api;
use crate::error::AppError;
use crate::ui::browser;
use crate::view::{DraftContent, DraftSlot};
use crate::wire;
use domain::command::{Answer, COMMAND_VERSION, Command, Envelope, Receipt};
use domain::dit::DitNumber;
use domain::rejection::Rejection;
use domain::time::Timestamp;
use domain::{AccountId, EnvelopeId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Waiting times between two tries, in milliseconds; the last one is repeated.
const PAUSES_MS: [u32; 6] = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/// The form that a command came from, so that a refusal gives the text back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Typed {
    pub dit: DitNumber,
    pub slot: DraftSlot,
    pub content: DraftContent,
}

/// How long an answer is waited for, in milliseconds: a connection that died in a cellar never says so. Each try waits longer, so that
/// a long text gets through a slow line; the last one is repeated.
const PATIENCE_MS: [u32; 4] = [30_000, 60_000, 120_000, 240_000];

/// Where an envelope stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EntryState {
    Sending,
    /// No answer; tried again by itself.
    Waiting,
    /// The server answered that it may not be; the text waits to be taken back.
    Refused(Rejection),
    /// Trying again will not help.
    Failed(AppError),
}

/// One envelope without a final answer.
#[derive(Clone)]
pub struct Entry {
    pub envelope: Envelope,
    pub typed: Option<Typed>,
    pub state: EntryState,
    tries: usize,
    on_settled: Option<OnSettled>,
}

/// What became of an envelope.
pub type Settled = Result<Answer, AppError>;
type OnSettled = Arc<dyn Fn(Settled) + Send + Sync>;

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("id", &self.envelope.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    envelope: Envelope,
    typed: Option<Typed>,
}

/// The queue of the page; in context below `App`, so that it outlives every panel.
#[derive(Clone, Copy, Debug)]
pub struct Queue {
    account: AccountId,
    entries: RwSignal<Vec<Entry>>,
    /// The commands that had their effect, in order: whoever shows their request reads it again.
    done: RwSignal<Vec<Receipt>>,
    /// The requests of texts that were refused, in order.
    refused: RwSignal<Vec<DitNumber>>,
    ask_to_sign_in: Callback<Callback<()>>,
}

impl Queue {
    /// Makes the queue of this account.
    pub fn provide(account: AccountId, ask_to_sign_in: Callback<Callback<()>>) -> Self {
        let queue = Self {
            account,
            entries: RwSignal::new(Vec::new()),
            done: RwSignal::new(Vec::new()),
            refused: RwSignal::new(Vec::new()),
            ask_to_sign_in,
        };
        provide_context(queue);
        queue
    }

    /// Whether a former page left something to send again.
    pub fn is_left_over(self) -> bool {
        !browser::store_keys(&self.prefix()).is_empty()
    }

    /// Sends again what a former page left, and everything that waits when the network comes back.
    pub fn resume(self) {
        self.replay();
        browser::on_window("online", move || self.hurry());
    }

    /// Whether a text of a form of this request waits for its answer.
    pub fn has_typed_for(self, dit: DitNumber) -> bool {
        let is_of = |entry: &Entry| entry.typed.as_ref().is_some_and(|typed| typed.dit == dit);
        self.entries.with(|entries| entries.iter().any(is_of))
    }

    /// Sends a command; `on_settled` hears of the answer unless the page is left before.
    pub fn send(
        self,
        command: Command,
        typed: Option<Typed>,
        on_settled: impl Fn(Settled) + Send + Sync + 'static,
    ) -> EnvelopeId {
        let now = browser::now_ms();
        let envelope = Envelope {
            id: EnvelopeId::new(now, browser::random_bytes()),
            version: COMMAND_VERSION,
            account: Some(self.account),
            issued_at: Timestamp(now),
            command,
        };
        let id = envelope.id;
        if let Some(text) = wire::write(&Stored {
            envelope: envelope.clone(),
            typed: typed.clone(),
        }) {
            browser::store_set(&self.key(id), &text);
        }
        self.push(envelope, typed, Some(Arc::new(on_settled)));
        id
    }

    /// The entries that came from the forms of a request, oldest first.
    pub fn typed_for(self, dit: DitNumber) -> Vec<Entry> {
        let is_of = |entry: &&Entry| entry.typed.as_ref().is_some_and(|typed| typed.dit == dit);
        self.entries
            .with(|entries| entries.iter().filter(is_of).cloned().collect())
    }

    /// Calls `run` with each receipt from now on.
    pub fn on_done(self, run: impl Fn(&Receipt) + 'static) {
        follow(self.done, run);
    }

    /// Calls `run` with the request of each text that is refused from now on.
    pub fn on_refused(self, run: impl Fn(&DitNumber) + 'static) {
        follow(self.refused, run);
    }

    /// When an envelope was made.
    pub fn issued_at(self, id: EnvelopeId) -> Option<Timestamp> {
        self.entries.with_untracked(|entries| {
            let entry = entries.iter().find(|entry| entry.envelope.id == id)?;
            Some(entry.envelope.issued_at)
        })
    }

    /// Drops a refused entry: its text is in a form again.
    pub fn forget(self, id: EnvelopeId) {
        browser::store_remove(&self.key(id));
        self.entries
            .try_update(|entries| entries.retain(|entry| entry.envelope.id != id));
    }

    /// Sends again, the same, what the machine failed to answer.
    pub fn retry(self, id: EnvelopeId) {
        self.attempt(id);
    }

    /// Tries at once everything that waits.
    fn hurry(self) {
        let is_waiting = |entry: &&Entry| entry.state == EntryState::Waiting;
        let waiting: Vec<EnvelopeId> = self.entries.with_untracked(|entries| {
            entries
                .iter()
                .filter(is_waiting)
                .map(|entry| entry.envelope.id)
                .collect()
        });
        waiting.into_iter().for_each(|id| self.attempt(id));
    }

    fn replay(self) {
        // The ids sort by time: what was written first is sent first.
        let mut keys = browser::store_keys(&self.prefix());
        keys.sort();
        for key in keys {
            // What another version of the program wrote stays for the one that can read it.
            if let Some(stored) = browser::store_get(&key).and_then(|text| wire::read::<Stored>(&text)) {
                self.push(stored.envelope, stored.typed, None);
            }
        }
    }

    fn push(self, envelope: Envelope, typed: Option<Typed>, on_settled: Option<OnSettled>) {
        let id = envelope.id;
        let entry = Entry {
            envelope,
            typed,
            state: EntryState::Sending,
            tries: 0,
            on_settled,
        };
        self.entries.update(|entries| entries.push(entry));
        self.attempt(id);
    }

    fn attempt(self, id: EnvelopeId) {
        let Some((envelope, patience)) = self.change(id, |entry| {
            entry.state = EntryState::Sending;
            (entry.envelope.clone(), nth(PATIENCE_MS, entry.tries))
        }) else {
            return;
        };
        spawn_local(async move {
            let answer = browser::within_ms(patience, api::execute(envelope)).await;
            self.settle(id, answer.unwrap_or(Err(AppError::Unreachable)));
        });
    }

    fn settle(self, id: EnvelopeId, answer: Settled) {
        match answer {
            Err(error) if error.is_worth_repeating() => self.pause(id),
            Err(AppError::SignedOut) => {
                self.change(id, |entry| entry.state = EntryState::Waiting);
                self.ask_to_sign_in.run(Callback::new(move |()| self.attempt(id)));
            }
            Ok(Answer::Done(ref receipt)) => {
                let entry = self.take(id);
                self.forget(id);
                self.done.update(|done| done.push(receipt.clone()));
                tell(entry, answer);
            }
            Ok(Answer::Rejected(ref rejection)) => {
                self.refuse(id, EntryState::Refused(rejection.clone()), answer)
            }
            Err(ref error) => self.refuse(id, EntryState::Failed(error.clone()), answer),
        }
    }

    fn pause(self, id: EnvelopeId) {
        let pause = self.change(id, |entry| {
            let pause = nth(PAUSES_MS, entry.tries);
            entry.state = EntryState::Waiting;
            entry.tries += 1;
            (pause, entry.tries)
        });
        if let Some((pause, tries)) = pause {
            browser::after_ms(pause, move || {
                let is_next = |entry: &mut Entry| entry.state == EntryState::Waiting && entry.tries == tries;
                if self.change(id, is_next) == Some(true) {
                    self.attempt(id);
                }
            });
        }
    }

    /// What was typed stays until a form has taken it back; the rest has nothing to keep.
    fn refuse(self, id: EnvelopeId, state: EntryState, answer: Settled) {
        let entry = self.take(id);
        match entry.as_ref().and_then(|entry| entry.typed.as_ref()) {
            Some(typed) => {
                // After a failure of the machine nobody knows whether it was written.
                let is_refused = !matches!(state, EntryState::Failed(AppError::Failed { .. }));
                self.change(id, |entry| entry.state = state);
                if is_refused {
                    self.refused.update(|refused| refused.push(typed.dit));
                }
            }
            None => self.forget(id),
        }
        tell(entry, answer);
    }

    fn take(self, id: EnvelopeId) -> Option<Entry> {
        self.change(id, |entry| entry.clone())
    }

    fn change<T>(self, id: EnvelopeId, change: impl FnOnce(&mut Entry) -> T) -> Option<T> {
        self.entries
            .try_update(|entries| {
                entries
                    .iter_mut()
                    .find(|entry| entry.envelope.id == id)
                    .map(change)
            })
            .flatten()
    }

    fn prefix(self) -> String {
        format!("queue/{}/", self.account)
    }

    fn key(self, id: EnvelopeId) -> String {
        format!("{}{id}", self.prefix())
    }
}

/// Calls `run` with each thing that is added to a list from now on.
fn follow<T: Send + Sync + 'static>(list: RwSignal<Vec<T>>, run: impl Fn(&T) + 'static) {
    Effect::new(move |seen: Option<usize>| {
        list.with(|list| {
            let seen = seen.unwrap_or(list.len());
            untrack(|| list[seen..].iter().for_each(&run));
            list.len()
        })
    });
}

/// Of the waiting times that go with the tries, that of this one.
fn nth<const N: usize>(times: [u32; N], tries: usize) -> u32 {
    times[tries.min(N - 1)]
}

fn tell(entry: Option<Entry>, answer: Settled) {
    if let Some(on_settled) = entry.and_then(|entry| entry.on_settled) {
        on_settled(answer);
    }
}

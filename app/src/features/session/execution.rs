//! Sending a command: once, whatever the network and the session do meanwhile.

use super::{Session, use_session};
use crate::api;
use crate::error::AppError;
use crate::ui::browser;
use domain::EnvelopeId;
use domain::command::{Answer, COMMAND_VERSION, Command, Envelope};
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A command with the id that makes it happen once.
pub fn new_envelope(command: Command) -> Envelope {
    let now = browser::now_ms();
    Envelope {
        id: EnvelopeId::new(now, browser::random_bytes()),
        version: COMMAND_VERSION,
        issued_at: Timestamp(now),
        command,
    }
}

/// The commands of one form, one at a time.
///
/// When no answer came, sending the same command again sends the same envelope: it cannot happen twice. When the session has
/// ended, the person is asked to sign in, and the envelope goes out again by itself.
#[derive(Clone, Copy, Debug)]
pub struct Execution {
    session: Session,
    is_pending: RwSignal<bool>,
    unanswered: StoredValue<Option<Envelope>>,
}

impl Execution {
    /// Call it where the form is created.
    pub fn new() -> Self {
        Self {
            session: use_session(),
            is_pending: RwSignal::new(false),
            unanswered: StoredValue::new(None),
        }
    }

    /// Whether an answer is awaited.
    pub fn is_pending(&self) -> Signal<bool> {
        self.is_pending.into()
    }

    /// Sends a command, unless one is on its way. An ended session is no answer: `on_answer` is called after signing in again,
    /// or not at all.
    pub fn send(&self, command: Command, on_answer: Callback<Result<Answer, AppError>>) {
        if self.is_pending.get_untracked() {
            return;
        }
        let envelope = self
            .unanswered
            .get_value()
            .filter(|unanswered| unanswered.command == command)
            .unwrap_or_else(|| new_envelope(command));
        self.post(envelope, on_answer);
    }

    fn post(self, envelope: Envelope, on_answer: Callback<Result<Answer, AppError>>) {
        self.is_pending.set(true);
        self.unanswered.set_value(Some(envelope.clone()));
        spawn_local(async move {
            let answer = api::execute(envelope.clone()).await;
            // The form may be gone by now.
            if self.is_pending.try_set(false).is_some() {
                return;
            }
            match answer {
                Err(AppError::SignedOut) => {
                    let again = move |()| self.post(envelope.clone(), on_answer);
                    self.session.ask_to_sign_in(Callback::new(again));
                }
                Err(error) => {
                    on_answer.try_run(Err(error));
                }
                Ok(answer) => {
                    self.unanswered.set_value(None);
                    on_answer.try_run(Ok(answer));
                }
            }
        });
    }
}

impl Default for Execution {
    fn default() -> Self {
        Self::new()
    }
}

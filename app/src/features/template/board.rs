//! What the page of templates knows.

use crate::api;
use crate::features::session::{Session, use_session};
use crate::i18n::problem::{error_text, rejection_text};
use crate::i18n::templates::{Words, words};
use crate::offline::Queue;
use crate::ui::{Toasts, use_toasts};
use crate::view::template::TemplateView;
use domain::TemplateId;
use domain::command::{Answer, ArrangeTemplate, Command};
use domain::rejection::Rejection;
use domain::template::TemplateChange;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Which template is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Writing {
    New,
    Anew(TemplateView),
}

/// The state of the page, handed to each of its sections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Board {
    pub(super) words: &'static Words,
    /// In the administrator's order.
    pub(super) all: RwSignal<Vec<TemplateView>>,
    /// What is being written, in the dialog.
    pub(super) writing: RwSignal<Option<Writing>>,
    pub(super) session: Session,
    queue: Queue,
    toasts: Toasts,
}

impl Board {
    /// Starts from what came with the page.
    pub(super) fn new(first: Vec<TemplateView>) -> Self {
        let session = use_session();
        Self {
            words: words(session.locale()),
            all: RwSignal::new(first),
            writing: RwSignal::new(None),
            session,
            queue: expect_context(),
            toasts: use_toasts(),
        }
    }

    /// Those that are offered, or those that are not, in their order.
    pub(super) fn sorted(self, is_active: bool) -> Vec<TemplateView> {
        self.all.with(|all| {
            let sort = all.iter().filter(|template| template.is_active == is_active);
            sort.cloned().collect()
        })
    }

    /// Moves one, retires it, or offers it again; then `then` gives the focus its place.
    pub(super) fn arrange(
        self,
        template: TemplateId,
        change: TemplateChange,
        then: impl Fn() + Send + Sync + 'static,
    ) {
        let told = match change {
            TemplateChange::Retire => self.words.was_retired,
            TemplateChange::Restore => self.words.was_restored,
            TemplateChange::Up | TemplateChange::Down => "",
        };
        let command = Command::ArrangeTemplate(ArrangeTemplate { template, change });
        let then = StoredValue::new(then);
        self.order(command, move |refusal| match refusal {
            Some(refusal) => self.complain(&refusal),
            None => {
                if !told.is_empty() {
                    self.say(told);
                }
                self.refresh(move || {
                    then.try_with_value(|then| then());
                });
            }
        });
    }

    /// Sends a command; `then` hears why it was refused. What the machine could not do is told here.
    pub(super) fn order(self, command: Command, then: impl Fn(Option<Rejection>) + Send + Sync + 'static) {
        let locale = self.session.locale();
        self.queue.send(command, None, move |answer| match answer {
            Ok(Answer::Done(_)) => then(None),
            Ok(Answer::Rejected(rejection)) => then(Some(rejection)),
            Err(error) => {
                self.toasts.show_error(error_text(locale, &error));
                then(Some(Rejection::Invalid(Vec::new())));
            }
        });
    }

    /// Reads the list again.
    pub(super) fn refresh(self, then: impl Fn() + 'static) {
        let locale = self.session.locale();
        spawn_local(async move {
            match api::templates().await {
                Ok(all) => {
                    self.all.try_set(all);
                    then();
                }
                Err(error) => self.toasts.show_error(error_text(locale, &error)),
            }
        });
    }

    pub(super) fn say(self, text: &str) {
        self.toasts.show(text);
    }

    fn complain(self, refusal: &Rejection) {
        // One without a field was told already.
        if *refusal != Rejection::Invalid(Vec::new()) {
            self.toasts
                .show_error(rejection_text(self.session.locale(), refusal));
        }
        self.refresh(|| ());
    }
}

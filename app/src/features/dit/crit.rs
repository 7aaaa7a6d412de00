//! Entering the report of a job (CRIT), above the page of its request.

use super::reporting::{CritTarget, Reporting};
use crate::features::session::{Session, use_session};
use crate::i18n::problem::{error_text, problem_text, rejection_text};
use crate::i18n::{Catalogue, use_words};
use crate::offline::{Queue, Settled};
use crate::ui::{
    Banner, Button, Dialog, DialogActions, DialogSize, Segmented, SelectField, TextArea, TextField, Toasts,
    Tone, Variant, browser, use_toasts, validate_by_key,
};
use domain::JobId;
use domain::command::{Answer, Command, EnterCrit};
use domain::crit::CritOutcome;
use domain::rejection::{Field, FieldIssue, Issues, Problem, Rejection};
use domain::text::Detail;
use domain::time::WallTime;
use leptos::prelude::*;

const ID: &str = "crit";
const TECHNICIAN_ID: &str = "crit-technician";
const TEXT_ID: &str = "crit-text";
const DONE: &str = "done";
const NOT_DONE: &str = "not_done";

/// What is typed lives as long as the page, and the text as long as the device: closing the dialog loses nothing.
#[derive(Clone, Copy)]
struct CritForm {
    is_open: RwSignal<bool>,
    target: RwSignal<Option<CritTarget>>,
    technician: RwSignal<String>,
    occurred_at: RwSignal<String>,
    text: RwSignal<String>,
    outcome: RwSignal<String>,
    issues: RwSignal<Vec<FieldIssue>>,
    failure: RwSignal<String>,
    session: Session,
    is_pending: RwSignal<bool>,
    queue: Queue,
    toasts: Toasts,
}

impl CritForm {
    fn new() -> Self {
        Self {
            is_open: RwSignal::new(false),
            target: RwSignal::new(None),
            technician: RwSignal::default(),
            occurred_at: RwSignal::default(),
            text: RwSignal::default(),
            outcome: RwSignal::new(DONE.to_owned()),
            issues: RwSignal::default(),
            failure: RwSignal::default(),
            session: use_session(),
            is_pending: RwSignal::new(false),
            queue: expect_context(),
            toasts: use_toasts(),
        }
    }

    /// Opens the form; of the same job, as it was left.
    fn open(&self, target: CritTarget) {
        let is_same = self
            .target
            .with_untracked(|last| last.as_ref().map(|last| last.job))
            == Some(target.job);
        if !is_same {
            self.technician.set(target.technician.clone());
            self.occurred_at.set(String::new());
            self.text
                .set(browser::store_get(&self.draft_key(target.job)).unwrap_or_default());
            self.outcome.set(DONE.to_owned());
            self.issues.set(Vec::new());
            self.failure.set(String::new());
        }
        self.target.set(Some(target));
        self.is_open.set(true);
    }

    fn error(self, field: Field) -> Signal<String> {
        let locale = self.session.locale();
        Signal::derive(move || {
            self.issues.with(|issues| {
                let issue = issues.iter().find(|issue| issue.field == field);
                issue
                    .map(|issue| problem_text(locale, field, &issue.problem))
                    .unwrap_or_default()
            })
        })
    }

    fn submit(self) {
        if self.is_pending.get_untracked() {
            return;
        }
        let Some(job) = self
            .target
            .with_untracked(|target| target.as_ref().map(|target| target.job))
        else {
            return;
        };
        match untrack(|| self.command(job)) {
            Ok(command) => {
                self.issues.set(Vec::new());
                self.failure.set(String::new());
                self.is_pending.set(true);
                // The queue sends the same envelope until there is an answer.
                self.queue.send(Command::EnterCrit(command), None, move |answer| {
                    self.settle(job, answer)
                });
            }
            Err(rejection) => self.refuse(rejection),
        }
    }

    /// What the form says, or what is wrong with it: the server judges again, and more.
    fn command(self, job: JobId) -> Result<EnterCrit, Rejection> {
        let mut issues = Issues::default();
        let technician = self.technician.get();
        let technician = issues.take(
            Field::Technician,
            technician.parse().map_err(|_| Problem::Missing),
        );
        let occurred_at = self.occurred_at.get();
        let occurred_at = match occurred_at.trim() {
            "" => Some(None),
            typed => issues
                .take(
                    Field::OccurredAt,
                    typed.parse::<WallTime>().map_err(|_| Problem::Missing),
                )
                .map(Some),
        };
        let text = self.text.get();
        let text = issues.take(Field::Report, Detail::parse(&text).map(|_| text));
        let outcome = if self.outcome.get() == NOT_DONE {
            CritOutcome::NotDone
        } else {
            CritOutcome::Done
        };
        let command = technician
            .zip(occurred_at)
            .zip(text)
            .map(|((technician, occurred_at), text)| EnterCrit {
                job,
                technician: Some(technician),
                occurred_at,
                text,
                outcome,
            });
        issues.finish(command)
    }

    fn settle(self, job: JobId, answer: Settled) {
        if matches!(answer, Ok(Answer::Done(_))) {
            browser::store_remove(&self.draft_key(job));
        }
        // The page may be gone by now.
        if self.is_pending.try_set(false).is_some() {
            return;
        }
        let words = Catalogue::of(self.session.locale());
        match answer {
            Ok(Answer::Done(_)) => {
                self.is_open.set(false);
                self.target.set(None);
                self.text.set(String::new());
                self.toasts.show(words.dit.crit_saved);
            }
            Ok(Answer::Rejected(rejection)) => self.refuse(rejection),
            Err(error) => self.failure.set(error_text(words.locale, &error)),
        }
    }

    fn refuse(self, rejection: Rejection) {
        match rejection {
            Rejection::Invalid(issues) => {
                self.issues.set(issues);
                // The fields are marked before this runs.
                browser::after_ms(0, || {
                    browser::focus_first_invalid(ID);
                });
            }
            other => self.failure.set(rejection_text(self.session.locale(), &other)),
        }
    }

    /// Kept under the account: another person on the same tablet never sees it.
    fn draft_key(self, job: JobId) -> String {
        format!("crit/{}/{job}", self.session.actor().account)
    }

    /// Keeps the text on the device while it is typed.
    fn keep_draft(self) {
        Effect::new(move |_| {
            let text = self.text.get();
            let job = self
                .target
                .with_untracked(|target| target.as_ref().map(|target| target.job));
            match job {
                Some(job) if text.is_empty() => browser::store_remove(&self.draft_key(job)),
                Some(job) => browser::store_set(&self.draft_key(job), &text),
                None => {}
            }
        });
    }
}

/// The dialog of the form; opens when a report is asked for.
pub fn report_dialog(reporting: Reporting) -> AnyView {
    let words = use_words();
    let form = CritForm::new();
    form.keep_draft();
    Effect::new(move |_| {
        if let Some(target) = reporting.take() {
            untrack(|| form.open(target));
        }
    });
    let title = Signal::derive(move || {
        form.target.with(|target| match target {
            Some(target) => (words.dit.enter_crit_of)(&target.number),
            None => words.dit.enter_crit.to_owned(),
        })
    });
    let dialog = view! {
        <Dialog id=ID open=form.is_open title close_label=words.session.close size=DialogSize::Medium>
            <CritFields form/>
        </Dialog>
    };
    Effect::new(move |_| {
        if form.is_open.get() {
            let has_technician = form
                .technician
                .with_untracked(|technician| !technician.is_empty());
            let id = if has_technician { TEXT_ID } else { TECHNICIAN_ID };
            browser::after_ms(0, move || browser::focus_end_of(id));
        }
    });
    dialog.into_any()
}

#[component]
fn CritFields(form: CritForm) -> AnyView {
    let words = &use_words().dit;
    let is_pending = form.is_pending;
    let options = Signal::derive(move || {
        form.target.with(|target| {
            let Some(target) = target else {
                return Vec::new();
            };
            // Nobody is proposed whom nothing speaks for.
            let nobody = target.technician.is_empty();
            let nobody = nobody.then(|| (String::new(), words.no_technician.to_owned()));
            nobody.into_iter().chain(target.technicians.clone()).collect()
        })
    });
    let outcomes = [(DONE, CritOutcome::Done), (NOT_DONE, CritOutcome::NotDone)]
        .map(|(value, outcome)| (value.to_owned(), (words.outcome_name)(outcome).to_owned()));
    let failure = move || {
        let text = form.failure.get();
        (!text.is_empty()).then(|| view! { <Banner tone=Tone::Error>{text}</Banner> })
    };
    let save = Signal::derive(move || {
        if is_pending.get() {
            words.saving
        } else {
            words.save
        }
        .to_owned()
    });
    view! {
        <form
            class="Form CritForm"
            on:submit=move |event| {
                event.prevent_default();
                form.submit();
            }
            on:keydown=move |event| {
                validate_by_key(&event, || form.submit());
            }
        >
            <div role="alert">{failure}</div>
            <div class="Form-pair">
                <SelectField
                    id=TECHNICIAN_ID
                    label=words.technician
                    value=form.technician
                    options
                    error=form.error(Field::Technician)
                    required=true
                />
                <TextField
                    id="crit-date"
                    kind="datetime-local"
                    label=words.crit_date
                    hint=words.crit_date_hint
                    value=form.occurred_at
                    error=form.error(Field::OccurredAt)
                />
            </div>
            <TextArea
                id=TEXT_ID
                label=words.crit_text
                value=form.text
                error=form.error(Field::Report)
                rows=8
                required=true
            />
            <Segmented id="crit-outcome" label=words.outcome value=form.outcome options=outcomes.to_vec()/>
            <DialogActions>
                <Button
                    label=save
                    kind="submit"
                    variant=Variant::Primary
                    busy=is_pending
                    shortcut="F2"
                />
            </DialogActions>
        </form>
    }
    .into_any()
}

//! What the form holds. One state for the form of the panel and for the composer.

use super::attachments::uploads;
use super::form_content::{channel_of, channel_value, content_of, defaults};
use crate::i18n::{problem, use_words};
use crate::offline::{DeviceDrafts, Whole};
use crate::ui::Uploads;
use crate::view::{DraftContent, DraftSlot, ExchangeView, FormView};
use domain::EmployeeId;
use domain::attachment::Attachment;
use domain::exchange::Direction;
use domain::rejection::{Field, FieldIssue};
use leptos::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The fields of one form, each a signal. Ids and choices are text, as the native controls want them.
#[derive(Clone, Copy, Debug)]
pub struct FormState {
    pub slot: DraftSlot,
    pub direction: Direction,
    pub kind: RwSignal<String>,
    pub channel: RwSignal<String>,
    pub employee: RwSignal<String>,
    pub counterpart: RwSignal<String>,
    pub free_name: RwSignal<String>,
    pub subject: RwSignal<String>,
    pub detail: RwSignal<String>,
    /// The formatted détail as JSON; empty: not formatted.
    pub document: RwSignal<String>,
    pub occurred_at: RwSignal<String>,
    pub attachments: RwSignal<Vec<Attachment>>,
    pub is_mailed: RwSignal<bool>,
    pub from: RwSignal<String>,
    pub to: RwSignal<String>,
    pub cc: RwSignal<String>,
    pub bcc: RwSignal<String>,
    pub has_signature: RwSignal<bool>,
    /// Plus tard.
    pub is_later: RwSignal<bool>,
    pub leaves_at: RwSignal<String>,
    pub is_composing: RwSignal<bool>,
    pub revision: RwSignal<u32>,
    pub issues: RwSignal<Vec<FieldIssue>>,
    /// A refusal that belongs to no field.
    pub refusal: RwSignal<Option<String>>,
    /// The saved version that an edit ran into.
    pub theirs: RwSignal<Option<ExchangeView>>,
    pub is_mailed_already: bool,
    /// Handed to the queue or thrown away: a draft that reaches the server from now on is one too many.
    pub is_gone: StoredValue<Arc<AtomicBool>>,
    /// How many files are on their way.
    pub uploading: RwSignal<u32>,
    /// What takes them there.
    pub uploads: Uploads,
    /// What was kept last on the device of all of it.
    pub(super) kept: StoredValue<Option<Whole>>,
    /// What was filled in or kept last: there is nothing to keep of the same.
    pub(super) known: StoredValue<DraftContent>,
    /// What it held when it opened: anything else is worth keeping.
    pub(super) initial: StoredValue<DraftContent>,
}

impl FormState {
    /// A form with its defaults.
    pub fn new(slot: DraftSlot, direction: Direction, facts: &FormView, me: EmployeeId) -> Self {
        Self::filled(slot, direction, false, defaults(direction, facts, me))
    }

    /// The form that edits an exchange.
    pub fn editing(exchange: &ExchangeView) -> Self {
        let slot = DraftSlot::Edit(exchange.id);
        Self::filled(
            slot,
            exchange.direction,
            exchange.mail.is_some(),
            content_of(exchange),
        )
    }

    fn filled(slot: DraftSlot, direction: Direction, is_mailed_already: bool, content: DraftContent) -> Self {
        let text = |value: &str| RwSignal::new(value.to_owned());
        let attachments = RwSignal::new(content.attachments.clone());
        let (uploading, issues) = (RwSignal::new(0), RwSignal::new(Vec::new()));
        let form = Self {
            slot,
            direction,
            kind: text(&content.kind),
            channel: text(content.channel.map_or("", channel_value)),
            employee: text(&content.employee),
            counterpart: text(&content.counterpart),
            free_name: text(&content.free_name),
            subject: text(&content.subject),
            detail: text(&content.detail),
            document: text(&content.document),
            occurred_at: text(&content.occurred_at),
            attachments,
            is_mailed: RwSignal::new(content.is_mailed),
            from: text(&content.from),
            to: text(&content.to),
            cc: text(&content.cc),
            bcc: text(&content.bcc),
            has_signature: RwSignal::new(content.has_signature),
            is_later: RwSignal::new(content.is_later),
            leaves_at: text(&content.leaves_at),
            is_composing: RwSignal::new(content.is_composing),
            revision: RwSignal::new(content.revision),
            issues,
            refusal: RwSignal::new(None),
            theirs: RwSignal::new(None),
            is_mailed_already,
            is_gone: StoredValue::new(Arc::default()),
            uploading,
            uploads: uploads(attachments, uploading, issues),
            kept: StoredValue::new(None),
            known: StoredValue::new(content.clone()),
            initial: StoredValue::new(content),
        };
        form.forget_issues_of_changed_fields();
        form
    }

    /// A sentence goes as soon as its field changes.
    fn forget_issues_of_changed_fields(self) {
        let fields = [
            (Field::Kind, self.kind),
            (Field::Employee, self.employee),
            (Field::Counterpart, self.counterpart),
            (Field::Counterpart, self.free_name),
            (Field::Subject, self.subject),
            (Field::Detail, self.detail),
            (Field::OccurredAt, self.occurred_at),
            (Field::From, self.from),
            (Field::To, self.to),
            (Field::Cc, self.cc),
            (Field::Bcc, self.bcc),
            (Field::LeavesAt, self.leaves_at),
        ];
        for (field, value) in fields {
            Effect::new(move |has_run: Option<()>| {
                value.track();
                if has_run.is_some() {
                    self.forget_issue(field);
                }
            });
        }
    }

    /// Takes back the sentence beside a field.
    pub fn forget_issue(self, field: Field) {
        let is_wrong = |issue: &FieldIssue| issue.field == field;
        if self.issues.with_untracked(|issues| issues.iter().any(is_wrong)) {
            self.issues
                .update(|issues| issues.retain(|issue| !is_wrong(issue)));
        }
    }

    /// Writes a draft into the fields.
    pub fn fill(&self, content: DraftContent) {
        self.kind.set(content.kind);
        self.channel
            .set(content.channel.map_or("", channel_value).to_owned());
        self.employee.set(content.employee);
        self.counterpart.set(content.counterpart);
        self.free_name.set(content.free_name);
        self.subject.set(content.subject);
        self.detail.set(content.detail);
        self.document.set(content.document);
        self.occurred_at.set(content.occurred_at);
        self.attachments.set(content.attachments);
        self.is_mailed.set(content.is_mailed);
        self.from.set(content.from);
        self.to.set(content.to);
        self.cc.set(content.cc);
        self.bcc.set(content.bcc);
        self.has_signature.set(content.has_signature);
        self.is_later.set(content.is_later);
        self.leaves_at.set(content.leaves_at);
        self.is_composing.set(content.is_composing);
        self.revision.set(content.revision);
    }

    /// All of it, as a draft; follows every field.
    pub fn content(&self) -> DraftContent {
        DraftContent {
            kind: self.kind.get(),
            channel: self.channel.with(|value| channel_of(value)),
            employee: self.employee.get(),
            counterpart: self.counterpart.get(),
            free_name: self.free_name.get(),
            subject: self.subject.get(),
            detail: self.detail.get(),
            occurred_at: self.occurred_at.get(),
            attachments: self.attachments.get(),
            is_mailed: self.is_mailed.get(),
            from: self.from.get(),
            to: self.to.get(),
            cc: self.cc.get(),
            bcc: self.bcc.get(),
            has_signature: self.has_signature.get(),
            is_later: self.is_later.get(),
            leaves_at: self.leaves_at.get(),
            is_composing: self.is_composing.get(),
            revision: self.revision.get(),
            document: self.document.get(),
        }
    }

    /// Follows every field, and reads none of them.
    pub fn track(&self) {
        let texts = [
            self.kind,
            self.channel,
            self.employee,
            self.counterpart,
            self.free_name,
            self.subject,
            self.detail,
            self.document,
            self.occurred_at,
            self.from,
            self.to,
            self.cc,
            self.bcc,
            self.leaves_at,
        ];
        texts.iter().for_each(Track::track);
        let choices = [
            self.is_mailed,
            self.has_signature,
            self.is_later,
            self.is_composing,
        ];
        choices.iter().for_each(Track::track);
        self.attachments.track();
        self.revision.track();
    }

    /// Something was typed or chosen since it opened.
    pub fn is_dirty(&self) -> bool {
        let mut content = untrack(|| self.content());
        self.initial.with_value(|initial| {
            content.is_composing = initial.is_composing;
            if initial.from.is_empty() {
                // The composer writes the sender's Mail 1 here by itself.
                content.from.clear();
            }
            content != *initial
        })
    }

    /// It was sent or thrown away: nothing of it is kept from here on.
    pub fn mark_gone(&self) {
        self.is_gone
            .with_value(|is_gone| is_gone.store(true, Ordering::Relaxed));
    }

    /// Whether what is kept on the device is of this form, and not what another page has written since.
    pub fn owns_kept(&self, drafts: DeviceDrafts) -> bool {
        let kept = drafts.get(self.slot);
        kept.is_none_or(|kept| self.known.with_value(|known| *known == kept.draft.content))
    }

    /// Whether there is anything that closing it would lose: words, or files that are not there yet.
    pub fn has_work(&self) -> bool {
        self.is_dirty() || self.uploading.get_untracked() > 0 || self.uploads.failed().is_some()
    }

    /// The sentence beside a field, in the user's language; empty when it is right.
    pub fn error(&self, field: Field) -> Signal<String> {
        let locale = use_words().locale;
        let issues = self.issues;
        Signal::derive(move || {
            issues.with(|issues| {
                let issue = issues.iter().find(|issue| issue.field == field);
                issue
                    .map(|issue| problem::problem_text(locale, field, &issue.problem))
                    .unwrap_or_default()
            })
        })
    }
}

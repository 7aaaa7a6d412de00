//! What the form holds, and what it means as a command. One state for the form of the panel and for the composer.

use crate::i18n::{problem, use_words};
use crate::view::{DraftContent, DraftSlot, ExchangeView, FormView};
use domain::attachment::Attachment;
use domain::command::{Command, EditExchange, MailOrder, RecordExchange};
use domain::contact::Contact;
use domain::dit::DitState;
use domain::employee::{Actor, Employee};
use domain::exchange::{Channel, Counterpart, Direction};
use domain::record::{RecordFacts, record_exchange};
use domain::rejection::{Field, FieldIssue, Problem, Rejection};
use domain::text::{Detail, FreeName, Subject};
use domain::time::{Timestamp, WallTime};
use domain::{ContactId, EmployeeId};
use leptos::prelude::*;

/// Value of "Reçu par" for somebody who is no contact.
pub const FREE: &str = "free";

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
    pub occurred_at: RwSignal<String>,
    pub attachments: RwSignal<Vec<Attachment>>,
    pub is_mailed: RwSignal<bool>,
    pub from: RwSignal<String>,
    pub to: RwSignal<String>,
    pub cc: RwSignal<String>,
    pub bcc: RwSignal<String>,
    pub has_signature: RwSignal<bool>,
    pub is_composing: RwSignal<bool>,
    pub revision: RwSignal<u32>,
    pub issues: RwSignal<Vec<FieldIssue>>,
    /// A refusal that belongs to no field.
    pub refusal: RwSignal<Option<String>>,
    /// The saved version that an edit ran into.
    pub theirs: RwSignal<Option<ExchangeView>>,
    pub is_mailed_already: bool,
    /// Handed to the queue or thrown away: a draft that reaches the server from now on is one too many.
    pub is_gone: StoredValue<bool>,
    /// Files on their way.
    pub uploading: RwSignal<u32>,
    /// What it held when it opened: anything else is worth keeping.
    initial: StoredValue<DraftContent>,
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
            occurred_at: text(&content.occurred_at),
            attachments: RwSignal::new(content.attachments.clone()),
            is_mailed: RwSignal::new(content.is_mailed),
            from: text(&content.from),
            to: text(&content.to),
            cc: text(&content.cc),
            bcc: text(&content.bcc),
            has_signature: RwSignal::new(content.has_signature),
            is_composing: RwSignal::new(content.is_composing),
            revision: RwSignal::new(content.revision),
            issues: RwSignal::new(Vec::new()),
            refusal: RwSignal::new(None),
            theirs: RwSignal::new(None),
            is_mailed_already,
            is_gone: StoredValue::new(false),
            uploading: RwSignal::new(0),
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
        ];
        for (field, value) in fields {
            Effect::new(move |has_run: Option<()>| {
                value.track();
                let is_wrong = |issue: &FieldIssue| issue.field == field;
                if has_run.is_some() && self.issues.with_untracked(|issues| issues.iter().any(is_wrong)) {
                    self.issues
                        .update(|issues| issues.retain(|issue| !is_wrong(issue)));
                }
            });
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
        self.occurred_at.set(content.occurred_at);
        self.attachments.set(content.attachments);
        self.is_mailed.set(content.is_mailed);
        self.from.set(content.from);
        self.to.set(content.to);
        self.cc.set(content.cc);
        self.bcc.set(content.bcc);
        self.has_signature.set(content.has_signature);
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
            is_composing: self.is_composing.get(),
            revision: self.revision.get(),
        }
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

    /// What the form asks for. `is_sending` says that a mail leaves, whatever the box says.
    pub fn command(&self, facts: &FormView, is_sending: bool) -> Result<Command, Rejection> {
        let content = untrack(|| self.content());
        match self.slot {
            DraftSlot::Edit(exchange) => self.edit_command(exchange, &content),
            DraftSlot::New(direction) => new_command(direction, content, facts, is_sending),
        }
    }

    fn edit_command(
        &self,
        exchange: domain::ExchangeId,
        content: &DraftContent,
    ) -> Result<Command, Rejection> {
        let same_time = self
            .initial
            .with_value(|initial| initial.occurred_at == content.occurred_at);
        let occurred_at = if same_time {
            None
        } else {
            wall_time(&content.occurred_at)?
        };
        let mut issues = domain::rejection::Issues::default();
        let subject = issues.take(Field::Subject, Subject::parse(&content.subject));
        let detail = issues.take(Field::Detail, Detail::parse(&content.detail));
        issues.finish(subject.zip(detail))?;
        Ok(Command::EditExchange(EditExchange {
            exchange,
            revision: content.revision,
            kind: content
                .kind
                .parse()
                .map_err(|_| Rejection::field(Field::Kind, Problem::NotInList))?,
            channel: content.channel.unwrap_or(Channel::Other),
            employee: content
                .employee
                .parse()
                .map_err(|_| Rejection::field(Field::Employee, Problem::NotInList))?,
            counterpart: counterpart(content)?,
            subject: content.subject.clone(),
            detail: content.detail.clone(),
            occurred_at,
        }))
    }
}

fn new_command(
    direction: Direction,
    content: DraftContent,
    facts: &FormView,
    is_sending: bool,
) -> Result<Command, Rejection> {
    let is_mailed = direction == Direction::Sent && (is_sending || content.is_mailed);
    Ok(Command::RecordExchange(RecordExchange {
        dit: facts.dit,
        direction,
        kind: content.kind.parse().ok(),
        channel: content.channel,
        employee: content.employee.parse().ok(),
        counterpart: counterpart(&content)?,
        occurred_at: wall_time(&content.occurred_at)?,
        attachments: content.attachments.iter().map(|file| file.id).collect(),
        subject: content.subject,
        detail: content.detail,
        // The form shows one address: what only the composer shows leaves from the composer only.
        mail: is_mailed.then(|| {
            if is_sending {
                MailOrder {
                    from: content.from,
                    to: content.to,
                    cc: content.cc,
                    bcc: content.bcc,
                    has_signature: content.has_signature,
                }
            } else {
                MailOrder {
                    to: content.to,
                    ..MailOrder::default()
                }
            }
        }),
    }))
}

/// Judges the command in the browser with the server's own rule, so that what is missing is said at once.
pub fn check(
    command: &Command,
    content: &DraftContent,
    facts: &FormView,
    actor: Actor,
    state: DitState,
) -> Result<(), Rejection> {
    let Command::RecordExchange(record) = command else {
        return Ok(());
    };
    let facts = RecordFacts {
        actor,
        dit: facts.dit,
        dit_subject: &facts.dit_subject,
        state,
        kinds: &facts.kinds,
        employees: &facts.employees,
        contacts: &facts.contacts,
        attachments: &content.attachments,
        // The server alone knows the zone.
        occurred_at: Ok(Timestamp(0)),
    };
    record_exchange(record, &facts).map(|_| ())
}

fn defaults(direction: Direction, facts: &FormView, me: EmployeeId) -> DraftContent {
    let contact = facts.contact.filter(|_| direction != Direction::Internal);
    DraftContent {
        kind: facts
            .kinds
            .iter()
            .find(|kind| kind.is_active)
            .map(|kind| kind.id.to_string())
            .unwrap_or_default(),
        channel: Some(Channel::default_for(false)),
        employee: me.to_string(),
        counterpart: contact.map(|id| id.to_string()).unwrap_or_default(),
        to: contact
            .map(|id| default_to(facts, &id.to_string()))
            .unwrap_or_default(),
        ..DraftContent::default()
    }
}

fn content_of(exchange: &ExchangeView) -> DraftContent {
    let (counterpart, free_name) = match &exchange.counterpart {
        Some(Counterpart::Contact(id)) => (id.to_string(), String::new()),
        Some(Counterpart::Free(name)) => (FREE.to_owned(), name.as_str().to_owned()),
        None => Default::default(),
    };
    DraftContent {
        kind: exchange.kind.id.to_string(),
        channel: Some(exchange.channel),
        employee: exchange.employee.id.to_string(),
        counterpart,
        free_name,
        subject: exchange.subject.clone(),
        detail: exchange.detail.clone(),
        occurred_at: exchange.occurred_wall.as_str().to_owned(),
        revision: exchange.revision,
        ..DraftContent::default()
    }
}

fn wall_time(text: &str) -> Result<Option<WallTime>, Rejection> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_| Rejection::field(Field::OccurredAt, Problem::NoSuchTime))
}

fn counterpart(content: &DraftContent) -> Result<Option<Counterpart>, Rejection> {
    let wrong = |problem| Rejection::field(Field::Counterpart, problem);
    match content.counterpart.as_str() {
        "" => Ok(None),
        FREE if domain::text::is_blank(&content.free_name) => Err(wrong(Problem::Missing)),
        FREE => FreeName::parse(&content.free_name)
            .map(|name| Some(Counterpart::Free(name)))
            .map_err(wrong),
        id => id
            .parse()
            .map(|id| Some(Counterpart::Contact(id)))
            .map_err(|_| wrong(Problem::NotInList)),
    }
}

/// Mail 1 of a contact, as "Mail destinataire" shows it.
pub fn default_to(facts: &FormView, counterpart: &str) -> String {
    contact(facts, counterpart)
        .and_then(|contact| contact.mail1.as_ref())
        .map(ToString::to_string)
        .unwrap_or_default()
}

pub fn contact<'a>(facts: &'a FormView, counterpart: &str) -> Option<&'a Contact> {
    let id: ContactId = counterpart.parse().ok()?;
    facts.contacts.iter().find(|contact| contact.id == id)
}

pub fn employee<'a>(facts: &'a FormView, id: &str) -> Option<&'a Employee> {
    let id: EmployeeId = id.parse().ok()?;
    facts.employees.iter().find(|employee| employee.id == id)
}

pub fn channel_value(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "phone",
        Channel::Mail => "mail",
        Channel::Sms => "sms",
        Channel::OnSite => "on_site",
        Channel::Portal => "portal",
        Channel::Other => "other",
    }
}

fn channel_of(value: &str) -> Option<Channel> {
    Channel::ALL
        .into_iter()
        .find(|channel| channel_value(*channel) == value)
}

//! Read models: what the pages show, as the server writes it. Dates come formatted in the company's zone and the account's language.

mod list;
pub mod live;
pub mod mail_preview;
pub mod outbox;
pub mod search;
pub mod template;

pub use list::*;

use domain::attachment::Attachment;
use domain::contact::Contact;
use domain::crit::CritOutcome;
use domain::dit::{DitNumber, DitState, JobState, Priority};
use domain::employee::{Actor, Employee};
use domain::exchange::{Channel, Counterpart, Direction, Kind};
use domain::indicator::Indicator;
use domain::locale::Locale;
use domain::mail::{RecipientRole, RecipientState};
use domain::template::Template;
use domain::time::{Timestamp, WallTime};
use domain::{ContactId, EmployeeId, ExchangeId, JobId, MailRecipientId};
use serde::{Deserialize, Serialize};

/// An instant and its words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct When {
    pub at: Timestamp,
    /// For `<time datetime>`: RFC 3339 in UTC.
    pub iso: String,
    /// Short words, `24 nov. 2026, 09:30`.
    pub text: String,
}

/// Who is signed in, and where.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionView {
    pub actor: Actor,
    pub email: String,
    pub name: String,
    pub locale: Locale,
    /// IANA name of the company's zone.
    pub time_zone: String,
    /// No mail server is set: mails become files, and the screen says so.
    pub mails_to_files: bool,
    /// The program stopped a mail account, and this person may resume it.
    pub has_mail_alert: bool,
    pub is_demo: bool,
    /// Where the stream of changes stood before the page was read: it goes on from here.
    pub live_from: String,
    /// The saved view that the bare address of the list shows: what is behind its `?`; empty for all requests.
    #[serde(default)]
    pub default_view: String,
}

/// Synthèse client: everything about a customer in one look.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CustomerOverview {
    pub code: String,
    pub name: String,
    pub phone: String,
    pub is_active: bool,
    pub sites: Vec<SiteView>,
    /// Active ones first.
    pub contacts: Vec<Contact>,
    pub figures: CustomerFigures,
    /// The newest requests.
    pub dits: DitList,
    /// Jobs without a report, the next ones first.
    pub jobs: Vec<OpenJob>,
    pub log: CustomerLog,
}

/// A place of a customer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SiteView {
    pub name: String,
    pub address: String,
    pub town: String,
}

/// Who waits for whom, and how a customer is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CustomerFigures {
    /// Requests that are neither closed nor cancelled.
    pub open: u32,
    /// Of those, the last word is the customer's.
    pub waiting_for_us: u32,
    /// Of those, the last word is ours.
    pub waiting_for_customer: u32,
    /// Chasers of the last 30 days.
    pub chasers: u32,
    /// Mean time from what the customer said to our answer, over the last 90 days, in minutes.
    pub answer_minutes: Option<u32>,
}

/// A job that waits for its report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OpenJob {
    pub dit: DitNumber,
    /// `DIT-2026-000101`.
    pub number: String,
    pub technician: String,
    pub planned_at: Option<When>,
    pub state: JobState,
}

/// A part of the log of a customer, across requests.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CustomerLog {
    /// Newest first.
    pub lines: Vec<LogLine>,
    /// The oldest of this page when there are older ones: ask for those before it.
    pub older: Option<ExchangeId>,
}

/// One exchange of a customer's log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LogLine {
    pub exchange: ExchangeId,
    pub dit: DitNumber,
    pub dit_subject: String,
    /// `mardi 24 novembre 2026`; a separator stands between two days.
    pub day_text: String,
    /// `09:30`.
    pub time_text: String,
    pub line: PreviewLine,
}

/// Which exchanges of a customer's log are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct LogFilter {
    pub direction: Option<Direction>,
    pub is_chaser: bool,
}

/// A request, whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DitView {
    pub number: DitNumber,
    pub subject: String,
    pub description: String,
    pub state: DitState,
    pub priority: Priority,
    pub customer_code: String,
    pub customer: String,
    pub customer_phone: String,
    pub site: String,
    pub site_address: String,
    pub site_town: String,
    /// The contact of the document.
    pub contact: Option<Contact>,
    pub in_charge: String,
    pub recorded_at: When,
    pub due_at: Option<When>,
    pub jobs: Vec<JobView>,
    pub indicator: Indicator,
    /// Active employees, for the report form.
    pub technicians: Vec<Choice>,
}

/// An employee to choose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Choice {
    pub id: EmployeeId,
    pub name: String,
}

/// A job and its report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct JobView {
    pub id: JobId,
    /// `DIT-2026-000101`.
    pub number: String,
    pub technician: Option<Choice>,
    pub planned_at: Option<When>,
    pub state: JobState,
    pub crit: Option<CritView>,
}

/// A job report (CRIT).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CritView {
    pub technician: String,
    pub occurred_at: When,
    pub text: String,
    pub outcome: CritOutcome,
    pub recorded_by: String,
    pub recorded_at: When,
}

/// A part of a request's log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExchangePage {
    /// Newest first, tombstones and internal notes included.
    pub exchanges: Vec<ExchangeView>,
    /// The oldest of this page when there are older ones: ask for those before it.
    pub older: Option<ExchangeId>,
    pub about: About,
    pub indicator: Indicator,
    pub state: DitState,
}

/// Whose request it is, and what it is about: said above its log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct About {
    pub subject: String,
    pub customer: String,
    pub customer_code: String,
}

/// Infobulle: the newest exchanges that count, cut short.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExchangePreview {
    /// Newest first.
    pub lines: Vec<PreviewLine>,
    /// What the lines were taken from: how many exchanges there are, and the version to compare with.
    pub indicator: Indicator,
}

/// One exchange of a preview.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PreviewLine {
    pub direction: Direction,
    pub kind: Kind,
    /// Who spoke: the other side of a received exchange, ours of a sent one.
    pub speaker: String,
    pub occurred_at: When,
    pub subject: String,
    /// The beginning of the detail, on one line.
    pub excerpt: String,
}

/// One exchange.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExchangeView {
    pub id: ExchangeId,
    pub revision: u32,
    pub direction: Direction,
    pub kind: Kind,
    pub channel: Channel,
    /// Our side.
    pub employee: Choice,
    pub counterpart: Option<Counterpart>,
    /// Name of the other side; the customer's when nobody in particular, empty in an internal note.
    pub counterpart_name: String,
    pub subject: String,
    /// As typed; empty in a tombstone that the actor may not read.
    pub detail: String,
    /// HTML of a detail that is formatted, made by the server; empty when it is plain. [`Self::html`] has either.
    pub formatted_html: String,
    /// How the detail looks, an [`editor::Document`] as JSON, when it is formatted and its mail may be written again; empty otherwise.
    pub document: String,
    pub occurred_at: When,
    /// The same in the company's zone; a separator stands between two days.
    pub occurred_wall: WallTime,
    /// `mardi 24 novembre 2026`.
    pub day_text: String,
    pub recorded_at: When,
    pub recorded_by: String,
    /// The signed-in account recorded it.
    pub is_own: bool,
    pub is_after_closure: bool,
    pub edited: Option<Trace>,
    pub deleted: Option<Tombstone>,
    /// Without those that the text shows.
    pub attachments: Vec<Attachment>,
    /// The images that the text shows.
    pub images: Vec<Attachment>,
    pub mail: Option<MailView>,
}

impl ExchangeView {
    /// The detail as pages show it.
    pub fn html(&self) -> String {
        html_of(&self.formatted_html, &self.detail)
    }
}

/// Plain text says by itself how it looks.
fn html_of(formatted_html: &str, detail: &str) -> String {
    if formatted_html.is_empty() {
        editor::text_to_html(detail)
    } else {
        formatted_html.to_owned()
    }
}

/// Who changed something, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Trace {
    pub by: String,
    pub at: When,
}

/// What is left of a deleted exchange.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tombstone {
    pub by: String,
    pub at: When,
    pub reason: String,
}

/// The mail of an exchange.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailView {
    pub from: String,
    pub subject: String,
    /// The sender's signature ends it.
    pub is_signed: bool,
    /// It waits only so that it can be taken back.
    pub is_undoable: bool,
    pub recipients: Vec<MailRecipientView>,
}

/// One recipient and what became of the mail.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailRecipientView {
    pub id: MailRecipientId,
    pub address: String,
    pub role: RecipientRole,
    pub state: RecipientState,
    /// When the state was reached.
    pub since: When,
    /// When it is tried again.
    pub next_try_at: Option<When>,
    /// Both in words, after the word of the state.
    pub when: String,
    /// Why, in a sentence; empty when there is nothing to say.
    pub reason: String,
    /// The server's words, one line; empty when it said nothing.
    pub reply: String,
    /// Where "Envoyer à Mail 2" would send it; empty when there is no other address.
    pub mail2: Vec<String>,
}

/// An earlier version of an exchange.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VersionView {
    pub revision: u32,
    /// Who wrote this version, and when.
    pub written: Trace,
    pub kind: String,
    pub channel: Channel,
    pub employee: String,
    pub counterpart_name: String,
    pub subject: String,
    pub detail: String,
    /// HTML of a detail that is formatted, made by the server; empty when it is plain. [`Self::html`] has either.
    pub formatted_html: String,
    pub occurred_at: When,
}

impl VersionView {
    /// The detail as pages show it.
    pub fn html(&self) -> String {
        html_of(&self.formatted_html, &self.detail)
    }
}

/// What the form of a request needs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FormView {
    pub dit: DitNumber,
    pub dit_subject: String,
    pub customer: String,
    /// In the administrator's order, retired ones included.
    pub kinds: Vec<Kind>,
    /// Active ones.
    pub employees: Vec<Employee>,
    /// Active ones of the request's customer.
    pub contacts: Vec<Contact>,
    /// The contact of the document.
    pub contact: Option<ContactId>,
    pub drafts: Vec<Draft>,
    /// Those that are offered, in the administrator's order.
    pub templates: Vec<Template>,
    /// Where the request is about; values of template fields.
    pub site: SiteView,
    /// The present day in words, as mails say it.
    pub today: String,
}

/// A file of an exchange of the request, to be taken along again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RequestFile {
    pub file: Attachment,
    /// Date of the newest exchange that it goes with.
    pub occurred_at: When,
}

/// What is being typed, and where. One per account, request and slot.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Draft {
    pub slot: DraftSlot,
    pub content: DraftContent,
    /// Clock of the device that typed it: the later one wins.
    pub saved_at: Timestamp,
}

/// Which form a draft belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum DraftSlot {
    New(Direction),
    Edit(ExchangeId),
    /// A new sent exchange that says again what this one said.
    Again(ExchangeId),
}

impl DraftSlot {
    /// The direction of the new exchange that the form writes; `None` when it edits one.
    pub fn new_direction(self) -> Option<Direction> {
        match self {
            DraftSlot::New(direction) => Some(direction),
            DraftSlot::Again(_) => Some(Direction::Sent),
            DraftSlot::Edit(_) => None,
        }
    }
}

/// Everything that the form holds, as typed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftContent {
    /// Id of the kind; empty: none chosen.
    pub kind: String,
    pub channel: Option<Channel>,
    /// Id of the employee; empty: the signed-in one.
    pub employee: String,
    /// Id of the contact; empty: nobody in particular; `free`: `free_name`.
    pub counterpart: String,
    pub free_name: String,
    pub subject: String,
    pub detail: String,
    /// As in the date field; empty: now.
    pub occurred_at: String,
    pub attachments: Vec<Attachment>,
    pub is_mailed: bool,
    pub from: String,
    pub to: String,
    pub cc: String,
    pub bcc: String,
    pub has_signature: bool,
    /// Plus tard: the mail leaves at `leaves_at`.
    pub is_later: bool,
    /// As in the date field.
    pub leaves_at: String,
    /// The composer was open.
    pub is_composing: bool,
    /// Revision that an edit started from.
    pub revision: u32,
    /// The formatted détail, an [`editor::Document`] as JSON; empty: `detail` is all there is.
    pub document: String,
}

//! The outbox as administrators see it: seven statements, however much lies in it.

use super::super::code::{Coded, decode};
use super::super::entity::{dits, employees, exchanges, mail_recipients, mails, smtp_accounts};
use super::super::health::OVERDUE_MS;
use super::super::{dkim, smtp_accounts as pauses};
use super::extras::RecipientColumns;
use super::{Name, Reading, column, join_account, select_all};
use crate::error::Failure;
use crate::mailer::dkim::{DkimKey, signing_domain};
use crate::mailer::{Accounts, Answer, MailCounters};
use app::i18n::reason::reason_text;
use app::view::outbox::{
    AnswersView, DkimKeyView, IdentityView, MailAbout, MailAccountView, MailDomainView, OutboxCursor,
    OutboxFilter, OutboxRow, OutboxView, PauseView, StateCount, TestMailView, TroubleView,
};
use domain::MailRecipientId;
use domain::employee::Employee;
use domain::locale::Locale;
use domain::mail::{MailPurpose, Mailbox, RecipientState};
use domain::outbox::{identities, sender_domains};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement, UnionType};

/// Recipients of one page.
const PAGE: usize = 50;
/// How many of the newest troubles are looked through for the last one of each account.
const TROUBLES: u64 = 100;
/// States that are not final, in the order that the page shows them.
const STATES: [RecipientState; 6] = [
    RecipientState::Scheduled,
    RecipientState::Queued,
    RecipientState::Transmitting,
    RecipientState::Deferred,
    RecipientState::Refused,
    RecipientState::Uncertain,
];
/// All of them but the one that simply waits.
const OTHERS: [RecipientState; 5] = [
    RecipientState::Scheduled,
    RecipientState::Transmitting,
    RecipientState::Deferred,
    RecipientState::Refused,
    RecipientState::Uncertain,
];
/// As the indexes of migration 5 have them, word by word.
const UNSETTLED: &str = "\"recipient\".\"state\" NOT IN ('accepted', 'cancelled', 'resolved')";
const UNSETTLED_STATE: &str = "\"recipient\".\"state\" IN ('scheduled', 'deferred', 'refused', 'uncertain')";
const IS_TEST: &str = "\"mail\".\"purpose\" = 'test'";

/// Everything on the page of the outbox.
///
/// # Errors
/// What the database says.
pub async fn outbox(
    reading: &Reading<'_>,
    accounts: &Accounts,
    counters: &MailCounters,
    now: Timestamp,
    filter: OutboxFilter,
    after: Option<OutboxCursor>,
) -> Result<OutboxView, Failure> {
    let counts: Vec<CountRow> = reading.all(&select_counts()).await?;
    let pauses: Vec<PauseRow> = reading.all(&select_pauses()).await?;
    let mut rows: Vec<ListRow> = reading.all(&select_list(filter, after, now)).await?;
    let troubles: Vec<TroubleRow> = reading.all(&select_troubles()).await?;
    let test: Option<TestRow> = reading.one(&select_test()).await?;
    let people: Vec<PersonRow> = reading.all(&select_people()).await?;
    let keys = dkim::keys(reading.connection).await?;

    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let people: Vec<Employee> = people
        .into_iter()
        .map(|row| row.employee.try_into())
        .collect::<Result<_, _>>()?;
    let known = identities(&people);
    Ok(OutboxView {
        pause: pause_of(reading, &pauses, pauses::EVERYTHING),
        depth: depth(&counts),
        oldest_due: oldest_due(&counts, now).map(|at| reading.when(at)),
        counts: STATES.map(|state| count(&counts, state)).to_vec(),
        accounts: account_views(reading, accounts, counters, &pauses, &troubles)?,
        next: rows.last().filter(|_| has_more).map(ListRow::place),
        rows: rows
            .into_iter()
            .map(|row| row.view(reading))
            .collect::<Result<_, _>>()?,
        test: test.map(|row| row.view(reading)).transpose()?,
        domains: domain_views(reading, &known, &keys)?,
        identities: known
            .into_iter()
            .map(|known| IdentityView {
                name: known.name,
                email: known.email.to_string(),
            })
            .collect(),
        read_at: reading.when(now.0),
    })
}

#[derive(FromQueryResult)]
struct CountRow {
    state: String,
    count: i64,
    oldest_due: Option<i64>,
}

fn count(counts: &[CountRow], state: RecipientState) -> StateCount {
    let count = counts
        .iter()
        .find(|row| row.state == state.code())
        .map_or(0, |row| row.count.unsigned_abs());
    StateCount { state, count }
}

fn is_waiting(row: &&CountRow) -> bool {
    let left = [RecipientState::Refused, RecipientState::Uncertain];
    left.iter().all(|state| state.code() != row.state)
}

fn depth(counts: &[CountRow]) -> u64 {
    counts
        .iter()
        .filter(is_waiting)
        .map(|row| row.count.unsigned_abs())
        .sum()
}

/// What is due later does not wait yet.
fn oldest_due(counts: &[CountRow], now: Timestamp) -> Option<i64> {
    let waiting = counts.iter().filter(is_waiting);
    waiting
        .filter_map(|row| row.oldest_due)
        .min()
        .filter(|at| *at <= now.0)
}

#[derive(FromQueryResult)]
struct PauseRow {
    name: String,
    paused_at: i64,
    paused_by: Option<i64>,
    reason: String,
    reply: String,
    #[sea_orm(nested(prefix = "pauser_"))]
    pauser: Option<Name>,
}

fn pause_of(reading: &Reading<'_>, pauses: &[PauseRow], account: &str) -> Option<PauseView> {
    let row = pauses.iter().find(|row| row.name == account)?;
    let is_program = row.paused_by.is_none();
    Some(PauseView {
        at: reading.when(row.paused_at),
        by: if is_program {
            String::new()
        } else {
            Name::of(row.pauser.as_ref())
        },
        reason: if is_program {
            reason_words(reading.locale, &row.reason)
        } else {
            String::new()
        },
        reply: row.reply.clone(),
    })
}

/// The sentence of a reason; whatever else the program wrote stands for itself.
fn reason_words(locale: Locale, reason: &str) -> String {
    decode(reason).map_or_else(
        |_| reason.to_owned(),
        |reason| reason_text(locale, reason).to_owned(),
    )
}

#[derive(FromQueryResult)]
struct TroubleRow {
    from_domain: String,
    reason: String,
    reply: String,
    since_at: i64,
}

fn account_views(
    reading: &Reading<'_>,
    accounts: &Accounts,
    counters: &MailCounters,
    pauses: &[PauseRow],
    troubles: &[TroubleRow],
) -> Result<Vec<MailAccountView>, Failure> {
    let answers = counters.answers();
    let view = |name: &str| {
        let trouble = troubles
            .iter()
            .find(|row| accounts.account_of(&row.from_domain) == name);
        let answers = answers.iter().find(|(known, _)| known == name);
        MailAccountView {
            name: name.to_owned(),
            pause: pause_of(reading, pauses, name),
            trouble: trouble.map(|row| TroubleView {
                at: reading.when(row.since_at),
                reason: reason_words(reading.locale, &row.reason),
                reply: row.reply.clone(),
            }),
            answers: answers.map_or_else(AnswersView::default, |(_, answers)| AnswersView {
                taken: answers.of(Answer::Taken),
                not_now: answers.of(Answer::NotNow),
                never: answers.of(Answer::Never),
                network: answers.of(Answer::Network),
            }),
        }
    };
    Ok(accounts.names().map(view).collect())
}

#[derive(FromQueryResult)]
struct ListRow {
    #[sea_orm(nested(prefix = "recipient_"))]
    recipient: RecipientColumns,
    subject: String,
    purpose: String,
    number: Option<String>,
}

impl ListRow {
    fn place(&self) -> OutboxCursor {
        OutboxCursor {
            since: Timestamp(self.recipient.since_at),
            recipient: MailRecipientId(self.recipient.id),
        }
    }

    fn view(self, reading: &Reading<'_>) -> Result<OutboxRow, Failure> {
        let recipient = self.recipient.view(reading, Vec::new())?;
        let number = self.number.and_then(|number| number.parse().ok());
        let about = match (number, decode(&self.purpose)?) {
            (Some(number), _) => MailAbout::Dit(number),
            (None, MailPurpose::Test) => MailAbout::Test,
            (None, MailPurpose::Notice | MailPurpose::Exchange) => MailAbout::Notice,
        };
        Ok(OutboxRow {
            is_overdue: recipient.state == RecipientState::Queued,
            recipient,
            subject: self.subject,
            about,
        })
    }
}

#[derive(FromQueryResult)]
struct TestRow {
    #[sea_orm(nested(prefix = "recipient_"))]
    recipient: RecipientColumns,
    from_email: String,
    created_at: i64,
}

impl TestRow {
    fn view(self, reading: &Reading<'_>) -> Result<TestMailView, Failure> {
        Ok(TestMailView {
            from: self.from_email,
            sent_at: reading.when(self.created_at),
            recipient: self.recipient.view(reading, Vec::new())?,
        })
    }
}

#[derive(FromQueryResult)]
struct PersonRow {
    #[sea_orm(nested(prefix = "employee_"))]
    employee: employees::Model,
}

/// Domains as people write them, with the key of the form that the domain name system knows.
fn domain_views(
    reading: &Reading<'_>,
    known: &[Mailbox],
    keys: &[DkimKey],
) -> Result<Vec<MailDomainView>, Failure> {
    let view = |domain: String| {
        let is_of = |mailbox: &&Mailbox| mailbox.email.domain().to_lowercase() == domain;
        let written = known
            .iter()
            .find(is_of)
            .and_then(|mailbox| signing_domain(&mailbox.email));
        let key = keys.iter().find(|key| Some(key.domain()) == written.as_deref());
        let key = key.map(|key| key_view(reading, key)).transpose()?;
        Ok(MailDomainView { domain, key })
    };
    sender_domains(known).into_iter().map(view).collect()
}

fn key_view(reading: &Reading<'_>, key: &DkimKey) -> Result<DkimKeyView, Failure> {
    let record = key.dns_record()?;
    Ok(DkimKeyView {
        created_at: reading.when(key.created_at().0),
        record_name: record.name,
        record_value: record.value,
    })
}

/// One count for each state, each from one place of the index of states: what left long ago is not read.
fn select_counts() -> SelectStatement {
    let of_state = |state: RecipientState| {
        let recipient = |each| column("recipient", each);
        let mut select = Query::select();
        select
            .from_as(mail_recipients::Entity, "recipient")
            .expr_as(Expr::val(state.code()).cast_as("text"), "state")
            .expr_as(recipient(mail_recipients::Column::State).count(), "count")
            .expr_as(recipient(mail_recipients::Column::NextTryAt).min(), "oldest_due")
            .and_where(recipient(mail_recipients::Column::State).eq(state.code()));
        select
    };
    let mut all = of_state(STATES[0]);
    for state in &STATES[1..] {
        all.union(UnionType::All, of_state(*state));
    }
    all
}

fn select_pauses() -> SelectStatement {
    let of = |each| column("mail_account", each);
    let mut select = Query::select();
    select
        .from_as(smtp_accounts::Entity, "mail_account")
        .and_where(of(smtp_accounts::Column::PausedAt).is_not_null());
    for each in [
        smtp_accounts::Column::Name,
        smtp_accounts::Column::PausedAt,
        smtp_accounts::Column::PausedBy,
        smtp_accounts::Column::Reason,
        smtp_accounts::Column::Reply,
    ] {
        select.column(("mail_account", each));
    }
    let paused_by = of(smtp_accounts::Column::PausedBy);
    join_account(&mut select, paused_by, "pauser_account", "pauser");
    select
}

/// Walks one of the two indexes of what is not settled, downwards from `after`.
fn select_list(filter: OutboxFilter, after: Option<OutboxCursor>, now: Timestamp) -> SelectStatement {
    let recipient = |each| column("recipient", each);
    let mut select = select_recipients();
    select
        .expr_as(column("mail", mails::Column::Subject), "subject")
        .expr_as(column("mail", mails::Column::Purpose), "purpose")
        .expr_as(column("dit", dits::Column::Number), "number")
        .join_as(
            JoinType::LeftJoin,
            exchanges::Entity,
            "exchange",
            column("exchange", exchanges::Column::Id).equals(("mail", mails::Column::ExchangeId)),
        )
        .join_as(
            JoinType::LeftJoin,
            dits::Entity,
            "dit",
            column("dit", dits::Column::Id).equals(("exchange", exchanges::Column::DitId)),
        )
        .order_by(("recipient", mail_recipients::Column::SinceAt), Order::Desc)
        .order_by(("recipient", mail_recipients::Column::Id), Order::Desc)
        .limit(PAGE as u64 + 1);
    let is_none_of = |states: &[RecipientState]| {
        recipient(mail_recipients::Column::State).is_not_in(states.iter().map(|state| state.code()))
    };
    let is_late = recipient(mail_recipients::Column::SinceAt).lte(now.0 - OVERDUE_MS);
    match state_of(filter) {
        Some(state) => select
            .and_where(Expr::cust(UNSETTLED_STATE))
            .and_where(recipient(mail_recipients::Column::State).eq(state.code())),
        None if filter == OutboxFilter::Overdue => select
            .and_where(Expr::cust(UNSETTLED))
            // Asked for by name it would be looked up by name, and then sorted.
            .and_where(is_none_of(&OTHERS))
            .and_where(is_late),
        None => select
            .and_where(Expr::cust(UNSETTLED))
            .and_where(is_none_of(&[RecipientState::Transmitting]))
            .and_where(is_none_of(&[RecipientState::Queued]).or(is_late)),
    };
    if let Some(after) = after {
        let place = Expr::tuple([
            recipient(mail_recipients::Column::SinceAt),
            recipient(mail_recipients::Column::Id),
        ]);
        select.and_where(place.lt(Expr::tuple([
            Expr::val(after.since.0),
            Expr::val(after.recipient.0),
        ])));
    }
    select
}

fn state_of(filter: OutboxFilter) -> Option<RecipientState> {
    match filter {
        OutboxFilter::Refused => Some(RecipientState::Refused),
        OutboxFilter::Uncertain => Some(RecipientState::Uncertain),
        OutboxFilter::Deferred => Some(RecipientState::Deferred),
        OutboxFilter::Scheduled => Some(RecipientState::Scheduled),
        OutboxFilter::All | OutboxFilter::Overdue => None,
    }
}

fn select_troubles() -> SelectStatement {
    let recipient = |each| column("recipient", each);
    let mut select = Query::select();
    select
        .from_as(mail_recipients::Entity, "recipient")
        .and_where(Expr::cust(UNSETTLED))
        .and_where(recipient(mail_recipients::Column::Reason).is_not_null())
        .order_by(("recipient", mail_recipients::Column::SinceAt), Order::Desc)
        .order_by(("recipient", mail_recipients::Column::Id), Order::Desc)
        .limit(TROUBLES);
    for each in [
        mail_recipients::Column::FromDomain,
        mail_recipients::Column::Reason,
        mail_recipients::Column::Reply,
        mail_recipients::Column::SinceAt,
    ] {
        select.column(("recipient", each));
    }
    select
}

fn select_test() -> SelectStatement {
    let mut select = select_recipients();
    select
        .expr_as(column("mail", mails::Column::FromEmail), "from_email")
        .expr_as(column("mail", mails::Column::CreatedAt), "created_at")
        .and_where(Expr::cust(IS_TEST))
        .order_by(("mail", mails::Column::CreatedAt), Order::Desc)
        .limit(1);
    select
}

/// Recipients with their mails, of which not the bytes.
fn select_recipients() -> SelectStatement {
    let mut select = Query::select();
    select.from_as(mail_recipients::Entity, "recipient").join_as(
        JoinType::InnerJoin,
        mails::Entity,
        "mail",
        column("mail", mails::Column::Id).equals(("recipient", mail_recipients::Column::MailId)),
    );
    RecipientColumns::select(&mut select);
    select
}

fn select_people() -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(employees::Entity, "employee")
        .and_where(column("employee", employees::Column::IsActive).eq(true))
        .order_by(("employee", employees::Column::Id), Order::Asc);
    select_all::<employees::Entity>(&mut select, "employee", "employee_");
    select
}

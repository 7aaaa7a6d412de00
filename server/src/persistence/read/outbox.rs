//! The outbox as administrators see it: seven statements, however much lies in it.

use super::super::code::{Coded, decode};
use super::super::entity::{employees, mail_recipients, smtp_accounts};
use super::super::{dkim, smtp_accounts as pauses};
use super::unsettled::{ListRow, PAGE, TestRow, select_list, select_test, select_troubles};
use super::{Name, Reading, column, join_account, select_all};
use crate::error::Failure;
use crate::mailer::dkim::{DkimKey, signing_domain};
use crate::mailer::{Accounts, Answer, MailCounters};
use app::i18n::reason::reason_text;
use app::view::outbox::{
    AnswersView, DkimKeyView, IdentityView, MailAccountView, MailDomainView, OutboxCursor, OutboxFilter,
    OutboxView, PauseView, StateCount, TroubleView,
};
use domain::employee::Employee;
use domain::locale::Locale;
use domain::mail::{Mailbox, RecipientState};
use domain::outbox::{identities, sender_domains};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, UnionType};

/// States that are not final, in the order that the page shows them.
const STATES: [RecipientState; 6] = [
    RecipientState::Scheduled,
    RecipientState::Queued,
    RecipientState::Transmitting,
    RecipientState::Deferred,
    RecipientState::Refused,
    RecipientState::Uncertain,
];

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

fn select_people() -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(employees::Entity, "employee")
        .and_where(column("employee", employees::Column::IsActive).eq(true))
        .order_by(("employee", employees::Column::Id), Order::Asc);
    select_all::<employees::Entity>(&mut select, "employee", "employee_");
    select
}

//! The overview of a customer: six statements, whatever it holds.

use super::super::code::{Coded, decode};
use super::super::convert::dit_number;
use super::super::entity::{contacts, customers, dits, jobs, sites};
use super::customer_log::log_of;
use super::dits::dits;
use super::{Name, Reading, column, join_employee, select_all};
use crate::error::Failure;
use app::view::{CustomerFigures, CustomerOverview, DitFilter, LogFilter, OpenJob, SiteView};
use domain::contact::Contact;
use domain::dit::JobState;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Jobs that are shown.
const JOBS_MAX: u64 = 20;

/// The customer of this code; `None` when there is none.
///
/// # Errors
/// What the database says.
pub async fn customer(
    reading: &Reading<'_>,
    code: &str,
    now: Timestamp,
) -> Result<Option<CustomerOverview>, Failure> {
    let Some(head) = reading.one::<Head>(&select_head(code, now)).await? else {
        return Ok(None);
    };
    let id = head.customer.id;
    let sites: Vec<sites::Model> = reading.all(&select_sites(id)).await?;
    let contacts: Vec<contacts::Model> = reading.all(&select_contacts(id)).await?;
    let jobs: Vec<JobRow> = reading.all(&select_jobs(id)).await?;
    let theirs = DitFilter {
        customer: head.customer.code.clone(),
        ..DitFilter::default()
    };
    Ok(Some(CustomerOverview {
        figures: head.figures(),
        code: head.customer.code,
        name: head.customer.name,
        phone: head.customer.phone,
        is_active: head.customer.is_active,
        sites: sites.into_iter().map(site).collect(),
        contacts: active_first(contacts)?,
        dits: dits(reading, &theirs, None, now).await?,
        jobs: next_first(reading, jobs)?,
        log: log_of(reading, id, LogFilter::default(), None).await?,
    }))
}

#[derive(FromQueryResult)]
struct Head {
    #[sea_orm(nested(prefix = "customer_"))]
    customer: customers::Model,
    open: i64,
    waiting_for_us: i64,
    waiting_for_customer: i64,
    chasers: i64,
    answer_ms: Option<i64>,
}

impl Head {
    fn figures(&self) -> CustomerFigures {
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        CustomerFigures {
            open: count(self.open),
            waiting_for_us: count(self.waiting_for_us),
            waiting_for_customer: count(self.waiting_for_customer),
            chasers: count(self.chasers),
            answer_minutes: self.answer_ms.map(|ms| count(ms / 60_000)),
        }
    }
}

#[derive(FromQueryResult)]
struct JobRow {
    number: String,
    #[sea_orm(nested(prefix = "job_"))]
    job: jobs::Model,
    #[sea_orm(nested(prefix = "technician_"))]
    technician: Option<Name>,
}

impl JobRow {
    fn view(self, reading: &Reading<'_>) -> Result<OpenJob, Failure> {
        let dit = dit_number(&self.number)?;
        let rank = u8::try_from(self.job.rank).map_err(|_| Failure::Corrupt("jobs.rank".to_owned()))?;
        Ok(OpenJob {
            dit,
            number: dit.job_number(rank),
            technician: Name::of(self.technician.as_ref()),
            planned_at: self.job.planned_at.map(|at| reading.when(at)),
            state: decode(&self.job.state)?,
        })
    }
}

fn active_first(rows: Vec<contacts::Model>) -> Result<Vec<Contact>, Failure> {
    let contacts = rows.into_iter().map(Contact::try_from);
    let mut contacts: Vec<Contact> = contacts.collect::<Result<_, _>>()?;
    contacts.sort_by_key(|contact| (!contact.is_active, contact.id));
    Ok(contacts)
}

/// Those without a date last.
fn next_first(reading: &Reading<'_>, rows: Vec<JobRow>) -> Result<Vec<OpenJob>, Failure> {
    let jobs = rows.into_iter().map(|row| row.view(reading));
    let mut jobs: Vec<OpenJob> = jobs.collect::<Result<_, _>>()?;
    jobs.sort_by_key(|job| job.planned_at.as_ref().map_or(i64::MAX, |when| when.at.0));
    Ok(jobs)
}

fn site(row: sites::Model) -> SiteView {
    SiteView {
        name: row.name,
        address: row.address,
        town: row.town,
    }
}

/// The customer, and their figures as values of the same row: each walks an index of theirs.
fn select_head(code: &str, now: Timestamp) -> SelectStatement {
    const OPEN: &str = "d.customer_id = customer.id AND d.state NOT IN ('closed', 'cancelled')";
    const COUNTED: &str = "e.deleted_at IS NULL AND e.customer_id = customer.id";
    let waiting = |word: &str| {
        format!(
            "(SELECT COUNT(*) FROM dits d JOIN exchange_counters c ON c.dit_id = d.id \
             WHERE d.customer_id = customer.id AND c.last_word = '{word}')"
        )
    };
    let month = now.0 - 30 * DAY_MS;
    let quarter = now.0 - 90 * DAY_MS;
    let figures = [
        ("open", format!("(SELECT COUNT(*) FROM dits d WHERE {OPEN})")),
        ("waiting_for_us", waiting("customer")),
        ("waiting_for_customer", waiting("us")),
        (
            "chasers",
            format!(
                "(SELECT COUNT(*) FROM exchanges e JOIN kinds k ON k.id = e.kind_id \
                 WHERE {COUNTED} AND e.occurred_at >= {month} AND e.direction <> 'internal' AND k.is_chaser)"
            ),
        ),
        (
            "answer_ms",
            format!(
                "(SELECT CAST(AVG((SELECT n.occurred_at FROM exchanges n WHERE n.dit_id = e.dit_id \
                 AND n.occurred_at >= e.occurred_at AND n.direction = 'sent' AND n.deleted_at IS NULL \
                 ORDER BY n.occurred_at LIMIT 1) - e.occurred_at) AS bigint) FROM exchanges e \
                 WHERE {COUNTED} AND e.occurred_at >= {quarter} AND e.direction = 'received')"
            ),
        ),
    ];
    let mut select = Query::select();
    select
        .from_as(customers::Entity, "customer")
        .and_where(column("customer", customers::Column::Code).eq(code));
    select_all::<customers::Entity>(&mut select, "customer", "customer_");
    for (name, sql) in figures {
        select.expr_as(Expr::cust(sql), name);
    }
    select
}

fn select_sites(customer: i64) -> SelectStatement {
    Query::select()
        .from(sites::Entity)
        .columns([
            sites::Column::Id,
            sites::Column::CustomerId,
            sites::Column::Name,
            sites::Column::Address,
            sites::Column::Town,
        ])
        .and_where(Expr::col(sites::Column::CustomerId).eq(customer))
        .order_by(sites::Column::Id, Order::Asc)
        .take()
}

fn select_contacts(customer: i64) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(contacts::Entity, "contact")
        .and_where(column("contact", contacts::Column::CustomerId).eq(customer));
    select_all::<contacts::Entity>(&mut select, "contact", "");
    select
}

/// Jobs without a report of requests that are open.
fn select_jobs(customer: i64) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(dits::Entity, "dit")
        .expr_as(column("dit", dits::Column::Number), "number")
        .join_as(
            JoinType::InnerJoin,
            jobs::Entity,
            "job",
            column("job", jobs::Column::DitId).equals(("dit", dits::Column::Id)),
        )
        .and_where(column("dit", dits::Column::CustomerId).eq(customer))
        .and_where(column("dit", dits::Column::State).is_not_in(["closed", "cancelled"]))
        .and_where(column("job", jobs::Column::State).ne(JobState::Reported.code()))
        .order_by(("dit", dits::Column::SortKey), Order::Desc)
        .limit(JOBS_MAX);
    select_all::<jobs::Entity>(&mut select, "job", "job_");
    join_employee(
        &mut select,
        column("job", jobs::Column::TechnicianId),
        "technician",
    );
    select
}

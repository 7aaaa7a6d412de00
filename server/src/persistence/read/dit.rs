//! A request, whole: three statements, whatever it holds.

use super::super::code::decode;
use super::super::convert::dit_number;
use super::super::entity::{contacts, crits, customers, dits, exchange_counters, jobs, sites};
use super::dits::join_counter;
use super::people::active_employees;
use super::{Name, Reading, column, indicator, join_account, join_employee, select_all};
use crate::error::Failure;
use app::view::{Choice, CritView, DitView, JobView};
use domain::contact::Contact;
use domain::dit::DitNumber;
use domain::employee::Employee;
use domain::{EmployeeId, JobId};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{ExprTrait, JoinType, Order, Query, SelectStatement};

/// The request of this number.
///
/// # Errors
/// What the database says.
pub async fn dit(reading: &Reading<'_>, number: DitNumber) -> Result<Option<DitView>, Failure> {
    let Some(head) = reading.one::<Head>(&select_head(number)).await? else {
        return Ok(None);
    };
    let jobs: Vec<JobRow> = reading.all(&select_jobs(head.dit.id)).await?;
    let technicians = active_employees(reading).await?;
    let jobs = jobs
        .into_iter()
        .map(|row| row.view(reading, number))
        .collect::<Result<_, _>>()?;
    let technicians = technicians.iter().map(choice).collect();
    head.view(reading, jobs, technicians).map(Some)
}

#[derive(FromQueryResult)]
struct Head {
    #[sea_orm(nested(prefix = "dit_"))]
    dit: dits::Model,
    #[sea_orm(nested(prefix = "customer_"))]
    customer: customers::Model,
    #[sea_orm(nested(prefix = "site_"))]
    site: Option<sites::Model>,
    #[sea_orm(nested(prefix = "contact_"))]
    contact: Option<contacts::Model>,
    #[sea_orm(nested(prefix = "in_charge_"))]
    in_charge: Option<Name>,
    #[sea_orm(nested(prefix = "counter_"))]
    counter: Option<exchange_counters::Model>,
}

impl Head {
    fn view(
        self,
        reading: &Reading<'_>,
        jobs: Vec<JobView>,
        technicians: Vec<Choice>,
    ) -> Result<DitView, Failure> {
        let (site, site_address, site_town) = self
            .site
            .map(|site| (site.name, site.address, site.town))
            .unwrap_or_default();
        Ok(DitView {
            number: dit_number(&self.dit.number)?,
            subject: self.dit.subject,
            description: self.dit.description,
            state: decode(&self.dit.state)?,
            priority: decode(&self.dit.priority)?,
            customer_code: self.customer.code,
            customer: self.customer.name,
            customer_phone: self.customer.phone,
            site,
            site_address,
            site_town,
            contact: self.contact.map(Contact::try_from).transpose()?,
            in_charge: Name::of(self.in_charge.as_ref()),
            recorded_at: reading.when(self.dit.recorded_at),
            due_at: self.dit.due_at.map(|at| reading.when(at)),
            jobs,
            indicator: indicator(self.counter.as_ref())?,
            technicians,
        })
    }
}

#[derive(FromQueryResult)]
struct JobRow {
    #[sea_orm(nested(prefix = "job_"))]
    job: jobs::Model,
    #[sea_orm(nested(prefix = "technician_"))]
    technician: Option<Name>,
    #[sea_orm(nested(prefix = "crit_"))]
    crit: Option<crits::Model>,
    #[sea_orm(nested(prefix = "reporter_"))]
    reporter: Option<Name>,
    #[sea_orm(nested(prefix = "recorder_"))]
    recorder: Option<Name>,
}

impl JobRow {
    fn view(self, reading: &Reading<'_>, dit: DitNumber) -> Result<JobView, Failure> {
        let rank = u8::try_from(self.job.rank).map_err(|_| Failure::Corrupt("jobs.rank".to_owned()))?;
        let technician = self.technician.as_ref().zip(self.job.technician_id);
        let crit = self.crit.map(|crit| {
            Ok::<_, Failure>(CritView {
                technician: Name::of(self.reporter.as_ref()),
                occurred_at: reading.when(crit.occurred_at),
                outcome: decode(&crit.outcome)?,
                text: crit.text,
                recorded_by: Name::of(self.recorder.as_ref()),
                recorded_at: reading.when(crit.recorded_at),
            })
        });
        Ok(JobView {
            id: JobId(self.job.id),
            number: dit.job_number(rank),
            technician: technician.map(|(name, id)| Choice {
                id: EmployeeId(id),
                name: name.full(),
            }),
            planned_at: self.job.planned_at.map(|at| reading.when(at)),
            state: decode(&self.job.state)?,
            crit: crit.transpose()?,
        })
    }
}

fn choice(employee: &Employee) -> Choice {
    Choice {
        id: employee.id,
        name: employee.name(),
    }
}

fn select_head(number: DitNumber) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(dits::Entity, "dit")
        .join_as(
            JoinType::InnerJoin,
            customers::Entity,
            "customer",
            column("customer", customers::Column::Id).equals(("dit", dits::Column::CustomerId)),
        )
        .join_as(
            JoinType::LeftJoin,
            sites::Entity,
            "site",
            column("site", sites::Column::Id).equals(("dit", dits::Column::SiteId)),
        )
        .join_as(
            JoinType::LeftJoin,
            contacts::Entity,
            "contact",
            column("contact", contacts::Column::Id).equals(("dit", dits::Column::ContactId)),
        )
        .and_where(column("dit", dits::Column::SortKey).eq(number.sort_key()));
    select_all::<dits::Entity>(&mut select, "dit", "dit_");
    select_all::<customers::Entity>(&mut select, "customer", "customer_");
    select_all::<sites::Entity>(&mut select, "site", "site_");
    select_all::<contacts::Entity>(&mut select, "contact", "contact_");
    join_employee(&mut select, column("dit", dits::Column::InChargeId), "in_charge");
    join_counter(&mut select);
    select
}

fn select_jobs(dit_id: i64) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(jobs::Entity, "job")
        .join_as(
            JoinType::LeftJoin,
            crits::Entity,
            "crit",
            column("crit", crits::Column::JobId).equals(("job", jobs::Column::Id)),
        )
        .and_where(column("job", jobs::Column::DitId).eq(dit_id))
        .order_by(("job", jobs::Column::Rank), Order::Asc);
    select_all::<jobs::Entity>(&mut select, "job", "job_");
    select_all::<crits::Entity>(&mut select, "crit", "crit_");
    join_employee(
        &mut select,
        column("job", jobs::Column::TechnicianId),
        "technician",
    );
    join_employee(
        &mut select,
        column("crit", crits::Column::TechnicianId),
        "reporter",
    );
    let recorded_by = column("crit", crits::Column::RecordedBy);
    join_account(&mut select, recorded_by, "recorder_account", "recorder");
    select
}

//! Requests and their jobs, as far as writing goes.

use super::code::{Coded, decode};
use super::convert::dit_number;
use super::entity::{crits, dits, jobs};
use crate::error::Failure;
use domain::crit::NewCrit;
use domain::dit::{DitNumber, DitState, JobState};
use domain::employee::Actor;
use domain::time::Timestamp;
use domain::{CustomerId, DitId, JobId};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    Select,
};

/// A request, held until the transaction ends: writers of one request come one after the other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldDit {
    pub id: DitId,
    pub number: DitNumber,
    pub subject: String,
    pub state: DitState,
    pub customer: CustomerId,
}

/// How the jobs of a request stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Jobs {
    pub count: usize,
    /// Without a report.
    pub open: usize,
    pub last_rank: i32,
}

/// Finds a request by its number and holds it.
pub(crate) async fn hold(tx: &impl ConnectionTrait, number: DitNumber) -> Result<Option<HeldDit>, Failure> {
    hold_one(
        tx,
        dits::Entity::find().filter(dits::Column::Number.eq(number.to_string())),
    )
    .await
}

/// Holds a request that is known to exist.
pub(crate) async fn hold_by_id(tx: &impl ConnectionTrait, id: DitId) -> Result<HeldDit, Failure> {
    hold_one(tx, dits::Entity::find_by_id(id.0))
        .await?
        .ok_or_else(|| Failure::Corrupt(format!("dits has no row {id}")))
}

async fn hold_one(
    tx: &impl ConnectionTrait,
    select: Select<dits::Entity>,
) -> Result<Option<HeldDit>, Failure> {
    // A lock that lets others refer to the request, as a draft does, but not write it. SQLite has one writer, and its query
    // builder leaves the lock out.
    let Some(row) = select.lock(LockType::NoKeyUpdate).one(tx).await? else {
        return Ok(None);
    };
    Ok(Some(HeldDit {
        id: DitId(row.id),
        number: dit_number(&row.number)?,
        state: decode(&row.state)?,
        subject: row.subject,
        customer: CustomerId(row.customer_id),
    }))
}

/// The id of a number.
pub(crate) async fn find(db: &impl ConnectionTrait, number: DitNumber) -> Result<Option<DitId>, Failure> {
    let id: Option<i64> = dits::Entity::find()
        .select_only()
        .column(dits::Column::Id)
        .filter(dits::Column::Number.eq(number.to_string()))
        .into_tuple()
        .one(db)
        .await?;
    Ok(id.map(DitId))
}

/// The request of a job.
pub(crate) async fn of_job(tx: &impl ConnectionTrait, job: JobId) -> Result<Option<DitId>, Failure> {
    let row = jobs::Entity::find_by_id(job.0).one(tx).await?;
    Ok(row.map(|row| DitId(row.dit_id)))
}

/// The state of a job of a request that is held.
pub(crate) async fn job_state(tx: &impl ConnectionTrait, job: JobId) -> Result<JobState, Failure> {
    let row = jobs::Entity::find_by_id(job.0).one(tx).await?;
    decode(
        &row.ok_or_else(|| Failure::Corrupt(format!("jobs has no row {job}")))?
            .state,
    )
}

/// Counts the jobs of a request.
pub(crate) async fn count_jobs(tx: &impl ConnectionTrait, dit: DitId) -> Result<Jobs, Failure> {
    let of_dit = || jobs::Entity::find().filter(jobs::Column::DitId.eq(dit.0));
    let open = of_dit()
        .filter(jobs::Column::State.ne(JobState::Reported.code()))
        .count(tx)
        .await?;
    let ranks: Vec<i32> = of_dit()
        .select_only()
        .column(jobs::Column::Rank)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(Jobs {
        count: ranks.len(),
        open: usize::try_from(open).unwrap_or(usize::MAX),
        last_rank: ranks.into_iter().max().unwrap_or(0),
    })
}

/// Writes a job's report and ends the job.
pub(crate) async fn insert_crit(
    tx: &impl ConnectionTrait,
    job: JobId,
    crit: &NewCrit,
    actor: Actor,
    now: Timestamp,
) -> Result<(), Failure> {
    let row = crits::ActiveModel {
        job_id: Set(job.0),
        technician_id: Set(crit.technician.0),
        occurred_at: Set(crit.occurred_at.0),
        text: Set(crit.text.as_str().to_owned()),
        outcome: Set(crit.outcome.code().to_owned()),
        recorded_by: Set(actor.account.0),
        recorded_at: Set(now.0),
    };
    crits::Entity::insert(row).exec_without_returning(tx).await?;
    jobs::Entity::update_many()
        .col_expr(jobs::Column::State, JobState::Reported.code().into())
        .filter(jobs::Column::Id.eq(job.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Adds a job to plan after the last one.
pub(crate) async fn insert_job(tx: &impl ConnectionTrait, dit: DitId, rank: i32) -> Result<(), Failure> {
    let row = jobs::ActiveModel {
        dit_id: Set(dit.0),
        rank: Set(rank),
        state: Set(JobState::ToPlan.code().to_owned()),
        ..Default::default()
    };
    jobs::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub(crate) async fn set_state(tx: &impl ConnectionTrait, dit: DitId, state: DitState) -> Result<(), Failure> {
    dits::Entity::update_many()
        .col_expr(dits::Column::State, state.code().into())
        .filter(dits::Column::Id.eq(dit.0))
        .exec(tx)
        .await?;
    Ok(())
}

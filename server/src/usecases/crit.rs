//! Entering the report of a job (CRIT).

use super::{Done, Stop, Work};
use crate::persistence::{dits, people};
use domain::command::{Effect, EnterCrit};
use domain::crit::{CritFacts, enter_crit};
use domain::rejection::{RecordName, Rejection};

pub(super) async fn enter(work: Work<'_>, command: &EnterCrit) -> Result<Done, Stop> {
    let tx = work.tx;
    let dit = dits::of_job(tx, command.job)
        .await?
        .ok_or(Rejection::Unknown(RecordName::Job))?;
    let dit = dits::hold_by_id(tx, dit).await?;
    let jobs = dits::count_jobs(tx, dit.id).await?;
    let crit = enter_crit(
        command,
        CritFacts {
            actor: work.actor,
            state: dit.state,
            job: dits::job_state(tx, command.job).await?,
            open_jobs: jobs.open,
            jobs: jobs.count,
            employees: &people::employees(tx).await?,
            occurred_at: work.occurred_at(command.occurred_at.as_ref()),
        },
    )?;

    dits::insert_crit(tx, command.job, &crit, work.actor, work.now).await?;
    dits::set_state(tx, dit.id, crit.state).await?;
    if crit.adds_job {
        dits::insert_job(tx, dit.id, jobs.last_rank + 1).await?;
    }
    Ok(Done {
        effect: Effect::Crit {
            dit: dit.number,
            state: crit.state,
        },
        dit: Some(dit.id),
        has_mail: false,
    })
}

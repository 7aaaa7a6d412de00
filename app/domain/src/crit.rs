//! The job report (CRIT) and what it does to its request.

use crate::command::EnterCrit;
use crate::dit::{DitAction, DitState, JobState};
use crate::employee::{Actor, Employee};
use crate::id::EmployeeId;
use crate::permission::{Permission, check_state};
use crate::rejection::{Field, Issues, Problem, Rejection};
use crate::text::Detail;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Issue d'une intervention.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum CritOutcome {
    /// Terminé.
    Done,
    /// Non terminé.
    NotDone,
}

/// Most jobs of one request: their number has two digits.
pub const JOBS_MAX: usize = 99;

/// What the decision needs to know.
#[derive(Debug)]
pub struct CritFacts<'a> {
    pub actor: Actor,
    pub state: DitState,
    pub job: JobState,
    /// Jobs of the request that have no report, this one included.
    pub open_jobs: usize,
    pub jobs: usize,
    pub employees: &'a [Employee],
    /// `occurred_at` of the command as an instant, or why it is none.
    pub occurred_at: Result<Timestamp, Problem>,
}

/// A job report as decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewCrit {
    pub technician: EmployeeId,
    pub occurred_at: Timestamp,
    pub text: Detail,
    pub outcome: CritOutcome,
    /// State of the request from now on.
    pub state: DitState,
    /// The work goes on: a job to plan is added.
    pub adds_job: bool,
}

/// Judges the report of a job. The report of the last open job moves the request: `Travail terminé`,
/// or `Travail non terminé` with a job more to plan.
///
/// # Errors
/// The request's state, the role, a job that already has its report, or the fields that are wrong.
pub fn enter_crit(command: &EnterCrit, facts: CritFacts<'_>) -> Result<NewCrit, Rejection> {
    check_state(facts.state, DitAction::EnterCrit)?;
    facts.actor.role.require(Permission::EnterCrit)?;
    if facts.job == JobState::Reported {
        return Err(Rejection::JobReported);
    }
    let is_last = facts.open_jobs <= 1;
    let adds_job = is_last && command.outcome == CritOutcome::NotDone;
    if adds_job && facts.jobs >= JOBS_MAX {
        return Err(Rejection::TooManyJobs);
    }
    let technician = command.technician.unwrap_or(facts.actor.employee);
    let known = facts
        .employees
        .iter()
        .any(|employee| employee.id == technician && employee.is_active);

    let mut issues = Issues::default();
    let technician = issues.take(
        Field::Technician,
        if known {
            Ok(technician)
        } else {
            Err(Problem::NotInList)
        },
    );
    let occurred_at = issues.take(Field::OccurredAt, facts.occurred_at);
    let text = issues.take(Field::Report, Detail::parse(&command.text));
    let state = match (is_last, command.outcome) {
        (false, _) => facts.state,
        (true, CritOutcome::Done) => DitState::WorkDone,
        (true, CritOutcome::NotDone) => DitState::WorkNotDone,
    };
    let crit = technician
        .zip(occurred_at)
        .zip(text)
        .map(|((technician, occurred_at), text)| NewCrit {
            technician,
            occurred_at,
            text,
            outcome: command.outcome,
            state,
            adds_job,
        });
    issues.finish(crit)
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, JobId};
    use crate::permission::Role;

    fn employee(id: i64, is_active: bool) -> Employee {
        Employee {
            id: EmployeeId(id),
            first_name: String::new(),
            last_name: String::new(),
            function: String::new(),
            phone: String::new(),
            mail1: None,
            mail2: Vec::new(),
            signature: String::new(),
            is_active,
        }
    }

    fn facts(employees: &[Employee]) -> CritFacts<'_> {
        CritFacts {
            actor: Actor {
                account: AccountId(1),
                employee: EmployeeId(1),
                role: Role::Technician,
            },
            state: DitState::Open,
            job: JobState::Planned,
            open_jobs: 1,
            jobs: 1,
            employees,
            occurred_at: Ok(Timestamp(5)),
        }
    }

    fn command(outcome: CritOutcome) -> EnterCrit {
        EnterCrit {
            job: JobId(1),
            technician: None,
            occurred_at: None,
            text: "Joint remplacé".to_owned(),
            outcome,
        }
    }

    #[test]
    fn the_report_of_the_last_open_job_moves_the_request() {
        let employees = [employee(1, true)];
        let table = [
            (2, CritOutcome::Done, DitState::Open, false),
            (2, CritOutcome::NotDone, DitState::Open, false),
            (1, CritOutcome::Done, DitState::WorkDone, false),
            (1, CritOutcome::NotDone, DitState::WorkNotDone, true),
        ];
        for (open_jobs, outcome, state, adds_job) in table {
            let facts = CritFacts {
                open_jobs,
                jobs: 3,
                ..facts(&employees)
            };
            let crit = enter_crit(&command(outcome), facts).unwrap();
            assert_eq!(
                (crit.state, crit.adds_job),
                (state, adds_job),
                "{open_jobs} {outcome:?}"
            );
            assert_eq!((crit.technician, crit.occurred_at), (EmployeeId(1), Timestamp(5)));
        }
    }

    #[test]
    fn a_hundredth_job_is_not_added() {
        let employees = [employee(1, true)];
        for (jobs, open_jobs, outcome, expected) in [
            (JOBS_MAX, 1, CritOutcome::NotDone, Some(Rejection::TooManyJobs)),
            (JOBS_MAX, 1, CritOutcome::Done, None),
            (JOBS_MAX, 2, CritOutcome::NotDone, None),
            (JOBS_MAX - 1, 1, CritOutcome::NotDone, None),
        ] {
            let facts = CritFacts {
                open_jobs,
                jobs,
                ..facts(&employees)
            };
            assert_eq!(
                enter_crit(&command(outcome), facts).err(),
                expected,
                "{jobs} {open_jobs} {outcome:?}"
            );
        }
    }

    #[test]
    fn the_state_the_role_and_an_earlier_report_are_said_in_this_order() {
        let employees = [employee(1, true)];
        let reported = || CritFacts {
            job: JobState::Reported,
            ..facts(&employees)
        };
        assert_eq!(
            enter_crit(&command(CritOutcome::Done), reported()),
            Err(Rejection::JobReported)
        );
        let reader = || CritFacts {
            actor: Actor {
                role: Role::Reader,
                ..facts(&employees).actor
            },
            ..reported()
        };
        let refused = Err(Rejection::NotPermitted(Permission::EnterCrit));
        assert_eq!(enter_crit(&command(CritOutcome::Done), reader()), refused);
        for state in DitState::ALL
            .into_iter()
            .filter(|state| !state.allows(DitAction::EnterCrit))
        {
            let action = DitAction::EnterCrit;
            let refused = Err(Rejection::DitState { state, action });
            assert_eq!(
                enter_crit(&command(CritOutcome::Done), CritFacts { state, ..reader() }),
                refused
            );
        }
    }

    #[test]
    fn each_field_of_a_report_has_its_problem() {
        let employees = [employee(1, true), employee(2, false)];
        let good = || command(CritOutcome::Done);
        for (command, field, problem) in [
            (
                EnterCrit {
                    text: " ".into(),
                    ..good()
                },
                Field::Report,
                Problem::Missing,
            ),
            (
                EnterCrit {
                    text: "a\0".into(),
                    ..good()
                },
                Field::Report,
                Problem::ControlCharacter,
            ),
            (
                EnterCrit {
                    technician: Some(EmployeeId(2)),
                    ..good()
                },
                Field::Technician,
                Problem::NotInList,
            ),
            (
                EnterCrit {
                    technician: Some(EmployeeId(3)),
                    ..good()
                },
                Field::Technician,
                Problem::NotInList,
            ),
        ] {
            assert_eq!(
                enter_crit(&command, facts(&employees)),
                Err(Rejection::field(field, problem))
            );
        }
        let late = CritFacts {
            occurred_at: Err(Problem::InFuture),
            ..facts(&employees)
        };
        let refused = Err(Rejection::field(Field::OccurredAt, Problem::InFuture));
        assert_eq!(enter_crit(&good(), late), refused);
    }
}

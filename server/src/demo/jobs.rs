//! The jobs of a request and their reports.

use super::calendar::HOUR_MS;
use super::requests::{Plan, is_visited};
use super::script::{KindName, Story};
use crate::persistence::load::{NewCrit, NewJob};
use domain::JobId;
use domain::crit::CritOutcome;
use domain::dit::{DitState, JobState};
use domain::time::Timestamp;

impl Plan<'_> {
    /// The jobs that the state of the request calls for.
    pub(super) fn add_jobs(&mut self, story: &Story, endings: &[Story], next_job: &mut i64) {
        let is_told = self
            .steps
            .iter()
            .any(|(step, _)| step.kind == KindName::Appointment);
        let planned = (is_told || is_visited(self.dit.state)).then_some(self.planned_at);
        match self.dit.state {
            DitState::External => {}
            DitState::Open | DitState::Cancelled => self.add_job(next_job, planned, None),
            DitState::WorkDone | DitState::Closed => {
                self.add_job(next_job, planned, Some((story.crit, CritOutcome::Done)));
            }
            DitState::WorkNotDone => {
                let crit = self.unfinished(endings);
                self.add_job(next_job, planned, Some((crit, CritOutcome::NotDone)));
                self.add_job(next_job, None, None);
            }
        }
    }

    /// The report that goes with what was said.
    fn unfinished(&self, endings: &[Story]) -> &'static str {
        let is_said = |ending: &&Story| {
            ending
                .before
                .iter()
                .any(|step| self.steps.iter().any(|(said, _)| said == step))
        };
        endings
            .iter()
            .filter(|ending| ending.title == "pas_fini")
            .find(is_said)
            .map_or("", |ending| ending.crit)
    }

    fn add_job(
        &mut self,
        next_job: &mut i64,
        planned_at: Option<Timestamp>,
        crit: Option<(&str, CritOutcome)>,
    ) {
        let id = JobId(*next_job);
        *next_job += 1;
        let state = match (&crit, planned_at) {
            (Some(_), _) => JobState::Reported,
            (None, Some(_)) => JobState::Planned,
            (None, None) => JobState::ToPlan,
        };
        self.jobs.push(NewJob {
            id,
            dit: self.dit.id,
            rank: i32::try_from(self.jobs.len()).unwrap_or(0) + 1,
            technician: planned_at.map(|_| self.technician.employee.id),
            planned_at,
            state,
        });
        if let Some((text, outcome)) = crit {
            let text = super::exchanges::slots(self).fill(text, self.seed);
            self.crits.push(NewCrit {
                job: id,
                technician: self.technician.employee.id,
                occurred_at: self.planned_at,
                text,
                outcome,
                recorded_by: self.technician.account,
                recorded_at: self.planned_at.plus_ms(3 * HOUR_MS),
            });
        }
    }
}

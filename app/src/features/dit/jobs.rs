//! The jobs of a request, with their reports.

use super::badges::job_state_badge;
use super::page::{entry, time};
use super::reporting::Reporting;
use crate::features::session::use_session;
use crate::i18n::dit::Words;
use crate::ui::{Button, IconName, Variant};
use crate::view::{CritView, DitView, JobView};
use domain::dit::{DitAction, JobState};
use domain::permission::Permission;
use leptos::prelude::*;

/// The list, with the button that reports a job where that may be done.
pub fn jobs(words: &'static Words, dit: &DitView, reporting: Reporting) -> AnyView {
    if dit.jobs.is_empty() {
        return view! { <p class="Secondary">{words.no_jobs}</p> }.into_any();
    }
    let may_report =
        dit.state.allows(DitAction::EnterCrit) && use_session().actor().role.may(Permission::EnterCrit);
    let is_open = |job: &&JobView| job.state != JobState::Reported;
    let open = dit.jobs.iter().filter(is_open).count();
    let job = |job: &JobView| {
        let button = (may_report && is_open(&job)).then(|| {
            // Two buttons of one name would not be told apart.
            let label = if open > 1 {
                (words.enter_crit_of)(&job.number)
            } else {
                words.enter_crit.to_owned()
            };
            let target = reporting.target(dit, job);
            let on_press = move |()| reporting.ask(target.clone());
            view! { <Button label icon=IconName::Edit variant=Variant::Quiet on_press/> }
        });
        job_view(words, job, button.into_any())
    };
    view! { <ul class="Jobs" role="list">{dit.jobs.iter().map(job).collect::<Vec<_>>()}</ul> }.into_any()
}

fn job_view(words: &'static Words, job: &JobView, action: AnyView) -> AnyView {
    let technician = job
        .technician
        .as_ref()
        .map_or(words.no_technician, |technician| &technician.name)
        .to_owned();
    let planned = match job.planned_at.clone() {
        Some(when) => time(when),
        None => words.not_planned.into_any(),
    };
    view! {
        <li class="Job">
            <span class="Job-number">{job.number.clone()}</span>
            <span>{technician}" · "{planned}</span>
            <span class="Job-end">{action}{job_state_badge(job.state)}</span>
            {job.crit.clone().map(|crit| crit_view(words, crit))}
        </li>
    }
    .into_any()
}

fn crit_view(words: &'static Words, crit: CritView) -> AnyView {
    let recorded = (crit.recorded_by, ", ", time(crit.recorded_at)).into_any();
    view! {
        <div class="Job-crit Crit">
            <h3 class="Crit-title">{words.crit}</h3>
            <p class="Crit-text">{crit.text}</p>
            <dl class="Facts">
                {entry(words.outcome, (words.outcome_name)(crit.outcome).into_any())}
                {entry(words.technician, crit.technician.into_any())}
                {entry(words.crit_date, time(crit.occurred_at))}
                {entry(words.recorded_by, recorded)}
            </dl>
        </div>
    }
    .into_any()
}

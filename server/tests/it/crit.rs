//! Entering the report of a job: product section 11.

use crate::harness::{TestApp, crit, problem};
use domain::JobId;
use domain::command::{Command, EnterCrit};
use domain::crit::{CritOutcome, JOBS_MAX};
use domain::dit::{DitAction, DitState, JobState};
use domain::permission::{Permission, Role};
use domain::rejection::{Field, Problem, RecordName, Rejection};
use sea_orm::EntityTrait;
use server::persistence::entity::crits;

async fn refused(app: &TestApp, command: EnterCrit) -> Rejection {
    app.as_technician().refused(Command::EnterCrit(command)).await
}

async fn states(app: &TestApp, dit: domain::dit::DitNumber) -> Vec<JobState> {
    app.jobs(dit).await.into_iter().map(|(_, state)| state).collect()
}

#[tokio::test]
async fn the_report_of_the_last_open_job_ends_the_work() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.add_jobs(dit, 2..=2).await;
    let jobs = app.jobs(dit).await;
    assert_eq!(
        app.as_technician()
            .enter_crit(jobs[0].0, CritOutcome::NotDone)
            .await,
        DitState::Open
    );
    assert_eq!(app.state(dit).await, DitState::Open);
    assert_eq!(
        app.as_technician().enter_crit(jobs[1].0, CritOutcome::Done).await,
        DitState::WorkDone
    );
    assert_eq!(app.state(dit).await, DitState::WorkDone);
    assert_eq!(states(&app, dit).await, [JobState::Reported, JobState::Reported]);
}

#[tokio::test]
async fn work_that_is_not_done_gets_a_job_more_to_plan() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let jobs = app.jobs(dit).await;
    assert_eq!(
        app.as_technician()
            .enter_crit(jobs[0].0, CritOutcome::NotDone)
            .await,
        DitState::WorkNotDone
    );
    assert_eq!(states(&app, dit).await, [JobState::Reported, JobState::ToPlan]);
    let follow_up = app.jobs(dit).await[1].0;
    assert_eq!(
        app.as_technician().enter_crit(follow_up, CritOutcome::Done).await,
        DitState::WorkDone
    );
    assert_eq!(states(&app, dit).await, [JobState::Reported, JobState::Reported]);
}

#[tokio::test]
async fn the_report_says_who_when_and_what() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let job = app.jobs(dit).await[0].0;
    let command = EnterCrit {
        technician: Some(app.company.other_technician.employee.id),
        occurred_at: Some("2026-11-24T09:30".parse().unwrap()),
        ..crit(job, CritOutcome::Done)
    };
    app.as_dispatcher()
        .attempt(Command::EnterCrit(command))
        .await
        .unwrap();
    let row = crits::Entity::find_by_id(job.0)
        .one(app.services.db.reader())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.technician_id, app.company.other_technician.employee.id.0);
    assert_eq!(
        (row.occurred_at, row.recorded_at),
        (1_795_509_000_000, app.clock_now())
    );
    assert_eq!(
        (row.text.as_str(), row.outcome.as_str()),
        ("Joint remplacé.", "done")
    );
    assert_eq!(row.recorded_by, app.company.dispatcher.actor.account.0);
}

#[tokio::test]
async fn a_job_has_one_report() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.add_jobs(dit, 2..=2).await;
    let job = app.jobs(dit).await[0].0;
    app.as_technician().enter_crit(job, CritOutcome::Done).await;
    assert_eq!(
        refused(&app, crit(job, CritOutcome::Done)).await,
        Rejection::JobReported
    );
}

#[tokio::test]
async fn an_unknown_job_is_unknown() {
    let app = TestApp::new().await;
    let unknown = refused(&app, crit(JobId(999), CritOutcome::Done)).await;
    assert_eq!(unknown, Rejection::Unknown(RecordName::Job));
}

#[tokio::test]
async fn a_wrong_field_of_a_report_gets_its_sentence() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let good = crit(app.jobs(dit).await[0].0, CritOutcome::Done);
    for (command, field, expected) in [
        (
            EnterCrit {
                text: " \n".into(),
                ..good.clone()
            },
            Field::Report,
            Problem::Missing,
        ),
        (
            EnterCrit {
                text: "a\0".into(),
                ..good.clone()
            },
            Field::Report,
            Problem::ControlCharacter,
        ),
        (
            EnterCrit {
                technician: Some(app.company.former_employee),
                ..good.clone()
            },
            Field::Technician,
            Problem::NotInList,
        ),
        (
            EnterCrit {
                occurred_at: Some("2026-11-25T09:00".parse().unwrap()),
                ..good.clone()
            },
            Field::OccurredAt,
            Problem::InFuture,
        ),
    ] {
        assert_eq!(
            problem(refused(&app, command).await, field),
            expected,
            "{field:?}"
        );
    }
    assert_eq!(states(&app, dit).await, [JobState::Planned]);
}

#[tokio::test]
async fn no_report_is_entered_once_the_work_is_done_or_the_request_cancelled() {
    let app = TestApp::new().await;
    for state in DitState::ALL {
        let dit = app.request(state).await;
        let job = app.jobs(dit).await[0].0;
        let outcome = app
            .as_technician()
            .attempt(Command::EnterCrit(crit(job, CritOutcome::Done)))
            .await;
        let may_enter = matches!(state, DitState::External | DitState::Open | DitState::WorkNotDone);
        let expected = Rejection::DitState {
            state,
            action: DitAction::EnterCrit,
        };
        assert_eq!(outcome.err(), (!may_enter).then_some(expected), "{state:?}");
    }
}

#[tokio::test]
async fn only_a_reader_enters_no_report() {
    let app = TestApp::new().await;
    for role in Role::ALL {
        let dit = app.open_request().await;
        let job = app.jobs(dit).await[0].0;
        let outcome = app
            .as_role(role)
            .attempt(Command::EnterCrit(crit(job, CritOutcome::Done)))
            .await;
        let expected = (role == Role::Reader).then_some(Rejection::NotPermitted(Permission::EnterCrit));
        assert_eq!(outcome.err(), expected, "{role:?}");
    }
}

#[tokio::test]
async fn a_request_has_99_jobs_at_most() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    let last = i32::try_from(JOBS_MAX).unwrap();
    app.add_jobs(dit, 2..=last).await;
    let jobs = app.jobs(dit).await;
    for (job, _) in &jobs[1..] {
        app.as_technician().enter_crit(*job, CritOutcome::Done).await;
    }
    assert_eq!(
        refused(&app, crit(jobs[0].0, CritOutcome::NotDone)).await,
        Rejection::TooManyJobs
    );
    assert_eq!(
        app.as_technician().enter_crit(jobs[0].0, CritOutcome::Done).await,
        DitState::WorkDone
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reports_that_arrive_at_once_move_the_request_once() {
    let app = TestApp::new().await;
    let dit = app.open_request().await;
    app.add_jobs(dit, 2..=6).await;
    let tasks: Vec<_> = app
        .jobs(dit)
        .await
        .into_iter()
        .map(|(job, _)| {
            let envelope = app.envelope(Command::EnterCrit(crit(job, CritOutcome::NotDone)));
            let (services, actor) = (app.services.clone(), app.company.technician.actor);
            tokio::spawn(async move { server::commands::execute(&services, &actor, envelope).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(app.state(dit).await, DitState::WorkNotDone);
    let states = states(&app, dit).await;
    assert_eq!(states.len(), 7, "one follow-up job");
    assert_eq!(
        states.iter().filter(|state| **state == JobState::ToPlan).count(),
        1
    );
}

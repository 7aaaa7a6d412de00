//! Whatever happens to the exchanges of a request, its counter says what counting them one by one would say.

use crate::harness::{TestApp, said};
use domain::ExchangeId;
use domain::command::{Command, EditExchange, RecordExchange};
use domain::dit::DitNumber;
use domain::exchange::Direction;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use server::persistence::health::wrong_counters;

/// One thing that happens. Minutes are few, so that exchanges often share one and the order of entry decides.
#[derive(Clone, Debug)]
enum Step {
    Record {
        direction: Direction,
        is_chaser: bool,
        minute: u8,
    },
    Edit {
        which: Index,
        is_chaser: bool,
        minute: u8,
    },
    Delete {
        which: Index,
    },
    Restore {
        which: Index,
    },
    Wait,
}

fn step() -> impl Strategy<Value = Step> {
    let direction = prop::sample::select(Direction::ALL.to_vec());
    let which = any::<Index>;
    prop_oneof![
        4 => (direction, any::<bool>(), 0..4_u8)
            .prop_map(|(direction, is_chaser, minute)| Step::Record { direction, is_chaser, minute }),
        3 => (which(), any::<bool>(), 0..4_u8)
            .prop_map(|(which, is_chaser, minute)| Step::Edit { which, is_chaser, minute }),
        2 => which().prop_map(|which| Step::Delete { which }),
        2 => which().prop_map(|which| Step::Restore { which }),
        1 => Just(Step::Wait),
    ]
}

#[test]
fn any_sequence_of_commands_keeps_the_counter_equal_to_a_recount() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::new());
    let mut runner = TestRunner::new(Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&proptest::collection::vec(step(), 1..30), |steps| {
        runtime.block_on(walk(&app, &steps))
    });
    outcome.unwrap();
}

async fn walk(app: &TestApp, steps: &[Step]) -> Result<(), TestCaseError> {
    let dit = app.open_request().await;
    let mut exchanges = Vec::new();
    let mut changes = 0;
    for step in steps {
        let Some(command) = command(app, dit, step, &exchanges).await else {
            app.clock.advance_ms(1);
            continue;
        };
        let is_new = matches!(command, Command::RecordExchange(_));
        let envelope = app.envelope(command);
        let id = ExchangeId::from(envelope.id);
        let is_done = matches!(
            app.as_dispatcher().send(envelope).await.unwrap(),
            domain::command::Answer::Done(_)
        );
        changes += u64::from(is_done);
        if is_new {
            prop_assert!(is_done);
            exchanges.push(id);
        }
        let counter = app.counter(dit).await;
        prop_assert_eq!(counter, app.recount(dit).await, "after {:?}", step);
        prop_assert_eq!(counter.version, changes);
        prop_assert_eq!(wrong_counters(&app.services.db).await.unwrap(), 0);
    }
    Ok(())
}

/// The command of a step; deleting twice or restoring what stands is asked too, and refused.
async fn command(app: &TestApp, dit: DitNumber, step: &Step, exchanges: &[ExchangeId]) -> Option<Command> {
    let kind = |is_chaser| {
        if is_chaser {
            app.chaser()
        } else {
            app.kind("Autre")
        }
    };
    let minute = |minute: u8| format!("2026-11-24T09:{minute:02}").parse().ok();
    let chosen = |which: &Index| (!exchanges.is_empty()).then(|| exchanges[which.index(exchanges.len())]);
    let by = app.as_dispatcher();
    Some(match step {
        Step::Record {
            direction,
            is_chaser,
            minute: at,
        } => Command::RecordExchange(RecordExchange {
            kind: Some(kind(*is_chaser)),
            occurred_at: minute(*at),
            ..said(dit, *direction, "Bonjour")
        }),
        Step::Edit {
            which,
            is_chaser,
            minute: at,
        } => Command::EditExchange(EditExchange {
            kind: kind(*is_chaser),
            occurred_at: minute(*at),
            ..by.edition(chosen(which)?).await
        }),
        Step::Delete { which } => by.deletion(chosen(which)?).await,
        Step::Restore { which } => by.restoration(chosen(which)?).await,
        Step::Wait => return None,
    })
}

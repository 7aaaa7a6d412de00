//! Commands in few words.

use domain::JobId;
use domain::command::{EnterCrit, MailOrder, RecordExchange};
use domain::crit::CritOutcome;
use domain::dit::DitNumber;
use domain::exchange::Direction;
use domain::rejection::{Field, Problem, Rejection};

/// An exchange with nothing chosen but its direction and its text.
pub fn said(dit: DitNumber, direction: Direction, detail: &str) -> RecordExchange {
    RecordExchange {
        dit,
        direction,
        kind: None,
        channel: None,
        employee: None,
        counterpart: None,
        subject: String::new(),
        detail: detail.to_owned(),
        occurred_at: None,
        attachments: Vec::new(),
        mail: None,
        again: None,
        document: String::new(),
    }
}

pub fn received(dit: DitNumber, detail: &str) -> RecordExchange {
    said(dit, Direction::Received, detail)
}

pub fn sent(dit: DitNumber, detail: &str) -> RecordExchange {
    said(dit, Direction::Sent, detail)
}

pub fn note(dit: DitNumber, detail: &str) -> RecordExchange {
    said(dit, Direction::Internal, detail)
}

/// A sent exchange that leaves by mail.
pub fn mailed(dit: DitNumber, detail: &str, to: &str) -> RecordExchange {
    let order = MailOrder {
        to: to.to_owned(),
        ..MailOrder::default()
    };
    RecordExchange {
        mail: Some(order),
        ..sent(dit, detail)
    }
}

pub fn crit(job: JobId, outcome: CritOutcome) -> EnterCrit {
    EnterCrit {
        job,
        technician: None,
        occurred_at: None,
        text: "Joint remplacé.".to_owned(),
        outcome,
    }
}

/// The problem of one field; panics when the refusal is of another sort or names other fields.
pub fn problem(rejection: Rejection, field: Field) -> Problem {
    match rejection {
        Rejection::Invalid(issues) if issues.len() == 1 && issues[0].field == field => {
            issues[0].problem.clone()
        }
        other => panic!("expected one issue with {field:?}: {other:?}"),
    }
}

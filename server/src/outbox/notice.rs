//! What the sender of a mail is told when it was given up: a mail of the program's own, in the transaction that gives up.

use crate::error::Failure;
use crate::persistence::Transaction;
use crate::persistence::outbox::{Claim, Settlement};
use crate::services::Services;
use domain::time::Timestamp;

pub(super) async fn write(
    _services: &Services,
    _tx: &Transaction,
    _claim: &Claim,
    _given_up: &[&Settlement],
    _now: Timestamp,
) -> Result<bool, Failure> {
    Ok(false)
}

//! The counter of a request, kept in the transaction of every change.

use crate::error::Failure;
use crate::persistence::{Transaction, counters, exchanges};
use domain::indicator::{Counted, Indicator};
use domain::{DitId, ExchangeId};

/// Writes the counter after a change of one exchange, and gives what people see of it. See
/// [`domain::indicator::Counter::changed`].
pub(super) async fn count(
    tx: &Transaction,
    dit: DitId,
    exchange: ExchangeId,
    gone: Option<&Counted>,
    come: Option<&Counted>,
) -> Result<Indicator, Failure> {
    let others = exchanges::last_counted(tx, dit, exchange).await?;
    let counter = counters::load(tx, dit).await?.changed(gone, come, others);
    counters::save(tx, dit, &counter).await?;
    Ok(counter.indicator())
}

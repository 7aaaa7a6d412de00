//! The one place where the outbox writes: what all lanes have to write down at the same moment is written in one transaction.
//!
//! A commit that survives a power cut costs milliseconds, and a mail needs three: claimed, transmitting, settled. While one
//! commit is on its way the next entries gather; nobody is answered before the commit that holds their entry.

use super::lanes::Lanes;
use super::page::{Change, Desk, Hold, Outcome, Page, reach};
use crate::error::Failure;
use crate::persistence::outbox::{Claim, Settlement};
use crate::services::Services;
use tokio::sync::{mpsc, oneshot};

/// Entries in one transaction: more would make the first of them wait.
const BATCH_MAX: usize = 256;

/// A handle to it. Clones write into the same one; it ends with the last of them.
#[derive(Clone, Debug)]
pub(super) struct Ledger {
    entries: mpsc::UnboundedSender<Entry>,
}

/// What is asked: a change and where its outcome is awaited.
#[derive(Debug)]
struct Entry {
    change: Change,
    reply: oneshot::Sender<Result<Outcome, Failure>>,
}

impl Ledger {
    pub(super) fn open(services: Services, lease_ms: i64) -> Self {
        let (entries, asked) = mpsc::unbounded_channel();
        tokio::spawn(keep(services, lease_ms, asked));
        Self { entries }
    }

    /// Mails that are due, each with the place of its account among `desks`.
    pub(super) async fn claim(&self, desks: Vec<Desk>, lanes: Lanes) -> Result<Vec<(usize, Claim)>, Failure> {
        match self.ask(Change::Claim { desks, lanes }).await? {
            Outcome::Claims(claims) => Ok(claims),
            Outcome::Count(_) => Ok(Vec::new()),
        }
    }

    /// Whether all of these were still held and are transmitting now; none of them is otherwise.
    pub(super) async fn transmit(&self, hold: Hold) -> Result<bool, Failure> {
        let all = hold.ids.len();
        Ok(self.count(Change::Transmit(hold)).await? == all)
    }

    /// How many recipients were no longer held.
    pub(super) async fn settle(&self, claim: &Claim, settled: Vec<Settlement>) -> Result<usize, Failure> {
        let all = settled.len();
        let claim = claim.clone();
        let held = self.count(Change::Settle { claim, settled }).await?;
        Ok(all.saturating_sub(held))
    }

    pub(super) async fn release(&self, hold: Hold) -> Result<(), Failure> {
        self.count(Change::Release(hold)).await.map(drop)
    }

    pub(super) async fn pause(&self, hold: Hold, account: &str, reply: String) -> Result<(), Failure> {
        let account = account.to_owned();
        let change = Change::Pause { hold, account, reply };
        self.count(change).await.map(drop)
    }

    pub(super) async fn renew(&self, hold: Hold) -> Result<(), Failure> {
        self.count(Change::Renew(hold)).await.map(drop)
    }

    pub(super) async fn abandon(&self, claim: Claim, settled: Vec<Settlement>) -> Result<(), Failure> {
        self.count(Change::Abandon { claim, settled }).await.map(drop)
    }

    async fn count(&self, change: Change) -> Result<usize, Failure> {
        match self.ask(change).await? {
            Outcome::Count(count) => Ok(count),
            Outcome::Claims(_) => Ok(0),
        }
    }

    async fn ask(&self, change: Change) -> Result<Outcome, Failure> {
        let (reply, outcome) = oneshot::channel();
        // Neither end is gone before the other one, unless a batch panicked.
        self.entries
            .send(Entry { change, reply })
            .map_err(|_| Failure::Panicked)?;
        outcome.await.unwrap_or(Err(Failure::Panicked))
    }
}

/// Writes batch after batch, for as long as anybody may ask.
async fn keep(services: Services, lease_ms: i64, mut asked: mpsc::UnboundedReceiver<Entry>) {
    let mut batch = Vec::new();
    while asked.recv_many(&mut batch, BATCH_MAX).await > 0 {
        // Lanes that were freed by the last commit get the chance to ask before the next one begins.
        tokio::task::yield_now().await;
        while batch.len() < BATCH_MAX {
            match asked.try_recv() {
                Ok(entry) => batch.push(entry),
                Err(_) => break,
            }
        }
        let (services, entries) = (services.clone(), std::mem::take(&mut batch));
        // In a task of its own, so that a panic is one more failure to survive.
        if tokio::spawn(write(services, lease_ms, entries)).await.is_err() {
            tracing::error!("writing into the outbox ended by a panic");
        }
    }
}

/// One transaction for all; when it fails, one for each, so that nobody fails for another.
async fn write(services: Services, lease_ms: i64, batch: Vec<Entry>) {
    let changes: Vec<Change> = batch.iter().map(|entry| entry.change.clone()).collect();
    match commit(&services, lease_ms, &changes).await {
        Ok(outcomes) => {
            for (entry, outcome) in batch.into_iter().zip(outcomes) {
                // Who was killed meanwhile does not wait for the outcome.
                let _ = entry.reply.send(Ok(outcome));
            }
        }
        Err(failure) if batch.len() == 1 || matches!(failure, Failure::Busy) => {
            for entry in batch {
                let _ = entry.reply.send(Err(failure.again()));
            }
        }
        Err(failure) => {
            tracing::warn!(%failure, entries = batch.len(), "the outbox writes down one by one what failed together");
            for entry in batch {
                let outcome = commit(&services, lease_ms, std::slice::from_ref(&entry.change)).await;
                let outcome = outcome.and_then(|mut outcomes| outcomes.pop().ok_or(Failure::Panicked));
                let _ = entry.reply.send(outcome);
            }
        }
    }
}

async fn commit(services: &Services, lease_ms: i64, changes: &[Change]) -> Result<Vec<Outcome>, Failure> {
    let tx = services.db.begin().await?;
    let mut page = Page::begin(services, &tx, lease_ms);
    let outcomes = page.write(changes).await?;
    let mut after = page.end();
    let changed = after.changes();
    services.live.announce(&tx, &changed).await?;
    reach(changes, &outcomes, |points| points.before_commit);
    tx.commit().await?;
    reach(changes, &outcomes, |points| points.after_commit);
    services.mail_counters.count_transaction();
    services.live.publish(changed, services.clock.now());
    after.tell(services);
    Ok(outcomes)
}

//! The worker: one loop that lives as long as the server and fills its lanes.

use super::lane::{Lane, after_panic};
use super::lanes::Lanes;
use super::ledger::Ledger;
use super::page::Desk;
use super::{LEASE_MS, desks, has_work, stored};
use crate::error::Failure;
use crate::persistence::outbox::{self as rows, Claim};
use crate::services::Services;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;

/// How often it looks without being woken: for retries, and for what another instance recorded.
const POLL: Duration = Duration::from_secs(5);
/// How long it takes nothing new after a failure of the machine.
const REST: Duration = Duration::from_secs(1);

/// How much it does at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// Mails that may leave at once.
    pub lanes: usize,
    /// How long a mail is held without news of the worker.
    pub lease_ms: i64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            lanes: 4,
            lease_ms: LEASE_MS,
        }
    }
}

/// Sends what is due until it is told to stop.
#[derive(Clone, Debug)]
pub struct Worker {
    services: Services,
    pace: Pace,
}

impl Worker {
    /// One that sends through the accounts of these services.
    pub fn new(services: Services, pace: Pace) -> Self {
        Self { services, pace }
    }

    /// Runs until `stop` holds `true` or its sender is gone; mails that are leaving are first settled. No failure ends it.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let ears = self.listen();
        let mut shift = Shift::begin(&self);
        let (mut wake_at, mut rests_until) = (Instant::now(), Instant::now());
        while !*stop.borrow() {
            if Instant::now() >= wake_at {
                wake_at = Instant::now() + POLL;
                if let Err(failure) = shift.fill().await {
                    tracing::error!(%failure, "the outbox could not go on: it tries again");
                    rests_until = Instant::now() + REST;
                    wake_at = rests_until;
                }
            }
            tokio::select! {
                ended = shift.lanes_at_work.join_next_with_id(), if !shift.lanes_at_work.is_empty() => {
                    // A failure lets all lanes rest: what failed for one mail fails for the next.
                    if !shift.ended(ended).await || !shift.others_ended().await {
                        rests_until = Instant::now() + REST;
                    }
                    wake_at = rests_until;
                }
                () = self.services.bell.notified() => wake_at = rests_until,
                () = tokio::time::sleep_until(wake_at) => {}
                changed = stop.changed() => {
                    if changed.is_err() {
                        break;
                    }
                }
            }
        }
        while !shift.lanes_at_work.is_empty() {
            let ended = shift.lanes_at_work.join_next_with_id().await;
            shift.ended(ended).await;
        }
        drop(ears);
        tracing::info!("the outbox has stopped");
    }

    /// Rings the bell for what other instances record, until it is dropped.
    fn listen(&self) -> JoinSet<()> {
        let (db, bell) = (self.services.db.clone(), Arc::clone(&self.services.bell));
        let mut ears = JoinSet::new();
        ears.spawn(async move { match rows::listen(&db, || bell.notify_one()).await {} });
        ears
    }
}

/// How a lane has ended, and which one.
type Ended = Result<(Id, Result<(), Failure>), JoinError>;

/// A worker at work.
struct Shift {
    services: Services,
    pace: Pace,
    ledger: Ledger,
    desks: Vec<Desk>,
    lanes: Lanes,
    has_more: bool,
    lanes_at_work: JoinSet<Result<(), Failure>>,
    claims: HashMap<Id, (usize, Claim)>,
}

impl Shift {
    fn begin(worker: &Worker) -> Self {
        let desks = desks(&worker.services);
        Self {
            services: worker.services.clone(),
            pace: worker.pace,
            ledger: Ledger::open(worker.services.clone(), worker.pace.lease_ms),
            lanes: Lanes::new(worker.pace.lanes, desks.len()),
            desks,
            has_more: false,
            lanes_at_work: JoinSet::new(),
            claims: HashMap::new(),
        }
    }

    /// Claims for as long as there is something to claim and a lane for it.
    async fn fill(&mut self) -> Result<(), Failure> {
        while self.may_claim().await? {
            let claims = self.ledger.claim(self.desks.clone(), self.lanes.clone()).await?;
            if claims.is_empty() {
                self.has_more = false;
                break;
            }
            // Whoever got all they could take may find more: the readers need not be asked.
            self.has_more = claims.len() >= self.lanes.most();
            let (accounts, claims): (Vec<usize>, Vec<Claim>) = claims.into_iter().unzip();
            let mails = stored(&self.services, &self.ledger, &claims).await?;
            for ((account, claim), mail) in accounts.into_iter().zip(claims).zip(mails) {
                let (services, ledger, kept) = (self.services.clone(), self.ledger.clone(), claim.clone());
                let (name, lease_ms) = (self.desks[account].name.clone(), self.pace.lease_ms);
                self.lanes.take(account, 1);
                let lane = self.lanes_at_work.spawn(async move {
                    let mailer = services.mail_accounts.mailer(&claim.from_domain).clone();
                    let lane = Lane {
                        services: &services,
                        ledger: &ledger,
                        account: &name,
                        lease_ms,
                    };
                    lane.send(&*mailer, &claim, mail).await
                });
                self.claims.insert(lane.id(), (account, kept));
            }
        }
        Ok(())
    }

    /// Asked before each transaction: one that finds nothing costs the others their time.
    async fn may_claim(&self) -> Result<bool, Failure> {
        let open: Vec<&Desk> = self.lanes.open().into_iter().map(|at| &self.desks[at]).collect();
        Ok((self.has_more && !open.is_empty()) || has_work(&self.services, &open).await?)
    }

    /// Those that have ended as well by now: what they have to say next is then written together.
    async fn others_ended(&mut self) -> bool {
        let mut is_well = true;
        while let Some(ended) = self.lanes_at_work.try_join_next_with_id() {
            is_well &= self.ended(Some(ended)).await;
        }
        is_well
    }

    /// Frees the lane; `false` when the machine failed.
    async fn ended(&mut self, ended: Option<Ended>) -> bool {
        let (id, outcome) = match ended {
            None => return true,
            Some(Ok((id, outcome))) => (id, outcome),
            Some(Err(error)) => (error.id(), Err(Failure::Panicked)),
        };
        let Some((account, claim)) = self.claims.remove(&id) else {
            return true;
        };
        self.lanes.free_one(account);
        let outcome = match outcome {
            // One mail that makes the program fail is no reason to let the others wait.
            Err(Failure::Panicked) => {
                tracing::error!(mail = %claim.mail, "sending a mail ended by a panic");
                let settled = after_panic(&claim, self.services.clock.now());
                self.ledger.abandon(claim, settled).await
            }
            outcome => outcome,
        };
        if let Err(failure) = &outcome {
            tracing::error!(%failure, "a mail could not be written about: the outbox rests for a moment");
        }
        outcome.is_ok()
    }
}

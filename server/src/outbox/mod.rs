//! The outbox: what was recorded with a mail leaves here, once.
//!
//! For each mail: claim its recipients with a lease, send, write `transmitting` right before the message may be taken, settle each
//! recipient. Killed before `transmitting`, the mail is still queued; killed after, it is uncertain and a person decides.

pub mod retry;
mod worker;

pub use worker::Worker;

use crate::error::Failure;
use crate::mailer::{Attempt, Gate, Mailer, Stopped, Verdict, check_lines};
use crate::persistence::Database;
use crate::persistence::outbox::{self as rows, Claim, Claimed, Settlement, StoredMail};
use crate::services::{Clock, Services, random_bytes};
use async_trait::async_trait;
use domain::MailRecipientId;
use domain::email::Email;
use domain::mail::RecipientState;
use domain::reason::MailReason;
use domain::time::Timestamp;
use retry::Next;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long recipients are held without news of the worker, in milliseconds: the longest that a mail waits after a crash.
pub const LEASE_MS: i64 = 60_000;
/// How often a worker that sends says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Waits between tries to write down a verdict: losing one makes a mail uncertain that is not.
const SETTLE_WAITS_MS: [u64; 4] = [100, 500, 2_000, 5_000];

/// Sends everything that is due, once; how many mails were handled.
///
/// # Errors
/// What the database says. What could not be sent is no failure: it is in the state of its recipients.
pub async fn deliver_pending(services: &Services, mailer: &dyn Mailer) -> Result<usize, Failure> {
    let mut handled = 0;
    while deliver_next(services, mailer).await? {
        handled += 1;
    }
    Ok(handled)
}

/// Sends the mail that waits for the longest time; `false` when none is due.
pub(crate) async fn deliver_next(services: &Services, mailer: &dyn Mailer) -> Result<bool, Failure> {
    let now = services.clock.now();
    if !rows::has_work(services.db.reader(), now).await? {
        return Ok(false);
    }
    let Some(claim) = take(services, now).await? else {
        return Ok(false);
    };
    let mail = match rows::stored_mail(services.db.reader(), claim.mail).await {
        // Not this mail's turn to stop all others: it is refused, and the log says why.
        Err(Failure::Corrupt(what)) => {
            tracing::error!(mail = %claim.mail, what, "a stored mail cannot be read");
            return refuse_unreadable(services, &claim).await.map(|()| true);
        }
        mail => mail?,
    };
    if check_lines(&mail.bytes).is_err() {
        tracing::error!(mail = %claim.mail, "a stored mail has bare line ends or lines that are too long");
        return refuse_unreadable(services, &claim).await.map(|()| true);
    }
    send(services, mailer, &claim, &mail).await?;
    Ok(true)
}

/// Clears up after dead workers and claims what is due.
async fn take(services: &Services, now: Timestamp) -> Result<Option<Claim>, Failure> {
    let token = Uuid::from_bytes(random_bytes());
    let tx = services.db.begin().await?;
    let uncertain = rows::recover(&tx, now).await?;
    let claim = rows::claim(&tx, token, now, now.plus_ms(LEASE_MS)).await?;
    tx.commit().await?;
    if uncertain > 0 {
        tracing::warn!(
            recipients = uncertain,
            "a worker was cut while it was sending: these recipients are uncertain"
        );
    }
    Ok(claim)
}

async fn send(
    services: &Services,
    mailer: &dyn Mailer,
    claim: &Claim,
    mail: &StoredMail,
) -> Result<(), Failure> {
    let addressed: Vec<(&Claimed, Option<Email>)> = claim
        .recipients
        .iter()
        .map(|held| (held, held.address.parse().ok()))
        .collect();
    let (ids, addresses): (Vec<&Claimed>, Vec<Email>) = addressed
        .iter()
        .filter_map(|(held, email)| Some((*held, email.clone()?)))
        .unzip();
    let mut keeper = Keeper {
        db: services.db.clone(),
        clock: Arc::clone(&services.clock),
        token: claim.token,
        ids: ids.iter().map(|held| held.id).collect(),
        failure: None,
    };
    let outgoing = Attempt {
        message_id: &mail.message_id,
        from: &mail.from,
        recipients: &addresses,
        bytes: &mail.bytes,
    };
    // Both are polled at once: on SQLite the heartbeat waits for the writer that the gate may be holding.
    let outcome = tokio::select! {
        outcome = mailer.send(outgoing, &mut keeper) => outcome,
        never = stay_alive(services, claim.token) => match never {},
    };
    let Ok(verdicts) = outcome else {
        return stopped(services, claim, keeper.failure).await;
    };
    let now = services.clock.now();
    let unreadable = addressed
        .iter()
        .filter(|(_, email)| email.is_none())
        .map(|(held, _)| unreadable(held));
    let settled: Vec<Settlement> = ids
        .iter()
        .zip(verdicts)
        .map(|(held, verdict)| settlement(held, verdict, mail.created_at, now))
        .chain(unreadable)
        .collect();
    settle(services, claim, &settled).await
}

/// Nothing was sent: somebody else has the mail by now, or part of it was cancelled, and the rest is due at once.
async fn stopped(services: &Services, claim: &Claim, failure: Option<Failure>) -> Result<(), Failure> {
    let tx = services.db.begin().await?;
    rows::release(&tx, claim.token).await?;
    tx.commit().await?;
    tracing::info!(mail = %claim.mail, "a mail was not sent: it is no longer ours as it was claimed");
    failure.map_or(Ok(()), Err)
}

/// Renews the lease for ever; dropped when the mail is settled.
async fn stay_alive(services: &Services, token: Uuid) -> Infallible {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        if let Err(failure) = renew(services, token).await {
            tracing::warn!(%failure, "the lease of a mail could not be renewed");
        }
    }
}

async fn renew(services: &Services, token: Uuid) -> Result<(), Failure> {
    let tx = services.db.begin().await?;
    rows::renew(&tx, token, services.clock.now().plus_ms(LEASE_MS)).await?;
    Ok(tx.commit().await?)
}

/// Writes the verdicts down, and does not give up at the first difficulty.
async fn settle(services: &Services, claim: &Claim, settled: &[Settlement]) -> Result<(), Failure> {
    let mut waits = SETTLE_WAITS_MS.iter();
    loop {
        match (settle_once(services, claim, settled).await, waits.next()) {
            (Ok(()), _) => return Ok(()),
            (Err(failure), None) => return Err(failure),
            (Err(failure), Some(wait)) => {
                tracing::warn!(mail = %claim.mail, %failure, "verdicts could not be written down: once more");
                tokio::time::sleep(Duration::from_millis(*wait)).await;
            }
        }
    }
}

async fn settle_once(services: &Services, claim: &Claim, settled: &[Settlement]) -> Result<(), Failure> {
    let now = services.clock.now();
    let tx = services.db.begin().await?;
    let mut lost = 0;
    for settlement in settled {
        lost += usize::from(!rows::settle(&tx, claim.token, settlement, now).await?);
    }
    tx.commit().await?;
    let count = |state| {
        settled
            .iter()
            .filter(|settlement| settlement.state == state)
            .count()
    };
    tracing::info!(
        mail = %claim.mail,
        accepted = count(RecipientState::Accepted),
        deferred = count(RecipientState::Deferred),
        refused = count(RecipientState::Refused),
        uncertain = count(RecipientState::Uncertain),
        lost,
        "a mail was tried"
    );
    Ok(())
}

async fn refuse_unreadable(services: &Services, claim: &Claim) -> Result<(), Failure> {
    let settled: Vec<Settlement> = claim.recipients.iter().map(unreadable).collect();
    settle(services, claim, &settled).await
}

fn unreadable(held: &Claimed) -> Settlement {
    Settlement {
        recipient: held.id,
        state: RecipientState::Refused,
        next_try_at: None,
        reason: Some(MailReason::DamagedMail),
        reply: "the stored mail cannot be read".to_owned(),
    }
}

fn settlement(held: &Claimed, verdict: Verdict, frozen_at: Timestamp, now: Timestamp) -> Settlement {
    let [chance] = random_bytes();
    let (state, next_try_at, reason, reply) = match verdict {
        Verdict::Accepted { reply } => (RecipientState::Accepted, None, None, reply),
        Verdict::Refused { reason, reply } => (RecipientState::Refused, None, Some(reason), reply),
        Verdict::Uncertain { reason, reply } => (RecipientState::Uncertain, None, Some(reason), reply),
        Verdict::Deferred { reason, reply } => match retry::next_try(held.attempts, frozen_at, now, chance) {
            Next::At(at) => (RecipientState::Deferred, Some(at), Some(reason), reply),
            Next::GiveUp => (RecipientState::Refused, None, Some(MailReason::GivenUp), reply),
        },
    };
    Settlement {
        recipient: held.id,
        state,
        next_try_at,
        reason,
        reply,
    }
}

/// The gate of one claim: commits `transmitting`, unless the claim is no longer whole.
struct Keeper {
    db: Database,
    clock: Arc<dyn Clock>,
    token: Uuid,
    ids: Vec<MailRecipientId>,
    failure: Option<Failure>,
}

impl Keeper {
    async fn mark(&self, taken: &[usize]) -> Result<bool, Failure> {
        let ids: Vec<MailRecipientId> = taken.iter().map(|at| self.ids[*at]).collect();
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let marked = rows::mark_transmitting(&tx, self.token, &ids, now, now.plus_ms(LEASE_MS)).await?;
        if marked == ids.len() {
            tx.commit().await?;
            Ok(true)
        } else {
            tx.rollback().await?;
            Ok(false)
        }
    }
}

#[async_trait]
impl Gate for Keeper {
    async fn before_final_dot(&mut self, taken: &[usize]) -> Result<(), Stopped> {
        match self.mark(taken).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Stopped::Gate),
            Err(failure) => {
                self.failure = Some(failure);
                Err(Stopped::Gate)
            }
        }
    }
}

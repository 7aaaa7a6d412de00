//! One mail on its way: from its claim to the settlement of each recipient.

use super::ledger::Ledger;
use super::page::Hold;
use super::retry::{self, Next};
use crate::error::Failure;
use crate::failpoint;
use crate::mailer::{Answer, Attempt, Gate, Mailer, Stopped, Verdict, check_lines};
use crate::persistence::outbox::{Claim, Claimed, Settlement, StoredMail};
use crate::services::{Services, random_bytes};
use async_trait::async_trait;
use domain::MailRecipientId;
use domain::email::Email;
use domain::mail::RecipientState;
use domain::reason::MailReason;
use domain::time::Timestamp;
use std::convert::Infallible;
use std::time::Duration;
use uuid::Uuid;

/// Waits between tries to write down a verdict: losing one makes a mail uncertain that is not.
const SETTLE_WAITS_MS: [u64; 4] = [100, 500, 2_000, 5_000];
/// A worker that sends says so many times in a lease that it is alive.
const HEARTBEATS: u64 = 3;

/// Where a mail leaves.
#[derive(Clone, Copy)]
pub(super) struct Lane<'a> {
    pub(super) services: &'a Services,
    pub(super) ledger: &'a Ledger,
    /// Name of the account.
    pub(super) account: &'a str,
    pub(super) lease_ms: i64,
}

impl Lane<'_> {
    /// Sends a claimed mail and settles its recipients.
    pub(super) async fn send(
        self,
        mailer: &dyn Mailer,
        claim: &Claim,
        mail: Result<StoredMail, Failure>,
    ) -> Result<(), Failure> {
        let mail = match mail {
            Ok(mail) => mail,
            // Not this mail's turn to stop all others: it is refused, and the log says why.
            Err(failure) => {
                tracing::error!(mail = %claim.mail, %failure, "a stored mail cannot be read");
                return self.refuse_damaged(claim).await;
            }
        };
        if check_lines(&mail.bytes).is_err() {
            tracing::error!(mail = %claim.mail, "a stored mail has bare line ends or lines that are too long");
            return self.refuse_damaged(claim).await;
        }
        let (held, addresses): (Vec<&Claimed>, Vec<Email>) = claim
            .recipients
            .iter()
            .filter_map(|held| Some((held, held.address.parse().ok()?)))
            .unzip();
        if held.is_empty() {
            return self.refuse_damaged(claim).await;
        }
        let mut keeper = Keeper {
            ledger: self.ledger.clone(),
            token: claim.token,
            ids: held.iter().map(|held| held.id).collect(),
            failure: None,
        };
        let attempt = Attempt {
            message_id: &mail.message_id,
            from: &mail.from,
            recipients: &addresses,
            bytes: &mail.bytes,
        };
        // Both are polled at once: the heartbeat must not wait for the mail server, nor the other way round.
        let outcome = tokio::select! {
            outcome = mailer.send(attempt, &mut keeper) => outcome,
            never = self.stay_alive(claim) => match never {},
        };
        match outcome {
            Ok(verdicts) => {
                failpoint::reach("dot.after");
                self.settle_verdicts(claim, &held, verdicts).await
            }
            Err(stopped) => self.stopped(claim, stopped, keeper.failure).await,
        }
    }

    async fn settle_verdicts(
        self,
        claim: &Claim,
        held: &[&Claimed],
        verdicts: Vec<Verdict>,
    ) -> Result<(), Failure> {
        let now = self.services.clock.now();
        let mut settled = Vec::new();
        for (held, verdict) in held.iter().zip(verdicts) {
            self.services
                .mail_counters
                .count(self.account, Answer::of(&verdict));
            settled.push(settlement(held, verdict, now));
        }
        let unreadable = claim
            .recipients
            .iter()
            .filter(|one| one.address.parse::<Email>().is_err());
        settled.extend(unreadable.map(damaged));
        self.settle(claim, settled).await
    }

    /// Nothing was sent, and none of it is the mail's fault: what is still held is let go of.
    async fn stopped(self, claim: &Claim, stopped: Stopped, failure: Option<Failure>) -> Result<(), Failure> {
        match stopped {
            Stopped::Gate => {
                self.ledger.release(Hold::of(claim)).await?;
                tracing::info!(mail = %claim.mail, "a mail was not sent: it is no longer ours as it was claimed");
            }
            Stopped::SignIn { reply } => {
                self.services.mail_counters.count(self.account, Answer::Never);
                self.ledger.pause(Hold::of(claim), self.account, reply).await?;
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Renews the lease for ever; dropped when the mail is settled.
    async fn stay_alive(self, claim: &Claim) -> Infallible {
        let every = Duration::from_millis(self.lease_ms.unsigned_abs() / HEARTBEATS);
        loop {
            tokio::time::sleep(every).await;
            if let Err(failure) = self.ledger.renew(Hold::of(claim)).await {
                tracing::warn!(%failure, "the lease of a mail could not be renewed");
            }
        }
    }

    async fn refuse_damaged(self, claim: &Claim) -> Result<(), Failure> {
        self.settle(claim, claim.recipients.iter().map(damaged).collect())
            .await
    }

    /// Writes the verdicts down, and does not give up at the first difficulty.
    async fn settle(self, claim: &Claim, settled: Vec<Settlement>) -> Result<(), Failure> {
        let mut waits = SETTLE_WAITS_MS.iter();
        loop {
            match (self.ledger.settle(claim, settled.clone()).await, waits.next()) {
                (Ok(lost), _) => {
                    tell(claim, &settled, lost);
                    return Ok(());
                }
                (Err(failure), None) => return Err(failure),
                (Err(failure), Some(wait)) => {
                    tracing::warn!(mail = %claim.mail, %failure, "verdicts could not be written down: once more");
                    tokio::time::sleep(Duration::from_millis(*wait)).await;
                }
            }
        }
    }
}

/// What becomes of a mail whose lane ended by a panic, unless it may have left: it is tried again, but not without end.
pub(super) fn after_panic(claim: &Claim, now: Timestamp) -> Vec<Settlement> {
    let verdict = Verdict::Deferred {
        reason: MailReason::NotNow,
        reply: "the program failed while it was sending".to_owned(),
    };
    claim
        .recipients
        .iter()
        .map(|held| settlement(held, verdict.clone(), now))
        .collect()
}

fn tell(claim: &Claim, settled: &[Settlement], lost: usize) {
    let count = |state| settled.iter().filter(|one| one.state == state).count();
    tracing::info!(
        mail = %claim.mail,
        accepted = count(RecipientState::Accepted),
        deferred = count(RecipientState::Deferred),
        refused = count(RecipientState::Refused),
        uncertain = count(RecipientState::Uncertain),
        lost,
        "a mail was tried"
    );
}

fn damaged(held: &Claimed) -> Settlement {
    Settlement {
        recipient: held.id,
        state: RecipientState::Refused,
        next_try_at: None,
        reason: Some(MailReason::DamagedMail),
        cause: None,
        reply: "the stored mail cannot be read".to_owned(),
    }
}

fn settlement(held: &Claimed, verdict: Verdict, now: Timestamp) -> Settlement {
    let [chance] = random_bytes();
    let is_deferred = matches!(verdict, Verdict::Deferred { .. });
    let (state, next_try_at, reason, reply) = match verdict {
        Verdict::Accepted { reply } => (RecipientState::Accepted, None, None, reply),
        Verdict::Refused { reason, reply } => (RecipientState::Refused, None, Some(reason), reply),
        Verdict::Uncertain { reason, reply } => (RecipientState::Uncertain, None, Some(reason), reply),
        Verdict::Deferred { reason, reply } => {
            let (state, next_try_at) = match retry::next_try(held.attempts, held.queued_at, now, chance) {
                Next::At(at) => (RecipientState::Deferred, Some(at)),
                Next::GiveUp => (RecipientState::Refused, None),
            };
            (state, next_try_at, Some(reason), reply)
        }
    };
    let is_given_up = is_deferred && state == RecipientState::Refused;
    Settlement {
        recipient: held.id,
        state,
        next_try_at,
        reason: if is_given_up {
            Some(MailReason::GivenUp)
        } else {
            reason
        },
        cause: reason,
        // No database takes a NUL in a text.
        reply: reply.replace(char::is_control, " "),
    }
}

/// The gate of one claim: commits `transmitting`, unless the claim is no longer whole.
struct Keeper {
    ledger: Ledger,
    token: Uuid,
    ids: Vec<MailRecipientId>,
    failure: Option<Failure>,
}

#[async_trait]
impl Gate for Keeper {
    async fn before_final_dot(&mut self, taken: &[usize]) -> Result<(), Stopped> {
        let hold = Hold {
            token: self.token,
            ids: taken.iter().map(|at| self.ids[*at]).collect(),
        };
        match self.ledger.transmit(hold).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Stopped::Gate),
            Err(failure) => {
                self.failure = Some(failure);
                Err(Stopped::Gate)
            }
        }
    }
}

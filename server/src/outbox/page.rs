//! One transaction of the ledger: what the changes in it do to the recipients.

use super::lanes::Lanes;
use super::{is_paused, notice};
use crate::error::Failure;
use crate::failpoint;
use crate::live;
use crate::persistence::Transaction;
use crate::persistence::code::Coded;
use crate::persistence::outbox::{self as rows, Claim, Held, Senders, Settlement};
use crate::persistence::smtp_accounts;
use crate::services::{Services, random_bytes};
use domain::MailRecipientId;
use domain::mail::RecipientState;
use domain::reason::MailReason;
use domain::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Recipients in one message to the other instances, which PostgreSQL wants below 8,000 bytes.
const TOLD_TOGETHER: usize = 256;

/// Recipients and the token they are held by.
#[derive(Clone, Debug)]
pub(super) struct Hold {
    pub(super) token: Uuid,
    pub(super) ids: Vec<MailRecipientId>,
}

/// One account as a claim sees it.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub(super) name: String,
    pub(super) senders: Senders,
}

/// What is to be written.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Claim {
        desks: Vec<Desk>,
        lanes: Lanes,
    },
    Transmit(Hold),
    Settle {
        claim: Claim,
        settled: Vec<Settlement>,
    },
    /// Nothing was sent.
    Release(Hold),
    /// Nothing was sent, nor will be by this account.
    Pause {
        hold: Hold,
        account: String,
        reply: String,
    },
    Renew(Hold),
    /// Whoever was sending is gone: these settlements, unless the mail may have left.
    Abandon {
        claim: Claim,
        settled: Vec<Settlement>,
    },
}

/// What came of a change.
#[derive(Debug)]
pub(super) enum Outcome {
    Claims(Vec<(usize, Claim)>),
    /// How many recipients of the change were still held.
    Count(usize),
}

/// Where the process can be made to die around the commit of a change.
pub(super) struct FailPoints {
    pub(super) before_commit: &'static str,
    pub(super) after_commit: &'static str,
}

/// Passes the fail points of every change that is in the transaction.
pub(super) fn reach(changes: &[Change], outcomes: &[Outcome], side: fn(&FailPoints) -> &'static str) {
    for (change, outcome) in changes.iter().zip(outcomes) {
        let has_effect = match outcome {
            Outcome::Claims(claims) => !claims.is_empty(),
            Outcome::Count(count) => *count > 0,
        };
        if let Some(points) = change.fail_points().filter(|_| has_effect) {
            failpoint::reach(side(&points));
        }
    }
}

/// What is said and done once the transaction is committed.
#[derive(Debug, Default)]
pub(super) struct After {
    uncertain: u64,
    paused: Vec<String>,
    has_notice: bool,
    /// Recipients whose mail stands otherwise than before.
    moved: Vec<MailRecipientId>,
}

impl After {
    /// What whoever looks is told.
    pub(super) fn changes(&mut self) -> Vec<live::Change> {
        let mut changes: Vec<live::Change> = self
            .moved
            .chunks(TOLD_TOGETHER)
            .map(|ids| live::Change::Mails(ids.to_vec()))
            .collect();
        if !self.paused.is_empty() {
            changes.push(live::Change::MailAccounts);
        }
        changes
    }

    pub(super) fn tell(self, services: &Services) {
        if self.uncertain > 0 {
            tracing::warn!(
                recipients = self.uncertain,
                "a worker was cut while it was sending: these recipients are uncertain"
            );
        }
        for account in self.paused {
            tracing::warn!(
                account,
                "the mail server refuses our sign-in: the account is paused until somebody resumes it"
            );
        }
        if self.has_notice {
            services.bell.notify_one();
        }
    }
}

/// One transaction being written.
pub(super) struct Page<'a> {
    services: &'a Services,
    tx: &'a Transaction,
    now: Timestamp,
    lease_ms: i64,
    held: BTreeMap<MailRecipientId, Held>,
    after: After,
}

impl<'a> Page<'a> {
    pub(super) fn begin(services: &'a Services, tx: &'a Transaction, lease_ms: i64) -> Self {
        Self {
            services,
            tx,
            now: services.clock.now(),
            lease_ms,
            held: BTreeMap::new(),
            after: After::default(),
        }
    }

    /// What is to be said and done once the transaction is committed.
    pub(super) fn end(self) -> After {
        self.after
    }

    /// Writes all changes; the outcome of each, in their order.
    pub(super) async fn write(&mut self, changes: &[Change]) -> Result<Vec<Outcome>, Failure> {
        let ids: BTreeSet<MailRecipientId> = changes.iter().flat_map(Change::recipients).collect();
        if !ids.is_empty() {
            let ids: Vec<MailRecipientId> = ids.into_iter().collect();
            self.held = rows::held(self.tx, &ids).await?;
        }
        let mut outcomes: Vec<Outcome> = changes.iter().map(|change| self.count(change)).collect();
        self.renew(changes).await?;
        self.transmit(changes).await?;
        self.settle(changes).await?;
        self.release(changes).await?;
        // Last: what was let go of can be taken again.
        for (change, outcome) in changes.iter().zip(&mut outcomes) {
            if let Change::Claim { desks, lanes } = change {
                *outcome = Outcome::Claims(self.claim(desks, lanes.clone()).await?);
            }
        }
        Ok(outcomes)
    }

    /// How many recipients of a change are held as it needs them.
    fn count(&self, change: &Change) -> Outcome {
        let count = |hold: &Hold, states: &[RecipientState]| {
            let ids = hold.ids.iter();
            ids.filter(|id| self.holds(hold.token, **id, states)).count()
        };
        Outcome::Count(match change {
            Change::Claim { .. } => 0,
            Change::Transmit(hold) | Change::Release(hold) | Change::Pause { hold, .. } => {
                count(hold, &[RecipientState::Queued])
            }
            Change::Renew(hold) => count(hold, &UNDER_WAY),
            Change::Settle { claim, .. } | Change::Abandon { claim, .. } => {
                count(&Hold::of(claim), &SETTLED_FROM)
            }
        })
    }

    fn holds(&self, token: Uuid, id: MailRecipientId, states: &[RecipientState]) -> bool {
        self.held
            .get(&id)
            .is_some_and(|held| held.token == Some(token) && states.contains(&held.state))
    }

    fn still_held(&self, hold: &Hold, states: &[RecipientState]) -> Vec<MailRecipientId> {
        let ids = hold.ids.iter().copied();
        ids.filter(|id| self.holds(hold.token, *id, states)).collect()
    }

    async fn renew(&self, changes: &[Change]) -> Result<(), Failure> {
        let ids: Vec<MailRecipientId> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Renew(hold) => Some(self.still_held(hold, &UNDER_WAY)),
                _ => None,
            })
            .flatten()
            .collect();
        rows::renew(self.tx, &ids, self.now.plus_ms(self.lease_ms)).await
    }

    /// All recipients of a mail, or none: part of it may have been cancelled or taken over.
    async fn transmit(&mut self, changes: &[Change]) -> Result<(), Failure> {
        let ids: Vec<MailRecipientId> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Transmit(hold) => {
                    let ids = self.still_held(hold, &[RecipientState::Queued]);
                    (ids.len() == hold.ids.len()).then_some(ids)
                }
                _ => None,
            })
            .flatten()
            .collect();
        self.after.moved.extend(&ids);
        rows::transmit(self.tx, &ids, self.now, self.now.plus_ms(self.lease_ms)).await
    }

    async fn settle(&mut self, changes: &[Change]) -> Result<(), Failure> {
        let mut settled = Vec::new();
        for change in changes {
            match change {
                Change::Settle { claim, settled: new } => {
                    let new = new.iter();
                    settled.extend(
                        new.filter(|one| self.holds(claim.token, one.recipient, &SETTLED_FROM))
                            .cloned(),
                    );
                }
                Change::Abandon { claim, settled: new } => {
                    let states = [RecipientState::Queued, RecipientState::Transmitting];
                    let new = new.iter();
                    let held = new.filter(|one| self.holds(claim.token, one.recipient, &states));
                    settled.extend(held.map(|one| self.without_news(one)));
                }
                _ => {}
            }
        }
        self.after.moved.extend(settled.iter().map(|one| one.recipient));
        let all: Vec<&Settlement> = settled.iter().collect();
        rows::settle(self.tx, &all, self.now).await?;
        self.write_notices(changes, &settled).await
    }

    /// Uncertain when the mail may have left.
    fn without_news(&self, planned: &Settlement) -> Settlement {
        match self.held.get(&planned.recipient) {
            Some(held) if held.state == RecipientState::Transmitting => Settlement {
                recipient: planned.recipient,
                state: RecipientState::Uncertain,
                next_try_at: None,
                reason: Some(MailReason::WorkerLost),
                cause: None,
                reply: String::new(),
            },
            _ => planned.clone(),
        }
    }

    /// Tells those who sent mails that were given up.
    async fn write_notices(&mut self, changes: &[Change], settled: &[Settlement]) -> Result<(), Failure> {
        if !settled.iter().any(|one| one.reason == Some(MailReason::GivenUp)) {
            return Ok(());
        }
        for change in changes {
            if let Change::Settle { claim, .. } | Change::Abandon { claim, .. } = change {
                let given_up: Vec<&Settlement> = settled
                    .iter()
                    .filter(|one| one.reason == Some(MailReason::GivenUp))
                    .filter(|one| claim.recipients.iter().any(|held| held.id == one.recipient))
                    .collect();
                if !given_up.is_empty() {
                    self.after.has_notice |=
                        notice::write(self.services, self.tx, claim, &given_up, self.now).await?;
                }
            }
        }
        Ok(())
    }

    async fn release(&mut self, changes: &[Change]) -> Result<(), Failure> {
        let mut ids = Vec::new();
        for change in changes {
            if let Change::Release(hold) | Change::Pause { hold, .. } = change {
                ids.extend(self.still_held(hold, &[RecipientState::Queued]));
            }
            if let Change::Pause { account, reply, .. } = change {
                let reason = MailReason::SignInRefused.code();
                if smtp_accounts::pause(self.tx, account, None, reason, reply, self.now).await? {
                    self.after.paused.push(account.clone());
                }
            }
        }
        rows::release(self.tx, &ids).await
    }

    async fn claim(&mut self, desks: &[Desk], mut lanes: Lanes) -> Result<Vec<(usize, Claim)>, Failure> {
        let lost = rows::recover(self.tx, self.now).await?;
        if lost > 0 {
            let lost = rows::lost_at(self.tx, self.now).await?;
            self.after.moved.extend(lost);
        }
        self.after.uncertain += lost;
        let paused = smtp_accounts::paused(self.tx).await?;
        let mut claims = Vec::new();
        for at in lanes.open() {
            let desk = &desks[at];
            if is_paused(&paused, &desk.name) {
                continue;
            }
            rows::wake(self.tx, &desk.senders, self.now).await?;
            let most = lanes.allowance(at);
            let token = Uuid::from_bytes(random_bytes());
            let until = self.now.plus_ms(self.lease_ms);
            let found = rows::claim(self.tx, &desk.senders, most, token, self.now, until).await?;
            lanes.take(at, found.len());
            claims.extend(found.into_iter().map(|claim| (at, claim)));
        }
        Ok(claims)
    }
}

/// Held, and the worker is known to be alive.
const UNDER_WAY: [RecipientState; 2] = [RecipientState::Queued, RecipientState::Transmitting];
/// Who was declared uncertain for want of news keeps the token of the worker that was sending, so that late news is still welcome.
const SETTLED_FROM: [RecipientState; 3] = [
    RecipientState::Queued,
    RecipientState::Transmitting,
    RecipientState::Uncertain,
];

impl Change {
    fn fail_points(&self) -> Option<FailPoints> {
        let (before_commit, after_commit) = match self {
            Change::Claim { .. } => ("claim.before_commit", "claim.after_commit"),
            Change::Transmit(_) => ("mark.before_commit", "mark.after_commit"),
            Change::Settle { .. } => ("settle.before_commit", "settle.after_commit"),
            Change::Release(_) | Change::Pause { .. } | Change::Renew(_) | Change::Abandon { .. } => {
                return None;
            }
        };
        Some(FailPoints {
            before_commit,
            after_commit,
        })
    }

    fn recipients(&self) -> Vec<MailRecipientId> {
        match self {
            Change::Claim { .. } => Vec::new(),
            Change::Transmit(hold)
            | Change::Release(hold)
            | Change::Renew(hold)
            | Change::Pause { hold, .. } => hold.ids.clone(),
            Change::Settle { claim, .. } | Change::Abandon { claim, .. } => Hold::of(claim).ids,
        }
    }
}

impl Hold {
    pub(super) fn of(claim: &Claim) -> Self {
        Self {
            token: claim.token,
            ids: claim.recipients.iter().map(|held| held.id).collect(),
        }
    }
}

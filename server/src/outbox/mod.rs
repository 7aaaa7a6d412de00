//! The outbox: what was recorded with a mail leaves here, once.
//!
//! For each mail: claim its recipients with a lease, send, write `transmitting` right before the message may be taken, settle each
//! recipient. Killed before `transmitting`, the mail is still queued; killed after, it is uncertain and a person decides. Many
//! mails leave at once, each in a lane; the [`ledger`] writes for all of them.

mod lane;
mod lanes;
mod ledger;
mod notice;
mod page;
pub mod retry;
mod worker;

pub use worker::{Pace, Worker};

use crate::error::Failure;
use crate::mailer::Mailer;
use crate::persistence::outbox::{self as rows, Claim, Senders, StoredMail};
use crate::persistence::smtp_accounts::{self, Paused};
use crate::services::Services;
use lanes::Lanes;
use ledger::Ledger;
use page::{Desk, Hold};

/// How long recipients are held without news of the worker, in milliseconds, unless the settings say otherwise: the longest that
/// a mail waits after a crash.
pub const LEASE_MS: i64 = 60_000;
/// No lease is longer: one that seems to be was written by a clock that was set back since.
pub const LEASE_MAX_MS: i64 = 10 * 60_000;

/// Sends everything that is due through this mailer, one mail after the other, once; how many were handled.
///
/// # Errors
/// What the database says. What could not be sent is no failure: it is in the state of its recipients.
pub async fn deliver_pending(services: &Services, mailer: &dyn Mailer) -> Result<usize, Failure> {
    deliver(services, Some(mailer)).await
}

/// Sends everything that is due through the accounts of the settings, one mail after the other, once; how many were handled.
///
/// # Errors
/// What the database says.
pub async fn deliver_by_accounts(services: &Services) -> Result<usize, Failure> {
    deliver(services, None).await
}

async fn deliver(services: &Services, mailer: Option<&dyn Mailer>) -> Result<usize, Failure> {
    let ledger = Ledger::open(services.clone(), LEASE_MS);
    let desks = desks(services);
    let lanes = Lanes::new(1, desks.len());
    let mut handled = 0;
    while has_work(services, &desks.iter().collect::<Vec<_>>()).await? {
        let claims = ledger.claim(desks.clone(), lanes.clone()).await?;
        if claims.is_empty() {
            break;
        }
        let (at, claims): (Vec<usize>, Vec<Claim>) = claims.into_iter().unzip();
        let mails = stored(services, &ledger, &claims).await?;
        for ((at, claim), mail) in at.into_iter().zip(&claims).zip(mails) {
            let mailer = mailer.unwrap_or(&**services.mail_accounts.mailer(&claim.from_domain));
            let lane = lane::Lane {
                services,
                ledger: &ledger,
                account: &desks[at].name,
                lease_ms: LEASE_MS,
            };
            lane.send(mailer, claim, mail).await?;
            handled += 1;
        }
    }
    Ok(handled)
}

/// The accounts, as claims see them; the default one is the first.
fn desks(services: &Services) -> Vec<Desk> {
    let accounts = &services.mail_accounts;
    accounts
        .names()
        .map(|name| Desk {
            name: name.to_owned(),
            senders: if accounts.domains().any(|domain| domain == name) {
                Senders::Domain(name.to_owned())
            } else {
                Senders::AllBut(accounts.domains().map(str::to_owned).collect())
            },
        })
        .collect()
}

/// Whether anything is to be done by one of these accounts that is not paused, or after a worker that died.
async fn has_work(services: &Services, desks: &[&Desk]) -> Result<bool, Failure> {
    let reader = services.db.reader();
    let paused = smtp_accounts::paused(reader).await?;
    let senders: Vec<Senders> = desks
        .iter()
        .filter(|desk| !is_paused(&paused, &desk.name))
        .map(|desk| desk.senders.clone())
        .collect();
    rows::has_work(reader, &senders, services.clock.now()).await
}

fn is_paused(paused: &[Paused], account: &str) -> bool {
    paused
        .iter()
        .any(|paused| paused.name == account || paused.name == smtp_accounts::EVERYTHING)
}

/// The mails of these claims, which are let go of when the database cannot be read.
async fn stored(
    services: &Services,
    ledger: &Ledger,
    claims: &[Claim],
) -> Result<Vec<Result<StoredMail, Failure>>, Failure> {
    let ids: Vec<_> = claims.iter().map(|claim| claim.mail).collect();
    match rows::stored_mails(services.db.reader(), &ids).await {
        Ok(mails) => Ok(mails),
        Err(failure) => {
            for claim in claims {
                ledger.release(Hold::of(claim)).await?;
            }
            Err(failure)
        }
    }
}

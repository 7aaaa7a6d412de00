//! The command log: what makes a write happen once, and the trace of who did what.

use super::entity::commands;
use super::{Engine, Transaction};
use crate::error::Failure;
use domain::command::Receipt;
use domain::time::Timestamp;
use domain::{AccountId, DitId, EnvelopeId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

/// One write that had its effect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub account: AccountId,
    pub name: &'static str,
    /// SHA-256 of the command, in hexadecimal.
    pub body_hash: String,
    pub receipt: Receipt,
    pub dit: Option<DitId>,
    pub executed_at: Timestamp,
    /// Where it came from.
    pub remote_address: String,
}

/// What an envelope that was executed before left behind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Earlier {
    pub account: AccountId,
    pub body_hash: String,
    pub receipt: Receipt,
}

/// Makes two copies of one envelope come one after the other. SQLite's one writer does so by itself; on PostgreSQL the second
/// waits for the first to commit, and then reads what it logged.
pub(crate) async fn hold(tx: &Transaction, engine: Engine, envelope: EnvelopeId) -> Result<(), Failure> {
    match engine {
        Engine::Sqlite => {}
        Engine::Postgres => {
            // The random half of a UUID version 7: that two ids share it costs a wait, no more.
            let half = envelope.0.as_u64_pair().1.cast_signed();
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({half})"))
                .await?;
        }
    }
    Ok(())
}

/// What was logged under this id.
pub(crate) async fn find(
    tx: &impl ConnectionTrait,
    envelope: EnvelopeId,
) -> Result<Option<Earlier>, Failure> {
    let Some(row) = commands::Entity::find_by_id(envelope.0).one(tx).await? else {
        return Ok(None);
    };
    let receipt = serde_json::from_str(&row.receipt)
        .map_err(|_| Failure::Corrupt(format!("commands.receipt of {envelope}")))?;
    Ok(Some(Earlier {
        account: AccountId(row.account_id),
        body_hash: row.body_hash,
        receipt,
    }))
}

/// Adds to the log.
pub(crate) async fn add(tx: &impl ConnectionTrait, entry: Entry) -> Result<(), Failure> {
    let receipt =
        serde_json::to_string(&entry.receipt).map_err(|error| Failure::Corrupt(error.to_string()))?;
    let row = commands::ActiveModel {
        id: Set(entry.receipt.envelope.0),
        account_id: Set(entry.account.0),
        name: Set(entry.name.to_owned()),
        body_hash: Set(entry.body_hash),
        receipt: Set(receipt),
        dit_id: Set(entry.dit.map(|dit| dit.0)),
        executed_at: Set(entry.executed_at.0),
        remote_address: Set(entry.remote_address),
    };
    commands::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

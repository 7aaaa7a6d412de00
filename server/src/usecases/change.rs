//! Editing, deleting and restoring an exchange.

use super::record::read_document;
use super::{Done, Stop, Work, counting};
use crate::persistence::dits::HeldDit;
use crate::persistence::exchanges::Found;
use crate::persistence::{dits, drafts, exchanges, outbox, people};
use app::view::DraftSlot;
use domain::ExchangeId;
use domain::change::{ChangeFacts, EditFacts, delete_exchange, edit_exchange, restore_exchange};
use domain::command::{DeleteExchange, EditExchange, Effect, RestoreExchange};
use domain::indicator::{Counted, Indicator, LastWord, Position};
use domain::rejection::{RecordName, Rejection};
use domain::text::Reason;
use domain::time::Timestamp;

pub(super) async fn edit(work: Work<'_>, command: &EditExchange) -> Result<Done, Stop> {
    let tx = work.tx;
    let (dit, found) = hold(&work, command.exchange).await?;
    let standing = &found.standing;
    // The form shows minutes: the minute that is shown already is no change.
    let shown = work.services.zone.wall(standing.occurred_at);
    let written = command.occurred_at.as_ref().filter(|wall| **wall != shown);
    let document = match &command.document {
        Some(json) => read_document(json),
        None => Ok(found.document.clone()),
    };
    let files = match document {
        Ok(Some(_)) => exchanges::files(tx, command.exchange).await?,
        _ => Vec::new(),
    };
    let edited = edit_exchange(
        command,
        &facts(&work, &dit, &found),
        &EditFacts {
            kinds: &people::kinds(tx).await?,
            employees: &people::employees(tx).await?,
            contacts: &people::contacts_of(tx, dit.customer).await?,
            occurred_at: written.map(|wall| work.occurred_at(Some(wall))),
            document,
            attachments: &files,
        },
    )?;

    let id = command.exchange;
    let revision = standing.revision + 1;
    exchanges::update(tx, id, revision, &edited, work.actor, work.now).await?;
    let gone = counted(id, &found, standing.occurred_at, standing.is_chaser);
    let come = counted(id, &found, edited.occurred_at, edited.is_chaser);
    let indicator = counting::count(tx, dit.id, id, gone.as_ref(), come.as_ref()).await?;
    drafts::discard(tx, work.actor.account, dit.id, DraftSlot::Edit(id)).await?;
    Ok(done(&dit, id, revision, indicator))
}

pub(super) async fn delete(work: Work<'_>, command: &DeleteExchange) -> Result<Done, Stop> {
    let (dit, found) = hold(&work, command.exchange).await?;
    let reason = delete_exchange(command, &facts(&work, &dit, &found))?;
    buried(&work, &dit, &found, command.exchange, &reason).await
}

/// Leaves a tombstone, and cancels what has not left yet of its mail.
pub(super) async fn buried(
    work: &Work<'_>,
    dit: &HeldDit,
    found: &Found,
    id: ExchangeId,
    reason: &Reason,
) -> Result<Done, Stop> {
    let tx = work.tx;
    let revision = found.standing.revision + 1;
    exchanges::bury(tx, id, revision, reason, work.actor, work.now).await?;
    outbox::cancel_waiting(tx, id, work.now).await?;
    let gone = counted(id, found, found.standing.occurred_at, found.standing.is_chaser);
    let indicator = counting::count(tx, dit.id, id, gone.as_ref(), None).await?;
    Ok(done(dit, id, revision, indicator))
}

pub(super) async fn restore(work: Work<'_>, command: &RestoreExchange) -> Result<Done, Stop> {
    let tx = work.tx;
    let (dit, found) = hold(&work, command.exchange).await?;
    restore_exchange(command, &facts(&work, &dit, &found))?;

    let id = command.exchange;
    let revision = found.standing.revision + 1;
    exchanges::unbury(tx, id, revision).await?;
    let come = counted(id, &found, found.standing.occurred_at, found.standing.is_chaser);
    let indicator = counting::count(tx, dit.id, id, None, come.as_ref()).await?;
    Ok(done(&dit, id, revision, indicator))
}

/// The request first, then the exchange: what was read before the request was held could be out of date.
pub(super) async fn hold(work: &Work<'_>, exchange: ExchangeId) -> Result<(HeldDit, Found), Stop> {
    let dit = exchanges::dit_of(work.tx, exchange)
        .await?
        .ok_or(Rejection::Unknown(RecordName::Exchange))?;
    let dit = dits::hold_by_id(work.tx, dit).await?;
    let found = exchanges::find(work.tx, exchange).await?;
    Ok((dit, found))
}

fn facts<'a>(work: &Work<'_>, dit: &HeldDit, found: &'a Found) -> ChangeFacts<'a> {
    ChangeFacts {
        actor: work.actor,
        state: dit.state,
        standing: &found.standing,
    }
}

/// An exchange as the counter sees it; `None` for an internal note.
fn counted(id: ExchangeId, found: &Found, occurred_at: Timestamp, is_chaser: bool) -> Option<Counted> {
    let position = Position {
        occurred_at,
        recorded_at: found.recorded_at,
        id,
    };
    LastWord::of(found.standing.direction).map(|word| Counted {
        position,
        word,
        is_chaser,
    })
}

fn done(dit: &HeldDit, exchange: ExchangeId, revision: u32, indicator: Indicator) -> Done {
    Done {
        effect: Effect::Exchange {
            exchange,
            dit: dit.number,
            revision,
            indicator,
        },
        dit: Some(dit.id),
        has_mail: false,
    }
}

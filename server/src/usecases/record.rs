//! Recording an exchange, and freezing its mail.

use super::{Done, Stop, Work, counting, mailing};
use crate::persistence::dits::HeldDit;
use crate::persistence::{dits, drafts, exchanges, mail_change, people, usable_files};
use app::view::DraftSlot;
use domain::attachment::FILES_MAX;
use domain::command::{Effect, RecordExchange};
use domain::formatted::check_size;
use domain::indicator::{Counted, LastWord, Position};
use domain::record::{NewExchange, RecordFacts, record_exchange};
use domain::rejection::{Problem, RecordName, Rejection};
use domain::{AttachmentId, ExchangeId};
use editor::Document;

/// Most files that are looked up: more than an exchange may have, so that one too many is said to be too many.
const LOOKED_UP_MAX: usize = 2 * FILES_MAX;

pub(super) async fn record(mut work: Work<'_>, command: &RecordExchange) -> Result<Done, Stop> {
    let tx = work.tx;
    let dit = hold(&work, command).await?;
    let id = ExchangeId::from(work.envelope);
    if exchanges::exists(tx, id).await? {
        return Err(Rejection::EnvelopeReused.into());
    }
    let new = decide(&work, &dit, command).await?;
    exchanges::insert(tx, id, &dit, &new, work.actor, work.now).await?;
    let indicator = counting::count(tx, dit.id, id, None, counted(&work, id, &new).as_ref()).await?;
    let slot = command
        .again
        .map_or(DraftSlot::New(new.direction), DraftSlot::Again);
    drafts::discard(tx, work.actor.account, dit.id, slot).await?;
    let has_mail = mailing::freeze(&mut work, id, dit.id, &new).await?;
    if new.is_signed {
        mail_change::note_signature(tx, id).await?;
    }
    Ok(Done {
        effect: Effect::Exchange {
            exchange: id,
            dit: dit.number,
            revision: 1,
            indicator,
        },
        dit: Some(dit.id),
        has_mail,
    })
}

/// The request that the exchange is about, kept as it is until the transaction ends.
pub(super) async fn hold(work: &Work<'_>, command: &RecordExchange) -> Result<HeldDit, Stop> {
    let dit = dits::hold(work.tx, command.dit).await?;
    dit.ok_or_else(|| Rejection::Unknown(RecordName::Dit).into())
}

/// Loads the facts and lets the domain decide.
pub(super) async fn decide(
    work: &Work<'_>,
    dit: &HeldDit,
    command: &RecordExchange,
) -> Result<NewExchange, Stop> {
    let tx = work.tx;
    let facts = RecordFacts {
        actor: work.actor,
        dit: dit.number,
        dit_subject: &dit.subject,
        state: dit.state,
        kinds: &people::kinds(tx).await?,
        employees: &people::employees(tx).await?,
        contacts: &people::contacts_of(tx, dit.customer).await?,
        attachments: &usable_files::hold(tx, work.actor, dit.id, looked_up(command)).await?,
        occurred_at: work.occurred_at(command.occurred_at.as_ref()),
        leaves_at: work.leaves_at(command),
        document: read_document(&command.document),
    };
    Ok(record_exchange(command, &facts)?)
}

/// A formatted text as it was sent; empty: there is none.
pub(super) fn read_document(json: &str) -> Result<Option<Document>, Problem> {
    if json.is_empty() {
        return Ok(None);
    }
    check_size(json)?;
    serde_json::from_str(json)
        .map(Some)
        .map_err(|_| Problem::Unreadable)
}

/// The files that are looked up; of more than that, the rest is in no list.
pub(super) fn looked_up(command: &RecordExchange) -> &[AttachmentId] {
    let named = &command.attachments;
    &named[..named.len().min(LOOKED_UP_MAX)]
}

/// The new exchange as the counter sees it; `None` for an internal note.
fn counted(work: &Work<'_>, id: ExchangeId, new: &NewExchange) -> Option<Counted> {
    let position = Position {
        occurred_at: new.occurred_at,
        recorded_at: work.now,
        id,
    };
    LastWord::of(new.direction).map(|word| Counted {
        position,
        word,
        is_chaser: new.is_chaser,
    })
}

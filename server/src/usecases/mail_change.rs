//! What a person does about a mail that was recorded.

use super::change::{buried, hold};
use super::{Done, Stop, Work};
use crate::persistence::dits::HeldDit;
use crate::persistence::exchanges::Found;
use crate::persistence::mail_change::{self as rows, HeldMail};
use domain::MailRecipientId;
use domain::command::{ChangeMail, Effect, UndoMail};
use domain::contact::Contact;
use domain::exchange::Counterpart;
use domain::mail_change::{MailFacts, Move, change_mail, undo_mail};
use domain::rejection::{RecordName, Rejection};

/// Renvoyer, Annuler l'envoi, Envoyer maintenant, Envoyer à Mail 2, Marquer comme reçu.
pub(super) async fn change(work: Work<'_>, command: &ChangeMail) -> Result<Done, Stop> {
    let tx = work.tx;
    let (dit, found) = hold(&work, command.exchange).await?;
    let mail = held_mail(&work, command.exchange).await?;
    let contact = match found.standing.counterpart {
        Some(Counterpart::Contact(contact)) => rows::active_contact(tx, contact).await?,
        _ => None,
    };
    let decision = change_mail(command, &facts(&work, &dit, &found, &mail, contact.as_ref()))?;

    for to in [Move::Cancelled, Move::DueNow, Move::Received, Move::Resolved] {
        let moved: Vec<MailRecipientId> = decision
            .moved
            .iter()
            .filter(|(_, moved)| *moved == to)
            .map(|(id, _)| *id)
            .collect();
        rows::move_recipients(tx, &moved, to, work.now).await?;
    }
    rows::add_recipients(tx, &mail, &decision.added, work.now).await?;
    Ok(Done {
        effect: Effect::Mail {
            exchange: command.exchange,
            dit: dit.number,
        },
        dit: Some(dit.id),
        has_mail: true,
    })
}

/// The undo of the composer: nothing leaves, and a tombstone stays.
pub(super) async fn undo(work: Work<'_>, command: &UndoMail) -> Result<Done, Stop> {
    let (dit, found) = hold(&work, command.exchange).await?;
    let mail = held_mail(&work, command.exchange).await?;
    let reason = undo_mail(
        command,
        &facts(&work, &dit, &found, &mail, None),
        mail.is_undoable,
    )?;
    buried(&work, &dit, &found, command.exchange, &reason).await
}

async fn held_mail(work: &Work<'_>, exchange: domain::ExchangeId) -> Result<HeldMail, Stop> {
    let mail = rows::hold(work.tx, exchange, work.now).await?;
    Ok(mail.ok_or(Rejection::Unknown(RecordName::MailRecipient))?)
}

fn facts<'a>(
    work: &Work<'_>,
    dit: &HeldDit,
    found: &Found,
    mail: &'a HeldMail,
    contact: Option<&'a Contact>,
) -> MailFacts<'a> {
    MailFacts {
        actor: work.actor,
        state: dit.state,
        recorded_by: found.standing.recorded_by,
        is_deleted: found.standing.is_deleted,
        recipients: &mail.recipients,
        contact,
    }
}

//! Freezing the mail of an exchange, in the transaction that records it.
//!
//! The files are read before the transaction begins, because the writer of SQLite is one and a disk may be slow; the message is
//! put together inside, from facts that cannot change any more.

use super::record::looked_up;
use super::{Stop, Work};
use crate::error::Failure;
use crate::mailer::{ComposeError, compose, wire_address};
use crate::persistence::outbox::{self, NewMail};
use crate::persistence::usable_files;
use crate::services::{Services, random_bytes};
use domain::attachment::{Attachment, check_files};
use domain::command::RecordExchange;
use domain::employee::Actor;
use domain::mail::{MailDraft, MailPurpose, RecipientRole};
use domain::rejection::{Field, Problem, Rejection};
use domain::time::Timestamp;
use domain::{ExchangeId, MailId};

/// Files and what they hold.
pub(crate) type MailFiles = Vec<(Attachment, Vec<u8>)>;

/// Reads the actor's files that a mail takes along; none when they are too many or too large, which is refused later.
pub(super) async fn read_files(
    services: &Services,
    actor: Actor,
    command: &RecordExchange,
) -> Result<MailFiles, Failure> {
    let mut files = MailFiles::default();
    if command.mail.is_none() {
        return Ok(files);
    }
    let found = usable_files::hashes(services.db.reader(), actor, command.dit, looked_up(command)).await?;
    let (named, hashes): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    if check_files(&named, true).is_ok() {
        for (file, hash) in named.into_iter().zip(hashes) {
            files.push((file, services.files.read(&hash).await?));
        }
    }
    Ok(files)
}

/// Puts the mail into its final bytes and enqueues it. Says whether there is one.
pub(super) async fn freeze(
    work: &mut Work<'_>,
    exchange: ExchangeId,
    mail: Option<&MailDraft>,
    leaves_at: Option<Timestamp>,
) -> Result<bool, Stop> {
    let Some(draft) = mail else { return Ok(false) };
    let id = MailId::new(work.now.0, random_bytes());
    let files = in_order(std::mem::take(&mut work.files), draft)?;
    let frozen =
        compose(draft, files, id, work.now, &work.services.zone).map_err(|error| stop(error, draft))?;
    let new = NewMail {
        frozen: &frozen,
        purpose: MailPurpose::Exchange,
        exchange: Some(exchange),
        recipients: &draft.recipients,
        leaves_at,
    };
    outbox::enqueue(work.tx, new, work.now).await?;
    Ok(true)
}

/// The files as the mail names them.
fn in_order(mut files: MailFiles, draft: &MailDraft) -> Result<MailFiles, Failure> {
    draft
        .attachments
        .iter()
        .map(|id| {
            let at = files.iter().position(|(file, _)| file.id == *id);
            at.map(|at| files.swap_remove(at))
                .ok_or_else(|| Failure::Mail("a file was not read".to_owned()))
        })
        .collect()
}

/// An address whose domain cannot be written in ASCII (RFC 5891) is the person's to correct; the rest is ours.
fn stop(error: ComposeError, draft: &MailDraft) -> Stop {
    let unwritable = draft
        .recipients
        .iter()
        .find(|recipient| wire_address(&recipient.mailbox.email).is_err());
    match (error, unwritable) {
        (ComposeError::Domain, Some(recipient)) => {
            let field = match recipient.role {
                RecipientRole::To => Field::To,
                RecipientRole::Cc => Field::Cc,
                RecipientRole::Bcc => Field::Bcc,
            };
            let value = recipient.mailbox.email.to_string();
            Rejection::field(field, Problem::Malformed { value }).into()
        }
        (error, _) => Failure::Mail(error.to_string()).into(),
    }
}

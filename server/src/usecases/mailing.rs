//! Freezing the mail of an exchange, in the transaction that records it.
//!
//! The files are read before the transaction begins, because the writer of SQLite is one and a disk may be slow; the message is
//! put together inside, from facts that cannot change any more.

use super::record::looked_up;
use super::{Stop, Work};
use crate::error::Failure;
use crate::mailer::{
    ComposeError, Files, FrozenMail, InlineImage, Sender, compose, identities, wire_address,
};
use crate::persistence::outbox::{self, NewMail};
use crate::persistence::{dkim, people, threads, usable_files};
use crate::services::{Services, random_bytes};
use domain::attachment::{Attachment, check_files};
use domain::command::RecordExchange;
use domain::email::Email;
use domain::employee::Actor;
use domain::exchange::Counterpart;
use domain::mail::{MailDraft, MailPurpose, RecipientRole};
use domain::record::NewExchange;
use domain::rejection::{Field, Problem, Rejection};
use domain::{AttachmentId, DitId, ExchangeId, MailId};
use std::io::ErrorKind;

/// Files and what they hold; `None` for what is no longer what was uploaded.
pub(crate) type MailFiles = Vec<(Attachment, Option<Vec<u8>>)>;

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
            files.push((file, content(services, &hash).await?));
        }
    }
    Ok(files)
}

/// What a file holds. One that vanished or was damaged is told to the person, who can add it again, and to the log, once.
async fn content(services: &Services, hash: &str) -> Result<Option<Vec<u8>>, Failure> {
    match services.files.read(hash).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Failure::Io(error)) if error.kind() != ErrorKind::NotFound => Err(Failure::Io(error)),
        Err(failure @ (Failure::Io(_) | Failure::Corrupt(_))) => {
            tracing::error!(hash, %failure, "the content of an attachment is gone: a mail was refused");
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// Puts the mail into its final bytes and enqueues it. Says whether there is one.
pub(super) async fn freeze(
    work: &mut Work<'_>,
    exchange: ExchangeId,
    dit: DitId,
    new: &NewExchange,
) -> Result<bool, Stop> {
    let Some(frozen) = compose_mail(work, dit, new).await? else {
        return Ok(false);
    };
    let mail = NewMail {
        frozen: &frozen,
        purpose: MailPurpose::Exchange,
        exchange: Some(exchange),
        recipients: &frozen.recipients,
        leaves_at: new.leaves_at,
    };
    outbox::enqueue(work.tx, mail, work.now).await?;
    Ok(true)
}

/// The mail in its final bytes; `None` when there is none.
pub(super) async fn compose_mail(
    work: &mut Work<'_>,
    dit: DitId,
    new: &NewExchange,
) -> Result<Option<FrozenMail>, Stop> {
    let Some(draft) = &new.mail else { return Ok(None) };
    let files = of_draft(std::mem::take(&mut work.files), draft)?;
    let draft = MailDraft {
        references: references(work, dit, new, draft).await?,
        ..draft.clone()
    };
    let employee = people::employee(work.tx, new.employee).await?;
    let signer = dkim::key_of(work.tx, &draft.from.email).await?;
    let sender = Sender {
        identities: &identities(&employee),
        signer: signer.as_ref(),
    };
    let id = MailId::new(work.now.0, random_bytes());
    compose(&draft, files, id, work.now, &work.services.zone, sender)
        .map(Some)
        .map_err(|error| stop(error, &draft))
}

/// The mails that this one follows: those of the request to the same contact, or to the same addresses when there is no contact.
async fn references(
    work: &Work<'_>,
    dit: DitId,
    new: &NewExchange,
    draft: &MailDraft,
) -> Result<Vec<String>, Failure> {
    let addresses: Vec<&Email> = draft
        .recipients
        .iter()
        .filter(|recipient| recipient.role == RecipientRole::To)
        .map(|recipient| &recipient.mailbox.email)
        .collect();
    let with = match &new.counterpart {
        Some(Counterpart::Contact(contact)) => threads::With::Contact(*contact),
        Some(Counterpart::Free(_)) | None => threads::With::Addresses(&addresses),
    };
    threads::references_of(work.tx, dit, with).await
}

/// The files as the mail names them, each once.
fn of_draft(mut read: MailFiles, draft: &MailDraft) -> Result<Files, Stop> {
    let mut files = Files::default();
    for id in &draft.attachments {
        files.attached.push(take(&mut read, *id)?);
    }
    for image in &draft.images {
        let (file, bytes) = take(&mut read, image.attachment)?;
        files.inline.push(InlineImage {
            content_id: image.content_id.clone(),
            file,
            bytes,
        });
    }
    Ok(files)
}

fn take(read: &mut MailFiles, id: AttachmentId) -> Result<(Attachment, Vec<u8>), Stop> {
    let at = read.iter().position(|(file, _)| file.id == id);
    let (file, content) = at
        .map(|at| read.swap_remove(at))
        .ok_or_else(|| Failure::Mail("a file was not read".to_owned()))?;
    let Some(content) = content else {
        let vanished = Problem::Vanished { name: file.name };
        return Err(Rejection::field(Field::Attachments, vanished).into());
    };
    Ok((file, content))
}

/// What a person can cause is theirs to correct, in the field where it stands; the rest is ours.
fn stop(error: ComposeError, draft: &MailDraft) -> Stop {
    let issue = match error {
        ComposeError::Domain => unwritable(draft),
        ComposeError::NoRecipient => Some((Field::To, Problem::Missing)),
        ComposeError::ControlCharacter(name) => {
            field_of(name).map(|field| (field, Problem::ControlCharacter))
        }
        ComposeError::Date | ComposeError::Lines | ComposeError::Signature | ComposeError::Lint(_) => None,
    };
    match issue {
        Some((field, problem)) => Rejection::field(field, problem).into(),
        None => Failure::Mail(error.to_string()).into(),
    }
}

/// The first address whose domain cannot be written in ASCII (RFC 5891).
fn unwritable(draft: &MailDraft) -> Option<(Field, Problem)> {
    let recipients = draft.recipients.iter();
    let all = recipients.map(|recipient| (field_of_role(recipient.role), &recipient.mailbox.email));
    let (field, email) = std::iter::once((Field::From, &draft.from.email))
        .chain(all)
        .find(|(_, email)| wire_address(email).is_err())?;
    let value = email.to_string();
    Some((field, Problem::Malformed { value }))
}

fn field_of_role(role: RecipientRole) -> Field {
    match role {
        RecipientRole::To => Field::To,
        RecipientRole::Cc => Field::Cc,
        RecipientRole::Bcc => Field::Bcc,
    }
}

/// The field of the form where the text of a field of the message comes from.
fn field_of(name: &str) -> Option<Field> {
    Some(match name {
        "Subject" => Field::Subject,
        "From" => Field::From,
        "To" => Field::To,
        "Cc" => Field::Cc,
        "Bcc" => Field::Bcc,
        "Content-Disposition" => Field::Attachments,
        _ => return None,
    })
}

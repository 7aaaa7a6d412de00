//! A mail as it would leave now: judged and put into bytes by what records it, then let go. Nothing is written.

use super::{Stop, Work, mailing, record};
use crate::error::Failure;
use crate::mailer::{FrozenMail, as_sent};
use crate::services::{Services, random_bytes};
use app::view::mail_preview::MailPreview;
use app::view::outbox::SentFileView;
use domain::EnvelopeId;
use domain::command::RecordExchange;
use domain::employee::Actor;
use domain::mail::RecipientRole;
use domain::rejection::Rejection;

/// The mail of a command, or the refusal it would meet; `None` when it mails nothing.
///
/// # Errors
/// When the machine failed.
pub async fn mail(
    services: &Services,
    actor: Actor,
    command: &RecordExchange,
) -> Result<Option<Result<FrozenMail, Rejection>>, Failure> {
    let files = mailing::read_files(services, actor, command).await?;
    let now = services.clock.now();
    // Its locks keep the facts still; it is dropped without a word written.
    let tx = services.db.begin().await?;
    let mut work = Work {
        tx: &tx,
        services,
        actor,
        envelope: EnvelopeId::new(now.0, random_bytes()),
        issued_at: now,
        now,
        files,
    };
    match compose(&mut work, command).await {
        Ok(mail) => Ok(mail.map(Ok)),
        Err(Stop::Rejected(rejection)) => Ok(Some(Err(rejection))),
        Err(Stop::Failed(failure)) => Err(failure),
    }
}

/// What people see of it, read back from its bytes.
///
/// # Errors
/// [`Failure::Corrupt`] when they are no mail.
pub fn view(mail: &FrozenMail) -> Result<MailPreview, Failure> {
    let read = as_sent::read(&mail.bytes).ok_or_else(|| Failure::Corrupt("a previewed mail".to_owned()))?;
    let from = read
        .header
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("From"));
    let in_role = |role| {
        let recipients = mail.recipients.iter().filter(|recipient| recipient.role == role);
        recipients
            .map(|recipient| match recipient.mailbox.name.as_str() {
                "" => recipient.mailbox.email.to_string(),
                name => format!("{name} <{}>", recipient.mailbox.email),
            })
            .collect()
    };
    Ok(MailPreview {
        from: from.map(|(_, value)| value.clone()).unwrap_or_default(),
        to: in_role(RecipientRole::To),
        cc: in_role(RecipientRole::Cc),
        bcc: in_role(RecipientRole::Bcc),
        subject: mail.subject.clone(),
        text: read.text.replace("\r\n", "\n"),
        files: read
            .files
            .into_iter()
            .map(|(name, size_bytes)| SentFileView { name, size_bytes })
            .collect(),
        size_bytes: mail.bytes.len() as u64,
    })
}

async fn compose(work: &mut Work<'_>, command: &RecordExchange) -> Result<Option<FrozenMail>, Stop> {
    let dit = record::hold(work, command).await?;
    let new = record::decide(work, &dit, command).await?;
    mailing::compose_mail(work, dit.id, &new).await
}

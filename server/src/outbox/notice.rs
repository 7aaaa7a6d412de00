//! What the sender of a mail is told when it was given up: a mail of the program's own, in the transaction that gives up. Nothing is told
//! about a notice: that could go on for ever.

use crate::error::Failure;
use crate::mailer::{Sender, compose};
use crate::persistence::outbox::{self as rows, Authored, Claim, NewMail, Settlement};
use crate::persistence::{Transaction, dkim};
use crate::services::{Services, random_bytes};
use app::i18n::notice::{GivenUp, LostRecipient, notice_subject, notice_text};
use app::routes;
use domain::MailId;
use domain::mail::{MailDraft, MailPurpose, Mailbox, Recipient, RecipientRole};
use domain::time::Timestamp;
use editor::Document;

/// Name of the program, as a sender.
const PROGRAM: &str = "Échanges";

/// Enqueues the notice; `false` when there is nobody to tell.
///
/// # Errors
/// What the database says.
pub(super) async fn write(
    services: &Services,
    tx: &Transaction,
    claim: &Claim,
    given_up: &[&Settlement],
    now: Timestamp,
) -> Result<bool, Failure> {
    let Some(mail) = rows::authored(tx, claim.mail).await? else {
        tracing::warn!(mail = %claim.mail, "a mail was given up, and nobody can be told by mail");
        return Ok(false);
    };
    let draft = draft(services, &mail, claim, given_up);
    let id = MailId::new(now.0, random_bytes());
    let signer = dkim::key_of(tx, &draft.from.email).await?;
    let sender = Sender {
        identities: std::slice::from_ref(&draft.from),
        signer: signer.as_ref(),
    };
    let frozen = match compose(&draft, Vec::new(), id, now, &services.zone, sender) {
        Ok(frozen) => frozen,
        // The settlement must not fail for it.
        Err(error) => {
            tracing::error!(mail = %claim.mail, %error, "the notice of a mail that was given up cannot be written");
            return Ok(false);
        }
    };
    let new = NewMail {
        frozen: &frozen,
        purpose: MailPurpose::Notice,
        exchange: None,
        recipients: &draft.recipients,
        leaves_at: None,
    };
    rows::enqueue(tx, new, now).await?;
    Ok(true)
}

/// From the address of the mail itself: an address that may send.
fn draft(services: &Services, mail: &Authored, claim: &Claim, given_up: &[&Settlement]) -> MailDraft {
    let link = format!(
        "{}{}",
        services.base_url,
        routes::Query::default().with_panel(&routes::dit(mail.dit), Some(mail.dit))
    );
    let recipients = claim
        .recipients
        .iter()
        .filter_map(|held| {
            let settlement = given_up.iter().find(|one| one.recipient == held.id)?;
            Some(LostRecipient {
                address: &held.address,
                cause: settlement.cause,
                reply: &settlement.reply,
            })
        })
        .collect();
    let given_up = GivenUp {
        subject: &mail.subject,
        link: &link,
        recipients,
    };
    let text = notice_text(mail.locale, &given_up);
    let document = Document::from_text(&text);
    MailDraft {
        from: Mailbox {
            name: PROGRAM.to_owned(),
            email: mail.from.clone(),
        },
        recipients: vec![Recipient {
            role: RecipientRole::To,
            mailbox: mail.author.clone(),
        }],
        subject: notice_subject(mail.locale, &mail.subject),
        text: document.to_text(),
        html: document.to_mail_html(),
        attachments: Vec::new(),
        images: Vec::new(),
        dit: Some(mail.dit),
        references: vec![mail.message_id.clone()],
        is_automatic: true,
    }
}

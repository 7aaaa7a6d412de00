//! The mails of the demonstration: frozen as real ones are, and gone long ago.

use super::exchanges::{Written, is_from_shared};
use super::requests::Plan;
use crate::dice::Dice;
use crate::error::Failure;
use crate::files::sha256_hex;
use crate::mailer::{Sender, compose, identities};
use crate::persistence::load::{NewAttachment, NewMail};
use crate::zone::Zone;
use domain::attachment::Attachment;
use domain::exchange::{Channel, Direction};
use domain::mail::{MailDraft, Mailbox, Recipient, RecipientRole, RecipientState, mail_subject};
use domain::{AttachmentId, MailId};
use editor::Document;

/// What is kept of a file until the store has it.
#[derive(Debug)]
pub(super) struct Paper {
    pub(super) row: NewAttachment,
    pub(super) bytes: Vec<u8>,
}

/// Name, media type and content of the files that exchanges speak of.
const PAPERS: [(&str, &str, &str); 5] = [
    (
        "devis.txt",
        "text/plain",
        "Devis\n\nMain-d'œuvre : 3 h\nDéplacement : 1\nFournitures : selon détail\n\nValable trois mois.\n",
    ),
    (
        "rapport.txt",
        "text/plain",
        "Rapport d'intervention\n\nMesures conformes. Aucune réserve.\n",
    ),
    (
        "relevé des températures.csv",
        "text/csv",
        "heure;température\n08:00;9,0\n09:00;7,2\n10:00;5,1\n11:00;3,4\n12:00;3,0\n",
    ),
    (
        "avis aux occupants.txt",
        "text/plain",
        "Avis aux occupants\n\nUne coupure est prévue. Merci de prendre vos dispositions.\n",
    ),
    (
        "bon d'intervention.txt",
        "text/plain",
        "Bon d'intervention\n\nTravail exécuté en présence du client.\nSignature : oui\n",
    ),
];

/// The file of an exchange that speaks of one.
pub(super) fn paper(written: &Written<'_>, dice: &mut Dice) -> Option<Paper> {
    let exchange = &written.exchange;
    let speaks = ["joint", "Voici le", "Vous trouverez"]
        .iter()
        .any(|words| exchange.said.detail.contains(words));
    if !speaks || exchange.deleted.is_some() {
        return None;
    }
    let detail = exchange.said.detail.to_lowercase();
    let fitting = [("devis", 0), ("rapport", 1), ("température", 2), ("avis", 3)];
    let at = fitting
        .iter()
        .find(|(word, _)| detail.contains(word))
        .map_or(4, |(_, at)| *at);
    let (name, media_type, content) = PAPERS[at];
    let row = NewAttachment {
        attachment: Attachment {
            id: AttachmentId::new(exchange.recorded_at.0, dice.ten_bytes()),
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            size_bytes: content.len() as u64,
        },
        hash: sha256_hex(content.as_bytes()),
        exchange: exchange.id,
        uploaded_by: exchange.recorded_by,
        uploaded_at: exchange.recorded_at,
    };
    Some(Paper {
        row,
        bytes: content.as_bytes().to_vec(),
    })
}

/// The mail of an exchange that was sent by mail.
pub(super) fn mail(
    plan: &Plan<'_>,
    written: &Written<'_>,
    paper: Option<&Paper>,
    zone: &Zone,
    dice: &mut Dice,
) -> Result<Option<NewMail>, Failure> {
    let exchange = &written.exchange;
    let contact = &plan.house.contacts[plan.contact];
    let is_mailed = exchange.direction == Direction::Sent
        && exchange.said.channel == Channel::Mail
        && exchange.deleted.is_none();
    let (true, Some(to), Some(own)) = (is_mailed, &contact.mail1, &written.sender.employee.mail1) else {
        return Ok(None);
    };
    let shared = written
        .sender
        .employee
        .mail2
        .first()
        .filter(|_| is_from_shared(written.sender, dice));
    let document = Document::from_text(&exchange.said.detail);
    let recipients = vec![Recipient {
        role: RecipientRole::To,
        mailbox: Mailbox {
            name: contact.name(),
            email: to.clone(),
        },
    }];
    let draft = MailDraft {
        from: Mailbox {
            name: written.sender.employee.name(),
            email: shared.unwrap_or(own).clone(),
        },
        recipients: recipients.clone(),
        subject: mail_subject(&exchange.said.subject, plan.dit.number, &plan.dit.subject),
        text: document.to_text(),
        html: document.to_mail_html(),
        attachments: paper.iter().map(|paper| paper.row.attachment.id).collect(),
        images: Vec::new(),
        dit: Some(plan.dit.number),
        references: Vec::new(),
        is_automatic: false,
    };
    let files: Vec<_> = paper
        .iter()
        .map(|paper| (paper.row.attachment.clone(), paper.bytes.clone()))
        .collect();
    let id = MailId::new(exchange.recorded_at.0, dice.ten_bytes());
    let sender = Sender {
        identities: &identities(&written.sender.employee),
        signer: None,
    };
    let frozen = compose(&draft, files, id, exchange.recorded_at, zone, sender)?;
    Ok(Some(NewMail {
        frozen,
        exchange: exchange.id,
        recipients,
        left_at: exchange.recorded_at.plus_ms(dice.between(900, 4000)),
        state: RecipientState::Accepted,
        reply: "250 2.0.0 Ok: queued".to_owned(),
    }))
}

//! What a form holds when it opens, and whom its ids mean.

use crate::view::{DraftContent, ExchangeView, FormView};
use domain::contact::Contact;
use domain::email::{Email, join_list};
use domain::employee::Employee;
use domain::exchange::{Channel, Counterpart, Direction};
use domain::mail::RecipientRole;
use domain::mail_change::lacks_mail;
use domain::{ContactId, EmployeeId};

/// Value of "Reçu par" for somebody who is no contact.
pub const FREE: &str = "free";

pub fn defaults(direction: Direction, facts: &FormView, me: EmployeeId) -> DraftContent {
    let contact = facts.contact.filter(|_| direction != Direction::Internal);
    DraftContent {
        kind: facts
            .kinds
            .iter()
            .find(|kind| kind.is_active)
            .map(|kind| kind.id.to_string())
            .unwrap_or_default(),
        channel: Some(Channel::default_for(false)),
        employee: me.to_string(),
        counterpart: contact.map(|id| id.to_string()).unwrap_or_default(),
        to: contact
            .map(|id| default_to(facts, &id.to_string()))
            .unwrap_or_default(),
        ..DraftContent::default()
    }
}

pub fn content_of(exchange: &ExchangeView) -> DraftContent {
    let (counterpart, free_name) = match &exchange.counterpart {
        Some(Counterpart::Contact(id)) => (id.to_string(), String::new()),
        Some(Counterpart::Free(name)) => (FREE.to_owned(), name.as_str().to_owned()),
        None => Default::default(),
    };
    DraftContent {
        kind: exchange.kind.id.to_string(),
        channel: Some(exchange.channel),
        employee: exchange.employee.id.to_string(),
        counterpart,
        free_name,
        subject: exchange.subject.clone(),
        detail: exchange.detail.clone(),
        document: exchange.document.clone(),
        occurred_at: exchange.occurred_wall.as_str().to_owned(),
        revision: exchange.revision,
        ..DraftContent::default()
    }
}

/// What an exchange said, to be mailed again from the composer to those who do not have it.
pub fn content_again(exchange: &ExchangeView) -> DraftContent {
    let mail = exchange.mail.as_ref();
    let to_role = |role| {
        mail.into_iter()
            .flat_map(|mail| &mail.recipients)
            .filter(|recipient| recipient.role == role && lacks_mail(recipient.state))
            .filter_map(|recipient| recipient.address.parse::<Email>().ok())
            .collect::<Vec<_>>()
    };
    let (mut to, mut cc) = (to_role(RecipientRole::To), to_role(RecipientRole::Cc));
    if to.is_empty() {
        // Only copies did not arrive: a mail needs somebody it is to.
        to.append(&mut cc);
    }
    let is_dated = exchange.occurred_at.text != exchange.recorded_at.text;
    let content = content_of(exchange);
    DraftContent {
        occurred_at: if is_dated {
            content.occurred_at
        } else {
            String::new()
        },
        attachments: [&exchange.attachments[..], &exchange.images].concat(),
        is_mailed: true,
        from: mail.map(|mail| mail.from.clone()).unwrap_or_default(),
        to: join_list(&to),
        cc: join_list(&cc),
        bcc: join_list(&to_role(RecipientRole::Bcc)),
        has_signature: mail.is_some_and(|mail| mail.is_signed),
        is_composing: true,
        revision: 0,
        ..content
    }
}

/// Mail 1 of a contact, as "Mail destinataire" shows it.
pub fn default_to(facts: &FormView, counterpart: &str) -> String {
    contact(facts, counterpart)
        .and_then(|contact| contact.mail1.as_ref())
        .map(ToString::to_string)
        .unwrap_or_default()
}

pub fn contact<'a>(facts: &'a FormView, counterpart: &str) -> Option<&'a Contact> {
    let id: ContactId = counterpart.parse().ok()?;
    facts.contacts.iter().find(|contact| contact.id == id)
}

pub fn employee<'a>(facts: &'a FormView, id: &str) -> Option<&'a Employee> {
    let id: EmployeeId = id.parse().ok()?;
    facts.employees.iter().find(|employee| employee.id == id)
}

pub fn channel_value(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "phone",
        Channel::Mail => "mail",
        Channel::Sms => "sms",
        Channel::OnSite => "on_site",
        Channel::Portal => "portal",
        Channel::Other => "other",
    }
}

pub fn channel_of(value: &str) -> Option<Channel> {
    Channel::ALL
        .into_iter()
        .find(|channel| channel_value(*channel) == value)
}

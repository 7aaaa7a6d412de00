//! Adding an address to a contact.

use super::{Done, Stop, Work};
use crate::persistence::people;
use domain::command::{Effect, SetContactMail};
use domain::contact::set_contact_mail;

pub(super) async fn set_mail(work: Work<'_>, command: &SetContactMail) -> Result<Done, Stop> {
    let mail2 = people::hold_contact(work.tx, command.contact).await?;
    let addresses = set_contact_mail(command, work.actor, mail2)?;
    people::set_contact_mail(work.tx, command.contact, command.slot, &addresses).await?;
    Ok(Done {
        effect: Effect::ContactMail,
        dit: None,
        has_mail: false,
    })
}

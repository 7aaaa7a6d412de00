//! The people of a customer.

use crate::command::SetContactMail;
use crate::email::{Email, parse_list};
use crate::employee::Actor;
use crate::id::{ContactId, CustomerId};
use crate::permission::Permission;
use crate::rejection::{Field, Problem, RecordName, Rejection};
use serde::{Deserialize, Serialize};

/// Which of a person's two mail fields.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum MailSlot {
    Mail1,
    Mail2,
}

/// Interlocuteur.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    pub customer: CustomerId,
    /// `Mme`, `M.`, or nothing.
    pub title: String,
    pub first_name: String,
    pub last_name: String,
    pub function: String,
    pub phones: Vec<String>,
    pub mail1: Option<Email>,
    /// Mail 2 may hold several addresses.
    pub mail2: Vec<Email>,
    pub is_active: bool,
}

impl Contact {
    /// First and last name, as shown.
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// Mail 1, then each address of Mail 2.
    pub fn emails(&self) -> impl Iterator<Item = &Email> {
        self.mail1.iter().chain(&self.mail2)
    }
}

/// Most addresses of Mail 2.
pub const MAIL2_MAX: usize = 20;

/// Judges an address typed for a contact: one for Mail 1, one or several for Mail 2.
///
/// # Errors
/// The role, a contact that does not exist, or what is wrong with the address.
pub fn set_contact_mail(
    command: &SetContactMail,
    actor: Actor,
    exists: bool,
) -> Result<Vec<Email>, Rejection> {
    actor.role.require(Permission::EditContacts)?;
    if !exists {
        return Err(Rejection::Unknown(RecordName::Contact));
    }
    parse_list(&command.address)
        .and_then(|emails| match (emails.len(), command.slot) {
            (0, _) => Err(Problem::Missing),
            (2.., MailSlot::Mail1) => Err(Problem::TooMany { max: 1 }),
            (count, MailSlot::Mail2) if count > MAIL2_MAX => Err(Problem::TooMany { max: MAIL2_MAX }),
            _ => Ok(emails),
        })
        .map_err(|problem| Rejection::field(Field::Address, problem))
}

/// First and last name, either of which may be empty.
pub fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::email::join_list;
    use crate::id::{AccountId, EmployeeId};
    use crate::permission::Role;

    fn judge(role: Role, exists: bool, slot: MailSlot, address: &str) -> Result<String, Rejection> {
        let actor = Actor {
            account: AccountId(1),
            employee: EmployeeId(1),
            role,
        };
        let command = SetContactMail {
            contact: ContactId(1),
            slot,
            address: address.to_owned(),
        };
        set_contact_mail(&command, actor, exists).map(|emails| join_list(&emails))
    }

    #[test]
    fn a_contact_gets_one_mail_1_and_several_mail_2() {
        use MailSlot::{Mail1, Mail2};
        let wrong = |problem| Err(Rejection::field(Field::Address, problem));
        let many = (0..=MAIL2_MAX)
            .map(|n| format!("a{n}@b.example;"))
            .collect::<String>();
        let table = [
            (Mail1, " a@b.example ", Ok("a@b.example".to_owned())),
            (Mail1, "", wrong(Problem::Missing)),
            (Mail1, " ; ", wrong(Problem::Missing)),
            (
                Mail1,
                "a@b.example; c@d.example",
                wrong(Problem::TooMany { max: 1 }),
            ),
            (
                Mail1,
                "faux",
                wrong(Problem::Malformed {
                    value: "faux".to_owned(),
                }),
            ),
            (Mail1, "a@b.example\n", wrong(Problem::ControlCharacter)),
            (
                Mail2,
                "a@b.example ;c@d.example",
                Ok("a@b.example; c@d.example".to_owned()),
            ),
            (Mail2, "", wrong(Problem::Missing)),
            (
                Mail2,
                "a@b.example; faux",
                wrong(Problem::Malformed {
                    value: "faux".to_owned(),
                }),
            ),
            (Mail2, &many, wrong(Problem::TooMany { max: MAIL2_MAX })),
        ];
        for (slot, typed, outcome) in table {
            assert_eq!(
                judge(Role::Technician, true, slot, typed),
                outcome,
                "{slot:?} {typed:?}"
            );
        }
    }

    #[test]
    fn a_reader_adds_no_address_and_nobody_adds_one_to_an_unknown_contact() {
        assert_eq!(
            judge(Role::Reader, false, MailSlot::Mail1, ""),
            Err(Rejection::NotPermitted(Permission::EditContacts))
        );
        assert_eq!(
            judge(Role::Dispatcher, false, MailSlot::Mail1, ""),
            Err(Rejection::Unknown(RecordName::Contact))
        );
    }
}

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

/// Judges an address typed for a contact whose Mail 2 is `mail2`, `None` when there is no such contact; gives what the field is to
/// hold: one address for Mail 1, for Mail 2 those it has and the new ones.
///
/// # Errors
/// The role, a contact that does not exist, or what is wrong with the address.
pub fn set_contact_mail(
    command: &SetContactMail,
    actor: Actor,
    mail2: Option<Vec<Email>>,
) -> Result<Vec<Email>, Rejection> {
    actor.role.require(Permission::EditContacts)?;
    let known = mail2.ok_or(Rejection::Unknown(RecordName::Contact))?;
    parse_list(&command.address)
        .and_then(|emails| match (emails.len(), command.slot) {
            (0, _) => Err(Problem::Missing),
            (2.., MailSlot::Mail1) => Err(Problem::TooMany { max: 1 }),
            (1, MailSlot::Mail1) => Ok(emails),
            (_, MailSlot::Mail2) => at_most_mail2(joined(known, emails)),
        })
        .map_err(|problem| Rejection::field(Field::Address, problem))
}

/// Without repetitions.
fn joined(mut known: Vec<Email>, more: Vec<Email>) -> Vec<Email> {
    for email in more {
        if known.iter().all(|other| other.key() != email.key()) {
            known.push(email);
        }
    }
    known
}

fn at_most_mail2(emails: Vec<Email>) -> Result<Vec<Email>, Problem> {
    if emails.len() > MAIL2_MAX {
        Err(Problem::TooMany { max: MAIL2_MAX })
    } else {
        Ok(emails)
    }
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

    fn judge(role: Role, known: Option<&str>, slot: MailSlot, address: &str) -> Result<String, Rejection> {
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
        let mail2 = known.map(|known| parse_list(known).unwrap());
        set_contact_mail(&command, actor, mail2).map(|emails| join_list(&emails))
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
                judge(Role::Technician, Some(""), slot, typed),
                outcome,
                "{slot:?} {typed:?}"
            );
        }
    }

    #[test]
    fn what_is_added_to_mail_2_takes_nothing_away() {
        let add = |typed| {
            judge(
                Role::Dispatcher,
                Some("a@b.example; c@d.example"),
                MailSlot::Mail2,
                typed,
            )
        };
        assert_eq!(
            add("e@f.example"),
            Ok("a@b.example; c@d.example; e@f.example".to_owned())
        );
        assert_eq!(add("A@B.example"), Ok("a@b.example; c@d.example".to_owned()));
        let many = (0..=MAIL2_MAX - 2)
            .map(|n| format!("x{n}@b.example;"))
            .collect::<String>();
        let too_many = Problem::TooMany { max: MAIL2_MAX };
        assert_eq!(add(&many), Err(Rejection::field(Field::Address, too_many)));
    }

    #[test]
    fn a_reader_adds_no_address_and_nobody_adds_one_to_an_unknown_contact() {
        assert_eq!(
            judge(Role::Reader, None, MailSlot::Mail1, ""),
            Err(Rejection::NotPermitted(Permission::EditContacts))
        );
        assert_eq!(
            judge(Role::Dispatcher, None, MailSlot::Mail1, ""),
            Err(Rejection::Unknown(RecordName::Contact))
        );
    }
}

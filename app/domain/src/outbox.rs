//! What an administrator may do to the outbox: stop and resume it, try it, and give it a key to sign with.

use crate::command::SendTestMail;
use crate::email::{Email, parse_list};
use crate::employee::{Actor, Employee};
use crate::mail::Mailbox;
use crate::permission::Permission;
use crate::rejection::{Field, Issues, Problem, RecordName, Rejection};

/// Name of the whole outbox, where an account is named.
pub const WHOLE_OUTBOX: &str = "*";
/// Name of the account that sends for every domain without one of its own.
pub const DEFAULT_ACCOUNT: &str = "";

/// A test mail that may leave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestMail {
    pub from: Mailbox,
    pub to: Email,
}

/// Whether the actor may stop or resume this account. `accounts` are those that the settings name.
///
/// # Errors
/// [`Rejection::NotPermitted`], [`Rejection::Unknown`].
pub fn check_account(actor: Actor, account: &str, accounts: &[String]) -> Result<(), Rejection> {
    actor.role.require(Permission::Parameters)?;
    let is_known =
        [WHOLE_OUTBOX, DEFAULT_ACCOUNT].contains(&account) || accounts.iter().any(|known| known == account);
    is_known
        .then_some(())
        .ok_or(Rejection::Unknown(RecordName::MailAccount))
}

/// Judges a test mail: from an address of ours, to exactly one address.
///
/// # Errors
/// [`Rejection::NotPermitted`], or [`Rejection::Invalid`] with everything that is wrong.
pub fn test_mail(
    command: &SendTestMail,
    actor: Actor,
    identities: &[Mailbox],
) -> Result<TestMail, Rejection> {
    actor.role.require(Permission::Parameters)?;
    let mut issues = Issues::default();
    let from = issues.take(Field::From, identity(&command.from, identities));
    let to = issues.take(Field::Address, one_address(&command.to));
    issues.finish(from.zip(to).map(|(from, to)| TestMail { from, to }))
}

/// The domain that a key is to be made for: one that mails leave from, in lower case.
///
/// # Errors
/// [`Rejection::NotPermitted`], [`Rejection::Unknown`].
pub fn signing_domain(domain: &str, actor: Actor, identities: &[Mailbox]) -> Result<String, Rejection> {
    actor.role.require(Permission::Parameters)?;
    let wanted = domain.to_lowercase();
    sender_domains(identities)
        .into_iter()
        .find(|known| *known == wanted)
        .ok_or(Rejection::Unknown(RecordName::MailDomain))
}

/// Everything that may stand in From: Mail 1 and Mail 2 of those who are still here, each address once.
pub fn identities(employees: &[Employee]) -> Vec<Mailbox> {
    let mut found: Vec<Mailbox> = Vec::new();
    for employee in employees.iter().filter(|employee| employee.is_active) {
        for email in employee.emails() {
            if found.iter().all(|known| known.email.key() != email.key()) {
                found.push(Mailbox {
                    name: employee.name(),
                    email: email.clone(),
                });
            }
        }
    }
    found
}

/// The domains that mails leave from, in lower case and in order.
pub fn sender_domains(identities: &[Mailbox]) -> Vec<String> {
    let mut domains: Vec<String> = identities
        .iter()
        .map(|identity| identity.email.domain().to_lowercase())
        .collect();
    domains.sort_unstable();
    domains.dedup();
    domains
}

fn identity(typed: &str, identities: &[Mailbox]) -> Result<Mailbox, Problem> {
    let email: Email = typed.parse().map_err(|_| Problem::NotInList)?;
    identities
        .iter()
        .find(|known| known.email.key() == email.key())
        .cloned()
        .ok_or(Problem::NotInList)
}

fn one_address(typed: &str) -> Result<Email, Problem> {
    let mut emails = parse_list(typed)?;
    match emails.len() {
        0 => Err(Problem::Missing),
        1 => Ok(emails.remove(0)),
        _ => Err(Problem::TooMany { max: 1 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, EmployeeId};
    use crate::permission::Role;

    fn actor(role: Role) -> Actor {
        Actor {
            account: AccountId(1),
            employee: EmployeeId(1),
            role,
        }
    }

    fn employee(mail1: &str, mail2: &str, is_active: bool) -> Employee {
        Employee {
            id: EmployeeId(1),
            first_name: "Anne".to_owned(),
            last_name: "Petit".to_owned(),
            function: String::new(),
            phone: String::new(),
            mail1: mail1.parse().ok(),
            mail2: parse_list(mail2).unwrap(),
            signature: String::new(),
            is_active,
        }
    }

    fn ours() -> Vec<Mailbox> {
        identities(&[
            employee(
                "Anne@Example.org",
                "technique@example.org; sav@Filiale.example",
                true,
            ),
            employee("paul@example.org", "Technique@example.org", true),
            employee("parti@ancien.example", "", false),
        ])
    }

    fn judge(from: &str, to: &str) -> Result<TestMail, Rejection> {
        let command = SendTestMail {
            from: from.to_owned(),
            to: to.to_owned(),
        };
        test_mail(&command, actor(Role::Administrator), &ours())
    }

    #[test]
    fn an_identity_is_an_address_of_somebody_who_is_still_here_and_stands_once() {
        let emails: Vec<String> = ours().iter().map(|known| known.email.to_string()).collect();
        assert_eq!(
            emails,
            [
                "Anne@Example.org",
                "technique@example.org",
                "sav@Filiale.example",
                "paul@example.org"
            ]
        );
        assert_eq!(sender_domains(&ours()), ["example.org", "filiale.example"]);
    }

    #[test]
    fn a_test_mail_leaves_from_an_address_of_ours_to_one_address() {
        let good = judge("anne@example.org", " moi@client.example ").unwrap();
        assert_eq!(good.from.email.as_str(), "Anne@Example.org");
        assert_eq!(good.to.as_str(), "moi@client.example");
        for (from, to, field, problem) in [
            (
                "parti@ancien.example",
                "moi@client.example",
                Field::From,
                Problem::NotInList,
            ),
            ("", "moi@client.example", Field::From, Problem::NotInList),
            ("anne@example.org", " ", Field::Address, Problem::Missing),
            (
                "anne@example.org",
                "a@b.example; c@d.example",
                Field::Address,
                Problem::TooMany { max: 1 },
            ),
            (
                "anne@example.org",
                "moi@",
                Field::Address,
                Problem::Malformed {
                    value: "moi@".to_owned(),
                },
            ),
            (
                "anne@example.org",
                "moi@client.example\r\nx",
                Field::Address,
                Problem::ControlCharacter,
            ),
        ] {
            assert_eq!(
                judge(from, to),
                Err(Rejection::field(field, problem)),
                "{from} {to}"
            );
        }
        assert!(matches!(judge("x", ""), Err(Rejection::Invalid(issues)) if issues.len() == 2));
    }

    #[test]
    fn only_an_administrator_and_only_what_there_is() {
        let accounts = ["filiale.example".to_owned()];
        for role in Role::ALL {
            let may = role == Role::Administrator;
            for account in [WHOLE_OUTBOX, DEFAULT_ACCOUNT, "filiale.example"] {
                assert_eq!(
                    check_account(actor(role), account, &accounts).is_ok(),
                    may,
                    "{role:?} {account}"
                );
            }
            assert_eq!(
                signing_domain("Example.ORG", actor(role), &ours()).is_ok(),
                may,
                "{role:?}"
            );
        }
        let admin = actor(Role::Administrator);
        assert_eq!(
            check_account(admin, "autre.example", &accounts),
            Err(Rejection::Unknown(RecordName::MailAccount))
        );
        assert_eq!(
            signing_domain("ancien.example", admin, &ours()),
            Err(Rejection::Unknown(RecordName::MailDomain))
        );
    }
}

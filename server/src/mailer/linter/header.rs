//! The fields of the message itself: which may stand there, how often, and what they must say.

use super::mailboxes::{self, Read};
use super::{LintError, Rules, words};
use crate::mailer::fields::Field;
use crate::mailer::message::wire_address;
use domain::mail::{Mailbox, RecipientRole};

/// What a field may do.
#[derive(Clone, Copy)]
enum Presence {
    Always,
    When(fn(&Rules<'_>) -> bool),
}

/// Every field this program writes, in a message; each at most once.
const FIELDS: [(&str, Presence); 14] = [
    ("Date", Presence::Always),
    ("Message-ID", Presence::Always),
    ("From", Presence::Always),
    ("Reply-To", Presence::Always),
    ("To", Presence::Always),
    ("Subject", Presence::Always),
    ("MIME-Version", Presence::Always),
    ("Content-Type", Presence::Always),
    ("Cc", Presence::When(|rules| has(rules, RecipientRole::Cc))),
    (
        "In-Reply-To",
        Presence::When(|rules| !rules.draft.references.is_empty()),
    ),
    (
        "References",
        Presence::When(|rules| !rules.draft.references.is_empty()),
    ),
    ("Auto-Submitted", Presence::When(|rules| rules.draft.is_automatic)),
    (
        "X-Echanges-Dit",
        Presence::When(|rules| rules.draft.dit.is_some()),
    ),
    (
        "DKIM-Signature",
        Presence::When(|rules| rules.sender.signer.is_some()),
    ),
];

fn has(rules: &Rules<'_>, role: RecipientRole) -> bool {
    rules
        .draft
        .recipients
        .iter()
        .any(|recipient| recipient.role == role)
}

pub(super) fn check(fields: &[Field<'_>], rules: &Rules<'_>) -> Result<(), LintError> {
    check_presence(fields, rules)?;
    let value = |name: &str| {
        let field = fields.iter().find(|field| field.is(name));
        field.map(Field::unfolded).unwrap_or_default()
    };
    check_characters(fields, rules)?;
    check_date(&value("Date"), rules)?;
    check_ids(
        &value("Message-ID"),
        &value("In-Reply-To"),
        &value("References"),
        rules,
    )?;
    check_addresses(&value, rules)?;
    if words::unstructured(&value("Subject")).as_deref() != Ok(rules.draft.subject.as_str()) {
        return Err(LintError::Value("Subject"));
    }
    if rules.draft.is_automatic && value("Auto-Submitted") != "auto-generated" {
        return Err(LintError::Value("Auto-Submitted"));
    }
    if value("X-Echanges-Dit") != rules.draft.dit.map(|dit| dit.to_string()).unwrap_or_default() {
        return Err(LintError::Value("X-Echanges-Dit"));
    }
    if value("MIME-Version") != "1.0" {
        return Err(LintError::MimeVersion);
    }
    Ok(())
}

fn check_presence(fields: &[Field<'_>], rules: &Rules<'_>) -> Result<(), LintError> {
    if fields
        .iter()
        .any(|field| FIELDS.iter().all(|(name, _)| !field.is(name)))
    {
        return Err(LintError::UnknownField);
    }
    for (name, presence) in FIELDS {
        let count = fields.iter().filter(|field| field.is(name)).count();
        let is_wanted = match presence {
            Presence::Always => true,
            Presence::When(is_wanted) => is_wanted(rules),
        };
        match (is_wanted, count) {
            (true, 1) | (false, 0) => {}
            (true, 0) => return Err(LintError::Missing(name)),
            (false, 1) => return Err(LintError::Uninvited(name)),
            (_, _) => return Err(LintError::Repeated(name)),
        }
    }
    Ok(())
}

/// ASCII, but for addresses that no server takes without SMTPUTF8; encoded words of a length that every reader takes.
fn check_characters(fields: &[Field<'_>], rules: &Rules<'_>) -> Result<(), LintError> {
    for field in fields {
        let name = known_name(field);
        let mailboxes = mailboxes_of(name, rules);
        let needs_utf8 = mailboxes.iter().any(|mailbox| !mailbox.email.local().is_ascii());
        if !field.value.is_ascii() && !needs_utf8 {
            return Err(LintError::NotAscii(name));
        }
        if field
            .value
            .contains(|c: char| c.is_control() && !matches!(c, '\r' | '\n'))
        {
            return Err(LintError::Header);
        }
        if field.lines().any(|line| words::has_long_word(&line)) {
            return Err(LintError::EncodedWord(name));
        }
    }
    Ok(())
}

fn known_name(field: &Field<'_>) -> &'static str {
    FIELDS
        .iter()
        .find(|(name, _)| field.is(name))
        .map_or("", |(name, _)| name)
}

fn check_date(written: &str, rules: &Rules<'_>) -> Result<(), LintError> {
    let at = jiff::fmt::rfc2822::parse(written).map_err(|_| LintError::Date)?;
    if at.timestamp().as_second() == rules.now.0.div_euclid(1000) {
        Ok(())
    } else {
        Err(LintError::Date)
    }
}

fn check_ids(own: &str, answered: &str, references: &str, rules: &Rules<'_>) -> Result<(), LintError> {
    if own != rules.message_id || !is_message_id(own) {
        return Err(LintError::MessageId);
    }
    let decided: Vec<&str> = rules.draft.references.iter().map(String::as_str).collect();
    if answered != decided.last().copied().unwrap_or_default() {
        return Err(LintError::Thread("In-Reply-To"));
    }
    let named: Vec<&str> = references
        .split([' ', '\t'])
        .filter(|id| !id.is_empty())
        .collect();
    if named != decided || !named.iter().all(|id| is_message_id(id)) {
        return Err(LintError::Thread("References"));
    }
    Ok(())
}

/// `<dot-atom@dot-atom>`: the msg-id of RFC 5322 section 3.6.4 without its obsolete forms, in ASCII.
pub(super) fn is_message_id(id: &str) -> bool {
    let is_dot_atom = |text: &str| {
        text.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
        })
    };
    id.strip_prefix('<')
        .and_then(|id| id.strip_suffix('>'))
        .and_then(|id| id.split_once('@'))
        .is_some_and(|(left, right)| is_dot_atom(left) && is_dot_atom(right))
}

fn check_addresses(value: &impl Fn(&str) -> String, rules: &Rules<'_>) -> Result<(), LintError> {
    if !rules.sender.identities.contains(&rules.draft.from) {
        return Err(LintError::Identity);
    }
    for name in ["From", "Reply-To", "To", "Cc"] {
        let read = mailboxes::read(&value(name)).map_err(|()| LintError::Addresses(name))?;
        let decided: Option<Vec<Read>> = mailboxes_of(name, rules)
            .iter()
            .map(|mailbox| wire(mailbox))
            .collect();
        if decided.is_none_or(|decided| decided != read) {
            return Err(LintError::Addresses(name));
        }
    }
    Ok(())
}

/// Whom a field of addresses must name.
fn mailboxes_of<'a>(name: &str, rules: &Rules<'a>) -> Vec<&'a Mailbox> {
    let of = |role| {
        let recipients = rules.draft.recipients.iter();
        recipients
            .filter(move |recipient| recipient.role == role)
            .map(|recipient| &recipient.mailbox)
            .collect()
    };
    match name {
        "From" | "Reply-To" => vec![&rules.draft.from],
        "To" => of(RecipientRole::To),
        "Cc" => of(RecipientRole::Cc),
        _ => Vec::new(),
    }
}

fn wire(mailbox: &Mailbox) -> Option<Read> {
    let address = wire_address(&mailbox.email).ok()?;
    Some(Read {
        name: mailbox.name.trim().to_owned(),
        address: address.to_string(),
    })
}

//! A field of recipients as people fill it: what stands in it, what is being typed, what is proposed.
//!
//! Its value stays one text, `a@x.example; b@y.example`, so that drafts, commands and [`crate::email::parse_list`] know nothing of it.

use crate::contact::Contact;
use crate::email::{Email, is_separator, is_strong, outside_quotes, read, split};
use crate::employee::Employee;
use crate::fold::{fold, words};

/// Most addresses that are proposed at once.
pub const PROPOSED_MAX: usize = 8;

/// What stands in the field, and the text that is not an address yet.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AddressField {
    pub entries: Vec<Entry>,
    /// As typed, without spaces before it.
    pub typed: String,
}

/// One entry of the field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    text: String,
    email: Option<Email>,
}

impl From<Email> for Entry {
    fn from(email: Email) -> Self {
        Self {
            text: email.to_string(),
            email: Some(email),
        }
    }
}

impl Entry {
    /// `a@x.example`, `Nom <a@x.example>`, `a@x.example (Nom)`, `mailto:a@x.example`; anything else stands as it is, and is wrong.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let email = read(text);
        Self {
            text: email.as_ref().map_or(text, Email::as_str).to_owned(),
            email,
        }
    }

    /// The address alone, or what is wrong as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// `None`: it is no address.
    pub fn email(&self) -> Option<&Email> {
        self.email.as_ref()
    }
}

impl AddressField {
    /// Reads the value of the field. An end that is no address, and that no separator follows, is still being typed.
    pub fn read(text: &str) -> Self {
        let mut field = Self::default();
        field.take(text, End::Address);
        field
    }

    /// The value of the field: a list, and what is being typed at its end.
    pub fn text(&self) -> String {
        let entries = self.entries.iter().map(Entry::text);
        let typed = Some(self.typed.as_str()).filter(|typed| !typed.trim().is_empty());
        entries.chain(typed).collect::<Vec<_>>().join("; ")
    }

    /// Adds an entry at the end; gives it back when its address is there already.
    pub fn push(&mut self, entry: Entry) -> Option<Entry> {
        if entry.email().is_some_and(|email| self.holds(email)) {
            return Some(entry);
        }
        self.entries.push(entry);
        None
    }

    /// Takes in a text in the place of the one being typed: what a separator ends becomes an entry, the end of it as `end` says. Gives
    /// the addresses that were there already.
    pub fn take(&mut self, text: &str, end: End) -> Vec<String> {
        let is_ended = text.trim_end_matches(' ').ends_with(is_separator);
        let parts = split(text);
        let last = parts.len().saturating_sub(1);
        let mut doubles = Vec::new();
        self.typed.clear();
        for (at, part) in parts.into_iter().enumerate() {
            let entry = Entry::parse(part);
            let is_entry = at < last
                || is_ended
                || match end {
                    End::Typing => false,
                    End::Address => entry.email.is_some(),
                    End::Entry => true,
                };
            if !is_entry {
                self.typed = part.trim_start().to_owned();
            } else if let Some(double) = self.push(entry) {
                doubles.push(double.text);
            }
        }
        doubles
    }

    pub fn holds(&self, email: &Email) -> bool {
        self.emails().any(|known| known.key() == email.key())
    }

    /// The addresses that stand.
    pub fn emails(&self) -> impl Iterator<Item = &Email> {
        self.entries.iter().filter_map(Entry::email)
    }

    /// The first entry that is no address.
    pub fn wrong(&self) -> Option<&str> {
        let wrong = self.entries.iter().find(|entry| entry.email.is_none());
        wrong.map(Entry::text)
    }
}

/// What the end of a text is, when no separator follows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Somebody types on.
    Typing,
    /// An entry if it is an address.
    Address,
    /// An entry, right or wrong.
    Entry,
}

/// Whether a text that is being typed holds the end of an entry. A comma ends addresses only: `Petit, Anne` asks for somebody.
pub fn has_entry(text: &str) -> bool {
    let before_comma = text.rsplit_once(',').map_or("", |(before, _)| before);
    outside_quotes(text, is_strong).len() > 1 || before_comma.contains('@')
}

/// Where an address is known from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A contact of the customer.
    Contact,
    /// One of us.
    Employee,
    /// A mail of the request went there.
    Before,
}

/// An address with whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownAddress {
    pub email: Email,
    /// Empty when only the address is known.
    pub name: String,
    pub function: String,
    pub origin: Origin,
}

/// Every address of the customer's contacts, then of the employees, each person's in their order.
pub fn known_addresses(contacts: &[Contact], employees: &[Employee]) -> Vec<KnownAddress> {
    let mut known = Vec::new();
    for contact in contacts {
        known.extend(contact.emails().map(|email| KnownAddress {
            email: email.clone(),
            name: contact.name(),
            function: contact.function.clone(),
            origin: Origin::Contact,
        }));
    }
    for employee in employees {
        known.extend(employee.emails().map(|email| KnownAddress {
            email: email.clone(),
            name: employee.name(),
            function: employee.function.clone(),
            origin: Origin::Employee,
        }));
    }
    known
}

/// Whose an address is, when it is one person's only.
pub fn owner<'a>(known: &'a [KnownAddress], email: &Email) -> Option<&'a str> {
    let mut owners = known
        .iter()
        .filter(|known| known.email.key() == email.key() && !known.name.is_empty())
        .map(|known| known.name.as_str());
    let first = owners.next()?;
    owners.all(|name| name == first).then_some(first)
}

/// Whether a mail to this address leaves for somebody who is neither a contact of the customer nor one of us.
pub fn is_outside(known: &[KnownAddress], email: &Email) -> bool {
    known
        .iter()
        .all(|known| known.origin == Origin::Before || known.email.key() != email.key())
}

/// The addresses that a question means, the likeliest first, each once, without those that `is_there`. Every word of it must begin a word of the
/// name, of the function or of the address, or stand in the address. An empty question means all of them.
pub fn propose<'a>(
    known: &'a [KnownAddress],
    question: &str,
    is_there: impl Fn(&Email) -> bool,
) -> Vec<&'a KnownAddress> {
    let question = words(&question.replace([',', ';', '<', '>', '"'], " "));
    let mut found: Vec<(u8, &KnownAddress)> = known
        .iter()
        .filter_map(|known| Some((distance(known, &question)?, known)))
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    let mut proposed: Vec<&KnownAddress> = Vec::new();
    for (_, candidate) in found {
        let mut others = proposed.iter().map(|other| other.email.key());
        let is_new = others.all(|key| key != candidate.email.key());
        if is_new && proposed.len() < PROPOSED_MAX && !is_there(&candidate.email) {
            proposed.push(candidate);
        }
    }
    proposed
}

/// How far an address is from a question: 0 when the name says it, `None` when nothing does.
fn distance(known: &KnownAddress, question: &[String]) -> Option<u8> {
    let (name, function, address) = (
        fold(&known.name),
        fold(&known.function),
        fold(known.email.as_str()),
    );
    let of_word = |word: &String| {
        let word = word.as_str();
        if begins_a_word(&name, word) {
            Some(0)
        } else if begins_a_word(&address, word) {
            Some(1)
        } else if begins_a_word(&function, word) {
            Some(2)
        } else {
            address.contains(word).then_some(3)
        }
    };
    question
        .iter()
        .try_fold(0, |far, word| Some(far.max(of_word(word)?)))
}

fn begins_a_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests;

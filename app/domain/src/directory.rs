//! Finding people, places and requests by any part of their names: each word is known by its beginnings and by its threes of letters,
//! which an index of whole words can hold. What the index finds has all the threes; whether it has the part is looked up here.

use crate::contact::Contact;
use crate::customer::{Customer, Site};
use crate::dit::DitNumber;
use crate::fold::words_of;
use crate::search::{NoQuestion, Question};
use std::collections::BTreeSet;

/// Letters that stand together in the index.
const TOGETHER: usize = 3;
/// Most digits that may be the sequence of a request.
const SEQUENCE_DIGITS_MAX: usize = 8;

/// What a record is found by.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Entry {
    words: Vec<String>,
    /// Phone and request numbers without their spaces.
    numbers: Vec<String>,
}

impl Entry {
    /// Code, name and phone.
    pub fn of_customer(customer: &Customer) -> Self {
        Self::new(&[&customer.code, &customer.name]).with_numbers([national(&customer.phone)])
    }

    /// Name, address and town.
    pub fn of_site(site: &Site) -> Self {
        Self::new(&[&site.name, &site.address, &site.town])
    }

    /// Names, function and phones.
    pub fn of_contact(contact: &Contact) -> Self {
        Self::new(&[&contact.first_name, &contact.last_name, &contact.function])
            .with_numbers(contact.phones.iter().map(|phone| national(phone)))
    }

    /// Number and subject.
    pub fn of_dit(number: DitNumber, subject: &str) -> Self {
        let joined = format!("{}{:04}", number.year(), number.sequence());
        Self::new(&[&number.to_string(), subject]).with_numbers([joined, number.sequence().to_string()])
    }

    fn new(texts: &[&str]) -> Self {
        let words = texts.iter().flat_map(|text| words_of(text));
        Self {
            words: words.map(|word| word.folded).collect(),
            numbers: Vec::new(),
        }
    }

    fn with_numbers(mut self, numbers: impl IntoIterator<Item = String>) -> Self {
        self.numbers
            .extend(numbers.into_iter().filter(|number| !number.is_empty()));
        self
    }

    /// What the index holds of it: the first letter, the first two and all threes of each word and number.
    pub fn parts(&self) -> BTreeSet<String> {
        let mut parts = BTreeSet::new();
        for text in self.words.iter().chain(&self.numbers) {
            for length in 1..TOGETHER {
                parts.extend(beginning(text, length));
            }
            parts.extend(threes(text));
        }
        parts
    }

    /// Whether one of its words begins with the first one that is asked for: such records come first.
    pub fn begins_with(&self, asked: &Asked) -> bool {
        asked
            .words
            .first()
            .is_some_and(|first| self.words.iter().any(|word| word.starts_with(first.as_str())))
    }
}

/// What is asked for: each of some words, or one number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    words: Vec<String>,
    /// All digits of a question that has nothing else.
    number: Option<String>,
}

impl Asked {
    /// # Errors
    /// [`NoQuestion`].
    pub fn parse(text: &str) -> Result<Self, NoQuestion> {
        Question::parse(text)?;
        let words = words_of(text).into_iter().flat_map(|word| parted(word.folded));
        let is_number = text
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+.-/()".contains(c));
        Ok(Self {
            words: words.collect(),
            number: is_number
                .then(|| national(text))
                .filter(|number| !number.is_empty()),
        })
    }

    /// Ways to be found: all parts of one of them are in the index.
    pub fn ways(&self) -> Vec<BTreeSet<String>> {
        let of_words = self.words.iter().flat_map(|word| sought(word)).collect();
        let of_number = self.number.iter().map(|number| sought(number));
        std::iter::once(of_words).chain(of_number).collect()
    }

    /// The sequence of a request, when that may be what is meant: `147`, `dit 147`, `2026-0147`.
    pub fn sequence(&self) -> Option<u32> {
        let is_digits = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
        let is_of_number = |word: &String| word == "dit" || is_digits(word);
        let last = self
            .words
            .last()
            .filter(|_| self.words.iter().all(is_of_number))?;
        let is_short = last.len() <= SEQUENCE_DIGITS_MAX;
        last.parse().ok().filter(|sequence| is_short && *sequence > 0)
    }

    /// Whether a record really has what is asked for.
    pub fn is_in(&self, entry: &Entry) -> bool {
        let texts = || entry.words.iter().chain(&entry.numbers);
        self.words.iter().all(|word| texts().any(|text| has(text, word)))
            || self
                .number
                .as_ref()
                .is_some_and(|number| entry.numbers.iter().any(|text| has(text, number)))
    }
}

/// `dit147` is `dit` and `147`.
fn parted(word: String) -> Vec<String> {
    match word.strip_prefix("dit") {
        Some(rest) if !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()) => {
            vec!["dit".to_owned(), rest.to_owned()]
        }
        _ => vec![word],
    }
}

/// What is shorter than the threes is a beginning.
fn has(text: &str, part: &str) -> bool {
    match part.chars().count() {
        0..TOGETHER => text.starts_with(part),
        _ => text.contains(part),
    }
}

fn sought(part: &str) -> BTreeSet<String> {
    match part.chars().count() {
        0..TOGETHER => BTreeSet::from([part.to_owned()]),
        _ => threes(part).collect(),
    }
}

fn beginning(text: &str, length: usize) -> Option<String> {
    let beginning: String = text.chars().take(length).collect();
    (beginning.chars().count() == length).then_some(beginning)
}

fn threes(text: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.chars().collect();
    let threes: Vec<String> = letters
        .windows(TOGETHER)
        .map(|three| three.iter().collect())
        .collect();
    threes.into_iter()
}

/// The digits of a phone number as it is dialled in France: `+33 6 12…`, `0033 (0)6 12…` and `06.12…` are one.
pub fn national(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let is_abroad = phone.trim_start().starts_with('+');
    let rest = digits.strip_prefix("0033").or_else(|| {
        digits
            .strip_prefix("33")
            .filter(|rest| is_abroad || rest.len() == 9)
    });
    match rest {
        Some(rest) if rest.starts_with('0') => rest.to_owned(),
        Some(rest) => format!("0{rest}"),
        None => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ContactId, CustomerId};
    use proptest::prelude::*;

    fn contact(first_name: &str, last_name: &str, phone: &str) -> Entry {
        Entry::of_contact(&Contact {
            id: ContactId(1),
            customer: CustomerId(1),
            title: "Mme".to_owned(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            function: "Responsable du site".to_owned(),
            phones: vec![phone.to_owned()],
            mail1: None,
            mail2: Vec::new(),
            is_active: true,
        })
    }

    fn finds(question: &str, entry: &Entry) -> bool {
        let asked = Asked::parse(question).unwrap();
        let is_in_index = asked.ways().iter().any(|way| way.is_subset(&entry.parts()));
        assert!(
            is_in_index || !asked.is_in(entry),
            "{question} is lost by the index"
        );
        is_in_index && asked.is_in(entry)
    }

    #[test]
    fn a_phone_number_has_one_spelling() {
        for spelling in [
            "06 12 34 56 78",
            "06.12.34.56.78",
            "+33 6 12 34 56 78",
            "+33 (0)6 12 34 56 78",
            "0033612345678",
            "33612345678",
        ] {
            assert_eq!(national(spelling), "0612345678", "{spelling}");
        }
        assert_eq!(national("+32 475 12 34 56"), "32475123456");
        assert_eq!(national("poste"), "");
    }

    #[test]
    fn a_contact_is_found_by_any_part_of_a_name_or_number() {
        let entry = contact("Zoé", "Lefèvre-Étienne", "+33 6 12 34 56 78");
        for question in [
            "zoé",
            "ETIENNE",
            "tienn",
            "fevre zoe",
            "z lefe",
            "respons",
            "06 12",
            "0612",
            "+33 6 12",
            "06.12.34",
            "34 56 78",
            "345678",
        ] {
            assert!(finds(question, &entry), "{question}");
        }
        for question in ["oé", "zoe martin", "tne", "07 12", "612340", "12 06"] {
            assert!(!finds(question, &entry), "{question}");
        }
    }

    #[test]
    fn a_request_is_found_by_any_part_of_its_number_or_by_its_subject() {
        let entry = Entry::of_dit("DIT-2026-0147".parse().unwrap(), "Fuite au sous-sol");
        for question in [
            "147",
            "0147",
            "14",
            "DIT-2026-0147",
            "dit 147",
            "dit147",
            "2026-0147",
            "26-01",
            "20260147",
            "fuite",
            "sous-sol",
            "fui sol",
        ] {
            assert!(finds(question, &entry), "{question}");
        }
        for question in ["148", "47", "2025-0147", "fuites"] {
            assert!(!finds(question, &entry), "{question}");
        }
        for (question, sequence) in [
            ("0147", Some(147)),
            ("dit147", Some(147)),
            ("DIT-2026-147", Some(147)),
            ("dit", None),
            ("0612345678", None),
            ("n 147", None),
        ] {
            assert_eq!(Asked::parse(question).unwrap().sequence(), sequence, "{question}");
        }
    }

    proptest! {
        #[test]
        fn the_index_loses_no_part(name in "[a-zéA-Z0-9]{1,12}", from in 0..10_usize, length in 3..6_usize) {
            let entry = contact(&name, "Martin", "");
            let part: String = name.chars().skip(from).take(length).collect();
            if part.chars().count() == length {
                prop_assert!(finds(&part, &entry), "{} in {}", part, name);
            }
        }
    }
}

use super::*;
use crate::email::{join_list, parse_list};
use crate::id::{ContactId, CustomerId, EmployeeId};
use proptest::prelude::*;

/// Entries as `a@x.example`, wrong ones as `!faux`, then `|` and what is being typed.
fn shown(field: &AddressField) -> String {
    let entries = field.entries.iter().map(|entry| match entry.email() {
        Some(email) => email.to_string(),
        None => format!("!{}", entry.text()),
    });
    format!("{}|{}", entries.collect::<Vec<_>>().join(" "), field.typed)
}

#[test]
fn a_value_is_read_as_entries_and_what_is_being_typed() {
    for (value, expected) in [
        ("", "|"),
        ("a@b.fr", "a@b.fr|"),
        ("a@b.fr; c@d.fr", "a@b.fr c@d.fr|"),
        ("a@b.fr; mar", "a@b.fr|mar"),
        ("a@b.fr; Jean D", "a@b.fr|Jean D"),
        ("faux; a@b.fr", "!faux a@b.fr|"),
        ("a@b.fr; faux;", "a@b.fr !faux|"),
        ("a@b.fr; faux ; ", "a@b.fr !faux|"),
        ("a@b.fr; A@B.fr", "a@b.fr|"),
    ] {
        let field = AddressField::read(value);
        assert_eq!(shown(&field), expected, "{value:?}");
        assert_eq!(
            AddressField::read(&field.text()),
            AddressField { ..field.clone() }.reread(),
            "{value:?}"
        );
    }
}

impl AddressField {
    /// A wrong entry at the end is one being typed once its separator is gone.
    fn reread(mut self) -> Self {
        if self.typed.is_empty() && self.entries.last().is_some_and(|last| last.email().is_none()) {
            self.typed = self.entries.pop().map(|entry| entry.text).unwrap_or_default();
        }
        self
    }
}

#[test]
fn a_pasted_list_is_taken_apart() {
    for (pasted, expected) in [
        (
            "a@b.fr, c@d.fr;e@f.fr\ng@h.fr\r\ni@j.fr\tk@l.fr",
            "a@b.fr c@d.fr e@f.fr g@h.fr i@j.fr k@l.fr|",
        ),
        ("Anne Petit <anne@b.fr>; <c@d.fr>", "anne@b.fr c@d.fr|"),
        ("\"Petit, Anne\" <anne@b.fr>, c@d.fr", "anne@b.fr c@d.fr|"),
        ("\"Petit; Anne\" <anne@b.fr>", "anne@b.fr|"),
        (
            "Petit, Anne <anne@b.fr>, Roux, Jean <jean@d.fr>",
            "anne@b.fr jean@d.fr|",
        ),
        ("anne@b.fr (Anne Petit)", "anne@b.fr|"),
        ("mailto:anne@b.fr", "anne@b.fr|"),
        ("MAILTO:anne@b.fr; x", "anne@b.fr|x"),
        ("a@b.fr; a@b.fr", "a@b.fr|"),
        ("mauvais, a@b.fr", "!mauvais a@b.fr|"),
        ("\"jamais fermé; a@b.fr", "!\"jamais fermé a@b.fr|"),
        ("<a@b.fr", "|<a@b.fr"),
        ("a@b.fr>", "|a@b.fr>"),
        ("a@b.fr\u{a0}; c@d.fr\u{202f}", "a@b.fr c@d.fr|"),
        (";;, \n", "|"),
    ] {
        assert_eq!(shown(&AddressField::read(pasted)), expected, "{pasted:?}");
    }
}

#[test]
fn the_end_of_a_text_is_what_the_moment_makes_of_it() {
    for (text, end, expected) in [
        ("a@b.fr", End::Typing, "|a@b.fr"),
        ("a@b.fr", End::Address, "a@b.fr|"),
        ("faux", End::Address, "|faux"),
        ("faux", End::Entry, "!faux|"),
        ("a@b.fr;c", End::Typing, "a@b.fr|c"),
        ("a@b.fr;", End::Typing, "a@b.fr|"),
        ("", End::Entry, "|"),
    ] {
        let mut field = AddressField::default();
        field.take(text, end);
        assert_eq!(shown(&field), expected, "{text:?} {end:?}");
    }
    let mut field = AddressField::read("a@b.fr");
    assert_eq!(field.take("A@b.fr; c@d.fr", End::Entry), ["A@b.fr"]);
    assert_eq!(shown(&field), "a@b.fr c@d.fr|");
}

#[test]
fn a_comma_ends_an_address_but_not_a_name() {
    for (text, expected) in [
        ("a@b.fr,", true),
        ("a@b.fr, ", true),
        ("Petit, Anne", false),
        ("Petit, Anne <a@b.fr>,", true),
        ("x;", true),
        ("\"x;", true),
        ("\"x;\"", false),
        ("a@b.fr", false),
    ] {
        assert_eq!(has_entry(text), expected, "{text:?}");
    }
}

fn contact(id: i64, first_name: &str, last_name: &str, function: &str, mails: &str) -> Contact {
    let mut mails = parse_list(mails).unwrap().into_iter();
    Contact {
        id: ContactId(id),
        customer: CustomerId(1),
        title: String::new(),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        function: function.to_owned(),
        phones: Vec::new(),
        mail1: mails.next(),
        mail2: mails.collect(),
        is_active: true,
    }
}

fn people() -> Vec<KnownAddress> {
    let contacts = [
        contact(
            1,
            "Hélène",
            "Dupré",
            "Gérante",
            "helene@client.example; compta@client.example",
        ),
        contact(
            2,
            "Marc",
            "Le Goff",
            "Gardien",
            "gardien@client.example; compta@client.example",
        ),
    ];
    let employee = Employee {
        id: EmployeeId(1),
        first_name: "Claire".to_owned(),
        last_name: "Moreau".to_owned(),
        function: "Assistante".to_owned(),
        phone: String::new(),
        mail1: "claire.moreau@example.org".parse().ok(),
        mail2: parse_list("technique@example.org").unwrap(),
        signature: String::new(),
        is_active: true,
    };
    let mut known = known_addresses(&contacts, &[employee]);
    known.push(KnownAddress {
        email: "syndic@ailleurs.example".parse().unwrap(),
        name: String::new(),
        function: String::new(),
        origin: Origin::Before,
    });
    known
}

#[test]
fn a_person_is_found_by_name_function_or_address_whatever_the_accents() {
    let known = people();
    for (question, expected) in [
        ("hel", "helene@client.example; compta@client.example"),
        ("HÉLÈNE dup", "helene@client.example; compta@client.example"),
        ("Dupré, Hélène", "helene@client.example; compta@client.example"),
        ("gerante", "helene@client.example; compta@client.example"),
        ("goff", "gardien@client.example; compta@client.example"),
        ("moreau", "claire.moreau@example.org; technique@example.org"),
        ("techn", "technique@example.org"),
        ("ailleurs", "syndic@ailleurs.example"),
        ("lene", "helene@client.example"),
        ("hel moreau", ""),
        ("zzz", ""),
    ] {
        let found: Vec<Email> = propose(&known, question, |_| false)
            .into_iter()
            .map(|known| known.email.clone())
            .collect();
        assert_eq!(join_list(&found), expected, "{question:?}");
    }
}

#[test]
fn what_stands_already_is_not_proposed_and_eight_is_the_most() {
    let known = people();
    let there: Email = "HELENE@client.example".parse().unwrap();
    let found = propose(&known, "hel", |email| email.key() == there.key());
    assert_eq!(found.len(), 1);
    let many: Vec<KnownAddress> = (0..20)
        .map(|n| KnownAddress {
            email: format!("x{n}@client.example").parse().unwrap(),
            ..known[0].clone()
        })
        .collect();
    assert_eq!(propose(&many, "", |_| false).len(), PROPOSED_MAX);
}

#[test]
fn an_address_has_the_name_of_its_only_owner() {
    let known = people();
    let of = |address: &str| owner(&known, &address.parse().unwrap());
    assert_eq!(of("Helene@client.example"), Some("Hélène Dupré"));
    assert_eq!(of("compta@client.example"), None, "two people share it");
    assert_eq!(of("nobody@client.example"), None);
}

#[test]
fn only_contacts_and_employees_are_inside() {
    let known = people();
    for (address, expected) in [
        ("helene@client.example", false),
        ("COMPTA@client.example", false),
        ("technique@example.org", false),
        ("autre@client.example", true),
        ("syndic@ailleurs.example", true),
    ] {
        assert_eq!(
            is_outside(&known, &address.parse().unwrap()),
            expected,
            "{address}"
        );
    }
}

proptest! {
    #[test]
    fn nothing_typed_is_lost(text in "[a-zA-Zé@.;,<>\"\n (]{0,60}") {
        let field = AddressField::read(&text);
        // Every `@` of the text stands somewhere, unless its address stands already.
        let stands = field.text().to_lowercase();
        for entry in split(&text).into_iter().map(Entry::parse) {
            prop_assert!(stands.contains(&entry.text().trim().to_lowercase()), "{:?} in {:?}", entry, stands);
        }
    }

    #[test]
    fn a_settled_value_is_what_the_server_reads(addresses in prop::collection::vec("[a-d]@[a-d]\\.fr", 0..6)) {
        let field = AddressField::read(&addresses.join(", "));
        let read = parse_list(&field.text()).unwrap();
        prop_assert_eq!(field.emails().cloned().collect::<Vec<_>>(), read);
    }
}

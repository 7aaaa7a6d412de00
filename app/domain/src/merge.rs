//! Template fields and their values: what a template says of the person it is written to, of the request and of who writes.

use crate::contact::Contact;
use crate::dit::DitNumber;
use crate::employee::Employee;

/// Every field that a template may hold, in the order of the help.
pub const FIELDS: [&str; 15] = [
    "contact.titre",
    "contact.prenom",
    "contact.nom",
    "contact.fonction",
    "client.nom",
    "site.nom",
    "site.adresse",
    "site.ville",
    "dit.numero",
    "dit.objet",
    "collaborateur.prenom",
    "collaborateur.nom",
    "collaborateur.telephone",
    "collaborateur.fonction",
    "date.jour",
];

/// What the values are taken from.
#[derive(Clone, Copy, Debug)]
pub struct MergeFacts<'a> {
    /// The contact that is written to.
    pub contact: Option<&'a Contact>,
    pub customer: &'a str,
    pub site: &'a str,
    pub site_address: &'a str,
    pub site_town: &'a str,
    pub dit: DitNumber,
    pub dit_subject: &'a str,
    /// Who signs.
    pub employee: Option<&'a Employee>,
    /// The present day in words.
    pub day: &'a str,
}

/// The value of a field; `None` when nobody knows it, or no field has this name.
pub fn field_value(name: &str, facts: &MergeFacts<'_>) -> Option<String> {
    let contact = facts.contact;
    let employee = facts.employee;
    let value = match name {
        "contact.titre" => contact?.title.clone(),
        "contact.prenom" => contact?.first_name.clone(),
        "contact.nom" => contact?.last_name.clone(),
        "contact.fonction" => contact?.function.clone(),
        "client.nom" => facts.customer.to_owned(),
        "site.nom" => facts.site.to_owned(),
        "site.adresse" => facts.site_address.to_owned(),
        "site.ville" => facts.site_town.to_owned(),
        "dit.numero" => facts.dit.to_string(),
        "dit.objet" => facts.dit_subject.to_owned(),
        "collaborateur.prenom" => employee?.first_name.clone(),
        "collaborateur.nom" => employee?.last_name.clone(),
        "collaborateur.telephone" => employee?.phone.clone(),
        "collaborateur.fonction" => employee?.function.clone(),
        "date.jour" => facts.day.to_owned(),
        _ => return None,
    };
    Some(value).filter(|value| !crate::text::is_blank(value))
}

/// A line with each known field replaced by its value; those without value stay as they are written.
pub fn merge_line(line: &str, facts: &MergeFacts<'_>) -> String {
    let mut merged = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, name, after)) = next_field(rest) {
        merged.push_str(before);
        match field_value(name, facts) {
            Some(value) => merged.push_str(&value),
            None => merged.push_str(&written(name)),
        }
        rest = after;
    }
    merged.push_str(rest);
    merged
}

/// The first known field that a text still names.
pub fn unfilled(text: &str) -> Option<&'static str> {
    let name = next_field(text)?.1;
    FIELDS.into_iter().find(|known| *known == name)
}

/// A field as it is written in a text.
pub fn written(name: &str) -> String {
    format!("{{{name}}}")
}

/// The first known field of a text, with what is before and after it.
fn next_field(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let inner = &text[at + 1..];
        let is_written = |name: &&&str| {
            inner
                .strip_prefix(**name)
                .is_some_and(|after| after.starts_with('}'))
        };
        let name = FIELDS.iter().find(is_written)?;
        let after = &inner[name.len() + 1..];
        Some((&text[..at], *name, after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ContactId, CustomerId, EmployeeId};

    fn contact() -> Contact {
        Contact {
            id: ContactId(1),
            customer: CustomerId(1),
            title: "Mme".to_owned(),
            first_name: "Élodie".to_owned(),
            last_name: "Martin".to_owned(),
            function: " ".to_owned(),
            phones: Vec::new(),
            mail1: None,
            mail2: Vec::new(),
            is_active: true,
        }
    }

    fn employee() -> Employee {
        Employee {
            id: EmployeeId(1),
            first_name: "Claude".to_owned(),
            last_name: "Petit".to_owned(),
            function: "Régulateur".to_owned(),
            phone: "01 02 03 04 05".to_owned(),
            mail1: None,
            mail2: Vec::new(),
            signature: String::new(),
            is_active: true,
        }
    }

    fn facts<'a>(contact: Option<&'a Contact>, employee: Option<&'a Employee>) -> MergeFacts<'a> {
        MergeFacts {
            contact,
            customer: "Résidence {dit.numero}",
            site: "Bâtiment A",
            site_address: "1 rue Haute",
            site_town: "Lyon",
            dit: "DIT-2026-0001".parse().unwrap(),
            dit_subject: "Fuite",
            employee,
            day: "vendredi 27 novembre 2026",
        }
    }

    #[test]
    fn every_field_has_a_value_and_what_nobody_knows_has_none() {
        let (contact, employee) = (contact(), employee());
        let known = facts(Some(&contact), Some(&employee));
        let unknown: Vec<&str> = FIELDS
            .into_iter()
            .filter(|name| field_value(name, &known).is_none())
            .collect();
        assert_eq!(unknown, ["contact.fonction"]);
        assert_eq!(field_value("contact.prenom", &known).as_deref(), Some("Élodie"));
        assert_eq!(field_value("contact.mail", &known), None);
        let nobody = facts(None, None);
        assert_eq!(field_value("contact.nom", &nobody), None);
        assert_eq!(
            field_value("dit.numero", &nobody).as_deref(),
            Some("DIT-2026-0001")
        );
    }

    #[test]
    fn a_line_is_filled_once_and_what_has_no_value_stays() {
        let contact = contact();
        let facts = facts(Some(&contact), None);
        for (line, expected) in [
            (
                "{dit.numero} : {contact.titre} {contact.nom}",
                "DIT-2026-0001 : Mme Martin",
            ),
            ("{{date.jour}}", "{vendredi 27 novembre 2026}"),
            ("{x} {collaborateur.nom}", "{x} {collaborateur.nom}"),
            // A value is no template.
            ("{client.nom}", "Résidence {dit.numero}"),
            ("", ""),
        ] {
            assert_eq!(merge_line(line, &facts), expected, "{line}");
        }
        assert_eq!(unfilled("{x} {collaborateur.nom}"), Some("collaborateur.nom"));
        assert_eq!(unfilled("{x} {contact nom}"), None);
    }
}

//! Who works at the company of the demonstration, and whose customers it has.

use crate::dice::Dice;
use crate::error::Failure;
use domain::contact::Contact;
use domain::customer::{Customer, Site};
use domain::email::Email;
use domain::employee::Employee;
use domain::fold::fold;
use domain::permission::Role;
use domain::{AccountId, ContactId, CustomerId, EmployeeId, SiteId};

/// The mailbox that a team shares.
pub(super) const SHARED: &str = "technique@example.org";

/// What an employee does, as far as the stories need it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// Answers the phone and plans.
    Desk,
    /// Goes to the sites, for these trades.
    Field(&'static [&'static str]),
    /// Neither.
    Back,
}

/// An employee with their account.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) employee: Employee,
    pub(super) account: AccountId,
    pub(super) role: Role,
    pub(super) part: Part,
}

type Row = (&'static str, &'static str, &'static str, &'static str, Role, Part);

/// First name, last name, function, local part of the address, role and part. The first three are those whom the sign-in
/// page shows.
const TEAM: [Row; 12] = [
    (
        "Claire",
        "Moreau",
        "Assistante d'exploitation",
        "demo",
        Role::Dispatcher,
        Part::Desk,
    ),
    (
        "Antoine",
        "Lefèvre",
        "Directeur technique",
        "admin",
        Role::Administrator,
        Part::Back,
    ),
    (
        "Karim",
        "Benali",
        "Technicien chauffage",
        "tech",
        Role::Technician,
        Part::Field(&["chauffage"]),
    ),
    (
        "Sophie",
        "Garnier",
        "Assistante d'exploitation",
        "sophie.garnier",
        Role::Dispatcher,
        Part::Desk,
    ),
    (
        "Nathalie",
        "Roux",
        "Chargée de clientèle",
        "nathalie.roux",
        Role::Dispatcher,
        Part::Desk,
    ),
    (
        "Julien",
        "Marchand",
        "Électricien",
        "julien.marchand",
        Role::Technician,
        Part::Field(&["electricite", "acces"]),
    ),
    (
        "Thomas",
        "Petit",
        "Plombier",
        "thomas.petit",
        Role::Technician,
        Part::Field(&["plomberie"]),
    ),
    (
        "Élodie",
        "Fontaine",
        "Technicienne ascenseurs",
        "elodie.fontaine",
        Role::Technician,
        Part::Field(&["ascenseur"]),
    ),
    (
        "Marc",
        "Delcourt",
        "Technicien bureautique",
        "marc.delcourt",
        Role::Technician,
        Part::Field(&["bureautique", "reseau"]),
    ),
    (
        "Yvan",
        "Carpentier",
        "Frigoriste",
        "yvan.carpentier",
        Role::Technician,
        Part::Field(&["froid", "incendie"]),
    ),
    (
        "Isabelle",
        "Perrin",
        "Comptable",
        "isabelle.perrin",
        Role::Reader,
        Part::Back,
    ),
    (
        "Gérard",
        "Blanc",
        "Assistant d'exploitation",
        "gerard.blanc",
        Role::Reader,
        Part::Back,
    ),
];

/// The last of the list has left the company.
pub(super) fn team(dice: &mut Dice) -> Result<Vec<Person>, Failure> {
    let last = TEAM.len() - 1;
    let person = |(at, (first_name, last_name, function, local, role, part)): (usize, Row)| {
        let id = at as i64 + 1;
        let phone = phone(dice, "06");
        let employee = Employee {
            id: EmployeeId(id),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            function: function.to_owned(),
            mail1: Some(email(&format!("{local}@example.org"))?),
            mail2: if part == Part::Back {
                Vec::new()
            } else {
                vec![email(SHARED)?]
            },
            signature: format!("{first_name} {last_name}\n{function}\nTél. {phone}"),
            phone,
            is_active: at != last,
        };
        Ok(Person {
            employee,
            account: AccountId(id),
            role,
            part,
        })
    };
    TEAM.into_iter().enumerate().map(person).collect()
}

/// A customer with its sites and its contacts.
#[derive(Clone, Debug)]
pub(super) struct House {
    pub(super) customer: Customer,
    pub(super) sites: Vec<Site>,
    pub(super) contacts: Vec<Contact>,
}

/// The customers, in the order of their codes.
pub(super) fn customers(dice: &mut Dice) -> Result<Vec<House>, Failure> {
    let mut builder = Builder {
        dice,
        houses: Vec::new(),
        slug: "",
        region: "",
        sites: 0,
        contacts: 0,
    };
    for line in include_str!("customers.txt").lines() {
        builder.read(line)?;
    }
    Ok(builder.houses)
}

struct Builder<'a> {
    dice: &'a mut Dice,
    houses: Vec<House>,
    slug: &'static str,
    region: &'static str,
    sites: i64,
    contacts: i64,
}

impl Builder<'_> {
    /// `= name | domain | region`, `s name | address | town`, `p title | first name | last name | function`.
    fn read(&mut self, line: &'static str) -> Result<(), Failure> {
        let unreadable = || Failure::Corrupt(format!("a customer of the demonstration: {line}"));
        let (mark, rest) = line.split_once(' ').ok_or_else(unreadable)?;
        let fields: Vec<&'static str> = rest.split(" | ").collect();
        match (mark, fields.as_slice()) {
            ("=", [name, slug, region]) => {
                (self.slug, self.region) = (slug, region);
                let customer = self.customer(name);
                self.houses.push(House {
                    customer,
                    sites: Vec::new(),
                    contacts: Vec::new(),
                });
            }
            ("s", [name, address, town]) => {
                self.sites += 1;
                let id = SiteId(self.sites);
                let house = self.houses.last_mut().ok_or_else(unreadable)?;
                house.sites.push(Site {
                    id,
                    customer: house.customer.id,
                    name: (*name).to_owned(),
                    address: (*address).to_owned(),
                    town: (*town).to_owned(),
                });
            }
            ("p", [title, first_name, last_name, function]) => {
                let contact = self.contact(title, first_name, last_name, function)?;
                self.houses
                    .last_mut()
                    .ok_or_else(unreadable)?
                    .contacts
                    .push(contact);
            }
            _ => return Err(unreadable()),
        }
        Ok(())
    }

    fn customer(&mut self, name: &str) -> Customer {
        let id = self.houses.len() as i64 + 1;
        Customer {
            id: CustomerId(id),
            code: format!("C-{id:04}"),
            name: name.to_owned(),
            phone: phone(self.dice, self.region),
            is_active: true,
        }
    }

    fn contact(&mut self, title: &str, first: &str, last: &str, function: &str) -> Result<Contact, Failure> {
        self.contacts += 1;
        let id = self.contacts;
        let house = self.houses.len() as i64;
        let rank = self.houses.last().map_or(0, |house| house.contacts.len());
        let domain = format!("{}.example", self.slug);
        let (mail1, mail2) = match (id, rank) {
            // The contact whose addresses are documented.
            (1, _) => (Some("contact1".to_owned()), vec!["contact1b".to_owned()]),
            // A third contact without any address: one is added when it is needed.
            (_, 2..) => (None, Vec::new()),
            _ => (Some(local_part(first, last)), self.second_mails(rank)),
        };
        let at_domain = |local: String| email(&format!("{local}@{domain}"));
        let mut phones = vec![phone(self.dice, "06")];
        if self.dice.chance(40) {
            phones.insert(0, phone(self.dice, self.region));
        }
        Ok(Contact {
            id: ContactId(id),
            customer: CustomerId(house),
            title: title.to_owned(),
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            function: function.to_owned(),
            phones,
            mail1: mail1.map(at_domain).transpose()?,
            mail2: mail2.into_iter().map(at_domain).collect::<Result<_, _>>()?,
            is_active: true,
        })
    }

    /// Often an address that several people share.
    fn second_mails(&mut self, rank: usize) -> Vec<String> {
        match self.dice.below(4) {
            0 if rank == 0 => vec!["accueil".to_owned(), "direction".to_owned()],
            0 | 1 => vec!["accueil".to_owned()],
            _ => Vec::new(),
        }
    }
}

fn local_part(first: &str, last: &str) -> String {
    fold(&format!("{first}.{last}")).replace(' ', "-")
}

fn email(address: &str) -> Result<Email, Failure> {
    address
        .parse()
        .map_err(|_| Failure::Corrupt(format!("an address of the demonstration: {address}")))
}

/// Numbers that are never given to anybody: the ranges that the French regulator keeps for films and novels
/// (<https://www.arcep.fr/la-regulation/grands-dossiers-thematiques-transverses/la-numerotation.html>).
fn phone(dice: &mut Dice, region: &str) -> String {
    let range = match region {
        "01" => "01 99 00",
        "02" => "02 61 91",
        "03" => "03 53 01",
        "04" => "04 65 71",
        "05" => "05 36 49",
        _ => "06 39 98",
    };
    format!("{range} {:02} {:02}", dice.below(100), dice.below(100))
}

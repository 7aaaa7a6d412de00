//! The customers and the team that the synthetic requests are about.

use crate::demo::script::Slots;
use crate::dice::Dice;
use crate::error::Failure;
use crate::http::password::{PasswordCost, Passwords};
use crate::persistence::load::{Load, NewAccount, NewDit, Taken};
use crate::services::random_bytes;
use domain::contact::Contact;
use domain::customer::{Customer, Site};
use domain::email::Email;
use domain::employee::Employee;
use domain::permission::Role;
use domain::{AccountId, ContactId, CustomerId, EmployeeId, SiteId};

/// Requests of one customer, on average.
const PER_CUSTOMER: u32 = 50;
const TEAM: i64 = 40;

const FIRST_NAMES: [&str; 16] = [
    "Camille", "Louis", "Léa", "Hugo", "Chloé", "Jules", "Manon", "Adam", "Inès", "Paul", "Zoé", "Nathan",
    "Alice", "Théo", "Nina", "Malik",
];
const LAST_NAMES: [&str; 16] = [
    "Martin", "Bernard", "Dubois", "Robert", "Richard", "Durand", "Leroy", "Simon", "Laurent", "Michel",
    "Garcia", "Bertrand", "Roux", "Vincent", "Fournier", "Morel",
];
const TRADES: [&str; 10] = [
    "Boulangerie",
    "Garage",
    "Clinique",
    "Résidence",
    "Imprimerie",
    "Hôtel",
    "Menuiserie",
    "Laboratoire",
    "Transports",
    "Pharmacie",
];
const TOWNS: [&str; 12] = [
    "Rennes", "Nantes", "Angers", "Le Mans", "Tours", "Orléans", "Caen", "Rouen", "Lille", "Reims", "Dijon",
    "Lyon",
];

/// A customer with one site and one contact.
pub(super) struct House {
    pub(super) customer: Customer,
    pub(super) site: Site,
    pub(super) contact: Contact,
}

/// Who takes part.
pub(super) struct People {
    pub(super) customers: Vec<House>,
    pub(super) team: Vec<(EmployeeId, AccountId)>,
}

impl People {
    /// What the texts of a request call by name.
    pub(super) fn slots(&self, customer: usize, dit: &NewDit) -> Slots {
        let contact = &self.customers[customer].contact;
        let mut slots = Slots::default();
        slots.set("contact", format!("{} {}", contact.title, contact.last_name));
        slots.set("contact_nom", contact.name());
        slots.set("tech", "le technicien");
        slots.set("moi", "Le service technique");
        slots.set("rdv", "mardi à 9 h");
        slots.set("heure", "17 h");
        slots.set("ref", format!("R-{}", dit.id.0));
        slots.set("code", format!("{:04}", dit.id.0 % 10_000));
        slots
    }
}

/// Adds the customers and the team that so many requests need. Nobody knows the password of these accounts.
pub(super) async fn add(
    load: &Load<'_>,
    taken: Taken,
    requests: u32,
    dice: &mut Dice,
) -> Result<People, Failure> {
    let customers = (0..requests.div_ceil(PER_CUSTOMER).max(1))
        .map(|at| house(&taken, i64::from(at) + 1, dice))
        .collect::<Result<Vec<_>, _>>()?;
    load.customers(
        &customers
            .iter()
            .map(|house| house.customer.clone())
            .collect::<Vec<_>>(),
    )
    .await?;
    load.sites(
        &customers
            .iter()
            .map(|house| house.site.clone())
            .collect::<Vec<_>>(),
    )
    .await?;
    load.contacts(
        &customers
            .iter()
            .map(|house| house.contact.clone())
            .collect::<Vec<_>>(),
    )
    .await?;

    let employees = (1..=TEAM)
        .map(|at| employee(&taken, at, dice))
        .collect::<Result<Vec<_>, _>>()?;
    load.employees(&employees).await?;
    let secret = crate::files::hex(&random_bytes::<32>());
    let password_hash = Passwords::new(PasswordCost::LEAST)?.hash(secret).await?;
    let accounts: Vec<NewAccount> = employees
        .iter()
        .zip(1..)
        .filter_map(|(employee, at)| {
            Some(NewAccount {
                id: AccountId(taken.account + at),
                employee: employee.id,
                email: employee.mail1.clone()?,
                password_hash: password_hash.clone(),
                role: Role::Technician,
            })
        })
        .collect();
    load.accounts(&accounts).await?;
    let team = accounts
        .iter()
        .map(|account| (account.employee, account.id))
        .collect();
    Ok(People { customers, team })
}

fn house(taken: &Taken, at: i64, dice: &mut Dice) -> Result<House, Failure> {
    let id = taken.customer + at;
    let (first_name, last_name) = (*dice.pick(&FIRST_NAMES), *dice.pick(&LAST_NAMES));
    let customer = Customer {
        id: CustomerId(id),
        code: format!("S-{id:06}"),
        name: format!("{} {last_name} {id}", dice.pick(&TRADES)),
        phone: phone(id),
        is_active: true,
    };
    let site = Site {
        id: SiteId(taken.site + at),
        customer: customer.id,
        name: "Siège".to_owned(),
        address: format!("{} rue de la République", dice.between(1, 200)),
        town: (*dice.pick(&TOWNS)).to_owned(),
    };
    let contact = Contact {
        id: ContactId(taken.contact + at),
        customer: customer.id,
        title: (*dice.pick(&["Mme", "M."])).to_owned(),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        function: "Responsable".to_owned(),
        phones: vec![phone(id + 1)],
        mail1: Some(email(&format!("contact@client-{id}.example"))?),
        mail2: Vec::new(),
        is_active: true,
    };
    Ok(House {
        customer,
        site,
        contact,
    })
}

fn employee(taken: &Taken, at: i64, dice: &mut Dice) -> Result<Employee, Failure> {
    let id = taken.employee + at;
    Ok(Employee {
        id: EmployeeId(id),
        first_name: (*dice.pick(&FIRST_NAMES)).to_owned(),
        last_name: (*dice.pick(&LAST_NAMES)).to_owned(),
        function: "Technicien".to_owned(),
        phone: phone(id),
        mail1: Some(email(&format!("employee-{id}@example.org"))?),
        mail2: Vec::new(),
        signature: String::new(),
        is_active: true,
    })
}

/// Out of a range that is never given to anybody.
fn phone(id: i64) -> String {
    format!("01 99 00 {:02} {:02}", id / 100 % 100, id % 100)
}

fn email(address: &str) -> Result<Email, Failure> {
    address
        .parse()
        .map_err(|_| Failure::Corrupt("a synthetic address".to_owned()))
}

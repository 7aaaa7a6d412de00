//! A small company, its customers and their people.

use domain::contact::Contact;
use domain::employee::{Actor, Employee};
use domain::exchange::Kind;
use domain::permission::Role;
use domain::{AccountId, CustomerId, EmployeeId, SiteId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder};
use server::persistence::Database;
use server::persistence::code::Coded;
use server::persistence::entity::{accounts, contacts, customers, employees, kinds, sites};

/// What every test can lean on.
pub struct Company {
    pub customer: CustomerId,
    pub site: SiteId,
    /// Mail 1 `contact1@client.example`, Mail 2 `contact1b@client.example; accueil@client.example`.
    pub contact: Contact,
    /// No address at all.
    pub contact_without_mail: Contact,
    /// No longer active.
    pub former_contact: Contact,
    /// Of the other customer.
    pub stranger: Contact,
    pub administrator: Person,
    pub dispatcher: Person,
    pub technician: Person,
    pub other_technician: Person,
    pub reader: Person,
    /// Left the company.
    pub former_employee: EmployeeId,
    /// The shipped ones in order, then a retired one.
    pub kinds: Vec<Kind>,
}

/// An employee and their account.
pub struct Person {
    pub actor: Actor,
    pub employee: Employee,
}

pub(super) async fn found_company(db: &Database) -> Company {
    let tx = db.begin().await.unwrap();
    let customer = insert_customer(&tx, "C-0001", "Établissements Dupont").await;
    let other_customer = insert_customer(&tx, "C-0002", "L'Atelier du Port").await;
    let site = sites::ActiveModel {
        customer_id: Set(customer.0),
        name: Set("Siège".to_owned()),
        address: Set("1 rue de la Paix".to_owned()),
        town: Set("Nîmes".to_owned()),
        ..Default::default()
    };
    let site = SiteId(
        sites::Entity::insert(site)
            .exec(&tx)
            .await
            .unwrap()
            .last_insert_id,
    );
    let both = (
        Some("contact1@client.example"),
        "contact1b@client.example; accueil@client.example",
    );
    let contact = insert_contact(&tx, customer, "Élodie", both, true).await;
    let contact_without_mail = insert_contact(&tx, customer, "Paul", (None, ""), true).await;
    let former_contact = insert_contact(&tx, customer, "Léa", (Some("lea@client.example"), ""), false).await;
    let stranger = insert_contact(&tx, other_customer, "Marc", (Some("marc@port.example"), ""), true).await;
    let administrator = insert_person(&tx, Role::Administrator, "admin@example.org").await;
    let dispatcher = insert_person(&tx, Role::Dispatcher, "demo@example.org").await;
    let technician = insert_person(&tx, Role::Technician, "tech@example.org").await;
    let other_technician = insert_person(&tx, Role::Technician, "tech2@example.org").await;
    let reader = insert_person(&tx, Role::Reader, "reader@example.org").await;
    let former_employee = insert_employee(&tx, "former@example.org", false).await.id;
    let retired = kinds::ActiveModel {
        label: Set("Visite".to_owned()),
        is_chaser: Set(false),
        is_active: Set(false),
        position: Set(6),
        ..Default::default()
    };
    kinds::Entity::insert(retired).exec(&tx).await.unwrap();
    let kinds = kinds::Entity::find()
        .order_by_asc(kinds::Column::Position)
        .all(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    Company {
        customer,
        site,
        contact,
        contact_without_mail,
        former_contact,
        stranger,
        administrator,
        dispatcher,
        technician,
        other_technician,
        reader,
        former_employee,
        kinds: kinds.into_iter().map(Kind::from).collect(),
    }
}

async fn insert_customer(tx: &impl ConnectionTrait, code: &str, name: &str) -> CustomerId {
    let row = customers::ActiveModel {
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        phone: Set("04 66 00 00 00".to_owned()),
        is_active: Set(true),
        ..Default::default()
    };
    CustomerId(
        customers::Entity::insert(row)
            .exec(tx)
            .await
            .unwrap()
            .last_insert_id,
    )
}

async fn insert_contact(
    tx: &impl ConnectionTrait,
    customer: CustomerId,
    first_name: &str,
    (mail1, mail2): (Option<&str>, &str),
    is_active: bool,
) -> Contact {
    let row = contacts::ActiveModel {
        customer_id: Set(customer.0),
        title: Set(String::new()),
        first_name: Set(first_name.to_owned()),
        last_name: Set("Martin".to_owned()),
        function: Set("Responsable du site".to_owned()),
        phones: Set("04 66 00 00 01; 06 00 00 00 01".to_owned()),
        mail1: Set(mail1.map(str::to_owned)),
        mail2: Set(mail2.to_owned()),
        is_active: Set(is_active),
        ..Default::default()
    };
    let id = contacts::Entity::insert(row)
        .exec(tx)
        .await
        .unwrap()
        .last_insert_id;
    contacts::Entity::find_by_id(id)
        .one(tx)
        .await
        .unwrap()
        .unwrap()
        .try_into()
        .unwrap()
}

async fn insert_person(tx: &impl ConnectionTrait, role: Role, email: &str) -> Person {
    let employee = insert_employee(tx, email, true).await;
    let row = accounts::ActiveModel {
        employee_id: Set(employee.id.0),
        email: Set(email.to_owned()),
        password_hash: Set(String::new()),
        role: Set(role.code().to_owned()),
        locale: Set("fr".to_owned()),
        is_active: Set(true),
        failed_count: Set(0),
        blocked_until_at: Set(None),
        ..Default::default()
    };
    let account = AccountId(
        accounts::Entity::insert(row)
            .exec(tx)
            .await
            .unwrap()
            .last_insert_id,
    );
    Person {
        actor: Actor {
            account,
            employee: employee.id,
            role,
        },
        employee,
    }
}

async fn insert_employee(tx: &impl ConnectionTrait, email: &str, is_active: bool) -> Employee {
    let row = employees::ActiveModel {
        first_name: Set("Claude".to_owned()),
        last_name: Set(email.split('@').next().unwrap().to_owned()),
        function: Set("Assistance".to_owned()),
        phone: Set(String::new()),
        mail1: Set(Some(email.to_owned())),
        mail2: Set("technique@example.org".to_owned()),
        signature: Set("Claude\nService technique".to_owned()),
        is_active: Set(is_active),
        ..Default::default()
    };
    let id = employees::Entity::insert(row)
        .exec(tx)
        .await
        .unwrap()
        .last_insert_id;
    employees::Entity::find_by_id(id)
        .one(tx)
        .await
        .unwrap()
        .unwrap()
        .try_into()
        .unwrap()
}

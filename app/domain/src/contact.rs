//! The people of a customer.

use crate::email::Email;
use crate::id::{ContactId, CustomerId};
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

/// First and last name, either of which may be empty.
pub fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}").trim().to_owned()
}

//! The people of the company.

use crate::contact::full_name;
use crate::email::Email;
use crate::id::{AccountId, EmployeeId};
use crate::permission::Role;
use serde::{Deserialize, Serialize};

/// Collaborateur.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Employee {
    pub id: EmployeeId,
    pub first_name: String,
    pub last_name: String,
    pub function: String,
    pub phone: String,
    pub mail1: Option<Email>,
    /// Often a mailbox shared by a team; may hold several addresses.
    pub mail2: Vec<Email>,
    /// Plain text; empty when there is none.
    pub signature: String,
    pub is_active: bool,
}

impl Employee {
    /// First and last name, as shown.
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// The addresses that may stand in From: Mail 1, then each address of Mail 2.
    pub fn emails(&self) -> impl Iterator<Item = &Email> {
        self.mail1.iter().chain(&self.mail2)
    }
}

/// Who acts: an account that signed in, its employee and its role.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Actor {
    pub account: AccountId,
    pub employee: EmployeeId,
    pub role: Role,
}

//! Customers and their sites.

use crate::id::{CustomerId, SiteId};
use serde::{Deserialize, Serialize};

/// Client.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Customer {
    pub id: CustomerId,
    /// `C-0001`.
    pub code: String,
    pub name: String,
    pub phone: String,
    pub is_active: bool,
}

/// Site of a customer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Site {
    pub id: SiteId,
    pub customer: CustomerId,
    pub name: String,
    pub address: String,
    pub town: String,
}

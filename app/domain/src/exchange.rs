//! The exchange: one thing said between the company and a customer, named from our side.

use crate::id::{ContactId, KindId};
use crate::text::FreeName;
use serde::{Deserialize, Serialize};

/// Sens de l'échange.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Direction {
    /// Reçu: comes from the customer.
    Received,
    /// Transmis: goes to the customer.
    Sent,
    /// Note interne: never visible to the customer, never mailed, never counted.
    Internal,
}

impl Direction {
    pub const ALL: [Direction; 3] = [Direction::Received, Direction::Sent, Direction::Internal];

    /// Whether it counts in the badge and can be the last word.
    pub fn is_counted(self) -> bool {
        self != Direction::Internal
    }
}

/// Canal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Channel {
    Phone,
    Mail,
    Sms,
    OnSite,
    Portal,
    Other,
}

impl Channel {
    pub const ALL: [Channel; 6] = [
        Channel::Phone,
        Channel::Mail,
        Channel::Sms,
        Channel::OnSite,
        Channel::Portal,
        Channel::Other,
    ];

    /// The channel of an exchange whose author chose none.
    pub fn default_for(is_mailed: bool) -> Self {
        if is_mailed { Channel::Mail } else { Channel::Phone }
    }
}

/// Type d'échange, as an administrator set it up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kind {
    pub id: KindId,
    pub label: String,
    /// Relance: turns the badge red.
    pub is_chaser: bool,
    /// Retired kinds stay on old exchanges and cannot be chosen.
    pub is_active: bool,
}

/// Correspondant: the other side of an exchange.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Counterpart {
    /// A contact of the customer.
    Contact(ContactId),
    /// Somebody who is in no list, by name.
    Free(FreeName),
}

//! Identifiers, one newtype per record, so that no id can stand for another's.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Ids given by the server's database.
macro_rules! number_id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )*};
}

/// Ids made where the record is born, which may be a browser without network.
macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A UUID version 7 (RFC 9562 section 5.7) from Unix milliseconds and ten random bytes.
            pub fn new(unix_ms: i64, random: [u8; 10]) -> Self {
                let millis = unix_ms.max(0).unsigned_abs();
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map($name)
            }
        }
    )*};
}

number_id! {
    /// Compte.
    AccountId
    /// Client.
    CustomerId
    /// Site.
    SiteId
    /// Interlocuteur.
    ContactId
    /// Collaborateur.
    EmployeeId
    /// Demande d'intervention.
    DitId
    /// Intervention.
    JobId
    /// Type d'échange.
    KindId
    /// Modèle.
    TemplateId
    /// One recipient of one mail.
    MailRecipientId
}

uuid_id! {
    /// Échange. The id of the envelope that recorded it.
    ExchangeId
    /// One write, as the client sent it.
    EnvelopeId
    /// Pièce jointe.
    AttachmentId
    /// One frozen mail.
    MailId
    /// A view of the list that a person saved.
    SavedViewId
}

impl From<EnvelopeId> for ExchangeId {
    fn from(envelope: EnvelopeId) -> Self {
        ExchangeId(envelope.0)
    }
}

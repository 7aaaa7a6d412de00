//! Rows as the domain's records, for both the reads and the writes.

use super::entity::{attachments, contacts, employees, kinds};
use crate::error::Failure;
use domain::attachment::Attachment;
use domain::contact::Contact;
use domain::dit::DitNumber;
use domain::email::{Email, parse_list};
use domain::employee::Employee;
use domain::exchange::{Counterpart, Kind};
use domain::text::FreeName;
use domain::{AttachmentId, ContactId, CustomerId, EmployeeId, KindId};
use editor::Document;

impl TryFrom<contacts::Model> for Contact {
    type Error = Failure;

    fn try_from(row: contacts::Model) -> Result<Self, Failure> {
        Ok(Contact {
            id: ContactId(row.id),
            customer: CustomerId(row.customer_id),
            title: row.title,
            first_name: row.first_name,
            last_name: row.last_name,
            function: row.function,
            phones: split_phones(&row.phones),
            mail1: mail1(row.mail1)?,
            mail2: mail2(&row.mail2)?,
            is_active: row.is_active,
        })
    }
}

impl TryFrom<employees::Model> for Employee {
    type Error = Failure;

    fn try_from(row: employees::Model) -> Result<Self, Failure> {
        Ok(Employee {
            id: EmployeeId(row.id),
            first_name: row.first_name,
            last_name: row.last_name,
            function: row.function,
            phone: row.phone,
            mail1: mail1(row.mail1)?,
            mail2: mail2(&row.mail2)?,
            signature: row.signature,
            is_active: row.is_active,
        })
    }
}

impl From<kinds::Model> for Kind {
    fn from(row: kinds::Model) -> Self {
        Kind {
            id: KindId(row.id),
            label: row.label,
            is_chaser: row.is_chaser,
            is_active: row.is_active,
        }
    }
}

impl TryFrom<attachments::Model> for Attachment {
    type Error = Failure;

    fn try_from(row: attachments::Model) -> Result<Self, Failure> {
        let size_bytes = u64::try_from(row.size_bytes).map_err(|_| corrupt("attachments.size_bytes"))?;
        Ok(Attachment {
            id: AttachmentId(row.id),
            name: row.name,
            media_type: row.media_type,
            size_bytes,
        })
    }
}

/// The other side of an exchange, from its two columns.
///
/// # Errors
/// [`Failure::Corrupt`] for a name that could not have been typed.
pub(crate) fn counterpart(
    contact_id: Option<i64>,
    free_name: Option<&str>,
) -> Result<Option<Counterpart>, Failure> {
    match (contact_id, free_name) {
        (Some(id), _) => Ok(Some(Counterpart::Contact(ContactId(id)))),
        (None, Some(name)) => FreeName::parse(name)
            .map(|name| Some(Counterpart::Free(name)))
            .map_err(|_| corrupt("exchanges.free_name")),
        (None, None) => Ok(None),
    }
}

/// The two columns of the other side of an exchange.
pub(crate) fn counterpart_columns(counterpart: Option<&Counterpart>) -> (Option<i64>, Option<String>) {
    match counterpart {
        Some(Counterpart::Contact(id)) => (Some(id.0), None),
        Some(Counterpart::Free(name)) => (None, Some(name.as_str().to_owned())),
        None => (None, None),
    }
}

/// # Errors
/// [`Failure::Corrupt`].
pub(crate) fn dit_number(text: &str) -> Result<DitNumber, Failure> {
    text.parse().map_err(|_| corrupt("dits.number"))
}

/// # Errors
/// [`Failure::Corrupt`] for what is negative.
pub(crate) fn unsigned(column: &'static str, number: i32) -> Result<u32, Failure> {
    u32::try_from(number).map_err(|_| corrupt(column))
}

/// # Errors
/// [`Failure::Corrupt`] for what a column cannot hold.
pub(crate) fn signed(column: &'static str, number: u32) -> Result<i32, Failure> {
    i32::try_from(number).map_err(|_| corrupt(column))
}

/// How a text looks, as it is kept.
///
/// # Errors
/// None that a document can cause.
pub(crate) fn document_column(document: Option<&Document>) -> Result<Option<String>, Failure> {
    let json = document.map(serde_json::to_string).transpose();
    json.map_err(|error| Failure::Corrupt(error.to_string()))
}

/// How a text looks. One of another version of the program, which this one cannot read, takes nothing of the text with it.
pub(crate) fn stored_document(column: Option<&str>) -> Option<Document> {
    let document = serde_json::from_str(column?);
    if document.is_err() {
        tracing::warn!("a formatted text cannot be read: it is shown as plain text");
    }
    document.ok()
}

/// A formatted detail as our pages show it. Its images were files of the exchange when it was written, and whoever fetches one is judged then.
pub(crate) fn page_html(document: &Document) -> String {
    document.to_page_html(&|id| {
        let id: AttachmentId = id.parse().ok()?;
        Some(format!("/attachments/{id}/image"))
    })
}

pub(crate) fn corrupt(what: &str) -> Failure {
    Failure::Corrupt(what.to_owned())
}

fn mail1(column: Option<String>) -> Result<Option<Email>, Failure> {
    column
        .map(|text| text.parse().map_err(|_| corrupt("mail1")))
        .transpose()
}

fn mail2(column: &str) -> Result<Vec<Email>, Failure> {
    parse_list(column).map_err(|_| corrupt("mail2"))
}

fn split_phones(column: &str) -> Vec<String> {
    column
        .split(';')
        .map(str::trim)
        .filter(|phone| !phone.is_empty())
        .map(str::to_owned)
        .collect()
}

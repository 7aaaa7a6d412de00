//! Whom to tell about a mail that was given up.

use super::super::code::{Coded, decode};
use super::super::entity::{accounts, dits, employees, exchanges, mails};
use crate::error::Failure;
use domain::MailId;
use domain::dit::DitNumber;
use domain::email::Email;
use domain::locale::Locale;
use domain::mail::{MailPurpose, Mailbox};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

/// A mail of an exchange and the person who recorded it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Authored {
    pub from: Email,
    pub subject: String,
    pub message_id: String,
    pub dit: DitNumber,
    pub author: Mailbox,
    pub locale: Locale,
}

/// Who recorded the exchange of this mail, at their Mail 1; who sent it, when they have none. `None` when the mail carries no exchange or
/// nobody can be written to.
///
/// # Errors
/// What the database says.
pub async fn authored(tx: &impl ConnectionTrait, mail: MailId) -> Result<Option<Authored>, Failure> {
    let Some(known) = carrier(tx, mail).await? else {
        return Ok(None);
    };
    let Some(exchange) = exchanges::Entity::find_by_id(known.exchange_id).one(tx).await? else {
        return Ok(None);
    };
    let number: Option<String> = dits::Entity::find_by_id(exchange.dit_id)
        .select_only()
        .column(dits::Column::Number)
        .into_tuple()
        .one(tx)
        .await?;
    let account = accounts::Entity::find_by_id(exchange.recorded_by).one(tx).await?;
    let (Some(Ok(dit)), Some(account), Ok(from)) = (
        number.map(|number| number.parse()),
        account,
        known.from_email.parse(),
    ) else {
        return Ok(None);
    };
    for employee in [account.employee_id, exchange.employee_id] {
        if let Some(author) = mail1(tx, employee).await? {
            return Ok(Some(Authored {
                from,
                subject: known.subject,
                message_id: known.message_id,
                dit,
                author,
                locale: decode(&account.locale)?,
            }));
        }
    }
    Ok(None)
}

/// What is needed of the mail: not its bytes.
#[derive(FromQueryResult)]
struct Carrier {
    exchange_id: Uuid,
    from_email: String,
    subject: String,
    message_id: String,
}

async fn carrier(tx: &impl ConnectionTrait, mail: MailId) -> Result<Option<Carrier>, Failure> {
    Ok(mails::Entity::find_by_id(mail.0)
        .select_only()
        .columns([
            mails::Column::ExchangeId,
            mails::Column::FromEmail,
            mails::Column::Subject,
            mails::Column::MessageId,
        ])
        .filter(mails::Column::ExchangeId.is_not_null())
        .filter(mails::Column::Purpose.eq(MailPurpose::Exchange.code()))
        .into_model::<Carrier>()
        .one(tx)
        .await?)
}

async fn mail1(tx: &impl ConnectionTrait, employee: i64) -> Result<Option<Mailbox>, Failure> {
    let row = employees::Entity::find_by_id(employee).one(tx).await?;
    Ok(row.and_then(|row| {
        Some(Mailbox {
            email: row.mail1?.parse().ok()?,
            name: domain::contact::full_name(&row.first_name, &row.last_name),
        })
    }))
}

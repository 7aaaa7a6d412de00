//! What is so now of requests that changed: a fixed number of statements, whoever is told.

use super::super::Database;
use super::super::code::decode;
use super::super::convert::{dit_number, unsigned};
use super::super::entity::{
    accounts, customers, dits, employees, exchange_counters, exchanges, mail_recipients, mails,
};
use super::{indicator, session};
use crate::error::Failure;
use crate::live::Change;
use app::view::live::{DitChange, ExchangeMark, RecipientMark};
use domain::contact::full_name;
use domain::time::Timestamp;
use domain::{AccountId, ExchangeId, MailRecipientId};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Rows in one statement: databases limit the number of values (SQLite 32,766).
const ROWS_MAX: usize = 1_000;

/// The requests of these changes as they stand now.
///
/// # Errors
/// What the database says.
pub(crate) async fn changes(db: &Database, changes: &[Change]) -> Result<Vec<DitChange>, Failure> {
    let mut asked: BTreeMap<i64, BTreeSet<Uuid>> = BTreeMap::new();
    let mut reported = BTreeSet::new();
    let mut recipients = BTreeSet::new();
    for change in changes {
        match change {
            Change::Exchange(dit, exchange) => {
                asked.entry(dit.0).or_default().insert(exchange.0);
            }
            Change::Report(dit) => {
                asked.entry(dit.0).or_default();
                reported.insert(dit.0);
            }
            Change::Mails(ids) => recipients.extend(ids.iter().map(|id| id.0)),
            Change::MailAccounts | Change::Pen(..) => {}
        }
    }
    for (dit, exchange) in mailed(db, &recipients.into_iter().collect::<Vec<_>>()).await? {
        asked.entry(dit).or_default().insert(exchange);
    }
    let exchanges: Vec<Uuid> = asked.values().flatten().copied().collect();
    let mut marks = marks(db, &exchanges).await?;
    let mut found = Vec::with_capacity(asked.len());
    for ids in asked.keys().copied().collect::<Vec<_>>().chunks(ROWS_MAX) {
        for (dit, customer, counter) in stands(db, ids).await? {
            found.push(DitChange {
                dit: dit_number(&dit.number)?,
                customer: customer.map(|customer| customer.code).unwrap_or_default(),
                state: decode(&dit.state)?,
                indicator: indicator(counter.as_ref())?,
                last_at: counter
                    .and_then(|counter| counter.last_occurred_at)
                    .map(Timestamp),
                has_report: reported.contains(&dit.id),
                exchanges: marks.remove(&dit.id).unwrap_or_default(),
            });
        }
    }
    Ok(found)
}

/// The name of the employee of an account.
///
/// # Errors
/// What the database says.
pub(crate) async fn name_of(db: &Database, account: AccountId) -> Result<Option<String>, Failure> {
    let found = accounts::Entity::find_by_id(account.0)
        .find_also_related(employees::Entity)
        .one(db.reader())
        .await?;
    Ok(found
        .and_then(|(_, employee)| employee)
        .map(|employee| full_name(&employee.first_name, &employee.last_name)))
}

/// Whether the program has stopped a mail account.
///
/// # Errors
/// What the database says.
pub(crate) async fn has_mail_alert(db: &Database) -> Result<bool, Failure> {
    session::has_mail_alert(db.reader()).await
}

/// Which exchanges of which requests went to these recipients.
async fn mailed(db: &Database, recipients: &[i64]) -> Result<Vec<(i64, Uuid)>, Failure> {
    let mut found = Vec::new();
    for ids in recipients.chunks(ROWS_MAX) {
        let rows: Vec<(i64, Uuid)> = mail_recipients::Entity::find()
            .select_only()
            .column(exchanges::Column::DitId)
            .column(exchanges::Column::Id)
            .join(JoinType::InnerJoin, mail_recipients::Relation::Mail.def())
            .join(JoinType::InnerJoin, mails::Relation::Exchange.def())
            .filter(mail_recipients::Column::Id.is_in(ids.iter().copied()))
            .distinct()
            .into_tuple()
            .all(db.reader())
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

type Stand = (
    dits::Model,
    Option<customers::Model>,
    Option<exchange_counters::Model>,
);

async fn stands(db: &Database, ids: &[i64]) -> Result<Vec<Stand>, Failure> {
    let found = dits::Entity::find()
        .find_also_related(customers::Entity)
        .filter(dits::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(dits::Column::Id)
        .all(db.reader())
        .await?;
    let counters = exchange_counters::Entity::find()
        .filter(exchange_counters::Column::DitId.is_in(ids.iter().copied()))
        .all(db.reader())
        .await?;
    let mut counters: BTreeMap<i64, exchange_counters::Model> = counters
        .into_iter()
        .map(|counter| (counter.dit_id, counter))
        .collect();
    Ok(found
        .into_iter()
        .map(|(dit, customer)| {
            let counter = counters.remove(&dit.id);
            (dit, customer, counter)
        })
        .collect())
}

/// How these exchanges stand, by request.
async fn marks(db: &Database, ids: &[Uuid]) -> Result<BTreeMap<i64, Vec<ExchangeMark>>, Failure> {
    let mut marks: BTreeMap<i64, Vec<ExchangeMark>> = BTreeMap::new();
    for ids in ids.chunks(ROWS_MAX) {
        let rows: Vec<(Uuid, i64, i32)> = exchanges::Entity::find()
            .select_only()
            .columns([
                exchanges::Column::Id,
                exchanges::Column::DitId,
                exchanges::Column::Revision,
            ])
            .filter(exchanges::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(db.reader())
            .await?;
        let mut recipients = recipients(db, ids).await?;
        for (id, dit, revision) in rows {
            marks.entry(dit).or_default().push(ExchangeMark {
                exchange: ExchangeId(id),
                revision: unsigned("exchanges.revision", revision)?,
                recipients: recipients.remove(&id).unwrap_or_default(),
            });
        }
    }
    Ok(marks)
}

async fn recipients(db: &Database, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<RecipientMark>>, Failure> {
    let rows: Vec<(Uuid, i64, String, i64)> = mail_recipients::Entity::find()
        .select_only()
        .column(mails::Column::ExchangeId)
        .columns([
            mail_recipients::Column::Id,
            mail_recipients::Column::State,
            mail_recipients::Column::SinceAt,
        ])
        .join(JoinType::InnerJoin, mail_recipients::Relation::Mail.def())
        .filter(mails::Column::ExchangeId.is_in(ids.iter().copied()))
        .order_by_asc(mail_recipients::Column::Id)
        .into_tuple()
        .all(db.reader())
        .await?;
    let mut found: BTreeMap<Uuid, Vec<RecipientMark>> = BTreeMap::new();
    for (exchange, id, state, since) in rows {
        found.entry(exchange).or_default().push(RecipientMark {
            recipient: MailRecipientId(id),
            state: decode(&state)?,
            since: Timestamp(since),
        });
    }
    Ok(found)
}

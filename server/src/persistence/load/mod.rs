//! Writing many records at once, as they are: demonstration and load data, which no command brought. Ids are the
//! caller's; several rows go in one statement, in the caller's transaction.

mod rows;

use super::code::Coded;
use super::convert::{corrupt, counterpart_columns, signed};
use super::counters::last_of;
use super::entity::{
    accounts, attachments, contacts, crits, customers, directory_words, dits, employees,
    exchange_attachments, exchange_counters, exchange_versions, exchange_words, exchanges, jobs,
    mail_recipients, mails, sites,
};
use super::{Engine, Transaction, words};
use crate::error::Failure;
use domain::DitId;
use domain::contact::Contact;
use domain::customer::{Customer, Site};
use domain::email::{Email, join_list};
use domain::employee::Employee;
use domain::exchange::Kind;
use domain::indicator::Counter;
use domain::locale::Locale;
use domain::mail::MailPurpose;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, QueryOrder, QuerySelect,
    Statement,
};
use std::collections::HashMap;

pub use rows::{Mark, NewAccount, NewAttachment, NewCrit, NewDit, NewExchange, NewJob, NewMail, Said, Taken};

/// Most values of one statement: what SQLite takes (`SQLITE_MAX_VARIABLE_NUMBER`), PostgreSQL takes twice as many.
const VALUES_MAX: usize = 32_000;
/// Most rows of one statement: longer ones cost more to put together than they save.
const ROWS_MAX: usize = 500;

/// A load in progress.
#[derive(Debug)]
pub struct Load<'a> {
    transaction: &'a Transaction,
    engine: Engine,
}

impl<'a> Load<'a> {
    pub fn new(transaction: &'a Transaction, engine: Engine) -> Self {
        Self { transaction, engine }
    }

    /// # Errors
    /// The database's, as for all methods here.
    pub async fn taken(&self) -> Result<Taken, Failure> {
        Ok(Taken {
            customer: self.greatest::<customers::Entity>(customers::Column::Id).await?,
            site: self.greatest::<sites::Entity>(sites::Column::Id).await?,
            contact: self.greatest::<contacts::Entity>(contacts::Column::Id).await?,
            employee: self.greatest::<employees::Entity>(employees::Column::Id).await?,
            account: self.greatest::<accounts::Entity>(accounts::Column::Id).await?,
            dit: self.greatest::<dits::Entity>(dits::Column::Id).await?,
            job: self.greatest::<jobs::Entity>(jobs::Column::Id).await?,
            sort_key: self.greatest::<dits::Entity>(dits::Column::SortKey).await?,
        })
    }

    /// The kinds in the administrator's order.
    pub async fn kinds(&self) -> Result<Vec<Kind>, Failure> {
        super::people::kinds(self.transaction).await
    }

    pub async fn employees(&self, employees: &[Employee]) -> Result<(), Failure> {
        self.insert::<employees::ActiveModel, _>(employees.iter().map(|new| employees::Model {
            id: new.id.0,
            first_name: new.first_name.clone(),
            last_name: new.last_name.clone(),
            function: new.function.clone(),
            phone: new.phone.clone(),
            mail1: new.mail1.as_ref().map(Email::to_string),
            mail2: join_list(&new.mail2),
            signature: new.signature.clone(),
            is_active: new.is_active,
        }))
        .await
    }

    pub async fn accounts(&self, accounts: &[NewAccount]) -> Result<(), Failure> {
        self.insert::<accounts::ActiveModel, _>(accounts.iter().map(|new| accounts::Model {
            id: new.id.0,
            employee_id: new.employee.0,
            email: new.email.key(),
            password_hash: new.password_hash.clone(),
            role: new.role.code().to_owned(),
            locale: Locale::default().code().to_owned(),
            is_active: true,
            failed_count: 0,
            blocked_until_at: None,
        }))
        .await
    }

    pub async fn customers(&self, customers: &[Customer]) -> Result<(), Failure> {
        self.insert::<customers::ActiveModel, _>(customers.iter().map(|new| customers::Model {
            id: new.id.0,
            code: new.code.clone(),
            name: new.name.clone(),
            phone: new.phone.clone(),
            is_active: new.is_active,
        }))
        .await?;
        self.insert::<directory_words::ActiveModel, _>(customers.iter().map(words::customer_row))
            .await
    }

    pub async fn sites(&self, sites: &[Site]) -> Result<(), Failure> {
        self.insert::<sites::ActiveModel, _>(sites.iter().map(|new| sites::Model {
            id: new.id.0,
            customer_id: new.customer.0,
            name: new.name.clone(),
            address: new.address.clone(),
            town: new.town.clone(),
        }))
        .await?;
        self.insert::<directory_words::ActiveModel, _>(sites.iter().map(words::site_row))
            .await
    }

    pub async fn contacts(&self, contacts: &[Contact]) -> Result<(), Failure> {
        self.insert::<contacts::ActiveModel, _>(contacts.iter().map(|new| contacts::Model {
            id: new.id.0,
            customer_id: new.customer.0,
            title: new.title.clone(),
            first_name: new.first_name.clone(),
            last_name: new.last_name.clone(),
            function: new.function.clone(),
            phones: new.phones.join("; "),
            mail1: new.mail1.as_ref().map(Email::to_string),
            mail2: join_list(&new.mail2),
            is_active: new.is_active,
        }))
        .await?;
        self.insert::<directory_words::ActiveModel, _>(contacts.iter().map(words::contact_row))
            .await
    }

    /// Requests, with what lists ask of their counters.
    pub async fn dits(&self, dits: &[NewDit], counters: &[(DitId, Counter)]) -> Result<(), Failure> {
        let counters: HashMap<i64, &Counter> =
            counters.iter().map(|(dit, counter)| (dit.0, counter)).collect();
        let last = |new: &NewDit| {
            counters
                .get(&new.id.0)
                .map(|counter| last_of(counter))
                .unwrap_or_default()
        };
        self.insert::<dits::ActiveModel, _>(dits.iter().map(|new| dits::Model {
            id: new.id.0,
            number: new.number.to_string(),
            sort_key: new.number.sort_key(),
            customer_id: new.customer.0,
            site_id: new.site.map(|id| id.0),
            contact_id: new.contact.map(|id| id.0),
            in_charge_id: new.in_charge.map(|id| id.0),
            subject: new.subject.clone(),
            description: new.description.clone(),
            state: new.state.code().to_owned(),
            priority: new.priority.code().to_owned(),
            recorded_at: new.recorded_at.0,
            due_at: new.due_at.map(|at| at.0),
            search: new.search.clone(),
            last_occurred_at: last(new).0,
            last_word: last(new).1,
            has_chaser: counters.get(&new.id.0).is_some_and(|counter| counter.chasers > 0),
            customer_sort: new.customer_sort.clone(),
        }))
        .await?;
        let words = dits
            .iter()
            .map(|new| words::dit_row(new.id, new.customer, new.number, &new.subject));
        self.insert::<directory_words::ActiveModel, _>(words).await
    }

    pub async fn jobs(&self, jobs: &[NewJob]) -> Result<(), Failure> {
        self.insert::<jobs::ActiveModel, _>(jobs.iter().map(|new| jobs::Model {
            id: new.id.0,
            dit_id: new.dit.0,
            rank: new.rank,
            technician_id: new.technician.map(|id| id.0),
            planned_at: new.planned_at.map(|at| at.0),
            state: new.state.code().to_owned(),
        }))
        .await
    }

    pub async fn crits(&self, crits: &[NewCrit]) -> Result<(), Failure> {
        self.insert::<crits::ActiveModel, _>(crits.iter().map(|new| crits::Model {
            job_id: new.job.0,
            technician_id: new.technician.0,
            occurred_at: new.occurred_at.0,
            text: new.text.clone(),
            outcome: new.outcome.code().to_owned(),
            recorded_by: new.recorded_by.0,
            recorded_at: new.recorded_at.0,
        }))
        .await
    }

    /// The exchanges, their words in the order in which they were recorded, and their earlier versions.
    pub async fn exchanges(&self, exchanges: &[NewExchange]) -> Result<(), Failure> {
        let mut rows: Vec<_> = exchanges.iter().map(exchange_row).collect();
        rows.sort_by_key(|row| (row.recorded_at, row.id));
        let words = rows.iter().map(words::row).collect::<Result<Vec<_>, _>>()?;
        self.insert::<exchanges::ActiveModel, _>(rows).await?;
        self.insert::<exchange_words::ActiveModel, _>(words).await?;
        self.insert::<exchange_versions::ActiveModel, _>(exchanges.iter().filter_map(version_row))
            .await
    }

    /// Files and the exchanges that they go with.
    pub async fn attachments(&self, files: &[NewAttachment]) -> Result<(), Failure> {
        let row = |new: &NewAttachment| -> Result<attachments::Model, Failure> {
            Ok(attachments::Model {
                id: new.attachment.id.0,
                hash: new.hash.clone(),
                name: new.attachment.name.clone(),
                media_type: new.attachment.media_type.clone(),
                size_bytes: i64::try_from(new.attachment.size_bytes)
                    .map_err(|_| corrupt("attachments.size_bytes"))?,
                uploaded_by: new.uploaded_by.0,
                uploaded_at: new.uploaded_at.0,
            })
        };
        let rows = files.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        self.insert::<attachments::ActiveModel, _>(rows).await?;
        self.insert::<exchange_attachments::ActiveModel, _>(files.iter().map(|new| {
            exchange_attachments::Model {
                exchange_id: new.exchange.0,
                attachment_id: new.attachment.id.0,
                rank: 1,
            }
        }))
        .await
    }

    /// Mails, every recipient of one in the same state, and none of them due.
    pub async fn mails(&self, mails: &[NewMail]) -> Result<(), Failure> {
        self.insert::<mails::ActiveModel, _>(mails.iter().map(|new| mails::Model {
            id: new.frozen.id.0,
            exchange_id: Some(new.exchange.0),
            message_id: new.frozen.message_id.clone(),
            from_email: new.frozen.from.to_string(),
            subject: new.frozen.subject.clone(),
            bytes: new.frozen.bytes.clone(),
            created_at: new.left_at.0,
            purpose: MailPurpose::Exchange.code().to_owned(),
            reply_address: new.frozen.reply_address.to_string(),
            references_ids: new.frozen.references.join(" "),
            is_signed: false,
        }))
        .await?;
        let recipients = mails
            .iter()
            .flat_map(|new| new.recipients.iter().map(move |recipient| (new, recipient)));
        self.insert::<mail_recipients::ActiveModel, _>(recipients.map(|(new, recipient)| {
            let mut row = mail_recipients::Model {
                id: 0,
                mail_id: new.frozen.id.0,
                address: recipient.mailbox.email.to_string(),
                role: recipient.role.code().to_owned(),
                state: new.state.code().to_owned(),
                attempt_count: 1,
                next_try_at: None,
                since_at: new.left_at.0,
                reply: new.reply.clone(),
                lease_token: None,
                lease_until_at: None,
                reason: None,
                from_domain: new.frozen.from.domain().to_lowercase(),
                queued_at: new.left_at.0,
            }
            .into_active_model();
            row.id = sea_orm::ActiveValue::NotSet;
            row
        }))
        .await
    }

    pub async fn counters(&self, counters: &[(DitId, Counter)]) -> Result<(), Failure> {
        let row = |(dit, counter): &(DitId, Counter)| -> Result<exchange_counters::Model, Failure> {
            let position = counter.last.map(|(position, _)| position);
            Ok(exchange_counters::Model {
                dit_id: dit.0,
                count: signed("exchange_counters.count", counter.count)?,
                chasers: signed("exchange_counters.chasers", counter.chasers)?,
                last_exchange_id: position.map(|position| position.id.0),
                last_occurred_at: position.map(|position| position.occurred_at.0),
                last_recorded_at: position.map(|position| position.recorded_at.0),
                last_word: counter.last.map(|(_, word)| word.code().to_owned()),
                version: i64::try_from(counter.version).map_err(|_| corrupt("exchange_counters.version"))?,
            })
        };
        let rows = counters.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        self.insert::<exchange_counters::ActiveModel, _>(rows).await
    }

    /// Lets the database go on after the ids that were given. SQLite does so by itself.
    pub async fn finish(self) -> Result<(), Failure> {
        if self.engine != Engine::Postgres {
            return Ok(());
        }
        for table in [
            "customers",
            "sites",
            "contacts",
            "employees",
            "accounts",
            "dits",
            "jobs",
        ] {
            let advance = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'id'), GREATEST((SELECT MAX(id) FROM {table}), 1))"
            );
            let statement = Statement::from_string(self.transaction.get_database_backend(), advance);
            self.transaction.query_one_raw(statement).await?;
        }
        Ok(())
    }

    async fn greatest<E: EntityTrait>(&self, column: E::Column) -> Result<i64, Failure> {
        let greatest: Option<i64> = E::find()
            .select_only()
            .column(column)
            .order_by_desc(column)
            .limit(1)
            .into_tuple()
            .one(self.transaction)
            .await?;
        Ok(greatest.unwrap_or(0))
    }

    async fn insert<A, R>(&self, rows: impl IntoIterator<Item = R>) -> Result<(), Failure>
    where
        A: ActiveModelTrait,
        R: IntoActiveModel<A>,
    {
        let columns = <A::Entity as EntityTrait>::Column::iter().count();
        let at_once = (VALUES_MAX / columns).clamp(1, ROWS_MAX);
        let mut rows = rows
            .into_iter()
            .map(IntoActiveModel::into_active_model)
            .peekable();
        while rows.peek().is_some() {
            A::Entity::insert_many(rows.by_ref().take(at_once))
                .exec_without_returning(self.transaction)
                .await?;
        }
        Ok(())
    }
}

fn exchange_row(new: &NewExchange) -> exchanges::Model {
    let (contact_id, free_name) = counterpart_columns(new.said.counterpart.as_ref());
    let edited = new.earlier.as_ref().map(|(_, mark)| mark);
    let deleted = new.deleted.as_ref().map(|(mark, _)| mark);
    exchanges::Model {
        id: new.id.0,
        dit_id: new.dit.0,
        revision: if edited.is_some() { 2 } else { 1 } + i32::from(deleted.is_some()),
        direction: new.direction.code().to_owned(),
        kind_id: new.said.kind.0,
        channel: new.said.channel.code().to_owned(),
        employee_id: new.said.employee.0,
        contact_id,
        free_name,
        subject: new.said.subject.clone(),
        detail: new.said.detail.clone(),
        occurred_at: new.said.occurred_at.0,
        recorded_at: new.recorded_at.0,
        recorded_by: new.recorded_by.0,
        is_after_closure: new.is_after_closure,
        edited_at: edited.map(|mark| mark.at.0),
        edited_by: edited.map(|mark| mark.by.0),
        deleted_at: deleted.map(|mark| mark.at.0),
        deleted_by: deleted.map(|mark| mark.by.0),
        delete_reason: new
            .deleted
            .as_ref()
            .map(|(_, reason)| reason.clone())
            .unwrap_or_default(),
        customer_id: new.customer.0,
        document: None,
    }
}

/// The first version, when it is no longer the present one.
fn version_row(new: &NewExchange) -> Option<exchange_versions::Model> {
    let (said, _) = new.earlier.as_ref()?;
    let (contact_id, free_name) = counterpart_columns(said.counterpart.as_ref());
    Some(exchange_versions::Model {
        exchange_id: new.id.0,
        revision: 1,
        kind_id: said.kind.0,
        channel: said.channel.code().to_owned(),
        employee_id: said.employee.0,
        contact_id,
        free_name,
        subject: said.subject.clone(),
        detail: said.detail.clone(),
        occurred_at: said.occurred_at.0,
        written_by: new.recorded_by.0,
        written_at: new.recorded_at.0,
        document: None,
    })
}

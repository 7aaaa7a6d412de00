//! What searches find: the words of exchanges and the parts of names, kept in the transaction that writes what they are of.
//!
//! A mark is a word that nobody can type: with it a filter is one word more to look for, and never a scan.

use super::convert::corrupt;
use super::entity::{directory_words, exchange_words, exchanges};
use crate::error::Failure;
use domain::contact::Contact;
use domain::customer::{Customer, Site};
use domain::directory::Entry;
use domain::dit::DitNumber;
use domain::fold::words_of;
use domain::{CustomerId, DitId, ExchangeId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, EntityTrait,
};

/// What every mark begins with: neither a letter nor a digit, and yet part of a word for both engines.
const MARK: char = '§';

/// The mark of a customer's exchanges.
pub(super) fn customer_mark(id: i64) -> String {
    format!("{MARK}c{id}")
}

/// The mark of the exchanges of a kind.
pub(super) fn kind_mark(id: i64) -> String {
    format!("{MARK}k{id}")
}

/// The mark of a word of ours: a direction of exchanges, a kind of records.
pub(super) fn code_mark(code: &str) -> String {
    format!("{MARK}{code}")
}

/// The mark of a request whose number ends with this sequence.
pub(super) fn sequence_mark(sequence: u32) -> String {
    format!("{MARK}n{sequence}")
}

/// The words without the marks before them.
pub(super) fn unmarked(words: &str) -> &str {
    let mut rest = words;
    while rest.starts_with(MARK) {
        rest = rest.split_once(' ').map_or("", |(_, rest)| rest);
    }
    rest
}

/// What is found of one exchange.
pub(super) struct Said<'a> {
    pub direction: &'a str,
    pub kind_id: i64,
    pub customer_id: i64,
    pub subject: &'a str,
    pub detail: &'a str,
}

/// The columns of an exchange's words.
#[derive(Default)]
pub(super) struct Columns {
    pub subject_count: i32,
    pub word_count: i32,
    pub words: String,
}

impl Columns {
    /// # Errors
    /// [`Failure::Corrupt`] for a text that is longer than any may be.
    pub(super) fn of(said: &Said<'_>) -> Result<Self, Failure> {
        let marks = [
            code_mark(said.direction),
            kind_mark(said.kind_id),
            customer_mark(said.customer_id),
        ];
        let (subject, detail) = (words_of(said.subject), words_of(said.detail));
        let count = |count: usize| i32::try_from(count).map_err(|_| corrupt("exchange_words.word_count"));
        let mut words = marks.join(" ");
        for word in subject.iter().chain(&detail) {
            words.push(' ');
            words.push_str(&word.folded);
        }
        Ok(Self {
            subject_count: count(subject.len())?,
            word_count: count(subject.len() + detail.len())?,
            words,
        })
    }
}

/// The words of an exchange as it stands.
pub(super) fn row(exchange: &exchanges::Model) -> Result<exchange_words::ActiveModel, Failure> {
    let columns = match exchange.deleted_at {
        Some(_) => Columns::default(),
        None => Columns::of(&Said {
            direction: &exchange.direction,
            kind_id: exchange.kind_id,
            customer_id: exchange.customer_id,
            subject: &exchange.subject,
            detail: &exchange.detail,
        })?,
    };
    Ok(exchange_words::ActiveModel {
        id: NotSet,
        exchange_id: Set(exchange.id),
        subject_count: Set(columns.subject_count),
        word_count: Set(columns.word_count),
        words: Set(columns.words),
    })
}

/// Writes the words of an exchange that was just written; it keeps its place among the others.
pub(super) async fn follow(tx: &impl ConnectionTrait, exchange: ExchangeId) -> Result<(), Failure> {
    use exchange_words::Column as W;
    let exchange = exchanges::Entity::find_by_id(exchange.0)
        .one(tx)
        .await?
        .ok_or_else(|| corrupt("exchanges lost a row"))?;
    let over = OnConflict::column(W::ExchangeId)
        .update_columns([W::SubjectCount, W::WordCount, W::Words])
        .to_owned();
    exchange_words::Entity::insert(row(&exchange)?)
        .on_conflict(over)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// A record that is found by a part of its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Record {
    Customer,
    Site,
    Contact,
    Dit,
}

impl Record {
    pub(super) const ALL: [Record; 4] = [Record::Customer, Record::Site, Record::Contact, Record::Dit];

    /// As it is written in the column, and in the mark.
    pub(super) fn code(self) -> &'static str {
        match self {
            Record::Customer => "customer",
            Record::Site => "site",
            Record::Contact => "contact",
            Record::Dit => "dit",
        }
    }
}

/// The words of a record: the mark of its kind, that of its number, and the parts of its names.
pub(super) fn directory_words(record: Record, entry: &Entry, sequence: Option<u32>) -> String {
    let mut words = code_mark(record.code());
    for part in sequence.map(sequence_mark).into_iter().chain(entry.parts()) {
        words.push(' ');
        words.push_str(&part);
    }
    words
}

pub(super) fn customer_row(customer: &Customer) -> directory_words::ActiveModel {
    let words = directory_words(Record::Customer, &Entry::of_customer(customer), None);
    directory_row(Record::Customer, customer.id.0, customer.id.0, words)
}

pub(super) fn site_row(site: &Site) -> directory_words::ActiveModel {
    let words = directory_words(Record::Site, &Entry::of_site(site), None);
    directory_row(Record::Site, site.id.0, site.customer.0, words)
}

pub(super) fn contact_row(contact: &Contact) -> directory_words::ActiveModel {
    let words = directory_words(Record::Contact, &Entry::of_contact(contact), None);
    directory_row(Record::Contact, contact.id.0, contact.customer.0, words)
}

pub(super) fn dit_row(
    id: DitId,
    customer: CustomerId,
    number: DitNumber,
    subject: &str,
) -> directory_words::ActiveModel {
    let entry = Entry::of_dit(number, subject);
    let words = directory_words(Record::Dit, &entry, Some(number.sequence()));
    directory_row(Record::Dit, id.0, customer.0, words)
}

fn directory_row(record: Record, id: i64, customer_id: i64, words: String) -> directory_words::ActiveModel {
    directory_words::ActiveModel {
        id: NotSet,
        kind: Set(record.code().to_owned()),
        record_id: Set(id),
        customer_id: Set(customer_id),
        words: Set(words),
    }
}

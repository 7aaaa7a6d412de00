//! Finding customers, sites, contacts and requests as a person types: two statements, whatever is asked for.

use super::super::code::decode;
use super::super::convert::dit_number;
use super::super::entity::{contacts, customers, directory_words, dits, sites};
use super::super::words::{Record, code_mark, sequence_mark};
use super::index::{Wanted, all_of, any_of};
use super::{Reading, column, select_all};
use crate::error::Failure;
use app::view::search::{QuickGroup, QuickHit, QuickKind, QuickTarget, QuickView};
use domain::contact::Contact;
use domain::customer::{Customer, Site};
use domain::directory::{Asked, Entry};
use domain::{CustomerId, SiteId};
use sea_orm::sea_query::{ExprTrait, IntoCondition, JoinType, Query, SelectStatement};
use sea_orm::{DbBackend, EntityTrait, FromQueryResult};

/// Records of each kind that are shown.
const SHOWN_MAX: usize = 8;
/// Records of each kind that the index may offer: it knows parts of words, and not whether they stand together.
const OFFERED_MAX: usize = 64;
/// Records of a kind that are looked through on PostgreSQL before its index is asked.
const LOOKED_THROUGH: usize = 2_000;

/// The records that have what was typed, at most eight of each kind.
///
/// # Errors
/// What the database says.
pub async fn quick_search(reading: &Reading<'_>, text: &str) -> Result<QuickView, Failure> {
    let asked = match Asked::parse(text) {
        Ok(asked) => asked,
        Err(refusal) => {
            return Ok(QuickView {
                refusal: Some(refusal),
                groups: Vec::new(),
            });
        }
    };
    let offered = offered(reading, &asked).await?;
    let rows: Vec<Row> = match offered.is_empty() {
        true => Vec::new(),
        false => reading.all(&select_rows(&offered)).await?,
    };
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let (place, candidate) = (row.id, row.candidate()?);
        if asked.is_in(&candidate.entry) {
            found.push((candidate.closeness(&asked), std::cmp::Reverse(place), candidate));
        }
    }
    found.sort_by_key(|(closeness, place, _)| (*closeness, *place));
    let mut groups = QuickKind::ALL.map(|kind| QuickGroup {
        kind,
        hits: Vec::new(),
    });
    for (_, _, candidate) in found {
        let group = groups.iter_mut().find(|group| group.kind == candidate.kind);
        if let Some(group) = group.filter(|group| group.hits.len() < SHOWN_MAX) {
            group.hits.push(candidate.hit);
        }
    }
    Ok(QuickView {
        refusal: None,
        groups: groups
            .into_iter()
            .filter(|group| !group.hits.is_empty())
            .collect(),
    })
}

/// Places of records whose parts are those that are asked for, the newest of each kind.
async fn offered(reading: &Reading<'_>, asked: &Asked) -> Result<Vec<i64>, Failure> {
    let engine = reading.engine();
    let ways: Vec<String> = asked
        .ways()
        .into_iter()
        .map(|way| all_of(engine, &way.into_iter().map(Wanted::whole).collect::<Vec<_>>()))
        .collect();
    let of_kind = |record: Record| {
        let mark = Wanted::whole(code_mark(record.code()));
        (record, any_of(engine, &[mark], &ways))
    };
    // The request of this very number is among the oldest ones that have its digits.
    let of_sequence = asked.sequence().map(|sequence| {
        (
            Record::Dit,
            all_of(engine, &[Wanted::whole(sequence_mark(sequence))]),
        )
    });
    let arms: Vec<(Record, String)> = Record::ALL.map(of_kind).into_iter().chain(of_sequence).collect();
    let sql: Vec<String> = (1..)
        .zip(&arms)
        .map(|(parameter, (record, _))| arm(engine, *record, parameter))
        .collect();
    let values = arms.into_iter().map(|(_, wanted)| wanted.into()).collect();
    reading.places(&sql.join(" UNION ALL "), values).await
}

fn arm(engine: DbBackend, record: Record, parameter: usize) -> String {
    match engine {
        DbBackend::Postgres => format!(
            "SELECT id FROM (\
             (SELECT id FROM (SELECT id, vector FROM directory_words WHERE kind = '{kind}' ORDER BY id DESC LIMIT {LOOKED_THROUGH}) AS newest \
             WHERE vector @@ CAST(${parameter} AS tsquery)) UNION ALL \
             (WITH hit AS MATERIALIZED (SELECT id FROM directory_words WHERE vector @@ CAST(${parameter} AS tsquery)) \
             SELECT id FROM hit ORDER BY id DESC LIMIT {OFFERED_MAX}) LIMIT {OFFERED_MAX}) AS {kind}_{parameter}",
            kind = record.code(),
        ),
        _ => format!(
            "SELECT id FROM (SELECT rowid AS id FROM directory_search WHERE directory_search MATCH ${parameter} \
             ORDER BY rowid DESC LIMIT {OFFERED_MAX})"
        ),
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    #[sea_orm(nested(prefix = "customer_"))]
    customer: customers::Model,
    #[sea_orm(nested(prefix = "site_"))]
    site: Option<sites::Model>,
    #[sea_orm(nested(prefix = "contact_"))]
    contact: Option<contacts::Model>,
    dit_number: Option<String>,
    dit_subject: Option<String>,
    dit_state: Option<String>,
}

fn select_rows(offered: &[i64]) -> SelectStatement {
    use directory_words::Column as W;
    let mut select = Query::select();
    select
        .from_as(directory_words::Entity, "word")
        .expr_as(column("word", W::Id), "id")
        .join_as(
            JoinType::InnerJoin,
            customers::Entity,
            "customer",
            column("customer", customers::Column::Id).equals(("word", W::CustomerId)),
        )
        .expr_as(column("dit", dits::Column::Number), "dit_number")
        .expr_as(column("dit", dits::Column::Subject), "dit_subject")
        .expr_as(column("dit", dits::Column::State), "dit_state")
        .and_where(column("word", W::Id).is_in(offered.iter().copied()));
    join_record(&mut select, Record::Site, sites::Entity, sites::Column::Id);
    join_record(
        &mut select,
        Record::Contact,
        contacts::Entity,
        contacts::Column::Id,
    );
    join_record(&mut select, Record::Dit, dits::Entity, dits::Column::Id);
    select_all::<customers::Entity>(&mut select, "customer", "customer_");
    select_all::<sites::Entity>(&mut select, "site", "site_");
    select_all::<contacts::Entity>(&mut select, "contact", "contact_");
    select
}

/// Joins the record under the word of its kind, where it is one of that kind.
fn join_record<E: EntityTrait>(select: &mut SelectStatement, record: Record, entity: E, id: E::Column) {
    use directory_words::Column as W;
    let is_it = column(record.code(), id).equals(("word", W::RecordId));
    let is_of_kind = column("word", W::Kind).eq(record.code());
    select.join_as(
        JoinType::LeftJoin,
        entity,
        record.code(),
        is_it.and(is_of_kind).into_condition(),
    );
}

/// A record that the index offered.
struct Candidate {
    kind: QuickKind,
    entry: Entry,
    sequence: Option<u32>,
    hit: QuickHit,
}

impl Candidate {
    /// Smaller is closer: the very number, then names that begin with what was typed.
    fn closeness(&self, asked: &Asked) -> u8 {
        match (self.sequence, asked.sequence()) {
            (Some(own), Some(asked)) if own == asked => 0,
            _ if self.entry.begins_with(asked) => 1,
            _ => 2,
        }
    }
}

impl Row {
    fn candidate(self) -> Result<Candidate, Failure> {
        let customer = Customer {
            id: CustomerId(self.customer.id),
            code: self.customer.code,
            name: self.customer.name,
            phone: self.customer.phone,
            is_active: self.customer.is_active,
        };
        if let (Some(number), Some(subject), Some(state)) =
            (self.dit_number, self.dit_subject, self.dit_state)
        {
            let number = dit_number(&number)?;
            return Ok(Candidate {
                kind: QuickKind::Dit,
                entry: Entry::of_dit(number, &subject),
                sequence: Some(number.sequence()),
                hit: QuickHit {
                    title: format!("{number} · {subject}"),
                    notes: vec![customer.name],
                    is_active: true,
                    state: Some(decode(&state)?),
                    target: QuickTarget::Dit(number),
                },
            });
        }
        let of_customer = |kind, entry, title, notes: Vec<String>, is_active| Candidate {
            kind,
            entry,
            sequence: None,
            hit: QuickHit {
                title,
                notes: notes.into_iter().filter(|note| !note.is_empty()).collect(),
                is_active,
                state: None,
                target: QuickTarget::Customer(customer.code.clone()),
            },
        };
        if let Some(contact) = self.contact.map(Contact::try_from).transpose()? {
            let title = format!("{} {}", contact.title, contact.name()).trim().to_owned();
            let mut notes = vec![contact.function.clone(), customer.name.clone()];
            notes.extend(contact.phones.iter().cloned());
            let entry = Entry::of_contact(&contact);
            return Ok(of_customer(
                QuickKind::Contact,
                entry,
                title,
                notes,
                contact.is_active,
            ));
        }
        if let Some(site) = self.site {
            let site = Site {
                id: SiteId(site.id),
                customer: customer.id,
                name: site.name,
                address: site.address,
                town: site.town,
            };
            let entry = Entry::of_site(&site);
            let notes = vec![site.address, site.town, customer.name.clone()];
            return Ok(of_customer(QuickKind::Site, entry, site.name, notes, true));
        }
        let entry = Entry::of_customer(&customer);
        let notes = vec![customer.code.clone(), customer.phone.clone()];
        let name = customer.name.clone();
        Ok(of_customer(
            QuickKind::Customer,
            entry,
            name,
            notes,
            customer.is_active,
        ))
    }
}

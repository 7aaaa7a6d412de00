//! The log of a request, 50 exchanges at a time, and one exchange: four statements, five from the second page on.

use super::super::code::decode;
use super::super::convert::{counterpart, page_html, stored_document, unsigned};
use super::super::entity::{contacts, customers, dits, exchange_counters, exchanges, kinds};
use super::dits::join_counter;
use super::extras::{Extras, extras};
use super::{Name, Reading, column, indicator, join_account, join_employee, select_all};
use crate::error::Failure;
use app::view::{About, Choice, ExchangePage, ExchangeView, Tombstone, Trace};
use domain::contact::Contact;
use domain::dit::{DitNumber, DitState};
use domain::exchange::{Direction, Kind};
use domain::formatted::apart;
use domain::permission::may_read_deleted;
use domain::time::Timestamp;
use domain::{AccountId, EmployeeId, ExchangeId};
use sea_orm::FromQueryResult;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};

/// Exchanges of one page.
const PAGE: usize = 50;

/// The exchanges before `before`, or the newest; `None` when there is no such request, or no such exchange in it.
///
/// # Errors
/// What the database says.
pub async fn exchanges(
    reading: &Reading<'_>,
    dit: DitNumber,
    before: Option<ExchangeId>,
) -> Result<Option<ExchangePage>, Failure> {
    let Some(Topped { about, head }) = reading.one::<Topped>(&select_topped(dit)).await? else {
        return Ok(None);
    };
    let start = match before {
        Some(id) => match reading.one::<Place>(&select_place_in(head.id, id)).await? {
            Some(place) => Some(place),
            None => return Ok(None),
        },
        None => None,
    };
    let mut rows: Vec<Row> = reading.all(&select_page(head.id, start)).await?;
    let has_older = rows.len() > PAGE;
    rows.truncate(PAGE);
    let exchanges = views(reading, rows).await?;
    Ok(Some(ExchangePage {
        older: exchanges.last().filter(|_| has_older).map(|exchange| exchange.id),
        exchanges,
        about: about.into(),
        indicator: indicator(head.counter.as_ref())?,
        state: decode::<DitState>(&head.state)?,
    }))
}

/// One exchange: three statements.
///
/// # Errors
/// What the database says.
pub async fn exchange(reading: &Reading<'_>, id: ExchangeId) -> Result<Option<ExchangeView>, Failure> {
    let mut select = select_exchanges();
    select.and_where(column("exchange", exchanges::Column::Id).eq(id.0));
    let rows: Vec<Row> = reading.all(&select).await?;
    Ok(views(reading, rows).await?.pop())
}

async fn views(reading: &Reading<'_>, rows: Vec<Row>) -> Result<Vec<ExchangeView>, Failure> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.exchange.id).collect();
    let mut extras = extras(reading, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let extra = extras.remove(&row.exchange.id).unwrap_or_default();
            row.view(reading, extra)
        })
        .collect()
}

#[derive(FromQueryResult)]
pub(super) struct Head {
    pub(super) id: i64,
    state: String,
    #[sea_orm(nested(prefix = "counter_"))]
    pub(super) counter: Option<exchange_counters::Model>,
}

/// A head and what is said of the request above its log.
#[derive(FromQueryResult)]
struct Topped {
    #[sea_orm(nested(prefix = "about_"))]
    about: AboutRow,
    #[sea_orm(nested)]
    head: Head,
}

#[derive(FromQueryResult)]
struct AboutRow {
    subject: String,
    customer: String,
    customer_code: String,
}

impl From<AboutRow> for About {
    fn from(row: AboutRow) -> Self {
        About {
            subject: row.subject,
            customer: row.customer,
            customer_code: row.customer_code,
        }
    }
}

/// Place of an exchange in the log of its request.
#[derive(Clone, Copy, FromQueryResult)]
pub(super) struct Place {
    occurred_at: i64,
    recorded_at: i64,
    id: Uuid,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested(prefix = "exchange_"))]
    exchange: exchanges::Model,
    #[sea_orm(nested(prefix = "kind_"))]
    kind: kinds::Model,
    customer: String,
    #[sea_orm(nested(prefix = "employee_"))]
    employee: Option<Name>,
    #[sea_orm(nested(prefix = "contact_"))]
    contact: Option<contacts::Model>,
    #[sea_orm(nested(prefix = "recorder_"))]
    recorder: Option<Name>,
    #[sea_orm(nested(prefix = "writer_"))]
    writer: Option<Name>,
    #[sea_orm(nested(prefix = "deleter_"))]
    deleter: Option<Name>,
}

impl Row {
    fn view(self, reading: &Reading<'_>, extra: Extras) -> Result<ExchangeView, Failure> {
        let counterpart_name = self.counterpart_name()?;
        let contact = self
            .contact
            .filter(|contact| contact.is_active && extra.is_changeable());
        let contact = contact.map(Contact::try_from).transpose()?;
        let exchange = self.exchange;
        let recorded_by = AccountId(exchange.recorded_by);
        let is_readable = exchange.deleted_at.is_none() || may_read_deleted(reading.actor, recorded_by);
        let (subject, detail, json, extra) = if is_readable {
            (exchange.subject, exchange.detail, exchange.document, extra)
        } else {
            (String::new(), String::new(), None, extra.withheld())
        };
        let document = stored_document(json.as_deref());
        let (attachments, images) = apart(document.as_ref(), &extra.attachments);
        let (attachments, images): (Vec<_>, Vec<_>) = (
            attachments.into_iter().cloned().collect(),
            images.into_iter().cloned().collect(),
        );
        let occurred_at = Timestamp(exchange.occurred_at);
        Ok(ExchangeView {
            id: ExchangeId(exchange.id),
            revision: unsigned("exchanges.revision", exchange.revision)?,
            direction: decode(&exchange.direction)?,
            kind: Kind::from(self.kind),
            channel: decode(&exchange.channel)?,
            employee: Choice {
                id: EmployeeId(exchange.employee_id),
                name: Name::of(self.employee.as_ref()),
            },
            counterpart: counterpart(exchange.contact_id, exchange.free_name.as_deref())?,
            counterpart_name,
            subject,
            formatted_html: document.as_ref().map(page_html).unwrap_or_default(),
            detail,
            document: json.filter(|_| extra.is_mailable_again()).unwrap_or_default(),
            occurred_at: reading.when(occurred_at.0),
            day_text: reading.zone.day_text(occurred_at, reading.locale),
            occurred_wall: reading.zone.wall(occurred_at),
            recorded_at: reading.when(exchange.recorded_at),
            recorded_by: Name::of(self.recorder.as_ref()),
            is_own: recorded_by == reading.actor.account,
            is_after_closure: exchange.is_after_closure,
            edited: exchange.edited_at.map(|at| Trace {
                by: Name::of(self.writer.as_ref()),
                at: reading.when(at),
            }),
            deleted: exchange.deleted_at.map(|at| Tombstone {
                by: Name::of(self.deleter.as_ref()),
                at: reading.when(at),
                reason: exchange.delete_reason,
            }),
            mail: extra.mail(reading, contact.as_ref())?,
            attachments,
            images,
        })
    }

    fn counterpart_name(&self) -> Result<String, Failure> {
        let direction: Direction = decode(&self.exchange.direction)?;
        let free_name = self.exchange.free_name.as_deref();
        let contact = self.contact.as_ref().map(|contact| Name {
            first_name: contact.first_name.clone(),
            last_name: contact.last_name.clone(),
        });
        Ok(name_of_counterpart(
            direction,
            contact.as_ref(),
            free_name,
            &self.customer,
        ))
    }
}

/// The contact, or who was named, or the customer. Nobody stands on the other side of an internal note.
pub(super) fn name_of_counterpart(
    direction: Direction,
    contact: Option<&Name>,
    free_name: Option<&str>,
    customer: &str,
) -> String {
    match (direction, contact, free_name) {
        (Direction::Internal, ..) => String::new(),
        (_, Some(contact), _) => contact.full(),
        (_, None, Some(name)) => name.to_owned(),
        (_, None, None) => customer.to_owned(),
    }
}

pub(super) fn select_head(number: DitNumber) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(dits::Entity, "dit")
        .expr_as(column("dit", dits::Column::Id), "id")
        .expr_as(column("dit", dits::Column::State), "state")
        .and_where(column("dit", dits::Column::SortKey).eq(number.sort_key()));
    join_counter(&mut select);
    select
}

fn select_topped(number: DitNumber) -> SelectStatement {
    let mut select = select_head(number);
    select
        .expr_as(column("dit", dits::Column::Subject), "about_subject")
        .expr_as(column("customer", customers::Column::Name), "about_customer")
        .expr_as(column("customer", customers::Column::Code), "about_customer_code")
        .join_as(
            JoinType::InnerJoin,
            customers::Entity,
            "customer",
            column("customer", customers::Column::Id).equals(("dit", dits::Column::CustomerId)),
        );
    select
}

fn select_place_in(dit_id: i64, id: ExchangeId) -> SelectStatement {
    let mut select = select_place(id);
    select.and_where(column("exchange", exchanges::Column::DitId).eq(dit_id));
    select
}

pub(super) fn select_place(id: ExchangeId) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(exchanges::Entity, "exchange")
        .expr_as(column("exchange", exchanges::Column::OccurredAt), "occurred_at")
        .expr_as(column("exchange", exchanges::Column::RecordedAt), "recorded_at")
        .expr_as(column("exchange", exchanges::Column::Id), "id")
        .and_where(column("exchange", exchanges::Column::Id).eq(id.0));
    select
}

/// Walks the index of the log downwards from `start`: the same time at any depth.
fn select_page(dit_id: i64, start: Option<Place>) -> SelectStatement {
    let mut select = select_exchanges();
    select
        .and_where(column("exchange", exchanges::Column::DitId).eq(dit_id))
        .order_by(("exchange", exchanges::Column::OccurredAt), Order::Desc)
        .order_by(("exchange", exchanges::Column::RecordedAt), Order::Desc)
        .order_by(("exchange", exchanges::Column::Id), Order::Desc)
        .limit(PAGE as u64 + 1);
    if let Some(start) = start {
        select.and_where(before(start));
    }
    select
}

/// What stands before a place, in the order of a log.
pub(super) fn before(start: Place) -> Expr {
    let place = Expr::tuple([
        column("exchange", exchanges::Column::OccurredAt),
        column("exchange", exchanges::Column::RecordedAt),
        column("exchange", exchanges::Column::Id),
    ]);
    place.lt(Expr::tuple([
        Expr::val(start.occurred_at),
        Expr::val(start.recorded_at),
        Expr::val(start.id),
    ]))
}

/// Exchanges with every name they show. All that is joined is found by its primary key.
fn select_exchanges() -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(exchanges::Entity, "exchange")
        .expr_as(column("customer", customers::Column::Name), "customer")
        .join_as(
            JoinType::LeftJoin,
            kinds::Entity,
            "kind",
            column("kind", kinds::Column::Id).equals(("exchange", exchanges::Column::KindId)),
        )
        .join_as(
            JoinType::LeftJoin,
            dits::Entity,
            "dit",
            column("dit", dits::Column::Id).equals(("exchange", exchanges::Column::DitId)),
        )
        .join_as(
            JoinType::LeftJoin,
            customers::Entity,
            "customer",
            column("customer", customers::Column::Id).equals(("dit", dits::Column::CustomerId)),
        )
        .join_as(
            JoinType::LeftJoin,
            contacts::Entity,
            "contact",
            column("contact", contacts::Column::Id).equals(("exchange", exchanges::Column::ContactId)),
        );
    select_all::<exchanges::Entity>(&mut select, "exchange", "exchange_");
    select_all::<kinds::Entity>(&mut select, "kind", "kind_");
    select_all::<contacts::Entity>(&mut select, "contact", "contact_");
    let of = |each| column("exchange", each);
    join_employee(&mut select, of(exchanges::Column::EmployeeId), "employee");
    let recorded_by = of(exchanges::Column::RecordedBy);
    join_account(&mut select, recorded_by, "recorder_account", "recorder");
    let edited_by = of(exchanges::Column::EditedBy);
    join_account(&mut select, edited_by, "writer_account", "writer");
    let deleted_by = of(exchanges::Column::DeletedBy);
    join_account(&mut select, deleted_by, "deleter_account", "deleter");
    select
}

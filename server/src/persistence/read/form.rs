//! What the form of a request needs: six statements.

use super::super::code::decode_slot;
use super::super::convert::dit_number;
use super::super::entity::{customers, dits, drafts, kinds, sites};
use super::people::{active_contacts, active_employees};
use super::templates::offered;
use super::{Reading, column, select_all};
use crate::error::Failure;
use app::view::{Draft, DraftContent, FormView, SiteView};
use domain::ContactId;
use domain::dit::DitNumber;
use domain::exchange::Kind;
use domain::locale::Locale;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{ExprTrait, JoinType, Query, SelectStatement};

/// The lists to choose from, and what this account is typing.
///
/// # Errors
/// What the database says.
pub async fn form(
    reading: &Reading<'_>,
    dit: DitNumber,
    now: Timestamp,
) -> Result<Option<FormView>, Failure> {
    let Some(head) = reading.one::<Head>(&select_head(dit)).await? else {
        return Ok(None);
    };
    let kinds = kinds(reading).await?;
    let employees = active_employees(reading).await?;
    let contacts = active_contacts(reading, head.customer_id).await?;
    let drafts: Vec<drafts::Model> = reading.all(&select_drafts(reading, head.id)).await?;
    let is_listed = |id: &ContactId| contacts.iter().any(|contact| contact.id == *id);
    Ok(Some(FormView {
        dit: dit_number(&head.number)?,
        dit_subject: head.subject,
        customer: head.customer,
        kinds,
        employees,
        // One who left cannot be chosen, so not by default either.
        contact: head.contact_id.map(ContactId).filter(is_listed),
        contacts,
        drafts: drafts.into_iter().filter_map(draft).collect(),
        templates: offered(reading).await?,
        site: SiteView {
            name: head.site.unwrap_or_default(),
            address: head.site_address.unwrap_or_default(),
            town: head.site_town.unwrap_or_default(),
        },
        // Customers read it, whatever the language of the account.
        today: reading.zone.day_text(now, Locale::default()),
    }))
}

#[derive(FromQueryResult)]
struct Head {
    id: i64,
    number: String,
    subject: String,
    customer_id: i64,
    contact_id: Option<i64>,
    customer: String,
    site: Option<String>,
    site_address: Option<String>,
    site_town: Option<String>,
}

/// All of them, in the administrator's order.
async fn kinds(reading: &Reading<'_>) -> Result<Vec<Kind>, Failure> {
    let mut select = Query::select();
    select.from_as(kinds::Entity, "kind");
    select_all::<kinds::Entity>(&mut select, "kind", "");
    let mut kinds: Vec<kinds::Model> = reading.all(&select).await?;
    kinds.sort_by_key(|kind| (kind.position, kind.id));
    Ok(kinds.into_iter().map(Kind::from).collect())
}

/// A draft of another version of the program, which this one cannot read, stays where it is and hides nothing else.
fn draft(row: drafts::Model) -> Option<Draft> {
    let slot = decode_slot(&row.slot);
    let content = serde_json::from_str::<DraftContent>(&row.content);
    let (Ok(slot), Ok(content)) = (slot, content) else {
        tracing::warn!(
            account = row.account_id,
            dit = row.dit_id,
            "a draft cannot be read"
        );
        return None;
    };
    Some(Draft {
        slot,
        content,
        saved_at: Timestamp(row.saved_at),
    })
}

fn select_head(number: DitNumber) -> SelectStatement {
    let of = |each| column("dit", each);
    let mut select = Query::select();
    select
        .from_as(dits::Entity, "dit")
        .expr_as(of(dits::Column::Id), "id")
        .expr_as(of(dits::Column::Number), "number")
        .expr_as(of(dits::Column::Subject), "subject")
        .expr_as(of(dits::Column::CustomerId), "customer_id")
        .expr_as(of(dits::Column::ContactId), "contact_id")
        .expr_as(column("customer", customers::Column::Name), "customer")
        .expr_as(column("site", sites::Column::Name), "site")
        .expr_as(column("site", sites::Column::Address), "site_address")
        .expr_as(column("site", sites::Column::Town), "site_town")
        .join_as(
            JoinType::LeftJoin,
            sites::Entity,
            "site",
            column("site", sites::Column::Id).equals(("dit", dits::Column::SiteId)),
        )
        .join_as(
            JoinType::InnerJoin,
            customers::Entity,
            "customer",
            column("customer", customers::Column::Id).equals(("dit", dits::Column::CustomerId)),
        )
        .and_where(of(dits::Column::SortKey).eq(number.sort_key()));
    select
}

fn select_drafts(reading: &Reading<'_>, dit_id: i64) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(drafts::Entity, "draft")
        .and_where(column("draft", drafts::Column::AccountId).eq(reading.actor.account.0))
        .and_where(column("draft", drafts::Column::DitId).eq(dit_id));
    select_all::<drafts::Entity>(&mut select, "draft", "");
    select
}

//! Templates: one statement.

use super::super::convert::{stored_document, unsigned};
use super::super::entity::templates;
use super::{Reading, column, select_all};
use crate::error::Failure;
use app::view::template::TemplateView;
use domain::TemplateId;
use domain::template::Template;
use editor::Document;
use sea_orm::sea_query::{ExprTrait, Query};

/// All of them, in the administrator's order.
///
/// # Errors
/// What the database says.
pub async fn templates(reading: &Reading<'_>) -> Result<Vec<TemplateView>, Failure> {
    rows(reading, false).await?.into_iter().map(view).collect()
}

/// Those that forms offer.
pub(super) async fn offered(reading: &Reading<'_>) -> Result<Vec<Template>, Failure> {
    let offered = rows(reading, true).await?.into_iter().map(|row| Template {
        id: TemplateId(row.id),
        name: row.name,
        subject: row.subject,
        document: row.document,
    });
    Ok(offered.collect())
}

async fn rows(reading: &Reading<'_>, is_offered: bool) -> Result<Vec<templates::Model>, Failure> {
    let mut select = Query::select();
    select.from_as(templates::Entity, "template");
    select_all::<templates::Entity>(&mut select, "template", "");
    if is_offered {
        select.and_where(column("template", templates::Column::IsActive).eq(true));
    }
    let mut rows: Vec<templates::Model> = reading.all(&select).await?;
    rows.sort_by_key(|row| (row.position, row.id));
    Ok(rows)
}

/// A text that only has fields is edited as text: what is written there becomes fields again.
fn view(row: templates::Model) -> Result<TemplateView, Failure> {
    let document = stored_document(Some(&row.document)).unwrap_or_default();
    let detail = document.to_text();
    let is_plain = Document::from_text(&detail).with_typed_fields() == document;
    Ok(TemplateView {
        id: TemplateId(row.id),
        name: row.name,
        subject: row.subject,
        detail,
        document: if is_plain { String::new() } else { row.document },
        is_active: row.is_active,
        revision: unsigned("templates.revision", row.revision)?,
    })
}

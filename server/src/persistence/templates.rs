//! Templates as they are written; how they are read for the pages is in `read`.

use super::convert::{document_column, signed, unsigned};
use super::entity::templates;
use crate::error::Failure;
use domain::TemplateId;
use domain::template::{SavedTemplate, TemplateStanding};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// All of them as they stand, in their order, held until the transaction ends.
pub(crate) async fn hold_all(tx: &impl ConnectionTrait) -> Result<Vec<TemplateStanding>, Failure> {
    let rows = templates::Entity::find()
        .order_by_asc(templates::Column::Position)
        .order_by_asc(templates::Column::Id)
        .lock(LockType::Update)
        .all(tx)
        .await?;
    let standing = |row: templates::Model| {
        Ok(TemplateStanding {
            id: TemplateId(row.id),
            revision: unsigned("templates.revision", row.revision)?,
            is_active: row.is_active,
            position: row.position,
        })
    };
    rows.into_iter().map(standing).collect()
}

/// Adds one after all the others.
pub(crate) async fn add(
    tx: &impl ConnectionTrait,
    saved: &SavedTemplate,
    all: &[TemplateStanding],
) -> Result<TemplateId, Failure> {
    let last = all.last().map_or(0, |standing| standing.position);
    let row = templates::ActiveModel {
        id: NotSet,
        name: Set(saved.name.as_str().to_owned()),
        subject: Set(saved.subject.as_str().to_owned()),
        document: Set(column(saved)?),
        is_active: Set(true),
        position: Set(last.saturating_add(1)),
        revision: Set(1),
    };
    let added = templates::Entity::insert(row).exec(tx).await?;
    Ok(TemplateId(added.last_insert_id))
}

/// Writes one anew.
pub(crate) async fn update(
    tx: &impl ConnectionTrait,
    id: TemplateId,
    revision: u32,
    saved: &SavedTemplate,
) -> Result<(), Failure> {
    let row = templates::ActiveModel {
        name: Set(saved.name.as_str().to_owned()),
        subject: Set(saved.subject.as_str().to_owned()),
        document: Set(column(saved)?),
        revision: Set(signed("templates.revision", revision)?),
        ..Default::default()
    };
    templates::Entity::update_many()
        .set(row)
        .filter(templates::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives one its place, and offers it or not.
pub(crate) async fn place(tx: &impl ConnectionTrait, standing: &TemplateStanding) -> Result<(), Failure> {
    templates::Entity::update_many()
        .col_expr(templates::Column::Position, Expr::value(standing.position))
        .col_expr(templates::Column::IsActive, Expr::value(standing.is_active))
        .filter(templates::Column::Id.eq(standing.id.0))
        .exec(tx)
        .await?;
    Ok(())
}

fn column(saved: &SavedTemplate) -> Result<String, Failure> {
    document_column(Some(&saved.document)).map(Option::unwrap_or_default)
}

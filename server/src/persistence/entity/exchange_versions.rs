//! Every version of an exchange that is no longer the present one.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exchange_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub exchange_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    pub kind_id: i64,
    pub channel: String,
    pub employee_id: i64,
    pub contact_id: Option<i64>,
    pub free_name: Option<String>,
    pub subject: String,
    pub detail: String,
    pub occurred_at: i64,
    pub written_by: i64,
    pub written_at: i64,
    /// As in `exchanges`.
    pub document: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::exchanges::Entity",
        from = "Column::ExchangeId",
        to = "super::exchanges::Column::Id"
    )]
    Exchange,
}

impl Related<super::exchanges::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Exchange.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

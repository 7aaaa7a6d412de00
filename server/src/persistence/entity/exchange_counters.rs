//! The counter of every request that has or had an exchange.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exchange_counters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub dit_id: i64,
    pub count: i32,
    pub chasers: i32,
    pub last_exchange_id: Option<Uuid>,
    pub last_occurred_at: Option<i64>,
    pub last_recorded_at: Option<i64>,
    pub last_word: Option<String>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::dits::Entity",
        from = "Column::DitId",
        to = "super::dits::Column::Id"
    )]
    Dit,
}

impl Related<super::dits::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Dit.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

//! Jobs of requests; `rank` gives the two digits of their number.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub dit_id: i64,
    pub rank: i32,
    pub technician_id: Option<i64>,
    pub planned_at: Option<i64>,
    pub state: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::dits::Entity",
        from = "Column::DitId",
        to = "super::dits::Column::Id"
    )]
    Dit,
    #[sea_orm(
        belongs_to = "super::employees::Entity",
        from = "Column::TechnicianId",
        to = "super::employees::Column::Id"
    )]
    Technician,
}

impl Related<super::dits::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Dit.def()
    }
}

impl Related<super::employees::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Technician.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

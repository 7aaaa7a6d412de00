//! Exchanges as they stand; earlier versions are in `exchange_versions`. A tombstone has its `deleted_at`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exchanges")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub dit_id: i64,
    pub revision: i32,
    pub direction: String,
    pub kind_id: i64,
    pub channel: String,
    pub employee_id: i64,
    pub contact_id: Option<i64>,
    pub free_name: Option<String>,
    pub subject: String,
    pub detail: String,
    pub occurred_at: i64,
    pub recorded_at: i64,
    pub recorded_by: i64,
    pub is_after_closure: bool,
    pub edited_at: Option<i64>,
    pub edited_by: Option<i64>,
    pub deleted_at: Option<i64>,
    pub deleted_by: Option<i64>,
    pub delete_reason: String,
    /// That of the request, so that a customer's log walks one index.
    pub customer_id: i64,
    /// How the detail looks, an `editor::Document` as JSON, when it is formatted.
    pub document: Option<String>,
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
        belongs_to = "super::kinds::Entity",
        from = "Column::KindId",
        to = "super::kinds::Column::Id"
    )]
    Kind,
    #[sea_orm(
        belongs_to = "super::employees::Entity",
        from = "Column::EmployeeId",
        to = "super::employees::Column::Id"
    )]
    Employee,
    #[sea_orm(
        belongs_to = "super::contacts::Entity",
        from = "Column::ContactId",
        to = "super::contacts::Column::Id"
    )]
    Contact,
    #[sea_orm(has_one = "super::mails::Entity")]
    Mail,
}

impl Related<super::dits::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Dit.def()
    }
}

impl Related<super::kinds::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Kind.def()
    }
}

impl Related<super::employees::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Employee.def()
    }
}

impl Related<super::contacts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Contact.def()
    }
}

impl Related<super::mails::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Mail.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

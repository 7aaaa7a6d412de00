//! Service requests. `search` is the folded text that lists are searched by; `sort_key` sorts as the number does.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dits")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub number: String,
    pub sort_key: i64,
    pub customer_id: i64,
    pub site_id: Option<i64>,
    pub contact_id: Option<i64>,
    pub in_charge_id: Option<i64>,
    pub subject: String,
    pub description: String,
    pub state: String,
    pub priority: String,
    pub recorded_at: i64,
    pub due_at: Option<i64>,
    pub search: String,
    /// Of the counter, so that lists find it without joining.
    pub last_occurred_at: Option<i64>,
    pub last_word: Option<String>,
    pub has_chaser: bool,
    /// The name of the customer, folded.
    pub customer_sort: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::customers::Entity",
        from = "Column::CustomerId",
        to = "super::customers::Column::Id"
    )]
    Customer,
    #[sea_orm(
        belongs_to = "super::sites::Entity",
        from = "Column::SiteId",
        to = "super::sites::Column::Id"
    )]
    Site,
    #[sea_orm(
        belongs_to = "super::contacts::Entity",
        from = "Column::ContactId",
        to = "super::contacts::Column::Id"
    )]
    Contact,
    #[sea_orm(
        belongs_to = "super::employees::Entity",
        from = "Column::InChargeId",
        to = "super::employees::Column::Id"
    )]
    InCharge,
    #[sea_orm(has_one = "super::exchange_counters::Entity")]
    Counter,
}

impl Related<super::customers::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Customer.def()
    }
}

impl Related<super::sites::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Site.def()
    }
}

impl Related<super::contacts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Contact.def()
    }
}

impl Related<super::employees::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::InCharge.def()
    }
}

impl Related<super::exchange_counters::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Counter.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

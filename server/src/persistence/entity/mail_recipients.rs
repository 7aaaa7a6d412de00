//! One recipient of one mail, and what became of it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_recipients")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub mail_id: Uuid,
    pub address: String,
    pub role: String,
    pub state: String,
    pub attempt_count: i32,
    pub next_try_at: Option<i64>,
    pub since_at: i64,
    pub reply: String,
    pub lease_token: Option<Uuid>,
    pub lease_until_at: Option<i64>,
    pub reason: Option<String>,
    /// In lower case: it decides which account sends.
    pub from_domain: String,
    /// Since when it is tried: what the five days are counted from.
    pub queued_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::mails::Entity",
        from = "Column::MailId",
        to = "super::mails::Column::Id"
    )]
    Mail,
}

impl Related<super::mails::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Mail.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

//! Frozen mails: the final bytes, as they leave.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `None` for a notice or a test.
    pub exchange_id: Option<Uuid>,
    pub message_id: String,
    pub from_email: String,
    pub subject: String,
    pub bytes: Vec<u8>,
    pub created_at: i64,
    pub purpose: String,
    /// Where answers are to go.
    pub reply_address: String,
    /// Message-IDs that the mail follows, oldest first, separated by spaces.
    pub references_ids: String,
    /// The sender's signature ends it.
    pub is_signed: bool,
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

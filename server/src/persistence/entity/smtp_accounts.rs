//! Mail accounts that somebody or something has stopped.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "smtp_accounts")]
pub struct Model {
    /// The domain whose mails it sends; empty for the default account, `*` for the whole outbox.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub paused_at: Option<i64>,
    /// Account of the person; `None` when the program did it.
    pub paused_by: Option<i64>,
    pub reason: String,
    /// The server's words.
    pub reply: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

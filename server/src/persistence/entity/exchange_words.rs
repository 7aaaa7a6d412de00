//! The words of each exchange, in the order in which exchanges were recorded. A tombstone has none.
//!
//! PostgreSQL has a column more, `vector`, and SQLite a table more, `exchange_search`: both are made of `words` by the database.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exchange_words")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub exchange_id: Uuid,
    pub subject_count: i32,
    pub word_count: i32,
    /// The marks that filters go by, the words of the subject, those of the detail; a space between any two.
    pub words: String,
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

impl ActiveModelBehavior for ActiveModel {}

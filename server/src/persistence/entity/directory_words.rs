//! What customers, sites, contacts and requests are found by.
//!
//! PostgreSQL has a column more, `vector`, and SQLite a table more, `directory_search`: both are made of `words` by the database.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_words")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: String,
    pub record_id: i64,
    pub customer_id: i64,
    /// The mark of the kind, then the parts of the names; a space between any two.
    pub words: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

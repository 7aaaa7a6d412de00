//! Short words for columns and keys, so that a migration reads like the schema.

use sea_orm_migration::sea_query::{
    ColumnDef, ForeignKey, Index, IndexCreateStatement, Table, TableCreateStatement,
};

/// A table of this name, to which columns are added.
pub(super) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).to_owned()
}

/// A number given by the database.
pub(super) fn number_key() -> ColumnDef {
    ColumnDef::new("id")
        .big_integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .to_owned()
}

/// An id given by whoever made the record.
pub(super) fn uuid_key(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().primary_key().to_owned()
}

pub(super) fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().to_owned()
}

/// An id of another table, an instant in milliseconds, or a size.
pub(super) fn big(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

pub(super) fn int(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().to_owned()
}

pub(super) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

pub(super) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().to_owned()
}

pub(super) fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().to_owned()
}

pub(super) fn null_big(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().to_owned()
}

pub(super) fn null_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().to_owned()
}

pub(super) fn null_uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().null().to_owned()
}

/// Adds columns in order.
pub(super) trait WithColumns {
    /// The statement with these columns at its end.
    fn columns<const N: usize>(self, columns: [ColumnDef; N]) -> Self;

    /// Each column named holds a key of the table named after it.
    fn references<const N: usize>(self, links: [(&'static str, &'static str); N]) -> Self;

    /// A key made of several columns.
    fn key<const N: usize>(self, columns: [&'static str; N]) -> Self;

    /// No two rows are equal in all these columns.
    fn unique<const N: usize>(self, columns: [&'static str; N]) -> Self;
}

impl WithColumns for TableCreateStatement {
    fn columns<const N: usize>(mut self, columns: [ColumnDef; N]) -> Self {
        for column in columns {
            self.col(column);
        }
        self
    }

    fn references<const N: usize>(mut self, links: [(&'static str, &'static str); N]) -> Self {
        let own = self.get_table_name().cloned().expect("a table has a name");
        for (column, other) in links {
            self.foreign_key(ForeignKey::create().from(own.clone(), column).to(other, "id"));
        }
        self
    }

    fn key<const N: usize>(mut self, columns: [&'static str; N]) -> Self {
        let mut key = Index::create();
        for column in columns {
            key.col(column);
        }
        self.primary_key(&mut key);
        self
    }

    fn unique<const N: usize>(mut self, columns: [&'static str; N]) -> Self {
        let mut index = Index::create();
        for column in columns {
            index.col(column);
        }
        self.index(index.unique());
        self
    }
}

/// An index named after its table and columns.
pub(super) fn index<const N: usize>(on: &'static str, columns: [&'static str; N]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{on}_{}", columns.join("_"))).table(on);
    for column in columns {
        index.col(column);
    }
    index
}

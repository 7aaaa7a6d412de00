//! The two indexes of words, asked in the same way on both engines.

use super::Reading;
use crate::error::Failure;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use std::fmt::Write;

/// A word of ours: letters, digits and marks, so that it needs no escaping within quotes.
pub(super) struct Wanted {
    word: String,
    is_beginning: bool,
}

impl Wanted {
    pub(super) fn whole(word: impl Into<String>) -> Self {
        Self {
            word: word.into(),
            is_beginning: false,
        }
    }

    pub(super) fn beginning(word: impl Into<String>) -> Self {
        Self {
            word: word.into(),
            is_beginning: true,
        }
    }

    /// The word, when it is a beginning.
    pub(super) fn as_beginning(&self) -> Option<&str> {
        self.is_beginning.then_some(self.word.as_str())
    }

    /// What an index that knows beginnings of `length` letters can say of it at once; `None` when that is nothing.
    pub(super) fn shortened(&self, length: usize) -> Option<Self> {
        let word: String = self.word.chars().take(length).collect();
        let is_known = !self.is_beginning || word.chars().count() == length;
        is_known.then(|| match self.is_beginning {
            true => Self::beginning(word),
            false => Self::whole(self.word.clone()),
        })
    }
}

/// All of these words, in the language of the engine.
pub(super) fn all_of(engine: DbBackend, wanted: &[Wanted]) -> String {
    joined(wanted, sign(engine, " AND ", " & "), |wanted, text| {
        let written = match (engine, wanted.is_beginning) {
            (DbBackend::Postgres, false) => write!(text, "'{}'", wanted.word),
            (DbBackend::Postgres, true) => write!(text, "'{}':*", wanted.word),
            (_, false) => write!(text, "\"{}\"", wanted.word),
            (_, true) => write!(text, "\"{}\" *", wanted.word),
        };
        written.expect("a string takes all that is written to it");
    })
}

/// One or more of these, each of which is what [`all_of`] gives, and all of the marks.
pub(super) fn any_of(engine: DbBackend, marks: &[Wanted], ways: &[String]) -> String {
    let ways = joined(ways, sign(engine, " OR ", " | "), |way, text| {
        write!(text, "({way})").expect("a string takes all that is written to it");
    });
    let and = sign(engine, " AND ", " & ");
    format!("{}{and}({ways})", all_of(engine, marks))
}

fn sign(engine: DbBackend, sqlite: &'static str, postgres: &'static str) -> &'static str {
    match engine {
        DbBackend::Postgres => postgres,
        _ => sqlite,
    }
}

fn joined<T>(parts: &[T], sign: &str, write: impl Fn(&T, &mut String)) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        text.push_str(if at == 0 { "" } else { sign });
        write(part, &mut text);
    }
    text
}

impl Reading<'_> {
    pub(super) fn engine(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    /// The first column of a statement written for this engine.
    pub(super) async fn places(&self, sql: &str, values: Vec<Value>) -> Result<Vec<i64>, Failure> {
        let statement = Statement::from_sql_and_values(self.engine(), sql, values);
        let rows = self.connection.query_all_raw(statement).await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get_by_index(0))
            .collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_written_for_each_engine() {
        let (sqlite, postgres) = (DbBackend::Sqlite, DbBackend::Postgres);
        let wanted = || {
            [
                Wanted::whole("§c1"),
                Wanted::whole("fuite"),
                Wanted::beginning("sol"),
            ]
        };
        assert_eq!(all_of(sqlite, &wanted()), r#""§c1" AND "fuite" AND "sol" *"#);
        assert_eq!(all_of(postgres, &wanted()), "'§c1' & 'fuite' & 'sol':*");
        let marks = [Wanted::whole("§dit")];
        let ways = |engine| {
            [
                all_of(engine, &[Wanted::whole("a")]),
                all_of(engine, &[Wanted::whole("b")]),
            ]
        };
        assert_eq!(
            any_of(sqlite, &marks, &ways(sqlite)),
            r#""§dit" AND (("a") OR ("b"))"#
        );
        assert_eq!(
            any_of(postgres, &marks, &ways(postgres)),
            "'§dit' & (('a') | ('b'))"
        );
    }
}

//! What the databases write differently.

use crate::error::{DatabaseError, ErrorKind};

/// A way to write SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// The mark that stands for parameter `number`, from 1.
    pub(crate) fn mark(self, number: usize) -> String {
        match self {
            Self::Postgres => format!("${number}"),
            Self::MySql => "?".into(),
            Self::Sqlite => format!("?{number}"),
        }
    }

    /// Whether a mark may stand several times for one parameter.
    pub(crate) fn has_numbered_marks(self) -> bool {
        self != Self::MySql
    }

    /// Whether a lone `?` stands for a parameter. In PostgreSQL it is an operator.
    pub(crate) fn has_question_marks(self) -> bool {
        self != Self::Postgres
    }

    /// The sign around names.
    pub(crate) fn name_quote(self) -> char {
        match self {
            Self::Postgres | Self::Sqlite => '"',
            Self::MySql => '`',
        }
    }

    /// A name of a table or column, quoted so that it can be nothing else.
    pub(crate) fn name(self, name: &str) -> Result<String, DatabaseError> {
        if name.is_empty() || name.contains('\0') {
            return Err(DatabaseError::new(ErrorKind::Value, "The name of a table or column is empty or unreadable."));
        }
        let quote = self.name_quote();
        Ok(format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}"))))
    }

    /// A name that may have the name of a schema before it, with a dot between.
    pub(crate) fn table(self, schema: &str, table: &str) -> Result<String, DatabaseError> {
        let table = self.name(table)?;
        if schema.is_empty() { Ok(table) } else { Ok(format!("{}.{table}", self.name(schema)?)) }
    }
}

//! Statements from files, and short ways to perform them.
//!
//! The files number parameters `$1, $2 …`, which PostgreSQL wants. SQLite numbers
//! `$`-parameters by first appearance, so `$2 … $1` would swap them without an
//! error; each text is therefore rewritten to `?1, ?2 …` once.

use super::fields::Fields;
use crate::StoreResult;
use rusqlite::{Connection, Params};

/// The statement in `sql/sqlite/queries/<name>.sql`.
macro_rules! query {
    ($name:literal) => {{
        static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
            $crate::sqlite::query::numbered(include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/sql/sqlite/queries/",
                $name,
                ".sql"
            )))
        });
        TEXT.as_str()
    }};
}
pub(super) use query;

/// Performs a statement; gives how many rows it changed.
pub(super) fn execute(connection: &Connection, sql: &str, parameters: impl Params) -> StoreResult<usize> {
    Ok(connection.prepare_cached(sql)?.execute(parameters)?)
}

/// The first row, if there is one.
pub(super) fn first<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    read: fn(&mut Fields<'_>) -> StoreResult<T>,
) -> StoreResult<Option<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    rows.next()?.map(|row| read(&mut Fields::of(row))).transpose()
}

/// All rows.
pub(super) fn all<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
    read: fn(&mut Fields<'_>) -> StoreResult<T>,
) -> StoreResult<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        items.push(read(&mut Fields::of(row))?);
    }
    Ok(items)
}

/// Rewrites `$n` to `?n` outside of quotes and drops comment lines.
pub(super) fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut quoted = false;
    for line in sql.lines().filter(|line| !line.trim_start().starts_with("--")) {
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            quoted ^= letter == '\'';
            let parameter = letter == '$' && !quoted && letters.peek().is_some_and(char::is_ascii_digit);
            text.push(if parameter { '?' } else { letter });
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_as_written() {
        assert_eq!(numbered("-- $1\nSELECT $2, $1, '$3', \"a$\" -- x\n"), "SELECT ?2, ?1, '$3', \"a$\" -- x");
    }

    /// The trap itself: without the rewriting this gives (1, 2).
    #[test]
    fn parameters_out_of_order_are_bound_by_number() {
        let connection = Connection::open_in_memory().unwrap();
        let sql = numbered("SELECT $2, $1");
        let read = |fields: &mut Fields<'_>| Ok((fields.integer()?, fields.integer()?));
        assert_eq!(first(&connection, &sql, (1, 2), read).unwrap(), Some((2, 1)));
    }
}

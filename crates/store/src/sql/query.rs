//! Statements from files, and short ways to perform them on either database.
//!
//! The files number parameters `$1, $2 …`, which PostgreSQL wants. SQLite numbers
//! `$`-parameters by first appearance, so `$2 … $1` would swap them without an
//! error; for SQLite each text is therefore rewritten to `?1, ?2 …` once.

use super::fields::Fields;
use super::transaction::Transaction;
use super::value::Bind;
use crate::StoreResult;

/// A statement in the words of each database.
pub(crate) struct Statement {
    /// Parameters as `?1, ?2 …`.
    pub sqlite: String,
    /// Parameters as `$1, $2 …`.
    pub postgres: &'static str,
}

impl Statement {
    pub(crate) fn new(text: &'static str) -> Self {
        Self { sqlite: numbered(text), postgres: text }
    }
}

/// The statement in `sql/queries/<name>.sql`.
macro_rules! query {
    ($name:literal) => {{
        static STATEMENT: std::sync::LazyLock<$crate::sql::query::Statement> = std::sync::LazyLock::new(|| {
            $crate::sql::query::Statement::new(include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/sql/queries/",
                $name,
                ".sql"
            )))
        });
        &*STATEMENT
    }};
}
pub(crate) use query;

/// Performs a statement; gives how many rows it changed.
pub(crate) fn execute(
    transaction: &Transaction<'_>,
    statement: &Statement,
    parameters: &[&dyn Bind],
) -> StoreResult<usize> {
    transaction.execute(statement, parameters)
}

/// The first row, if there is one.
pub(crate) fn first<T>(
    transaction: &Transaction<'_>,
    statement: &Statement,
    parameters: &[&dyn Bind],
    read: fn(&mut Fields<'_>) -> StoreResult<T>,
) -> StoreResult<Option<T>> {
    let mut found = None;
    transaction.each_row(statement, parameters, &mut |fields| {
        found = Some(read(fields)?);
        Ok(false)
    })?;
    Ok(found)
}

/// All rows.
pub(crate) fn all<T>(
    transaction: &Transaction<'_>,
    statement: &Statement,
    parameters: &[&dyn Bind],
    read: fn(&mut Fields<'_>) -> StoreResult<T>,
) -> StoreResult<Vec<T>> {
    let mut items = Vec::new();
    transaction.each_row(statement, parameters, &mut |fields| {
        items.push(read(fields)?);
        Ok(true)
    })?;
    Ok(items)
}

/// Rewrites `$n` to `?n` outside of quotes and drops lines that are comments, or the
/// locking of rows, which one writer does not need.
fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut quoted = false;
    let is_left_out = |line: &str| ["--", "FOR UPDATE"].iter().any(|start| line.trim_start().starts_with(start));
    for line in sql.lines().filter(|line| !is_left_out(line)) {
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
    use super::super::value::params;
    use super::*;

    #[test]
    fn parameters_are_numbered_as_written() {
        assert_eq!(numbered("-- $1\nSELECT $2, $1, '$3', \"a$\" -- x\n"), "SELECT ?2, ?1, '$3', \"a$\" -- x");
    }

    /// The trap itself: without the rewriting this gives (1, 2).
    #[test]
    fn parameters_out_of_order_are_bound_by_number() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let read = |fields: &mut Fields<'_>| Ok((fields.integer()?, fields.integer()?));
        let statement = Statement::new("SELECT $2, $1");
        let found = first(&Transaction::Sqlite(&connection), &statement, params![1_i64, 2_i64], read);
        assert_eq!(found.unwrap(), Some((2, 1)));
    }
}

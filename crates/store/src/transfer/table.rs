//! Which tables there are: asked of a new SQLite database, so that none can be forgotten.

use crate::StoreResult;
use crate::sqlite::migrate;
use rusqlite::Connection;

/// A table and its columns, which have the same names in both databases.
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<String>,
}

impl Table {
    /// Its columns in a row, as statements name them.
    pub(super) fn column_list(&self) -> String {
        self.columns.join(", ")
    }
}

/// What processes say to each other stays where they are.
const OF_PROCESSES: [&str; 4] = ["owner", "owner_gone", "inbox", "change"];

/// All tables in the order in which they were made: a table comes after those it refers to.
pub(super) fn all() -> StoreResult<Vec<Table>> {
    let mut connection = Connection::open_in_memory()?;
    migrate::migrate(&mut connection)?;
    let names = texts(
        &connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
    )?;
    let kept = names.into_iter().filter(|name| !OF_PROCESSES.contains(&name.as_str()));
    let with_columns = kept.map(|name| {
        let columns = texts(&connection, &format!("SELECT name FROM pragma_table_info('{name}') ORDER BY cid"))?;
        Ok(Table { name, columns })
    });
    with_columns.collect()
}

fn texts(connection: &Connection, sql: &str) -> StoreResult<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    let texts = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(texts)
}

#[cfg(test)]
mod tests {
    #[test]
    fn tables_come_after_those_they_refer_to() {
        let names: Vec<String> = super::all().unwrap().into_iter().map(|table| table.name).collect();
        let place = |name: &str| names.iter().position(|known| known == name).unwrap();
        assert!(place("organisation") < place("workspace") && place("workspace") < place("flow"));
        assert!(place("flow") < place("draft") && names.len() > 15);
    }
}

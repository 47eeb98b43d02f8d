//! Brings the schema up to date: numbered files, each in a transaction of its own.

use crate::StoreResult;
use crate::schema::newer;
use rusqlite::{Connection, TransactionBehavior};

/// In order; the place in the list is the number of the schema. Files are only added.
const MIGRATIONS: &[&str] = &[
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0001_initial.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0002_child_runs.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0003_paused.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0004_row_security.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0005_batches.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0006_version_tags.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0007_waits.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0008_limits.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0009_data.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0010_owners.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0011_flow_tests.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0012_spilled.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0013_polls.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0014_partitions.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0015_regions.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0016_run_data.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0017_presets.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0018_drafts.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/sqlite/migrations/0019_tells.sql")),
];

/// The number of the schema this version of Towpath works with.
pub(crate) fn known() -> usize {
    MIGRATIONS.len()
}

/// The number of a database's schema; 0 if it has none.
pub(crate) fn version(connection: &Connection) -> StoreResult<usize> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(version as usize)
}

pub(crate) fn migrate(connection: &mut Connection) -> StoreResult<()> {
    let done = version(connection)?;
    if done > known() {
        return Err(newer(done, known()));
    }
    for (index, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", (index + 1).to_string())?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_time_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection.execute_batch("INSERT INTO pulse VALUES (1, 7)").unwrap();
        migrate(&mut connection).unwrap();
        assert_eq!(connection.query_row("SELECT beats FROM pulse", [], |row| row.get(0)), Ok(7));
    }

    #[test]
    fn a_newer_schema_is_refused_in_words() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = migrate(&mut connection).unwrap_err().to_string();
        assert!(error.contains("schema 99") && error.contains("newer version"), "{error}");
    }
}

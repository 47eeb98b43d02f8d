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
    fn what_was_not_published_becomes_the_draft_of_whoever_saved_last() {
        let mut connection = Connection::open_in_memory().unwrap();
        MIGRATIONS[..17].iter().for_each(|migration| connection.execute_batch(migration).unwrap());
        connection.pragma_update(None, "user_version", 17).unwrap();
        connection
            .execute_batch(
                "INSERT INTO organisation VALUES (x'01', 'O', 1);
                INSERT INTO workspace (id, organisation, name, time_zone, created_at) VALUES (x'02', x'01', 'W', 'UTC', 1);
                INSERT INTO person VALUES (x'03', x'01', 'Ada', 'ada@example.org', '', 1, NULL);
                INSERT INTO version VALUES (x'05', x'04', x'02', 1, '', 0, 1, x'03', 'published');
                INSERT INTO flow VALUES (x'04', x'02', 'Changed', '', 1, x'05', 1, 7, 6, '[]', 1, 9, x'03', 0, '');
                INSERT INTO flow VALUES (x'06', x'02', 'As published', '', 1, x'05', 1, 6, 6, '[]', 1, 9, x'03', 0, '');
                INSERT INTO flow VALUES (x'07', x'02', 'New', '', 0, NULL, NULL, 3, NULL, '[]', 1, 9, x'03', 0, '');
                INSERT INTO draft VALUES (x'04', 'changed'), (x'06', 'published'), (x'07', 'new');",
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        let texts = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let own =
            "SELECT hex(flow) || hex(person) || ' ' || base || ' ' || revision || ' ' || document FROM person_draft";
        assert_eq!(texts(own), ["0403 1 7 changed"]);
        assert_eq!(texts("SELECT document FROM draft ORDER BY flow"), ["published", "published", "new"]);
    }

    #[test]
    fn a_newer_schema_is_refused_in_words() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        let error = migrate(&mut connection).unwrap_err().to_string();
        assert!(error.contains("schema 99") && error.contains("newer version"), "{error}");
    }
}

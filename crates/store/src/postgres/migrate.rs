//! Brings the schema up to date: numbered files, each in a transaction of its own,
//! one process at a time.

use super::connection::Connection;
use crate::{StoreError, StoreResult};
use ::postgres::Client;

/// In order; the place in the list is the number of the schema. Files are only added.
const MIGRATIONS: &[&str] = &[
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0001_initial.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0002_child_runs.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0003_paused.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0004_row_security.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0005_batches.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0006_version_tags.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0007_waits.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0008_limits.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0009_data.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0010_owners.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0011_flow_tests.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0012_spilled.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0013_polls.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0014_partitions.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0015_regions.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0016_run_data.sql")),
];

/// A number of ours among the cluster's advisory locks.
const LOCK: i64 = 0x0070_7770_6174_6831;

/// The number of the schema this version of Towpath works with.
pub(crate) fn known() -> usize {
    MIGRATIONS.len()
}

/// The number of a database's schema; 0 if it has none.
pub(crate) fn version(client: &mut Client) -> StoreResult<usize> {
    let has_one: bool = client.query_one("SELECT to_regclass('schema_version') IS NOT NULL", &[])?.try_get(0)?;
    if !has_one {
        return Ok(0);
    }
    let version: i32 = client.query_one("SELECT COALESCE(MAX(version), 0) FROM schema_version", &[])?.try_get(0)?;
    Ok(usize::try_from(version).unwrap_or(0))
}

pub(crate) fn migrate(connection: &mut Connection) -> StoreResult<()> {
    let client = &mut connection.client;
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK])?;
    client.batch_execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")?;
    let done = version(client)?;
    if done > MIGRATIONS.len() {
        return Err(StoreError::Conflict(format!(
            "the database has schema {done}, but this version of Towpath knows only up to {}; \
             run the newer version, or restore a backup from before the upgrade",
            MIGRATIONS.len()
        )));
    }
    for (index, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        let mut transaction = client.transaction()?;
        transaction.batch_execute(migration)?;
        let number = i32::try_from(index + 1).unwrap_or(i32::MAX);
        transaction.execute("INSERT INTO schema_version VALUES ($1)", &[&number])?;
        transaction.commit()?;
    }
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK])?;
    Ok(())
}

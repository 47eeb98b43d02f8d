//! Brings the schema up to date: numbered files, each in a transaction of its own,
//! one process at a time.
//!
//! Processes of the version before may be at work meanwhile. So a file only adds what they
//! need not know, and takes away what they no longer use; and it waits for them no longer
//! than a moment, because whoever comes after it waits too.

use super::connection::Connection;
use crate::schema::newer;
use crate::{StoreError, StoreResult};
use ::postgres::Client;
use ::postgres::error::SqlState;

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
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0017_presets.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0018_drafts.sql")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/postgres/migrations/0019_tells.sql")),
];

/// A number of ours among the cluster's advisory locks.
const LOCK: i64 = 0x0070_7770_6174_6831;
/// A migration gives way after waiting for a table so long, and is tried again.
const LOCK_TIMEOUT_MS: u32 = 1_000;
/// So often it is tried before it is given up.
const ATTEMPTS: u32 = 200;
/// Between two attempts those who use the table get on. The database waits, in seconds.
const PAUSE: &str = "SELECT pg_sleep(0.2)";

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

/// Brings the schema up to date. `Conflict` if it is of a newer version of Towpath.
pub(crate) fn migrate(connection: &mut Connection) -> StoreResult<()> {
    let client = &mut connection.client;
    match version(client)? {
        done if done > known() => return Err(newer(done, known())),
        done if done == known() => return Ok(()),
        _ => {}
    }
    take_turn(client)?;
    let outcome = apply_all(client);
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK])?;
    outcome
}

/// Waits until no other process migrates, without a transaction that would wait with it.
fn take_turn(client: &mut Client) -> StoreResult<()> {
    for _ in 0..ATTEMPTS {
        if client.query_one("SELECT pg_try_advisory_lock($1)", &[&LOCK])?.try_get(0)? {
            return Ok(());
        }
        client.execute(PAUSE, &[])?;
    }
    Err(StoreError::Unavailable("another process is still bringing the schema up to date".to_owned()))
}

fn apply_all(client: &mut Client) -> StoreResult<()> {
    client.batch_execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")?;
    // The one before may have done it.
    let done = version(client)?;
    for (index, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        let number = i32::try_from(index + 1).unwrap_or(i32::MAX);
        apply(client, number, migration)?;
    }
    Ok(())
}

fn apply(client: &mut Client, number: i32, migration: &str) -> StoreResult<()> {
    for _ in 1..ATTEMPTS {
        match attempt(client, number, migration) {
            Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                client.execute(PAUSE, &[])?;
            }
            outcome => return Ok(outcome?),
        }
    }
    Ok(attempt(client, number, migration)?)
}

fn attempt(client: &mut Client, number: i32, migration: &str) -> Result<(), ::postgres::Error> {
    let mut transaction = client.transaction()?;
    transaction
        .batch_execute(&format!("SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}; SET LOCAL statement_timeout = 0"))?;
    transaction.batch_execute(migration)?;
    transaction.execute("INSERT INTO schema_version VALUES ($1)", &[&number])?;
    transaction.commit()
}

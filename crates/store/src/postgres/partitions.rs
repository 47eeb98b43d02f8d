//! The history of runs in parts of a week, by the time in which the runs began.
//!
//! A run's id begins with that time, so `run_data` is parted by it and every look-up by run
//! finds its part. Parts are made ahead; one whose runs are all gone is dropped. Rows that
//! belong to no part (the clock of a process was wrong) are in a part for the rest.
//!
//! Each step is a transaction of its own that waits for a table no longer than a moment: who
//! comes after it would wait too. A step that found no moment is taken with the next look.

use super::connection::Connection;
use crate::sql::prune::id_at;
use crate::{StoreError, StoreResult};
use ::postgres::Client;
use ::postgres::error::SqlState;
use flow::Timestamp;
use std::ops::Range;
use uuid::Uuid;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const WEEK_MS: i64 = 7 * DAY_MS;
/// Weeks after the present one that have a part already.
const AHEAD: i64 = 3;
/// What a database held before there were parts.
const FIRST: &str = "run_data_first";
/// The name the bound of the first part has until it is one.
const FIRST_BOUND: &str = "run_data_first_bound";
/// A number of ours among the cluster's advisory locks: one process at a time.
const LOCK: i64 = 0x0070_7770_6174_6832;
/// A step gives way after waiting for a table so long.
const LOCK_TIMEOUT_MS: u32 = 500;

/// A part: its table, and the ids in it; None for the rest.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    name: String,
    ids: Option<Range<Uuid>>,
}

/// Makes the parts that are needed soon. Gives the ids in parts that are over before `oldest`
/// and hold no open run: they can go as a whole.
pub(super) fn tend(
    connection: &mut Connection,
    now: Timestamp,
    oldest: Option<Timestamp>,
) -> StoreResult<Vec<Range<Uuid>>> {
    let mut parts = parts(&mut connection.client)?;
    if parts.iter().any(|part| part.name == FIRST && part.ids.is_none()) {
        set_first_apart(connection, now)?;
        parts = self::parts(&mut connection.client)?;
        if parts.iter().any(|part| part.name == FIRST && part.ids.is_none()) {
            return Ok(Vec::new());
        }
    }
    let week = week_of(now);
    for week in week..=week + AHEAD {
        let ids = id_at(week * WEEK_MS)..id_at((week + 1) * WEEK_MS);
        let is_there = |part: &Part| part.ids.as_ref().is_some_and(|part| part.contains(&ids.start));
        if !parts.iter().any(is_there) {
            make(connection, &format!("run_data_{week}"), &ids)?;
        }
    }
    let Some(oldest) = oldest else { return Ok(Vec::new()) };
    let over = parts.into_iter().filter_map(|part| part.ids).filter(|ids| ids.end <= id_at(oldest.0));
    over.filter_map(|ids| match has_runs(connection, &ids, "AND status NOT BETWEEN 3 AND 5") {
        Ok(true) => None,
        Ok(false) => Some(Ok(ids)),
        Err(error) => Some(Err(error)),
    })
    .collect()
}

/// Drops the parts that are over for a week at least and that no run is left in.
pub(super) fn drop_left(connection: &mut Connection, now: Timestamp) -> StoreResult<()> {
    for part in parts(&mut connection.client)? {
        let Some(ids) = part.ids.filter(|ids| ids.end <= id_at(now.0 - WEEK_MS)) else { continue };
        if has_runs(connection, &ids, "")? {
            continue;
        }
        step(connection, |client| {
            client.batch_execute(&format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", part.name))?;
            // Nobody writes there now; whoever begins a run with such an id later is of the rest.
            if client.query_one(&has_runs_text(""), &[&ids.start, &ids.end])?.try_get(0)? {
                return Ok(());
            }
            client.batch_execute(&format!("DROP TABLE {}", part.name))
        })?;
    }
    Ok(())
}

fn parts(client: &mut Client) -> StoreResult<Vec<Part>> {
    let rows = client.query(
        "SELECT part.relname::text, pg_get_expr(part.relpartbound, part.oid) \
         FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid \
         WHERE inhparent = 'run_data'::regclass ORDER BY part.relname",
        &[],
    )?;
    rows.iter().map(|row| Ok(Part { name: row.try_get(0)?, ids: bounds(row.try_get(1)?)? })).collect()
}

/// Reads `FOR VALUES FROM (…) TO (…)`; None for `DEFAULT`.
fn bounds(text: &str) -> StoreResult<Option<Range<Uuid>>> {
    let quoted: Vec<&str> = text.split('\'').skip(1).step_by(2).collect();
    let id = |text: &str| {
        Uuid::parse_str(text).map_err(|_| StoreError::Damaged(format!("a part of the history ends at `{text}`")))
    };
    Ok(match quoted[..] {
        [] => None,
        [end] => Some(Uuid::nil()..id(end)?),
        [start, end, ..] => Some(id(start)?..id(end)?),
    })
}

/// Gives the first part, which all rows are in so far, an end some time ahead, so that others
/// can follow it. That every row is before it is checked while the table is in use.
fn set_first_apart(connection: &mut Connection, now: Timestamp) -> StoreResult<()> {
    let end = id_at((week_of(now) + 2) * WEEK_MS);
    let has_bound = step(connection, |client| {
        client.batch_execute(&format!(
            "ALTER TABLE {FIRST} DROP CONSTRAINT IF EXISTS {FIRST_BOUND}; \
             ALTER TABLE {FIRST} ADD CONSTRAINT {FIRST_BOUND} CHECK (run < '{end}') NOT VALID"
        ))
    })?;
    if !has_bound {
        return Ok(());
    }
    let validate = format!("SET LOCAL statement_timeout = 0; ALTER TABLE {FIRST} VALIDATE CONSTRAINT {FIRST_BOUND}");
    if let Err(error) = within(connection, |client| client.batch_execute(&validate)) {
        tracing::warn!(%error, "the history stays in one part: it holds runs whose time is to come");
        step(connection, |client| client.batch_execute(&format!("ALTER TABLE {FIRST} DROP CONSTRAINT {FIRST_BOUND}")))?;
        return Ok(());
    }
    let parted = step(connection, |client| {
        client.batch_execute(&format!(
            "ALTER TABLE run_data DETACH PARTITION {FIRST}; \
             ALTER TABLE run_data ATTACH PARTITION {FIRST} FOR VALUES FROM (MINVALUE) TO ('{end}'); \
             ALTER TABLE {FIRST} DROP CONSTRAINT {FIRST_BOUND}; \
             CREATE TABLE run_data_rest (LIKE run_data INCLUDING ALL); \
             ALTER TABLE run_data_rest ENABLE ROW LEVEL SECURITY; \
             ALTER TABLE run_data_rest FORCE ROW LEVEL SECURITY; \
             ALTER TABLE run_data ATTACH PARTITION run_data_rest DEFAULT"
        ))
    })?;
    if !parted {
        // Rows after the end would be refused until the next look.
        step(connection, |client| {
            client.batch_execute(&format!("ALTER TABLE {FIRST} DROP CONSTRAINT IF EXISTS {FIRST_BOUND}"))
        })?;
    }
    Ok(())
}

/// Makes a part, unless rows that belong in it are among the rest already: they stay there.
fn make(connection: &mut Connection, name: &str, ids: &Range<Uuid>) -> StoreResult<()> {
    let Range { start, end } = ids;
    step(connection, |client| {
        client.batch_execute(&format!(
            "CREATE TABLE {name} (LIKE run_data INCLUDING ALL); \
             ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; \
             ALTER TABLE {name} FORCE ROW LEVEL SECURITY; \
             ALTER TABLE run_data ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}')"
        ))
    })
    .map(drop)
}

fn has_runs(connection: &mut Connection, ids: &Range<Uuid>, condition: &str) -> StoreResult<bool> {
    let text = has_runs_text(condition);
    Ok(within(connection, |client| client.query_one(&text, &[&ids.start, &ids.end])?.try_get(0))?)
}

fn has_runs_text(condition: &str) -> String {
    format!("SELECT EXISTS (SELECT 1 FROM run WHERE id >= $1 AND id < $2 {condition})")
}

/// Takes a step if no other process is at it and no table is in use for longer than a moment;
/// says whether it was taken.
fn step(
    connection: &mut Connection,
    work: impl FnOnce(&mut Client) -> Result<(), ::postgres::Error>,
) -> StoreResult<bool> {
    let mut is_free = false;
    let outcome = within(connection, |client| {
        is_free = client.query_one("SELECT pg_try_advisory_xact_lock($1)", &[&LOCK])?.try_get(0)?;
        if is_free {
            client.batch_execute(&format!("SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}"))?;
            work(client)?;
        }
        Ok(())
    });
    match outcome {
        Ok(()) => Ok(is_free),
        Err(error) if is_left_for_later(&error) => {
            tracing::debug!(%error, "a part of the history is looked after later");
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// The table is in use, another process was quicker, or rows of the part are among the rest.
fn is_left_for_later(error: &::postgres::Error) -> bool {
    let states = [SqlState::LOCK_NOT_AVAILABLE, SqlState::DUPLICATE_TABLE, SqlState::CHECK_VIOLATION];
    error.code().is_some_and(|code| states.contains(code))
}

/// Performs work in a transaction for all workspaces.
fn within<T>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Client) -> Result<T, ::postgres::Error>,
) -> Result<T, ::postgres::Error> {
    let client = &mut connection.client;
    client.batch_execute("BEGIN; SET LOCAL towpath.workspace = 'server'")?;
    let outcome = work(client);
    let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
    client.batch_execute(end)?;
    outcome
}

fn week_of(time: Timestamp) -> i64 {
    time.0.div_euclid(WEEK_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_read_as_postgres_writes_them() {
        let (one, two) = (id_at(WEEK_MS), id_at(2 * WEEK_MS));
        assert_eq!(bounds("DEFAULT").unwrap(), None);
        assert_eq!(bounds(&format!("FOR VALUES FROM (MINVALUE) TO ('{one}')")).unwrap(), Some(Uuid::nil()..one));
        assert_eq!(bounds(&format!("FOR VALUES FROM ('{one}') TO ('{two}')")).unwrap(), Some(one..two));
    }
}

//! Retention: removes what is past keeping, a bounded piece at a time.

use super::commit::QUARTER_MS;
use super::flows::delete_unused_versions;
use super::query::{all, execute, first, query};
use crate::StoreResult;
use flow::Timestamp;
use flow::id::FlowId;
use rusqlite::{Connection, params};
use uuid::Uuid;

/// Counts are kept a little longer than the day they are asked for.
const COUNTS_KEPT_MS: i64 = 48 * 60 * 60 * 1000;

/// Removes up to `limit` runs and up to `limit` keys; gives how many went.
pub(super) fn prune(connection: &Connection, keep_per_flow: u32, now: Timestamp, limit: u32) -> StoreResult<u64> {
    let mut removed = 0;
    let mut flow = Uuid::nil();
    while let Some(next) = next_flow(connection, flow)? {
        flow = next;
        let room = u64::from(limit).saturating_sub(removed);
        if room == 0 {
            break;
        }
        removed += prune_flow(connection, flow, keep_per_flow, room)?;
    }
    let keys = execute(connection, query!("idempotency/delete_ended"), params![now.0, limit])?;
    let oldest_quarter = now.plus_ms(-COUNTS_KEPT_MS).0.div_euclid(QUARTER_MS);
    execute(connection, query!("runs/delete_counts"), [oldest_quarter])?;
    Ok(removed + keys as u64)
}

fn next_flow(connection: &Connection, after: Uuid) -> StoreResult<Option<Uuid>> {
    first(connection, query!("runs/next_flow"), [after.into_bytes()], |fields| fields.uuid())
}

fn prune_flow(connection: &Connection, flow: Uuid, keep: u32, limit: u64) -> StoreResult<u64> {
    let key = params![flow.into_bytes(), keep, limit.cast_signed()];
    let runs = all(connection, query!("runs/excess"), key, |fields| fields.uuid())?;
    for run in &runs {
        let run = [run.into_bytes()];
        execute(connection, query!("messages/delete_history_of_run"), run)?;
        execute(connection, query!("messages/delete_of_run"), run)?;
        execute(connection, query!("jobs/delete_of_run"), run)?;
        execute(connection, query!("runs/delete_chunks"), run)?;
        execute(connection, query!("runs/delete"), run)?;
    }
    if !runs.is_empty() {
        delete_unused_versions(connection, FlowId(flow))?;
    }
    Ok(runs.len() as u64)
}

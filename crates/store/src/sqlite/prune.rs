//! Retention: removes what is past keeping. What goes is looked up by a reader and
//! removed in small pieces, so that the writer is never held up for long.

use super::SqliteStore;
use super::commit::QUARTER_MS;
use super::flows::delete_unused_versions;
use super::query::{all, execute, first, query};
use crate::StoreResult;
use flow::Timestamp;
use flow::id::FlowId;
use rusqlite::{Connection, params};
use uuid::Uuid;

/// How many runs are removed in one piece: a few milliseconds of the writer's time.
const PIECE_RUNS: usize = 100;
/// Counts are kept a little longer than the day they are asked for.
const COUNTS_KEPT_MS: i64 = 48 * 60 * 60 * 1000;

/// An ended run that has to go, and its flow. It cannot open again before it is removed.
#[derive(Clone, Copy)]
struct Excess {
    run: Uuid,
    flow: Uuid,
}

/// Removes up to `limit` runs and up to `limit` keys; gives how many went.
pub(super) async fn prune(store: &SqliteStore, keep_per_flow: u32, now: Timestamp, limit: u32) -> StoreResult<u64> {
    let excess = store.read(move |connection| find_excess(connection, keep_per_flow, limit as usize)).await?;
    for piece in excess.chunks(PIECE_RUNS) {
        let piece = piece.to_vec();
        store.write(move |connection| remove(connection, &piece)).await?;
    }
    let keys = store
        .write(move |connection| {
            let oldest_quarter = now.plus_ms(-COUNTS_KEPT_MS).0.div_euclid(QUARTER_MS);
            execute(connection, query!("runs/delete_counts"), [oldest_quarter])?;
            execute(connection, query!("idempotency/delete_ended"), params![now.0, limit])
        })
        .await?;
    Ok((excess.len() + keys) as u64)
}

fn find_excess(connection: &Connection, keep_per_flow: u32, limit: usize) -> StoreResult<Vec<Excess>> {
    let mut excess = Vec::new();
    let mut flow = Uuid::nil();
    while let Some(next) = next_flow(connection, flow)? {
        flow = next;
        let room = limit - excess.len();
        if room == 0 {
            break;
        }
        let key = params![flow.into_bytes(), keep_per_flow, u32::try_from(room).unwrap_or(u32::MAX)];
        let runs = all(connection, query!("runs/excess"), key, |fields| fields.uuid())?;
        excess.extend(runs.into_iter().map(|run| Excess { run, flow }));
    }
    Ok(excess)
}

fn next_flow(connection: &Connection, after: Uuid) -> StoreResult<Option<Uuid>> {
    first(connection, query!("runs/next_flow"), [after.into_bytes()], |fields| fields.uuid())
}

fn remove(connection: &Connection, piece: &[Excess]) -> StoreResult<()> {
    for excess in piece {
        let run = [excess.run.into_bytes()];
        execute(connection, query!("messages/delete_history_of_run"), run)?;
        execute(connection, query!("messages/delete_of_run"), run)?;
        execute(connection, query!("jobs/delete_of_run"), run)?;
        execute(connection, query!("runs/delete_chunks"), run)?;
        execute(connection, query!("runs/delete"), run)?;
    }
    // The runs come flow by flow.
    for flow in piece.chunk_by(|one, other| one.flow == other.flow).filter_map(<[Excess]>::first) {
        delete_unused_versions(connection, FlowId(flow.flow))?;
    }
    Ok(())
}

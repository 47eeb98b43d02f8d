//! Retention: removes what is past keeping. What goes is looked up by a reader and
//! removed in small pieces, so that the writer is never held up for long.

use super::QUARTER_MS;
use super::flows::delete_unused_versions;
use super::limits;
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use super::waits;
use super::{Backend, Reach};
use crate::StoreResult;
use flow::Timestamp;
use flow::id::FlowId;
use uuid::Uuid;

/// How many runs are removed in one piece: a few milliseconds of the writer's time.
const PIECE_RUNS: usize = 100;
/// Counts are kept a little longer than the day they are asked for.
const COUNTS_KEPT_MS: i64 = 48 * 60 * 60 * 1000;
/// What a step did is asked for again after a crash, or when it is tried again.
const STEPS_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// An ended run that has to go, and its flow. It cannot open again before it is removed.
#[derive(Clone, Copy)]
struct Excess {
    run: Uuid,
    flow: Uuid,
}

/// Removes up to `limit` runs and up to `limit` keys; gives how many went.
pub(super) async fn prune(store: &impl Backend, keep_per_flow: u32, now: Timestamp, limit: u32) -> StoreResult<u64> {
    let excess =
        store.read(Reach::Server, move |transaction| find_excess(transaction, keep_per_flow, limit as usize)).await?;
    for piece in excess.chunks(PIECE_RUNS) {
        let piece = piece.to_vec();
        store.write(Reach::Server, move |transaction| remove(transaction, &piece)).await?;
    }
    let keys = store
        .write(Reach::Server, move |transaction| {
            let oldest_quarter = now.plus_ms(-COUNTS_KEPT_MS).0.div_euclid(QUARTER_MS);
            execute(transaction, query!("runs/delete_counts"), params![oldest_quarter])?;
            limits::prune(transaction, now, limit)?;
            execute(transaction, query!("steps/delete_old"), params![now.plus_ms(-STEPS_KEPT_MS).0, limit])?;
            execute(transaction, query!("idempotency/delete_ended"), params![now.0, limit])
        })
        .await?;
    let events = waits::prune(store, now, limit).await?;
    Ok((excess.len() + keys) as u64 + events)
}

fn find_excess(transaction: &Transaction<'_>, keep_per_flow: u32, limit: usize) -> StoreResult<Vec<Excess>> {
    let mut excess = Vec::new();
    let mut flow = Uuid::nil();
    while let Some(next) = next_flow(transaction, flow)? {
        flow = next;
        let room = limit - excess.len();
        if room == 0 {
            break;
        }
        let key = params![flow.into_bytes(), keep_per_flow, u32::try_from(room).unwrap_or(u32::MAX)];
        let runs = all(transaction, query!("runs/excess"), key, |fields| fields.uuid())?;
        excess.extend(runs.into_iter().map(|run| Excess { run, flow }));
    }
    Ok(excess)
}

fn next_flow(transaction: &Transaction<'_>, after: Uuid) -> StoreResult<Option<Uuid>> {
    first(transaction, query!("runs/next_flow"), params![after.into_bytes()], |fields| fields.uuid())
}

fn remove(transaction: &Transaction<'_>, piece: &[Excess]) -> StoreResult<()> {
    for excess in piece {
        let run = params![excess.run.into_bytes()];
        execute(transaction, query!("messages/delete_history_of_run"), run)?;
        execute(transaction, query!("messages/delete_of_run"), run)?;
        execute(transaction, query!("jobs/delete_of_run"), run)?;
        execute(transaction, query!("runs/delete_chunks"), run)?;
        execute(transaction, query!("runs/delete"), run)?;
    }
    // The runs come flow by flow.
    for flow in piece.chunk_by(|one, other| one.flow == other.flow).filter_map(<[Excess]>::first) {
        delete_unused_versions(transaction, FlowId(flow.flow))?;
    }
    Ok(())
}

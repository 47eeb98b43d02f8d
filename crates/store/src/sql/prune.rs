//! Retention: removes what is past keeping. What goes is looked up by a reader and
//! removed in small pieces, so that the writer is never held up for long.

use super::QUARTER_MS;
use super::flows::delete_unused_versions;
use super::limits;
use super::query::{all, execute, first, query};
use super::run_notes;
use super::transaction::Transaction;
use super::value::params;
use super::waits;
use super::{Backend, Reach};
use crate::StoreResult;
use crate::runs::Retention;
use flow::Timestamp;
use flow::id::FlowId;
use std::ops::Range;
use uuid::Uuid;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
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

/// Removes up to `limit` runs too many, as many that are too old, and up to `limit` keys;
/// gives how many went.
pub(super) async fn prune(store: &impl Backend, kept: Retention, now: Timestamp, limit: u32) -> StoreResult<u64> {
    let oldest = (kept.days > 0).then(|| now.plus_ms(-i64::from(kept.days) * DAY_MS));
    // Their history goes with the part it is in, when the last of them is gone.
    let whole = store.tend_history(now, oldest).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the parts of the history could not be looked after");
        Vec::new()
    });
    let old = match oldest {
        Some(oldest) => store.read(Reach::Server, move |transaction| find_old(transaction, oldest, limit)).await?,
        None => Vec::new(),
    };
    remove_all(store, &old, &whole).await?;
    let excess = store
        .read(Reach::Server, move |transaction| find_excess(transaction, kept.runs_per_flow, limit as usize))
        .await?;
    remove_all(store, &excess, &whole).await?;
    if let Err(error) = store.drop_history(now).await {
        tracing::warn!(%error, "old parts of the history could not be dropped");
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
    Ok((old.len() + excess.len() + keys) as u64 + events)
}

async fn remove_all(store: &impl Backend, runs: &[Excess], whole: &[Range<Uuid>]) -> StoreResult<()> {
    for piece in runs.chunks(PIECE_RUNS) {
        let (piece, whole) = (piece.to_vec(), whole.to_vec());
        store.write(Reach::Server, move |transaction| remove(transaction, &piece, &whole)).await?;
    }
    Ok(())
}

fn find_old(transaction: &Transaction<'_>, oldest: Timestamp, limit: u32) -> StoreResult<Vec<Excess>> {
    let key = params![id_at(oldest.0).into_bytes(), limit];
    let read = |fields: &mut super::fields::Fields<'_>| Ok(Excess { run: fields.uuid()?, flow: fields.uuid()? });
    let mut old = all(transaction, query!("runs/old"), key, read)?;
    old.sort_by_key(|excess| excess.flow);
    Ok(old)
}

/// The least id of a run that began at this time.
pub(crate) fn id_at(time_ms: i64) -> Uuid {
    Uuid::from_u128(u128::from(time_ms.max(0).unsigned_abs()) << 80)
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

fn remove(transaction: &Transaction<'_>, piece: &[Excess], whole: &[Range<Uuid>]) -> StoreResult<()> {
    for excess in piece {
        let run = params![excess.run.into_bytes()];
        execute(transaction, query!("messages/delete_history_of_run"), run)?;
        execute(transaction, query!("messages/delete_of_run"), run)?;
        execute(transaction, query!("jobs/delete_of_run"), run)?;
        run_notes::delete_of_run(transaction, excess.run)?;
        if !whole.iter().any(|ids| ids.contains(&excess.run)) {
            execute(transaction, query!("runs/delete_chunks"), run)?;
        }
        execute(transaction, query!("runs/delete"), run)?;
    }
    // The runs come flow by flow.
    for flow in piece.chunk_by(|one, other| one.flow == other.flow).filter_map(<[Excess]>::first) {
        delete_unused_versions(transaction, FlowId(flow.flow))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_begins_with_when_its_run_began() {
        let id = Uuid::parse_str("01939b5c-1234-7abc-8def-0123456789ab").unwrap();
        let began = i64::from_str_radix("01939b5c1234", 16).unwrap();
        assert!(id_at(began) <= id && id < id_at(began + 1));
    }
}

//! Begins many runs again: takes the oldest batch that is not over and deals with it
//! bit by bit, the workspaces in turns. Each run is begun under the name of its batch, so that what a crash cut
//! off is not begun twice.

use crate::{Inner, again};
use flow::id::{BatchId, RunId, WorkspaceId};
use std::sync::Arc;
use std::time::Duration;
use store::batches::{BATCH_MOST, BatchRow};
use store::door::{Again, Resume, RunnerError};
use store::{StoreError, StoreResult};
use tokio::sync::Notify;

/// So many runs are dealt with before that is written down.
const BIT: usize = 25;
/// While the server is busy or the store away, it is tried again after this long.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// Wakes the one who deals with batches.
#[derive(Default)]
pub(crate) struct Batches {
    begun: Notify,
}

impl Batches {
    /// There may be a batch to deal with.
    pub fn begun(&self) {
        self.begun.notify_one();
    }
}

/// Keeps a batch; the runs are begun again in the background.
pub(crate) async fn create(
    inner: &Inner,
    workspace: WorkspaceId,
    runs: Vec<RunId>,
    newest: bool,
) -> Result<BatchId, RunnerError> {
    if runs.len() > BATCH_MOST {
        return Err(RunnerError::Invalid(format!(
            "{} runs were chosen; {BATCH_MOST} is the most at once. Narrow the filter.",
            runs.len()
        )));
    }
    let created_at = inner.clock.now();
    let is_empty = runs.is_empty();
    let row = BatchRow {
        id: BatchId::new(inner.ids.as_ref()),
        workspace,
        newest,
        runs,
        position: 0,
        refused: 0,
        created_at,
        finished_at: is_empty.then_some(created_at),
    };
    let id = row.id;
    inner.store.create_batch(row).await?;
    inner.batches.begun();
    Ok(id)
}

/// Deals with batches until the worker stops.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut served = None;
    loop {
        let pause = match inner.store.open_batch(served).await {
            Ok(Some(batch)) => {
                served = Some(batch.workspace);
                advance(&inner, batch).await.err()
            }
            Ok(None) => {
                tokio::select! {
                    () = inner.stop.cancelled() => return,
                    () = inner.batches.begun.notified() => None,
                }
            }
            Err(error) => Some(error),
        };
        if let Some(error) = pause {
            tracing::warn!(%error, "runs cannot be begun again at the moment");
            tokio::select! {
                () = inner.stop.cancelled() => return,
                () = tokio::time::sleep(TRY_AGAIN) => {}
            }
        }
        if inner.stop.is_cancelled() {
            return;
        }
    }
}

/// Deals with the next bit of a batch.
async fn advance(inner: &Arc<Inner>, mut batch: BatchRow) -> StoreResult<()> {
    let first = batch.position as usize;
    let bit: Vec<RunId> = batch.runs.iter().skip(first).take(BIT).copied().collect();
    for run in bit {
        match begin_again(inner, &batch, run).await {
            Ok(_) => {}
            // It is to be tried again, so nothing is written down of it.
            Err(RunnerError::Overloaded) => return keep(inner, batch).await.and(Err(StoreError::Overloaded)),
            Err(RunnerError::Limited(refusal)) if refusal.limit == "queued_runs" => {
                return keep(inner, batch).await.and(Err(StoreError::Overloaded));
            }
            Err(RunnerError::Store(error)) if !matches!(error, StoreError::NotFound(_)) => {
                return keep(inner, batch).await.and(Err(error));
            }
            Err(error) => {
                tracing::info!(run = %run, batch = %batch.id, %error, "a run cannot be begun again");
                batch.refused += 1;
            }
        }
        batch.position += 1;
    }
    keep(inner, batch).await
}

async fn begin_again(inner: &Arc<Inner>, batch: &BatchRow, run: RunId) -> Result<RunId, RunnerError> {
    let resume = Resume { newest: batch.newest, once: Some(batch.id.to_string()), ..Resume::default() };
    again::again(inner, batch.workspace, run, Again::With(resume)).await
}

async fn keep(inner: &Inner, batch: BatchRow) -> StoreResult<()> {
    let is_over = batch.position as usize >= batch.runs.len();
    let finished_at = is_over.then(|| inner.clock.now());
    inner.store.advance_batch(BatchRow { finished_at, ..batch }).await
}

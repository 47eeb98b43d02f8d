//! Lists of runs and their data. What writes them is in `commit` and `prune`.

use super::Backend;
use super::fields::Fields;
use super::prune;
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use crate::like;
use crate::page::{self, Cursor};
use crate::runs::{Committed, IdempotencyRow, OpenRun, Record, RunError, RunFilter, RunMode, RunRow, RunStatus, Runs};
use crate::{Page, PageRequest, StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{FlowId, RunId, VersionId, WorkspaceId};
use flow::{NodeId, Timestamp};
use uuid::Uuid;

#[async_trait]
impl<B: Backend> Runs for B {
    async fn commit(&self, record: Record) -> StoreResult<Committed> {
        Backend::commit(self, record).await
    }

    async fn run(&self, workspace: WorkspaceId, id: RunId) -> StoreResult<RunRow> {
        self.read(move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            first(transaction, query!("runs/run"), key, run_row)?.ok_or(StoreError::NotFound("run"))
        })
        .await
    }

    async fn load_run(&self, id: RunId) -> StoreResult<(RunRow, Vec<Vec<u8>>)> {
        self.read_snapshot(move |transaction| {
            let key = params![id.0.into_bytes()];
            let row = first(transaction, query!("runs/run_of_any_workspace"), key, run_row)?
                .ok_or(StoreError::NotFound("run"))?;
            let chunks = all(transaction, query!("runs/chunks"), key, |fields| fields.take())?;
            Ok((row, chunks))
        })
        .await
    }

    async fn runs(&self, workspace: WorkspaceId, filter: RunFilter, page: PageRequest) -> StoreResult<Page<RunRow>> {
        let (before, limit) = (page.before(), page.rows());
        let rows =
            self.read(move |transaction| list(transaction, workspace, filter, before.id, limit.fetched())).await?;
        Ok(page::cut(rows, limit, |row| Cursor::of_id(row.id.0)))
    }

    async fn open_runs(&self, after: Option<RunId>, limit: u32) -> StoreResult<Vec<OpenRun>> {
        let after = after.map_or(Uuid::nil(), |run| run.0);
        self.read(move |transaction| {
            all(transaction, query!("runs/open"), params![after.into_bytes(), limit], |fields| {
                Ok(OpenRun {
                    id: RunId(fields.uuid()?),
                    status: fields.one_of("run status", RunStatus::from_number)?,
                    wake_at: fields.optional_time()?,
                })
            })
        })
        .await
    }

    async fn last_run(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Option<RunRow>> {
        self.read(move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
            first(transaction, query!("runs/last"), key, run_row)
        })
        .await
    }

    async fn idempotency(&self, workspace: WorkspaceId, scope: &str, key: &str) -> StoreResult<Option<IdempotencyRow>> {
        let (scope, key) = (scope.to_owned(), key.to_owned());
        self.read(move |transaction| Ok(find_key(transaction, workspace, &scope, &key)?.map(|(row, _)| row))).await
    }

    async fn prune_runs(&self, keep_per_flow: u32, now: Timestamp, limit: u32) -> StoreResult<u64> {
        prune::prune(self, keep_per_flow, now, limit).await
    }

    async fn ping(&self) -> StoreResult<()> {
        self.write(|transaction| execute(transaction, query!("runs/beat"), params![]).map(drop)).await?;
        self.read(|transaction| {
            first(transaction, query!("runs/read_pulse"), params![], |fields| fields.integer()).map(drop)
        })
        .await
    }
}

fn list(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    filter: RunFilter,
    before: Uuid,
    limit: u32,
) -> StoreResult<Vec<RunRow>> {
    let searched_run = filter.search.as_deref().and_then(|text| text.trim().parse::<RunId>().ok());
    let searched_text = filter.search.filter(|text| searched_run.is_none() && !text.is_empty());
    let (workspace, before) = (workspace.0.into_bytes(), before.into_bytes());
    let status = bits(filter.status.iter().map(|status| *status as u8));
    let mode = bits(filter.mode.iter().map(|mode| *mode as u8));
    let (from, to) = (filter.from.map(|time| time.0), filter.to.map(|time| time.0));
    let searched_run = searched_run.map(|run| run.0.into_bytes());
    // SQL's `lower` knows ASCII only, and so must this.
    let searched_text = searched_text.map(|text| like::containing(&text.to_ascii_lowercase()));
    match filter.flow.map(|flow| flow.0.into_bytes()) {
        None => {
            let key = params![workspace, before, status, mode, from, to, searched_run, searched_text, limit];
            all(transaction, query!("runs/list"), key, run_row)
        }
        Some(flow) => {
            let key = params![workspace, before, status, mode, from, to, searched_run, searched_text, limit, flow];
            all(transaction, query!("runs/list_of_flow"), key, run_row)
        }
    }
}

/// A bit for each number.
fn bits(numbers: impl Iterator<Item = u8>) -> i64 {
    numbers.fold(0, |bits, number| bits | 1 << number)
}

impl RunStatus {
    /// From how it is kept.
    pub(crate) fn from_number(number: i64) -> Option<Self> {
        let all = [Self::Running, Self::Waiting, Self::InDoubt, Self::Succeeded, Self::Failed, Self::Cancelled];
        all.into_iter().find(|status| i64::from(*status as u8) == number)
    }
}

impl RunMode {
    fn from_number(number: i64) -> Option<Self> {
        let all = [Self::Webhook, Self::Manual, Self::Schedule, Self::Error, Self::Test, Self::Job, Self::Retry];
        all.into_iter().find(|mode| i64::from(*mode as u8) == number)
    }
}

fn run_row(fields: &mut Fields<'_>) -> StoreResult<RunRow> {
    Ok(RunRow {
        id: RunId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        flow: FlowId(fields.uuid()?),
        version: VersionId(fields.uuid()?),
        version_number: fields.take()?,
        mode: fields.one_of("run mode", RunMode::from_number)?,
        status: fields.one_of("run status", RunStatus::from_number)?,
        started_at: fields.time()?,
        finished_at: fields.optional_time()?,
        wake_at: fields.optional_time()?,
        error: run_error(fields)?,
        retry_of: fields.optional_uuid()?.map(RunId),
    })
}

fn run_error(fields: &mut Fields<'_>) -> StoreResult<Option<RunError>> {
    let (node, message): (Option<String>, Option<String>) = (fields.take()?, fields.take()?);
    Ok(node.zip(message).map(|(node, message)| RunError { node: NodeId(node), message }))
}

/// What is kept under a key, and until when.
pub(crate) fn find_key(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    scope: &str,
    key: &str,
) -> StoreResult<Option<(IdempotencyRow, Timestamp)>> {
    first(transaction, query!("idempotency/find"), params![workspace.0.into_bytes(), scope, key], |fields| {
        let row = IdempotencyRow { run: RunId(fields.uuid()?), body_hash: fields.take()?, answer: fields.take()? };
        Ok((row, fields.time()?))
    })
}

//! Lists of runs and their data. What writes them is in `commit` and `prune`.

use super::fields::Fields;
use super::prune;
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::{Bind, params};
use super::{Backend, Reach};
use crate::like;
use crate::page::{self, Cursor};
use crate::runs::{
    Accept, Committed, IdempotencyRow, OpenRun, Parent, Record, Retention, RunError, RunFilter, RunMode, RunRow,
    RunStatus, Runs,
};
use crate::{Page, PageRequest, StoreError, StoreResult};
use async_trait::async_trait;
use flow::id::{FlowId, OwnerId, RunId, VersionId, WorkspaceId};
use flow::{NodeId, Timestamp};
use uuid::Uuid;

#[async_trait]
impl<B: Backend> Runs for B {
    async fn commit(&self, record: Record) -> StoreResult<Committed> {
        Backend::commit(self, record).await
    }

    async fn run(&self, workspace: WorkspaceId, id: RunId) -> StoreResult<RunRow> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            first(transaction, query!("runs/run"), key, run_row)?.ok_or(StoreError::NotFound("run"))
        })
        .await
    }

    async fn load_run(&self, id: RunId) -> StoreResult<(RunRow, Vec<Vec<u8>>)> {
        self.read_snapshot(Reach::Server, move |transaction| {
            let key = params![id.0.into_bytes()];
            let row = first(transaction, query!("runs/run_of_any_workspace"), key, run_row)?
                .ok_or(StoreError::NotFound("run"))?;
            let chunks = all(transaction, query!("runs/chunks"), key, |fields| fields.take())?;
            Ok((row, chunks))
        })
        .await
    }

    async fn child(&self, workspace: WorkspaceId, parent: RunId, step: &str) -> StoreResult<Option<RunRow>> {
        let step = step.to_owned();
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![parent.0.into_bytes(), step, workspace.0.into_bytes()];
            first(transaction, query!("runs/child"), key, run_row)
        })
        .await
    }

    async fn children(&self, workspace: WorkspaceId, parent: RunId, limit: u32) -> StoreResult<Vec<(String, RunId)>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![parent.0.into_bytes(), workspace.0.into_bytes(), limit];
            all(transaction, query!("runs/children"), key, |fields| Ok((fields.take()?, RunId(fields.uuid()?))))
        })
        .await
    }

    async fn runs(&self, workspace: WorkspaceId, filter: RunFilter, page: PageRequest) -> StoreResult<Page<RunRow>> {
        let (before, limit) = (page.before(), page.rows());
        let rows = self
            .read_stale(Reach::Workspace(workspace), move |transaction| {
                list(transaction, workspace, filter.clone(), before.id, limit.fetched())
            })
            .await?;
        Ok(page::cut(rows, limit, |row| Cursor::of_id(row.id.0)))
    }

    async fn open_runs(&self, after: Option<RunId>, limit: u32) -> StoreResult<Vec<OpenRun>> {
        let after = after.map_or(Uuid::nil(), |run| run.0);
        self.read(Reach::Server, move |transaction| {
            all(transaction, query!("runs/open"), params![after.into_bytes(), limit], open_run)
        })
        .await
    }

    async fn last_run(&self, workspace: WorkspaceId, flow: FlowId) -> StoreResult<Option<RunRow>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), flow.0.into_bytes()];
            first(transaction, query!("runs/last"), key, run_row)
        })
        .await
    }

    async fn idempotency(&self, workspace: WorkspaceId, scope: &str, key: &str) -> StoreResult<Option<IdempotencyRow>> {
        let (scope, key) = (scope.to_owned(), key.to_owned());
        self.read(Reach::Workspace(workspace), move |transaction| {
            Ok(find_key(transaction, workspace, &scope, &key)?.map(|(row, _)| row))
        })
        .await
    }

    async fn prune_runs(&self, kept: Retention, now: Timestamp, limit: u32) -> StoreResult<u64> {
        prune::prune(self, kept, now, limit).await
    }

    async fn ping(&self) -> StoreResult<()> {
        self.write(Reach::Server, |transaction| execute(transaction, query!("runs/beat"), params![]).map(drop)).await?;
        self.read(Reach::Server, |transaction| {
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
    let (parent, flow) = (filter.parent.map(|run| run.0.into_bytes()), filter.flow.map(|flow| flow.0.into_bytes()));
    let of_all: &[&dyn Bind] = params![workspace, before, status, mode, from, to, searched_run, searched_text, limit];
    match (&parent, &flow) {
        (Some(parent), _) => {
            all(transaction, query!("runs/list_of_parent"), &[of_all, params![parent] as &[_]].concat(), run_row)
        }
        (None, Some(flow)) => {
            all(transaction, query!("runs/list_of_flow"), &[of_all, params![flow] as &[_]].concat(), run_row)
        }
        (None, None) => all(transaction, query!("runs/list"), of_all, run_row),
    }
}

/// A bit for each number.
fn bits(numbers: impl Iterator<Item = u8>) -> i64 {
    numbers.fold(0, |bits, number| bits | 1 << number)
}

impl RunStatus {
    /// From how it is kept.
    pub fn from_number(number: i64) -> Option<Self> {
        let open = [Self::Running, Self::Waiting, Self::InDoubt, Self::Paused, Self::Queued];
        let over = [Self::Succeeded, Self::Failed, Self::Cancelled];
        open.into_iter().chain(over).find(|status| i64::from(*status as u8) == number)
    }
}

impl RunMode {
    /// From how it is kept.
    pub fn from_number(number: i64) -> Option<Self> {
        let first = [Self::Webhook, Self::Manual, Self::Schedule, Self::Error, Self::Test, Self::Job, Self::Retry];
        first.into_iter().chain([Self::Flow, Self::Event]).find(|mode| i64::from(*mode as u8) == number)
    }
}

pub(super) fn open_run(fields: &mut Fields<'_>) -> StoreResult<OpenRun> {
    Ok(OpenRun {
        id: RunId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        flow: FlowId(fields.uuid()?),
        status: fields.one_of("run status", RunStatus::from_number)?,
        wake_at: fields.optional_time()?,
        cancel_requested: fields.take()?,
    })
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
        next_sequence: fields.take()?,
        parent: parent(fields)?,
        cancel_requested: fields.take()?,
        owner: fields.optional_uuid()?.map(OwnerId),
    })
}

fn parent(fields: &mut Fields<'_>) -> StoreResult<Option<Parent>> {
    let (run, step, depth) = (fields.optional_uuid()?, fields.take::<Option<String>>()?, fields.take()?);
    Ok(run.zip(step).map(|(run, step)| Parent { run: RunId(run), step, depth }))
}

fn run_error(fields: &mut Fields<'_>) -> StoreResult<Option<RunError>> {
    let (node, message): (Option<String>, Option<String>) = (fields.take()?, fields.take()?);
    Ok(node.zip(message).map(|(node, message)| RunError { node: NodeId(node), message }))
}

/// The run the parent's step began before.
pub(crate) fn earlier_child(
    transaction: &Transaction<'_>,
    workspace: WorkspaceId,
    accept: &Accept,
) -> StoreResult<Option<IdempotencyRow>> {
    let Some(Parent { run, step, .. }) = &accept.parent else { return Ok(None) };
    let key = params![run.0.into_bytes(), step, workspace.0.into_bytes()];
    let run = first(transaction, query!("runs/earlier_child"), key, |fields| fields.uuid().map(RunId))?;
    Ok(run.map(|run| IdempotencyRow { run, body_hash: [0; 32], answer: None }))
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

//! Begins a run again as a new one, linked to the old: a retry keeps what is
//! done, a re-run starts over on the published version.

use crate::Inner;
use crate::launch::{self, Origin};
use crate::recover;
use crate::resume::{self, Taken};
use flow::id::{RunId, VersionId, WorkspaceId};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::door::{Again, Launch, Resume, RunnerError};
use store::runs::{IdempotencyKey, RunMode, RunRow};

/// How long it is remembered that a run was begun again under a name.
const ONCE_KEY_MS: i64 = 30 * 24 * 3_600_000;

/// Begins a run again; gives the new one.
pub(crate) async fn again(
    inner: &Arc<Inner>,
    workspace: WorkspaceId,
    id: RunId,
    how: Again,
) -> Result<RunId, RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let run = loaded.run();
    if !loaded.row.status.is_final() {
        return Err(RunnerError::WrongState(
            "The run is still under way. Cancel it first, or wait until it ends.".into(),
        ));
    }
    let (Some(start), Some(items)) = (run.started(), run.started_items()) else {
        return Err(RunnerError::WrongState("The run never began, so there is nothing to begin again.".into()));
    };
    let is_rerun = matches!(how, Again::Rerun);
    let resume = match how {
        Again::Rerun => Resume { newest: true, ..Resume::default() },
        Again::Retry => Resume::default(),
        Again::From(node) => Resume { from: Some(node), ..Resume::default() },
        Again::With(resume) => resume,
    };
    let version = if resume.newest { newest(inner, &loaded.row).await? } else { loaded.row.version };
    let taken = match is_rerun {
        true => Taken { kept: BTreeMap::new(), items: None },
        false => resume::take(&loaded.version, &run, inner.versions.get(version).await?.as_ref(), &resume)?,
    };
    let request = Launch {
        workspace,
        flow: loaded.row.flow,
        version,
        node: loaded.version.plan.node(start.node).id.clone(),
        items: taken.items.unwrap_or_else(|| items.clone()),
        mode: match loaded.row.mode {
            // A test of a draft stays a test, so that it never counts as the flow's own.
            RunMode::Test => RunMode::Test,
            mode if is_rerun => mode,
            _ => RunMode::Retry,
        },
        idempotency: resume.once.map(|name| once(inner, name, id)),
        run: None,
        wait_for_answer: false,
    };
    let origin = Origin { retry_of: Some(id), kept: taken.kept, ..Origin::default() };
    match launch::begin(inner, request, origin).await {
        Ok(launched) => Ok(launched.run),
        Err(RunnerError::Duplicate(earlier)) => Ok(earlier.run),
        Err(error) => Err(error),
    }
}

fn once(inner: &Inner, name: String, id: RunId) -> IdempotencyKey {
    let expires_at = inner.clock.now().plus_ms(ONCE_KEY_MS);
    IdempotencyKey { scope: name, key: id.to_string(), body_hash: [0; 32], expires_at }
}

/// The published version; that of the run itself if it was a test or nothing is published.
async fn newest(inner: &Inner, row: &RunRow) -> Result<VersionId, RunnerError> {
    if row.version_number.is_none() {
        return Ok(row.version);
    }
    let flow = inner.store.flow(row.workspace, row.flow).await?;
    Ok(flow.version.unwrap_or(row.version))
}

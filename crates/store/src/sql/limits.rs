//! Limits of workspaces, and whose turn it is.

use super::fields::Fields;
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use crate::StoreResult;
use crate::limits::{Ask, Bound, Full, Limit, Limits, Rate, Turn, TurnRow, Window};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{FlowId, RunId, WorkspaceId};

/// A run that was let begin has this long to be accepted; after it, it is taken for one
/// whose process died in between.
const ACCEPTED_WITHIN_MS: i64 = 600_000;
/// Longer than the time of any rate.
const PLACES_KEPT_MS: i64 = 48 * 3_600_000;

#[async_trait]
impl<B: Backend> Limits for B {
    async fn workspace_limits(&self, workspace: WorkspaceId) -> StoreResult<Bound> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes()];
            Ok(first(transaction, query!("limits/workspace_limit"), key, bound)?.unwrap_or_default())
        })
        .await
    }

    async fn all_workspace_limits(&self) -> StoreResult<Vec<(WorkspaceId, Bound)>> {
        self.read(Reach::Server, |transaction| {
            all(transaction, query!("limits/workspace_limits"), params![], |fields| {
                Ok((WorkspaceId(fields.uuid()?), bound(fields)?))
            })
        })
        .await
    }

    async fn set_workspace_limits(&self, workspace: WorkspaceId, bound: Bound) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let id = workspace.0.into_bytes();
            if bound.is_free() {
                return execute(transaction, query!("limits/delete_workspace_limit"), params![id]).map(drop);
            }
            let per_ms = bound.rate.map(|rate| i64::try_from(rate.per_ms).unwrap_or(i64::MAX));
            let columns = params![id, bound.at_once, bound.rate.map(|rate| rate.runs), per_ms];
            execute(transaction, query!("limits/put_workspace_limit"), columns).map(drop)
        })
        .await
    }

    async fn take_turns(&self, asks: Vec<Ask>, ended: Vec<RunId>) -> StoreResult<Vec<Turn>> {
        self.write(Reach::Server, move |transaction| {
            for run in &ended {
                execute(transaction, query!("limits/delete_turn"), params![run.0.into_bytes()])?;
            }
            touch_places(transaction, &asks)?;
            asks.iter().map(|ask| take_turn(transaction, ask)).collect()
        })
        .await
    }

    async fn turns(&self, runs: Vec<RunId>) -> StoreResult<Vec<TurnRow>> {
        self.read(Reach::Server, move |transaction| {
            let row = |run: &RunId| first(transaction, query!("limits/turn"), params![run.0.into_bytes()], turn_row);
            runs.iter().filter_map(|run| row(run).transpose()).collect()
        })
        .await
    }

    async fn turns_of(&self, workspace: WorkspaceId, runs: Vec<RunId>) -> StoreResult<Vec<TurnRow>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            let row = |run: &RunId| {
                let key = params![run.0.into_bytes(), workspace.0.into_bytes()];
                first(transaction, query!("limits/turn_of_workspace"), key, turn_row)
            };
            runs.iter().filter_map(|run| row(run).transpose()).collect()
        })
        .await
    }
}

/// Removes what is kept of the turns of runs that are over or never came to be.
pub(super) fn prune(transaction: &Transaction<'_>, now: Timestamp, limit: u32) -> StoreResult<()> {
    let before = now.plus_ms(-ACCEPTED_WITHIN_MS).0;
    execute(transaction, query!("limits/delete_old_turns"), params![before, limit])?;
    execute(transaction, query!("limits/delete_old_places"), params![now.plus_ms(-PLACES_KEPT_MS).0]).map(drop)
}

/// Changes the row of everything that is going to be counted, in one order for all, so
/// that nobody else counts it meanwhile.
fn touch_places(transaction: &Transaction<'_>, asks: &[Ask]) -> StoreResult<()> {
    let asking = asks.iter().filter(|ask| ask.behind.is_none());
    let mut places: Vec<(WorkspaceId, String, Timestamp)> =
        asking.flat_map(|ask| places(ask).map(|place| (ask.workspace, place, ask.now))).collect();
    places.sort_unstable();
    places.dedup_by(|one, other| (one.0, &one.1) == (other.0, &other.1));
    for (workspace, place, now) in places {
        let nothing: Vec<u8> = Vec::new();
        execute(transaction, query!("limits/touch_place"), params![workspace.0.into_bytes(), place, nothing, now.0])?;
    }
    Ok(())
}

/// The names of what is counted for a run.
fn places(ask: &Ask) -> impl Iterator<Item = String> {
    let of_workspace = (!ask.of_workspace.is_free()).then(|| WORKSPACE_PLACE.to_owned());
    let at_once = ask.of_flow.at_once.map(|_| format!("flow/{}/{}", ask.flow, ask.key));
    let rate = ask.of_flow.rate.map(|_| rate_place(ask));
    of_workspace.into_iter().chain(at_once).chain(rate)
}

const WORKSPACE_PLACE: &str = "workspace";

fn rate_place(ask: &Ask) -> String {
    format!("rate/{}/{}", ask.flow, ask.rate_key)
}

fn take_turn(transaction: &Transaction<'_>, ask: &Ask) -> StoreResult<Turn> {
    let full = match &ask.behind {
        Some(sentence) => Some(Full { limit: Limit::Behind(sentence.clone()), again_at: None }),
        None => full(transaction, ask)?,
    };
    match full {
        None => {
            put_turn(transaction, ask, Some(ask.now), None)?;
            Ok(Turn::Begins)
        }
        Some(full) => {
            if ask.waits {
                put_turn(transaction, ask, None, Some(full.limit.to_string()))?;
            }
            Ok(Turn::Full(full))
        }
    }
}

/// The first limit that leaves no room; if there is none, the beginning is noted.
fn full(transaction: &Transaction<'_>, ask: &Ask) -> StoreResult<Option<Full>> {
    let since = ask.now.plus_ms(-ACCEPTED_WITHIN_MS).0;
    let (workspace, run) = (ask.workspace.0.into_bytes(), ask.run.0.into_bytes());
    let at_once = |limit| Ok(Some(Full { limit, again_at: None }));
    if let Some(most) = ask.of_workspace.at_once {
        let held = count(transaction, query!("limits/count_of_workspace"), params![workspace, since, run])?;
        if held >= u64::from(most) {
            return at_once(Limit::WorkspaceAtOnce(most));
        }
    }
    if let Some(most) = ask.of_flow.at_once {
        let key = params![ask.flow.0.into_bytes(), ask.key, workspace, since, run];
        if count(transaction, query!("limits/count_of_flow"), key)? >= u64::from(most) {
            return at_once(Limit::FlowAtOnce(most, ask.key.clone()));
        }
    }
    let rates = [
        ask.of_workspace.rate.map(|rate| (rate, WORKSPACE_PLACE.to_owned(), Limit::WorkspaceRate(rate))),
        ask.of_flow.rate.map(|rate| (rate, rate_place(ask), Limit::FlowRate(rate, ask.rate_key.clone()))),
    ];
    let mut windows = Vec::new();
    for (rate, place, limit) in rates.into_iter().flatten() {
        let mut window = used(transaction, ask.workspace, &place)?;
        match window.room(rate, ask.now) {
            Err(again_at) => return Ok(Some(Full { limit, again_at: Some(again_at) })),
            Ok(()) => windows.push((rate, place, window)),
        }
    }
    for (rate, place, mut window) in windows {
        window.begin(rate, ask.now);
        execute(transaction, query!("limits/set_used"), params![workspace, place, window.bytes(), ask.now.0])?;
    }
    Ok(None)
}

fn count(
    transaction: &Transaction<'_>,
    statement: &super::query::Statement,
    key: &[&dyn super::value::Bind],
) -> StoreResult<u64> {
    Ok(first(transaction, statement, key, |fields| fields.count())?.unwrap_or(0))
}

fn used(transaction: &Transaction<'_>, workspace: WorkspaceId, place: &str) -> StoreResult<Window> {
    let key = params![workspace.0.into_bytes(), place];
    let bytes = first(transaction, query!("limits/used"), key, |fields| fields.take::<Vec<u8>>())?;
    Window::read(&bytes.unwrap_or_default())
}

fn put_turn(
    transaction: &Transaction<'_>,
    ask: &Ask,
    begun_at: Option<Timestamp>,
    waits_for: Option<String>,
) -> StoreResult<()> {
    let row = params![
        ask.run.0.into_bytes(),
        ask.workspace.0.into_bytes(),
        ask.flow.0.into_bytes(),
        ask.key,
        ask.rate_key,
        ask.now.0,
        begun_at.map(|time| time.0),
        waits_for,
    ];
    execute(transaction, query!("limits/put_turn"), row).map(drop)
}

fn bound(fields: &mut Fields<'_>) -> StoreResult<Bound> {
    let (at_once, runs, per_ms) = (fields.take()?, fields.take::<Option<u32>>()?, fields.optional_count()?);
    Ok(Bound { at_once, rate: runs.zip(per_ms).map(|(runs, per_ms)| Rate { runs, per_ms }) })
}

fn turn_row(fields: &mut Fields<'_>) -> StoreResult<TurnRow> {
    Ok(TurnRow {
        run: RunId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        flow: FlowId(fields.uuid()?),
        key: fields.text()?,
        rate_key: fields.text()?,
        asked_at: fields.time()?,
        begun_at: fields.optional_time()?,
        waits_for: fields.take()?,
    })
}

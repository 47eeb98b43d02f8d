//! Limits in simulated flows, judged by what is written: never more runs under way than
//! allowed, whoever died or was told otherwise in between.

use super::flows::{EVENTS_FROM, flow_id};
use super::life::{SCOPE, launches};
use super::world::Sim;
use flow::id::{FlowId, RunId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::PageRequest;
use store::runs::{RunFilter, RunRow, RunStatus};

/// Runs of one simulation fit into one page.
const PAGE: u32 = 200;

/// What a launch carries beside its number: by it runs are counted apart, where flows say so.
pub fn key(sim: &Sim, number: u64) -> Option<Value> {
    (sim.seed >= EVENTS_FROM).then(|| json!(["a", "b"][(number % 2) as usize]))
}

/// Whether a run was written down and never begins, because a limit said so.
pub fn is_skipped(row: &RunRow) -> bool {
    let was_skipped = |error: &store::runs::RunError| error.message.starts_with("Skipped");
    row.status == RunStatus::Cancelled && row.error.as_ref().is_some_and(was_skipped)
}

/// Never more than the limit in flight: notes where more runs of a flow, or of a key of it,
/// are under way than it allows.
pub async fn check_in_flight(sim: &Sim) {
    for place in 0..sim.flows.len() {
        let Some(concurrency) = &sim.flows[place].flow.settings.concurrency else { continue };
        for (key, runs) in sim.past_faults(under_way(sim, flow_id(place), !concurrency.key.is_empty())).await {
            if runs.len() > concurrency.at_once as usize {
                sim.note_violation(format!("never_more_than_the_limit_in_flight: {runs:?} of `{key}`"));
            }
        }
    }
}

/// The runs of a flow that have begun and are not over, by their key if they have keys.
async fn under_way(sim: &Sim, flow: FlowId, has_keys: bool) -> BTreeMap<String, Vec<RunId>> {
    let workspace = sim.seen().workspace.expect("it is set up");
    let keys = if has_keys { keys(sim).await } else { BTreeMap::new() };
    let filter = RunFilter { flow: Some(flow), ..RunFilter::default() };
    let page = sim.store.runs(workspace, filter, PageRequest { cursor: None, limit: PAGE }).await;
    let mut under_way: BTreeMap<String, Vec<RunId>> = BTreeMap::new();
    for row in page.expect("it is read past the faults").items {
        if !row.status.is_final() && row.status != RunStatus::Queued {
            under_way.entry(keys.get(&row.id).cloned().unwrap_or_default()).or_default().push(row.id);
        }
    }
    under_way
}

/// The keys of the launched runs, told or not: a launch is found by its idempotency key.
async fn keys(sim: &Sim) -> BTreeMap<RunId, String> {
    let workspace = sim.seen().workspace.expect("it is set up");
    let mut keys = BTreeMap::new();
    for number in 0..launches(sim.seed) {
        let kept = sim.store.idempotency(workspace, SCOPE, &number.to_string()).await;
        if let Some(kept) = kept.expect("it is read past the faults") {
            keys.insert(kept.run, key(sim, number).map(|key| key.to_string()).unwrap_or_default());
        }
    }
    keys
}

/// What is skipped never begins, and once all is over nobody waits for a turn.
pub async fn check_at_the_end(sim: &Sim, rows: &[RunRow]) {
    for row in rows.iter().filter(|row| is_skipped(row)) {
        let prefix = format!("{}/", row.id);
        let has_begun = sim.seen().calls.iter().any(|call| call.key.starts_with(&prefix));
        if has_begun {
            sim.note_violation(format!("what_is_skipped_never_begins: {}", row.id));
        }
    }
    let Some(first) = rows.first() else { return };
    let runs = rows.iter().map(|row| row.id).collect();
    let turns = sim.past_faults(sim.store.turns_of(first.workspace, runs)).await.expect("it is read past the faults");
    if turns.iter().any(|turn| turn.begun_at.is_none()) {
        sim.note_violation(format!("every_queued_run_starts_or_ends: {turns:?}"));
    }
}

//! What must hold at the end, named as the architecture names it.

use super::world::Sim;
use super::{events, limits};
use crate::journal::Journal;
use flow::id::{RunId, WorkspaceId};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::door::{Runner, StepView};
use store::runs::{RunRow, RunStatus};
use tokio::runtime::Builder;
use worker::Worker;

/// Checks a simulation with faults against the one without.
pub fn at_the_end(with: &Arc<Sim>, without: &Arc<Sim>) {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let (ours, oracles) = (ends(with).await, ends(without).await);
        for sim in [without, with] {
            let violations = sim.seen().violations.clone();
            assert!(violations.is_empty(), "{violations:#?}\n{:#?}", sim.seen().calls);
        }
        assert_eq!(ours.len(), oracles.len(), "acked_accept_never_lost");
        for (our, oracle) in ours.iter().zip(&oracles) {
            // Whether there was room is a matter of time.
            if our.is_skipped || oracle.is_skipped {
                assert!(our.status.is_final(), "all_ends_once_faults_stop");
                continue;
            }
            let is_cancelled = with.seen().cancel_wanted.contains(&our.run);
            if is_cancelled {
                assert!(our.status.is_final(), "all_ends_once_faults_stop");
                continue;
            }
            assert_eq!(our.status, oracle.status, "outputs_equal_the_oracle");
            // How far other branches come before a failure ends them is a matter of time.
            if our.status == RunStatus::Succeeded {
                assert_eq!(our.output, oracle.output, "outputs_equal_the_oracle");
            }
        }
    });
}

/// How a run ended.
struct End {
    run: RunId,
    status: RunStatus,
    is_skipped: bool,
    output: Vec<(String, Value)>,
}

/// How the runs ended, and what their outermost nodes gave.
async fn ends(sim: &Arc<Sim>) -> Vec<End> {
    let (runs, workspace) = {
        let seen = sim.seen();
        (seen.acknowledged.values().copied().collect::<Vec<_>>(), seen.workspace.expect("it is set up"))
    };
    let worker = super::life::start_again(sim).await;
    let (mut ends, mut rows) = (Vec::new(), Vec::new());
    for run in runs {
        let row = sim.store.run(workspace, run).await.expect("acked_accept_never_lost");
        check_journal(sim, &row).await;
        if sim.has_calls() {
            check_children(sim, &row).await;
        }
        let (status, is_skipped) = (row.status, limits::is_skipped(&row));
        ends.push(End { run, status, is_skipped, output: output(sim, &worker, workspace, &row).await });
        rows.push(row);
    }
    limits::check_at_the_end(sim, &rows).await;
    ends
}

/// What the nodes of the flow itself gave. By which port somebody's answer left may be
/// a matter of time; what went on by it is not.
async fn output(sim: &Arc<Sim>, worker: &Worker, workspace: WorkspaceId, row: &RunRow) -> Vec<(String, Value)> {
    let view = worker.inspect(workspace, row.id).await.expect("it can be shown");
    assert_eq!(view.row.status, row.status, "history_equals_live_state");
    if !sim.is_shared {
        events::check_in_time(sim, row, &view.steps);
    }
    let is_asked = |node| sim.drawn(row.flow).flow.node(node).is_some_and(|node| node.kind == "ask");
    // What left it is a matter of time, too.
    let is_either = |node: &&StepView| events::style(sim, row, node) == "either";
    let mut output = Vec::new();
    let outermost = view.steps.iter().filter(|step| step.frame == 0 && step.state == "done");
    for step in outermost.filter(|step| !is_either(step)) {
        let (_, _, ports) = worker.step(workspace, row.id, step.index).await.expect("a step can be shown");
        for (port, items) in ports {
            let port = if is_asked(&step.node) { "answered".to_owned() } else { port };
            let numbers = items.iter().map(|item| item.json["n"].clone()).collect();
            output.push((format!("{} {port}", step.node.0), numbers));
        }
    }
    output.sort_by(|one, other| one.0.cmp(&other.0));
    output
}

/// What is written down of a run is what happened, each thing once.
async fn check_journal(sim: &Arc<Sim>, row: &RunRow) {
    let drawn = sim.drawn(row.flow);
    let journal = Journal::read(&sim.store.load_run(row.id).await.expect("it can be read").1);
    let mut violations = journal.violations(&drawn.plan);
    let run = journal.run(&drawn.plan);
    sim.seen().undone += run.undone().count();
    if row.status == RunStatus::Failed && drawn.plan.compensates() {
        let is_done = |node: &u32| run.node_state(0, *node) == engine::NodeState::Done;
        let named = |node: &u32| drawn.plan.node(*node).compensation.is_some();
        let done: BTreeSet<u32> = (0..drawn.plan.nodes().len() as u32).filter(is_done).filter(named).collect();
        if done != run.undone().collect() {
            violations.push(format!("what_was_done_is_undone: {done:?}, not {:?}", run.undone().collect::<Vec<_>>()));
        }
    }
    sim.seen().violations.extend(violations.into_iter().map(|what| format!("{what} in {}", row.id)));
}

/// Each step began one run at most, and none is left behind.
async fn check_children(sim: &Arc<Sim>, row: &RunRow) {
    let children = sim.store.children(row.workspace, row.id, 1_000).await.expect("they can be read");
    sim.seen().children += children.len();
    let steps: BTreeSet<&String> = children.iter().map(|(step, _)| step).collect();
    if steps.len() != children.len() {
        sim.note_violation(format!("a_step_begins_one_child: {children:?}"));
    }
    for (_, child) in &children {
        let child = sim.store.run(row.workspace, *child).await.expect("a child is a run");
        if !child.status.is_final() {
            sim.note_violation(format!("all_ends_once_faults_stop: the child {} of {}", child.id, row.id));
        }
        check_journal(sim, &child).await;
    }
}

//! A person at the screen: chooses, signals, sends events, settles what is in doubt, lets
//! paused runs go on, and cancels. What was acknowledged is not said again.

use super::chance::Chance;
use super::world::Sim;
use flow::Item;
use flow::id::RunId;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::door::{At, Runner, RunnerError, Settlement, Steer, StepView};
use store::runs::{RunRow, RunStatus};
use worker::Worker;

/// The person of one process.
#[derive(Default)]
pub struct Person {
    /// Runs in which nothing was left to say when they had come so far.
    looked_at: HashMap<RunId, u32>,
}

impl Person {
    /// Looks after the open runs until there are none.
    pub async fn until_all_is_over(mut self, sim: &Arc<Sim>, worker: &Worker) {
        let mut pause_ms = 50;
        loop {
            let open = open_runs(sim).await;
            if open.is_empty() {
                return;
            }
            super::limits::check_in_flight(sim).await;
            let mut has_acted = false;
            for row in &open {
                has_acted |= self.look_after(sim, worker, row).await;
            }
            pause_ms = if has_acted { 50 } else { (pause_ms * 2).min(5_000) };
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        }
    }

    /// Gives whether anything was said.
    async fn look_after(&mut self, sim: &Arc<Sim>, worker: &Worker, row: &RunRow) -> bool {
        if sim.seen().to_resume.contains(&row.id) {
            resume(sim, worker, row.id).await;
            return true;
        }
        // Whichever step was at work when the process died too often needs a person, too.
        let is_needed = sim.needs_a_person() || row.status == RunStatus::InDoubt;
        if !is_needed || self.looked_at.get(&row.id) == Some(&row.next_sequence) {
            return false;
        }
        let Ok(view) = sim.past_faults(worker.inspect(row.workspace, row.id)).await else { return false };
        let mut has_acted = false;
        for step in &view.steps {
            has_acted |= match step.state.as_str() {
                "in_doubt" => settle(sim, worker, row, step).await,
                "waiting" => end_wait(sim, worker, row, step).await,
                _ => false,
            };
        }
        if !has_acted {
            self.looked_at.insert(row.id, row.next_sequence);
        }
        has_acted
    }
}

/// The launched runs that are not over, and those they began.
pub async fn open_runs(sim: &Arc<Sim>) -> Vec<RunRow> {
    let (runs, workspace) = {
        let seen = sim.seen();
        (seen.acknowledged.values().copied().collect::<Vec<_>>(), seen.workspace.expect("it is set up"))
    };
    let look = async {
        let mut open = Vec::new();
        for run in runs {
            let children = match sim.has_calls() {
                true => sim.store.children(workspace, run, 1_000).await.expect("it is read past the faults"),
                false => Vec::new(),
            };
            for run in std::iter::once(run).chain(children.into_iter().map(|(_, child)| child)) {
                // One that was acknowledged and is gone is found by the invariants.
                open.extend(sim.store.run(workspace, run).await.ok().filter(|row| !row.status.is_final()));
            }
        }
        open
    };
    sim.past_faults(look).await
}

/// The name of a step: `run/node/frame`.
pub fn name(row: &RunRow, step: &StepView) -> String {
    format!("{}/{}/{}", row.id, step.node.0, step.frame)
}

fn at(step: &StepView) -> At {
    At { node: step.node.clone(), frame: Some(step.frame) }
}

async fn settle(sim: &Arc<Sim>, worker: &Worker, row: &RunRow, step: &StepView) -> bool {
    {
        let mut seen = sim.seen();
        let calls = seen.calls.len();
        seen.settled.insert(name(row, step), calls);
    }
    // Whoever was not told yes looks again.
    let _ = worker.settle(row.workspace, row.id, at(step), Settlement::Retry).await;
    true
}

async fn end_wait(sim: &Arc<Sim>, worker: &Worker, row: &RunRow, step: &StepView) -> bool {
    let node = sim.drawn(row.flow).flow.node(&step.node).expect("a node of the flow");
    let mut chance = Chance::new(sim.seed, &step.node.0);
    let ended = match (node.kind.as_str(), node.parameters.get("style").and_then(|style| style.as_str())) {
        ("knock", _) => {
            let items = [Item::new(json!({"n": chance.below(50)}))].into_iter().collect();
            worker.signal(row.workspace, row.id, at(step), items).await
        }
        ("hear", _) => return super::events::send_what_is_awaited(sim, worker, row, step).await,
        ("ask", Some("late")) => return false,
        ("ask", Some("either")) if chance.percent(50) => return false,
        ("ask", _) => worker.choose(row.workspace, row.id, at(step), chance.below(2) as u16).await,
        _ => return false,
    };
    match ended {
        Ok(()) if !sim.seen().answered.insert(name(row, step)) => {
            sim.note_violation(format!("a_signal_and_its_wait_never_both_sleep: {}", name(row, step)));
        }
        // Its time came first, it was ended by what was not acknowledged, or it is tried again.
        Ok(()) | Err(_) => {}
    }
    true
}

/// Wants a run to end, and remembers whether that was acknowledged.
pub async fn cancel(sim: &Arc<Sim>, worker: &Worker, number: u64, steps_softly: bool) {
    let Some(run) = sim.launched(number) else { return };
    let workspace = {
        let mut seen = sim.seen();
        seen.cancel_wanted.insert(run);
        seen.workspace.expect("it is set up")
    };
    let cancelled = match steps_softly {
        true => worker.cancel(workspace, run).await,
        false => worker.steer(workspace, run, Steer::Kill).await,
    };
    if cancelled.is_ok() {
        sim.seen().cancelled.insert(run);
    }
}

/// Wants a run to stand still; somebody will let it go on.
pub async fn pause(sim: &Arc<Sim>, worker: &Worker, number: u64) {
    let Some(run) = sim.launched(number) else { return };
    let workspace = {
        let mut seen = sim.seen();
        seen.to_resume.insert(run);
        seen.workspace.expect("it is set up")
    };
    if worker.steer(workspace, run, Steer::Pause).await.is_ok() {
        let mut seen = sim.seen();
        seen.paused.insert(run);
        seen.pauses += 1;
    }
}

async fn resume(sim: &Arc<Sim>, worker: &Worker, run: RunId) {
    let workspace = sim.seen().workspace.expect("it is set up");
    sim.seen().paused.remove(&run);
    match worker.steer(workspace, run, Steer::Resume).await {
        // It may not have been paused in the end.
        Ok(()) | Err(RunnerError::WrongState(_)) => {
            sim.seen().to_resume.remove(&run);
        }
        Err(_) => {}
    }
}

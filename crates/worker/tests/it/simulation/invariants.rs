//! What must hold at the end, named as the architecture names it.

use super::world::Sim;
use flow::id::RunId;
use serde_json::Value;
use std::sync::Arc;
use store::door::Runner;
use store::runs::{RunStatus, Runs};
use tokio::runtime::Builder;

/// Checks a simulation with faults against the one without.
pub fn at_the_end(with: &Arc<Sim>, without: &Arc<Sim>) {
    for sim in [without, with] {
        let violations = sim.seen().violations.clone();
        assert!(violations.is_empty(), "{violations:#?}\n{:#?}", sim.seen().calls);
    }
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let (ours, oracles) = (ends(with).await, ends(without).await);
        assert_eq!(ours.len(), oracles.len(), "acked_accept_never_lost");
        for (our, oracle) in ours.iter().zip(&oracles) {
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
    output: Vec<(String, Value)>,
}

/// How the runs ended, and what their outermost nodes gave.
async fn ends(sim: &Arc<Sim>) -> Vec<End> {
    let (runs, workspace) = {
        let seen = sim.seen();
        (seen.acknowledged.values().copied().collect::<Vec<_>>(), seen.workspace.expect("it is set up"))
    };
    let worker = super::life::start_again(sim).await;
    let mut ends = Vec::new();
    for run in runs {
        let row = sim.store.run(workspace, run).await.expect("acked_accept_never_lost");
        let view = worker.inspect(workspace, run).await.expect("it can be shown");
        assert_eq!(view.row.status, row.status, "history_equals_live_state");
        let mut output = Vec::new();
        for step in view.steps.iter().filter(|step| step.frame == 0 && step.state == "done") {
            let (_, _, ports) = worker.step(workspace, run, step.index).await.expect("a step can be shown");
            for (port, items) in ports {
                let numbers = items.iter().map(|item| item.json["n"].clone()).collect();
                output.push((format!("{} {port}", step.node.0), numbers));
            }
        }
        output.sort_by(|one, other| one.0.cmp(&other.0));
        ends.push(End { run, status: row.status, output });
    }
    ends
}

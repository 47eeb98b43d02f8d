//! One tenant floods the server; the others do not notice (R18), in virtual time.

use super::*;
use store::identity::{Identity, Organisation, User, Workspace};

/// So many runs of the flood; `bench fairness` floods a real server with more.
const FLOOD: usize = 20_000;
/// Each takes so long.
const STEP_MS: u64 = 1_000;
/// So often somebody else starts a run.
const EVERY_MS: u64 = 500;

async fn another_workspace(stage: &Stage) -> WorkspaceId {
    let organisation: Organisation = {
        let workspace = stage.store.workspace(stage.workspace).await.unwrap();
        stage.store.organisation(workspace.organisation).await.unwrap()
    };
    let workspace = Workspace {
        id: WorkspaceId(SystemIds.uuid()),
        organisation: organisation.id,
        name: "Other".into(),
        time_zone: "UTC".into(),
        created_at: Timestamp(0),
    };
    let owner = User {
        id: flow::id::UserId(SystemIds.uuid()),
        organisation: organisation.id,
        name: "Otto".into(),
        email: "otto@example.test".into(),
        password_hash: String::new(),
        created_at: Timestamp(0),
        disabled_at: None,
    };
    stage.store.create_user(owner.clone()).await.unwrap();
    stage.store.create_workspace(workspace.clone(), owner.id).await.unwrap();
    workspace.id
}

/// How long after its launch the task of a run began.
fn delay_ms(run: RunId, launched_at: Timestamp) -> i64 {
    let name = run.to_string();
    let begun = SEEN.with_borrow(|seen| seen.begun.iter().find(|(begun, _)| *begun == name).map(|(_, at)| *at));
    begun.unwrap_or_else(|| panic!("{run} has not begun")).since_ms(launched_at)
}

async fn others_while_flooded(stage: &Stage, flood: (FlowId, VersionId), count: usize) -> Vec<i64> {
    let workspace = another_workspace(stage).await;
    let other = stage.publish_in(workspace, json!({}), STEP_MS).await;
    let mut flooding = FLOOD;
    let mut launched = Vec::new();
    while launched.len() < count {
        // The flood comes as fast as it is taken.
        while flooding > 0 {
            stage.worker.launch(stage.launch_of(flood, json!({}))).await.unwrap();
            flooding -= 1;
        }
        let at = stage.clock.now();
        let launch = Launch { workspace, ..stage.launch_of(other, json!({})) };
        launched.push((stage.worker.launch(launch).await.unwrap().run, at));
        pass(EVERY_MS).await;
    }
    pass(60_000).await;
    let mut delays: Vec<i64> = launched.into_iter().map(|(run, at)| delay_ms(run, at)).collect();
    delays.sort_unstable();
    delays
}

fn p95(delays: &[i64]) -> i64 {
    delays[delays.len() * 95 / 100]
}

/// A process that can hold 2,000 runs and perform 64 steps at once takes minutes for the flood.
#[tokio::test(start_paused = true)]
async fn a_flood_of_runs_delays_nobody_else() {
    let stage = Stage::new(Limits { active_runs: 2_000, heavy_steps: 64, ..Limits::default() }).await;
    let flood = stage.publish(json!({}), STEP_MS).await;
    let delays = others_while_flooded(&stage, flood, 100).await;
    assert!(stage.worker.queued() > FLOOD / 2, "the flood lasts: {}", stage.worker.queued());
    assert!(p95(&delays) <= 2_000, "{delays:?}");
}

/// The same where the flood waits at a limit of its own.
#[tokio::test(start_paused = true)]
async fn a_flood_that_waits_at_its_limit_delays_nobody_else() {
    let stage = Stage::new(Limits { active_runs: 2_000, heavy_steps: 64, ..Limits::default() }).await;
    let flood = stage.publish(json!({"concurrency": {"at_once": 1_000}}), STEP_MS).await;
    let delays = others_while_flooded(&stage, flood, 50).await;
    assert!(p95(&delays) <= 2_000, "{delays:?}");
}

/// And where a process takes up what another one left: the flood is first in order of ids.
#[test]
fn a_flood_that_is_taken_up_delays_nobody_else() {
    let (remains, runs) = life(async {
        let limits = Limits { active_runs: 1_000, heavy_steps: 32, ..Limits::default() };
        let stage = Stage::new(limits).await;
        let workspace = another_workspace(&stage).await;
        let flood = stage.publish(json!({}), STEP_MS).await;
        let other = stage.publish_in(workspace, json!({}), STEP_MS).await;
        for _ in 0..3_000 {
            stage.worker.launch(stage.launch_of(flood, json!({}))).await.unwrap();
        }
        let mut runs = Vec::new();
        for _ in 0..20 {
            let launch = Launch { workspace, ..stage.launch_of(other, json!({})) };
            runs.push(stage.worker.launch(launch).await.unwrap().run);
        }
        (stage.remains(), runs)
    });
    SEEN.set(Seen::default());
    life(async {
        let stage = Stage::revive(remains).await;
        let at = stage.clock.now();
        pass(20_000).await;
        let mut delays: Vec<i64> = runs.into_iter().map(|run| delay_ms(run, at)).collect();
        delays.sort_unstable();
        assert!(p95(&delays) <= 2_000, "{delays:?}");
    });
}

//! The processes of the server, how much they have to do, and how runs fare.

use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::runs::status_name;
use crate::state::ApiState;
use crate::wire::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use store::door::{Carrying, Load};
use store::owners::{OwnerRow, Processes};
use store::runs::RunStatus;

/// So many ended runs say how runs fare.
const RECENT: u32 = 1_000;

/// The processes of the server.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Workers {
    /// Whether several processes can share the database.
    shared: bool,
    /// The database's time.
    now: i64,
    /// Those that are there.
    workers: Vec<WorkerView>,
    /// Those that are gone, newest first; each is shown for an hour.
    gone: Vec<GoneView>,
    /// Open runs of the whole server.
    queue: QueueView,
    /// How the newest ended runs of this workspace fared.
    recent: RecentView,
}

/// A process.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WorkerView {
    /// This life of it. None: it is the only one.
    id: Option<String>,
    /// The machine it is on.
    host: String,
    /// Its number there.
    process: u32,
    /// `all`, `api`, `worker` or `scheduler`.
    role: String,
    /// The version of the program.
    version: String,
    /// `alive`, `draining`, or `late` if it was not seen for a while.
    state: &'static str,
    started_at: Option<i64>,
    /// When it last showed that it lives.
    seen_at: Option<i64>,
    /// Open runs it owns.
    runs_owned: u64,
    runs_in_memory: u64,
    /// Runs it wakes when their time comes.
    runs_asleep: u64,
    /// Steps being performed.
    steps: u64,
    /// So many can be at once.
    steps_at_most: u64,
    /// Runs that wait for their turn.
    runs_queued: u64,
    /// Who carries hints between it and others, in the order in which they are tried.
    carriers: Vec<CarrierView>,
}

/// Who carries hints between processes. Without one, they are found by beats.
#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct CarrierView {
    /// `redis` or `postgres`.
    name: String,
    /// Why it carries nothing at the moment.
    problem: Option<String>,
}

/// A process that is gone.
#[derive(Serialize, JsonSchema)]
pub(crate) struct GoneView {
    id: String,
    host: String,
    process: u32,
    role: String,
    gone_at: i64,
    /// It did not say so: it was killed, stood still or lost the database.
    crashed: bool,
    /// All its runs were taken over.
    taken_over: bool,
}

/// Open runs.
#[derive(Serialize, JsonSchema)]
pub(crate) struct QueueView {
    /// How many, by status.
    by_status: BTreeMap<String, u64>,
    /// Those that no process owns at the moment.
    unowned: u64,
    /// What one process asked of another that is not answered.
    inbox: u64,
}

/// How the newest ended runs fared.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RecentView {
    /// How many are counted.
    runs: u64,
    failed: u64,
    /// Half of them took no longer, in milliseconds.
    median_ms: Option<i64>,
    /// 19 of 20 took no longer, in milliseconds.
    slow_ms: Option<i64>,
}

/// `GET W/workers`: the processes and how much they have to do.
pub(crate) async fn list_workers(State(state): State<ApiState>, tenant: Tenant) -> Result<Json<Workers>, Problem> {
    let processes = state.store.processes().await?;
    let ends = state.store.recent_ends(tenant.workspace, RECENT).await?;
    let shared = state.store.is_shared();
    let workers = views(&state, &processes, shared);
    let gone = processes.gone.iter().map(|row| GoneView {
        id: row.id.to_string(),
        host: row.host.clone(),
        process: row.process,
        role: row.role.clone(),
        gone_at: row.gone_at.0,
        crashed: row.crashed,
        taken_over: row.emptied,
    });
    Ok(Json(Workers {
        shared,
        now: processes.now.0,
        workers,
        gone: gone.collect(),
        queue: queue(&processes, shared),
        recent: recent(&ends),
    }))
}

/// How the processes are.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WorkersHealth {
    /// `healthy`, `degraded` (runs go on, later or with fewer processes) or `failing` (no process performs runs).
    status: &'static str,
    /// What is not as it should be, a sentence each.
    reasons: Vec<String>,
    /// Processes that are there and heard of.
    alive: u64,
    late: u64,
    draining: u64,
    /// Processes that were lost in the last hour.
    crashed: u64,
}

/// `GET W/workers/health`: whether runs are performed, and what is not as it should be.
pub(crate) async fn get_workers_health(
    State(state): State<ApiState>,
    _tenant: Tenant,
) -> Result<Json<WorkersHealth>, Problem> {
    let processes = state.store.processes().await?;
    let shared = state.store.is_shared();
    let workers = views(&state, &processes, shared);
    Ok(Json(health(&workers, &queue(&processes, shared), processes.gone.iter().filter(|gone| gone.crashed).count())))
}

fn health(workers: &[WorkerView], queue: &QueueView, crashed: usize) -> WorkersHealth {
    let of = |state: &str| workers.iter().filter(|worker| worker.state == state).count() as u64;
    let performs = |worker: &WorkerView| worker.state == "alive" && matches!(worker.role.as_str(), "all" | "worker");
    let name = |worker: &WorkerView| format!("{} process {}", worker.host, worker.process).trim().to_owned();
    let mut reasons: Vec<String> = Vec::new();
    let is_failing = !workers.iter().any(performs);
    if is_failing {
        reasons.push("No process performs runs.".into());
    }
    for worker in workers {
        if worker.state == "late" {
            reasons.push(format!("{} was not heard of for a while.", name(worker)));
        }
        for carrier in &worker.carriers {
            if let Some(problem) = &carrier.problem {
                reasons.push(format!("Hints by {} do not reach {}: {problem}.", carrier.name, name(worker)));
            }
        }
    }
    if queue.unowned > 0 {
        reasons.push(format!("{} open runs belong to no process at the moment.", queue.unowned));
    }
    let status = match (is_failing, reasons.is_empty()) {
        (true, _) => "failing",
        (false, true) => "healthy",
        (false, false) => "degraded",
    };
    WorkersHealth {
        status,
        reasons,
        alive: of("alive"),
        late: of("late"),
        draining: of("draining"),
        crashed: crashed as u64,
    }
}

/// What there is to do, and how runs fared.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WorkersStats {
    /// Open runs of the whole server.
    queue: QueueView,
    /// How the newest ended runs of this workspace fared.
    recent: RecentView,
    /// Runs in memory, of all processes.
    runs_in_memory: u64,
    /// Runs that wait for their turn, of all processes.
    runs_queued: u64,
    /// Steps being performed, of all processes.
    steps: u64,
    /// So many can be at once.
    steps_at_most: u64,
}

/// `GET W/workers/stats`: how much there is to do, and how runs fared.
pub(crate) async fn get_workers_stats(
    State(state): State<ApiState>,
    tenant: Tenant,
) -> Result<Json<WorkersStats>, Problem> {
    let processes = state.store.processes().await?;
    let ends = state.store.recent_ends(tenant.workspace, RECENT).await?;
    let shared = state.store.is_shared();
    let workers = views(&state, &processes, shared);
    let sum = |figure: fn(&WorkerView) -> u64| -> u64 { workers.iter().map(figure).sum() };
    Ok(Json(WorkersStats {
        queue: queue(&processes, shared),
        recent: recent(&ends),
        runs_in_memory: sum(|worker| worker.runs_in_memory),
        runs_queued: sum(|worker| worker.runs_queued),
        steps: sum(|worker| worker.steps),
        steps_at_most: sum(|worker| worker.steps_at_most),
    }))
}

fn views(state: &ApiState, processes: &Processes, shared: bool) -> Vec<WorkerView> {
    let owned =
        |row: &OwnerRow| processes.runs.iter().filter(|runs| runs.owner == Some(row.id)).map(|runs| runs.runs).sum();
    match shared {
        true => processes.present.iter().map(|row| worker(row, owned(row), processes.now.0)).collect(),
        false => vec![only(state, processes)],
    }
}

fn worker(row: &OwnerRow, runs_owned: u64, now: i64) -> WorkerView {
    let load: Load = serde_json::from_str(&row.load).unwrap_or_default();
    // Three of the four beats of a lease have not come.
    let late_ms = row.seen_at.since_ms(row.expires_at).abs() / 4 * 3;
    let state = match now - row.seen_at.0 > late_ms {
        true => "late",
        false if load.is_draining => "draining",
        false => "alive",
    };
    WorkerView {
        id: Some(row.id.to_string()),
        host: row.host.clone(),
        process: row.process,
        role: row.role.clone(),
        version: row.version.clone(),
        state,
        started_at: Some(row.started_at.0),
        seen_at: Some(row.seen_at.0),
        ..loaded(load, runs_owned)
    }
}

/// The one process there is.
fn only(state: &ApiState, processes: &Processes) -> WorkerView {
    let load = state.runner.load();
    let is_draining = load.is_draining;
    WorkerView {
        process: std::process::id(),
        role: "all".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        state: if is_draining { "draining" } else { "alive" },
        ..loaded(load, processes.runs.iter().map(|runs| runs.runs).sum())
    }
}

fn loaded(load: Load, runs_owned: u64) -> WorkerView {
    WorkerView {
        id: None,
        host: String::new(),
        process: 0,
        role: String::new(),
        version: String::new(),
        state: "alive",
        started_at: None,
        seen_at: None,
        runs_owned,
        runs_in_memory: load.runs_in_memory,
        runs_asleep: load.runs_asleep,
        steps: load.steps,
        steps_at_most: load.steps_at_most,
        runs_queued: load.runs_queued,
        carriers: load.carriers.into_iter().map(|Carrying { name, problem }| CarrierView { name, problem }).collect(),
    }
}

fn queue(processes: &Processes, shared: bool) -> QueueView {
    let mut by_status = BTreeMap::new();
    for runs in &processes.runs {
        *by_status.entry(status_name(runs.status).to_owned()).or_default() += runs.runs;
    }
    let is_owned = |owner| processes.present.iter().any(|row| Some(row.id) == owner);
    let unowned = processes.runs.iter().filter(|runs| shared && !is_owned(runs.owner)).map(|runs| runs.runs).sum();
    QueueView { by_status, unowned, inbox: processes.inbox }
}

fn recent(ends: &[(RunStatus, i64)]) -> RecentView {
    let mut durations: Vec<i64> = ends.iter().map(|(_, duration_ms)| *duration_ms).collect();
    durations.sort_unstable();
    let within =
        |percent: usize| durations.get((durations.len() * percent / 100).min(durations.len().saturating_sub(1)));
    RecentView {
        runs: ends.len() as u64,
        failed: ends.iter().filter(|(status, _)| *status == RunStatus::Failed).count() as u64,
        median_ms: within(50).copied(),
        slow_ms: within(95).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_by_their_place() {
        let ends: Vec<_> = (1..=100)
            .map(|number| (if number % 10 == 0 { RunStatus::Failed } else { RunStatus::Succeeded }, number))
            .collect();
        let seen = recent(&ends);
        assert_eq!((seen.runs, seen.failed, seen.median_ms, seen.slow_ms), (100, 10, Some(51), Some(96)));
        let none = recent(&[]);
        assert_eq!((none.runs, none.median_ms, none.slow_ms), (0, None, None));
    }
    fn process(role: &str, state: &'static str, problem: Option<&str>) -> WorkerView {
        let carriers = vec![Carrying { name: "redis".into(), problem: problem.map(str::to_owned) }];
        WorkerView {
            host: "one".into(),
            process: 7,
            role: role.into(),
            state,
            ..loaded(Load { carriers, ..Load::default() }, 0)
        }
    }

    fn judged(workers: &[WorkerView], unowned: u64) -> (&'static str, Vec<String>) {
        let queue = QueueView { by_status: BTreeMap::new(), unowned, inbox: 0 };
        let WorkersHealth { status, reasons, .. } = health(workers, &queue, 0);
        (status, reasons)
    }

    #[test]
    fn health_says_what_is_not_as_it_should_be() {
        let (api, worker) = (process("api", "alive", None), process("worker", "alive", None));
        assert_eq!(judged(&[api, worker], 0), ("healthy", vec![]));
        let alone = process("api", "alive", None);
        assert_eq!(judged(&[alone], 0), ("failing", vec!["No process performs runs.".into()]));
        let (away, late) = (process("all", "alive", Some("refused")), process("worker", "late", None));
        let reasons = [
            "Hints by redis do not reach one process 7: refused.",
            "one process 7 was not heard of for a while.",
            "3 open runs belong to no process at the moment.",
        ];
        assert_eq!(judged(&[away, late], 3), ("degraded", reasons.map(str::to_owned).to_vec()));
    }
}

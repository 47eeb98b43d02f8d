//! Sub-flows: how a step begins a run of another flow, once, and how its end comes
//! back to the step.
//!
//! The row of a child names the parent's step, and the store accepts one run for each
//! step: to begin it again finds it, wherever a crash cut in. A parent whose child is
//! at work is shown as running, so a new process looks at it again; it begins its
//! children again and thereby hears of those that ended meanwhile. The wish that a
//! child be cancelled is written in its row together with the parent's own record.

use crate::active::Active;
use crate::registry::Mail;
use crate::version::Version;
use crate::{Inner, actor, launch, perform, recover};
use engine::{ErrorClass, Event, RunStatus as EngineStatus, StepError, StepId};
use flow::Items;
use flow::id::{FlowId, RunId};
use node_sdk::{Prepared, Subscription};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::StoreError;
use store::door::{Launch, RunnerError};
use store::runs::{Parent, RunMode, RunRow};
use store::triggers::TriggerRow;

/// Runs call each other at most this deep.
pub(crate) const DEPTH_MOST: u32 = 16;
/// While no further run is taken, it is tried again after this long.
const TRY_AGAIN: Duration = Duration::from_millis(100);
/// How a child of another process stands is looked at after these times, then at the last again and again.
const LOOK_ELSEWHERE_MS: [u64; 4] = [100, 500, 1_000, 2_000];

/// A child run to begin.
#[derive(Clone, Debug)]
pub(crate) struct ChildRequest {
    /// The step that begins it.
    pub step: StepId,
    /// What it gets.
    pub items: Items,
    /// It cannot run within the run of its caller.
    pub is_apart: bool,
}

/// The steps of this process that wait for the end of a child.
#[derive(Default)]
pub(crate) struct Children {
    awaited: Mutex<HashMap<(RunId, String), StepId>>,
}

impl Children {
    /// Whether the step waits for a child already.
    pub fn awaits(&self, parent: RunId, key: &str) -> bool {
        self.lock().contains_key(&(parent, key.to_owned()))
    }

    /// No step waits any more.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn expect(&self, parent: RunId, key: &str, step: StepId) {
        self.lock().insert((parent, key.to_owned()), step);
    }

    /// Ends the waiting of a step; None if it does not wait.
    fn take(&self, parent: RunId, key: &str) -> Option<StepId> {
        self.lock().remove(&(parent, key.to_owned()))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(RunId, String), StepId>> {
        // Each section above leaves the map whole, panic or not.
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a step in the row of its child.
pub(crate) fn key(version: &Version, step: StepId) -> String {
    format!("{}/{}/{}", version.plan.node(step.node).id, step.frame, step.attempt)
}

/// The run that begins children.
pub(crate) struct Caller {
    pub id: RunId,
    pub version: Arc<Version>,
    pub mode: RunMode,
    pub depth: u32,
}

impl Caller {
    pub fn of(active: &Active) -> Self {
        let depth = active.parent.as_ref().map_or(0, |parent| parent.depth);
        Self { id: active.id, version: active.version.clone(), mode: active.mode, depth }
    }

    /// How what it calls runs: a test alarms nobody, and neither does what it calls.
    pub fn mode_of_called(&self) -> RunMode {
        if self.mode == RunMode::Test { RunMode::Test } else { RunMode::Flow }
    }
}

/// Begins a child on a task of its own; that it has begun, or what it gave, arrives
/// as mail of the parent.
pub(crate) fn spawn(inner: &Arc<Inner>, caller: Caller, request: ChildRequest) {
    let inner = inner.clone();
    inner.tasks.clone().spawn(async move {
        let step = request.step;
        let key = key(&caller.version, step);
        let ended = match begin(&inner, &caller, &key, request).await {
            Ok(Begun::Ended(items)) => Some(Ok(items)),
            Ok(Begun::AtWork) => None,
            // The process that takes the run up begins it again.
            Ok(Begun::Stopped) => return,
            Err(error) => Some(Err(error)),
        };
        if ended.is_some() {
            inner.children.take(caller.id, &key);
        }
        actor::deliver(&inner, caller.id, Mail::Child { step, ended });
    });
}

/// How far a child is that was to be begun.
enum Begun {
    /// What the step gives.
    Ended(Items),
    /// Its end will be told.
    AtWork,
    /// The server stops.
    Stopped,
}

async fn begin(inner: &Arc<Inner>, caller: &Caller, key: &str, request: ChildRequest) -> Result<Begun, StepError> {
    let is_awaited = waits(&caller.version, request.step);
    if is_awaited {
        // Before the look at the store, so that an end in between is told.
        inner.children.expect(caller.id, key, request.step);
    }
    loop {
        if inner.stop.is_cancelled() {
            return Ok(Begun::Stopped);
        }
        match try_to_begin(inner, caller, key, &request).await {
            Ok(()) if is_awaited => return Ok(Begun::AtWork),
            Ok(()) => return Ok(Begun::Ended(request.items)),
            Err(Refusal::Earlier(_)) if !is_awaited => return Ok(Begun::Ended(request.items)),
            Err(Refusal::Earlier(row)) if !row.status.is_final() => {
                if inner.lease.is_elsewhere(row.owner) {
                    watch_elsewhere(inner, caller, key, request.step);
                }
                return Ok(Begun::AtWork);
            }
            Err(Refusal::Earlier(row)) => return read_result(inner, &row).await.map(Begun::Ended),
            Err(Refusal::Busy) => tokio::time::sleep(TRY_AGAIN).await,
            Err(Refusal::Wrong(error)) => return Err(*error),
        }
    }
}

/// Tells a step how its child ended that another process performs, when it has. Both are
/// with one process as a rule; a process that died may leave them to two.
fn watch_elsewhere(inner: &Arc<Inner>, caller: &Caller, key: &str, step: StepId) {
    let (workspace, parent, key) = (caller.version.workspace, caller.id, key.to_owned());
    let (tenure, inner) = (inner.lease.tenure(), inner.clone());
    inner.tasks.clone().spawn(async move {
        let watch = async {
            let mut pauses = LOOK_ELSEWHERE_MS.iter().chain(std::iter::repeat(&LOOK_ELSEWHERE_MS[3]));
            while inner.children.awaits(parent, &key) && !inner.stop.is_cancelled() {
                let pause_ms = pauses.next().copied().unwrap_or(2_000);
                tokio::time::sleep(Duration::from_millis(pause_ms)).await;
                let Ok(Some(row)) = inner.store.child(workspace, parent, &key).await else { continue };
                if row.status.is_final() && inner.children.take(parent, &key).is_some() {
                    let ended = Some(read_result(&inner, &row).await);
                    actor::deliver(&inner, parent, Mail::Child { step, ended });
                }
            }
        };
        tenure.within(watch).await;
    });
}

/// Why a child was not begun.
pub(crate) enum Refusal {
    /// It was begun before.
    Earlier(Box<RunRow>),
    /// Nothing can be begun at the moment.
    Busy,
    /// It cannot be begun at all.
    Wrong(Box<StepError>),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Overloaded | StoreError::Unavailable(_) | StoreError::Fenced => Self::Busy,
            other => wrong("sub_flow_refused", other.to_string(), "Look at the server's log, then retry the run."),
        }
    }
}

impl From<RunnerError> for Refusal {
    fn from(error: RunnerError) -> Self {
        match error {
            RunnerError::Overloaded => Self::Busy,
            RunnerError::Limited(refusal) => {
                let hint = "Raise the other flow's limit, or let its runs wait for their turn.";
                Self::Wrong(Box::new(StepError {
                    class: ErrorClass::Transient,
                    code: "sub_flow_limited".into(),
                    message: format!("The other flow took no further run: {}", refusal.message),
                    hint: hint.into(),
                    parameter: None,
                    retry_after_ms: Some(refusal.retry_after_ms),
                }))
            }
            RunnerError::Store(error) => error.into(),
            other => wrong("sub_flow_refused", other.to_string(), "Open the other flow and mend it."),
        }
    }
}

fn wrong(code: &str, message: impl Into<String>, hint: &str) -> Refusal {
    Refusal::Wrong(Box::new(StepError {
        class: ErrorClass::Permanent,
        code: code.to_owned(),
        message: message.into(),
        hint: hint.to_owned(),
        parameter: None,
        retry_after_ms: None,
    }))
}

async fn try_to_begin(inner: &Arc<Inner>, caller: &Caller, key: &str, request: &ChildRequest) -> Result<(), Refusal> {
    if let Some(row) = inner.store.child(caller.version.workspace, caller.id, key).await? {
        return Err(Refusal::Earlier(Box::new(row)));
    }
    if caller.depth >= DEPTH_MOST {
        let message = format!("The flows call each other more than {DEPTH_MOST} deep.");
        return Err(wrong("sub_flow_depth", message, "Look whether a flow calls itself without an end."));
    }
    let (trigger, _, items) = called(inner, caller, request).await?;
    let launch = Launch {
        workspace: trigger.workspace,
        flow: trigger.flow,
        version: trigger.version,
        node: trigger.trigger.node,
        items,
        mode: caller.mode_of_called(),
        idempotency: None,
        run: None,
        wait_for_answer: false,
    };
    let parent = Parent { run: caller.id, step: key.to_owned(), depth: caller.depth + 1 };
    let origin = launch::Origin { parent: Some(parent), ..launch::Origin::default() };
    match launch::begin(inner, launch, origin).await {
        Ok(_) => Ok(()),
        Err(RunnerError::Duplicate(earlier)) => {
            Err(Refusal::Earlier(Box::new(inner.store.run(caller.version.workspace, earlier.run).await?)))
        }
        Err(error) => Err(error.into()),
    }
}

/// The trigger and version of the flow a step calls, and what that gets.
pub(crate) async fn called(
    inner: &Inner,
    caller: &Caller,
    request: &ChildRequest,
) -> Result<(TriggerRow, Arc<Version>, Items), Refusal> {
    let trigger = called_trigger(inner, caller, request.step).await?;
    let version = inner.versions.get(trigger.version).await?;
    let node = version.plan.index_of(&trigger.trigger.node).map(|node| &version.node(node).prepared);
    let items = match node {
        Some(Some(Prepared::Trigger(node))) => node.receive(request.items.clone()),
        _ => Ok(request.items.clone()),
    };
    let items = items.map_err(|error| Refusal::Wrong(Box::new(perform::step_error(error))))?;
    Ok((trigger, version, items))
}

/// The trigger of the flow a step calls, in its published version.
async fn called_trigger(inner: &Inner, caller: &Caller, step: StepId) -> Result<TriggerRow, Refusal> {
    let container = caller.version.plan.node(step.node).container.as_ref();
    let id = container.and_then(|container| container.settings.flow.as_deref()?.parse::<FlowId>().ok());
    let workspace = caller.version.workspace;
    let flow = match id {
        Some(id) => inner.store.flow(workspace, id).await,
        None => Err(StoreError::NotFound("flow")),
    };
    let flow = match flow {
        Ok(flow) => flow,
        Err(StoreError::NotFound(_)) => {
            let message = "The flow that is to be run does not exist.";
            return Err(wrong("sub_flow_missing", message, "Choose another flow in “Run a flow” and publish again."));
        }
        Err(error) => return Err(error.into()),
    };
    let is_call = |row: &TriggerRow| {
        serde_json::from_str::<Subscription>(&row.trigger.subscription).is_ok_and(|it| it == Subscription::Call)
    };
    let trigger = inner.store.triggers(workspace, flow.id).await?.into_iter().find(is_call);
    match trigger {
        Some(trigger) if trigger.live => Ok(trigger),
        Some(_) => {
            let message = format!("The flow “{}” is paused, so it takes no calls.", flow.name);
            Err(wrong("sub_flow_paused", message, "Switch it on, then retry the run."))
        }
        None => {
            let message = format!("The flow “{}” cannot be called.", flow.name);
            let hint = "Let it begin with “Called by a flow”, and publish it.";
            Err(wrong("sub_flow_not_callable", message, hint))
        }
    }
}

/// Whether a step waits for the end of the flow it calls.
pub(crate) fn waits(version: &Version, step: StepId) -> bool {
    version.plan.node(step.node).container.as_ref().is_none_or(|container| container.settings.wait)
}

/// Tells the step that waits for this run, which has ended, what it gave.
pub(crate) fn tell_parent(inner: &Arc<Inner>, active: &Active) {
    let Some(parent) = &active.parent else { return };
    if let Some(step) = inner.children.take(parent.run, &parent.step) {
        let ended = Some(result(active.id, &active.version, &active.run));
        actor::deliver(inner, parent.run, Mail::Child { step, ended });
    }
}

/// Asks the child of a step to cancel, as its row says since the parent's last commit.
pub(crate) fn cancel(inner: &Arc<Inner>, active: &Active, key: String) {
    let (workspace, parent) = (active.version.workspace, active.id);
    inner.children.take(parent, &key);
    let inner = inner.clone();
    inner.tasks.clone().spawn(async move {
        match inner.store.child(workspace, parent, &key).await {
            // The process that has it sees the wish with its next beat.
            Ok(Some(row)) if inner.lease.is_elsewhere(row.owner) => {}
            Ok(Some(row)) if !row.status.is_final() => actor::deliver(&inner, row.id, Mail::Cancel),
            Ok(_) => {}
            // Its row says so, so the next process to take it up will do it.
            Err(error) => tracing::warn!(%parent, key, %error, "a child run could not be told to cancel"),
        }
    });
}

/// Cancels a run its parent does not want any more, unless it is being cancelled.
pub(crate) fn heed_cancel(active: &mut Active) {
    if !active.run.status().is_over() && !active.run.is_cancelling() {
        active.feed(Event::CancelRequested);
    }
}

async fn read_result(inner: &Inner, row: &RunRow) -> Result<Items, StepError> {
    let loaded = loop {
        match recover::read(inner, row.id).await {
            // The child has ended well or not; that the database does not answer is no part of it.
            Err(RunnerError::Store(StoreError::Overloaded | StoreError::Unavailable(_))) => {
                tokio::time::sleep(TRY_AGAIN).await;
            }
            read => break read,
        }
    };
    let loaded = loaded.map_err(|error| StepError {
        class: ErrorClass::Transient,
        code: "sub_flow_unreadable".into(),
        message: format!("What {} gave could not be read: {error}.", row.id),
        hint: "Retry the run; if it lasts, look at the server's disk.".into(),
        parameter: None,
        retry_after_ms: None,
    })?;
    result(row.id, &loaded.version, &loaded.run())
}

/// What a run that ended gives the step that waits for it.
pub(crate) fn result(id: RunId, version: &Version, run: &engine::Run) -> Result<Items, StepError> {
    let name = &version.document.name;
    if run.status() == EngineStatus::Succeeded {
        let ends = version.plan.region(0).ends.iter();
        let lists = ends.filter_map(|node| run.outputs(0, *node)).flatten().map(|(_, items)| items);
        return Ok(Items::join(lists.filter(|items| !items.is_empty())));
    }
    let hint = format!("Look at {id}, the run of “{name}”.");
    let (class, code, message) = match run.error() {
        Some(failure) => (
            failure.error.class,
            "sub_flow_failed",
            format!("The flow “{name}” failed: {} ({id})", failure.error.message),
        ),
        None => (ErrorClass::Cancelled, "sub_flow_cancelled", format!("The run of “{name}” was cancelled ({id}).")),
    };
    Err(StepError { class, code: code.into(), message, hint, parameter: None, retry_after_ms: None })
}

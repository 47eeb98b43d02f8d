//! Begins runs: speculates up to the first heavy node or wait, makes that
//! durable in one record, and answers.

use crate::Inner;
use crate::active::{Active, store_status};
use crate::gate::{self, Admission, Applicant};
use crate::kept::{Kept, statics};
use crate::{actor, answer, callers, child, debug, detached, inside, live, recover, resume, snapshot};
use engine::{Event, Outcome};
use flow::id::{FlowId, RunId};
use flow::last::LastAnswer;
use flow::plan::NodeIndex;
use flow::{Items, NodeId};
use futures_util::future::BoxFuture;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::StoreError;
use store::door::{Answer, Launch, Launched, RunnerError};
use store::runs::{Accept, Committed, IdempotencyKey, Parent, RunMode, RunStatus};
use tokio::time::Instant;

/// How long it is remembered that an error flow was started for a run.
const ERROR_FLOW_KEY_MS: i64 = 7 * 24 * 3_600_000;

/// A caller waits for so many light steps; after them it is told that the run goes on.
const AWAITED_STEPS: u64 = 100_000;

/// Begins a run.
pub(crate) async fn launch(inner: &Arc<Inner>, launch: Launch) -> Result<Launched, RunnerError> {
    begin(inner, launch, Origin::default()).await
}

/// What a run comes from besides its trigger.
#[derive(Default)]
pub(crate) struct Origin {
    /// The run it begins again.
    pub retry_of: Option<RunId>,
    /// Results it takes over from there.
    pub kept: BTreeMap<NodeIndex, Outcome>,
    /// The run that begins it.
    pub parent: Option<Parent>,
    /// The node after which nothing runs.
    pub until: Option<NodeId>,
    /// How it is debugged.
    pub debug: Option<store::door::debug::Debug>,
}

/// Begins a run that may take over results of an earlier one, also if the caller goes away
/// meanwhile.
pub(crate) async fn begin(inner: &Arc<Inner>, launch: Launch, origin: Origin) -> Result<Launched, RunnerError> {
    let inner = inner.clone();
    detached::to_the_end(&inner.tasks.clone(), async move { begin_here(&inner, launch, origin).await }).await
}

async fn begin_here(inner: &Arc<Inner>, launch: Launch, origin: Origin) -> Result<Launched, RunnerError> {
    if !inner.lease.performs() {
        return crate::elsewhere::begin(inner, launch, origin).await;
    }
    let is_full = inner.registry.len() >= inner.limits.active_runs || inner.pressure.is_pressed();
    if inner.stop.is_cancelled() || is_full {
        return Err(RunnerError::Overloaded);
    }
    let version = inner.versions.get(launch.version).await?;
    if version.workspace != launch.workspace || version.flow != launch.flow {
        return Err(StoreError::NotFound("version").into());
    }
    let Some(node) = version.plan.index_of(&launch.node) else {
        return Err(RunnerError::Invalid(format!("The flow has no trigger `{}`.", launch.node)));
    };
    let kept = Kept::of_new_run(inner, &version).await?;
    let id = launch.run.unwrap_or_else(|| RunId::new(inner.ids.as_ref()));
    let admission = gate::admit(
        inner,
        &Applicant {
            id,
            version: &version,
            mode: launch.mode,
            items: &launch.items,
            idempotency: launch.idempotency.as_ref(),
            parent: origin.parent.as_ref(),
        },
    )
    .await?;
    let mut manner = resume::manner(&version, id, launch.mode, origin.until.as_ref())?;
    manner.debug = origin.debug.map(|debug| debug::manner(&version, debug));
    let accept = Accept {
        flow: version.flow,
        version: version.id,
        version_number: version.number,
        mode: launch.mode,
        started_at: inner.clock.now(),
        retry_of: origin.retry_of,
        parent: origin.parent,
        idempotency: launch.idempotency.clone(),
    };
    let watched = inner.live.watchers(launch.workspace).is_some();
    let started = Event::Started { node, items: launch.items.settled(), kept: origin.kept, manner };
    if let Admission::Waits(queued) = admission {
        return gate::queue(inner, id, accept, started, queued).await;
    }
    let mut active =
        Active::begin(id, version, accept, inner.clock.clone(), watched).bounded(&inner.limits).seeing(kept);
    if let Admission::Skipped(reason) = admission {
        active.wait_for_turn(started);
        return gate::skip(inner, active, &reason).await;
    }
    active.feed(started);
    inside::settle(inner, &mut active).await;
    if let Some(error) = active.exceeded() {
        gate::ended(inner, &active);
        return Err(RunnerError::TooLarge(format!("{} {}", error.message, error.hint)));
    }
    accept_and_answer(inner, active, launch.idempotency, launch.wait_for_answer).await
}

/// The one commit of a light run, the first of others; a flow of class `strict`
/// takes one for each light node before its caller is answered.
async fn accept_and_answer(
    inner: &Arc<Inner>,
    mut active: Active,
    key: Option<IdempotencyKey>,
    wait_for_answer: bool,
) -> Result<Launched, RunnerError> {
    let is_open = !active.run.status().is_over();
    // An open run must be reachable before anybody can know of it.
    let mailbox = if is_open { inner.registry.enter(active.id) } else { None };
    let mailbox = mailbox.map(|mailbox| (mailbox, inner.seats.take(active.version.workspace)));
    let mut is_accepted = false;
    let launched = loop {
        let is_long = active.run.node_runs() >= AWAITED_STEPS;
        let launched = launched(&active, wait_for_answer && !is_long);
        let is_last = is_long || !active.has_more();
        let answer = key.as_ref().filter(|_| is_last).and_then(|_| serde_json::to_vec(&launched.answer).ok());
        start_error_flow(inner, &active).await;
        match commit(inner, &mut active, key.clone().zip(answer)).await {
            Ok(()) if is_last => break launched,
            Ok(()) => {
                is_accepted = true;
                let changes = active.take_changes();
                live::tell(inner, &mut active, changes);
            }
            // The event is kept, so the run must go on: its actor writes until the database takes it.
            Err(_) if is_accepted => break self::launched(&active, false),
            Err(error) => {
                inner.registry.forget(active.id);
                if matches!(error, RunnerError::Store(StoreError::Unavailable(_))) {
                    inner.tasks.spawn(look_for(inner.clone(), active));
                } else {
                    statics::forget(inner, &active).await;
                    gate::ended(inner, &active);
                }
                return Err(error);
            }
        }
        active.go_on();
        inside::settle(inner, &mut active).await;
    };
    match mailbox {
        Some((mailbox, seat)) => {
            inner.callers.tell(&active);
            inner.tasks.spawn(actor::drive(inner.clone(), active, mailbox, seat));
        }
        None => {
            inner.callers.tell(&active);
            let turn = active.turn();
            live::tell(inner, &mut active, turn.changes);
            statics::settle(inner, &active).await;
            child::tell_parent(inner, &active);
            gate::ended(inner, &active);
        }
    }
    Ok(launched)
}

/// Takes up a run of which nobody knows whether it was accepted; if it was not, it
/// holds no place.
async fn look_for(inner: Arc<Inner>, active: Active) {
    recover::look_for(inner.clone(), active.id).await;
    if matches!(inner.store.load_run(active.id).await, Err(StoreError::NotFound(_))) {
        gate::ended(&inner, &active);
    }
}

async fn commit(
    inner: &Inner,
    active: &mut Active,
    keep: Option<(IdempotencyKey, Vec<u8>)>,
) -> Result<(), RunnerError> {
    snapshot::prepare(inner, active).await;
    statics::write(inner, active).await?;
    let begun = Instant::now();
    let outcome = inner.store.commit(active.record(keep)?).await;
    inner.pressure.committed(begun.elapsed());
    match outcome {
        Ok(Committed::Durable) => {
            active.committed();
            Ok(())
        }
        Ok(Committed::Duplicate(row)) => Err(RunnerError::Duplicate(row)),
        Err(StoreError::Overloaded) => Err(RunnerError::Overloaded),
        Err(error) => Err(error.into()),
    }
}

/// What the caller is told, as far as it is known before the first commit.
fn launched(active: &Active, wait_for_answer: bool) -> Launched {
    let status = if wait_for_answer { store_status(active.run.status()) } else { RunStatus::Running };
    let given = active.answer().filter(|_| wait_for_answer).cloned();
    let answer = given.unwrap_or_else(|| default_answer(active, status));
    Launched { run: active.id, status, answer }
}

/// What a caller gets whose run gave no answer of its own: what its last block gave, if
/// that is wanted.
pub(crate) fn final_answer(active: &Active, status: RunStatus, last: Option<&LastAnswer>) -> Answer {
    callers::of_last(active, status, last).unwrap_or_else(|| default_answer(active, status))
}

fn default_answer(active: &Active, status: RunStatus) -> Answer {
    let is_done = status == RunStatus::Succeeded;
    let output = if is_done { answer::output(&active.run, &active.version.plan) } else { Vec::new() };
    let failure = active.failure();
    answer::default(active.id, status, &output, failure.as_ref().map(|error| error.message.as_str()))
}

/// Starts the error flow of a run that has failed, before the failure is written:
/// a crash in between repeats this, and the key makes the repeat harmless.
pub(crate) async fn start_error_flow(inner: &Arc<Inner>, active: &Active) {
    let is_failure = active.run.status() == engine::RunStatus::Failed;
    // The error flow of an error flow would run in a circle; a test alarms nobody.
    let is_exempt = matches!(active.mode, RunMode::Error | RunMode::Test);
    let Some(error_flow) = active.version.document.settings.error_flow.as_deref() else { return };
    if !is_failure || is_exempt {
        return;
    }
    if let Err(error) = launch_error_flow(inner, active, error_flow).await {
        tracing::error!(run = %active.id, error_flow, %error, "the error flow could not be started");
    }
}

/// Boxed, since a run begins a run here.
fn launch_error_flow<'a>(
    inner: &'a Arc<Inner>,
    active: &'a Active,
    error_flow: &'a str,
) -> BoxFuture<'a, Result<(), RunnerError>> {
    Box::pin(async move {
        let workspace = active.version.workspace;
        let flow: FlowId =
            error_flow.parse().map_err(|error: flow::id::IdError| RunnerError::Invalid(error.to_string()))?;
        let triggers = inner.store.triggers(workspace, flow).await?;
        let is_error_trigger = |subscription: &str| {
            serde_json::from_str::<node_sdk::Subscription>(subscription)
                .is_ok_and(|subscription| subscription == node_sdk::Subscription::Error)
        };
        let Some(row) = triggers.into_iter().find(|row| row.live && is_error_trigger(&row.trigger.subscription)) else {
            return Err(RunnerError::Invalid("The error flow is not live or has no error trigger.".into()));
        };
        let key = IdempotencyKey {
            scope: row.trigger.id.to_string(),
            key: active.id.to_string(),
            body_hash: [0; 32],
            expires_at: inner.clock.now().plus_ms(ERROR_FLOW_KEY_MS),
        };
        let request = Launch {
            workspace,
            flow,
            version: row.version,
            node: row.trigger.node,
            items: Items::one(failure_item(inner, active)),
            mode: RunMode::Error,
            idempotency: Some(key),
            run: None,
            wait_for_answer: false,
        };
        match launch(inner, request).await {
            Ok(_) | Err(RunnerError::Duplicate(_)) => Ok(()),
            Err(error) => Err(error),
        }
    })
}

/// What an error flow is told of the failure; `execution` and `workflow` say it the way
/// flows brought from n8n look for it.
fn failure_item(inner: &Inner, active: &Active) -> serde_json::Value {
    let version = &active.version;
    let failure = active.run.error();
    let node = failure.and_then(|failure| failure.node).map(|node| version.plan.node(node));
    let error = failure.map(|failure| &failure.error);
    let mut item = json!({
        "run": {"id": active.id, "started_at": active.run.started().map(|start| start.at)},
        "flow": {"id": version.flow, "name": version.document.name, "version": version.number},
        "node": node.map(|node| json!({"id": node.id, "name": node.name, "kind": node.kind})),
        "error": error.map(|error| json!({"class": error.class, "code": error.code, "message": error.message, "hint": error.hint})),
        "execution": {
            "id": active.id,
            "error": error.map(|error| json!({"message": error.message, "description": error.hint, "name": error.code})),
            "lastNodeExecuted": node.map(|node| &node.name),
            "mode": match active.mode {
                RunMode::Manual | RunMode::Test => "manual",
                RunMode::Webhook => "webhook",
                RunMode::Retry => "retry",
                _ => "trigger",
            },
        },
        "workflow": {"id": version.flow, "name": version.document.name},
    });
    if let Some(base) = &inner.public_url {
        item["execution"]["url"] = format!("{base}/runs/{}", active.id).into();
    }
    item
}

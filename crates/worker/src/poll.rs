//! Lets triggers look for news by themselves, one look of each at a time.
//!
//! What is new starts runs under keys of its own, the trigger is told that they are
//! durable, and its place is kept: in this order, so that whatever is lost in between
//! is found again and starts nothing twice.

use crate::services::StepServices;
use crate::version::Version;
use crate::{Inner, launch};
use flow::id::FlowId;
use flow::{Items, NodeId};
use node_sdk::poll::{News, Poll, PollContext};
use node_sdk::{ErrorClass, NodeError, Prepared};
use serde_json::Value;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::door::{Launch, RunnerError};
use store::runs::{IdempotencyKey, RunMode};
use store::triggers::TriggerRow;
use tokio::time::timeout;

/// A look, and marking what was found, may take this long each.
const LONGEST: Duration = Duration::from_secs(120);
/// So often in a row a trigger that has more is asked again.
const MOST_LOOKS: usize = 20;
/// How long the key of a piece of news is remembered.
const KEY_MS: i64 = 30 * 24 * 3_600_000;

/// The triggers that are looking at the moment.
#[derive(Default)]
pub(crate) struct Looking(Mutex<HashSet<(FlowId, NodeId)>>);

impl Looking {
    fn enter(&self, who: &(FlowId, NodeId)) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(who.clone())
    }

    fn leave(&self, who: &(FlowId, NodeId)) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(who);
    }
}

/// Lets a trigger look, unless it is looking already.
pub(crate) fn begin(inner: &Arc<Inner>, trigger: TriggerRow) {
    let who = (trigger.flow, trigger.trigger.node.clone());
    if !inner.looking.enter(&who) {
        return;
    }
    let inner = inner.clone();
    inner.tasks.clone().spawn(async move {
        tokio::select! {
            () = inner.stop.cancelled() => {}
            outcome = look(&inner, &trigger) => if let Err(error) = outcome {
                let (flow, node) = (trigger.flow, &trigger.trigger.node);
                tracing::warn!(%flow, %node, code = error.code, "a trigger could not look for news: {}", error.message);
            },
        }
        inner.looking.leave(&who);
    });
}

/// Why a look came to nothing.
struct Failure {
    code: &'static str,
    message: String,
}

async fn look(inner: &Arc<Inner>, trigger: &TriggerRow) -> Result<(), Failure> {
    let version = inner.versions.get(trigger.version).await?;
    let Some(index) = version.plan.index_of(&trigger.trigger.node) else { return Ok(()) };
    let Some(Prepared::Trigger(node)) = &version.node(index).prepared else { return Ok(()) };
    let Some(poll) = node.poll() else { return Ok(()) };
    let services = StepServices::for_node(inner, version.workspace, version.document_node(index));
    for _ in 0..MOST_LOOKS {
        if !look_once(inner, trigger, &version, poll, &services).await? {
            break;
        }
    }
    Ok(())
}

/// Whether there is more.
async fn look_once(
    inner: &Arc<Inner>,
    trigger: &TriggerRow,
    version: &Version,
    poll: &dyn Poll,
    services: &StepServices<'_>,
) -> Result<bool, Failure> {
    let (flow, node) = (trigger.flow, &trigger.trigger.node);
    let kept = inner.store.poll_place(version.workspace, flow, node).await?;
    let place: Option<Value> = kept.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let context = PollContext { place: place.as_ref(), now: inner.clock.now(), services };
    let news = timeout(LONGEST, poll.look(&context)).await.map_err(|_| too_slow())??;
    for event in &news.events {
        start(inner, trigger, &event.key, event.items.clone()).await?;
    }
    if !news.events.is_empty() {
        settle(trigger, poll, &context, &news).await?;
    }
    let News { place: next, has_more, .. } = news;
    if place.as_ref() != Some(&next) {
        inner.store.keep_poll_place(version.workspace, flow, node, &next.to_string(), inner.clock.now()).await?;
    }
    Ok(has_more)
}

/// Marks news as dealt with. What will never succeed is told and passed over: found again
/// and again, the same news would keep out all that is newer.
async fn settle(trigger: &TriggerRow, poll: &dyn Poll, context: &PollContext<'_>, news: &News) -> Result<(), Failure> {
    match timeout(LONGEST, poll.settle(context, news)).await.map_err(|_| too_slow())? {
        Err(error) if error.class == ErrorClass::Permanent => {
            let (flow, node) = (trigger.flow, &trigger.trigger.node);
            tracing::warn!(%flow, %node, code = error.code, "news could not be marked as dealt with: {}", error.message);
            Ok(())
        }
        outcome => Ok(outcome?),
    }
}

async fn start(inner: &Arc<Inner>, trigger: &TriggerRow, key: &str, items: Items) -> Result<(), Failure> {
    let node = trigger.trigger.node.clone();
    let idempotency = IdempotencyKey {
        scope: format!("poll/{}/{node}", trigger.flow),
        key: key.to_owned(),
        body_hash: [0; 32],
        expires_at: inner.clock.now().plus_ms(KEY_MS),
    };
    let launch = Launch {
        workspace: trigger.workspace,
        flow: trigger.flow,
        version: trigger.version,
        node,
        items,
        mode: RunMode::Event,
        idempotency: Some(idempotency),
        run: None,
        wait_for_answer: false,
    };
    match launch::launch(inner, launch).await {
        Ok(_) | Err(RunnerError::Duplicate(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn too_slow() -> Failure {
    Failure { code: "timeout", message: format!("it took longer than {} s", LONGEST.as_secs()) }
}

impl From<NodeError> for Failure {
    fn from(error: NodeError) -> Self {
        Self { code: error.code, message: error.message }
    }
}

impl From<RunnerError> for Failure {
    fn from(error: RunnerError) -> Self {
        Self { code: "run", message: error.to_string() }
    }
}

impl From<store::StoreError> for Failure {
    fn from(error: store::StoreError) -> Self {
        Self { code: "database", message: error.to_string() }
    }
}

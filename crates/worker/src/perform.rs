//! Performs nodes and turns what they give into events.

use crate::Inner;
use crate::active::Active;
use crate::brought_along;
use crate::kept::Kept;
use crate::long;
use crate::look_up;
use crate::redact;
use crate::registry::Mail;
use crate::services::StepServices;
use crate::version::Version;
use crate::world::RunWorld;
use engine::{ErrorClass, Event, Outcome, StepError, StepId, StepRequest};
use flow::document::OnUncertain;
use flow::id::MessageId;
use flow::{Items, Timestamp};
use futures_util::FutureExt;
use node_sdk::{ContainerNode, HeavyContext, HeavyNode, LightContext, LightNode, NodeError, Output, Prepared};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::messages::NewMessage;
use tokio::task::AbortHandle;

/// A step with so many items more counts as one step more, where steps wait for each other.
const ITEMS_PER_COST: usize = 100;

/// Performs a light node at once.
pub(crate) fn light(node: &dyn LightNode, request: &StepRequest, world: &RunWorld<'_>) -> Event {
    let begun = Instant::now();
    let context = LightContext::new(&request.inputs, world, world.now());
    finished(request.step, begun, attempt(node, &context, world)).0
}

/// Runs a light node; failures that go on as items are items.
pub(crate) fn attempt(
    node: &dyn LightNode,
    context: &LightContext<'_>,
    world: &RunWorld<'_>,
) -> Result<Output, NodeError> {
    match run(node, context) {
        Ok(output) => Ok(brought_along::sorted_out(output, context, world)),
        Err(error) => brought_along::go_on(node, error, context, world),
    }
}

/// Runs a light node; a panic is a failure like others.
pub(crate) fn run(node: &dyn LightNode, context: &LightContext<'_>) -> Result<Output, NodeError> {
    let given = catch_unwind(AssertUnwindSafe(|| node.run(context)));
    given.unwrap_or_else(|panic| Err(panicked(panic.as_ref())))
}

/// Asks a while at once whether a further iteration begins with these items.
pub(crate) fn goes_on(node: &dyn ContainerNode, items: Items, world: &RunWorld<'_>) -> Result<bool, StepError> {
    let items = [items];
    let context = LightContext::new(&items, world, world.now());
    let given = catch_unwind(AssertUnwindSafe(|| node.goes_on(&context)));
    given.unwrap_or_else(|panic| Err(panicked(panic.as_ref()))).map_err(step_error)
}

/// Asks a sub-flow at once what the other flow gets.
pub(crate) fn hands_over(node: &dyn ContainerNode, inputs: &[Items], world: &RunWorld<'_>) -> Result<Items, StepError> {
    let context = LightContext::new(inputs, world, world.now());
    let given = catch_unwind(AssertUnwindSafe(|| node.hands_over(&context)));
    given.unwrap_or_else(|panic| Err(panicked(panic.as_ref()))).map_err(step_error)
}

/// What is done about a heavy step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// It is performed.
    Perform,
    /// The other side is asked whether it took place.
    LookUp,
}

/// Begins a heavy step on a task of its own; its end arrives as mail of the run.
pub(crate) fn begin_heavy(
    inner: &Arc<Inner>,
    active: &Active,
    request: StepRequest,
    work: Work,
    started_at: Timestamp,
) -> AbortHandle {
    let job = HeavyJob {
        inner: inner.clone(),
        version: active.version.clone(),
        run: active.run.seen_from(request.step.frame),
        id: active.id,
        mode: active.mode,
        kept: active.kept.clone(),
        request,
        work,
        started_at,
    };
    inner.tasks.spawn(job.perform_and_report()).abort_handle()
}

/// One heavy step on its way.
struct HeavyJob {
    inner: Arc<Inner>,
    version: Arc<Version>,
    run: engine::Run,
    id: flow::id::RunId,
    mode: store::runs::RunMode,
    kept: Arc<Kept>,
    request: StepRequest,
    work: Work,
    started_at: Timestamp,
}

impl HeavyJob {
    async fn perform_and_report(self) {
        let (inner, id, step) = (self.inner.clone(), self.id, self.request.step);
        let (begun, version, asked) = (Instant::now(), self.version.clone(), self.work);
        let is_light = matches!(self.version.node(step.node).prepared, Some(Prepared::Light(_)));
        let work = async { if is_light { self.perform_long().await.map(Some) } else { self.perform().await } };
        // Whatever happens, the run must hear of the end: nobody else keeps the step's time.
        let result = AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
        let (event, messages) = match asked {
            Work::Perform => finished(step, begun, result.and_then(|done| done.ok_or_else(broken_off))),
            Work::LookUp => look_up::looked_up(step, result),
        };
        let messages = messages.into_iter().map(|message| kept(&inner, &version, step, message)).collect();
        if let Some(actor) = inner.registry.sender(id) {
            // A run that ended meanwhile wants no result.
            let _ = actor.send(Mail::Finished { step, event, messages });
        }
    }

    /// Performs a light node on long lists, on a thread where that may take its time.
    async fn perform_long(self) -> Result<Output, NodeError> {
        let inner = self.inner.clone();
        let permit = inner.heavy.acquire(self.version.workspace, self.version.flow, cost(&self.request)).await;
        let work = move || {
            let step = self.request.step;
            let Some(Prepared::Light(node)) = &self.version.node(step.node).prepared else { return Err(broken_off()) };
            let at = (step.frame, step.node);
            let world =
                RunWorld::new(&self.version, &self.run, self.id, self.mode, at, self.started_at).within(&self.kept);
            let work = AssertUnwindSafe(|| long::run(node.as_ref(), &self.request.inputs, &world));
            catch_unwind(work).unwrap_or_else(|panic| Err(panicked(panic.as_ref())))
        };
        let result = tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(broken_off()));
        drop(permit);
        result
    }

    /// None: the other side was asked, and it did not take place.
    async fn perform(&self) -> Result<Option<Output>, NodeError> {
        let permit = self.inner.heavy.acquire(self.version.workspace, self.version.flow, cost(&self.request)).await;
        self.inner.lease.may_act().await;
        let step = self.request.step;
        let ready = self.version.node(step.node);
        let Some(Prepared::Heavy(node)) = &ready.prepared else {
            return Err(NodeError::permanent(
                "not_performable",
                "The node cannot be performed.",
                "Publish the flow again.",
            ));
        };
        let world =
            RunWorld::new(&self.version, &self.run, self.id, self.mode, (step.frame, step.node), self.started_at)
                .within(&self.kept);
        let services = StepServices::for_step(&self.inner, &self.version, self.id, step.node);
        let key = format!("{}/{}/{}/0", self.id, self.version.plan.node(step.node).id, step.frame);
        let context = HeavyContext {
            light: LightContext::new(&self.request.inputs, &world, self.started_at),
            idempotency_key: &key,
            deadline: self.inner.clock.now().plus_ms(i64::try_from(ready.timeout_ms).unwrap_or(i64::MAX)),
            attempt: step.attempt,
            services: &services,
        };
        let on_uncertain = self.version.plan.node(step.node).on_uncertain;
        let result = match self.work {
            Work::Perform => within(ready.timeout_ms, on_uncertain, node.as_ref(), &context).await,
            Work::LookUp => match look_up::within(ready.timeout_ms, node.as_ref(), &context).await {
                Ok(Some(found)) => Ok(found),
                Ok(None) => return Ok(None),
                Err(error) => return redact::result(Err(error), &services.opened()).map(Some),
            },
        };
        drop(permit);
        if services.has_changed_variables() {
            self.kept.look_again(self.inner.store.as_ref(), self.version.workspace, self.version.flow).await;
        }
        let result = brought_along::after_attempt(result, &context.light, step.attempt, &world);
        redact::result(result, &services.opened()).map(Some)
    }
}

/// How much work a step is, compared with others: it goes by its items.
fn cost(request: &StepRequest) -> u32 {
    let items: usize = request.inputs.iter().map(Items::len).sum();
    u32::try_from(1 + items / ITEMS_PER_COST).unwrap_or(u32::MAX)
}

/// Performs a heavy node within its time, which begins now: what it had to wait for before
/// does not count. The effect may have taken place when the time is over, so it is in doubt,
/// unless the node may be performed twice.
pub(crate) async fn within(
    timeout_ms: u64,
    on_uncertain: OnUncertain,
    node: &dyn HeavyNode,
    context: &HeavyContext<'_>,
) -> Result<Output, NodeError> {
    let work = AssertUnwindSafe(node.run(context)).catch_unwind();
    match tokio::time::timeout(Duration::from_millis(timeout_ms), work).await {
        Ok(Ok(result)) => result,
        Ok(Err(panic)) => Err(panicked(panic.as_ref())),
        Err(_) => {
            let error = if on_uncertain == OnUncertain::Retry { NodeError::transient } else { NodeError::in_doubt };
            Err(error(
                "timeout",
                format!("The step took longer than {} seconds.", timeout_ms.div_ceil(1_000)),
                "Give it more time in its settings, or look at why the other side is slow.",
            ))
        }
    }
}

/// The end of an attempt outside of a run's own tasks; messages are not kept.
pub(crate) fn ended(step: StepId, result: Result<Output, NodeError>) -> Event {
    finished(step, Instant::now(), result).0
}

pub(crate) fn finished(
    step: StepId,
    begun: Instant,
    result: Result<Output, NodeError>,
) -> (Event, Vec<node_sdk::Message>) {
    let duration_us = u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX);
    let (result, messages) = match result {
        Ok(output) => {
            let Output { ports, wait, answer, messages } = output;
            let ports = ports.into_iter().map(|(port, items)| (port, items.settled())).collect();
            (Ok(Outcome { ports, wait: wait.map(engine_wait), answer: answer.map(engine_answer) }), messages)
        }
        Err(error) => (Err(step_error(error)), Vec::new()),
    };
    (Event::Finished { step, duration_us, result }, messages)
}

/// A node's error as the engine and the history know it.
pub(crate) fn step_error(error: NodeError) -> StepError {
    let class = match error.class {
        node_sdk::error::ErrorClass::Transient => ErrorClass::Transient,
        node_sdk::error::ErrorClass::Permanent => ErrorClass::Permanent,
        node_sdk::error::ErrorClass::InDoubt => ErrorClass::InDoubt,
    };
    let NodeError { code, message, hint, parameter, retry_after_ms, .. } = error;
    StepError { class, code: code.to_owned(), message, hint, parameter, retry_after_ms }
}

fn engine_wait(wait: node_sdk::Wait) -> engine::event::Wait {
    engine::event::Wait { until: wait.until, signal: wait.signal }
}

fn engine_answer(answer: node_sdk::Answer) -> engine::Answer {
    let body = match answer.body {
        node_sdk::AnswerBody::Empty => engine::event::AnswerBody::Empty,
        node_sdk::AnswerBody::Json(value) => engine::event::AnswerBody::Json(value.into()),
        node_sdk::AnswerBody::Text(text) => engine::event::AnswerBody::Text(text),
        node_sdk::AnswerBody::File(content) => engine::event::AnswerBody::File(content.to_string()),
    };
    engine::Answer { status: answer.status, headers: answer.headers, body }
}

fn kept(inner: &Inner, version: &Version, step: StepId, message: node_sdk::Message) -> NewMessage {
    NewMessage {
        id: MessageId::new(inner.ids.as_ref()),
        node: version.plan.node(step.node).id.clone(),
        channel: message.channel,
        to: message.to,
        provider: message.provider,
        provider_id: message.provider_id,
        status: message.status,
        segments: message.segments,
        at: inner.clock.now(),
    }
}

fn broken_off() -> NodeError {
    NodeError::transient("broken_off", "The step was broken off.", "Run it again.")
}

pub(crate) fn panicked(panic: &(dyn Any + Send)) -> NodeError {
    let words = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = words.unwrap_or("no message"), "a node panicked");
    NodeError::permanent(
        "node_panicked",
        "The node stopped because of a fault in its own code.",
        "This is a bug in Towpath, not in your flow: report it with the items that came in.",
    )
}

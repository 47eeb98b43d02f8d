//! Performs nodes and turns what they give into events.

use crate::Inner;
use crate::active::Active;
use crate::redact;
use crate::registry::Mail;
use crate::services::StepServices;
use crate::version::Version;
use crate::world::RunWorld;
use engine::{ErrorClass, Event, Outcome, StepError, StepId, StepRequest};
use expression::World;
use flow::id::MessageId;
use flow::item::Origin;
use flow::{Item, Items, Timestamp};
use node_sdk::{ContainerNode, HeavyContext, HeavyNode, LightContext, LightNode, NodeError, Output, Prepared};
use serde_json::{Map, Value};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::messages::NewMessage;
use tokio::task::AbortHandle;

/// Performs a light node at once.
pub(crate) fn light(node: &dyn LightNode, request: &StepRequest, world: &RunWorld<'_>) -> Event {
    let begun = Instant::now();
    let context = LightContext { inputs: &request.inputs, world, now: world.now() };
    let given = catch_unwind(AssertUnwindSafe(|| node.run(&context)));
    let result = given.unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
    let result = result.or_else(|error| brought_along(error, node.fails_as_one(), &request.inputs, world));
    finished(request.step, begun, result).0
}

/// In flows that were brought along, a failure that goes on is told as it was there:
/// by its sentence alone. Where it goes on at the first port, it takes the place of
/// the data; at the error port it stands beside it. A failure of all items is an
/// item of its own.
fn brought_along(
    error: NodeError,
    is_of_all: bool,
    inputs: &[Items],
    world: &RunWorld<'_>,
) -> Result<Output, NodeError> {
    let node = world.node();
    let is_final = world.is_lenient() && node.retry.maximum == 0;
    let port = match (node.error_wired(), node.passes_on && !node.outputs.is_empty()) {
        (true, _) if is_final => node.error_port(),
        (false, true) if is_final => 0,
        _ => return Err(error),
    };
    if is_of_all {
        return Ok(Output::port(port, Items::one(serde_json::json!({"error": error.message}))));
    }
    let is_beside = port != 0;
    let told = |(place, item): (usize, &Item)| {
        let mut fields = match &*item.json {
            Value::Object(fields) if is_beside => fields.clone(),
            _ => Map::new(),
        };
        fields.insert("error".into(), error.message.clone().into());
        let lineage = vec![Origin { input: 0, item: u32::try_from(place).unwrap_or(u32::MAX) }];
        Item { json: Value::Object(fields).into(), binary: Default::default(), lineage }
    };
    let items: Vec<Item> = inputs.first().into_iter().flat_map(|items| items.iter()).enumerate().map(told).collect();
    if items.is_empty() { Err(error) } else { Ok(Output::port(port, items)) }
}

/// Asks a while at once whether a further iteration begins with these items.
pub(crate) fn goes_on(node: &dyn ContainerNode, items: Items, world: &RunWorld<'_>) -> Result<bool, StepError> {
    let context = LightContext { inputs: &[items], world, now: world.now() };
    let given = catch_unwind(AssertUnwindSafe(|| node.goes_on(&context)));
    given.unwrap_or_else(|panic| Err(panicked(panic.as_ref()))).map_err(step_error)
}

/// Asks a sub-flow at once what the other flow gets.
pub(crate) fn hands_over(node: &dyn ContainerNode, inputs: &[Items], world: &RunWorld<'_>) -> Result<Items, StepError> {
    let context = LightContext { inputs, world, now: world.now() };
    let given = catch_unwind(AssertUnwindSafe(|| node.hands_over(&context)));
    given.unwrap_or_else(|panic| Err(panicked(panic.as_ref()))).map_err(step_error)
}

/// Begins a heavy step on a task of its own; its end arrives as mail of the run.
pub(crate) fn begin_heavy(
    inner: &Arc<Inner>,
    active: &Active,
    request: StepRequest,
    started_at: Timestamp,
) -> AbortHandle {
    let job = HeavyJob {
        inner: inner.clone(),
        version: active.version.clone(),
        run: active.run.seen_from(request.step.frame),
        id: active.id,
        mode: active.mode,
        request,
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
    request: StepRequest,
    started_at: Timestamp,
}

impl HeavyJob {
    async fn perform_and_report(self) {
        let (inner, id, step) = (self.inner.clone(), self.id, self.request.step);
        let begun = Instant::now();
        let result = self.perform().await;
        let (event, messages) = finished(step, begun, result);
        let messages = messages.into_iter().map(|message| kept(&inner, &self.version, step, message)).collect();
        if let Some(actor) = inner.registry.sender(id) {
            // A run that ended meanwhile wants no result.
            let _ = actor.send(Mail::Finished { step, event, messages });
        }
    }

    async fn perform(&self) -> Result<Output, NodeError> {
        let permit = self.inner.heavy.acquire().await;
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
            RunWorld::new(&self.version, &self.run, self.id, self.mode, (step.frame, step.node), self.started_at);
        let services = StepServices::for_step(&self.inner, &self.version, self.id, step.node);
        let key = format!("{}/{}/{}/0", self.id, self.version.plan.node(step.node).id, step.frame);
        let context = HeavyContext {
            light: LightContext { inputs: &self.request.inputs, world: &world, now: self.started_at },
            idempotency_key: &key,
            deadline: self.inner.clock.now().plus_ms(i64::try_from(ready.timeout_ms).unwrap_or(i64::MAX)),
            attempt: step.attempt,
            services: &services,
        };
        let result = within(ready.timeout_ms, node.as_ref(), &context).await;
        drop(permit);
        redact::result(result, &services.opened())
    }
}

/// Performs a heavy node within its time. A node whose effect may have left when
/// the time was over is in doubt only if it says so; to the engine it is a timeout.
pub(crate) async fn within(
    timeout_ms: u64,
    node: &dyn HeavyNode,
    context: &HeavyContext<'_>,
) -> Result<Output, NodeError> {
    use futures_util::FutureExt;
    let work = AssertUnwindSafe(node.run(context)).catch_unwind();
    match tokio::time::timeout(Duration::from_millis(timeout_ms), work).await {
        Ok(Ok(result)) => result,
        Ok(Err(panic)) => Err(panicked(panic.as_ref())),
        Err(_) => Err(NodeError::transient(
            "timeout",
            format!("The step took longer than {} seconds.", timeout_ms.div_ceil(1_000)),
            "Give it more time in its settings, or look at why the other side is slow.",
        )),
    }
}

/// The end of an attempt outside of a run's own tasks; messages are not kept.
pub(crate) fn ended(step: StepId, result: Result<Output, NodeError>) -> Event {
    finished(step, Instant::now(), result).0
}

fn finished(step: StepId, begun: Instant, result: Result<Output, NodeError>) -> (Event, Vec<node_sdk::Message>) {
    let duration_us = u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX);
    let (result, messages) = match result {
        Ok(output) => {
            let Output { ports, wait, answer, messages } = output;
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
        node_sdk::AnswerBody::Json(value) => engine::event::AnswerBody::Json(value),
        node_sdk::AnswerBody::Text(text) => engine::event::AnswerBody::Text(text),
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

fn panicked(panic: &(dyn Any + Send)) -> NodeError {
    let words = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = words.unwrap_or("no message"), "a node panicked");
    NodeError::permanent(
        "node_panicked",
        "The node stopped because of a fault in its own code.",
        "This is a bug in Towpath, not in your flow: report it with the items that came in.",
    )
}

//! Asks the other side whether an effect took place of which nobody knows.

use crate::perform::{finished, panicked};
use engine::event::Finding as Found;
use engine::{Event, StepId};
use futures_util::FutureExt;
use node_sdk::{Finding, HeavyContext, HeavyNode, Message, NodeError, Output};
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

/// Asks within the time of the node. None: it did not take place.
pub(crate) async fn within(
    timeout_ms: u64,
    node: &dyn HeavyNode,
    context: &HeavyContext<'_>,
) -> Result<Option<Output>, NodeError> {
    let asking = AssertUnwindSafe(node.look_up(context)).catch_unwind();
    match tokio::time::timeout(Duration::from_millis(timeout_ms), asking).await {
        Ok(Ok(Ok(Finding::Found(output)))) => Ok(Some(output)),
        Ok(Ok(Ok(Finding::NotFound))) => Ok(None),
        Ok(Ok(Ok(Finding::Unclear))) => Err(unclear("it does not tell")),
        Ok(Ok(Err(error))) => Err(error),
        Ok(Err(panic)) => Err(panicked(panic.as_ref())),
        Err(_) => Err(unclear(&format!("it did not answer within {} seconds", timeout_ms.div_ceil(1_000)))),
    }
}

fn unclear(why: &str) -> NodeError {
    NodeError::in_doubt(
        "look_up_unclear",
        format!("The other side was asked whether the effect took place, and {why}."),
        "Look there yourself, then settle the step.",
    )
}

/// What was found, as the engine takes it in, and the messages of what took place.
pub(crate) fn looked_up(step: StepId, result: Result<Option<Output>, NodeError>) -> (Event, Vec<Message>) {
    let result = match result {
        Ok(Some(output)) => Ok(output),
        Ok(None) => return (Event::LookedUp { step, finding: Found::NotFound }, Vec::new()),
        Err(error) => Err(error),
    };
    let (event, messages) = finished(step, Instant::now(), result);
    let Event::Finished { result, .. } = event else { return (event, messages) };
    let finding = match result {
        Ok(outcome) => Found::Found(outcome),
        Err(error) => Found::Unknown(error),
    };
    (Event::LookedUp { step, finding }, messages)
}

//! Failures: tried again, caught by the error port, or by policy.

use super::{Turn, after};
use crate::event::{ErrorClass, FrameId, NodeIndex, StepError, StepId, TimerId};
use crate::run::NodeState;
use flow::document::{FlowOnError, Retry};
use flow::{Item, Items};
use serde_json::{Map, Value, json};

impl Turn<'_> {
    /// Tries the node again after a pause, if its policy allows a further attempt.
    pub(super) fn retry_or_fail(&mut self, step: StepId, error: StepError) {
        let retry = &self.plan.node(step.node).retry;
        if self.run.stopping || step.attempt > retry.maximum {
            return self.failed(step.frame, step.node, error);
        }
        let pause_ms = pause_ms(retry, step.attempt).max(error.retry_after_ms.unwrap_or(0));
        self.cell(step.frame, step.node).error = Some(Box::new(error));
        self.set_state(step.frame, step.node, NodeState::Retrying);
        self.set_timer(TimerId::Retry(step.frame, step.node), after(self.now, pause_ms));
    }

    /// The node has failed for good.
    pub(super) fn failed(&mut self, frame: FrameId, node: NodeIndex, error: StepError) {
        let plan_node = self.plan.node(node);
        let outputs = if plan_node.error_wired() {
            vec![(plan_node.error_port(), self.error_items(frame, node, &error))]
        } else {
            Vec::new()
        };
        let caught = !outputs.is_empty();
        let cell = self.cell(frame, node);
        cell.outputs = outputs;
        cell.error = Some(Box::new(error.clone()));
        self.set_state(frame, node, NodeState::Failed);
        if !caught {
            self.note_error(Some(node), error);
            if plan_node.on_error == FlowOnError::Stop {
                self.stop();
            }
        }
        self.decide_outgoing(frame, node);
    }

    /// Nothing new starts. What runs is left to finish and its results are kept.
    fn stop(&mut self) {
        self.run.stopping = true;
        self.drop_pauses();
        self.clear_timers(|timer| matches!(timer, TimerId::Retry(..) | TimerId::Wait(..) | TimerId::Join(..)));
    }

    /// What leaves the error port: the items that came in, each with the error.
    fn error_items(&self, frame: FrameId, node: NodeIndex, error: &StepError) -> Items {
        let value = error_value(&self.plan.node(node).name, error);
        let inputs = self.run.inputs(self.plan, frame, node);
        let items: Vec<Item> =
            inputs.iter().flat_map(|items| items.iter()).map(|item| with_error(item, &value)).collect();
        if items.is_empty() { Items::one(json!({ "error": value })) } else { items.into() }
    }
}

/// The pause after an attempt, by the policy; the last one repeats.
fn pause_ms(retry: &Retry, attempt: u32) -> u64 {
    let place = attempt.saturating_sub(1) as usize;
    retry.delays_ms.get(place).or(retry.delays_ms.last()).copied().unwrap_or(0)
}

fn error_value(node: &str, error: &StepError) -> Value {
    json!({
        "class": class_name(error.class),
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "node": node,
    })
}

fn class_name(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Transient => "transient",
        ErrorClass::Permanent => "permanent",
        ErrorClass::Cancelled => "cancelled",
        ErrorClass::InDoubt => "in_doubt",
    }
}

/// The item with the error beside its data. Data that is no object moves to `value`.
fn with_error(item: &Item, error: &Value) -> Item {
    let mut data = match &item.json {
        Value::Object(fields) => fields.clone(),
        other => Map::from_iter([("value".to_owned(), other.clone())]),
    };
    data.insert("error".into(), error.clone());
    Item { json: Value::Object(data), binary: item.binary.clone(), lineage: Vec::new() }
}

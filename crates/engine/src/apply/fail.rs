//! Failures: tried again, caught by the error port, or by policy.

use super::{Turn, after};
use crate::event::{ErrorClass, FrameId, NodeIndex, StepError, StepId, TimerId};
use crate::run::{NodeState, RunError};
use flow::container::ContainerKind;
use flow::document::FlowOnError;
use flow::plan::PlanNode;
use flow::{Item, Items};
use serde_json::{Map, Value, json};

impl Turn<'_> {
    /// Tries the node again after a pause, if its policy allows a further attempt.
    pub(super) fn retry_or_fail(&mut self, step: StepId, error: StepError) {
        let retry = &self.plan.node(step.node).retry;
        let Some(pause_ms) = retry.pause_ms(error.class, &error.code, step.attempt) else {
            return self.failed(step.frame, step.node, error);
        };
        if self.run.is_stopping(step.frame) {
            return self.failed(step.frame, step.node, error);
        }
        let pause_ms = pause_ms.max(error.retry_after_ms.unwrap_or(0));
        let pause_ms = pause_ms.saturating_add(self.random_share(step, pause_ms, retry.spread_percent));
        self.cell(step.frame, step.node).error = Some(Box::new(error));
        self.set_state(step.frame, step.node, NodeState::Retrying);
        self.set_timer(TimerId::Retry(step.frame, step.node), after(self.now, pause_ms));
    }

    /// A random share of a pause, up to so many percent of it: the same for the same
    /// attempt of the same run.
    fn random_share(&self, step: StepId, pause_ms: u64, percent: u8) -> u64 {
        let Some(seed) = self.run.manner.seed else { return 0 };
        let most_ms = u128::from(pause_ms) * u128::from(percent.min(100)) / 100;
        let mut bits = seed;
        for number in [step.frame, step.node, step.attempt] {
            bits = mixed(bits ^ u64::from(number));
        }
        u64::try_from(u128::from(bits) % (most_ms + 1)).unwrap_or(0)
    }

    /// The node has failed for good.
    pub(super) fn failed(&mut self, frame: FrameId, node: NodeIndex, error: StepError) {
        self.failed_by(frame, node, RunError { node: Some(node), error });
    }

    /// The node has failed for good, by an error of its own or of a node within it.
    pub(super) fn failed_by(&mut self, frame: FrameId, node: NodeIndex, error: RunError) {
        let plan_node = self.plan.node(node);
        let port = way_out(plan_node);
        let outputs = port.map(|port| (port, self.error_items(frame, node, &error)));
        let cell = self.cell(frame, node);
        cell.outputs = outputs.into_iter().collect();
        cell.error = Some(Box::new(error.error.clone()));
        self.set_state(frame, node, NodeState::Failed);
        if port.is_none() {
            self.hand_on(frame, error);
            if plan_node.on_error == FlowOnError::Stop && !self.is_race(frame) {
                self.stop(frame);
            }
        } else if frame != 0 {
            self.look_for_winner(frame, node);
        }
        self.decide_outgoing(frame, node);
    }

    /// A failure nothing caught is the frame's: of the flow itself, or of the box around.
    fn hand_on(&mut self, frame: FrameId, error: RunError) {
        if frame == 0 {
            self.note_error(error.node, error.error);
        } else {
            self.frame(frame).error.get_or_insert_with(|| Box::new(error));
        }
    }

    /// Whether a frame is that of a race: there, one branch that fails leaves the
    /// others a chance.
    fn is_race(&mut self, frame: FrameId) -> bool {
        let owner = self.frame(frame).place.map(|place| self.plan.node(place.node));
        let container = owner.and_then(|owner| owner.container.as_ref());
        container.is_some_and(|container| container.kind == ContainerKind::Race)
    }

    /// Nothing new starts in the frame. What runs is left to finish and its results are kept.
    fn stop(&mut self, frame: FrameId) {
        self.run.stopping |= frame == 0;
        self.stop_frame(frame);
    }

    /// What leaves the error port: the items that came in, each with the error.
    pub(super) fn error_items(&self, frame: FrameId, node: NodeIndex, error: &RunError) -> Items {
        let inputs = self.run.inputs(self.plan, frame, node);
        self.with_errors(inputs.iter(), error)
    }

    /// These items, each with the error; one for the error alone if there are none.
    pub(super) fn with_errors<'a>(&self, inputs: impl Iterator<Item = &'a Items>, error: &RunError) -> Items {
        let name = error.node.map_or("", |node| self.plan.node(node).name.as_str());
        let value = error_value(name, &error.error);
        let items: Vec<Item> = inputs.flat_map(|items| items.iter()).map(|item| with_error(item, &value)).collect();
        if items.is_empty() { Items::one(json!({ "error": value })) } else { items.into() }
    }
}

/// The port a failure leaves by: the error port, if an arrow leaves it, or the first,
/// if the node passes failures on. What a try does not catch does not leave its error port.
fn way_out(node: &PlanNode) -> Option<u16> {
    let is_try = node.container.as_ref().is_some_and(|container| container.kind == ContainerKind::Try);
    let by_error_port = (node.error_wired() && !is_try).then(|| node.error_port());
    by_error_port.or((node.passes_on && !node.outputs.is_empty()).then_some(0))
}

/// One round of SplitMix64: near numbers become far ones.
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
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
    let mut data = match &*item.json {
        Value::Object(fields) => fields.clone(),
        other => Map::from_iter([("value".to_owned(), other.clone())]),
    };
    data.insert("error".into(), error.clone());
    Item { json: data.into(), binary: item.binary.clone(), lineage: Vec::new() }
}

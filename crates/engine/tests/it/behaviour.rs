//! How the nodes of a random flow behave. What a node gives depends on the node
//! and on what came in, never on when it is performed.

use engine::event::Settlement;
use engine::{ErrorClass, StepError};
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How a node behaves when it is performed.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// Gives items.
    Give(Give),
    /// Gives items at one of its first two ports, as what came in says.
    Choose(u8),
    /// Fails for good if what came in says so, else gives.
    Picky(Give),
    /// A while's condition holds before so many iterations.
    While(u32),
    /// Fails for good.
    Fail,
    /// Fails for good.
    /// Fails so many times in a way that may go away, then gives.
    Flaky(u32, Give),
    /// Never ends by itself; its time limit ends it.
    Hang,
    /// Waits for a time, a signal or both, then goes on at the first port.
    Wait { time: bool, signal: bool },
    /// The process dies after the intent of the first attempt; a person who is
    /// asked settles it so.
    Crash(Settlement, Give),
}

/// What a node gives: at which of its ports (bit by index), and how many items.
#[derive(Clone, Copy, Debug)]
pub struct Give {
    pub ports: u8,
    pub items: u8,
}

impl Give {
    /// Whether it gives at this port.
    pub fn takes(self, port: usize) -> bool {
        self.ports & (1 << port) != 0
    }

    /// The values it gives at a port, made from all that came in.
    pub fn work(self, node: &str, port: &str, inputs: &[Vec<Value>]) -> Vec<Value> {
        let digest = digest(inputs);
        (0..self.items).map(|item| format!("{node}.{port}.{item} of {digest:x}").into()).collect()
    }
}

impl Behaviour {
    /// What a node that goes by its inputs gives; None if it fails.
    pub fn by_inputs(&self, inputs: &[Vec<Value>]) -> Option<Give> {
        match self {
            Self::Choose(items) => Some(Give { ports: 1 << (digest(inputs) % 2), items: *items }),
            Self::Picky(_) if digest(inputs).is_multiple_of(3) => None,
            Self::Give(give) | Self::Picky(give) => Some(*give),
            _ => None,
        }
    }

    /// Whether what the node does, and not only what it gives, depends on what comes in.
    pub fn is_by_inputs(&self) -> bool {
        matches!(self, Self::Choose(_) | Self::Picky(_))
    }
}

fn digest(inputs: &[Vec<Value>]) -> u64 {
    let mut digest = DefaultHasher::new();
    let essences: Vec<Vec<Value>> = inputs.iter().map(|values| values.iter().map(essence).collect()).collect();
    format!("{essences:?}").hash(&mut digest);
    digest.finish()
}

/// A value without the wording of the error it may carry.
pub fn essence(value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(error) = value.get_mut("error").and_then(Value::as_object_mut) {
        error.retain(|key, _| key != "message" && key != "hint");
    }
    value
}

/// A failure of a step.
pub fn failure(class: ErrorClass, code: &str) -> StepError {
    StepError {
        class,
        code: code.into(),
        message: "It broke.".into(),
        hint: "Mend it.".into(),
        parameter: None,
        retry_after_ms: None,
    }
}

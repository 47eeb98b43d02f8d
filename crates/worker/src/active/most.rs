//! How much a run may do: items and bytes a step may give, and attempts it may make.
//! What is too much fails as an error of the step, or breaks the run off; nothing that
//! is written is touched.

use crate::Limits;
use engine::event::Finding;
use engine::{ErrorClass, Event, Outcome, StepError};

/// How much is too much.
#[derive(Clone, Copy)]
pub(super) struct Most {
    items: usize,
    event_bytes: usize,
    node_runs: u64,
}

impl Most {
    pub fn of(limits: &Limits) -> Self {
        Self { items: limits.items_per_step, event_bytes: limits.record_size_bytes, node_runs: limits.node_runs }
    }

    /// Why so many items or bytes are refused. Lists that are long are in pages of
    /// their own, so their bytes do not count.
    pub fn of_items(&self, items: usize, size_bytes: usize, is_long: bool) -> Option<StepError> {
        if items > self.items {
            let message = format!("{items} items came at once; this server takes {} (`items_per_step`).", self.items);
            return Some(too_much("too_many_items", message, "Take fewer at a time, such as page by page."));
        }
        (size_bytes > self.event_bytes && !is_long).then(|| {
            let [size, most] = [size_bytes, self.event_bytes].map(|bytes| bytes.div_ceil(1 << 20));
            let message = format!("About {size} MiB came at once; this server takes {most} (`record_size_bytes`).");
            too_much("too_large", message, "Keep only the fields that are needed, or take fewer items at a time.")
        })
    }

    fn of_outcome(&self, outcome: &Outcome, size_bytes: usize) -> Option<StepError> {
        let items = outcome.ports.iter().map(|(_, items)| items.len()).sum();
        let is_long = outcome.ports.iter().any(|(_, items)| items.is_long());
        self.of_items(items, size_bytes, is_long)
    }

    /// Why a run that made so many attempts may make no further one.
    pub fn of_node_runs(&self, node_runs: u64) -> Option<StepError> {
        (node_runs >= self.node_runs).then(|| {
            let message =
                format!("The run has performed {} blocks, the most of one run (`node_runs`).", self.node_runs);
            too_much("too_many_steps", message, "Look whether a loop has no end, or split the work into several runs.")
        })
    }

    /// The event, or the failure it becomes because it brings too much.
    pub fn checked(&self, event: Event, size_bytes: usize) -> Event {
        match event {
            Event::Finished { step, duration_us, result: Ok(outcome) } => {
                let error = self.of_outcome(&outcome, size_bytes);
                Event::Finished { step, duration_us, result: error.map_or(Ok(outcome), Err) }
            }
            Event::LookedUp { step, finding: Finding::Found(outcome) } => {
                let error = self.of_outcome(&outcome, size_bytes);
                Event::LookedUp { step, finding: error.map_or(Finding::Found(outcome), Finding::Unknown) }
            }
            Event::ChildEnded { step, result: Ok(items) } => {
                let error = self.of_items(items.len(), size_bytes, items.is_long());
                Event::ChildEnded { step, result: error.map_or(Ok(items), Err) }
            }
            other => other,
        }
    }
}

fn too_much(code: &str, message: String, hint: &str) -> StepError {
    StepError {
        class: ErrorClass::Permanent,
        code: code.into(),
        message,
        hint: hint.into(),
        parameter: None,
        retry_after_ms: None,
    }
}

//! What expressions see of a run.

use crate::version::Version;
use engine::Run;
use flow::id::RunId;
use flow::plan::NodeIndex;
use flow::{Item, Items, Timestamp};
use serde_json::{Value, json};
use store::runs::RunMode;

/// What the expressions of one step see of its run.
#[derive(Clone, Copy)]
pub(crate) struct RunWorld<'a> {
    version: &'a Version,
    run: &'a Run,
    id: RunId,
    mode: RunMode,
    /// The step's frame and node.
    at: (u32, NodeIndex),
    now: Timestamp,
}

impl<'a> RunWorld<'a> {
    pub fn new(
        version: &'a Version,
        run: &'a Run,
        id: RunId,
        mode: RunMode,
        at: (u32, NodeIndex),
        now: Timestamp,
    ) -> Self {
        Self { version, run, id, mode, at, now }
    }

    /// When the step began.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    fn outputs(&self, name: &str) -> Option<&'a [(u16, Items)]> {
        self.run.outputs(self.at.0, self.version.plan.index_of_name(name)?)
    }
}

impl expression::World for RunWorld<'_> {
    fn node_items(&self, name: &str, port: u16) -> Option<&Items> {
        self.outputs(name)?.iter().find(|(index, _)| *index == port).map(|(_, items)| items)
    }

    fn paired_item(&self, name: &str, index: usize) -> Option<&Item> {
        let node = self.version.plan.index_of_name(name)?;
        let (port, item) = engine::lineage::ancestor(self.run, &self.version.plan, self.at, index, node)?;
        self.node_items(name, port)?.get(item)
    }

    fn has_node(&self, name: &str) -> bool {
        self.version.plan.index_of_name(name).is_some()
    }

    fn global(&self, name: &str) -> Option<Value> {
        match name {
            "$run" | "$execution" => Some(json!({"id": self.id, "mode": mode_name(self.mode)})),
            "$flow" | "$workflow" => Some(json!({
                "id": self.version.flow, "name": self.version.document.name, "version": self.version.number,
            })),
            "$runIndex" => Some(json!(0)),
            "$vars" | "$env" => Some(json!({})),
            "$parameter" => Some(Value::Object(self.version.document_node(self.at.1).parameters.clone())),
            "$prevNode" => {
                let edge = *self.version.plan.node(self.at.1).incoming.first()?;
                let before = self.version.plan.edge(edge).from;
                Some(json!({"name": self.version.plan.node(before.node).name, "outputIndex": before.port}))
            }
            _ => None,
        }
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn time_zone(&self) -> &str {
        &self.version.document.settings.time_zone
    }
}

/// The name of a mode on the wire.
pub(crate) fn mode_name(mode: RunMode) -> &'static str {
    match mode {
        RunMode::Webhook => "webhook",
        RunMode::Manual => "manual",
        RunMode::Schedule => "schedule",
        RunMode::Error => "error",
        RunMode::Test => "test",
        RunMode::Job => "job",
        RunMode::Retry => "retry",
    }
}

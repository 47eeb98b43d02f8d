//! What nodes answer in a dry run: those with an answer of their own give that, and
//! those that reach outside and have none give what came in.

use crate::version::Version;
use engine::{ErrorClass, StepError};
use flow::container::ContainerKind;
use flow::flow_test::Mock;
use flow::kind::Weight;
use flow::plan::PlanNode;
use flow::{Item, Items, NodeId};
use node_sdk::{Catalog, Group, Kind, LightContext, LightNode, NodeError, Output, Prepared};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What is answered in place of nodes.
pub(crate) struct StandIns {
    mocks: BTreeMap<NodeId, Mock>,
    withheld: BTreeSet<NodeId>,
}

impl StandIns {
    /// For a dry run of this document.
    pub fn new(document: &flow::Flow, catalog: &Catalog, mocks: BTreeMap<NodeId, Mock>) -> Self {
        let is_withheld = |node: &&flow::Node| {
            let kind = catalog.find(&node.kind, node.kind_version);
            !node.disabled && !mocks.contains_key(&node.id) && kind.is_some_and(reaches_outside)
        };
        let withheld = document.nodes.iter().filter(is_withheld).map(|node| node.id.clone()).collect();
        Self { mocks, withheld }
    }

    /// The nodes that give what came in.
    pub fn withheld(&self) -> &BTreeSet<NodeId> {
        &self.withheld
    }

    /// Lets the nodes of a version answer so. Sub-flows are answered for by `child`.
    pub fn put_into(&self, version: &mut Version) {
        for index in 0..version.plan.nodes().len() as u32 {
            let node = version.plan.node(index);
            if node.container.is_some() || matches!(version.node(index).prepared, Some(Prepared::Trigger(_)) | None) {
                continue;
            }
            if let Some(answer) = self.answer(node) {
                version.pin(index, Prepared::Light(answer));
            }
        }
    }

    fn answer(&self, node: &PlanNode) -> Option<Box<dyn LightNode>> {
        match self.mocks.get(&node.id) {
            Some(mock) => Some(Box::new(Mocked::new(mock, &node.outputs))),
            None if self.withheld.contains(&node.id) => Some(Box::new(Withheld)),
            None => None,
        }
    }

    /// What another flow gives that a node runs.
    pub fn child(&self, node: &NodeId, items: Items) -> Result<Items, StepError> {
        match self.mocks.get(node) {
            Some(Mock::Items { items, .. }) => Ok(items_of(items)),
            Some(Mock::Failure { message }) => Err(StepError {
                class: ErrorClass::Permanent,
                code: FAILED.into(),
                message: message.clone(),
                hint: String::new(),
                parameter: None,
                retry_after_ms: None,
            }),
            None => Ok(items),
        }
    }
}

const FAILED: &str = "mocked_failure";

/// Whether performing a node of this kind would be noticed outside, or depends on what is there.
fn reaches_outside(kind: &Kind) -> bool {
    let descriptor = &kind.descriptor;
    let is_heavy = descriptor.spec.weight == Weight::Heavy;
    let is_call = descriptor.spec.container == Some(ContainerKind::SubFlow);
    let is_outside = matches!(descriptor.group, Group::Message | Group::Network);
    is_call || descriptor.effect || is_heavy && (is_outside || !descriptor.spec.credentials.is_empty())
}

/// Gives what a test says.
enum Mocked {
    Gives(u16, Items),
    Fails(String),
    /// The port it shall give at is not one of its ports.
    Astray(String),
}

impl Mocked {
    fn new(mock: &Mock, ports: &[String]) -> Self {
        match mock {
            Mock::Failure { message } => Self::Fails(message.clone()),
            Mock::Items { port: None, items } => Self::Gives(0, items_of(items)),
            Mock::Items { port: Some(port), items } => match (0..).zip(ports).find(|(_, name)| *name == port) {
                Some((index, _)) => Self::Gives(index, items_of(items)),
                None => Self::Astray(port.clone()),
            },
        }
    }
}

impl LightNode for Mocked {
    fn run(&self, _: &LightContext<'_>) -> Result<Output, NodeError> {
        match self {
            Self::Gives(port, items) => Ok(Output::port(*port, items.clone())),
            Self::Fails(message) => Err(NodeError::permanent(FAILED, message.clone(), "")),
            Self::Astray(port) => {
                let message = format!("The test answers at `{port}`, which is no port of this block.");
                Err(NodeError::permanent("mock_astray", message, "Choose another port in the test."))
            }
        }
    }
}

/// Gives what came in.
struct Withheld;

impl LightNode for Withheld {
    fn run(&self, context: &LightContext<'_>) -> Result<Output, NodeError> {
        Ok(Output::main(context.inputs.first().cloned().unwrap_or_default()))
    }
}

/// Items of this data.
pub(crate) fn items_of(values: &[Value]) -> Items {
    values.iter().cloned().map(Item::new).collect()
}

//! Tries things out against the last received items, outside any run: an
//! expression, a node, a credential.

use crate::Inner;
use crate::inspect;
use crate::javascript;
use crate::kept::Kept;
use crate::perform;
use crate::redact;
use crate::services::StepServices;
use crate::version;
use expression::{Scope, Template, World};
use flow::document::OnUncertain;
use flow::id::{CredentialId, FlowId, WorkspaceId};
use flow::{Flow, Item, Items, Node, NodeId, Timestamp};
use node_sdk::{HeavyContext, LightContext, MessagePreview, NodeError, Output, Prepared};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use store::door::{MessageView, PortItems, Preview, PreviewError, RunnerError, Sample, StepErrorView};

/// Evaluates an expression as the node would see it.
pub(crate) async fn expression(
    inner: &Inner,
    workspace: WorkspaceId,
    flow: FlowId,
    document: &Flow,
    preview: Preview,
) -> Result<Result<Value, PreviewError>, RunnerError> {
    let samples = inspect::samples(inner, workspace, flow).await?;
    let kept = Kept::of_flow(inner, workspace, flow).await?;
    let world = SampleWorld::new(document, flow, &samples, inner.clock.now(), &kept);
    let items = match preview.item {
        Some(json) => Items::one(json),
        None => received(document, &samples, &preview.node),
    };
    let index = preview.item_index.min(items.len().saturating_sub(1));
    let value =
        Template::parse(&preview.template).and_then(|template| template.evaluate(&Scope::new(&world, &items, index)));
    Ok(value.map_err(|error| {
        let (start, end) = error.units(&preview.template);
        PreviewError { message: error.message, hint: error.hint, start, end }
    }))
}

/// The messages a node would send, one for each item. No credential is opened for it.
pub(crate) async fn messages(
    inner: &Inner,
    workspace: WorkspaceId,
    flow: FlowId,
    document: &Flow,
    id: &NodeId,
    items: Items,
) -> Result<Vec<Result<MessageView, StepErrorView>>, RunnerError> {
    let Some(node) = document.node(id) else {
        return Err(RunnerError::Invalid(format!("The flow has no node `{id}`.")));
    };
    let samples = inspect::samples(inner, workspace, flow).await?;
    let kept = Kept::of_flow(inner, workspace, flow).await?;
    let world = SampleWorld::new(document, flow, &samples, inner.clock.now(), &kept);
    // A block that is switched off is looked at all the same.
    let node = Node { disabled: false, ..node.clone() };
    let Some(Prepared::Heavy(heavy)) = version::ready(&node, &inner.catalog)?.prepared else {
        return Err(RunnerError::Invalid(format!("“{}” sends no messages.", node.name)));
    };
    let one = |index: usize| {
        let none = || {
            let message = format!("“{}” sends no messages.", node.name);
            Err(NodeError::permanent("no_message", message, "Choose a block that sends mails or texts."))
        };
        let previewed = heavy.preview(&Scope::new(&world, &items, index)).unwrap_or_else(none);
        previewed.map(message_view).map_err(|error| inspect::error_view(&perform::step_error(error)))
    };
    Ok((0..items.len()).map(one).collect())
}

fn message_view(preview: MessagePreview) -> MessageView {
    let MessagePreview { to, subject, preheader, html, text, sms } = preview;
    let sms = sms.map(|sms| (sms.encoding.to_owned(), sms.segments, sms.suggestion));
    MessageView { to, subject, preheader, html, text, sms }
}

/// Performs one node of the draft for real.
pub(crate) async fn node(
    inner: &Inner,
    workspace: WorkspaceId,
    flow: FlowId,
    document: &Flow,
    id: &NodeId,
    items: Items,
) -> Result<Result<PortItems, StepErrorView>, RunnerError> {
    let Some(node) = document.node(id) else {
        return Err(RunnerError::Invalid(format!("The flow has no node `{id}`.")));
    };
    let samples = inspect::samples(inner, workspace, flow).await?;
    let kept = Kept::of_flow(inner, workspace, flow).await?;
    let world = SampleWorld::new(document, flow, &samples, inner.clock.now(), &kept);
    let result = match version::ready(node, &inner.catalog)?.prepared {
        None => return Err(RunnerError::Invalid(format!("“{}” is disabled.", node.name))),
        Some(Prepared::Trigger(_)) => Ok(Output::main(items)),
        Some(Prepared::Light(light)) => light.run(&LightContext::new(&[items], &world, world.now)),
        Some(Prepared::Container(_) | Prepared::Control) => {
            let message = format!("“{}” is a box; what it does shows in a run.", node.name);
            return Err(RunnerError::Invalid(message));
        }
        Some(Prepared::Heavy(heavy)) => try_heavy(inner, workspace, node, heavy.as_ref(), &world, items).await,
    };
    Ok(match result {
        Ok(output) => Ok(by_port_name(inner, node, output)),
        Err(error) => Err(inspect::error_view(&perform::step_error(error))),
    })
}

async fn try_heavy(
    inner: &Inner,
    workspace: WorkspaceId,
    node: &Node,
    heavy: &dyn node_sdk::HeavyNode,
    world: &SampleWorld<'_>,
    items: Items,
) -> Result<Output, NodeError> {
    let services = StepServices::for_node(inner, workspace, node).keeping(world.flow, &node.id);
    let timeout_ms =
        inner.catalog.find(&node.kind, node.kind_version).map_or(30_000, |kind| kind.descriptor.timeout_ms);
    let timeout_ms = node.timeout_ms.unwrap_or(timeout_ms);
    let key = format!("try/{}", inner.ids.uuid());
    let items = [items];
    let context = HeavyContext {
        light: LightContext::new(&items, world, world.now),
        idempotency_key: &key,
        deadline: world.now.plus_ms(i64::try_from(timeout_ms).unwrap_or(i64::MAX)),
        attempt: 1,
        services: &services,
    };
    let result = perform::within(timeout_ms, OnUncertain::Retry, heavy, &context).await;
    redact::result(result, &services.opened())
}

/// Tries a credential.
pub(crate) async fn credential(
    inner: &Inner,
    workspace: WorkspaceId,
    id: CredentialId,
) -> Result<Result<String, StepErrorView>, RunnerError> {
    // Asked for first, so that a foreign one is answered like one that is not there.
    let row = inner.store.credential(workspace, id).await?;
    let services = StepServices::for_test(inner, workspace);
    let opened = inner.open_credential(workspace, id).await;
    let result = match (opened, inner.catalog.credential(&row.kind)) {
        (Ok(credential), Some(kind)) => kind.test(&credential, &services).await,
        (Err(error), _) => Err(error),
        (_, None) => Err(NodeError::permanent(
            "unknown_kind",
            "This server does not know this kind of credential.",
            "Delete it, or use a newer server.",
        )),
    };
    Ok(result.map_err(|error| inspect::error_view(&perform::step_error(error))))
}

fn by_port_name(inner: &Inner, node: &Node, output: Output) -> PortItems {
    let spec = inner.catalog.find(&node.kind, node.kind_version).map(|kind| &kind.descriptor.spec);
    let names = spec.map(|spec| spec.outputs.of(&node.parameters)).unwrap_or_default();
    let name = |port: u16| names.get(port as usize).map_or_else(|| port.to_string(), |port| port.name.clone());
    output.ports.into_iter().map(|(port, items)| (name(port), items)).collect()
}

/// What the node received last; if it was not there yet, what the nodes before it gave.
fn received(document: &Flow, samples: &BTreeMap<NodeId, Sample>, node: &NodeId) -> Items {
    let own = samples.get(node).and_then(|sample| sample.inputs.values().find(|items| !items.is_empty()));
    if let Some(items) = own {
        return items.clone();
    }
    let incoming = document.edges.iter().filter(|edge| edge.to.node == *node);
    let given = incoming.filter_map(|edge| samples.get(&edge.from.node)?.outputs.get(&edge.from.port));
    given.flat_map(|items| items.iter()).cloned().collect()
}

/// The last items of each node of the draft, as expressions see a run.
struct SampleWorld<'a> {
    document: &'a Flow,
    flow: FlowId,
    outputs: HashMap<&'a str, Vec<&'a Items>>,
    now: Timestamp,
    kept: &'a Kept,
}

impl<'a> SampleWorld<'a> {
    fn new(
        document: &'a Flow,
        flow: FlowId,
        samples: &'a BTreeMap<NodeId, Sample>,
        now: Timestamp,
        kept: &'a Kept,
    ) -> Self {
        let nodes = document.nodes.iter();
        let outputs =
            nodes.filter_map(|node| Some((node.name.as_str(), samples.get(&node.id)?.outputs.values().collect())));
        Self { document, flow, outputs: outputs.collect(), now, kept }
    }
}

impl World for SampleWorld<'_> {
    fn node_items(&self, name: &str, port: u16) -> Option<&Items> {
        let ports = self.outputs.get(name)?;
        ports.get(port as usize).or(ports.first()).copied()
    }

    fn paired_item(&self, name: &str, index: usize) -> Option<&Item> {
        let items = self.node_items(name, 0)?;
        items.get(index).or(items.first())
    }

    fn has_node(&self, name: &str) -> bool {
        self.document.nodes.iter().any(|node| node.name == name)
    }

    fn global(&self, name: &str) -> Option<Value> {
        match name {
            "$run" | "$execution" => Some(json!({"id": "run_preview", "mode": "test"})),
            "$flow" | "$workflow" => Some(json!({"id": self.flow, "name": self.document.name, "version": null})),
            "$runIndex" => Some(json!(0)),
            "$parameter" | "$prevNode" => Some(json!({})),
            _ => self.kept.global(name, ""),
        }
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn time_zone(&self) -> &str {
        &self.document.settings.time_zone
    }

    fn node_parameters(&self, name: &str) -> Option<Value> {
        let node = self.document.nodes.iter().find(|node| node.name == name)?;
        Some(Value::Object(node.parameters.clone()))
    }

    fn javascript(&self) -> Option<&dyn expression::JavaScript> {
        Some(javascript::sandbox())
    }

    fn is_lenient(&self) -> bool {
        self.document.settings.lenient_expressions
    }
}

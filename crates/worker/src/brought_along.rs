//! How failures go on in flows that were brought along: as items, told as they were
//! there, by the sentence alone. A node that works on each item by itself loses only
//! those that fail.

use crate::perform;
use crate::version::ReadyNode;
use crate::world::RunWorld;
use engine::ErrorClass;
use expression::World;
use flow::document::FlowOnError;
use flow::item::Origin;
use flow::kind::Role;
use flow::{Item, Items};
use node_sdk::{Catalog, Failing, LightContext, LightNode, NodeError, Output, Prepared};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::door::RunnerError;

/// Where failures go: the first port, where they take the place of the data, or the
/// error port, where they stand beside it.
#[derive(Clone, Copy)]
struct Way {
    port: u16,
    is_beside: bool,
}

/// A node whose parameters cannot be read fails when it is come to, as it did there.
struct Unreadable(String);

impl LightNode for Unreadable {
    fn run(&self, _: &LightContext<'_>) -> Result<Output, NodeError> {
        Err(NodeError::permanent("parameter_invalid", self.0.clone(), ""))
    }
}

/// Stands in for a node that cannot be read, where the rest of the flow may still run.
pub(crate) fn unreadable(
    node: &flow::Node,
    catalog: &Catalog,
    error: RunnerError,
    is_lenient: bool,
) -> Result<ReadyNode, RunnerError> {
    let spec = catalog.find(&node.kind, node.kind_version).map(|kind| &kind.descriptor.spec);
    let is_performed = spec.is_some_and(|spec| spec.role == Role::Action && spec.container.is_none());
    match error {
        RunnerError::Invalid(message) if is_lenient && is_performed => {
            let prepared = Some(Prepared::Light(Box::new(Unreadable(message))));
            Ok(ReadyNode { prepared, effect: false, timeout_ms: 1_000 })
        }
        error => Err(error),
    }
}

/// What a light node that failed gives, if its failure goes on as items.
pub(crate) fn go_on(
    node: &dyn LightNode,
    error: NodeError,
    context: &LightContext<'_>,
    world: &RunWorld<'_>,
) -> Result<Output, NodeError> {
    let Some(way) = way(world) else { return Err(error) };
    let items = context.items();
    match node.failing() {
        Failing::AsOne => Ok(Output::port(way.port, Items::one(json!({"error": error.message})))),
        _ if items.is_empty() => Err(error),
        Failing::ByItem => Ok(by_item(node, context, way, None)),
        Failing::ByItemAt(port) => Ok(by_item(node, context, way, Some(port))),
        Failing::Together => Ok(together(way, &error, context)),
    }
}

/// What an attempt of a heavy node gives, if its failure goes on as items. One that
/// is tried again, or may have had its effect, is the engine's matter.
pub(crate) fn after_attempt(
    result: Result<Output, NodeError>,
    context: &LightContext<'_>,
    attempt: u32,
    world: &RunWorld<'_>,
) -> Result<Output, NodeError> {
    let error = match result {
        Ok(output) => return Ok(sorted_out(output, context, world)),
        Err(error) => error,
    };
    let engine_error = perform::step_error(error.clone());
    let is_certain = engine_error.class != ErrorClass::InDoubt;
    let is_last = world.node().retry.pause_ms(engine_error.class, &engine_error.code, attempt).is_none();
    match way(world).filter(|_| is_certain && is_last && !context.items().is_empty()) {
        Some(way) => Ok(together(way, &error, context)),
        None => Err(error),
    }
}

fn together(way: Way, error: &NodeError, context: &LightContext<'_>) -> Output {
    let failed = context.items().iter().enumerate().map(|(place, item)| way.told(item, place, error));
    Output::port(way.port, failed.collect::<Vec<_>>())
}

/// Items that hold nothing but an error leave at the error port, with the data they
/// came from, as they did there.
pub(crate) fn sorted_out(output: Output, context: &LightContext<'_>, world: &RunWorld<'_>) -> Output {
    let Some(way) = way(world).filter(|way| way.is_beside) else { return output };
    let has_errors = output.ports.iter().any(|(_, items)| items.iter().any(is_error));
    if !has_errors {
        return output;
    }
    let mut failed = Vec::new();
    let mut ports = Vec::new();
    for (port, items) in output.ports {
        if port == way.port {
            failed.extend(items.iter().cloned());
            continue;
        }
        let count = items.len();
        let (errors, fine): (Vec<_>, Vec<_>) = items.iter().cloned().enumerate().partition(|(_, item)| is_error(item));
        let came_from = |place: usize, item: &Item| match item.lineage.first() {
            Some(from) => Some(from.item as usize),
            None => (count == context.items().len()).then_some(place),
        };
        failed.extend(errors.into_iter().map(|(place, item)| match came_from(place, &item) {
            Some(from) => beside(item, context.items().get(from), from),
            None => item,
        }));
        let fine = fine.into_iter().map(|(place, mut item)| {
            // With others gone, places no longer tell what it was made from.
            if let (true, Some(from)) = (item.lineage.is_empty(), came_from(place, &item)) {
                item.lineage = vec![origin(from)];
            }
            item
        });
        ports.push((port, fine.collect()));
    }
    ports.retain(|(_, items): &(u16, Items)| !items.is_empty());
    ports.push((way.port, failed.into()));
    Output { ports, ..output }
}

/// Whether an item holds nothing but an error.
fn is_error(item: &Item) -> bool {
    let fields = item.json.as_object();
    let is_named = |fields: &Map<String, Value>| {
        let names = ["error", "message", "stack"];
        fields.len() <= names.len() && names[..fields.len()].iter().all(|name| fields.contains_key(*name))
    };
    fields.is_some_and(|fields| fields.get("error").is_some_and(|error| !error.is_null()) && is_named(fields))
}

/// The data that came in, with the fields of the error.
fn beside(item: Item, came_in: Option<&Item>, place: usize) -> Item {
    let mut fields = came_in.and_then(|item| item.json.as_object().cloned()).unwrap_or_default();
    fields.extend(item.json.as_object().cloned().unwrap_or_default());
    Item { json: Value::Object(fields).into(), lineage: vec![origin(place)], ..item }
}

/// None where failures do not go on so.
fn way(world: &RunWorld<'_>) -> Option<Way> {
    let node = world.node();
    if !world.is_lenient() {
        None
    } else if node.error_wired()
        || node.on_error == FlowOnError::Continue && !node.passes_on && !node.outputs.is_empty()
    {
        Some(Way { port: node.error_port(), is_beside: true })
    } else {
        (node.passes_on && !node.outputs.is_empty()).then_some(Way { port: 0, is_beside: false })
    }
}

/// Works on one item after the other. `unchanged` is the port at which those that
/// fail leave as they came.
fn by_item(node: &dyn LightNode, context: &LightContext<'_>, way: Way, unchanged: Option<u16>) -> Output {
    let mut ports: BTreeMap<u16, Vec<Item>> = BTreeMap::new();
    for (place, item) in context.items().iter().enumerate() {
        match (perform::run(node, &context.of_item(place)), unchanged) {
            (Ok(output), _) => {
                for (port, items) in output.ports {
                    ports.entry(port).or_default().extend(items.iter().map(|item| placed(item, place)));
                }
            }
            (Err(_), Some(port)) => {
                let item = Item { lineage: vec![origin(place)], ..item.clone() };
                ports.entry(port).or_default().push(item);
            }
            (Err(error), None) => ports.entry(way.port).or_default().push(way.told(item, place, &error)),
        }
    }
    Output { ports: ports.into_iter().map(|(port, items)| (port, items.into())).collect(), ..Output::default() }
}

/// An item made from the one at this place, which to the node was the first.
fn placed(item: &Item, place: usize) -> Item {
    let mut item = item.clone();
    match item.lineage.is_empty() {
        true => item.lineage = vec![origin(place)],
        false => item.lineage.iter_mut().filter(|from| from.input == 0).for_each(|from| *from = origin(place)),
    }
    item
}

fn origin(place: usize) -> Origin {
    Origin { input: 0, item: u32::try_from(place).unwrap_or(u32::MAX) }
}

impl Way {
    /// The item of a failure.
    fn told(self, item: &Item, place: usize, error: &NodeError) -> Item {
        let mut fields = match &*item.json {
            Value::Object(fields) if self.is_beside => fields.clone(),
            _ => Map::new(),
        };
        fields.insert("error".into(), error.message.clone().into());
        Item { json: Value::Object(fields).into(), binary: Default::default(), lineage: vec![origin(place)] }
    }
}

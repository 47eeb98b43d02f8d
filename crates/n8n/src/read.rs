//! Reads a workflow file leniently: whatever has the wrong form is as if it were
//! not there, but for the list of nodes itself.

use crate::error::ImportError;
use crate::naming::Names;
use crate::workflow::{Attachment, Connection, Node, OnError, Workflow};
use flow::check::{EDGES_MOST, NODES_MOST};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// The largest file, in bytes. Larger than a flow may be: pinned data is left out of it.
pub(crate) const SIZE_MOST_BYTES: usize = 32 * 1024 * 1024;
/// The most outputs of a node that are looked at.
const OUTPUTS_MOST: usize = 64;

/// Reads a workflow. `serde_json` refuses what is nested more than 127 deep.
pub(crate) fn workflow(text: &str) -> Result<Workflow, ImportError> {
    if text.len() > SIZE_MOST_BYTES {
        return Err(ImportError::TooLarge { size_bytes: text.len() });
    }
    let text = text.trim_start_matches('\u{feff}');
    let value: Value =
        serde_json::from_str(text).map_err(|error| ImportError::NotJson { message: error.to_string() })?;
    of_value(value)
}

fn of_value(value: Value) -> Result<Workflow, ImportError> {
    let mut fields = envelope(value).ok_or(ImportError::NotAWorkflow)?;
    let Some(Value::Array(nodes)) = fields.remove("nodes") else { return Err(ImportError::NotAWorkflow) };
    limit("nodes", nodes.len(), NODES_MOST)?;
    let mut names = Names::default();
    // How connections and pinned data name a node, and its place.
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut read = Vec::with_capacity(nodes.len());
    for raw in nodes.into_iter().filter(Value::is_object) {
        let given = text_of(&raw, "name");
        places.entry(given.clone()).or_insert(read.len());
        read.push(node(names.free(&given, &text_of(&raw, "type")), raw));
    }
    let mut workflow = Workflow {
        name: fields.get("name").and_then(Value::as_str).unwrap_or_default().trim().to_owned(),
        nodes: read,
        settings: map(fields.remove("settings")),
        ..Workflow::default()
    };
    let Workflow { nodes, pinned, .. } = &mut workflow;
    for (name, items) in map(fields.remove("pinData")) {
        if let Some(place) = places.get(&name) {
            pinned.insert(nodes[*place].name.clone(), items);
        }
    }
    connect(&mut workflow, &map(fields.remove("connections")), &places)?;
    Ok(workflow)
}

/// The object with the nodes: the file itself, or what some tools put around it.
fn envelope(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(fields) if fields.contains_key("nodes") => Some(fields),
        Value::Object(mut fields) => {
            ["workflow", "data", "workflowData"].iter().find_map(|name| match fields.remove(*name) {
                Some(Value::Object(inner)) if inner.contains_key("nodes") => Some(inner),
                _ => None,
            })
        }
        Value::Array(mut entries) if entries.len() == 1 => envelope(entries.remove(0)),
        _ => None,
    }
}

fn limit(what: &'static str, count: usize, most: usize) -> Result<(), ImportError> {
    if count > most { Err(ImportError::TooMany { what, count, most }) } else { Ok(()) }
}

fn node(name: String, raw: Value) -> Node {
    let flag = |field: &str| raw.get(field).and_then(Value::as_bool).unwrap_or(false);
    let number = |field: &str| raw.get(field).and_then(number_of);
    let position = raw.get("position");
    let coordinate = |place: usize, field: &str| {
        let found = position.and_then(|position| position.get(place).or_else(|| position.get(field)));
        found.and_then(Value::as_f64).filter(|number| number.is_finite()).unwrap_or(0.0).clamp(-1e7, 1e7)
    };
    Node {
        name,
        kind: text_of(&raw, "type"),
        version: number("typeVersion").filter(|version| *version > 0.0).unwrap_or(1.0),
        x: coordinate(0, "x"),
        y: coordinate(1, "y"),
        parameters: map(raw.get("parameters").cloned()),
        credentials: credentials(raw.get("credentials")),
        disabled: flag("disabled"),
        note: text_of(&raw, "notes"),
        retry: flag("retryOnFail"),
        maximum_tries: number("maxTries"),
        wait_between_tries_ms: number("waitBetweenTries"),
        always_output: flag("alwaysOutputData"),
        once: flag("executeOnce"),
        on_error: match raw.get("onError").and_then(Value::as_str) {
            Some("continueRegularOutput") => OnError::PassOn,
            Some("continueErrorOutput") => OnError::ErrorOutput,
            Some(_) => OnError::Stop,
            None if flag("continueOnFail") => OnError::PassOn,
            None => OnError::Stop,
        },
        holds: false,
        raw,
    }
}

/// In very old files a credential is its name, later an object.
fn credentials(value: Option<&Value>) -> BTreeMap<String, String> {
    let Some(Value::Object(fields)) = value else { return BTreeMap::new() };
    let name = |value: &Value| match value {
        Value::String(name) => name.clone(),
        other => text_of(other, "name"),
    };
    fields.iter().map(|(kind, value)| (kind.clone(), name(value))).collect()
}

fn connect(
    workflow: &mut Workflow,
    connections: &Map<String, Value>,
    places: &HashMap<String, usize>,
) -> Result<(), ImportError> {
    for (source, by_kind) in connections {
        for (kind, outputs) in by_kind.as_object().into_iter().flatten() {
            for (output, end) in ends(outputs) {
                let target = text_of(end, "node");
                let (Some(from), Some(to)) = (places.get(source).copied(), places.get(&target).copied()) else {
                    workflow.dangling.push((source.clone(), target));
                    continue;
                };
                if kind == "main" {
                    let input = end.get("index").and_then(number_of).unwrap_or(0.0) as usize;
                    let connection = Connection { from, output, to, input };
                    if !workflow.connections.contains(&connection) {
                        workflow.connections.push(connection);
                    }
                } else {
                    workflow.attachments.push(Attachment { from, kind: kind.clone(), to });
                }
                limit("connections", workflow.connections.len(), EDGES_MOST)?;
            }
        }
    }
    Ok(())
}

/// The ends of connections with the output they leave at. A slot may be null.
fn ends(outputs: &Value) -> impl Iterator<Item = (usize, &Value)> {
    let slots = outputs.as_array().into_iter().flatten().take(OUTPUTS_MOST).enumerate();
    slots.flat_map(|(output, slot)| {
        let many = slot.as_array().into_iter().flatten();
        // A lone object stood here in some old files.
        let one = slot.is_object().then_some(slot);
        many.chain(one).filter(|end| end.is_object()).map(move |end| (output, end))
    })
}

fn text_of(value: &Value, field: &str) -> String {
    value.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A number, also one that was written as text.
fn number_of(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    number.filter(|number| number.is_finite())
}

fn map(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

//! The whole of an import: each node is mapped, loops become boxes, arrows are
//! drawn, and the report is put together.

use crate::draft::Draft;
use crate::embed::Unfolded;
use crate::graph::{Arrow, Graph, Vertex};
use crate::kinds;
use crate::layout::Layout;
use crate::place::stretched;
use crate::report::{Counts, Finding, Report, Weight};
use crate::source::{Seen, Source};
use crate::workflow::{Node, OnError, Workflow};
use crate::{Imported, around, arrivals, loops, order, settings, sight, wire};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flow::document::{JoinRule, Note, Position};
use flow::item::Binary;
use flow::{Flow, Item, Items, NodeId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The most pinned data that is kept in a document.
const PINNED_MOST_BYTES: usize = 1024 * 1024;

/// Whether a node is only a note on the canvas.
pub(crate) fn is_sticky(node: &Node) -> bool {
    node.kind.ends_with(".stickyNote")
}

/// Converts a workflow. Never fails: what cannot be converted is kept and reported.
pub(crate) fn convert(unfolded: &Unfolded) -> Imported {
    let workflow = &unfolded.workflow;
    let mut findings = Vec::new();
    let mut flow = Flow::named(name_of(workflow));
    flow.settings = settings::of(workflow, &mut findings);
    flow.notes = workflow.nodes.iter().filter(|node| is_sticky(node)).enumerate().map(note).collect();
    for (from, to) in &workflow.dangling {
        let message = format!("A connection from “{from}” to “{to}” leads from or to a node that is not in the file.");
        findings.push(Finding::of_flow(
            Weight::Changed,
            "connection_dangling",
            message,
            "Draw it again if it is needed.",
        ));
    }
    let mut counts = Counts { connections: workflow.connections.len(), ..Counts::default() };
    let mut graph = Graph { vertices: Vec::new(), arrows: order::arrows(workflow) };
    let mut by_node = Vec::new();
    for (place, node) in workflow.nodes.iter().enumerate() {
        let (draft, found) = map(workflow, place, &graph.arrows, &mut counts);
        count(node, &draft, &found, &mut counts);
        by_node.push(found);
        graph.vertices.push(Vertex::of_node(node, draft));
    }
    for (inner, holder) in &unfolded.within {
        graph.vertices[*inner].parent = Some(*holder);
        graph.vertices[*inner].is_within = true;
    }
    around::arrange(&mut graph, &mut findings);
    loops::arrange(&mut graph, &mut findings);
    let looks = sight::looks(&graph);
    arrivals::arrange(&mut graph, &looks, &mut findings);
    sight::arrange(&mut graph, looks, &order::ranks(workflow), &mut findings);
    let mut layout = Layout::default();
    let ids = wire::draw(&graph, &mut flow, &mut layout, &mut findings);
    let with_ids = by_node.into_iter().zip(&workflow.nodes).zip(&ids);
    findings.extend(with_ids.flat_map(|((found, node), id)| found.into_iter().map(|finding| named(finding, node, id))));
    for finding in findings.iter_mut().filter(|finding| finding.node_id.is_none()) {
        let place = finding.node.as_ref().and_then(|name| workflow.nodes.iter().position(|node| node.name == *name));
        finding.node_id = place.map(|place| ids[place].0.clone());
    }
    plug(workflow, &ids, &mut flow);
    let pinned = pinned(workflow, &ids);
    show_pinned(&pinned, &mut flow, &mut findings);
    Imported { flow, report: Report { counts, findings }, pinned, layout }
}

fn name_of(workflow: &Workflow) -> String {
    let name: String = workflow.name.chars().take(100).collect();
    if name.trim().is_empty() { "Flow from n8n".to_owned() } else { name }
}

fn note((place, node): (usize, &Node)) -> Note {
    let number = |name: &str, default: f64| {
        node.parameters.get(name).and_then(Value::as_f64).filter(|size| (1.0..1e6).contains(size)).unwrap_or(default)
    };
    Note {
        id: format!("note{}", place + 1),
        text: node.parameters.get("content").and_then(Value::as_str).unwrap_or("## I'm a note").to_owned(),
        position: Position { x: stretched(node.x), y: stretched(node.y) },
        width: stretched(number("width", 240.0)),
        height: stretched(number("height", 160.0)),
    }
}

/// What becomes of a node, and what was found on the way.
fn map(workflow: &Workflow, place: usize, arrows: &[Arrow], counts: &mut Counts) -> (Draft, Vec<Finding>) {
    let node = &workflow.nodes[place];
    let seen = Seen::default();
    let mut draft = Draft::new();
    let mut found = Vec::new();
    match kinds::mapper(&node.kind).filter(|_| !is_sticky(node)) {
        Some(mapper) => {
            let source = Source::new(node, &seen);
            mapper(&source, &mut draft);
            if settings::is_legacy(workflow) && draft.kind == "merge" {
                // Before the newer order, a Merge ran as soon as its first input had items, and not without.
                draft.set("needs_first", true).join(JoinRule::All);
            }
            if !draft.is_unknown {
                source.report_unread();
            }
        }
        None => draft.is_unknown = true,
    }
    if draft.is_unknown && !is_sticky(node) {
        let inputs = arrows.iter().filter(|arrow| arrow.to == place).map(|arrow| arrow.input + 1).max();
        let outputs = arrows.iter().filter(|arrow| arrow.from == place).map(|arrow| arrow.output + 1).max();
        draft = kinds::keep(node, inputs.unwrap_or(0), outputs.unwrap_or(1));
        found.push(unknown(node));
    }
    let (expressions, unsupported) = seen.expressions();
    counts.expressions += expressions;
    counts.expressions_unsupported += unsupported;
    found.extend(seen.into_findings());
    found.extend(credentials(node));
    found.extend(attachments(workflow, place));
    (draft, found)
}

fn unknown(node: &Node) -> Finding {
    let message = format!("There is no block for `{}` version {} yet.", node.kind, node.version);
    Finding::of_flow(Weight::Blocking, "node_unknown", message, kinds::hint(&node.kind))
}

fn credentials(node: &Node) -> Option<Finding> {
    let names: Vec<String> = node
        .credentials
        .iter()
        .map(|(kind, name)| if name.is_empty() { kind.clone() } else { format!("“{name}” ({kind})") })
        .collect();
    let message = format!("It used the credential {}; n8n's files never hold secrets.", names.join(", "));
    let hint = "Open the block and choose a credential, or create it there.";
    (!names.is_empty()).then(|| Finding::of_flow(Weight::Note, "credential_choose", message, hint))
}

/// The models, tools and so on that are plugged into a node.
fn attachments(workflow: &Workflow, place: usize) -> Option<Finding> {
    let plugged = workflow.attachments.iter().filter(|attachment| attachment.to == place);
    let names: Vec<String> = plugged
        .map(|one| format!("“{}” ({})", workflow.nodes[one.from].name, one.kind.trim_start_matches("ai_")))
        .collect();
    let message = format!("It used {}, plugged in by connections of another kind.", names.join(", "));
    let hint = "These connections are not drawn here; what was plugged in stands beside as blocks of its own.";
    (!names.is_empty()).then(|| Finding::of_flow(Weight::Blocking, "attachments", message, hint))
}

fn count(node: &Node, draft: &Draft, found: &[Finding], counts: &mut Counts) {
    if is_sticky(node) {
        return;
    }
    counts.nodes += 1;
    let is_partial = found.iter().any(|finding| finding.weight != Weight::Note);
    match (draft.is_unknown, is_partial) {
        (true, _) => counts.nodes_unknown += 1,
        (false, true) => counts.nodes_partial += 1,
        (false, false) => counts.nodes_complete += 1,
    }
}

fn named(finding: Finding, node: &Node, id: &NodeId) -> Finding {
    Finding { node: Some(node.name.clone()), node_id: Some(id.0.clone()), kind: Some(node.kind.clone()), ..finding }
}

/// Keeps with each block that was plugged into others which ones these were.
fn plug(workflow: &Workflow, ids: &[NodeId], flow: &mut Flow) {
    for attachment in &workflow.attachments {
        let found = flow.nodes.iter_mut().find(|node| node.id == ids[attachment.from] && node.kind == "imported_node");
        let plugs = found.map(|node| node.parameters.entry("plugged_into").or_insert_with(|| json!([])));
        if let Some(Value::Array(plugs)) = plugs {
            plugs.push(json!({"block": ids[attachment.to].0, "kind": attachment.kind}));
        }
    }
}

/// Pinned items are `{json, binary}`; very old ones are the data alone.
fn pinned(workflow: &Workflow, ids: &[NodeId]) -> BTreeMap<NodeId, Items> {
    let mut all = BTreeMap::new();
    for (node, id) in workflow.nodes.iter().zip(ids) {
        let Some(Value::Array(items)) = workflow.pinned.get(&node.name) else { continue };
        let item = |value: &Value| {
            let is_whole = value.get("json").is_some() || value.get("binary").is_some();
            let json = if is_whole { value.get("json").cloned().unwrap_or_else(|| json!({})) } else { value.clone() };
            Item { binary: pinned_files(value), ..Item::new(json) }
        };
        all.insert(id.clone(), items.iter().map(item).collect::<Items>());
    }
    all
}

/// The files of a pinned item whose bytes stand in the workflow.
fn pinned_files(item: &Value) -> BTreeMap<String, Binary> {
    let Some(files) = item.get("binary").and_then(Value::as_object) else { return BTreeMap::new() };
    let file = |file: &Value| {
        let text = |name: &str| file.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let data = text("data");
        let size_bytes = STANDARD.decode(&data).ok()?.len() as u64;
        let media_type = Some(text("mimeType")).filter(|kind| !kind.is_empty());
        let media_type = media_type.unwrap_or_else(|| "text/plain".to_owned());
        Some(Binary { file_name: text("fileName"), media_type, size_bytes, data: data.into() })
    };
    files.iter().filter_map(|(name, value)| Some((name.clone(), file(value)?))).collect()
}

/// Pins the data in the document too, unless it would burden it.
fn show_pinned(pinned: &BTreeMap<NodeId, Items>, flow: &mut Flow, findings: &mut Vec<Finding>) {
    let data = |items: &Items| items.iter().map(|item| Value::from(item.json.clone())).collect::<Vec<_>>();
    let all: BTreeMap<NodeId, Vec<Value>> = pinned.iter().map(|(id, items)| (id.clone(), data(items))).collect();
    let size_bytes: usize = all.values().flatten().map(|value| value.to_string().len()).sum();
    if size_bytes <= PINNED_MOST_BYTES {
        flow.pinned = all;
        return;
    }
    let message = format!("The pinned data has {size_bytes} bytes, which is too much to keep it on the canvas.");
    findings.push(Finding::of_flow(Weight::Note, "pinned_left_out", message, "Pin fewer items where they are needed."));
}

/// Whether failed items leave at an output of their own, after the others.
pub(crate) fn has_error_output(node: &Node) -> bool {
    node.on_error == OnError::ErrorOutput
}

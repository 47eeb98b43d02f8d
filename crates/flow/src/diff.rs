//! What changed between two documents, in the terms of the drawing: nodes,
//! arrows, settings, notes. Where things stand on the canvas is told apart from
//! what they mean.

mod fields;
mod summary;

pub use summary::summary;

use crate::document::{Edge, EdgeId, Flow, Node, NodeId, Note, PortRef};
use crate::kind::MAIN_PORT;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// How it changed.
    pub kind: ChangeKind,
    /// What it is.
    pub what: Subject,
    /// Its id in the document; of a setting, its name there.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What changed of it; of something added or removed nothing.
    pub fields: Vec<FieldChange>,
}

/// How something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It means something else.
    Changed,
    /// It stands elsewhere on the canvas.
    Moved,
}

/// What can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A node.
    Node,
    /// An arrow.
    Edge,
    /// A setting of the flow, its name and description too.
    Setting,
    /// A note on the canvas.
    Note,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Path with dots: `parameters.rules.0.value`.
    pub path: String,
    /// What it was; null if it was not there.
    pub before: Value,
    /// What it is; null if it is gone.
    pub after: Value,
}

/// What changed from one document to another: settings, then nodes in the order
/// of the new document, arrows, notes.
pub fn diff(before: &Flow, after: &Flow) -> Vec<Change> {
    let mut changes = settings(before, after);
    changes.extend(pairs(&before.nodes, &after.nodes, |node| node.id.0.as_str()).into_iter().flat_map(node));
    changes.extend(edges(before, after));
    changes.extend(pairs(&before.notes, &after.notes, |note| note.id.as_str()).into_iter().flat_map(note));
    changes
}

/// A thing before and after; at least one of both is there.
type Pair<'a, T> = (Option<&'a T>, Option<&'a T>);

/// Pairs two lists by id, in the order of the new one, then what is gone.
fn pairs<'a, T>(before: &'a [T], after: &'a [T], id: impl Fn(&T) -> &str) -> Vec<Pair<'a, T>> {
    let old: HashMap<&str, &T> = before.iter().map(|thing| (id(thing), thing)).collect();
    let new: HashSet<&str> = after.iter().map(&id).collect();
    let kept = after.iter().map(|thing| (old.get(id(thing)).copied(), Some(thing)));
    let gone = before.iter().filter(|thing| !new.contains(id(thing))).map(|thing| (Some(thing), None));
    kept.chain(gone).collect()
}

fn settings(before: &Flow, after: &Flow) -> Vec<Change> {
    let value = |flow: &Flow| {
        let mut value = json!({ "name": flow.name, "description": flow.description });
        if let (Value::Object(fields), Ok(Value::Object(more))) = (&mut value, serde_json::to_value(&flow.settings)) {
            fields.extend(more);
        }
        value
    };
    let one = |field: FieldChange| Change {
        kind: ChangeKind::Changed,
        what: Subject::Setting,
        id: field.path.clone(),
        name: field.path.replace('_', " "),
        fields: vec![field],
    };
    fields::compare(&value(before), &value(after)).into_iter().map(one).collect()
}

fn node(pair: Pair<'_, Node>) -> Vec<Change> {
    let change = |kind, node: &Node, fields| change(kind, Subject::Node, &node.id.0, node.name.clone(), fields);
    match pair {
        (None, Some(node)) => vec![change(ChangeKind::Added, node, Vec::new())],
        (Some(node), None) => vec![change(ChangeKind::Removed, node, Vec::new())],
        (Some(before), Some(after)) => {
            by_layout(before, after, &["position"], |kind, fields| change(kind, after, fields))
        }
        (None, None) => Vec::new(),
    }
}

fn note(pair: Pair<'_, Note>) -> Vec<Change> {
    let change = |kind, note: &Note, fields| change(kind, Subject::Note, &note.id, first_line(&note.text), fields);
    match pair {
        (None, Some(note)) => vec![change(ChangeKind::Added, note, Vec::new())],
        (Some(note), None) => vec![change(ChangeKind::Removed, note, Vec::new())],
        (Some(before), Some(after)) => {
            by_layout(before, after, &["position", "width", "height"], |kind, fields| change(kind, after, fields))
        }
        (None, None) => Vec::new(),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(40).collect()
}

fn change(kind: ChangeKind, what: Subject, id: &str, name: String, fields: Vec<FieldChange>) -> Change {
    Change { kind, what, id: id.to_owned(), name, fields }
}

/// Compares two states of a thing; one change for its meaning, one for its layout.
fn by_layout<T: Serialize>(
    before: &T,
    after: &T,
    layout: &[&str],
    change: impl Fn(ChangeKind, Vec<FieldChange>) -> Change,
) -> Vec<Change> {
    let value = |thing: &T| serde_json::to_value(thing).unwrap_or_default();
    let is_layout = |field: &FieldChange| layout.contains(&field.path.split('.').next().unwrap_or_default());
    let (moved, changed): (Vec<_>, Vec<_>) =
        fields::compare(&value(before), &value(after)).into_iter().partition(is_layout);
    let found = [(ChangeKind::Changed, changed), (ChangeKind::Moved, moved)];
    found.into_iter().filter(|(_, fields)| !fields.is_empty()).map(|(kind, fields)| change(kind, fields)).collect()
}

fn edges(before: &Flow, after: &Flow) -> Vec<Change> {
    let (old_ranks, new_ranks) = (ranks(before, after), ranks(after, before));
    let mut changes = Vec::new();
    for pair in pairs(&before.edges, &after.edges, |edge| edge.id.0.as_str()) {
        let (kind, flow, edge, fields) = match pair {
            (None, Some(edge)) => (ChangeKind::Added, after, edge, Vec::new()),
            (Some(edge), None) => (ChangeKind::Removed, before, edge, Vec::new()),
            (Some(old), Some(new)) => {
                let mut fields = ends(old, new);
                fields.extend(reordered(&new.id, &old_ranks, &new_ranks));
                (ChangeKind::Changed, after, new, fields)
            }
            (None, None) => continue,
        };
        if kind != ChangeKind::Changed || !fields.is_empty() {
            changes.push(change(kind, Subject::Edge, &edge.id.0, edge_name(flow, edge), fields));
        }
    }
    changes
}

fn ends(old: &Edge, new: &Edge) -> Vec<FieldChange> {
    let value = |edge: &Edge| serde_json::to_value(edge).unwrap_or_default();
    fields::compare(&value(old), &value(new))
}

/// The place of each arrow among those that lead to the same port in both
/// documents: joins append items in this order, so it has a meaning.
fn ranks<'a>(flow: &'a Flow, other: &'a Flow) -> HashMap<&'a EdgeId, usize> {
    let others: HashMap<&EdgeId, &PortRef> = other.edges.iter().map(|edge| (&edge.id, &edge.to)).collect();
    let mut seen: HashMap<&PortRef, usize> = HashMap::new();
    let mut ranks = HashMap::new();
    for edge in flow.edges.iter().filter(|edge| others.get(&edge.id) == Some(&&edge.to)) {
        let rank = seen.entry(&edge.to).or_default();
        ranks.insert(&edge.id, *rank);
        *rank += 1;
    }
    ranks
}

fn reordered(
    id: &EdgeId,
    old_ranks: &HashMap<&EdgeId, usize>,
    new_ranks: &HashMap<&EdgeId, usize>,
) -> Option<FieldChange> {
    let (before, after) = (old_ranks.get(id)?, new_ranks.get(id)?);
    (before != after).then(|| FieldChange { path: "order".into(), before: json!(before), after: json!(after) })
}

/// An arrow as people see it: from where to where.
fn edge_name(flow: &Flow, edge: &Edge) -> String {
    let name = |id: &NodeId| flow.node(id).map_or(id.0.as_str(), |node| node.name.as_str()).to_owned();
    let from = match edge.from.port.as_str() {
        MAIN_PORT => name(&edge.from.node),
        port => format!("{} ({port})", name(&edge.from.node)),
    };
    format!("{from} → {}", name(&edge.to.node))
}

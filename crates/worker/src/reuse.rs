//! A test that takes over from an earlier one what still holds: what blocks gave that are
//! as they were and come after nothing that is not. Only what is stale is performed.

use crate::Inner;
use crate::launch::{self, Origin};
use crate::recover::{self, Loaded};
use crate::resume;
use crate::version::Version;
use engine::{Outcome, Run};
use flow::plan::NodeIndex;
use flow::{Edge, Flow, Node, NodeId};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use store::StoreError;
use store::door::{Launch, Launched, Reuse, RunnerError, debug};
use store::runs::RunMode;

/// Starts a test that performs only what is stale.
pub(crate) async fn launch(
    inner: &Arc<Inner>,
    mut launch: Launch,
    reuse: Reuse,
    until: Option<NodeId>,
    debug: Option<debug::Debug>,
) -> Result<Launched, RunnerError> {
    if launch.mode != RunMode::Test {
        return Err(RunnerError::Invalid("Only a test of the draft takes over from an earlier one.".into()));
    }
    let earlier = recover::read_own(inner, launch.workspace, reuse.run).await?;
    if earlier.row.flow != launch.flow {
        return Err(StoreError::NotFound("run").into());
    }
    let version = inner.versions.get(launch.version).await?;
    let run = earlier.run();
    let begun = run.started().filter(|start| earlier.version.plan.node(start.node).id == launch.node);
    let items = begun.and_then(|_| run.started_items());
    if let Some(items) = items.filter(|_| reuse.with_its_items) {
        launch.items = items.clone();
    }
    let kept = match items {
        Some(items) if *items == launch.items => still_hold(&earlier, &run, &version, until.as_ref()),
        _ => BTreeMap::new(),
    };
    launch::begin(inner, launch, Origin { kept, until, debug, ..Origin::default() }).await
}

/// The results that still hold, by the numbers of the new version.
fn still_hold(earlier: &Loaded, run: &Run, new: &Version, until: Option<&NodeId>) -> BTreeMap<NodeIndex, Outcome> {
    let old = earlier.version.as_ref();
    let stale = stale(&old.document, &new.document);
    let started = run.started().map(|start| start.node);
    // Whoever runs to a block wants to see it run.
    let wanted = until.and_then(|until| old.plan.index_of(until)).map(|node| resume::outermost(&old.plan, node));
    let answering = earlier.answering();
    let has_failed = |node: NodeIndex| {
        let error = old.plan.node(node).error_port();
        run.outputs(0, node).is_some_and(|ports| ports.iter().any(|(port, _)| *port == error))
    };
    let is_again = |node: &NodeIndex| {
        let is_asked_for = Some(*node) == started || Some(*node) == wanted || answering.contains(node);
        is_asked_for || has_failed(*node) || stale.contains(&old.plan.node(*node).id)
    };
    let left_out = (0..old.plan.nodes().len() as NodeIndex).filter(is_again).collect();
    resume::carried_over(old, resume::results(run, &old.plan, &left_out), new)
}

/// The blocks that may give something else than they did in the old document: those that
/// are not what they were, and all that come after them, stand with them in a box, or look
/// at them.
fn stale<'a>(old: &'a Flow, new: &Flow) -> HashSet<&'a NodeId> {
    let all = old.nodes.iter().map(|node| &node.id);
    if old.settings != new.settings {
        return all.collect();
    }
    let (before, after) = (blocks(old), blocks(new));
    let mut open: Vec<&NodeId> = all.filter(|id| before.get(*id) != after.get(*id)).collect();
    let dependents = dependents(old);
    let mut stale = HashSet::new();
    while let Some(id) = open.pop() {
        if stale.insert(id) {
            open.extend(dependents.get(id).into_iter().flatten());
        }
    }
    stale
}

/// What makes a block give what it gives: itself, the arrows into it, and what is pinned.
type Block<'a> = (Node, Vec<&'a Edge>, Option<&'a Vec<Value>>);

fn blocks(flow: &Flow) -> HashMap<&NodeId, Block<'_>> {
    // Where it stands and what people noted changes nothing.
    let bare = |node: &Node| Node { position: Default::default(), note: String::new(), ..node.clone() };
    let nodes = flow.nodes.iter();
    let mut blocks: HashMap<_, _> =
        nodes.map(|node| (&node.id, (bare(node), Vec::new(), flow.pinned.get(&node.id)))).collect();
    for edge in &flow.edges {
        if let Some((_, arrows, _)) = blocks.get_mut(&edge.to.node) {
            arrows.push(edge);
        }
    }
    blocks
}

/// By block, those that are stale if it is.
fn dependents(flow: &Flow) -> HashMap<&NodeId, Vec<&NodeId>> {
    let by_name: HashMap<&str, &NodeId> = flow.nodes.iter().map(|node| (node.name.as_str(), &node.id)).collect();
    let mut dependents: HashMap<&NodeId, Vec<&NodeId>> = HashMap::new();
    for edge in &flow.edges {
        dependents.entry(&edge.from.node).or_default().push(&edge.to.node);
    }
    for node in &flow.nodes {
        if let Some(parent) = &node.parent {
            dependents.entry(parent).or_default().push(&node.id);
            dependents.entry(&node.id).or_default().push(parent);
        }
        let mut names = Vec::new();
        node.parameters.values().for_each(|value| collect_names(value, &mut names));
        for other in names.iter().filter_map(|name| by_name.get(name)) {
            dependents.entry(other).or_default().push(&node.id);
        }
    }
    dependents
}

/// What stands in quotes in texts with expressions: every name of another block does.
fn collect_names<'a>(value: &'a Value, names: &mut Vec<&'a str>) {
    match value {
        Value::String(text) if text.contains('$') => {
            for quote in ['\'', '"', '`'] {
                names.extend(text.split(quote));
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect_names(value, names)),
        Value::Object(fields) => fields.values().for_each(|value| collect_names(value, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::stale;
    use flow::{Flow, NodeId};
    use serde_json::{Value, json};

    /// `a` leads to `b`, that to `c`; `d` stands alone and looks at `b`; the box `e` holds `f`.
    fn document() -> Value {
        let node = |id: &str, parameters: Value| json!({"id": id, "kind": "x", "name": id.to_uppercase(), "parameters": parameters});
        let mut inner = node("f", json!({}));
        inner["parent"] = "e".into();
        let look = json!({"list": [{"text": "{{ $('B').item.json.name }}"}]});
        json!({
            "format": "towpath.flow", "version": 1, "name": "Test",
            "nodes": [node("a", json!({})), node("b", json!({})), node("c", json!({})), node("d", look), node("e", json!({})), inner],
            "edges": [
                {"id": "ab", "from": {"node": "a"}, "to": {"node": "b"}},
                {"id": "bc", "from": {"node": "b"}, "to": {"node": "c"}},
            ],
        })
    }

    fn flow(document: Value) -> Flow {
        serde_json::from_value(document).unwrap()
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Value), expected: &[&str]) {
        let old = flow(document());
        let mut changed = document();
        change(&mut changed);
        let new = flow(changed);
        let mut found: Vec<&NodeId> = stale(&old, &new).into_iter().collect();
        found.sort();
        assert_eq!(found, expected.iter().map(|id| NodeId::from(*id)).collect::<Vec<_>>().iter().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_changed_makes_stale_what_comes_after_and_what_looks_at_it() {
        check(|_| {}, &[]);
        check(|flow| flow["nodes"][0]["position"] = json!({"x": 9.0, "y": 9.0}), &[]);
        check(|flow| flow["nodes"][0]["note"] = "look here".into(), &[]);
        check(|flow| flow["nodes"][1]["parameters"]["n"] = 1.into(), &["b", "c", "d"]);
        check(|flow| flow["nodes"][2]["parameters"]["n"] = 1.into(), &["c"]);
        check(|flow| flow["pinned"] = json!({"a": [{}]}), &["a", "b", "c", "d"]);
        check(|flow| flow["edges"][1]["from"]["node"] = "a".into(), &["c"]);
        check(|flow| flow["nodes"][5]["disabled"] = true.into(), &["e", "f"]);
        check(|flow| flow["nodes"][4]["parameters"]["n"] = 1.into(), &["e", "f"]);
        check(|flow| flow["settings"] = json!({"time_zone": "Europe/Berlin"}), &["a", "b", "c", "d", "e", "f"]);
    }
}

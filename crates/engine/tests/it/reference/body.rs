//! Boxes: a body is a flow of its own, begun once, or again and again.

use super::{Answer, End, Failure, Fate, Reference, gave, vague, with_error};
use crate::behaviour::Behaviour;
use flow::Node;
use flow::container::{ContainerKind, Control};
use flow::kind::ERROR_PORT;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How one turn of a body ended.
struct BodyEnd {
    /// What its last nodes gave.
    gave: Vec<Value>,
    /// How many last nodes were done.
    ends_done: usize,
    failures: Vec<Failure>,
    control: Option<(Control, Vec<Value>)>,
    loose: bool,
    vague: bool,
}

impl Reference<'_> {
    /// What becomes of a box whose turn has come.
    pub(super) fn open(&self, node: &Node, container: ContainerKind, items: &[Value], loose: bool) -> Fate {
        match container {
            // How often its body runs is not known.
            ContainerKind::ForEach if loose => vague(),
            ContainerKind::ForEach => self.for_each(node, items),
            ContainerKind::While => self.repeat(node, items, loose),
            ContainerKind::Try => self.attempt(node, items, loose),
            ContainerKind::Race => self.race(node, items, loose),
            ContainerKind::SubFlow => unreachable!("it has no body"),
        }
    }

    fn body(&self, node: &Node, items: &[Value], loose: bool) -> BodyEnd {
        let inner = Reference {
            flow: self.flow,
            kinds: self.kinds,
            behaviours: self.behaviours,
            pinned: self.pinned,
            trigger: None,
            parent: Some(node.id.clone()),
            items: items.to_vec(),
            loose,
            known: RefCell::default(),
        };
        let nodes: Vec<&Node> =
            self.flow.nodes.iter().filter(|inner| inner.parent.as_ref() == Some(&node.id)).collect();
        let fates: Vec<Fate> = nodes.iter().map(|node| inner.node(&node.name)).collect();
        let is_last = |node: &Node| !self.flow.edges.iter().any(|edge| edge.from.node == node.id);
        let has_given = |fate: &Fate| fate.end == End::Done || !fate.gave.is_empty();
        let last = nodes.iter().zip(&fates).filter(|(node, fate)| is_last(node) && has_given(fate));
        let last: Vec<_> = last.collect();
        let gave = last.iter().flat_map(|(node, fate)| {
            let ports = inner.output_ports(node).into_iter().chain([ERROR_PORT.to_owned()]);
            ports.flat_map(|port| fate.gave.get(&port).cloned().unwrap_or_default()).collect::<Vec<_>>()
        });
        BodyEnd {
            gave: if nodes.is_empty() { items.to_vec() } else { gave.collect() },
            ends_done: last.len(),
            failures: fates.iter().flat_map(|fate| fate.failures.clone()).collect(),
            control: fates.iter().find_map(|fate| fate.control.clone()),
            loose: loose || last.iter().any(|(_, fate)| fate.loose),
            vague: fates.iter().any(|fate| fate.vague),
        }
    }

    fn for_each(&self, node: &Node, items: &[Value]) -> Fate {
        let text = |name: &str| node.parameters.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let batch = node.parameters.get("batch_size").and_then(Value::as_u64).unwrap_or(1) as usize;
        let (mut results, mut errors, mut loose) = (Vec::new(), Vec::new(), false);
        for chunk in items.chunks(batch) {
            let end = self.body(node, chunk, false);
            if end.vague {
                return vague();
            }
            let policy = text("on_item_error");
            match (end.failures.first(), policy.as_str()) {
                (None, _) => {
                    loose |= end.loose;
                    let given = end.control.as_ref().map_or(end.gave, |(_, items)| items.clone());
                    results.extend(if text("results") == "none" { Vec::new() } else { given });
                }
                (Some(_), "continue") => {}
                (Some(failure), "collect") => {
                    loose |= end.failures.len() > 1;
                    let collected = with_error(&[chunk.to_vec()], failure);
                    if self.error_wired(node) { errors.extend(collected) } else { results.extend(collected) }
                }
                (Some(_), _) => return self.ended(node, Err(end.failures), &[items.to_vec()], false),
            }
            if matches!(end.control, Some((Control::Break, _))) {
                break;
            }
        }
        let mut ports = BTreeMap::from([("main".to_owned(), results)]);
        if !errors.is_empty() {
            ports.insert(ERROR_PORT.to_owned(), errors);
        }
        gave(End::Done, self.at_least_one(node, ports), loose)
    }

    fn repeat(&self, node: &Node, items: &[Value], mut loose: bool) -> Fate {
        let Behaviour::While(times) = self.behaviours[&node.name] else { panic!("no while") };
        let most = node.parameters.get("maximum_iterations").and_then(Value::as_u64).unwrap_or(1_000);
        let mut carried = items.to_vec();
        let failed = |failures, loose| self.ended(node, Err(failures), &[items.to_vec()], loose);
        for iteration in 0..u64::from(times) {
            if iteration >= most {
                return failed(vec![("permanent", "loop_limit", node.name.clone())], loose);
            }
            let end = self.body(node, &carried, loose);
            if end.vague {
                return vague();
            }
            if !end.failures.is_empty() {
                return failed(end.failures, loose);
            }
            loose |= end.loose;
            carried = end.control.as_ref().map_or(end.gave, |(_, items)| items.clone());
            if matches!(end.control, Some((Control::Break, _))) {
                break;
            }
        }
        gave(End::Done, self.at_least_one(node, [("main".to_owned(), carried)].into()), loose)
    }

    fn attempt(&self, node: &Node, items: &[Value], loose: bool) -> Fate {
        let end = self.body(node, items, loose);
        if end.vague {
            return vague();
        }
        if let Some(control) = end.control {
            // The loop around it is left, so nothing comes after it.
            return Fate { control: Some(control), ..gave(End::Skipped, BTreeMap::new(), loose) };
        }
        if end.failures.is_empty() {
            return gave(End::Done, self.at_least_one(node, [("main".to_owned(), end.gave)].into()), end.loose);
        }
        let named = node.parameters.get("catch").and_then(Value::as_array);
        let catches = |(class, _, _): &&Failure| named.is_none_or(|named| named.iter().any(|name| name == class));
        let caught = end.failures.iter().filter(catches).count();
        match caught {
            0 => self.ended(node, Err(end.failures), &[items.to_vec()], loose),
            _ if caught < end.failures.len() => vague(),
            _ => {
                let items = with_error(&[items.to_vec()], &end.failures[0]);
                gave(End::Done, [(ERROR_PORT.to_owned(), items)].into(), loose || end.failures.len() > 1)
            }
        }
    }

    fn race(&self, node: &Node, items: &[Value], loose: bool) -> Fate {
        let end = self.body(node, items, loose);
        let answer: Answer = match (end.ends_done, end.failures.is_empty()) {
            _ if end.vague => return vague(),
            (0, false) => Err(end.failures),
            (_, _) => Ok([("main".to_owned(), end.gave)].into()),
        };
        self.ended(node, answer, &[items.to_vec()], end.loose || end.ends_done > 1)
    }
}

//! A naive interpreter of flows, as unlike the engine as can be: it asks, from
//! the end of the flow to its start, what became of each arrow and node. It knows
//! no events, no time and no order, works on the document's names, and follows
//! the sentence users are told: every arrow is either taken or skipped, and a
//! block runs when its arrows are decided and its rule is met.

use crate::behaviour::{Behaviour, Give};
use engine::event::Settlement;
use flow::document::Retry;
use flow::kind::ERROR_PORT;
use flow::{Edge, EdgeId, Flow, JoinRule, Kinds, Node, OnUncertain};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

/// What became of a node.
#[derive(Clone, Debug)]
pub struct Fate {
    pub end: End,
    /// What it gave, by name of the port.
    pub gave: BTreeMap<String, Vec<Value>>,
    /// Which items came in depended on the order of completion: a join took only
    /// the first of several. That it ran did not.
    pub loose: bool,
}

/// How a node ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Done,
    Failed,
    Skipped,
}

/// A flow whose nodes behave in a known way, started once.
pub struct Reference<'a> {
    pub flow: &'a Flow,
    pub kinds: &'a dyn Kinds,
    pub behaviours: &'a HashMap<String, Behaviour>,
    pub trigger: &'a str,
    pub items: Vec<Value>,
    /// Answers already given; without it the same question is asked exponentially often.
    pub known: RefCell<HashMap<String, Fate>>,
}

/// A failure: class and code.
type Failure = (&'static str, &'static str);

impl Reference<'_> {
    /// What became of a node.
    pub fn node(&self, name: &str) -> Fate {
        if let Some(fate) = self.known.borrow().get(name) {
            return fate.clone();
        }
        let fate = self.ask(self.flow.node(&name.into()).expect("a node of the flow"));
        self.known.borrow_mut().insert(name.to_owned(), fate.clone());
        fate
    }

    /// The items an arrow carries; None if it is skipped.
    pub fn arrow(&self, edge: &Edge) -> Option<Vec<Value>> {
        self.node(&edge.from.node.0).gave.get(&edge.from.port).cloned()
    }

    fn ask(&self, node: &Node) -> Fate {
        if node.id.0 == self.trigger {
            return gave(End::Done, [("main".to_owned(), self.items.clone())].into(), false);
        }
        let arrows: Vec<&Edge> = self.flow.edges.iter().filter(|edge| edge.to.node == node.id).collect();
        let taken: Vec<&Edge> = arrows.iter().copied().filter(|edge| self.arrow(edge).is_some()).collect();
        if !meets(&node.join.rule, arrows.len(), &taken) {
            return gave(End::Skipped, BTreeMap::new(), false);
        }
        let loose =
            takes_fewer(&node.join.rule, taken.len()) || taken.iter().any(|edge| self.node(&edge.from.node.0).loose);
        let inputs: Vec<Vec<Value>> = self.input_ports(node).iter().map(|port| self.arrived(&taken, port)).collect();
        let result =
            if node.disabled { Ok(self.first_port(node, inputs[0].clone())) } else { self.perform(node, &inputs) };
        match result {
            Ok(ports) => gave(End::Done, ports, loose),
            Err(failure) => gave(End::Failed, self.caught(node, failure, &inputs), loose),
        }
    }

    fn arrived(&self, taken: &[&Edge], port: &str) -> Vec<Value> {
        taken.iter().filter(|edge| edge.to.port == port).flat_map(|edge| self.arrow(edge).unwrap_or_default()).collect()
    }

    fn perform(&self, node: &Node, inputs: &[Vec<Value>]) -> Result<BTreeMap<String, Vec<Value>>, Failure> {
        let through = || self.first_port(node, inputs[0].clone());
        match &self.behaviours[&node.name] {
            Behaviour::Give(give) => Ok(self.give(node, *give, inputs)),
            Behaviour::Fail => Err(("permanent", "broken")),
            Behaviour::Flaky(times, _) if *times > maximum(node) => Err(("transient", "flaky")),
            Behaviour::Flaky(_, give) => Ok(self.give(node, *give, inputs)),
            Behaviour::Wait { .. } => {
                let all = Give { ports: 1, items: 1 };
                Ok(self.give(node, all, inputs))
            }
            Behaviour::Hang => match node.on_uncertain {
                OnUncertain::Retry => Err(("transient", "timeout")),
                OnUncertain::Skip | OnUncertain::Ask => Ok(through()),
                OnUncertain::Fail => Err(("in_doubt", "timeout")),
            },
            Behaviour::Crash(settlement, give) => match (node.on_uncertain, settlement) {
                (OnUncertain::Retry, _) | (OnUncertain::Ask, Settlement::Retry) => Ok(self.give(node, *give, inputs)),
                (OnUncertain::Skip, _) | (OnUncertain::Ask, Settlement::Done) => Ok(through()),
                (OnUncertain::Fail, _) | (OnUncertain::Ask, Settlement::Failed) => {
                    Err(("in_doubt", "effect_uncertain"))
                }
            },
        }
    }

    fn give(&self, node: &Node, give: Give, inputs: &[Vec<Value>]) -> BTreeMap<String, Vec<Value>> {
        let ports = self.output_ports(node);
        let chosen = ports.into_iter().enumerate().filter(|(index, _)| give.takes(*index));
        chosen.map(|(_, port)| (port.clone(), give.work(&node.name, &port, inputs))).collect()
    }

    /// What leaves the error port, if an arrow leaves it.
    fn caught(&self, node: &Node, (class, code): Failure, inputs: &[Vec<Value>]) -> BTreeMap<String, Vec<Value>> {
        if !self.flow.edges.iter().any(|edge| edge.from.node == node.id && edge.from.port == ERROR_PORT) {
            return BTreeMap::new();
        }
        let error = json!({ "class": class, "code": code, "node": node.name });
        let mut items: Vec<Value> = inputs.concat();
        for item in &mut items {
            if !item.is_object() {
                *item = json!({ "value": item });
            }
            item["error"] = error.clone();
        }
        if items.is_empty() {
            items.push(json!({ "error": error }));
        }
        [(ERROR_PORT.to_owned(), items)].into()
    }

    fn first_port(&self, node: &Node, items: Vec<Value>) -> BTreeMap<String, Vec<Value>> {
        [(self.output_ports(node)[0].clone(), items)].into()
    }

    fn input_ports(&self, node: &Node) -> Vec<String> {
        let kind = self.kinds.kind(&node.kind, 1).expect("a kind");
        kind.inputs.of(&node.parameters).into_iter().map(|port| port.name).collect()
    }

    fn output_ports(&self, node: &Node) -> Vec<String> {
        let kind = self.kinds.kind(&node.kind, 1).expect("a kind");
        kind.outputs.of(&node.parameters).into_iter().map(|port| port.name).collect()
    }
}

fn gave(end: End, gave: BTreeMap<String, Vec<Value>>, loose: bool) -> Fate {
    Fate { end, gave, loose }
}

fn meets(rule: &JoinRule, arrows: usize, taken: &[&Edge]) -> bool {
    let has = |id: &EdgeId| taken.iter().any(|edge| edge.id == *id);
    match rule {
        JoinRule::All | JoinRule::Any => !taken.is_empty(),
        JoinRule::AllRequired => arrows > 0 && taken.len() == arrows,
        JoinRule::First(count) => taken.len() >= *count as usize,
        JoinRule::Specific(ids) => ids.iter().all(has),
    }
}

/// Whether the rule may start the node before all the taken arrows are decided.
fn takes_fewer(rule: &JoinRule, taken: usize) -> bool {
    match rule {
        JoinRule::All | JoinRule::AllRequired => false,
        JoinRule::Any => taken > 1,
        JoinRule::First(count) => taken > *count as usize,
        JoinRule::Specific(ids) => taken > ids.len(),
    }
}

fn maximum(node: &Node) -> u32 {
    node.retry.as_ref().map_or(Retry::default().maximum, |retry| retry.maximum)
}

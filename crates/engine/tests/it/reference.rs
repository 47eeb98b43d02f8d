//! A naive interpreter of flows, as unlike the engine as can be: it asks, from
//! the end of the flow to its start, what became of each arrow and node. It knows
//! no events, no time and no order, works on the document's names, and follows
//! the sentence users are told: every arrow is either taken or skipped, and a
//! block runs when its arrows are decided and its rule is met. A box is the same
//! question asked of its body (`reference/body.rs`).

mod body;

use crate::behaviour::{Behaviour, Give};
use engine::event::Settlement;
use flow::container::Control;
use flow::document::{OnError, Retry};
use flow::kind::ERROR_PORT;
use flow::{Edge, EdgeId, Flow, JoinRule, Kinds, Node, NodeId, OnUncertain};
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
    /// What became of it depends on the order of completion, so nothing is said.
    pub vague: bool,
    /// The failures one of which went on from here, as nothing caught it.
    pub failures: Vec<Failure>,
    /// It left the loop around it, or something in it did, with these items.
    pub control: Option<(Control, Vec<Value>)>,
}

/// How a node ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Done,
    Failed,
    Skipped,
}

/// A flow, or the body of a box, whose nodes behave in a known way, begun once.
pub struct Reference<'a> {
    pub flow: &'a Flow,
    pub kinds: &'a dyn Kinds,
    pub behaviours: &'a HashMap<String, Behaviour>,
    pub pinned: &'a HashMap<String, Vec<Value>>,
    /// Of a flow, where it begins.
    pub trigger: Option<&'a str>,
    /// Of a body, the box.
    pub parent: Option<NodeId>,
    /// What it begins with.
    pub items: Vec<Value>,
    /// Whether these items depended on the order of completion.
    pub loose: bool,
    /// Answers already given; without it the same question is asked exponentially often.
    pub known: RefCell<HashMap<String, Fate>>,
}

/// A failure: class, code and the node it began at.
pub type Failure = (&'static str, &'static str, String);

/// What a node gives by port, or why it fails: one of these.
type Answer = Result<BTreeMap<String, Vec<Value>>, Vec<Failure>>;

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
        let items = self.node(&edge.from.node.0).gave.get(&edge.from.port).cloned()?;
        (!items.is_empty() || !self.flow.settings.skip_empty).then_some(items)
    }

    fn ask(&self, node: &Node) -> Fate {
        if self.trigger == Some(node.id.0.as_str()) {
            return gave(End::Done, [("main".to_owned(), self.items.clone())].into(), false);
        }
        let arrows: Vec<&Edge> = self.flow.edges.iter().filter(|edge| edge.to.node == node.id).collect();
        if arrows.iter().any(|edge| self.node(&edge.from.node.0).vague) {
            return vague();
        }
        if arrows.is_empty() && self.parent.is_some() {
            if self.items.is_empty() && self.flow.settings.skip_empty {
                return gave(End::Skipped, BTreeMap::new(), false);
            }
            let mut inputs = vec![Vec::new(); self.input_ports(node).len()];
            inputs[0] = self.items.clone();
            return self.run(node, &inputs, self.loose);
        }
        let taken: Vec<&Edge> = arrows.iter().copied().filter(|edge| self.arrow(edge).is_some()).collect();
        if !meets(&node.join.rule, arrows.len(), &taken) {
            return gave(End::Skipped, BTreeMap::new(), false);
        }
        let loose =
            takes_fewer(&node.join.rule, taken.len()) || taken.iter().any(|edge| self.node(&edge.from.node.0).loose);
        let inputs: Vec<Vec<Value>> = self.input_ports(node).iter().map(|port| self.arrived(&taken, port)).collect();
        self.run(node, &inputs, loose)
    }

    fn arrived(&self, taken: &[&Edge], port: &str) -> Vec<Value> {
        taken.iter().filter(|edge| edge.to.port == port).flat_map(|edge| self.arrow(edge).unwrap_or_default()).collect()
    }

    /// What becomes of a node whose turn has come.
    fn run(&self, node: &Node, inputs: &[Vec<Value>], loose: bool) -> Fate {
        let fate = if node.disabled {
            gave(End::Done, self.first_port(node, inputs[0].clone()), loose)
        } else if let Some(values) = self.pinned.get(&node.name) {
            gave(End::Done, self.at_least_one(node, self.first_port(node, values.clone())), loose)
        } else if node.once {
            self.run_enabled(
                node,
                &inputs.iter().map(|items| items[..items.len().min(1)].to_vec()).collect::<Vec<_>>(),
                loose,
            )
        } else {
            self.run_enabled(node, inputs, loose)
        };
        // Whether a list that depends on the order is empty may depend on it too.
        if fate.loose && self.flow.settings.skip_empty && !self.always_gives_as_many(node) { vague() } else { fate }
    }

    fn always_gives_as_many(&self, node: &Node) -> bool {
        let is_fixed =
            |behaviour: &Behaviour| matches!(behaviour, Behaviour::Give(_) | Behaviour::Flaky(..) | Behaviour::Fail);
        !node.disabled && !self.has_body(node) && self.behaviours.get(&node.name).is_some_and(is_fixed)
    }

    fn has_body(&self, node: &Node) -> bool {
        let container = self.kinds.kind(&node.kind, 1).and_then(|kind| kind.container);
        container.is_some_and(|container| container.has_body())
    }

    fn run_enabled(&self, node: &Node, inputs: &[Vec<Value>], loose: bool) -> Fate {
        let kind = self.kinds.kind(&node.kind, 1).expect("a kind");
        if let Some(control) = kind.control {
            let done = gave(End::Done, BTreeMap::new(), loose);
            return Fate { control: Some((control, inputs[0].clone())), ..done };
        }
        if let Some(container) = kind.container.filter(|container| container.has_body()) {
            return self.open(node, container, &inputs[0], loose);
        }
        if loose && self.behaviours[&node.name].is_by_inputs() {
            return vague();
        }
        self.ended(node, self.perform(node, inputs), inputs, loose)
    }

    fn ended(&self, node: &Node, answer: Answer, inputs: &[Vec<Value>], loose: bool) -> Fate {
        match answer {
            Ok(ports) => gave(End::Done, self.at_least_one(node, ports), loose),
            Err(failures) => {
                let caught = self.caught(node, &failures[0], inputs);
                let loose = loose || failures.len() > 1;
                let failures = if caught.is_empty() { failures } else { Vec::new() };
                Fate { failures, ..gave(End::Failed, caught, loose) }
            }
        }
    }

    fn perform(&self, node: &Node, inputs: &[Vec<Value>]) -> Answer {
        let through = || self.first_port(node, inputs[0].clone());
        let fail = |class, code| Err(vec![(class, code, node.name.clone())]);
        match &self.behaviours[&node.name] {
            Behaviour::Give(give) => Ok(self.give(node, *give, inputs)),
            behaviour @ (Behaviour::Choose(_) | Behaviour::Picky(_)) => match behaviour.by_inputs(inputs) {
                Some(give) => Ok(self.give(node, give, inputs)),
                None => fail("permanent", "broken"),
            },
            Behaviour::Fail | Behaviour::While(_) => fail("permanent", "broken"),
            Behaviour::Flaky(times, _) if *times > maximum(node) => fail("transient", "flaky"),
            Behaviour::Flaky(_, give) => Ok(self.give(node, *give, inputs)),
            Behaviour::Wait { .. } => {
                let all = Give { ports: 1, items: 1 };
                Ok(self.give(node, all, inputs))
            }
            Behaviour::Hang => match node.on_uncertain {
                // What hung did not take place, as whoever looks is told.
                OnUncertain::Retry | OnUncertain::LookUp => fail("transient", "timeout"),
                OnUncertain::Skip | OnUncertain::Ask => Ok(through()),
                OnUncertain::Fail => fail("in_doubt", "timeout"),
            },
            Behaviour::Crash(settlement, give) => match (node.on_uncertain, settlement) {
                (OnUncertain::Retry | OnUncertain::LookUp, _) | (OnUncertain::Ask, Settlement::Retry) => {
                    Ok(self.give(node, *give, inputs))
                }
                (OnUncertain::Skip, _) | (OnUncertain::Ask, Settlement::Done) => Ok(through()),
                (OnUncertain::Fail, _) | (OnUncertain::Ask, Settlement::Failed) => fail("in_doubt", "effect_uncertain"),
            },
        }
    }

    fn give(&self, node: &Node, give: Give, inputs: &[Vec<Value>]) -> BTreeMap<String, Vec<Value>> {
        let ports = self.output_ports(node);
        let chosen = ports.into_iter().enumerate().filter(|(index, _)| give.takes(*index));
        chosen.map(|(_, port)| (port.clone(), give.work(&node.name, &port, inputs))).collect()
    }

    /// What a failed node gives all the same: at the error port, if an arrow leaves
    /// it, or at the first, if it passes failures on.
    fn caught(&self, node: &Node, failure: &Failure, inputs: &[Vec<Value>]) -> BTreeMap<String, Vec<Value>> {
        if self.error_wired(node) && node.kind != "try" {
            [(ERROR_PORT.to_owned(), with_error(inputs, failure))].into()
        } else if node.on_error == OnError::PassOn {
            self.first_port(node, with_error(inputs, failure))
        } else {
            BTreeMap::new()
        }
    }

    /// What a node gives, and an empty item where its first port had none, if it shall.
    fn at_least_one(&self, node: &Node, mut ports: BTreeMap<String, Vec<Value>>) -> BTreeMap<String, Vec<Value>> {
        if node.always_output && self.first_of(node, &ports).is_none_or(Vec::is_empty) {
            ports.extend(self.first_port(node, vec![json!({})]));
        }
        ports
    }

    fn first_of<'a>(&self, node: &Node, ports: &'a BTreeMap<String, Vec<Value>>) -> Option<&'a Vec<Value>> {
        ports.get(self.output_ports(node).first()?)
    }

    fn error_wired(&self, node: &Node) -> bool {
        self.flow.edges.iter().any(|edge| edge.from.node == node.id && edge.from.port == ERROR_PORT)
    }

    fn first_port(&self, node: &Node, items: Vec<Value>) -> BTreeMap<String, Vec<Value>> {
        self.output_ports(node).first().map(|port| (port.clone(), items)).into_iter().collect()
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

/// The items with the error beside their data; one for the error if there are none.
fn with_error(inputs: &[Vec<Value>], (class, code, node): &Failure) -> Vec<Value> {
    let error = json!({ "class": class, "code": code, "node": node });
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
    items
}

fn gave(end: End, gave: BTreeMap<String, Vec<Value>>, loose: bool) -> Fate {
    Fate { end, gave, loose, vague: false, failures: Vec::new(), control: None }
}

fn vague() -> Fate {
    Fate { vague: true, ..gave(End::Skipped, BTreeMap::new(), true) }
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

//! Random flows with boxes in boxes. A body is a flow of its own without triggers,
//! or a chain that leaves the loop around it: where several branches of a body
//! could end it, how it ends would depend on the order of things.

use super::{
    Case, Draft, UNCERTAIN, Weather, add_manners, behaviour, draft, draw_undoing, give, pinned, rule, settings,
};
use crate::behaviour::{Behaviour, Give};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

const ON_ITEM_ERROR: [&str; 3] = ["stop", "continue", "collect"];
const CAUGHT: [&str; 2] = ["transient", "permanent"];

/// A random node, which may be a box.
#[derive(Clone, Debug)]
struct Boxed {
    draft: Draft,
    container: Option<Container>,
}

#[derive(Clone, Debug)]
struct Container {
    kind: u8,
    /// Settings by their remainder.
    settings: (u8, u8, u8),
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    Nodes(Vec<Boxed>),
    /// A node, a choice, and a break or continue at one side of it; the last three in a try of their own.
    Chain {
        before: Draft,
        after: Draft,
        items: u8,
        is_break: bool,
        in_try: bool,
    },
}

fn boxed(depth: u32) -> BoxedStrategy<Boxed> {
    let by_inputs = prop_oneof![
        2 => give().prop_map(Behaviour::Picky),
        1 => (1..3u8).prop_map(Behaviour::Choose),
    ];
    let plain = (draft(), prop::option::weighted(0.3, by_inputs)).prop_map(|(mut draft, by_inputs)| {
        draft.behaviour = by_inputs.unwrap_or(draft.behaviour);
        Boxed { draft, container: None }
    });
    if depth == 0 {
        return plain.boxed();
    }
    let settings = (any::<u8>(), any::<u8>(), any::<u8>());
    let container = (0..6u8, settings, body(depth - 1));
    let container = (draft(), container).prop_map(|(draft, (kind, settings, body))| Boxed {
        draft,
        container: Some(Container { kind, settings, body }),
    });
    prop_oneof![3 => plain, 2 => container].boxed()
}

fn body(depth: u32) -> BoxedStrategy<Body> {
    let chain = (draft(), draft(), 0..3u8, any::<bool>(), prop::bool::weighted(0.3))
        .prop_map(|(before, after, items, is_break, in_try)| Body::Chain { before, after, items, is_break, in_try });
    let nodes = prop::collection::vec(boxed(depth), 0..4).prop_map(Body::Nodes);
    prop_oneof![3 => nodes, 1 => chain].boxed()
}

/// A random flow with boxes under this weather.
pub fn nested_case(weather: Weather) -> impl Strategy<Value = Case> {
    let nodes = prop::collection::vec(boxed(2), 1..6);
    (nodes, [behaviour(), behaviour()], any::<u64>()).prop_map(move |(nodes, undoing, seed)| {
        let (behaviours, pinned) = (HashMap::new(), HashMap::new());
        let mut canvas = Canvas { weather, lines: Vec::new(), arrows: 0, behaviours, pinned };
        canvas.lines.push(format!("flow {}", settings(weather, &nodes[0].draft)));
        canvas.lines.push("t: start".to_owned());
        canvas.draw("n", None, &nodes);
        draw_undoing(&undoing, &mut canvas.lines, &mut canvas.behaviours);
        Case { drawing: canvas.lines.join("\n"), behaviours: canvas.behaviours, pinned: canvas.pinned, seed }
    })
}

/// A drawing under way.
struct Canvas {
    weather: Weather,
    lines: Vec<String>,
    /// How many arrows are drawn.
    arrows: usize,
    behaviours: HashMap<String, Behaviour>,
    pinned: HashMap<String, Vec<Value>>,
}

impl Canvas {
    /// Draws the nodes of the flow or of a body; their names begin with `prefix`.
    fn draw(&mut self, prefix: &str, parent: Option<&str>, nodes: &[Boxed]) {
        let arrows = self.arrows_between(prefix, parent, nodes);
        for (index, node) in nodes.iter().enumerate() {
            let name = format!("{prefix}{index}");
            let incoming: Vec<usize> = (0..arrows.len())
                .filter(|place| arrows[*place].1.split('.').next() == Some(name.as_str()))
                .map(|place| place + self.arrows)
                .collect();
            self.node(&name, parent, node, &incoming);
        }
        self.arrows += arrows.len();
        self.lines.extend(arrows.iter().map(|(from, to)| format!("{from} -> {to}")));
        for (index, node) in nodes.iter().enumerate() {
            let name = format!("{prefix}{index}");
            match node.container.as_ref().map(|container| &container.body) {
                Some(Body::Nodes(inner)) if has_body(node) => self.draw(&format!("{name}_"), Some(&name), inner),
                Some(chain) if has_body(node) => self.chain(&name, kind(node), chain),
                _ => {}
            }
        }
    }

    fn node(&mut self, name: &str, parent: Option<&str>, node: &Boxed, incoming: &[usize]) {
        let draft = &node.draft;
        let mut fields = json!({
            "join": { "rule": rule(draft, incoming) },
            "disabled": draft.disabled,
            "on_uncertain": UNCERTAIN[usize::from(draft.uncertain) % UNCERTAIN.len()],
            "retry": { "maximum": draft.retries % 3, "delays_ms": [1, 2] },
        });
        if self.weather.limits && draft.patient {
            fields["join"]["timeout_ms"] = json!(2);
        }
        add_manners(&mut fields, draft);
        let mut behaviour = draft.behaviour.clone();
        if let Some(container) = &node.container {
            fields["parameters"] = parameters(kind(node), container.settings);
            if self.weather.limits && draft.patient {
                fields["timeout_ms"] = json!(3);
            }
            behaviour = match (kind(node), behaviour) {
                ("while", _) => Behaviour::While(u32::from(container.settings.0 % 4)),
                ("sub", Behaviour::Give(give)) => Behaviour::Give(Give { ports: 1, ..give }),
                _ => Behaviour::Fail,
            };
        } else if matches!(behaviour, Behaviour::Hang) {
            fields["timeout_ms"] = json!(2);
        }
        self.behaviours.insert(name.to_owned(), behaviour);
        self.pinned.extend(pinned(name, draft));
        let within = parent.map(|parent| format!(" in {parent}")).unwrap_or_default();
        self.lines.push(format!("{name}: {}{within} {fields}", kind(node)));
    }

    /// Arrows from each node to later ones, in the order of their wiring. In a body
    /// some nodes have none.
    fn arrows_between(&self, prefix: &str, parent: Option<&str>, nodes: &[Boxed]) -> Vec<(String, String)> {
        let mut drawn = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            for (from, from_port, to_port, place) in &node.draft.arrows {
                let to = if kind(node) == "merge" { format!(".in{}", to_port % 2) } else { String::new() };
                // Place 0 is the trigger; in a body, no arrow at all.
                let from = match usize::from(*from) % (index + 1) {
                    0 if parent.is_some() => continue,
                    0 => "t".to_owned(),
                    before => port_of(prefix, before - 1, &nodes[before - 1], *from_port),
                };
                drawn.push((*place, (from, format!("{prefix}{index}{to}"))));
            }
        }
        drawn.sort_by_key(|(place, _)| *place);
        let mut seen = HashSet::new();
        drawn.into_iter().map(|(_, arrow)| arrow).filter(|arrow| seen.insert(arrow.clone())).collect()
    }

    fn chain(&mut self, name: &str, kind: &str, chain: &Body) {
        let Body::Chain { before, after, items, is_break, in_try } = chain else { return };
        let leaf = |draft: &Draft| Boxed { draft: Draft { arrows: Vec::new(), ..draft.clone() }, container: None };
        let (first, choice, leaving, last) =
            (format!("{name}_0"), format!("{name}_1"), format!("{name}_2"), format!("{name}_3"));
        self.node(&first, Some(name), &leaf(before), &[]);
        // Only a loop can be left; a try or race gets the plain nodes.
        let is_loop = kind == "each" || kind == "while";
        let outer = if *in_try && is_loop { format!("{name}_t") } else { name.to_owned() };
        if outer != name {
            self.lines.push(format!("{outer}: try in {name}"));
        }
        let next = if outer == name { &choice } else { &outer };
        if !is_loop {
            return;
        }
        let source = port_of("", 0, &leaf(before), 0).split_once('.').map_or("main", |(_, port)| port).to_owned();
        self.lines.push(format!("{choice}: if in {outer}"));
        self.lines.push(format!("{leaving}: {} in {outer}", if *is_break { "break" } else { "continue" }));
        self.node(&last, Some(&outer), &leaf(after), &[]);
        self.lines.push(format!("{first}.{source} -> {next}"));
        self.lines.push(format!("{choice}.yes -> {leaving}"));
        let port = if super::kind(after) == "merge" { ".in0" } else { "" };
        self.lines.push(format!("{choice}.no -> {last}{port}"));
        self.arrows += 3;
        self.behaviours.insert(choice, Behaviour::Choose(*items));
    }
}

fn kind(node: &Boxed) -> &'static str {
    match &node.container {
        None => super::kind(&node.draft),
        Some(container) => ["each", "each", "while", "try", "race", "sub"][usize::from(container.kind)],
    }
}

fn has_body(node: &Boxed) -> bool {
    node.container.is_some() && kind(node) != "sub"
}

/// An output port of a node, by name.
fn port_of(prefix: &str, index: usize, node: &Boxed, port: u8) -> String {
    let ports: &[&str] =
        if kind(node) == "if" { &["yes", "no", "yes", "error"] } else { &["main", "main", "main", "error"] };
    format!("{prefix}{index}.{}", ports[usize::from(port) % ports.len()])
}

fn parameters(kind: &str, (first, second, third): (u8, u8, u8)) -> Value {
    match kind {
        "each" => json!({
            "batch_size": 1 + first % 2,
            "at_once": 1 + second % 3,
            "on_item_error": ON_ITEM_ERROR[usize::from(third) % ON_ITEM_ERROR.len()],
            "results": if first % 5 == 0 { "none" } else { "all" },
        }),
        "while" => json!({ "maximum_iterations": 2 + second % 3 }),
        "try" if first % 2 == 0 => json!({ "catch": [CAUGHT[usize::from(second) % CAUGHT.len()]] }),
        _ => json!({}),
    }
}

//! Random flows: chains, forks that join again, boxes in boxes, waits that people end,
//! work that is undone, and a second flow that the first one calls. Those of later seeds
//! also wait for events, send them, and have limits.

use super::chance::Chance;
use flow::Flow;
use flow::id::FlowId;
use serde_json::{Value, json};
use uuid::Uuid;

/// The flows of a simulation have these ids, so that one can name the other.
pub fn flow_id(place: usize) -> FlowId {
    FlowId(Uuid::from_u128(0xf10f << 64 | place as u128))
}

/// Longer than anybody outside takes, however often the process is killed.
const LONG_MS: u64 = 1_800_000;

/// So many blocks a flow has about; small flows let many seeds be simulated.
const BLOCKS: u64 = 7;

/// From this seed on flows have events and limits too. What earlier seeds draw stays as it
/// was: the ones that failed once would say nothing otherwise.
pub const EVENTS_FROM: u64 = 3_000_000;

/// Builds one flow.
struct Draft<'a> {
    chance: &'a mut Chance,
    nodes: Vec<Value>,
    edges: Vec<Value>,
    blocks_left: u64,
    /// Whether there is another flow to call.
    may_call: bool,
    /// Whether blocks name what undoes them.
    compensates: bool,
    /// Whether there are events.
    has_events: bool,
    /// Whether its runs are launched, so that their keys are known before they begin.
    is_launched: bool,
    /// In so many boxes several iterations are under way at once.
    concurrent: u32,
}

/// A random flow whose trigger is `t`, and the one it calls, if it calls one.
pub fn random(seed: u64) -> Vec<Flow> {
    let chance = &mut Chance::new(seed, "flow");
    let has_events = seed >= EVENTS_FROM;
    let called = chance.percent(30).then(|| draw(chance, "called", false, has_events));
    let main = draw(chance, "begin", called.is_some(), has_events);
    std::iter::once(main).chain(called).collect()
}

fn draw(chance: &mut Chance, trigger: &str, may_call: bool, has_events: bool) -> Flow {
    let compensates = chance.percent(30);
    let durability = ["durable", "durable", "durable", "strict", "fast"][chance.below(5) as usize];
    let on_error = if chance.percent(80) { "stop" } else { "continue" };
    let blocks_left = if may_call { BLOCKS } else { 1 + chance.below(BLOCKS) };
    let nodes = vec![json!({"id": "t", "kind": trigger, "name": "t"})];
    let is_launched = trigger == "begin";
    let edges = Vec::new();
    let mut draft =
        Draft { chance, nodes, edges, blocks_left, may_call, compensates, has_events, is_launched, concurrent: 0 };
    let first = draft.chain(None, 0);
    draft.edge("t", &first.0);
    if compensates {
        draft.single("act", json!({}), None);
        let undo = draft.nodes.last_mut().expect("the one just drawn");
        (undo["id"], undo["name"]) = ("undo".into(), "undo".into());
        undo.as_object_mut().expect("an object").remove("compensate_with");
    }
    let mut settings = json!({"durability": durability, "on_error": on_error, "compensate": compensates});
    if let Some(concurrency) = draft.concurrency() {
        settings["concurrency"] = concurrency;
    }
    let document = json!({
        "format": "towpath.flow", "version": 1, "name": "Simulated", "settings": settings,
        "nodes": draft.nodes, "edges": draft.edges,
    });
    serde_json::from_value(document).expect("a flow")
}

impl Draft<'_> {
    /// One block after the other; gives the first and the last.
    fn chain(&mut self, parent: Option<&str>, depth: u32) -> (String, String) {
        let (first, mut last) = self.block(parent, depth);
        for _ in 0..self.chance.below(3) {
            if self.blocks_left == 0 {
                break;
            }
            let (next, end) = self.block(parent, depth);
            self.edge(&last, &next);
            last = end;
        }
        (first, last)
    }

    fn block(&mut self, parent: Option<&str>, depth: u32) -> (String, String) {
        self.blocks_left = self.blocks_left.saturating_sub(1);
        let may_nest = depth < 2 && self.blocks_left > 0;
        // Where iterations are under way side by side, one might take the event of another.
        if self.has_events && self.concurrent == 0 && self.chance.percent(30) {
            return self.event(parent);
        }
        match self.chance.below(if may_nest { 19 } else { 11 }) {
            0 | 1 => self.single("count", json!({}), parent),
            2..=5 => self.single("act", json!({}), parent),
            6 => self.sure(parent),
            7 => {
                let duration_ms = self.chance.below(3_000);
                self.single("nap", json!({ "duration_ms": duration_ms }), parent)
            }
            8 => {
                let style = ["answered", "late", "either"][self.chance.below(3) as usize];
                let duration_ms = (style != "answered").then(|| self.chance.below(1_500));
                self.single("ask", json!({ "style": style, "duration_ms": duration_ms }), parent)
            }
            9 => self.single("knock", json!({}), parent),
            10 if self.may_call => {
                let wait = self.chance.percent(85);
                self.single("call", json!({ "flow": flow_id(1).to_string(), "wait": wait }), parent)
            }
            10 => self.single("look", json!({}), parent),
            11 | 12 => self.fork(parent, depth),
            13 | 14 => {
                let at_once = 1 + self.chance.below(3);
                let on_item_error = ["stop", "continue", "collect"][self.chance.below(3) as usize];
                let parameters = json!({"at_once": at_once, "on_item_error": on_item_error});
                self.concurrent += u32::from(at_once > 1);
                let each = self.boxed("each", parameters, parent, depth);
                self.concurrent -= u32::from(at_once > 1);
                each
            }
            15 => self.boxed("try", json!({}), parent, depth),
            16 | 17 => self.race(parent),
            _ => {
                let below = self.chance.below(6);
                // What an event says may stay below for ever.
                self.boxed("while", json!({ "below": below, "maximum_iterations": 12 }), parent, depth)
            }
        }
    }

    /// An effect that must not be repeated unseen: a person is asked.
    fn sure(&mut self, parent: Option<&str>) -> (String, String) {
        let node = self.single("act", json!({}), parent);
        self.nodes.last_mut().expect("the one just drawn")["on_uncertain"] = "ask".into();
        node
    }

    /// How many runs may be under way at once, if that is limited. Only a caller outside can
    /// come again or do without.
    fn concurrency(&mut self) -> Option<Value> {
        if !self.has_events || !self.chance.percent(50) {
            return None;
        }
        let mut concurrency = json!({ "at_once": 1 + self.chance.below(2) });
        if self.is_launched {
            concurrency["when_full"] = ["wait", "wait", "wait", "refuse", "skip"][self.chance.below(5) as usize].into();
            if self.chance.percent(50) {
                concurrency["key"] = "{{ $json.key }}".into();
            }
        }
        Some(concurrency)
    }

    /// Something with events: a wait that somebody outside ends, before it begins, while it
    /// does, or after; one that nobody ends in time, or maybe; or one that another branch ends.
    fn event(&mut self, parent: Option<&str>) -> (String, String) {
        match self.chance.below(if parent.is_none() { 7 } else { 3 }) {
            0 => self.hear("heard", None, parent),
            1 => {
                let duration_ms = self.chance.below(1_500);
                self.hear("late", Some(duration_ms), parent)
            }
            2 => {
                let duration_ms = 100 + self.chance.below(1_500);
                let (hears, _) = self.hear("either", Some(duration_ms), parent);
                // What comes after is the same, whether the event came in time or not.
                let (one, _) = self.single("one", json!({}), parent);
                self.edge(&hears, &one);
                (hears, one)
            }
            3 | 4 if self.is_launched => {
                let style = ["before", "with"][self.chance.below(2) as usize];
                self.hear(style, None, parent)
            }
            3 | 4 => self.hear("heard", None, parent),
            _ => self.told(),
        }
    }

    /// A wait for an event. One that is ended has a time limit, too, or none.
    fn hear(&mut self, style: &str, duration_ms: Option<u64>, parent: Option<&str>) -> (String, String) {
        let long_ms = self.chance.percent(50).then_some(LONG_MS);
        let name = format!("{style} {}", self.nodes.len());
        let parameters = json!({
            "name": name, "key": "{{ $('t').first().json.n }}", "style": style,
            "duration_ms": duration_ms.or(long_ms),
        });
        self.single("hear", parameters, parent)
    }

    /// Two branches: one sends the event that the other waits for, sooner or later.
    fn told(&mut self) -> (String, String) {
        let (start, _) = self.single("count", json!({}), None);
        let name = format!("told {start}");
        let key = format!("{{{{ $('{start}').first().json.n }}}}");
        let (tells, _) = self.single("tell", json!({ "name": name, "key": key }), None);
        let nap_ms = self.chance.below(1_000);
        let before = match self.chance.below(3) {
            0 => Some(self.single("nap", json!({ "duration_ms": nap_ms }), None).0),
            _ => None,
        };
        let (hears, _) = self.single("hear", json!({ "name": name, "key": key, "style": "told" }), None);
        let after = self.chance.percent(30).then(|| self.single("act", json!({}), None).0);
        let (end, _) = self.single("count", json!({}), None);
        for (before, node) in [(before, &tells), (after, &hears)] {
            self.edge(&start, before.as_ref().unwrap_or(node));
            if let Some(before) = &before {
                self.edge(before, node);
            }
            self.edge(node, &end);
        }
        (start, end)
    }

    /// Two ways that meet again.
    fn fork(&mut self, parent: Option<&str>, depth: u32) -> (String, String) {
        let (start, _) = self.single("count", json!({}), parent);
        let (end, _) = self.single("count", json!({}), parent);
        for _ in 0..2 {
            let (first, last) = self.chain(parent, depth + 1);
            self.edge(&start, &first);
            self.edge(&last, &end);
        }
        (start, end)
    }

    fn boxed(&mut self, kind: &str, parameters: Value, parent: Option<&str>, depth: u32) -> (String, String) {
        let (id, _) = self.single(kind, parameters, parent);
        if self.chance.percent(25) {
            self.nodes.last_mut().expect("the one just drawn")["retry"] = json!({"maximum": 1, "delays_ms": [200]});
        }
        // What a while carries on must grow, or it goes on for ever.
        let (first, _) = self.chain(Some(&id), depth + 1);
        if kind == "while" {
            let (count, _) = self.single("count", json!({}), Some(&id));
            self.edge(&count, &first);
        }
        (id.clone(), id)
    }

    /// Two branches that give the same, so that what follows does not hang on who wins.
    fn race(&mut self, parent: Option<&str>) -> (String, String) {
        let (id, _) = self.single("race", json!({}), parent);
        let (effect, _) = self.single("act", json!({}), Some(&id));
        let other = if self.chance.percent(50) {
            self.single("act", json!({}), Some(&id)).0
        } else {
            // So long that it wins only if the other branch fails.
            self.single("nap", json!({ "duration_ms": 120_000 }), Some(&id)).0
        };
        for branch in [effect, other] {
            let (end, _) = self.single("level", json!({}), Some(&id));
            self.edge(&branch, &end);
        }
        (id.clone(), id)
    }

    fn single(&mut self, kind: &str, parameters: Value, parent: Option<&str>) -> (String, String) {
        let id = format!("n{}", self.nodes.len());
        let mut node = json!({"id": id, "kind": kind, "name": id, "parameters": parameters});
        if matches!(kind, "act" | "nap" | "count" | "look") {
            node["timeout_ms"] = 1_000.into();
            node["retry"] = json!({"maximum": 3, "delays_ms": [100, 500]});
        }
        if kind == "act" && parent.is_none() && self.compensates && self.chance.percent(60) {
            node["compensate_with"] = "undo".into();
        }
        if let Some(parent) = parent {
            node["parent"] = parent.into();
        }
        self.nodes.push(node);
        (id.clone(), id)
    }

    /// An arrow from each of the ports by which the items of a node may go on.
    fn edge(&mut self, from: &str, to: &str) {
        let kind = self.nodes.iter().find(|node| node["id"] == from).map(|node| node["kind"].clone());
        let ports: &[&str] = match kind.as_ref().and_then(Value::as_str) {
            Some("ask") => &["yes", "no", "late"],
            Some("hear") => &["main", "late"],
            Some("try") if self.chance.percent(50) => &["main", "error"],
            _ => &["main"],
        };
        for port in ports {
            let id = format!("e{}", self.edges.len());
            self.edges.push(json!({"id": id, "from": {"node": from, "port": port}, "to": {"node": to}}));
        }
    }
}

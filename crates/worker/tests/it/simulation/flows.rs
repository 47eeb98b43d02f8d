//! Random flows: chains, forks that join again, and boxes in boxes.

use super::chance::Chance;
use flow::Flow;
use serde_json::{Value, json};

/// Builds one flow.
struct Draft<'a> {
    chance: &'a mut Chance,
    nodes: Vec<Value>,
    edges: Vec<Value>,
}

/// A random flow whose trigger is `t`.
pub fn random(chance: &mut Chance) -> Flow {
    let mut draft = Draft { chance, nodes: vec![json!({"id": "t", "kind": "begin", "name": "t"})], edges: Vec::new() };
    let first = draft.chain(None, 0);
    draft.edge("t", "main", &first.0);
    let document = json!({
        "format": "towpath.flow", "version": 1, "name": "Simulated",
        "nodes": draft.nodes, "edges": draft.edges,
    });
    serde_json::from_value(document).expect("a flow")
}

impl Draft<'_> {
    /// One block after the other; gives the first and the last.
    fn chain(&mut self, parent: Option<&str>, depth: u32) -> (String, String) {
        let (first, mut last) = self.block(parent, depth);
        for _ in 0..self.chance.below(3) {
            let (next, end) = self.block(parent, depth);
            self.edge(&last, "main", &next);
            last = end;
        }
        (first, last)
    }

    fn block(&mut self, parent: Option<&str>, depth: u32) -> (String, String) {
        match self.chance.below(if depth < 2 { 12 } else { 8 }) {
            0 | 1 => self.single("count", json!({}), parent),
            2..=5 => self.single("act", json!({}), parent),
            6 => {
                let duration_ms = self.chance.below(3_000);
                self.single("nap", json!({ "duration_ms": duration_ms }), parent)
            }
            7 => self.fork(parent, depth),
            8 | 9 => {
                let at_once = 1 + self.chance.below(3);
                let on_item_error = ["stop", "continue", "collect"][self.chance.below(3) as usize];
                self.boxed("each", json!({"at_once": at_once, "on_item_error": on_item_error}), parent, depth)
            }
            10 => self.boxed("try", json!({}), parent, depth),
            _ => {
                let below = self.chance.below(6);
                self.boxed("while", json!({ "below": below }), parent, depth)
            }
        }
    }

    /// Two ways that meet again.
    fn fork(&mut self, parent: Option<&str>, depth: u32) -> (String, String) {
        let (start, _) = self.single("count", json!({}), parent);
        let (end, _) = self.single("count", json!({}), parent);
        for _ in 0..2 {
            let (first, last) = self.chain(parent, depth + 1);
            self.edge(&start, "main", &first);
            self.edge(&last, "main", &end);
        }
        (start, end)
    }

    fn boxed(&mut self, kind: &str, parameters: Value, parent: Option<&str>, depth: u32) -> (String, String) {
        let (id, _) = self.single(kind, parameters, parent);
        // What a while carries on must grow, or it goes on for ever.
        let (first, _) = self.chain(Some(&id), depth + 1);
        if kind == "while" {
            let (count, _) = self.single("count", json!({}), Some(&id));
            self.edge(&count, "main", &first);
        }
        (id.clone(), id)
    }

    fn single(&mut self, kind: &str, parameters: Value, parent: Option<&str>) -> (String, String) {
        let id = format!("n{}", self.nodes.len());
        let mut node = json!({"id": id, "kind": kind, "name": id, "parameters": parameters, "timeout_ms": 1_000});
        node["retry"] = json!({"maximum": 3, "delays_ms": [100, 500]});
        if !matches!(kind, "act" | "nap" | "count") {
            node.as_object_mut().expect("an object").retain(|name, _| name != "timeout_ms" && name != "retry");
        }
        if let Some(parent) = parent {
            node["parent"] = parent.into();
        }
        self.nodes.push(node);
        (id.clone(), id)
    }

    fn edge(&mut self, from: &str, port: &str, to: &str) {
        let id = format!("e{}", self.edges.len());
        self.edges.push(json!({"id": id, "from": {"node": from, "port": port}, "to": {"node": to}}));
    }
}

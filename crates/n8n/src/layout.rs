//! Which of our nodes stand for which of n8n's, and what a trial run gave in
//! n8n's form: by node name, run, output.

use crate::draft::Repeats;
use flow::{Item, Items, NodeId};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Which of our nodes stand for which of n8n's.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    nodes: Vec<Place>,
    by_id: HashMap<NodeId, usize>,
}

/// One node of n8n.
#[derive(Clone, Debug)]
struct Place {
    name: String,
    /// Our ports by n8n's output index.
    outputs: Vec<String>,
    repeats: Option<Repeats>,
}

/// Something that happened in a trial run, in order.
#[derive(Clone, Debug)]
pub enum Performed {
    /// A node ended.
    Node {
        /// The node.
        node: NodeId,
        /// What it gave, by the name of the port.
        outputs: Vec<(String, Items)>,
    },
    /// A box began an iteration.
    Iteration {
        /// The box.
        node: NodeId,
        /// What the iteration got.
        items: Items,
    },
}

impl Layout {
    /// The node of ours that gives the outputs of a node of n8n.
    pub(crate) fn add(&mut self, id: NodeId, name: &str, outputs: Vec<String>, repeats: Option<Repeats>) {
        self.by_id.insert(id, self.nodes.len());
        self.nodes.push(Place { name: name.to_owned(), outputs, repeats });
    }

    /// What a run gave, as n8n prints it: `{"name": [run][output][item]}`.
    pub fn results(&self, performed: &[Performed]) -> Value {
        let mut runs: Map<String, Value> = Map::new();
        for step in performed {
            let (id, run) = match step {
                Performed::Node { node, outputs } => (node, self.run(node, outputs)),
                Performed::Iteration { node, items } => (node, self.batch(node, items)),
            };
            let (Some(place), Some(run)) = (self.by_id.get(id), run) else { continue };
            let name = self.nodes[*place].name.clone();
            if let Some(list) = runs.entry(name).or_insert_with(|| json!([])).as_array_mut() {
                list.push(run);
            }
        }
        Value::Object(runs)
    }

    fn run(&self, node: &NodeId, outputs: &[(String, Items)]) -> Option<Value> {
        let place = &self.nodes[*self.by_id.get(node)?];
        if let Some(repeats) = place.repeats {
            let items = outputs.first().map(|(_, items)| printed(items));
            return Some(at_output(repeats.done_output?, place.outputs.len(), items.unwrap_or_default()));
        }
        let given = |port: &String| outputs.iter().find(|(name, _)| name == port).map(|(_, items)| printed(items));
        Some(place.outputs.iter().map(|port| Value::Array(given(port).unwrap_or_default())).collect())
    }

    fn batch(&self, node: &NodeId, items: &Items) -> Option<Value> {
        let place = &self.nodes[*self.by_id.get(node)?];
        let repeats = place.repeats?;
        Some(at_output(repeats.each_output, place.outputs.len(), printed(items)))
    }
}

/// A run that gave items at one output only.
fn at_output(output: usize, count: usize, items: Vec<Value>) -> Value {
    let mut outputs = vec![json!([]); count.max(output + 1)];
    outputs[output] = Value::Array(items);
    Value::Array(outputs)
}

fn printed(items: &Items) -> Vec<Value> {
    items.iter().map(item).collect()
}

fn item(item: &Item) -> Value {
    let mut printed = json!({"json": Value::from(item.json.clone())});
    if !item.binary.is_empty() {
        let files = item.binary.iter().map(|(name, file)| {
            let value = json!({
                "data": file.data, "mimeType": file.media_type, "fileName": file.file_name, "bytes": file.size_bytes,
            });
            (name.clone(), value)
        });
        printed["binary"] = Value::Object(files.collect());
    }
    printed
}

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
    /// How many items a batch has, if it repeats others.
    repeats: Option<(Repeats, usize)>,
}

/// A node that was done in a trial run.
#[derive(Clone, Debug)]
pub struct Performed {
    /// The node.
    pub node: NodeId,
    /// What came in, by input port.
    pub inputs: Vec<Items>,
    /// What it gave, by the name of the port.
    pub outputs: Vec<(String, Items)>,
    /// Of a box, how many iterations began.
    pub iterations: Option<u32>,
}

impl Layout {
    /// The node of ours that gives the outputs of a node of n8n.
    pub(crate) fn add(&mut self, id: NodeId, name: &str, outputs: Vec<String>, repeats: Option<(Repeats, usize)>) {
        self.by_id.insert(id, self.nodes.len());
        self.nodes.push(Place { name: name.to_owned(), outputs, repeats });
    }

    /// What a run gave, as n8n prints it: `{"name": [run][output][item]}`.
    pub fn results(&self, performed: &[Performed]) -> Value {
        let mut all: Map<String, Value> = Map::new();
        for step in performed {
            let Some(place) = self.by_id.get(&step.node).map(|place| &self.nodes[*place]) else { continue };
            if let Some(runs) = all.entry(place.name.clone()).or_insert_with(|| json!([])).as_array_mut() {
                runs.extend(place.runs(step));
            }
        }
        Value::Object(all)
    }
}

impl Place {
    /// The runs of n8n one performance of ours stands for.
    fn runs(&self, step: &Performed) -> Vec<Value> {
        let given = |port: &str| step.outputs.iter().find(|(name, _)| name == port).map(|(_, items)| printed(items));
        let Some((repeats, size)) = self.repeats else {
            let outputs = self.outputs.iter().map(|port| Value::Array(given(port).unwrap_or_default()));
            return vec![outputs.collect()];
        };
        // n8n came by once for each batch, and once more when there was none left.
        let came_in = step.inputs.first().map(printed).unwrap_or_default();
        let count = step.iterations.map_or(0, |count| count as usize);
        let batches = came_in.chunks(size.max(1)).take(count);
        let each = batches.map(|batch| at_output(repeats.each_output, self.outputs.len(), batch.to_vec()));
        // Without an end nothing left at the output for it.
        let done = repeats.done_output.filter(|_| !step.outputs.is_empty()).map(|output| {
            at_output(
                output,
                self.outputs.len(),
                step.outputs.first().map(|(_, items)| printed(items)).unwrap_or_default(),
            )
        });
        each.chain(done).collect()
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

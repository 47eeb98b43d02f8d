//! Nodes without a counterpart: kept with everything that was set, doing nothing.

use crate::draft::Draft;
use crate::workflow::Node;
use serde_json::json;

/// Keeps the node as it stands in the file. `inputs` and `outputs` are as many as
/// connections use.
pub(crate) fn keep(node: &Node, inputs: usize, outputs: usize) -> Draft {
    let mut draft = Draft::new();
    draft.is_unknown = true;
    if is_trigger(node, inputs) {
        draft.trigger("imported_trigger").inputs(Vec::<String>::new());
    } else {
        draft.kind("imported_node").set("inputs", inputs.max(1));
        draft.inputs((0..inputs.max(1)).map(|place| format!("input_{place}")));
    }
    draft.set("source", "n8n").set("title", node.kind.as_str()).set("outputs", outputs.max(1));
    draft.set("original", node.raw.clone());
    draft.outputs((0..outputs.max(1)).map(|place| format!("output_{place}")));
    draft
}

/// By its name, and only if nothing leads to it.
fn is_trigger(node: &Node, inputs: usize) -> bool {
    let name = node.kind.rsplit('.').next().unwrap_or_default();
    inputs == 0
        && (name.ends_with("Trigger")
            || json!(["webhook", "start"]).as_array().is_some_and(|known| known.contains(&name.into())))
}

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

/// What to do about a node without a counterpart.
pub(crate) fn hint(kind: &str) -> &'static str {
    let name = kind.rsplit('.').next().unwrap_or_default();
    let known = HINTS.iter().find(|(names, _)| names.contains(&name));
    known.map_or(
        "It is kept with all its settings but does nothing: replace it by other blocks, such as HTTP request.",
        |(_, hint)| hint,
    )
}

#[rustfmt::skip]
const HINTS: &[(&[&str], &str)] = &[
    (&["executeCommand", "ssh"], "Commands are never run on the server here: let a program beside it do so, and call that with HTTP request."),
    (&["ftp"], "Let a program that has the files offer them over HTTP, or read them from the folder of the server with File on disk."),
    (&["git"], "Use HTTP request with the interface of the place the repository is at."),
    (&["localFileTrigger"], "Look from time to time: put File on disk and Only new items behind a Schedule."),
    (&["sseTrigger"], "Ask from time to time with HTTP request behind a Schedule, or let the other side call a Webhook."),
    (&["rssFeedReadTrigger"], "Put Read feed and Only new items behind a Schedule."),
    (&["n8nTrigger", "workflowTrigger"], "Nothing starts a flow when it is published here: start it by hand or by a Schedule."),
    (&["n8n"], "Use HTTP request with the interface of this server."),
    (&["simulate", "simulateTrigger"], "Pin the items on the block they stand for."),
    (&["mqtt", "mqttTrigger", "amqp", "amqpTrigger", "kafka", "kafkaTrigger", "rabbitmq", "rabbitmqTrigger"], "Let a program at the queue call a Webhook, and send to it with HTTP request."),
];

/// By its name, and only if nothing leads to it.
fn is_trigger(node: &Node, inputs: usize) -> bool {
    let name = node.kind.rsplit('.').next().unwrap_or_default();
    inputs == 0
        && (name.ends_with("Trigger")
            || json!(["webhook", "start"]).as_array().is_some_and(|known| known.contains(&name.into())))
}

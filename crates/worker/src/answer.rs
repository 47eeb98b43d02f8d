//! What callers who wait for a run are told.

use engine::event::AnswerBody;
use flow::id::RunId;
use serde_json::{Value, json};
use store::door::Answer;
use store::runs::RunStatus;

/// More items than this are not sent back to a caller who did not ask for a shape.
const OUTPUT_MAXIMUM_ITEMS: usize = 100;

/// The answer a node gave, as bytes.
pub(crate) fn from_engine(given: engine::Answer) -> Answer {
    let engine::Answer { status, mut headers, body } = given;
    let body = match body {
        AnswerBody::Empty => Vec::new(),
        AnswerBody::Text(text) => text.into_bytes(),
        AnswerBody::File(content) => node_sdk::binary::decode(&content).unwrap_or_default(),
        AnswerBody::Json(value) => {
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
                headers.push(("content-type".into(), "application/json".into()));
            }
            value.to_string().into_bytes()
        }
    };
    Answer { status, headers, body }
}

/// The answer when no node gave one: the last items of a run that ended, the
/// failure in plain words, or that the run goes on.
pub(crate) fn default(run: RunId, status: RunStatus, output: &[Value], error: Option<&str>) -> Answer {
    let (code, body) = match status {
        RunStatus::Succeeded => (200, json!({"run": run, "status": "succeeded", "output": output})),
        RunStatus::Failed => {
            (500, json!({"run": run, "status": "failed", "error": error.unwrap_or("The run failed.")}))
        }
        RunStatus::Cancelled => (409, json!({"run": run, "status": "cancelled"})),
        RunStatus::Running | RunStatus::Waiting | RunStatus::InDoubt | RunStatus::Paused | RunStatus::Queued => {
            (202, json!({"run": run, "status": "accepted"}))
        }
    };
    Answer {
        status: code,
        headers: vec![("content-type".into(), "application/json".into())],
        body: body.to_string().into_bytes(),
    }
}

/// The answer to a caller whose run was skipped.
pub(crate) fn skipped(run: RunId, reason: &str) -> Answer {
    let body = json!({"run": run, "status": "skipped", "reason": reason});
    let headers = vec![("content-type".into(), "application/json".into())];
    Answer { status: 200, headers, body: body.to_string().into_bytes() }
}

/// The items of the nodes nothing comes after, as JSON.
pub(crate) fn output(run: &engine::Run, plan: &flow::plan::Plan) -> Vec<Value> {
    let last = plan.nodes().iter().enumerate().filter(|(_, node)| node.outgoing.iter().all(Vec::is_empty));
    let ports = last.filter_map(|(index, _)| run.outputs(0, index as u32)).flatten();
    let mut values = Vec::new();
    for (_, items) in ports {
        let part = items.part(0, OUTPUT_MAXIMUM_ITEMS - values.len());
        values.extend(part.into_iter().map(|item| item.json.into_value()));
    }
    values
}

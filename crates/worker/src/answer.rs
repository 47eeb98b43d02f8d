//! What callers who wait for a run are told.

use engine::NodeState;
use engine::event::AnswerBody;
use flow::id::RunId;
use flow::last::{LastAnswer, Take};
use flow::plan::NodeIndex;
use flow::{Flow, Items};
use serde_json::{Value, json};
use std::cmp::Ordering;
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

/// The node that was done last: of those after which nothing was done, the one that
/// stands lowest on the canvas, then furthest to the right, as branches are worked off.
pub(crate) fn last_node(run: &engine::Run, plan: &flow::plan::Plan, document: &Flow) -> Option<NodeIndex> {
    let is_done = |index: NodeIndex| run.node_state(0, index) == NodeState::Done;
    let is_end = |index: NodeIndex| {
        let after = plan.node(index).outgoing.iter().flatten().map(|edge| plan.edge(*edge).to.node);
        !after.into_iter().any(is_done)
    };
    let of_flow = (0..plan.nodes().len() as NodeIndex).filter(|index| plan.node(*index).region == 0);
    let place = |index: NodeIndex| {
        let node = document.node(&plan.node(index).id);
        node.map_or((0.0, 0.0), |node| (node.position.y, node.position.x))
    };
    of_flow
        .filter(|index| is_done(*index) && is_end(*index))
        .max_by(|a, b| place(*a).partial_cmp(&place(*b)).unwrap_or(Ordering::Equal))
}

/// The answer that is made of the last items.
pub(crate) fn of_items(last: &LastAnswer, items: &Items) -> Answer {
    let first = items.part(0, 1).into_iter().next();
    let mut headers = last.headers.clone();
    let mut typed = |media_type: &str| {
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("content-type".into(), media_type.into()));
        }
    };
    let body = match last.take {
        Take::Nothing => Vec::new(),
        Take::Items => {
            typed("application/json");
            let values: Value = items.iter().map(|item| Value::from(item.json.clone())).collect();
            values.to_string().into_bytes()
        }
        Take::File => {
            let file = first.as_ref().and_then(|item| match last.file.as_str() {
                "" => item.binary.values().next(),
                name => item.binary.get(name),
            });
            let Some(file) = file else { return nothing_there("The last block gave no such file.") };
            typed(&file.media_type);
            node_sdk::binary::decode(&file.data).unwrap_or_default()
        }
        Take::FirstItem => {
            let Some(item) = first else { return nothing_there("The last block gave no item.") };
            let whole = Value::from(item.json);
            let mut path = last.field.split('.').filter(|part| !part.is_empty());
            let value = path.try_fold(&whole, |value, part| value.get(part)).cloned().unwrap_or_default();
            typed(if last.content_type.is_empty() { "application/json" } else { &last.content_type });
            match value {
                Value::String(text) if !last.content_type.is_empty() => text.into_bytes(),
                value => value.to_string().into_bytes(),
            }
        }
    };
    Answer { status: last.status, headers, body }
}

fn nothing_there(message: &str) -> Answer {
    let headers = vec![("content-type".into(), "application/json".into())];
    Answer { status: 500, headers, body: json!({"message": message}).to_string().into_bytes() }
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

#[cfg(test)]
mod tests {
    use super::*;
    use flow::Item;
    use flow::item::Binary;

    fn text(last: &LastAnswer, items: &[Item]) -> (u16, String, String) {
        let answer = of_items(last, &items.to_vec().into());
        let media_type = answer.headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.clone());
        (answer.status, media_type.unwrap_or_default(), String::from_utf8(answer.body).unwrap())
    }

    #[test]
    fn what_of_the_last_items_is_answered_can_be_chosen() {
        let file =
            Binary { file_name: "a.txt".into(), media_type: "text/plain".into(), size_bytes: 2, data: "aGk=".into() };
        let first = Item { binary: [("doc".to_owned(), file)].into(), ..Item::new(json!({"a": {"b": "<b>"}})) };
        let items = [first, Item::new(json!({"n": 2}))];
        let usual = LastAnswer { status: 200, ..LastAnswer::default() };
        let with = |take| LastAnswer { take, ..usual.clone() };
        let json = "application/json";
        assert_eq!(text(&usual, &items), (200, json.into(), r#"{"a":{"b":"<b>"}}"#.into()));
        assert_eq!(text(&with(Take::Items), &items), (200, json.into(), r#"[{"a":{"b":"<b>"}},{"n":2}]"#.into()));
        assert_eq!(text(&with(Take::File), &items), (200, "text/plain".into(), "hi".into()));
        assert_eq!(text(&with(Take::Nothing), &items), (200, String::new(), String::new()));
        let html = LastAnswer { field: "a.b".into(), content_type: "text/html".into(), status: 201, ..usual.clone() };
        assert_eq!(text(&html, &items), (201, "text/html".into(), "<b>".into()));
        for take in [Take::FirstItem, Take::File] {
            assert_eq!(text(&with(take), &[]).0, 500);
        }
        assert_eq!(text(&with(Take::Items), &[]).2, "[]");
    }
}

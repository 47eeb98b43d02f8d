//! The flows behind the queue service: wait until the time, then send or call.

use api::{QueueFlows, Task};
use flow::document::{Edge, Flow, Node};
use flow::id::CredentialId;
use serde_json::{Map, Value, json};

/// The kinds these flows are made of.
const TRIGGER: &str = "manual_trigger";
const WAIT: &str = "wait";
const EMAIL: Sender = Sender { kind: "send_email", slot: "smtp", credential: "smtp" };
const SMS: Sender = Sender { kind: "send_sms", slot: "account", credential: "twilio" };
const CALL: &str = "http_request";

struct Sender {
    kind: &'static str,
    slot: &'static str,
    credential: &'static str,
}

/// Makes the flows from the node kinds of this build.
pub struct NodeQueueFlows;

impl QueueFlows for NodeQueueFlows {
    fn credential_kind(&self, task: Task) -> Option<&'static str> {
        match task {
            Task::Email => Some(EMAIL.credential),
            Task::Sms => Some(SMS.credential),
            Task::Job => None,
        }
    }

    fn flow(&self, task: Task, credential: Option<CredentialId>) -> Flow {
        let (kind, slot, parameters) = match task {
            Task::Email => (
                EMAIL.kind,
                EMAIL.slot,
                json!({
                    "to": "{{ $json.to }}",
                    "subject": "{{ $json.subject }}",
                    "html": "{{ $json.html }}",
                    "from": "{{ $json.from ?? '' }}",
                }),
            ),
            Task::Sms => (
                SMS.kind,
                SMS.slot,
                json!({"to": "{{ $json.to }}", "message": "{{ $json.message }}", "media": "{{ $json.mediaUrl }}"}),
            ),
            Task::Job => (
                CALL,
                "",
                json!({
                    "method": "POST",
                    "url": "{{ $json.callbackEndpoint }}",
                    "body": "json",
                    "json": {
                        "jobId": "{{ $json.job_id }}",
                        "type": "{{ $json.type }}",
                        "data": "{{ $json.data }}",
                    },
                }),
            ),
        };
        let mut last = node("do", kind, "Do", parameters);
        if let Some(credential) = credential {
            last.credentials.insert(slot.into(), credential.to_string());
        }
        let wait = json!({"mode": "until", "until": "{{ $json.due_at }}"});
        let mut flow = Flow::named("Queue service");
        flow.nodes = vec![node("start", TRIGGER, "Start", json!({})), node("wait", WAIT, "Wait", wait), last];
        flow.edges = vec![edge("start", "wait"), edge("wait", "do")];
        flow
    }
}

fn node(id: &str, kind: &str, name: &str, parameters: Value) -> Node {
    Node { parameters: parameters.as_object().cloned().unwrap_or_else(Map::new), ..Node::new(id, kind, name) }
}

fn edge(from: &str, to: &str) -> Edge {
    let port = |node: &str| flow::PortRef { node: node.into(), port: flow::kind::MAIN_PORT.into() };
    Edge { id: format!("{from}-{to}").as_str().into(), from: port(from), to: port(to) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flow::Ids as _;
    use store::system::SystemIds;

    #[test]
    fn the_flows_have_no_errors() {
        let catalog = nodes::catalog();
        for task in [Task::Email, Task::Sms, Task::Job] {
            let credential = NodeQueueFlows.credential_kind(task).map(|_| CredentialId(SystemIds.uuid()));
            let problems = node_sdk::check::check(&NodeQueueFlows.flow(task, credential), &catalog);
            let errors: Vec<_> =
                problems.into_iter().filter(|problem| problem.severity == flow::Severity::Error).collect();
            assert_eq!(errors, [], "{task:?}");
        }
    }
}

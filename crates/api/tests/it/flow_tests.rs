//! Tests of flows: kept, played, and asked before publishing.

use crate::server::{Reply, Server, node};
use http::Method;
use serde_json::{Value, json};

struct Desk {
    server: Server,
    owner: crate::server::Proof,
    base: String,
    flow: String,
}

impl Desk {
    async fn new(settings: Value) -> Self {
        let (server, workspace, owner) = Server::with_owner().await;
        let base = format!("/api/v1/workspaces/{workspace}");
        let nodes = [node("start", "manual_trigger", json!({})), node("next", "no_op", json!({}))];
        let edges = json!([{"id": "e", "from": {"node": "start"}, "to": {"node": "next"}}]);
        let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow", "settings": settings,
            "nodes": nodes, "edges": edges});
        let made = json!({"name": "Flow", "document": document});
        let flow = server.post(&owner, &format!("{base}/flows"), made).await.ok()["id"].as_str().unwrap().to_owned();
        Self { server, owner, base, flow }
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.server.send(method, &self.owner, &format!("{}/flows/{}{path}", self.base, self.flow), body).await
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    async fn audit(&self) -> String {
        self.server.get(&self.owner, &format!("{}/audit", self.base)).await.ok().to_string()
    }
}

fn expecting(name: &str, node: &str) -> Value {
    json!({"name": name, "expectations": [{"node": node, "that": "runs"}]})
}

#[tokio::test]
async fn tests_are_kept_changed_played_and_deleted() {
    let desk = Desk::new(json!({})).await;
    let saved = desk.post("/tests", expecting("Runs to its end", "next")).await.ok();
    let path = format!("/tests/{}", saved["id"].as_str().unwrap());
    let other = desk.post("/tests", expecting("Goes astray", "gone")).await.ok();
    let listed = desk.send(Method::GET, "/tests", None).await.ok();
    assert_eq!(listed["items"], json!([saved, other]));

    let results = desk.post("/tests/run", json!({})).await.ok();
    let passed: Vec<_> = results["items"].as_array().unwrap().iter().map(|result| &result["passed"]).collect();
    assert_eq!((passed, &results["passed"]), (vec![&json!(true), &json!(false)], &json!(false)));
    let one = desk.post("/tests/run", json!({"tests": [saved["id"]]})).await.ok();
    assert_eq!((one["items"].as_array().unwrap().len(), &one["passed"]), (1, &json!(true)));
    let unsaved = desk.post("/tests/run", json!({"unsaved": expecting("Tried", "next")})).await.ok();
    assert_eq!(unsaved["items"][0]["verdicts"][1]["message"], "“next” runs.");

    let changed = desk.send(Method::PUT, &path, Some(expecting("Renamed", "next"))).await.ok();
    assert_eq!(changed["test"]["name"], "Renamed");
    assert_eq!(desk.send(Method::DELETE, &path, None).await.status, 204);
    assert_eq!(desk.send(Method::DELETE, &path, None).await.status, 404);
    let audit = desk.audit().await;
    for action in ["flow_test.created", "flow_test.changed", "flow_test.deleted"] {
        assert!(audit.contains(action), "{action}");
    }
}

#[tokio::test]
async fn a_test_without_sense_is_refused() {
    let desk = Desk::new(json!({})).await;
    assert_eq!(desk.post("/tests", json!({"name": ""})).await.status, 422);
    assert!(desk.post("/tests", json!({"name": "A", "surprise": 1})).await.status.is_client_error());
    let astray = json!({"name": "A", "trigger": "gone"});
    let results = desk.post("/tests/run", json!({"unsaved": astray})).await.ok();
    assert_eq!(results["items"][0]["passed"], false);
}

#[tokio::test]
async fn failing_tests_warn_when_a_flow_is_published() {
    let desk = Desk::new(json!({})).await;
    desk.post("/tests", expecting("Goes astray", "gone")).await.ok();
    let published = desk.post("/publish", json!({"revision": 1})).await.ok();
    assert_eq!(published["problems"][0]["code"], "test_failed");
}

#[tokio::test]
async fn a_flow_may_ask_that_its_tests_pass() {
    let desk = Desk::new(json!({"tests_must_pass": true})).await;
    let saved = desk.post("/tests", expecting("Goes astray", "gone")).await.ok();
    assert_eq!(desk.post("/publish", json!({"revision": 1})).await.verdict(), "422 tests_failed");
    let path = format!("/tests/{}", saved["id"].as_str().unwrap());
    desk.send(Method::PUT, &path, Some(expecting("Runs", "next"))).await.ok();
    desk.post("/publish", json!({"revision": 1})).await.ok();
}

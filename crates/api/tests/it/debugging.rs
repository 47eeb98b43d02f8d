//! Tests that are debugged: what the runner is asked, and what people are told.

use crate::server::{Server, node};
use crate::stub_runner::Mood;
use flow::NodeId;
use serde_json::json;
use store::door::At;
use store::door::debug::{Debug, Edit, Go, Release, Stops};
use store::identity::Role;

#[tokio::test]
async fn a_test_is_debugged() {
    let (server, workspace, owner) = Server::with_owner().await;
    let base = format!("/api/v1/workspaces/{workspace}");
    let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow", "edges": [],
        "nodes": [node("start", "manual_trigger", json!({}))]});
    let flow = server.post(&owner, &format!("{base}/flows"), json!({"name": "Flow", "document": document})).await.ok();
    *server.runner.mood.lock().unwrap() = Mood::Slow;
    let debug = json!({"breakpoints": {"a": "", "b": "{{ $json.n > 1 }}"}, "arrows": {"e1": ""}, "at_start": true});
    let start = json!({"draft": true, "debug": debug});
    let runs = format!("{base}/flows/{}/runs", flow["id"].as_str().unwrap());
    let run = server.post(&owner, &runs, start).await.ok();
    let stops = Stops {
        arrows: [("e1".to_owned(), None)].into(),
        ..Stops::from_iter([(NodeId::from("a"), None), (NodeId::from("b"), Some("{{ $json.n > 1 }}".to_owned()))])
    };
    assert_eq!(server.runner.debugs.lock().unwrap()[..], [Debug { stops, at_start: true }]);

    let path = format!("{base}/runs/{}/debug", run["run"].as_str().unwrap());
    let standing = server.get(&owner, &path).await.ok();
    assert_eq!(standing["breakpoints"], json!({"a": ""}));
    let arrow = &standing["held"][0]["arrows"][0];
    assert_eq!((&arrow["edge"], &arrow["count"]), (&json!("e1"), &json!(201)));
    assert_eq!(arrow["items"].as_array().unwrap().len(), 200, "more are not sent");

    let edit = json!({"edge": "e1", "items": [{"n": 7}]});
    let step = json!({"step": "over", "node": "a", "frame": 3, "breakpoints": {}, "edits": [edit]});
    server.post(&owner, &path, step).await.ok();
    server.post(&owner, &path, json!({"step": "continue"})).await.ok();
    let at = Some(At { node: NodeId::from("a"), frame: Some(3) });
    let edits = vec![Edit { edge: Some("e1".into()), frame: 0, items: vec![json!({"n": 7})] }];
    let released: Vec<_> = server.runner.released.lock().unwrap().iter().map(|(_, release)| release.clone()).collect();
    let first = Release { go: Go::Over, at, stops: Some(Stops::default()), edits };
    assert_eq!(released, [first, Release { go: Go::Continue, at: None, stops: None, edits: Vec::new() }]);
    let audit = server.get(&owner, &format!("{base}/audit")).await.ok().to_string();
    assert_eq!(audit.matches("run.edited").count(), 1, "steps are not noted, changed items are");

    let watch = json!({"node": "a", "template": "{{ 1 }}"});
    let value = server.post(&owner, &format!("{path}/watch"), watch).await.ok();
    assert_eq!(value, json!({"ok": true, "value": "{{ 1 }}", "kind": "string"}));
    let odd = server.post(&owner, &path, json!({"step": "back"})).await;
    assert!(odd.status.is_client_error());
}

#[tokio::test]
async fn a_run_under_way_is_debugged_by_those_who_may() {
    let (server, workspace, owner) = Server::with_owner().await;
    let base = format!("/api/v1/workspaces/{workspace}");
    let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow", "edges": [],
        "nodes": [node("start", "manual_trigger", json!({}))]});
    let flow = server.post(&owner, &format!("{base}/flows"), json!({"name": "Flow", "document": document})).await.ok();
    let flow = format!("{base}/flows/{}", flow["id"].as_str().unwrap());
    server.post(&owner, &format!("{flow}/publish"), json!({"revision": 1})).await.ok();
    *server.runner.mood.lock().unwrap() = Mood::Slow;
    let run = server.post(&owner, &format!("{flow}/runs"), json!({})).await.ok();
    let path = format!("{base}/runs/{}/debug", run["run"].as_str().unwrap());

    let editor = server.member(workspace, Role::Editor).await;
    assert_eq!(server.post(&editor, &format!("{path}/attach"), json!({})).await.status, 403);
    assert_eq!(server.post(&editor, &path, json!({"step": "continue"})).await.status, 403, "no test of theirs");
    let attach = json!({"arrows": {"e1": ""}, "breakpoints_only": true});
    server.post(&owner, &format!("{path}/attach"), attach).await.ok();
    let stops = Stops { arrows: [("e1".to_owned(), None)].into(), ..Stops::default() };
    assert_eq!(server.runner.debugs.lock().unwrap()[..], [Debug { stops, at_start: false }]);
    server.post(&owner, &path, json!({"step": "over"})).await.ok();
    server.post(&owner, &format!("{path}/detach"), json!({})).await.ok();
    let audit = server.get(&owner, &format!("{base}/audit")).await.ok().to_string();
    assert!(audit.contains("run.debugged") && audit.contains("run.debug_ended"), "{audit}");
}

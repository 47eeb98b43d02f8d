//! The queue service.

use crate::server::{Proof, Server};
use auth::Scope;
use flow::id::WorkspaceId;
use serde_json::{Value, json};

fn email(workspace: WorkspaceId) -> Value {
    json!({"to": "ada@example.org", "subject": "Hello", "html": "<p>Hello</p>", "workspaceId": workspace,
        "contactId": "c1", "delay": 60_000})
}

async fn with_smtp(server: &Server, workspace: WorkspaceId, owner: &Proof) {
    let fields = json!({"host": "mail.example.org", "from": "us@example.org"});
    let path = format!("/api/v1/workspaces/{workspace}/credentials");
    server.post(owner, &path, json!({"name": "Mail", "kind": "smtp", "fields": fields})).await.ok();
}

#[tokio::test]
async fn missing_fields_are_named() {
    let (server, workspace, _) = Server::with_owner().await;
    let token = server.token(workspace, &[Scope::QueueWrite]).await;
    for (path, body, missing) in [
        ("/api/schedule-email", json!({"to": " "}), vec!["to", "subject", "html", "workspaceId"]),
        ("/api/schedule-sms", json!({"to": "+1"}), vec!["message", "workspaceId"]),
        ("/api/schedule-job", json!({"data": {}}), vec!["type", "data.workspaceId", "callbackEndpoint"]),
        ("/api/flow-node-completed", json!({"nodeId": "a"}), vec!["result", "executionId", "flowId", "workspaceId"]),
    ] {
        let problem = server.post(&token, path, body).await.problem();
        let fields: Vec<&str> =
            problem["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
        assert_eq!((&problem["status"], fields), (&json!(400), missing), "{path}");
    }
    let wrong = server.post(&token, "/api/schedule-email", json!({"delay": "soon"})).await;
    assert_eq!((wrong.status.as_u16(), &wrong.body["fields"][0]["field"]), (400, &json!("delay")));
}

#[tokio::test]
async fn a_job_is_scheduled_and_can_be_asked_for() {
    let (server, workspace, owner) = Server::with_owner().await;
    let token = server.token(workspace, &[Scope::QueueWrite]).await;
    let refused = server.post(&token, "/api/schedule-email", email(workspace)).await;
    assert_eq!(refused.verdict(), "409 no_credential");
    with_smtp(&server, workspace, &owner).await;
    let made = server.post(&token, "/api/schedule-email", email(workspace)).await.ok();
    assert_eq!(made["scheduledTime"], "2026-01-01T00:01:00Z");
    let item = server.runner.launches.lock().unwrap()[0].items[0].json.clone();
    assert_eq!((&item["to"], &item["due_at"]), (&json!("ada@example.org"), &json!(1_767_225_660_000_i64)));
    let status = format!("/api/job-status/{}", made["jobId"].as_str().unwrap());
    assert_eq!(server.get(&token, &status).await.ok(), json!({"status": "completed", "result": null}));
    assert_eq!(server.get(&owner, &status).await.ok()["status"], "completed");
    let flows = server.get(&owner, &format!("/api/v1/workspaces/{workspace}/flows")).await.ok();
    assert_eq!(flows["items"], json!([]), "the flow of the queue service is not in the list");
}

#[tokio::test]
async fn another_workspace_does_not_exist() {
    let (server, workspace, owner) = Server::with_owner().await;
    let (other, other_owner) = server.another_workspace(workspace).await;
    let token = server.token(workspace, &[Scope::QueueWrite]).await;
    with_smtp(&server, other, &other_owner).await;
    let made = server.post(&other_owner, "/api/schedule-email", email(other)).await.ok();
    let status = format!("/api/job-status/{}", made["jobId"].as_str().unwrap());
    for proof in [&token, &owner] {
        assert_eq!(server.post(proof, "/api/schedule-email", email(other)).await.verdict(), "404 not_found");
        assert_eq!(server.get(proof, &status).await.verdict(), "404 not_found");
    }
}

#[tokio::test]
async fn a_node_that_waits_is_called_back() {
    let (server, workspace, owner) = Server::with_owner().await;
    let order = json!({"type": "x", "data": {"workspaceId": workspace}, "callbackEndpoint": "https://a.example"});
    server.post(&owner, "/api/schedule-job", order).await.ok();
    let (run, flow) = {
        let page = store::PageRequest { cursor: None, limit: 10 };
        let flow = server.runner.launches.lock().unwrap()[0].flow;
        let filter = store::runs::RunFilter { flow: Some(flow), ..Default::default() };
        (server.store.runs(workspace, filter, page).await.unwrap().items[0].id, flow)
    };
    let done = |node: &str, run: String| json!({"result": {"ok": true}, "nodeId": node, "executionId": run, "flowId": flow, "workspaceId": workspace, "jobId": "j"});
    let path = "/api/flow-node-completed";
    let answer = server.post(&owner, path, done("next", run.to_string())).await.ok();
    assert_eq!((&answer["success"], &answer["nextNodes"]), (&json!(true), &json!([])));
    let signal = server.runner.signals.lock().unwrap()[0].clone();
    assert_eq!((signal.0, signal.2), (run, json!({"ok": true, "jobId": "j"})));
    assert_eq!(server.post(&owner, path, done("none", run.to_string())).await.verdict(), "404 not_found");
    let missing = done("next", "run_00000000000000000000000001".into());
    assert_eq!(server.post(&owner, path, missing).await.verdict(), "404 not_found");
}

//! Limits of a workspace: who reads and changes them, what is refused, what is shown.

use crate::server::Server;
use flow::id::RunId;
use flow::{Ids, Timestamp};
use http::Method;
use serde_json::json;
use store::identity::Role;
use store::limits::{Ask, Bound};
use store::runs::{Accept, Record, RunMode, RunStatus};

#[tokio::test]
async fn an_owner_sets_them_and_everyone_sees_them() {
    let (server, workspace, owner) = Server::with_owner().await;
    let path = format!("/api/v1/workspaces/{workspace}/limits");
    let free = json!({"at_once": null, "rate": null});
    assert_eq!(server.get(&owner, &path).await.ok(), json!({"own": free, "server": free}));
    let limits = json!({"at_once": 5, "rate": {"runs": 100, "per_ms": 60_000}});
    let admin = server.member(workspace, Role::Admin).await;
    assert_eq!(server.send(Method::PUT, &admin, &path, Some(limits.clone())).await.verdict(), "403 forbidden");
    server.send(Method::PUT, &owner, &path, Some(limits.clone())).await.ok();
    let viewer = server.member(workspace, Role::Viewer).await;
    assert_eq!(server.get(&viewer, &path).await.ok()["own"], limits);
    let audit = server.get(&owner, &format!("/api/v1/workspaces/{workspace}/audit")).await.ok().to_string();
    assert_eq!(audit.matches("workspace.limits_changed").count(), 1);

    let (foreign, stranger) = server.another_workspace(workspace).await;
    assert_eq!(server.get(&stranger, &path).await.verdict(), "404 not_found");
    assert_eq!(server.send(Method::PUT, &stranger, &path, Some(limits)).await.verdict(), "404 not_found");
    let own = server.get(&stranger, &format!("/api/v1/workspaces/{foreign}/limits")).await.ok();
    assert_eq!(own["own"], free, "another workspace has its own");
}

#[tokio::test]
async fn what_is_out_of_bounds_is_named() {
    let (server, workspace, owner) = Server::with_owner().await;
    let path = format!("/api/v1/workspaces/{workspace}/limits");
    let limits = json!({"at_once": 0, "rate": {"runs": 0, "per_ms": 999}});
    let refused = server.send(Method::PUT, &owner, &path, Some(limits)).await;
    assert_eq!(refused.verdict(), "422 invalid");
    let fields: Vec<_> = refused.body["fields"].as_array().unwrap().iter().map(|field| &field["field"]).collect();
    assert_eq!(fields, ["at_once", "rate.runs", "rate.per_ms"]);
}

#[tokio::test]
async fn a_queued_run_says_what_it_waits_for() {
    let (server, workspace, owner) = Server::with_owner().await;
    let base = format!("/api/v1/workspaces/{workspace}");
    let trigger = crate::server::node("start", "manual_trigger", json!({}));
    let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow", "nodes": [trigger], "edges": []});
    let flow = server.post(&owner, &format!("{base}/flows"), json!({"name": "Flow", "document": document})).await.ok();
    let flow = flow["id"].as_str().unwrap().parse().unwrap();
    let one = Bound { at_once: Some(1), rate: None };
    let ask = || Ask {
        run: RunId(server.ids.uuid()),
        workspace,
        flow,
        key: "acme".into(),
        rate_key: String::new(),
        now: Timestamp(0),
        of_workspace: Bound::default(),
        of_flow: one,
        behind: None,
        waits: true,
    };
    let (first, second) = (ask(), ask());
    let run = second.run;
    server.store.take_turns(vec![first, second], Vec::new()).await.unwrap();
    let record = Record {
        run,
        workspace,
        accept: Some(Accept {
            flow,
            version: flow::id::VersionId(flow.0),
            version_number: None,
            mode: RunMode::Manual,
            started_at: Timestamp(0),
            retry_of: None,
            parent: None,
            idempotency: None,
        }),
        sequence: 0,
        chunk: b"-".to_vec(),
        replaces: false,
        status: RunStatus::Queued,
        wake_at: None,
        finished_at: None,
        error: None,
        answer: None,
        messages: Vec::new(),
        abandons: Vec::new(),
        heard: Vec::new(),
        waits: Default::default(),
    };
    server.store.commit(record).await.unwrap();
    let list = server.get(&owner, &format!("{base}/runs?status=queued")).await.ok();
    let row = &list["items"][0];
    let told = (row["status"].as_str(), row["waits_for"].as_str());
    assert_eq!(told, (Some("queued"), Some("the flow allows 1 run at once for “acme”")));
}

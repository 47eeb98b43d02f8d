//! Events that other systems send.

use crate::server::{Proof, Reply, Server};
use axum::body::Body;
use flow::id::WorkspaceId;
use http::{Request, StatusCode};
use serde_json::{Value, json};

async fn send(server: &Server, workspace: WorkspaceId, token: &str, key: Option<&str>, body: Value) -> Reply {
    let mut builder = Request::post(format!("/api/v1/workspaces/{workspace}/events"))
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"));
    if let Some(key) = key {
        builder = builder.header("idempotency-key", key);
    }
    server.request(builder.body(Body::from(body.to_string())).unwrap()).await
}

async fn token(server: &Server, workspace: WorkspaceId) -> String {
    match server.token(workspace, &[auth::Scope::RunsWrite]).await {
        Proof::Token(token) => token,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_event_is_handed_on_with_its_defaults() {
    let (server, workspace, _) = Server::with_owner().await;
    let token = token(&server, workspace).await;
    let reply = send(&server, workspace, &token, None, json!({"name": " order.paid ", "data": {"a": 1}})).await;
    assert_eq!(reply.status, StatusCode::CREATED);
    assert_eq!((&reply.body["waiting_runs"], &reply.body["repeated"]), (&json!(2), &json!(false)));
    let sent = server.runner.sent.lock().unwrap()[0].clone();
    assert_eq!((sent.name.as_str(), sent.key.as_str(), sent.keep_ms, sent.once), ("order.paid", "", 86_400_000, None));
    assert_eq!(sent.data, json!({"a": 1}));
}

#[tokio::test]
async fn what_is_sent_again_under_its_key_is_the_same() {
    let (server, workspace, _) = Server::with_owner().await;
    let token = token(&server, workspace).await;
    let event = json!({"name": "order.paid", "key": "7"});
    assert_eq!(send(&server, workspace, &token, Some("a"), event.clone()).await.ok()["repeated"], false);
    assert_eq!(send(&server, workspace, &token, Some("a"), event.clone()).await.ok()["repeated"], true);
    let other = json!({"name": "order.paid", "key": "8"});
    let reply = send(&server, workspace, &token, Some("a"), other).await;
    assert_eq!(reply.verdict(), "422 idempotency_key_reused");
    assert_eq!(send(&server, workspace, &token, Some(""), event).await.verdict(), "400 bad_idempotency_key");
    assert_eq!(server.runner.sent.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_no_event_is_refused_by_field() {
    let (server, workspace, _) = Server::with_owner().await;
    let token = token(&server, workspace).await;
    for (event, field) in [
        (json!({"name": ""}), "name"),
        (json!({"name": "a\nb"}), "name"),
        (json!({"key": "7"}), "name"),
        (json!({"name": "a", "key": "k".repeat(501)}), "key"),
        (json!({"name": "a", "keep_ms": 31_u64 * 86_400_000 + 1}), "keep_ms"),
        (json!({"name": "a", "other": 1}), "other"),
    ] {
        let reply = send(&server, workspace, &token, None, event.clone()).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{event}");
        assert_eq!(reply.body["fields"][0]["field"], field, "{event}");
    }
    assert!(server.runner.sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn only_those_at_home_may_send() {
    let (server, workspace, _) = Server::with_owner().await;
    let (other, _) = server.another_workspace(workspace).await;
    let token = token(&server, other).await;
    assert_eq!(send(&server, workspace, &token, None, json!({"name": "a"})).await.status, StatusCode::NOT_FOUND);
    let Proof::Token(reader) = server.token(workspace, &[auth::Scope::RunsRead]).await else { panic!("a token") };
    assert_eq!(send(&server, workspace, &reader, None, json!({"name": "a"})).await.status, StatusCode::FORBIDDEN);
    assert!(server.runner.sent.lock().unwrap().is_empty());
}

//! Presets of nodes, as a program meets them.

use crate::server::Server;
use http::Method;
use serde_json::{Value, json};
use store::identity::Role;

#[tokio::test]
async fn presets_are_made_changed_and_found() {
    let (server, workspace, owner) = Server::with_owner().await;
    let base = format!("/api/v1/workspaces/{workspace}");
    let path = format!("{base}/presets");
    let new = |name: &str| json!({"kind": "send_email", "name": name, "parameters": {"subject": "Hello"}});
    let made = server.post(&owner, &path, new(" Welcome ")).await.ok();
    assert_eq!((&made["name"], &made["parameters"]), (&json!("Welcome"), &json!({"subject": "Hello"})));
    for (body, verdict) in [
        (new("Welcome"), "409 conflict"),
        (new(""), "422 invalid"),
        (json!({"kind": "send_pigeon", "name": "a", "parameters": {}}), "422 invalid"),
        (json!({"kind": "send_email", "name": "a", "parameters": []}), "422 invalid"),
    ] {
        assert_eq!(server.post(&owner, &path, body).await.verdict(), verdict);
    }
    server.post(&owner, &path, new("Another")).await.ok();
    let names =
        |list: &Value| list["items"].as_array().unwrap().iter().map(|row| row["name"].clone()).collect::<Vec<_>>();
    let list = |kind: &str| format!("{path}?kind={kind}");
    assert_eq!(names(&server.get(&owner, &list("send_email")).await.ok()), ["Another", "Welcome"]);
    assert_eq!(names(&server.get(&owner, &list("send_sms")).await.ok()), [] as [&str; 0]);

    let editor = server.member(workspace, Role::Editor).await;
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let taken = server.send(Method::PATCH, &editor, &one, Some(json!({"name": "Another"}))).await;
    assert_eq!(taken.verdict(), "409 conflict");
    let changed = server.send(Method::PATCH, &editor, &one, Some(json!({"parameters": {"subject": "Hi"}}))).await.ok();
    assert_eq!((&changed["name"], &changed["parameters"]["subject"]), (&json!("Welcome"), &json!("Hi")));

    let viewer = server.member(workspace, Role::Viewer).await;
    assert_eq!(server.send(Method::DELETE, &viewer, &one, None).await.verdict(), "403 forbidden");
    assert_eq!(names(&server.get(&viewer, &list("send_email")).await.ok()), ["Another", "Welcome"]);
    assert_eq!(server.send(Method::DELETE, &editor, &one, None).await.status, 204);
    assert_eq!(server.send(Method::DELETE, &editor, &one, None).await.verdict(), "404 not_found");
    let audit = server.get(&owner, &format!("{base}/audit")).await.ok();
    assert_eq!(
        (&audit["items"][0]["action"], &audit["items"][0]["detail"]["name"]),
        (&json!("preset.deleted"), &json!("Welcome"))
    );
}

//! Messages looked at and tested before they are sent, and schedules before they are followed.

use crate::server::Server;
use http::Method;
use serde_json::{Value, json};
use store::identity::Role;

fn document() -> Value {
    let node = |id: &str, kind: &str, parameters: Value| json!({"id": id, "kind": kind, "name": id, "position": {"x": 0, "y": 0}, "parameters": parameters});
    json!({
        "format": "towpath.flow", "version": 1, "name": "Mails", "edges": [],
        "nodes": [
            node("mail", "send_email", json!({"subject": "Hello"})),
            node("text", "send_sms", json!({"message": "Hello"})),
            node("quiet", "no_op", json!({})),
        ],
    })
}

#[tokio::test]
async fn messages_are_looked_at_and_tested() {
    let (server, workspace, owner) = Server::with_owner().await;
    let base = format!("/api/v1/workspaces/{workspace}");
    let made =
        server.post(&owner, &format!("{base}/flows"), json!({"name": "Mails", "document": document()})).await.ok();
    let nodes = format!("{base}/flows/{}/nodes", made["id"].as_str().unwrap());

    let asked = json!({"items": [{"name": "Ada"}, {"name": "Bob"}]});
    let seen = server.post(&owner, &format!("{nodes}/mail/messages"), asked.clone()).await.ok();
    let subjects: Vec<_> = seen["items"].as_array().unwrap().iter().map(|message| &message["subject"]).collect();
    assert_eq!(subjects, ["To \"Ada\"", "To \"Bob\""]);
    let many = json!({"items": vec![json!({}); 51]});
    assert_eq!(server.post(&owner, &format!("{nodes}/mail/messages"), many).await.verdict(), "422 invalid");
    assert_eq!(
        server.post(&owner, &format!("{nodes}/quiet/messages"), asked.clone()).await.verdict(),
        "409 no_message"
    );
    assert_eq!(server.post(&owner, &format!("{nodes}/gone/messages"), asked).await.verdict(), "404 not_found");

    let test = |to: &str| json!({"to": to, "item": {"name": "Ada"}, "parameters": {"to": "all@example.com", "subject": "Hi", "cc": "x@example.com"}});
    let path = format!("{nodes}/mail/messages/test");
    for to in ["", "{{ $json.email }}", "a@example.com, b@example.com"] {
        assert_eq!(server.post(&owner, &path, test(to)).await.verdict(), "422 invalid", "{to}");
    }
    let sent = server.post(&owner, &path, test(" me@example.com ")).await.ok();
    assert_eq!(sent, json!({"ok": true, "message": "The mail server has taken the test for me@example.com."}));
    {
        let tried = server.runner.tried.lock().unwrap();
        assert_eq!(
            Value::Object(tried.last().unwrap().clone()),
            json!({"to": "me@example.com", "subject": "[Test] Hi"})
        );
    }
    let sms =
        server.post(&owner, &format!("{nodes}/text/messages/test"), json!({"to": "+15005550009", "item": {}})).await;
    assert_eq!(sms.ok()["message"], "The provider has taken the test for +15005550009.");

    let audit = server.get(&owner, &format!("{base}/audit")).await.ok();
    assert_eq!(audit["items"][0]["action"], "message.tested");
    assert_eq!(audit["items"][1]["detail"]["to"], "me@example.com");

    let viewer = server.member(workspace, Role::Viewer).await;
    assert_eq!(server.post(&viewer, &path, test("me@example.com")).await.verdict(), "403 forbidden");
    // Ten at once, of which two are gone: refusals count none, another person has their own.
    for _ in 0..8 {
        server.post(&owner, &path, test("me@example.com")).await.ok();
    }
    assert_eq!(server.post(&owner, &path, test("me@example.com")).await.verdict(), "429 too_often");
    let editor = server.member(workspace, Role::Editor).await;
    server.post(&editor, &path, test("me@example.com")).await.ok();
}

#[tokio::test]
async fn schedules_are_looked_at() {
    let (server, _, owner) = Server::with_owner().await;
    let path = "/api/v1/schedules/preview";
    let asked = json!({"lines": ["0 9 * * *", "nonsense"], "time_zone": "Europe/Berlin", "count": 2});
    let told = server.send(Method::POST, &owner, path, Some(asked)).await.ok();
    assert_eq!(told["times"].as_array().unwrap().len(), 2);
    assert!(told["times"][0]["local"].as_str().unwrap().contains("T09:00:00"));
    assert_eq!(told["line_problems"][0], "");
    assert!(told["line_problems"][1].as_str().unwrap().contains("five are needed"));
    assert_eq!(server.post(&owner, path, json!({"lines": [], "time_zone": "UTC"})).await.verdict(), "422 invalid");
}

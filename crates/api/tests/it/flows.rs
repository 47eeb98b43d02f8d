//! Flows: drafts, publishing, files, versions, credentials, audit.

use crate::server::{Proof, Reply, Server, node};
use flow::id::WorkspaceId;
use http::{Method, StatusCode};
use serde_json::{Value, json};

struct Desk {
    server: Server,
    base: String,
    owner: Proof,
    workspace: WorkspaceId,
}

impl Desk {
    async fn new() -> Self {
        let (server, workspace, owner) = Server::with_owner().await;
        Self { server, base: format!("/api/v1/workspaces/{workspace}"), owner, workspace }
    }

    async fn get(&self, path: &str) -> Reply {
        self.server.get(&self.owner, &format!("{}{path}", self.base)).await
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        self.server.post(&self.owner, &format!("{}{path}", self.base), body).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.server.send(method, &self.owner, &format!("{}{path}", self.base), body).await
    }

    async fn flow(&self, document: Value) -> Value {
        self.post("/flows", json!({"name": "Flow", "document": document})).await.ok()
    }
}

fn document(trigger: Value) -> Value {
    let next = node("next", "no_op", json!({}));
    json!({"format": "towpath.flow", "version": 1, "name": "Flow", "nodes": [trigger, next],
        "edges": [{"id": "e", "from": {"node": "start"}, "to": {"node": "next"}}]})
}

fn by_hand() -> Value {
    document(json!(node("start", "manual_trigger", json!({}))))
}

fn webhook(parameters: Value) -> Value {
    document(json!(node("start", "webhook", parameters)))
}

#[tokio::test]
async fn a_stale_revision_is_refused() {
    let desk = Desk::new().await;
    let flow = desk.flow(by_hand()).await;
    let path = format!("/flows/{}/draft", flow["id"].as_str().unwrap());
    let save =
        |revision: u64| desk.send(Method::PUT, &path, Some(json!({"document": by_hand(), "revision": revision})));
    assert_eq!(save(1).await.ok()["revision"], 2);
    assert_eq!(save(1).await.verdict(), "409 draft_changed");
    assert_eq!(save(2).await.ok()["revision"], 3);
}

#[tokio::test]
async fn a_webhook_gets_an_address_and_keeps_it() {
    let desk = Desk::new().await;
    let flow = desk.flow(webhook(json!({}))).await;
    let url = flow["triggers"][0]["url"].as_str().unwrap();
    assert!(url.strip_prefix("https://towpath.example/hooks/").unwrap().len() >= 43, "{url}");
    let path = format!("/flows/{}", flow["id"].as_str().unwrap());
    let save = json!({"document": webhook(json!({"path": ""})), "revision": 1});
    desk.send(Method::PUT, &format!("{path}/draft"), Some(save)).await.ok();
    assert_eq!(desk.get(&path).await.ok()["triggers"], flow["triggers"]);
}

#[tokio::test]
async fn errors_keep_a_flow_from_being_published() {
    let desk = Desk::new().await;
    let flow = desk.flow(document(json!(node("start", "schedule", json!({"cron": "bogus"}))))).await;
    let path = format!("/flows/{}/publish", flow["id"].as_str().unwrap());
    let refused = desk.post(&path, json!({"revision": 1})).await.problem();
    assert_eq!((&refused["code"], &refused["problems"][0]["node"]), (&json!("flow_invalid"), &json!("start")));
    assert_eq!(desk.post(&path, json!({"revision": 9})).await.verdict(), "409 draft_changed");
}

#[tokio::test]
async fn a_taken_path_is_named_at_its_node() {
    let desk = Desk::new().await;
    for (name, expected) in [("first", "200"), ("second", "422 flow_invalid")] {
        let flow = desk.flow(webhook(json!({"path": "orders"}))).await;
        let path = format!("/flows/{}/publish", flow["id"].as_str().unwrap());
        let reply = desk.post(&path, json!({"revision": 1})).await;
        assert_eq!(reply.verdict(), expected, "{name}");
        if name == "second" {
            let problem = &reply.body["problems"][0];
            assert_eq!((&problem["code"], &problem["parameter"]), (&json!("path_taken"), &json!("path")));
        }
    }
}

#[tokio::test]
async fn versions_can_be_compared_and_restored() {
    let desk = Desk::new().await;
    let flow = desk.flow(by_hand()).await;
    let path = format!("/flows/{}", flow["id"].as_str().unwrap());
    let published = desk.post(&format!("{path}/publish"), json!({"revision": 1, "note": "one"})).await.ok();
    assert_eq!(published["version"], 1);
    desk.send(Method::PATCH, &path, Some(json!({"name": "Renamed"}))).await.ok();
    assert_eq!(desk.get(&path).await.ok()["draft_changed"], true);
    let changes = desk.get(&format!("{path}/diff?from=1&to=draft")).await.ok();
    assert_eq!(changes["changes"][0]["fields"][0]["after"], "Renamed");
    assert_eq!(desk.post(&format!("{path}/versions/1/restore"), json!({})).await.ok()["name"], "Flow");
    assert_eq!(desk.get(&format!("{path}/versions/2")).await.verdict(), "404 not_found");
    assert_eq!(desk.post(&format!("{path}/pause"), json!({})).await.ok()["state"], "paused");
    assert_eq!(desk.get("/flows?state=paused").await.ok()["items"].as_array().unwrap().len(), 1);
    assert_eq!(desk.get("/flows?state=live").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn a_version_says_what_changed_unless_told() {
    let desk = Desk::new().await;
    let flow = desk.flow(by_hand()).await;
    let path = format!("/flows/{}", flow["id"].as_str().unwrap());
    desk.post(&format!("{path}/publish"), json!({"revision": 1})).await.ok();
    let mut changed = by_hand();
    changed["nodes"].as_array_mut().unwrap().push(json!(node("added", "no_op", json!({}))));
    desk.send(Method::PUT, &format!("{path}/draft"), Some(json!({"document": changed, "revision": 1}))).await.ok();
    desk.post(&format!("{path}/publish"), json!({"revision": 2})).await.ok();
    desk.post(&format!("{path}/publish"), json!({"revision": 2, "note": ""})).await.ok();
    let listed = desk.get(&format!("{path}/versions")).await.ok();
    let notes: Vec<&str> =
        listed["items"].as_array().unwrap().iter().map(|version| version["note"].as_str().unwrap()).collect();
    assert_eq!(notes, ["", "Added added", ""]);
}

#[tokio::test]
async fn versions_are_tagged() {
    let desk = Desk::new().await;
    let flow = desk.flow(by_hand()).await;
    let path = format!("/flows/{}", flow["id"].as_str().unwrap());
    desk.post(&format!("{path}/publish"), json!({"revision": 1})).await.ok();
    desk.post(&format!("{path}/publish"), json!({"revision": 1})).await.ok();
    let tag = async |number: u32, tags: Value| {
        let body = Some(json!({ "tags": tags }));
        desk.send(Method::PUT, &format!("{path}/versions/{number}/tags"), body).await
    };
    assert_eq!(tag(1, json!([" stable ", "autumn", "stable"])).await.ok()["tags"], json!(["autumn", "stable"]));
    assert_eq!(desk.get(&format!("{path}/versions/1")).await.ok()["tags"], json!(["autumn", "stable"]));
    let listed = desk.get(&format!("{path}/versions")).await.ok();
    assert_eq!((&listed["items"][0]["tags"], &listed["items"][1]["tags"]), (&json!([]), &json!(["autumn", "stable"])));
    assert_eq!(tag(1, json!([])).await.ok()["tags"], json!([]));
    assert_eq!(tag(7, json!(["stable"])).await.verdict(), "404 not_found");
    for wrong in [json!([" "]), json!(["x".repeat(41)]), json!((0..11).map(|n| n.to_string()).collect::<Vec<_>>())] {
        let reply = tag(1, wrong).await;
        assert_eq!((reply.verdict().as_str(), &reply.body["fields"][0]["field"]), ("422 invalid", &json!("tags")));
    }
    let audit = desk.get("/audit").await.ok();
    assert_eq!(audit["items"][0]["action"], "flow.version_tagged");
}

#[tokio::test]
async fn a_schedule_is_due_next_and_paused_times_are_not_made_up_for() {
    let desk = Desk::new().await;
    let schedule = json!(node("start", "schedule", json!({"cron": "0 9 * * *"})));
    let flow = desk.flow(document(schedule)).await;
    let path = format!("/flows/{}", flow["id"].as_str().unwrap());
    desk.post(&format!("{path}/publish"), json!({"revision": 1})).await.ok();
    let first = desk.get(&path).await.ok()["triggers"][0]["next_at"].as_i64().unwrap();
    desk.post(&format!("{path}/pause"), json!({})).await.ok();
    desk.server.clock.advance_ms(3 * 24 * 3_600_000);
    desk.post(&format!("{path}/resume"), json!({})).await.ok();
    let later = desk.get(&path).await.ok()["triggers"][0]["next_at"].as_i64().unwrap();
    assert_eq!(later - first, 3 * 24 * 3_600_000);
}

#[tokio::test]
async fn a_file_goes_out_and_comes_in() {
    let desk = Desk::new().await;
    let flow = desk.flow(by_hand()).await;
    let file = desk.get(&format!("/flows/{}/export", flow["id"].as_str().unwrap())).await.ok();
    let again = desk.post("/flows/import", json!({"document": file})).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(again.body["document"], flow["document"]);
    let wrong = desk.post("/flows/import", json!({"document": {"nodes": []}})).await.problem();
    assert_eq!(wrong["fields"][0]["field"], "document");
}

#[tokio::test]
async fn a_flow_with_active_runs_is_kept() {
    let desk = Desk::new().await;
    let flow = desk.flow(by_hand()).await;
    let path = format!("/flows/{}", flow["id"].as_str().unwrap());
    *desk.server.runner.mood.lock().unwrap() = crate::stub_runner::Mood::Slow;
    let run = desk.post(&format!("{path}/runs"), json!({"draft": true, "items": [{"a": 1}]})).await.ok();
    assert_eq!(run["status"], "running");
    assert_eq!(desk.send(Method::DELETE, &path, None).await.verdict(), "409 runs_active");
    assert_eq!(desk.send(Method::DELETE, &format!("{path}?force=true"), None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.get(&path).await.verdict(), "404 not_found");
}

#[tokio::test]
async fn secrets_stay_inside() {
    let desk = Desk::new().await;
    let fields = json!({"name": "X-Key", "value": "very secret"});
    let made = desk.post("/credentials", json!({"name": "Key", "kind": "http_header", "fields": fields})).await.ok();
    assert_eq!(made["fields"], json!({"name": "X-Key"}));
    let path = format!("/credentials/{}", made["id"].as_str().unwrap());
    let renamed = desk.send(Method::PATCH, &path, Some(json!({"fields": {"name": "X-Other"}}))).await.ok();
    assert_eq!(renamed["fields"], json!({"name": "X-Other"}));
    let row =
        desk.server.store.credential(desk.workspace, made["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
    assert!(!String::from_utf8_lossy(&row.sealed).contains("very secret"));
    let incomplete = json!({"name": "Key", "kind": "http_header", "fields": {"name": "X-Key"}});
    assert_eq!(desk.post("/credentials", incomplete).await.body["fields"][0]["field"], "fields.value");
    let unknown = json!({"name": "Key", "kind": "http_header", "fields": {"nome": "X-Key", "value": "v"}});
    assert_eq!(desk.post("/credentials", unknown).await.body["fields"][0]["field"], "fields.nome");
    let audit = desk.get("/audit").await.ok();
    let actions: Vec<&str> =
        audit["items"].as_array().unwrap().iter().map(|line| line["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["credential.changed", "credential.created"]);
    assert!(!audit.to_string().contains("very secret"));
}

#[tokio::test]
async fn only_owners_touch_owners() {
    let desk = Desk::new().await;
    let admin = desk.server.member(desk.workspace, store::identity::Role::Admin).await;
    let path = format!("{}/members", desk.base);
    let new =
        |role: &str, email: &str| json!({"email": email, "name": "New", "role": role, "password": "a long password"});
    assert_eq!(desk.server.post(&admin, &path, new("owner", "a@example.org")).await.verdict(), "403 forbidden");
    assert_eq!(desk.server.post(&admin, &path, new("editor", "a@example.org")).await.verdict(), "201");
    assert_eq!(desk.server.post(&admin, &path, new("editor", "a@example.org")).await.verdict(), "409 member_already");
    let owner = desk.server.get(&desk.owner, "/api/v1/session").await.ok()["user"]["id"].clone();
    let owner = format!("{path}/{}", owner.as_str().unwrap());
    let demote = Some(json!({"role": "viewer"}));
    assert_eq!(desk.server.send(Method::PATCH, &admin, &owner, demote.clone()).await.verdict(), "403 forbidden");
    assert_eq!(desk.server.send(Method::DELETE, &admin, &owner, None).await.verdict(), "403 forbidden");
    assert_eq!(desk.server.send(Method::PATCH, &desk.owner, &owner, demote).await.verdict(), "409 conflict");
}

#[tokio::test]
async fn a_token_is_shown_once_and_can_be_ended() {
    let desk = Desk::new().await;
    let made = desk.post("/tokens", json!({"name": "CI", "scopes": ["flows:read"]})).await.ok();
    let secret = made["token"].as_str().unwrap();
    assert!(secret.starts_with("towpath_"));
    let proof = Proof::Token(secret.to_owned());
    assert_eq!(desk.server.get(&proof, &format!("{}/flows", desk.base)).await.status, StatusCode::OK);
    let listed = desk.get("/tokens").await.ok();
    assert!(listed["items"][0].get("token").is_none());
    let path = format!("/tokens/{}", made["id"].as_str().unwrap());
    assert_eq!(desk.send(Method::DELETE, &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.server.get(&proof, &format!("{}/flows", desk.base)).await.verdict(), "401 signed_out");
    let wrong = desk.post("/tokens", json!({"name": "CI", "scopes": ["everything"]})).await;
    assert_eq!(wrong.body["fields"][0]["field"], "scopes");
}

#[tokio::test]
async fn a_test_takes_over_from_an_earlier_one() {
    let desk = Desk::new().await;
    let flow = desk.flow(by_hand()).await;
    let runs = format!("/flows/{}/runs", flow["id"].as_str().unwrap());
    let earlier = desk.post(&runs, json!({"draft": true})).await.ok()["run"].clone();
    desk.post(&runs, json!({"draft": true, "reuse": earlier})).await.ok();
    desk.post(&runs, json!({"draft": true, "reuse": earlier, "items": [{}]})).await.ok();
    let reused: Vec<_> = desk.server.runner.reused.lock().unwrap().iter().map(|reuse| reuse.with_its_items).collect();
    assert_eq!(reused, [true, false], "its data goes in unless other data is given");
    let odd = desk.post(&runs, json!({"draft": true, "reuse": "yesterday"})).await;
    assert_eq!(odd.body["fields"][0]["field"], "reuse");
}

#[tokio::test]
async fn a_run_is_steered_and_noted() {
    let desk = Desk::new().await;
    let flow = desk.flow(by_hand()).await;
    *desk.server.runner.mood.lock().unwrap() = crate::stub_runner::Mood::Slow;
    let start = json!({"draft": true, "until": "next"});
    let run = desk.post(&format!("/flows/{}/runs", flow["id"].as_str().unwrap()), start).await.ok();
    assert_eq!(desk.server.runner.untils.lock().unwrap()[..], [flow::NodeId::from("next")]);
    let path = format!("/runs/{}", run["run"].as_str().unwrap());
    for verb in ["pause", "resume", "kill"] {
        desk.post(&format!("{path}/{verb}"), json!({})).await.ok();
    }
    use store::door::Steer::{Kill, Pause, Resume};
    let steered: Vec<_> = desk.server.runner.steered.lock().unwrap().iter().map(|(_, steer)| *steer).collect();
    assert_eq!(steered, [Pause, Resume, Kill]);
    let audit = desk.get("/audit").await.ok();
    let actions: Vec<&str> =
        audit["items"].as_array().unwrap().iter().filter_map(|line| line["action"].as_str()).collect();
    assert_eq!(actions[..3], ["run.killed", "run.resumed", "run.paused"]);
}

#[tokio::test]
async fn failed_runs_are_tried_again_all_at_once() {
    let desk = Desk::new().await;
    let flow = desk.flow(by_hand()).await;
    for mood in [crate::stub_runner::Mood::Broken, crate::stub_runner::Mood::Broken, crate::stub_runner::Mood::Willing]
    {
        *desk.server.runner.mood.lock().unwrap() = mood;
        desk.post(&format!("/flows/{}/runs", flow["id"].as_str().unwrap()), json!({"draft": true})).await.ok();
    }
    let batch = desk.post("/runs/retry", json!({"flow": flow["id"]})).await.ok();
    assert_eq!((batch["runs"].clone(), batch["done"].clone()), (json!(2), json!(0)));
    assert_eq!(desk.get(&format!("/batches/{}", batch["id"].as_str().unwrap())).await.ok(), batch);
    let odd = desk.post("/runs/retry", json!({"status": "failed,running"})).await.problem();
    assert_eq!(odd["fields"][0]["field"], "status");
}

//! Drafts: each person has their own, and nobody publishes another's by accident.

use crate::server::{Proof, Reply, Server, node};
use flow::id::WorkspaceId;
use http::Method;
use serde_json::{Value, json};
use store::identity::Role;

/// Two who work at one flow.
struct Desk {
    server: Server,
    workspace: WorkspaceId,
    ada: Proof,
    ben: Proof,
    flow: String,
}

/// A flow with a trigger and these blocks behind it.
fn document(names: &[&str]) -> Value {
    let mut nodes = vec![json!(node("start", "manual_trigger", json!({})))];
    nodes.extend(names.iter().map(|name| json!(node(name, "no_op", json!({})))));
    let edges = names.iter().map(|name| json!({"id": name, "from": {"node": "start"}, "to": {"node": name}}));
    json!({"format": "towpath.flow", "version": 1, "name": "Flow", "nodes": nodes,
        "edges": edges.collect::<Vec<_>>()})
}

/// The names of the blocks behind the trigger.
fn blocks(flow: &Value) -> Vec<&str> {
    flow["document"]["nodes"].as_array().unwrap()[1..].iter().map(|node| node["name"].as_str().unwrap()).collect()
}

impl Desk {
    async fn new() -> Self {
        let (server, workspace, ada) = Server::with_owner().await;
        let ben = server.member(workspace, Role::Editor).await;
        let mut desk = Self { server, workspace, ada, ben, flow: String::new() };
        let made = json!({"name": "Flow", "document": document(&["a"])});
        let path = format!("/api/v1/workspaces/{workspace}/flows");
        let flow = desk.server.post(&desk.ada, &path, made).await.ok();
        desk.flow = flow["id"].as_str().unwrap().to_owned();
        desk
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/workspaces/{}/flows/{}{rest}", self.workspace, self.flow)
    }

    async fn get(&self, who: &Proof, rest: &str) -> Value {
        self.server.get(who, &self.path(rest)).await.ok()
    }

    async fn sees(&self, who: &Proof) -> Value {
        self.get(who, "").await
    }

    async fn save(&self, who: &Proof, names: &[&str], revision: &Value) -> Reply {
        let body = json!({"document": document(names), "revision": revision});
        self.server.send(Method::PUT, who, &self.path("/draft"), Some(body)).await
    }

    /// Saves over what they see.
    async fn draws(&self, who: &Proof, names: &[&str]) -> Value {
        let seen = self.sees(who).await;
        self.save(who, names, &seen["revision"]).await.ok()["revision"].clone()
    }

    async fn publish(&self, who: &Proof) -> Reply {
        let seen = self.sees(who).await;
        self.server.post(who, &self.path("/publish"), json!({"revision": seen["revision"]})).await
    }
}

#[tokio::test]
async fn before_the_first_version_everybody_sees_what_was_saved_last() {
    let desk = Desk::new().await;
    desk.draws(&desk.ada, &["a", "b"]).await;
    let seen = desk.sees(&desk.ben).await;
    assert_eq!((blocks(&seen), seen["draft_by"]["name"].is_string()), (vec!["a", "b"], true));
    assert_eq!(desk.publish(&desk.ben).await.verdict(), "409 draft_of_another");
    // The first change makes a draft of his own, beside hers.
    desk.draws(&desk.ben, &["a", "b", "c"]).await;
    assert_eq!(blocks(&desk.sees(&desk.ada).await), ["a", "b"]);
    assert_eq!(blocks(&desk.sees(&desk.ben).await), ["a", "b", "c"]);
    assert_eq!(desk.publish(&desk.ben).await.ok()["version"], 1);
}

#[tokio::test]
async fn a_draft_is_ones_own() {
    let desk = Desk::new().await;
    desk.publish(&desk.ada).await.ok();
    desk.draws(&desk.ada, &["a", "hers"]).await;
    let seen = desk.sees(&desk.ben).await;
    assert_eq!((blocks(&seen), &seen["draft_by"], &seen["draft_changed"]), (vec!["a"], &Value::Null, &json!(false)));
    desk.draws(&desk.ben, &["a", "his"]).await;
    let (hers, his) = (desk.sees(&desk.ada).await, desk.sees(&desk.ben).await);
    assert_eq!((blocks(&hers), &hers["draft_changed"]), (vec!["a", "hers"], &json!(true)));
    assert_eq!(blocks(&his), ["a", "his"]);

    let drafts = desk.get(&desk.ben, "/drafts").await;
    assert_eq!((&drafts["version"], drafts["items"].as_array().unwrap().len()), (&json!(1), 2));
    let her = hers["draft_by"]["id"].as_str().unwrap();
    assert_eq!(drafts["items"][1]["person"]["id"], her);
    let looked_at = desk.get(&desk.ben, &format!("/drafts/{her}")).await;
    assert_eq!((blocks(&looked_at), &looked_at["base"]), (vec!["a", "hers"], &json!(1)));
    let changes = desk.get(&desk.ben, &format!("/diff?from=1&to={her}")).await;
    assert_eq!(changes["changes"][0]["name"], "hers");
    let nobody = desk.server.ids.clone();
    let missing = flow::id::UserId::new(nobody.as_ref());
    assert_eq!(desk.server.get(&desk.ben, &desk.path(&format!("/drafts/{missing}"))).await.verdict(), "404 not_found");
}

#[tokio::test]
async fn what_somebody_published_meanwhile_is_brought_in_first() {
    let desk = Desk::new().await;
    desk.publish(&desk.ada).await.ok();
    desk.draws(&desk.ada, &["a", "hers"]).await;
    desk.draws(&desk.ben, &["a", "his"]).await;
    assert_eq!(desk.publish(&desk.ben).await.ok()["version"], 2);
    assert_eq!(desk.publish(&desk.ada).await.verdict(), "409 version_newer");
    let seen = desk.sees(&desk.ada).await;
    assert_eq!((&seen["base"], &seen["version"]), (&json!(1), &json!(2)));

    let save = async |base: u32| {
        let body = json!({"document": document(&["a", "his", "hers"]), "revision": seen["revision"], "base": base});
        desk.server.send(Method::PUT, &desk.ada, &desk.path("/draft"), Some(body)).await
    };
    assert_eq!(save(3).await.verdict(), "422 invalid");
    save(2).await.ok();
    assert_eq!(desk.publish(&desk.ada).await.ok()["version"], 3);
    assert_eq!(desk.sees(&desk.ada).await["draft_changed"], false);
    assert_eq!(blocks(&desk.sees(&desk.ben).await), ["a", "his", "hers"]);
}

#[tokio::test]
async fn a_draft_can_be_dropped() {
    let desk = Desk::new().await;
    desk.publish(&desk.ada).await.ok();
    let revision = desk.draws(&desk.ada, &["a", "b"]).await;
    let dropped = desk.server.send(Method::DELETE, &desk.ada, &desk.path("/draft"), None).await.ok();
    assert_eq!((blocks(&dropped), &dropped["draft_changed"]), (vec!["a"], &json!(false)));
    // Another window that still shows it is told.
    assert_eq!(desk.save(&desk.ada, &["a", "b"], &revision).await.verdict(), "409 draft_changed");
    assert_eq!(desk.get(&desk.ada, "/drafts").await["items"], json!([]));
}

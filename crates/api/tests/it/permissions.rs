//! Every route × every role × own, foreign and missing ids, as one golden table.

use crate::server::{Proof, Reply, Server, node};
use auth::Scope;
use flow::id::WorkspaceId;
use http::Method;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;
use store::identity::Role;

/// A workspace with one of everything, as the places in paths.
struct Things {
    workspace: WorkspaceId,
    places: Vec<(&'static str, String)>,
}

impl Things {
    async fn make(server: &Server, workspace: WorkspaceId, owner: &Proof) -> Self {
        let base = format!("/api/v1/workspaces/{workspace}");
        let trigger = node("start", "manual_trigger", json!({}));
        let next = node("next", "no_op", json!({}));
        let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow", "nodes": [trigger, next],
            "edges": [{"id": "e", "from": {"node": "start"}, "to": {"node": "next"}}]});
        let flow =
            server.post(owner, &format!("{base}/flows"), json!({"name": "Flow", "document": document})).await.ok();
        let flow = flow["id"].as_str().unwrap().to_owned();
        server.post(owner, &format!("{base}/flows/{flow}/publish"), json!({"revision": 1})).await.ok();
        let draft = Some(json!({"document": document, "revision": 1}));
        server.send(Method::PUT, owner, &format!("{base}/flows/{flow}/draft"), draft).await.ok();
        let run = server.post(owner, &format!("{base}/flows/{flow}/runs"), json!({"draft": true})).await.ok();
        let token = json!({"name": "Token", "scopes": ["flows:read"]});
        let token = server.post(owner, &format!("{base}/tokens"), token).await.ok();
        let credential = json!({"name": "Key", "kind": "http_bearer", "fields": {"token": "secret"}});
        let credential = server.post(owner, &format!("{base}/credentials"), credential).await.ok();
        let order = json!({"type": "x", "data": {"workspaceId": workspace}, "callbackEndpoint": "https://a.example"});
        let job = server.post(owner, "/api/schedule-job", order).await.ok();
        let batch = server.post(owner, &format!("{base}/runs/retry"), json!({})).await.ok();
        let variable = json!({"name": "region", "value": "eu"});
        let variable = server.post(owner, &format!("{base}/variables"), variable).await.ok();
        let preset = json!({"kind": "send_email", "name": "Welcome", "parameters": {}});
        let preset = server.post(owner, &format!("{base}/presets"), preset).await.ok();
        let table = json!({"name": "People", "columns": [{"name": "name"}]});
        let table = server.post(owner, &format!("{base}/tables"), table).await.ok();
        let rows = format!("{base}/tables/{}/rows", table["id"].as_str().unwrap());
        server.post(owner, &rows, json!({"rows": [{"name": "Ada"}]})).await.ok();
        let user = server.store.members(workspace).await.unwrap()[0].user.id;
        let session = server.get(owner, "/api/v1/sessions").await.ok();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let places = vec![
            ("flow", flow),
            ("run", text(&run["run"])),
            ("token", text(&token["id"])),
            ("credential", text(&credential["id"])),
            ("job", text(&job["jobId"])),
            ("batch", text(&batch["id"])),
            ("preset", text(&preset["id"])),
            ("variable", text(&variable["id"])),
            ("table", text(&table["id"])),
            ("user", user.to_string()),
            ("session", text(&session["items"][0]["id"])),
            ("node", "next".into()),
            ("number", "1".into()),
        ];
        Self { workspace, places }
    }

    /// The path with the ids of these things, in this workspace.
    fn path(&self, path: &str, workspace: WorkspaceId) -> String {
        let mut path =
            path.replace("{workspace}", &workspace.to_string()).replace("{*path}", "none").replace("{path}", "none");
        for (name, id) in &self.places {
            path = path.replace(&format!("{{{name}}}"), id);
        }
        path
    }
}

const ROLES: [&str; 7] = ["nobody", "viewer", "editor", "admin", "owner", "token", "bare token"];

/// A server with two workspaces full of things, and everybody there is in the first.
struct World {
    server: Server,
    own: Things,
    foreign: Things,
    missing: Things,
    proofs: Vec<Proof>,
}

impl World {
    async fn make() -> Self {
        let (server, workspace, owner) = Server::with_owner().await;
        let (other, other_owner) = server.another_workspace(workspace).await;
        let own = Things::make(&server, workspace, &owner).await;
        let foreign = Things::make(&server, other, &other_owner).await;
        let places = own.places.iter().map(|(name, id)| (*name, unknown(name, id))).collect();
        let missing = Things { workspace: WorkspaceId(uuid::Uuid::from_u128(1)), places };
        let proofs = vec![
            Proof::Nobody,
            server.member(workspace, Role::Viewer).await,
            server.member(workspace, Role::Editor).await,
            server.member(workspace, Role::Admin).await,
            owner,
            server.token(workspace, &Scope::ALL).await,
            server.token(workspace, &[]).await,
        ];
        Self { server, own, foreign, missing, proofs }
    }
}

/// An id of the same kind that nothing has.
fn unknown(name: &str, id: &str) -> String {
    match id.split_once('_') {
        Some((prefix, _)) => format!("{prefix}_00000000000000000000000001"),
        None if name == "number" => "77".into(),
        None => "nowhere".into(),
    }
}

/// A body that is right for the route, so that a refusal is about who asks for what.
fn body(method: &str, path: &str) -> Value {
    let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow"});
    let rest = path.strip_prefix("/api/v1/workspaces/{workspace}").unwrap_or(path);
    match (method, rest) {
        ("post", "/flows") => json!({"name": "New"}),
        ("post", "/flows/check" | "/flows/import") => json!({"document": document}),
        ("put", "/flows/{flow}/draft") => json!({"document": document, "revision": 1}),
        ("post", "/flows/{flow}/publish") => json!({"revision": 1}),
        ("put", "/flows/{flow}/versions/{number}/tags") => json!({"tags": ["stable"]}),
        ("post", "/flows/{flow}/runs") => json!({"draft": true}),
        ("post", "/flows/{flow}/nodes/{node}/try") => json!({"items": []}),
        ("post", "/flows/{flow}/preview") => json!({"node": "next", "template": "{{ 1 }}"}),
        ("post", "/runs/{run}/settle") => json!({"node": "next", "outcome": "done"}),
        ("post", "/runs/{run}/debug") => json!({"step": "over"}),
        ("post", "/runs/{run}/debug/watch") => json!({"node": "next", "template": "{{ 1 }}"}),
        ("patch", "/members/{user}") => json!({"role": "editor"}),
        ("post", "/members") => {
            json!({"email": "new@example.org", "name": "New", "role": "viewer", "password": crate::server::PASSWORD})
        }
        ("post", "/variables") => json!({"name": "added", "value": 1}),
        ("post", "/tables") => json!({"name": "Added", "columns": [{"name": "name"}]}),
        ("post", "/tables/{table}/rows") => json!({"rows": [{"name": "Bob"}]}),
        ("patch", "/tables/{table}/rows/{number}") => json!({"cells": {"name": "Cid"}}),
        ("post", "/tables/{table}/rows/delete") => json!({"rows": [1]}),
        ("post", "/tables/{table}/csv") => json!({"csv": "name\nDan\n"}),
        ("post", "/tokens") => json!({"name": "New", "scopes": ["runs:read"]}),
        ("post", "/credentials") => json!({"name": "New", "kind": "http_bearer", "fields": {"token": "t"}}),
        _ => json!({}),
    }
}

async fn ask(world: &World, role: usize, method: &str, path: &str, body: Value) -> Reply {
    let method = if method == "any" { "post" } else { method };
    let method: Method = method.to_uppercase().parse().unwrap();
    let body = (!matches!(method, Method::GET | Method::DELETE)).then_some(body);
    let path = if path.ends_with("/diff") { format!("{path}?from=draft&to=draft") } else { path.to_owned() };
    world.server.send(method, &world.proofs[role], &path, body).await
}

#[tokio::test]
async fn routes_by_roles_and_ids() {
    let mut world = World::make().await;
    let mut table = String::new();
    for (method, path, need) in api::permissions() {
        writeln!(table, "{} {path}  [{need}]", method.to_uppercase()).unwrap();
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        for (index, role) in ROLES.into_iter().enumerate() {
            let (verdicts, changed) = verdicts(&world, index, method, path).await;
            if changed {
                world = World::make().await;
            }
            match lines.iter_mut().find(|(known, _)| *known == verdicts) {
                Some((_, roles)) => roles.push(role),
                None => lines.push((verdicts, vec![role])),
            }
        }
        for (verdicts, roles) in lines {
            writeln!(table, "    {}: {verdicts}", roles.join(", ")).unwrap();
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/permissions.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap_or_default(), table, "run this test with UPDATE=1");
}

/// What one role gets for its own things, for somebody else's, for missing ones;
/// and whether anything was changed by it.
async fn verdicts(world: &World, role: usize, method: &str, path: &str) -> (String, bool) {
    let World { own, foreign, missing, .. } = world;
    let ask = |things: &Things, workspace| {
        let path_of_things = things.path(path, workspace);
        async move { ask(world, role, method, &path_of_things, body(method, path)).await }
    };
    let has_ids = path.contains('{') && !path.contains("path}");
    let mut verdicts = Vec::new();
    if has_ids {
        let elsewhere = ask(foreign, foreign.workspace).await;
        let nowhere = ask(missing, missing.workspace).await;
        verdicts.push(format!("foreign {}", elsewhere.verdict()));
        assert_eq!(elsewhere.problem(), nowhere.problem(), "{method} {path} tells that something is there");
    }
    if path.contains("{workspace}") && path.matches('{').count() > 1 {
        let crossed = ask(foreign, own.workspace).await;
        let nowhere = ask(missing, own.workspace).await;
        verdicts.push(format!("foreign id in own {}", crossed.verdict()));
        assert_eq!(crossed.problem(), nowhere.problem(), "{method} {path} tells that something is there");
    }
    let reply = ask(own, own.workspace).await;
    verdicts.insert(0, reply.verdict());
    (verdicts.join(" | "), reply.status.is_success() && method != "get")
}

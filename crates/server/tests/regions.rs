//! Two servers with a database each as two regions: a workspace moves from one to the
//! other, and what comes for it at its old home reaches it at the new one.

#[path = "../../../bench/src/client.rs"]
#[expect(dead_code, reason = "the programs of `bench` use more of it")]
mod client;
#[path = "../../../bench/src/http.rs"]
#[allow(dead_code, reason = "the programs of `bench` use more of it")]
mod http;
#[path = "../../../bench/src/server.rs"]
#[expect(dead_code, reason = "the programs of `bench` use more of it")]
mod server;

use client::Client;
use http::{Connection, Reply};
use serde_json::{Value, json};
use server::Server;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_towpath");
const END_MOST: Duration = Duration::from_secs(60);
const SECRET: &str = "shared by all regions";

/// A workspace with a flow that is paused, on a server that knows no regions and has ended.
struct Home {
    data: TempDir,
    workspace: String,
    flow: String,
    cookie: String,
}

fn document() -> Value {
    json!({
        "format": "towpath.flow", "version": 1, "name": "Answers",
        "nodes": [
            {"id": "hook", "kind": "webhook", "name": "Hook", "position": {"x": 0, "y": 0}, "parameters": {"path": "word"}},
            {"id": "answer", "kind": "respond", "name": "Answer", "position": {"x": 480, "y": 0}, "parameters": {}},
        ],
        "edges": [
            {"id": "a", "from": {"node": "hook"}, "to": {"node": "answer"}},
        ],
    })
}

async fn home() -> Home {
    let data = tempfile::tempdir().unwrap();
    let (mut server, token) = Server::start_with(Path::new(BINARY), Some(data.path()), Vec::new()).await.unwrap();
    let (mut client, workspace, flow): (Client, String, String) = server.publish(&token, &document()).await.unwrap();
    client.post(&format!("/api/v1/workspaces/{workspace}/flows/{flow}/pause"), &json!({})).await.unwrap();
    server.signal("TERM").unwrap();
    server.ended(END_MOST).await.unwrap();
    Home { data, workspace, flow, cookie: client.cookie().to_owned() }
}

impl Home {
    /// A copy of all that is kept, in a folder of its own.
    fn copy(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("copy.backup");
        for (verb, data) in [("backup", self.data.path()), ("restore", folder.path())] {
            let done = Command::new(BINARY).arg(verb).arg(&file).env("TOWPATH_DATA", data).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
        // What is sealed in the copy is opened with the same key.
        std::fs::copy(self.data.path().join("instance.key"), folder.path().join("instance.key")).unwrap();
        folder
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/workspaces/{}{rest}", self.workspace)
    }

    fn flow_path(&self, rest: &str) -> String {
        self.path(&format!("/flows/{}{rest}", self.flow))
    }

    async fn ask(&self, at: SocketAddr, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let reply = self.send(at, method, path, &[], body).await;
        (reply.status, serde_json::from_slice(&reply.body).unwrap_or_default())
    }

    async fn send(&self, at: SocketAddr, method: &str, path: &str, further: &[(&str, &str)], body: &Value) -> Reply {
        let own = [("cookie", self.cookie.as_str()), ("x-towpath-request", "1")];
        let headers: Vec<(&str, &str)> = own.iter().chain(further).copied().collect();
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let mut connection = Connection::open(at).await.unwrap();
        connection.send(&http::request(method, path, &headers, &text)).await.unwrap()
    }
}

async fn region(name: &str, others: String, away: &str, data: PathBuf) -> Server {
    let settings: Vec<(&'static str, OsString)> = vec![
        ("TOWPATH_DATA", data.into()),
        ("TOWPATH_REGION", name.into()),
        ("TOWPATH_REGIONS", others.into()),
        ("TOWPATH_REGION_SECRET", SECRET.into()),
        ("TOWPATH_REGION_AWAY", away.into()),
    ];
    Server::beside(Path::new(BINARY), settings).await.unwrap()
}

#[tokio::test]
async fn what_comes_for_a_workspace_reaches_it_where_it_is_at_home() {
    let home = home().await;
    let copy = home.copy();
    let us = region("us", "eu=http://127.0.0.1:9".into(), "forward", copy.path().to_owned()).await;
    let mut eu = region("eu", format!("us=http://{}", us.address), "forward", home.data.path().to_owned()).await;

    // It leaves only when nothing of it is at work.
    assert_eq!(home.ask(eu.address, "POST", &home.flow_path("/resume"), &json!({})).await.0, 200);
    let (status, refused) = home.ask(eu.address, "PUT", &home.path("/region"), &json!({"region": "us"})).await;
    assert_eq!((status, &refused["code"]), (409, &json!("still_at_work")));
    assert_eq!(home.ask(eu.address, "POST", &home.flow_path("/pause"), &json!({})).await.0, 200);
    assert_eq!(home.ask(eu.address, "PUT", &home.path("/region"), &json!({"region": "ap"})).await.0, 422);
    let (status, set) = home.ask(eu.address, "PUT", &home.path("/region"), &json!({"region": "us"})).await;
    assert_eq!((status, &set["region"]), (200, &json!("us")), "{set}");

    // What is changed through the old home is changed at the new one.
    let renamed = json!({"name": "Moved"});
    assert_eq!(home.ask(eu.address, "PATCH", &home.flow_path(""), &renamed).await.0, 200);
    assert_eq!(home.ask(us.address, "GET", &home.flow_path(""), &Value::Null).await.1["name"], "Moved");
    assert_eq!(home.ask(eu.address, "POST", &home.flow_path("/resume"), &json!({})).await.0, 200);
    let word = "long ".repeat(50_000);
    let reply = home.send(eu.address, "POST", "/hooks/word", &[], &json!({"word": word})).await;
    assert_eq!(reply.status, 200);
    assert!(String::from_utf8_lossy(&reply.body).contains(&word), "the whole body went there and back");
    let runs = home.ask(us.address, "GET", &home.path("/runs"), &Value::Null).await.1;
    assert_eq!(runs["items"].as_array().map(Vec::len), Some(1), "{runs}");

    // Nobody else may say that another region sent something.
    let forged =
        home.send(us.address, "GET", &home.path("/flows"), &[("towpath-hop", "eu;0;AAAA")], &Value::Null).await;
    assert_eq!(forged.status, 403);

    // Two that take each other for the home do not send it in a circle.
    assert_eq!(home.ask(us.address, "POST", &home.flow_path("/pause"), &json!({})).await.0, 200);
    assert_eq!(home.ask(us.address, "PUT", &home.path("/region"), &json!({"region": "eu"})).await.0, 200);
    let (status, lost) = home.ask(eu.address, "GET", &home.path("/flows"), &Value::Null).await;
    assert_eq!((status, &lost["code"]), (421, &json!("home_elsewhere")), "{lost}");

    eu.kill().await;
    let others = format!("us=http://{}", us.address);
    for (away, status) in [("redirect", 307), ("refuse", 421)] {
        let mut eu = region("eu", others.clone(), away, home.data.path().to_owned()).await;
        let reply = home.send(eu.address, "GET", &home.path("/flows?limit=1"), &[], &Value::Null).await;
        assert_eq!(reply.status, status);
        let location = http::field(&reply.head, "location").map(str::to_owned);
        let wanted = format!("http://{}{}", us.address, home.path("/flows?limit=1"));
        assert_eq!(location, (status == 307).then_some(wanted));
        eu.kill().await;
    }
}

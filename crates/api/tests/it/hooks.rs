//! Webhooks: what starts a run, and what does not.

use crate::server::{Proof, Reply, Server, node};
use crate::stub_runner::Mood;
use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

struct Hook {
    server: Server,
    owner: Proof,
    flow: String,
    base: String,
}

impl Hook {
    async fn published(parameters: Value, credentials: Value) -> Self {
        let (server, workspace, owner) = Server::with_owner().await;
        let base = format!("/api/v1/workspaces/{workspace}");
        let mut trigger = json!(node("hook", "webhook", parameters));
        trigger["credentials"] = credentials;
        let next = node("next", "no_op", json!({}));
        let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow", "nodes": [trigger, next],
            "edges": [{"id": "e", "from": {"node": "hook"}, "to": {"node": "next"}}]});
        let flow =
            server.post(&owner, &format!("{base}/flows"), json!({"name": "Flow", "document": document})).await.ok();
        let flow = format!("{base}/flows/{}", flow["id"].as_str().unwrap());
        server.post(&owner, &format!("{flow}/publish"), json!({"revision": 1})).await.ok();
        Self { server, owner, flow, base }
    }

    /// The same with a credential chosen, published again.
    async fn with_credential(self, slot: &str, credential: &Value) -> Self {
        let flow = self.server.get(&self.owner, &self.flow).await.ok();
        let mut document = flow["document"].clone();
        document["nodes"][0]["credentials"] = json!({slot: credential});
        let draft = json!({"document": document, "revision": flow["revision"]});
        let path = format!("{}/draft", self.flow);
        let saved = self.server.send(http::Method::PUT, &self.owner, &path, Some(draft)).await.ok();
        let publish = json!({"revision": saved["revision"]});
        self.server.post(&self.owner, &format!("{}/publish", self.flow), publish).await.ok();
        self
    }

    async fn call(&self, headers: &[(&str, &str)], body: &'static str) -> Reply {
        self.call_at("/hooks/orders", headers, body).await
    }

    async fn call_at(&self, path: &str, headers: &[(&str, &str)], body: &'static str) -> Reply {
        let mut builder = Request::post(path).header("content-type", "application/json");
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        self.server.request(builder.body(Body::from(body)).unwrap()).await
    }

    async fn act(&self, verb: &str) {
        self.server.post(&self.owner, &format!("{}/{verb}", self.flow), json!({})).await.ok();
    }

    fn launches(&self) -> usize {
        self.server.runner.launches.lock().unwrap().len()
    }
}

fn orders() -> Value {
    json!({"path": "orders"})
}

#[tokio::test]
async fn the_flow_answers_and_cannot_speak_for_the_site() {
    let hook = Hook::published(orders(), json!({})).await;
    let reply = hook.call(&[], r#"{"name":"Ada"}"#).await;
    assert_eq!((reply.status, &reply.body[0]["name"]), (StatusCode::CREATED, &json!("Ada")));
    assert!(reply.headers["x-towpath-run"].to_str().unwrap().starts_with("run_"));
    assert!(!reply.headers.contains_key("set-cookie"));
    assert!(reply.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    assert!(hook.server.runner.launches.lock().unwrap()[0].wait_for_answer);
}

#[tokio::test]
async fn a_paused_or_deleted_flow_is_not_called_from_memory() {
    let hook = Hook::published(orders(), json!({})).await;
    assert_eq!(hook.call(&[], "{}").await.verdict(), "201");
    hook.act("pause").await;
    assert_eq!(hook.call(&[], "{}").await.verdict(), "404 no_webhook");
    hook.act("resume").await;
    assert_eq!(hook.call(&[], "{}").await.verdict(), "201");
    hook.server.send(http::Method::DELETE, &hook.owner, &hook.flow, None).await;
    assert_eq!(hook.call(&[], "{}").await.verdict(), "404 no_webhook");
    assert_eq!(hook.launches(), 2);
}

#[tokio::test]
async fn one_key_starts_one_run() {
    let hook = Hook::published(orders(), json!({})).await;
    let key = [("idempotency-key", "k")];
    let first = hook.call(&key, r#"{"n":1}"#).await;
    let again = hook.call(&key, r#"{"n":1}"#).await;
    assert_eq!(
        (first.status, &first.body, &first.headers["x-towpath-run"]),
        (again.status, &again.body, &again.headers["x-towpath-run"])
    );
    assert_eq!(hook.call(&key, r#"{"n":2}"#).await.verdict(), "422 idempotency_key_reused");
    assert_eq!(hook.call(&[("idempotency-key", "")], "{}").await.verdict(), "400 bad_idempotency_key");

    *hook.server.runner.mood.lock().unwrap() = Mood::Slow;
    let slow = [("idempotency-key", "slow")];
    assert_eq!(hook.call(&slow, "{}").await.verdict(), "202");
    let running = hook.call(&slow, "{}").await;
    assert_eq!((running.verdict().as_str(), running.headers.contains_key("retry-after")), ("409 still_running", true));
}

#[tokio::test]
async fn what_cannot_start_a_run_is_refused() {
    let hook = Hook::published(orders(), json!({})).await;
    let get = hook.server.get(&Proof::Nobody, "/hooks/orders").await;
    assert_eq!(get.verdict(), "405 wrong_method");
    assert_eq!(hook.call(&[], "{").await.verdict(), "400 not_json");
    assert_eq!(hook.call_at("/hooks/other", &[], "{}").await.verdict(), "404 no_webhook");
    let large = Request::post("/hooks/orders").body(Body::from(vec![b'x'; 2000])).unwrap();
    assert_eq!(hook.server.request(large).await.verdict(), "413 too_large");
    *hook.server.runner.mood.lock().unwrap() = Mood::Overloaded;
    let busy = hook.call(&[], "{}").await;
    assert_eq!(
        (busy.verdict().as_str(), &busy.headers["retry-after"]),
        ("503 overloaded", &http::HeaderValue::from(1))
    );
    *hook.server.runner.mood.lock().unwrap() = Mood::Limited;
    let limited = hook.call(&[], "{}").await;
    assert_eq!(limited.verdict(), "429 limit_reached");
    assert_eq!(
        (&limited.headers["retry-after"], &limited.body["limit"]),
        (&http::HeaderValue::from(5), &"flow_at_once".into())
    );
    assert_eq!(hook.launches(), 0);
}

#[tokio::test]
async fn an_unset_secret_never_runs() {
    for verify in ["header", "basic", "standard_webhooks"] {
        let (server, workspace, owner) = Server::with_owner().await;
        let base = format!("/api/v1/workspaces/{workspace}");
        let trigger = node("hook", "webhook", json!({"path": "orders", "verify": verify}));
        let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow", "nodes": [trigger]});
        let flow =
            server.post(&owner, &format!("{base}/flows"), json!({"name": "Flow", "document": document})).await.ok();
        let flow = format!("{base}/flows/{}", flow["id"].as_str().unwrap());
        // Whether it may be published like this is the kind's business; called it must never be.
        server.post(&owner, &format!("{flow}/publish"), json!({"revision": 1})).await;
        server.post(&owner, &format!("{flow}/listen"), json!({})).await;
        for path in ["/hooks/orders", "/hooks/test/orders"] {
            let request = Request::post(path).header("authorization", "Basic Og==").body(Body::empty()).unwrap();
            let reply = server.request(request).await;
            assert!(reply.status.is_client_error(), "{verify} {path}: {}", reply.verdict());
        }
        assert_eq!(server.runner.launches.lock().unwrap().len(), 0, "{verify}");
    }
}

#[tokio::test]
async fn a_secret_header_lets_in_and_stays_out_of_the_run() {
    let (server, workspace, owner) = Server::with_owner().await;
    let base = format!("/api/v1/workspaces/{workspace}");
    let fields = json!({"name": "X-Key", "value": "very secret"});
    let made = json!({"name": "Key", "kind": "http_header", "fields": fields});
    let credential = server.post(&owner, &format!("{base}/credentials"), made).await.ok()["id"].clone();
    let mut trigger = json!(node("hook", "webhook", json!({"path": "orders", "verify": "header"})));
    trigger["credentials"] = json!({"header": credential});
    let next = node("next", "no_op", json!({}));
    let document = json!({"format": "towpath.flow", "version": 1, "name": "Flow", "nodes": [trigger, next],
        "edges": [{"id": "e", "from": {"node": "hook"}, "to": {"node": "next"}}]});
    let flow = server.post(&owner, &format!("{base}/flows"), json!({"name": "Flow", "document": document})).await.ok();
    let path = format!("{base}/flows/{}/publish", flow["id"].as_str().unwrap());
    server.post(&owner, &path, json!({"revision": 1})).await.ok();
    let call = |key: &str| {
        let request = Request::post("/hooks/orders").header("x-key", key).header("x-event", "paid").body(Body::empty());
        server.request(request.unwrap())
    };
    assert_eq!(call("wrong").await.verdict(), "401 not_verified");
    let reply = call("very secret").await;
    assert_eq!(reply.status, StatusCode::CREATED);
    assert_eq!(reply.body[0]["request"]["headers"], json!({"x-event": "paid"}));
}

#[tokio::test]
async fn a_test_address_answers_while_somebody_listens() {
    let hook = Hook::published(orders(), json!({})).await;
    let test = "/hooks/test/orders";
    assert_eq!(hook.call_at(test, &[], "{}").await.verdict(), "404 not_listening");
    hook.act("listen").await;
    assert_eq!(hook.call_at(test, &[], "{}").await.verdict(), "201");
    assert_eq!(hook.server.runner.launches.lock().unwrap()[0].mode, store::runs::RunMode::Test);
    hook.server.clock.advance_ms(10 * 60_000);
    assert_eq!(hook.call_at(test, &[], "{}").await.verdict(), "404 not_listening");
    assert!(hook.base.starts_with("/api/v1/workspaces/"));
}

#[tokio::test]
async fn an_unfinished_draft_receives_its_first_event() {
    let hook = Hook::published(orders(), json!({})).await;
    let flow = hook.server.get(&hook.owner, &hook.flow).await.ok();
    let mut document = flow["document"].clone();
    document["nodes"].as_array_mut().unwrap().push(json!(node("mail", "send_email", json!({}))));
    let edge = json!({"id": "e2", "from": {"node": "next"}, "to": {"node": "mail"}});
    document["edges"].as_array_mut().unwrap().push(edge);
    let draft = json!({"document": document, "revision": flow["revision"]});
    let path = format!("{}/draft", hook.flow);
    hook.server.send(http::Method::PUT, &hook.owner, &path, Some(draft)).await.ok();
    hook.act("listen").await;
    assert_eq!(hook.call_at("/hooks/test/orders", &[], r#"{"n":1}"#).await.verdict(), "201");
    let version = hook.server.runner.launches.lock().unwrap()[0].version;
    let performed = hook.server.store.version(version).await.unwrap().document;
    let performed: flow::Flow = serde_json::from_str(&performed).unwrap();
    let nodes: Vec<&str> = performed.nodes.iter().map(|node| node.id.0.as_str()).collect();
    assert_eq!((nodes, performed.edges.len()), (vec!["hook", "next"], 1));
}

#[tokio::test]
async fn at_once_means_at_once() {
    let hook = Hook::published(json!({"path": "orders", "respond": "accepted"}), json!({})).await;
    *hook.server.runner.mood.lock().unwrap() = Mood::Slow;
    let reply = hook.call(&[], "{}").await;
    assert_eq!((reply.status, &reply.body["status"]), (StatusCode::ACCEPTED, &json!("running")));
    assert!(!hook.server.runner.launches.lock().unwrap()[0].wait_for_answer);
}

#[tokio::test]
async fn parts_of_an_address_may_be_variable() {
    let hook = Hook::published(json!({"path": "orders/:id/notes", "item": "envelope"}), json!({})).await;
    let reply = hook.call_at("/hooks/orders/a%20b/notes", &[], "{}").await;
    assert_eq!((reply.verdict().as_str(), &reply.body[0]["params"]), ("201", &json!({"id": "a b"})));
    for elsewhere in ["/hooks/orders/7", "/hooks/orders//notes", "/hooks/others/7/notes", "/hooks/orders/7/notes/1"] {
        assert_eq!(hook.call_at(elsewhere, &[], "{}").await.verdict(), "404 no_webhook", "{elsewhere}");
    }
    hook.act("listen").await;
    let reply = hook.call_at("/hooks/test/orders/8/notes", &[], "{}").await;
    assert_eq!((&reply.body[0]["params"]["id"], &reply.body[0]["executionMode"]), (&json!("8"), &json!("test")));
    hook.act("pause").await;
    assert_eq!(hook.call_at("/hooks/orders/7/notes", &[], "{}").await.verdict(), "404 no_webhook");
}

#[tokio::test]
async fn scripts_of_named_sites_may_call() {
    let hook = Hook::published(json!({"path": "orders", "origins": ["https://a.example"]}), json!({})).await;
    let ask = |origin: &str| {
        let request = Request::options("/hooks/orders").header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        hook.server.request(request.body(Body::empty()).unwrap())
    };
    let told = ask("https://a.example").await;
    assert_eq!(
        (told.status, &told.headers["access-control-allow-methods"]),
        (StatusCode::NO_CONTENT, &"POST".parse().unwrap())
    );
    assert!(!ask("https://b.example").await.headers.contains_key("access-control-allow-origin"));
    let called = hook.call(&[("origin", "https://a.example")], "{}").await;
    assert_eq!(called.headers["access-control-allow-origin"], "https://a.example");
    assert_eq!(hook.launches(), 1, "whoever only asks starts nothing");
}

#[tokio::test]
async fn callers_from_elsewhere_and_previews_are_refused() {
    let hook = Hook::published(json!({"path": "orders", "allow": ["192.0.2.0/24"]}), json!({})).await;
    assert_eq!(hook.call(&[], "{}").await.verdict(), "403 address_refused");
    let hook = Hook::published(json!({"path": "orders", "refuse_bots": true}), json!({})).await;
    assert_eq!(hook.call(&[("user-agent", "Slackbot 1.0")], "{}").await.verdict(), "403 bot_refused");
    assert_eq!(hook.call(&[("user-agent", "curl/8")], "{}").await.verdict(), "201");
}

#[tokio::test]
async fn a_token_must_be_signed_with_the_key_of_the_hook() {
    const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
    let hook = Hook::published(json!({"path": "orders", "verify": "jwt", "item": "envelope"}), json!({})).await;
    assert_eq!(hook.call(&[], "{}").await.verdict(), "403 no_secret");
    let key =
        json!({"name": "Key", "kind": "token_key", "fields": {"algorithm": "HS256", "secret": "your-256-bit-secret"}});
    let key = hook.server.post(&hook.owner, &format!("{}/credentials", hook.base), key).await.ok();
    let hook = hook.with_credential("jwt", &key["id"]).await;
    let bearer = format!("Bearer {TOKEN}");
    let reply = hook.call(&[("authorization", &bearer)], "{}").await;
    assert_eq!((reply.verdict().as_str(), &reply.body[0]["jwtPayload"]["sub"]), ("201", &json!("1234567890")));
    let forged = format!("Bearer {}x", &TOKEN[..TOKEN.len() - 1]);
    for proof in [forged.as_str(), "Bearer a.b.c", "Basic eA=="] {
        assert_eq!(hook.call(&[("authorization", proof)], "{}").await.verdict(), "401 not_verified", "{proof}");
    }
}

#[tokio::test]
async fn a_receipt_must_be_signed_and_its_address_ours() {
    let (server, workspace, owner) = Server::with_owner().await;
    let fields = json!({"account_sid": format!("AC{}", "0".repeat(32)), "auth_token": "a secret of the account", "from": "+15005550006"});
    let made = json!({"name": "Twilio", "kind": "twilio", "fields": fields});
    let made = server.post(&owner, &format!("/api/v1/workspaces/{workspace}/credentials"), made).await.ok();
    let target = store::messages::CallbackTarget {
        workspace,
        run: flow::id::RunId(uuid::Uuid::from_u128(1)),
        node: "sms".into(),
        kind: "send_sms".into(),
        kind_version: 1,
        credential: made["id"].as_str().unwrap().parse().unwrap(),
    };
    let token = |key: u8| {
        let vault = vault::Vault::new([key; 32]).unwrap();
        format!("/callbacks/{}", vault.seal_token("callback", &serde_json::to_vec(&target).unwrap()).unwrap())
    };
    let call = |path: String| {
        let request = Request::post(path).header("x-twilio-signature", "AAAA");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        server.request(request.body(Body::from("MessageSid=SM1&MessageStatus=delivered")).unwrap())
    };
    assert_eq!(call(token(7)).await.verdict(), "403 not_verified");
    assert_eq!(call(token(8)).await.verdict(), "404 not_found");
    assert_eq!(call("/callbacks/none".into()).await.verdict(), "404 not_found");
}

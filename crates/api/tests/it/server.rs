//! The API as a browser or program sees it: a request in, a reply out.

use crate::stub_runner::StubRunner;
use api::{ApiState, Limits, Parts, QueueFlows, Settings, Task};
use async_trait::async_trait;
use auth::{Auth, NewServer, NewToken, PasswordCost, Scope, SystemRandom};
use axum::Router;
use axum::body::Body;
use flow::id::{CredentialId, UserId, WorkspaceId};
use flow::{Clock, Flow, Node, Timestamp};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use store::Store;
use store::carrier::Rates;
use store::identity::{Role, Workspace};
use test_kit::{CountingIds, TempStore, TestClock};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use vault::Vault;

pub const SETUP_TOKEN: &str = "the token of the link";
pub const PASSWORD: &str = "a long password";

pub struct Server {
    _folder: TempStore,
    pub store: Arc<dyn Store>,
    pub auth: Arc<Auth>,
    pub runner: Arc<StubRunner>,
    pub clock: Arc<TestClock>,
    pub ids: Arc<CountingIds>,
    pub draining: CancellationToken,
    pub rates: Arc<StubRates>,
    router: Router,
}

/// How a request proves who sends it.
#[derive(Clone, Debug)]
pub enum Proof {
    Nobody,
    Cookie(String),
    Token(String),
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: http::HeaderMap,
    pub body: Value,
}

/// Counts for all processes, as it is told; nobody does unless it is told something.
#[derive(Debug, Default)]
pub struct StubRates(Mutex<Option<bool>>);

impl StubRates {
    pub fn say(&self, answer: Option<bool>) {
        *self.0.lock().unwrap() = answer;
    }
}

#[async_trait]
impl Rates for StubRates {
    async fn take(&self, _key: &str, _per_minute: u32, _now: Timestamp) -> Option<bool> {
        *self.0.lock().unwrap()
    }
}

struct StubQueue;

impl QueueFlows for StubQueue {
    fn credential_kind(&self, task: Task) -> Option<&'static str> {
        (task == Task::Email).then_some("smtp")
    }

    fn flow(&self, task: Task, credential: Option<CredentialId>) -> Flow {
        let mut flow = Flow::named(format!("{task:?} {credential:?}"));
        flow.nodes = vec![node("start", "manual_trigger", json!({})), node("next", "no_op", json!({}))];
        flow
    }
}

/// A node with these parameters.
pub fn node(id: &str, kind: &str, parameters: Value) -> Node {
    serde_json::from_value(json!({"id": id, "kind": kind, "name": id, "parameters": parameters})).unwrap()
}

impl Server {
    /// A server that nobody has set up.
    pub fn new() -> Self {
        let folder = TempStore::default();
        let store = folder.shared();
        let clock = Arc::new(TestClock::default());
        let ids = Arc::new(CountingIds::default());
        let cost = PasswordCost { memory_kib: 8, passes: 1, at_once: 2 };
        let auth = Auth::new(store.clone(), clock.clone(), ids.clone(), Arc::new(SystemRandom), cost).unwrap();
        let auth = Arc::new(auth);
        let runner = Arc::new(StubRunner::new(store.clone(), ids.clone()));
        let draining = CancellationToken::new();
        let rates = Arc::new(StubRates::default());
        let state = ApiState::new(Parts {
            store: store.clone(),
            auth: auth.clone(),
            runner: runner.clone(),
            catalog: Arc::new(nodes::catalog()),
            vault: Arc::new(Vault::new([7; 32]).unwrap()),
            clock: clock.clone(),
            ids: ids.clone(),
            queue: Arc::new(StubQueue),
            samples: Vec::new(),
            web: Router::new().fallback(async || "the web app"),
            schedules_changed: Arc::new(Notify::new()),
            rates: Some(rates.clone()),
            draining: draining.clone(),
            settings: Settings {
                public_url: "https://towpath.example".into(),
                insecure_cookies: false,
                setup_token: SETUP_TOKEN.into(),
                limits: Limits {
                    api_body_bytes: 4096,
                    hook_body_bytes: 1024,
                    hook_requests_per_second: 1000,
                    ..Limits::default()
                },
                regions: api::Regions::default(),
            },
        });
        Self { _folder: folder, store, auth, runner, clock, ids, draining, rates, router: api::router(state) }
    }

    /// A server with an owner.
    pub async fn with_owner() -> (Self, WorkspaceId, Proof) {
        let server = Self::new();
        let new = NewServer {
            organisation: "Agency".into(),
            workspace: "First".into(),
            time_zone: "Europe/Berlin".into(),
            name: "Olga".into(),
            email: "olga@example.org".into(),
            password: PASSWORD.into(),
        };
        let (_, workspace, owner) = server.auth.set_up(new).await.unwrap();
        let proof = server.sign_in(owner.id).await;
        (server, workspace.id, proof)
    }

    pub async fn sign_in(&self, user: UserId) -> Proof {
        let user = self.store.user(user).await.unwrap();
        Proof::Cookie(self.auth.open_session(user, "test").await.unwrap().secret)
    }

    /// A new member with this role.
    pub async fn member(&self, workspace: WorkspaceId, role: Role) -> Proof {
        let home = self.store.workspace(workspace).await.unwrap();
        let email = format!("{role:?}-{}@example.org", UserId::new(&*self.ids));
        let user = self.auth.new_user(home.organisation, "Member", &email, PASSWORD).await.unwrap();
        self.store.create_user(user.clone()).await.unwrap();
        self.store.put_member(workspace, user.id, role).await.unwrap();
        self.sign_in(user.id).await
    }

    /// A token with these scopes.
    pub async fn token(&self, workspace: WorkspaceId, scopes: &[Scope]) -> Proof {
        let created_by = self.store.members(workspace).await.unwrap()[0].user.id;
        let new = NewToken { workspace, name: "Token".into(), scopes: scopes.to_vec(), created_by, expires_at: None };
        Proof::Token(self.auth.create_token(new).await.unwrap().1)
    }

    /// A second workspace with an owner of its own.
    pub async fn another_workspace(&self, first: WorkspaceId) -> (WorkspaceId, Proof) {
        let home = self.store.workspace(first).await.unwrap();
        let user = self.auth.new_user(home.organisation, "Other", "other@example.org", PASSWORD).await.unwrap();
        self.store.create_user(user.clone()).await.unwrap();
        let id = WorkspaceId::new(&*self.ids);
        let workspace = Workspace { id, name: "Second".into(), created_at: self.clock.now(), ..home };
        self.store.create_workspace(workspace, user.id).await.unwrap();
        (id, self.sign_in(user.id).await)
    }

    pub async fn get(&self, proof: &Proof, path: &str) -> Reply {
        self.send(Method::GET, proof, path, None).await
    }

    pub async fn post(&self, proof: &Proof, path: &str, body: Value) -> Reply {
        self.send(Method::POST, proof, path, Some(body)).await
    }

    pub async fn send(&self, method: Method, proof: &Proof, path: &str, body: Option<Value>) -> Reply {
        let mut builder = Request::builder().method(method).uri(path).header("host", "towpath.example");
        builder = match proof {
            Proof::Nobody => builder,
            Proof::Cookie(secret) => {
                builder.header("cookie", format!("__Host-towpath={secret}")).header("x-towpath-request", "1")
            }
            Proof::Token(secret) => builder.header("authorization", format!("Bearer {secret}")),
        };
        let body = match body {
            Some(body) => {
                builder = builder.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.request(builder.body(body).unwrap()).await
    }

    pub async fn request(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let is_stream = parts.headers.get("content-type").is_some_and(|value| value == "text/event-stream");
        let bytes = if is_stream { Default::default() } else { body.collect().await.unwrap().to_bytes() };
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Reply { status: parts.status, headers: parts.headers, body }
    }
}

impl Reply {
    /// Status and problem code, or the status alone.
    pub fn verdict(&self) -> String {
        match self.body["code"].as_str() {
            Some(code) => format!("{} {code}", self.status.as_u16()),
            None => self.status.as_u16().to_string(),
        }
    }

    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self.body
    }

    /// The problem without the id of the request, which is never the same.
    pub fn problem(mut self) -> Value {
        let id = self.body.as_object_mut().and_then(|fields| fields.remove("request_id"));
        assert_eq!(id.as_ref().and_then(Value::as_str), self.headers["x-request-id"].to_str().ok());
        assert_eq!(self.headers["content-type"], "application/problem+json");
        self.body
    }
}

//! The other side of heavy nodes' cases: recorded requests and answers, played
//! by a real server on a free loopback port.

use super::Case;
use crate::context::{HeavyContext, LightContext, Services};
use crate::credential::Credential;
use crate::error::NodeError;
use crate::events::{Events, NewEvent};
use crate::folder::Folder;
use crate::{Finding, HeavyNode, Output};
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::{TcpListener, TcpStream};

/// Stands for the server's address in a case.
pub(super) const SERVER: &str = "$SERVER";

/// A request that is wanted and the answer it gets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What must be asked. What is not named is not looked at.
    pub request: Wanted,
    /// What is answered.
    #[serde(default)]
    pub response: Given,
}

/// A request that is wanted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The method.
    pub method: String,
    /// The path with the query.
    pub path: String,
    /// Header fields by name in lower case; `null` if it must be absent.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// The body as JSON.
    pub json: Option<Value>,
    /// The body as a form: pairs in order.
    pub form: Option<Vec<(String, String)>>,
    /// The body as text.
    pub text: Option<String>,
}

/// An answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The status; 200 if left out.
    pub status: Option<u16>,
    /// Header fields.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body as JSON.
    pub json: Option<Value>,
    /// The body as text.
    pub text: Option<String>,
}

/// Runs a heavy node against what was recorded.
pub(super) fn run(
    node: &dyn HeavyNode,
    case: &Case,
    light: LightContext<'_>,
    server: Server,
) -> Result<Outcome, String> {
    let services = TestServices::reaching_loopback(case.credentials.clone(), case.callback_url.clone())?;
    let runtime = runtime()?;
    runtime.block_on(async {
        let played = server.play();
        let deadline = light.now.plus_ms(10_000);
        let idempotency_key = &case.idempotency_key;
        let context = HeavyContext { light, idempotency_key, deadline, attempt: 1, services: &services };
        let result = match case.looks_up {
            false => node.run(&context).await,
            true => node.look_up(&context).await.and_then(found),
        };
        played?.finish()?;
        compare_events(case, &services).map(|()| result)
    })
}

/// What the other side says, as what a node gives.
fn found(finding: Finding) -> Outcome {
    match finding {
        Finding::Found(output) => Ok(output),
        Finding::NotFound => Ok(Output::default()),
        Finding::Unclear => Err(NodeError::in_doubt("look_up_unclear", "The other side does not tell.", "")),
    }
}

/// What a node gave.
pub(super) type Outcome = Result<Output, NodeError>;

/// The server before it plays: its address is known and goes into the case.
pub(super) struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    exchanges: Vec<Exchange>,
}

impl Server {
    /// Opens a free port.
    pub(super) fn open() -> Result<Self, String> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        listener.set_nonblocking(true).map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        Ok(Self { listener, address, exchanges: Vec::new() })
    }

    /// The case with the server's address in place of its name.
    pub(super) fn fill_in(&mut self, case: &Case) -> Case {
        let mut case = case.clone();
        let url = format!("http://{}", self.address);
        let fill_in = |value: &mut Value| replace(value, SERVER, &url);
        case.parameters.values_mut().for_each(fill_in);
        case.items.iter_mut().chain(case.inputs.iter_mut().flatten()).for_each(fill_in);
        case.credentials.values_mut().flat_map(|fields| fields.values_mut()).for_each(fill_in);
        case.expect.ports.iter_mut().flat_map(|ports| ports.values_mut().flatten()).for_each(fill_in);
        for exchange in &mut case.http {
            for value in exchange.response.headers.values_mut() {
                *value = value.replace(SERVER, &url);
            }
        }
        self.exchanges = std::mem::take(&mut case.http);
        case
    }

    fn play(self) -> Result<Playing, String> {
        let listener = TcpListener::from_std(self.listener).map_err(|error| error.to_string())?;
        let state = Arc::new(Mutex::new(State { open: self.exchanges, failures: Vec::new() }));
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Ok(Playing { state })
    }
}

struct State {
    open: Vec<Exchange>,
    failures: Vec<String>,
}

struct Playing {
    state: Arc<Mutex<State>>,
}

impl Playing {
    /// Whether all that was recorded was asked, and nothing else.
    fn finish(self) -> Result<(), String> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = state
            .open
            .iter()
            .map(|exchange| format!("  not asked: {} {}", exchange.request.method, exchange.request.path));
        let failures: Vec<String> = state.failures.iter().cloned().chain(missing).collect();
        if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
    }
}

async fn serve(stream: TcpStream, state: Arc<Mutex<State>>) {
    let service = service_fn(|request: Request<Incoming>| {
        let state = state.clone();
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            Ok::<_, Infallible>(state.answer(&head.method, &head.uri, &head.headers, &body))
        }
    });
    // A client that hangs up is the client's business.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

impl State {
    /// Answers with the first exchange left that wants this request, so that
    /// nodes may ask several things at once.
    fn answer(&mut self, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Response<Full<Bytes>> {
        let mut reasons = Vec::new();
        for (index, exchange) in self.open.iter().enumerate() {
            match exchange.request.matches(method, uri, headers, body) {
                Ok(()) => return self.open.remove(index).response.into_http(),
                Err(reason) => reasons.push(format!("    {reason}")),
            }
        }
        self.failures.push(format!("  not recorded: {method} {uri}\n{}", reasons.join("\n")));
        let mut response = Response::new(Full::default());
        *response.status_mut() = http::StatusCode::NOT_IMPLEMENTED;
        response
    }
}

impl Wanted {
    fn matches(&self, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<(), String> {
        same("method", &self.method.as_str(), &method.as_str())?;
        same("path", &self.path, &uri.to_string())?;
        for (name, value) in &self.headers {
            let got = headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            same(name, value, &got)?;
        }
        let text = String::from_utf8_lossy(body);
        if let Some(json) = &self.json {
            let got: Value = serde_json::from_str(&text).map_err(|_| format!("the body is no JSON: {text}"))?;
            super::compare("json", Some(json), &got)?;
        }
        if let Some(form) = &self.form {
            same("form", form, &url::form_urlencoded::parse(body).into_owned().collect())?;
        }
        self.text.as_deref().map_or(Ok(()), |wanted| same("text", &wanted, &text.as_ref()))
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, wanted: &T, got: &T) -> Result<(), String> {
    if wanted == got { Ok(()) } else { Err(format!("{what}: wanted {wanted:?}, got {got:?}")) }
}

impl Given {
    fn into_http(self) -> Response<Full<Bytes>> {
        let mut builder = Response::builder().status(self.status.unwrap_or(200));
        if self.json.is_some() && !self.headers.contains_key("content-type") {
            builder = builder.header("content-type", "application/json");
        }
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        let body = self.json.map(|json| json.to_string()).or(self.text).unwrap_or_default();
        // A header a case spells wrong shows as a failing case.
        builder.body(Full::from(body)).unwrap_or_default()
    }
}

fn replace(value: &mut Value, name: &str, by: &str) {
    match value {
        Value::String(text) => *text = text.replace(name, by),
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, name, by)),
        Value::Object(fields) => fields.values_mut().for_each(|value| replace(value, name, by)),
        _ => {}
    }
}

/// A runtime for one case or test.
pub fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())
}

/// The way outside in tests: loopback is allowed, credentials are given.
pub struct TestServices {
    http: outbound::Client,
    credentials: BTreeMap<String, Map<String, Value>>,
    callback_url: Option<String>,
    events: Mutex<Vec<NewEvent>>,
    folder: tempfile::TempDir,
}

impl TestServices {
    /// Services that may reach loopback addresses. A credential's `kind` stands among its fields.
    pub fn reaching_loopback(
        credentials: BTreeMap<String, Map<String, Value>>,
        callback_url: Option<String>,
    ) -> Result<Self, String> {
        let http = client(outbound::Settings::default())?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        Ok(Self { http, credentials, callback_url, events: Mutex::default(), folder })
    }

    /// Trusts this certificate (PEM) besides those of the operating system.
    pub fn trusting(self, root: Vec<u8>) -> Result<Self, String> {
        let settings = outbound::Settings { extra_roots: vec![root], ..outbound::Settings::default() };
        Ok(Self { http: client(settings)?, ..self })
    }
}

fn client(settings: outbound::Settings) -> Result<outbound::Client, String> {
    // Fails if another test was first, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let policy = outbound::Policy::allowing(["127.0.0.0/8", "::1"]).map_err(|error| error.to_string())?;
    outbound::Client::new(policy, settings).map_err(|error| error.to_string())
}

#[async_trait]
impl Services for TestServices {
    fn http(&self) -> &outbound::Client {
        &self.http
    }

    async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, NodeError> {
        let found = self.http.resolve(host, port).await;
        found.map_err(|error| crate::answer::send_error(&error, crate::answer::Effect::Reads))
    }

    async fn credential(&self, slot: &str) -> Result<Credential, NodeError> {
        let missing = || {
            let message = format!("No credential is chosen for `{slot}`.");
            NodeError::permanent("credential_missing", message, "Choose one in the node.")
        };
        let mut fields = self.credentials.get(slot).cloned().ok_or_else(missing)?;
        let kind = fields.shift_remove("kind").and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default();
        Ok(Credential::new(kind, format!("cred_{slot}"), fields))
    }

    fn callback_url(&self) -> Option<String> {
        self.callback_url.clone()
    }

    fn events(&self) -> Option<&dyn Events> {
        Some(self)
    }

    fn folder(&self) -> Option<Folder> {
        Some(Folder::new(self.folder.path()))
    }
}

/// Events are noted, for the case to compare.
#[async_trait]
impl Events for TestServices {
    async fn send(&self, event: NewEvent) -> Result<String, NodeError> {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.push(event);
        Ok(format!("event_{}", events.len()))
    }
}

/// Compares the events that were sent with those the case wants.
fn compare_events(case: &Case, services: &TestServices) -> Result<(), String> {
    let events = services.events.lock().unwrap_or_else(PoisonError::into_inner);
    let sent = events.iter().map(|event| {
        let NewEvent { name, key, data, keep_ms, once } = event;
        json!({"name": name, "key": key, "data": data, "keep_ms": keep_ms, "once": once})
    });
    super::compare("events", case.expect.events.as_ref(), &sent.collect())
}

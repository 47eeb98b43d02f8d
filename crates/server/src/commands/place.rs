//! `towpath flow export` and `import`: a flow between a file and a data folder or server;
//! and what other commands ask a server.

use crate::cli::Place;
use crate::commands::{flow_file, show};
use crate::wiring::{Parts, outbound_client};
use bytes::Bytes;
use flow::Flow;
use flow::id::{FlowId, WorkspaceId};
use http::{HeaderValue, Method, header};
use outbound::Request;
use serde_json::{Value, json};
use std::path::Path;
use store::flows::{FlowRow, FlowState};

/// What a flow is written as.
#[derive(Clone, Copy)]
pub enum Form {
    /// A flow file.
    Own,
    /// A workflow of n8n.
    N8n,
}

/// Writes a flow's draft to a file or standard output.
pub async fn export(flow: &str, output: Option<&Path>, form: Form, place: &Place) -> Result<(), String> {
    let document: Flow = match &place.server {
        Some(server) => {
            let path = format!("{}/flows/{flow}/export", workspace_path(place)?);
            let answer = ask(server, place, Method::GET, &path, None).await?;
            serde_json::from_value(answer).map_err(|error| format!("the server's answer is no flow: {error}"))?
        }
        None => draft(flow, place).await?,
    };
    let text = match form {
        Form::Own => flow::file::write(&flow::file::export(&document)),
        Form::N8n => workflow(&document)?,
    };
    match output {
        Some(file) => std::fs::write(file, text).map_err(|error| format!("cannot write `{}`: {error}", file.display())),
        None => show::print(&text),
    }
}

/// The flow as a workflow of n8n; says what is not as it was.
fn workflow(document: &Flow) -> Result<String, String> {
    let exported = n8n::export(document);
    for finding in &exported.findings {
        eprintln!("towpath: {} {}", finding.message, finding.hint);
    }
    let text = serde_json::to_string_pretty(&exported.workflow).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

/// Makes a flow from a file; prints its id.
pub async fn import(file: &Path, place: &Place) -> Result<(), String> {
    let id = keep(&flow_file::read(file)?, place).await?;
    show::print(&format!("{id}\n"))
}

/// Makes a flow of a document; gives its id.
pub async fn keep(document: &Flow, place: &Place) -> Result<String, String> {
    let document = flow::file::export(document);
    match &place.server {
        Some(server) => {
            let path = format!("{}/flows/import", workspace_path(place)?);
            let answer = ask(server, place, Method::POST, &path, Some(json!({"document": document}))).await?;
            Ok(answer["id"].as_str().unwrap_or_default().to_owned())
        }
        None => create(&document, place).await,
    }
}

/// Writes a flow's saved tests to a file.
pub async fn export_tests(flow: &str, file: &Path, place: &Place) -> Result<(), String> {
    let tests: Vec<Value> = match &place.server {
        Some(server) => {
            let mut answer = Remote::of(server, place)?.get(&format!("/flows/{flow}/tests")).await?;
            answer["items"].as_array_mut().into_iter().flatten().map(|saved| saved["test"].take()).collect()
        }
        None => {
            let parts = Parts::open(&crate::commands::config(&place.settings)?.storage)?;
            let workspace = workspace_of(&parts, place).await?;
            let id: FlowId = flow.parse().map_err(|error: flow::id::IdError| error.to_string())?;
            let rows = parts.store.flow_tests(workspace, id).await.map_err(|error| error.to_string())?;
            let read = |row: &store::flow_tests::FlowTestRow| serde_json::from_str(&row.test);
            rows.iter()
                .map(read)
                .collect::<Result<_, _>>()
                .map_err(|error| format!("a test cannot be read: {error}"))?
        }
    };
    let text = format!("{:#}\n", Value::Array(tests));
    std::fs::write(file, text).map_err(|error| format!("cannot write `{}`: {error}", file.display()))
}

/// A workspace of a server.
pub struct Remote<'a> {
    server: &'a str,
    place: &'a Place,
    base: String,
}

impl<'a> Remote<'a> {
    /// The workspace that is named.
    pub fn of(server: &'a str, place: &'a Place) -> Result<Self, String> {
        Ok(Self { server, place, base: workspace_path(place)? })
    }

    /// Asks for something of the workspace.
    pub async fn get(&self, path: &str) -> Result<Value, String> {
        ask(self.server, self.place, Method::GET, &format!("{}{path}", self.base), None).await
    }

    /// Sends something to the workspace.
    pub async fn post(&self, path: &str, body: Value) -> Result<Value, String> {
        ask(self.server, self.place, Method::POST, &format!("{}{path}", self.base), Some(body)).await
    }

    /// All flows, each with its id and name.
    pub async fn flows(&self) -> Result<Vec<(String, String)>, String> {
        let (mut flows, mut cursor) = (Vec::new(), String::new());
        loop {
            let after = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
            let page = self.get(&format!("/flows?limit=200{after}")).await?;
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let items = page["items"].as_array().into_iter().flatten();
            flows.extend(items.map(|flow| (text(&flow["id"]), text(&flow["name"]))));
            cursor = text(&page["next_cursor"]);
            if cursor.is_empty() {
                return Ok(flows);
            }
        }
    }
}

fn workspace_path(place: &Place) -> Result<String, String> {
    let workspace = place.workspace.as_deref().ok_or("name the workspace with `--workspace`")?;
    Ok(format!("/api/v1/workspaces/{workspace}"))
}

/// Asks a server; its problems become sentences.
async fn ask(server: &str, place: &Place, method: Method, path: &str, body: Option<Value>) -> Result<Value, String> {
    let token = place.token.as_deref().ok_or("give an API token with `--token` or `TOWPATH_TOKEN`")?;
    let url = format!("{}{path}", server.trim_end_matches('/'));
    let url = url.parse().map_err(|error| format!("`{server}` is not an address: {error}"))?;
    let mut request = Request::new(method, url);
    let mut bearer = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| "the token is not right")?;
    bearer.set_sensitive(true);
    request.headers.insert(header::AUTHORIZATION, bearer);
    if let Some(body) = body {
        request.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request.body = Some(Bytes::from(body.to_string()));
    }
    // The person at this keyboard names the server: any address is theirs to name.
    let client = outbound_client(["0.0.0.0/0", "::/0"].into_iter())?;
    let response = client.send(request).await.map_err(|error| format!("the server cannot be reached: {error}"))?;
    let answer: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    if response.status.is_success() {
        return Ok(answer);
    }
    let detail = answer["detail"].as_str().unwrap_or("no more is known");
    Err(format!("the server refused with {}: {detail}", response.status))
}

async fn draft(flow: &str, place: &Place) -> Result<Flow, String> {
    let parts = Parts::open(&crate::commands::config(&place.settings)?.storage)?;
    let workspace = workspace_of(&parts, place).await?;
    let id: FlowId = flow.parse().map_err(|error: flow::id::IdError| error.to_string())?;
    let text = parts.store.newest_document(workspace, id).await.map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| format!("the draft cannot be read: {error}"))
}

async fn create(document: &Flow, place: &Place) -> Result<String, String> {
    let parts = Parts::open(&crate::commands::config(&place.settings)?.storage)?;
    let now = parts.clock.now();
    let row = FlowRow {
        id: FlowId::new(parts.ids.as_ref()),
        workspace: workspace_of(&parts, place).await?,
        name: document.name.clone(),
        description: document.description.clone(),
        state: FlowState::Draft,
        version: None,
        version_number: None,
        revision: 1,
        published_revision: None,
        trigger_kinds: Vec::new(),
        created_at: now,
        updated_at: now,
        updated_by: None,
        system: false,
    };
    let id = row.id.to_string();
    let text = serde_json::to_string(document).map_err(|error| error.to_string())?;
    parts.store.create_flow(row, &text).await.map_err(|error| error.to_string())?;
    Ok(id)
}

/// The workspace that is named.
pub async fn workspace_of(parts: &Parts, place: &Place) -> Result<WorkspaceId, String> {
    let named = place
        .workspace
        .as_deref()
        .ok_or("name the workspace with `--workspace`; its id stands in the address of its pages")?;
    let id: WorkspaceId = named.parse().map_err(|error: flow::id::IdError| error.to_string())?;
    parts.store.workspace(id).await.map_err(|error| error.to_string())?;
    Ok(id)
}

//! `towpath run`: a flow file run once, in a folder that is gone afterwards.

use crate::cli::Run;
use crate::commands::flow_file;
use crate::commands::show::print;
use crate::wiring::{Parts, outbound_client};
use flow::id::{CredentialId, FlowId, OrganisationId, RunId, UserId, VersionId, WorkspaceId};
use flow::kind::Role;
use flow::{Flow, Items, NodeId, Severity, Timestamp};
use serde_json::{Map, Value, json};
use std::io::Read;
use std::process::ExitCode;
use std::time::Duration;
use store::credentials::CredentialRow;
use store::door::{Launch, RunView, Runner};
use store::flows::{FlowRow, FlowState, VersionRow};
use store::identity::{Organisation, User, Workspace};
use store::runs::{RunMode, RunStatus};
use store::sqlite::{SqliteOptions, SqliteStore};
use vault::Vault;
use worker::{Limits, Sharing, Worker};

/// The run is looked at this often even if nothing is heard of it.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Runs a flow file and prints what each block gave. Fails if the run does.
pub async fn run(arguments: Run) -> Result<ExitCode, String> {
    let mut flow = flow_file::read(&arguments.file)?;
    let items = input(arguments.input.as_deref())?;
    let folder = tempfile::tempdir().map_err(|error| format!("a temporary folder cannot be made: {error}"))?;
    let store = SqliteStore::open(folder.path(), SqliteOptions::default()).map_err(text)?;
    let mut key = [0; 32];
    auth::Random::fill(&auth::SystemRandom, &mut key);
    let parts = Parts::of(store, Vault::new(key).map_err(text)?);
    let bench = Bench::set_up(&parts).await?;
    bench.add_credentials(&mut flow, &arguments.credentials).await?;
    refuse_errors(&flow, &parts)?;
    let node = start_node(&flow, &parts, arguments.node.as_deref())?;
    let http = outbound_client(arguments.allow.iter().map(String::as_str))?;
    let worker = parts.start_worker(http, None, Limits::default(), Sharing::default()).await?;
    let view = bench.perform(&worker, &flow, node, items).await?;
    let report = report(&worker, &view).await?;
    worker.drain().await;
    print(&if arguments.json { format!("{report:#}\n") } else { readable(&report) })?;
    Ok(if view.row.status == RunStatus::Succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// The items of `--input`: JSON, a file, or standard input. A list is one item an entry.
pub(super) fn input(given: Option<&str>) -> Result<Items, String> {
    let read = match given {
        None => "{}".to_owned(),
        Some("-") => {
            let mut all = String::new();
            std::io::stdin().read_to_string(&mut all).map_err(|error| format!("cannot read the input: {error}"))?;
            all
        }
        Some(json) if json.trim_start().starts_with(['{', '[']) => json.to_owned(),
        Some(file) => std::fs::read_to_string(file).map_err(|error| format!("cannot read `{file}`: {error}"))?,
    };
    let value: Value = serde_json::from_str(&read).map_err(|error| format!("the input is not JSON: {error}"))?;
    Ok(match value {
        Value::Array(values) => values.into_iter().map(flow::Item::new).collect(),
        value => Items::one(value),
    })
}

/// Refuses a flow that cannot run, with all that is wrong.
pub(super) fn refuse_errors(flow: &Flow, parts: &Parts) -> Result<(), String> {
    let mut problems = node_sdk::check::check(flow, &parts.catalog);
    problems.retain(|problem| problem.severity == Severity::Error);
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!("the flow cannot be run\n{}", flow_file::listed(flow, &problems).trim_end()))
}

/// The trigger a run starts at: the one that is wanted, or the first.
pub(super) fn start_node(flow: &Flow, parts: &Parts, wanted: Option<&str>) -> Result<NodeId, String> {
    let is_trigger = |node: &&flow::Node| {
        let kind = parts.catalog.find(&node.kind, node.kind_version);
        !node.disabled && kind.is_some_and(|kind| kind.descriptor.spec.role == Role::Trigger)
    };
    let mut triggers = flow.nodes.iter().filter(is_trigger);
    let found = triggers.find(|node| wanted.is_none_or(|wanted| node.id.0 == wanted));
    found.map(|node| node.id.clone()).ok_or_else(|| match wanted {
        Some(wanted) => format!("the flow has no trigger with the id `{wanted}`"),
        None => "the flow has no trigger to start at".into(),
    })
}

/// A workspace nobody else sees.
struct Bench<'a> {
    parts: &'a Parts,
    workspace: WorkspaceId,
    owner: UserId,
    now: Timestamp,
}

impl<'a> Bench<'a> {
    async fn set_up(parts: &'a Parts) -> Result<Self, String> {
        let (ids, now) = (parts.ids.as_ref(), parts.clock.now());
        let organisation = Organisation { id: OrganisationId::new(ids), name: "Run".into(), created_at: now };
        let workspace = Workspace {
            id: WorkspaceId::new(ids),
            organisation: organisation.id,
            name: "Run".into(),
            time_zone: "UTC".into(),
            created_at: now,
        };
        let owner = User {
            id: UserId::new(ids),
            organisation: organisation.id,
            name: "Run".into(),
            email: "run@localhost".into(),
            // No password hashes to this: nobody can sign in.
            password_hash: "-".into(),
            created_at: now,
            disabled_at: None,
        };
        let bench = Self { parts, workspace: workspace.id, owner: owner.id, now };
        parts.store.set_up(organisation, workspace, owner).await.map_err(text)?;
        Ok(bench)
    }

    /// Seals the fields in these files and hands them to the blocks with the slot.
    async fn add_credentials(&self, flow: &mut Flow, files: &[(String, String)]) -> Result<(), String> {
        for (slot, file) in files {
            let bytes = std::fs::read(file).map_err(|error| format!("cannot read `{file}`: {error}"))?;
            let fields: Map<String, Value> =
                serde_json::from_slice(&bytes).map_err(|error| format!("`{file}` is not a JSON object: {error}"))?;
            for node in &mut flow.nodes {
                let kind = self.parts.catalog.find(&node.kind, node.kind_version);
                let slots = kind.into_iter().flat_map(|kind| &kind.descriptor.spec.credentials);
                let Some(credential) = slots.into_iter().find(|own| own.slot == *slot).map(|own| &own.credential)
                else {
                    continue;
                };
                let id = self.keep_credential(credential, &fields).await?;
                node.credentials.insert(slot.clone(), id.to_string());
            }
        }
        Ok(())
    }

    async fn keep_credential(&self, kind: &str, fields: &Map<String, Value>) -> Result<CredentialId, String> {
        let id = CredentialId::new(self.parts.ids.as_ref());
        let name = self.workspace.to_string();
        let new_key = self.parts.vault.new_workspace_key(&name).map_err(text)?;
        let sealed = self.parts.store.workspace_key(self.workspace, new_key).await.map_err(text)?;
        let key = self.parts.vault.open_workspace_key(&name, &sealed).map_err(text)?;
        let plain = serde_json::to_vec(fields).map_err(text)?;
        let row = CredentialRow {
            id,
            workspace: self.workspace,
            name: kind.to_owned(),
            kind: kind.to_owned(),
            public: "{}".into(),
            sealed: key.seal_credential(&id.to_string(), &plain).map_err(text)?,
            created_at: self.now,
            created_by: self.owner,
            updated_at: self.now,
        };
        self.parts.store.create_credential(row).await.map_err(text)?;
        Ok(id)
    }

    async fn keep_flow(&self, flow: &Flow) -> Result<(FlowId, VersionId), String> {
        let document = serde_json::to_string(flow).map_err(text)?;
        let id = FlowId::new(self.parts.ids.as_ref());
        let row = FlowRow {
            id,
            workspace: self.workspace,
            name: flow.name.clone(),
            description: String::new(),
            state: FlowState::Draft,
            version: None,
            version_number: None,
            revision: 1,
            published_revision: None,
            trigger_kinds: Vec::new(),
            created_at: self.now,
            updated_at: self.now,
            updated_by: None,
            system: false,
        };
        self.parts.store.create_flow(row, &document).await.map_err(text)?;
        let version = VersionRow {
            id: VersionId::new(self.parts.ids.as_ref()),
            flow: id,
            workspace: self.workspace,
            number: None,
            note: String::new(),
            document,
            created_at: self.now,
            created_by: None,
        };
        Ok((id, self.parts.store.snapshot(version).await.map_err(text)?))
    }

    /// Runs to the end, waits included.
    async fn perform(&self, worker: &Worker, flow: &Flow, node: NodeId, items: Items) -> Result<RunView, String> {
        let (id, version) = self.keep_flow(flow).await?;
        let mut events = worker.watch(self.workspace);
        let launch = Launch {
            workspace: self.workspace,
            flow: id,
            version,
            node,
            items,
            mode: RunMode::Manual,
            idempotency: None,
            run: None,
            wait_for_answer: true,
        };
        let run: RunId = worker.launch(launch).await.map_err(text)?.run;
        loop {
            let row = self.parts.store.run(self.workspace, run).await.map_err(text)?;
            if row.status.is_final() || row.status == RunStatus::InDoubt {
                return worker.inspect(self.workspace, run).await.map_err(text);
            }
            // Whatever is heard, the store is asked again; that nothing was heard is no error.
            let _ = tokio::time::timeout(LOOK_EVERY, events.recv()).await;
        }
    }
}

/// Each block with its state and the items of each port.
async fn report(worker: &Worker, view: &RunView) -> Result<Value, String> {
    let mut nodes: Vec<Value> = Vec::new();
    for step in &view.steps {
        let (_, _, outputs) = worker.step(view.row.workspace, view.row.id, step.index).await.map_err(text)?;
        let outputs: Map<String, Value> = outputs
            .into_iter()
            .map(|(port, items)| (port, items.iter().map(|item| Value::clone(&item.json)).collect()))
            .collect();
        let mut node =
            json!({"id": step.node, "name": step.node_name, "kind": step.kind, "state": step.state, "items": outputs});
        if let Some(error) = &step.error {
            node["error"] = json!(error);
        }
        // Only the last attempt of a block counts.
        nodes.retain(|other| other["id"] != node["id"]);
        nodes.push(node);
    }
    let status = match view.row.status {
        RunStatus::Succeeded => "succeeded",
        RunStatus::Failed => "failed",
        RunStatus::Cancelled => "cancelled",
        RunStatus::InDoubt => "in_doubt",
        RunStatus::Paused => "paused",
        RunStatus::Queued => "queued",
        RunStatus::Running | RunStatus::Waiting => "running",
    };
    let error = view.row.error.as_ref().map(|error| json!({"node": error.node, "message": error.message}));
    Ok(json!({"status": status, "error": error, "nodes": nodes}))
}

fn readable(report: &Value) -> String {
    let mut lines = Vec::new();
    for node in report["nodes"].as_array().into_iter().flatten() {
        lines.push(format!(
            "{} ({})",
            node["name"].as_str().unwrap_or_default(),
            node["state"].as_str().unwrap_or_default()
        ));
        if let Some(message) = node["error"]["message"].as_str() {
            lines.push(format!("  {message} {}", node["error"]["hint"].as_str().unwrap_or_default()));
        }
        for (port, items) in node["items"].as_object().into_iter().flatten() {
            lines.extend(items.as_array().into_iter().flatten().map(|item| format!("  {port}: {item}")));
        }
    }
    lines.push(format!("The run {}.", report["status"].as_str().unwrap_or_default().replace('_', " ")));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_is_json_or_a_file() {
        assert_eq!(input(None).unwrap()[0].json, json!({}));
        assert_eq!(input(Some(r#"{"a":1}"#)).unwrap()[0].json, json!({"a": 1}));
        assert_eq!(input(Some(" [1, 2]")).unwrap().len(), 2);
        assert!(input(Some("{")).unwrap_err().contains("not JSON"));
        assert!(input(Some("/nowhere/at/all")).unwrap_err().contains("cannot read"));
    }
}

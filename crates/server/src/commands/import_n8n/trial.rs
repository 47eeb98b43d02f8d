//! Tries workflows out in this process: nothing is kept, waits pass at once, and
//! what each node gave is printed the way n8n keeps it.

use super::read;
use crate::cli::ImportN8n;
use crate::commands::run::input;
use crate::commands::show;
use crate::wiring::outbound_client;
use flow::kind::Role;
use flow::{Flow, Item, Items, NodeId};
use n8n::{Imported, Performed};
use node_sdk::Catalog;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use store::system::{SystemClock, SystemIds};
use tokio::task::JoinSet;
use worker::rehearse::{Failure, Rehearsal, Rehearsed, Stage, Step};

/// What all trials share.
struct Bench {
    stage: Stage,
    items: Items,
    limit: Duration,
    ignores_pinned: bool,
}

/// How a trial went.
struct Trial {
    nodes: Value,
    /// Why it failed, as a sentence.
    error: Option<String>,
}

/// Items may also be given as n8n prints them: `{"json": {…}, "pairedItem": …}`.
fn unwrapped(item: &Item) -> Item {
    let is_item = |fields: &Map<String, Value>| {
        fields.get("json").is_some_and(Value::is_object)
            && fields.keys().all(|name| matches!(name.as_str(), "json" | "pairedItem" | "binary"))
    };
    match &*item.json {
        Value::Object(fields) if is_item(fields) => Item::new(fields["json"].clone()),
        _ => item.clone(),
    }
}

/// Runs the workflows; of several, some at once.
pub async fn run(arguments: &ImportN8n, files: Vec<PathBuf>, is_batch: bool) -> Result<ExitCode, String> {
    let bench = Arc::new(Bench {
        stage: Stage {
            catalog: Arc::new(nodes::catalog()),
            http: outbound_client(arguments.allow.iter().map(String::as_str))?,
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
        },
        items: input(arguments.input.as_deref())?.iter().map(unwrapped).collect(),
        limit: Duration::from_millis(arguments.limit_ms.max(1)),
        ignores_pinned: arguments.ignore_pinned,
    });
    if !is_batch {
        return one(&bench, &files[0], arguments.json).await;
    }
    let at_once = std::thread::available_parallelism().map_or(2, usize::from);
    let mut is_fine = true;
    let mut trials = JoinSet::new();
    let mut left = files.into_iter();
    loop {
        while trials.len() < at_once
            && let Some(file) = left.next()
        {
            let bench = bench.clone();
            let name = file.display().to_string();
            trials.spawn(async move {
                // A task of its own, so that a fault in one workflow is told and not the end of all.
                let trial = tokio::spawn(async move { bench.attempt(&file).await }).await;
                (name, trial.unwrap_or_else(|error| Err(format!("the run was cut off: {error}"))))
            });
        }
        let Some(ended) = trials.join_next().await else { break };
        let (file, trial) = ended.map_err(|error| error.to_string())?;
        let (nodes, error) = match trial {
            Ok(trial) => (trial.nodes, trial.error),
            Err(error) => (Value::Object(Map::new()), Some(error)),
        };
        is_fine &= error.is_none();
        show::print(&format!("{}\n", json!({"file": file, "ok": error.is_none(), "nodes": nodes, "error": error})))?;
    }
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn one(bench: &Bench, file: &Path, as_json: bool) -> Result<ExitCode, String> {
    let trial = bench.attempt(file).await?;
    show::print(&if as_json { format!("{}\n", trial.nodes) } else { readable(&trial.nodes) })?;
    let Some(error) = trial.error else { return Ok(ExitCode::SUCCESS) };
    eprintln!("towpath: {error}");
    Ok(ExitCode::FAILURE)
}

impl Bench {
    async fn attempt(&self, file: &Path) -> Result<Trial, String> {
        let Imported { flow, pinned, layout, .. } = read(file)?;
        let start = start_node(&flow, &self.stage.catalog).ok_or("the workflow has no trigger to start at")?;
        let names: Vec<(NodeId, String)> = flow.nodes.iter().map(|node| (node.id.clone(), node.name.clone())).collect();
        let rehearsal = Rehearsal {
            document: flow,
            start,
            items: self.items.clone(),
            pinned: if self.ignores_pinned { Default::default() } else { pinned },
            limit: self.limit,
        };
        let Rehearsed { steps, failure, .. } = self.stage.rehearse(rehearsal).await?;
        let performed: Vec<Performed> = steps.into_iter().map(performed).collect();
        Ok(Trial { nodes: layout.results(&performed), error: failure.map(|failure| sentence(&failure, &names)) })
    }
}

fn performed(step: Step) -> Performed {
    let Step { node, inputs, outputs, iterations } = step;
    Performed { node, inputs, outputs, iterations }
}

fn sentence(failure: &Failure, names: &[(NodeId, String)]) -> String {
    let name = failure.node.as_ref().and_then(|id| names.iter().find(|(other, _)| other == id));
    let place = name.map(|(_, name)| format!("“{name}”: ")).unwrap_or_default();
    format!("{place}{} {}", failure.message, failure.hint).trim_end().to_owned()
}

/// The manual trigger, else the first trigger there is.
fn start_node(flow: &Flow, catalog: &Catalog) -> Option<NodeId> {
    let is_trigger = |node: &&flow::Node| {
        let kind = catalog.find(&node.kind, node.kind_version);
        !node.disabled && kind.is_some_and(|kind| kind.descriptor.spec.role == Role::Trigger)
    };
    let mut triggers = flow.nodes.iter().filter(is_trigger);
    let manual = triggers.clone().find(|node| node.kind == "manual_trigger");
    manual.or_else(|| triggers.next()).map(|node| node.id.clone())
}

fn readable(nodes: &Value) -> String {
    let mut lines = Vec::new();
    for (name, runs) in nodes.as_object().into_iter().flatten() {
        for (number, outputs) in runs.as_array().into_iter().flatten().enumerate() {
            lines.push(format!("{name}, run {}", number + 1));
            for (output, items) in outputs.as_array().into_iter().flatten().enumerate() {
                lines
                    .extend(items.as_array().into_iter().flatten().map(|item| format!("  {output}: {}", item["json"])));
            }
        }
    }
    lines.join("\n") + "\n"
}

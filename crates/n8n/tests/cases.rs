//! Runs the workflows under `cases`: each is one as n8n writes it, and says besides
//! what its nodes give.
//!
//! | key | meaning |
//! |---|---|
//! | `expect` | by node name, `[run][output][data of an item]`; nodes that are not named may give anything, and a node with `null` must not run |
//! | `input` | the data of the items the run begins with; one empty item if left out |
//! | `fails` | a part of the sentence the run fails with; it succeeds if left out |
//! | `findings` | the report's findings but notes, as `code: node, field`; none if left out |

use flow::{Clock, Ids, Items, Timestamp};
use n8n::{Imported, Performed, Weight, import};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;
use worker::rehearse::{Rehearsal, Stage};

/// Noon on 1 January 2026.
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp(1_767_268_800_000)
    }
}

struct Counting(AtomicU64);

impl Ids for Counting {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed)) + 1)
    }
}

fn stage() -> Stage {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let http = outbound::Client::new(outbound::Policy::public(), outbound::Settings::default()).expect("a client");
    Stage {
        catalog: Arc::new(nodes::catalog()),
        http,
        clock: Arc::new(Noon),
        ids: Arc::new(Counting(AtomicU64::new(0))),
    }
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let entries = std::fs::read_dir(folder).expect("the folder of cases").flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|kind| kind == "json")).collect();
    files.sort();
    files
}

#[tokio::test]
async fn workflows_give_what_they_gave() {
    let stage = stage();
    let mut wrong = Vec::new();
    let files = case_files();
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(file).expect("a case");
        // A file holds one workflow, or a list of them with a `name` each.
        let cases = match serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}")) {
            Value::Array(cases) => cases,
            case => vec![case],
        };
        for case in cases {
            let title = format!("{name}, {}", case["name"].as_str().unwrap_or_default());
            wrong.extend(differences(&stage, &case).await.into_iter().map(|line| format!("{title}: {line}")));
        }
    }
    assert!(files.len() > 3, "the cases are not where they should be");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

async fn differences(stage: &Stage, case: &Value) -> Vec<String> {
    let imported = import(&case.to_string()).expect("a workflow");
    let mut wrong = Vec::new();
    let found = findings(&imported);
    if found != case.get("findings").cloned().unwrap_or_else(|| json!([])) {
        wrong.push(format!("findings\n  got {found}"));
    }
    let Some(expected) = case.get("expect").and_then(Value::as_object) else { return wrong };
    let (nodes, error) = match perform(stage, &imported, case).await {
        Ok(ended) => ended,
        Err(message) => return vec![format!("cannot run: {message}")],
    };
    match (case.get("fails").and_then(Value::as_str), error) {
        (None, Some(error)) => wrong.push(format!("failed: {error}")),
        (Some(part), Some(error)) if !error.contains(part) => wrong.push(format!("failed otherwise: {error}")),
        (Some(part), None) => wrong.push(format!("did not fail with: {part}")),
        _ => {}
    }
    for (node, runs) in expected {
        let got = nodes.get(node).map_or(Value::Null, data);
        // As texts, for the order of fields counts too.
        let (got, wanted) = (got.to_string(), runs.to_string());
        if got != wanted {
            wrong.push(format!("{node}\n  wanted {wanted}\n  got    {got}"));
        }
    }
    wrong
}

fn findings(imported: &Imported) -> Value {
    let shown = imported.report.findings.iter().filter(|finding| finding.weight != Weight::Note).map(|finding| {
        let node = finding.node.as_deref().unwrap_or("-");
        match &finding.field {
            Some(field) => format!("{}: {node}, {field}", finding.code),
            None => format!("{}: {node}", finding.code),
        }
    });
    shown.collect()
}

/// What the nodes gave, and why the run failed.
async fn perform(
    stage: &Stage,
    imported: &Imported,
    case: &Value,
) -> Result<(Map<String, Value>, Option<String>), String> {
    let items = match case.get("input").and_then(Value::as_array) {
        Some(items) => items.iter().cloned().map(flow::Item::new).collect(),
        None => Items::one(json!({})),
    };
    let is_start = |node: &&flow::Node| {
        let kind = stage.catalog.find(&node.kind, node.kind_version);
        !node.disabled && kind.is_some_and(|kind| kind.descriptor.spec.role == flow::kind::Role::Trigger)
    };
    let start = imported.flow.nodes.iter().find(is_start).ok_or("no trigger")?.id.clone();
    let rehearsal = Rehearsal {
        document: imported.flow.clone(),
        start,
        items,
        pinned: imported.pinned.clone(),
        limit: Duration::from_secs(20),
    };
    let ended = stage.rehearse(rehearsal).await?;
    let steps = ended.steps.into_iter().map(|step| Performed {
        node: step.node,
        inputs: step.inputs,
        outputs: step.outputs,
        iterations: step.iterations,
    });
    let results = imported.layout.results(&steps.collect::<Vec<_>>());
    let error = ended.failure.map(|failure| failure.message);
    Ok((results.as_object().cloned().unwrap_or_default(), error))
}

/// The runs of a node without the wrapping of its items.
fn data(runs: &Value) -> Value {
    let lists = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let output = |items: Value| lists(&items).iter().map(|item| item["json"].clone()).collect::<Value>();
    let run = |outputs: Value| lists(&outputs).into_iter().map(output).collect::<Value>();
    lists(runs).into_iter().map(run).collect()
}

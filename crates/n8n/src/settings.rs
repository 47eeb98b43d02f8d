//! The settings of a workflow.

use crate::report::{Finding, Weight};
use crate::workflow::Workflow;
use flow::document::Settings;
use serde_json::Value;

/// Whether branches take turns, as before version 1 of the order.
pub(crate) fn is_legacy(workflow: &Workflow) -> bool {
    workflow.settings.get("executionOrder").and_then(Value::as_str) != Some("v1")
}

/// Our settings, and what has no counterpart.
pub(crate) fn of(workflow: &Workflow, findings: &mut Vec<Finding>) -> Settings {
    let given = &workflow.settings;
    let text = |name: &str| given.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let mut settings = Settings { lenient_expressions: true, skip_empty: true, ..Settings::default() };
    if let Some(zone) = text("timezone").filter(|zone| *zone != "DEFAULT") {
        settings.time_zone = zone.to_owned();
    }
    let seconds = given.get("executionTimeout").and_then(Value::as_f64).filter(|seconds| *seconds > 0.0);
    settings.timeout_ms = seconds.map(|seconds| (seconds * 1_000.0) as u64);
    if let Some(id) = text("errorWorkflow").filter(|id| *id != "DEFAULT") {
        let message = format!("When a run failed, n8n started the workflow `{id}`.");
        let hint = "Bring that workflow too, and choose it as the error flow in the settings of this one.";
        findings.push(Finding::of_flow(Weight::Note, "error_flow_choose", message, hint).at("settings.errorWorkflow"));
    }
    if is_legacy(workflow) && has_branches(workflow) {
        let message = "The workflow uses the execution order of n8n before version 1, where branches took turns.";
        let hint = "Here all branches are independent; look whether a block relies on another branch being done first.";
        findings.push(Finding::of_flow(Weight::Note, "execution_order", message, hint).at("settings.executionOrder"));
    }
    for (name, what) in UNKNOWN {
        if let Some(value) = text(name).filter(|value| !matches!(*value, "DEFAULT" | "all" | "workflowsFromSameOwner"))
        {
            let message = format!("{what} (`{name}` is `{value}`).");
            let hint = "Look at the settings of this flow and of the server.";
            findings
                .push(Finding::of_flow(Weight::Note, "setting_unmapped", message, hint).at(format!("settings.{name}")));
        }
    }
    settings
}

const UNKNOWN: &[(&str, &str)] = &[
    ("saveDataErrorExecution", "Which failed runs are kept is a setting of the server here"),
    ("saveDataSuccessExecution", "Which runs are kept is a setting of the server here"),
    ("callerPolicy", "Which flows may call this one is a matter of the workspace here"),
];

/// Whether two nodes ever follow on one.
fn has_branches(workflow: &Workflow) -> bool {
    let connections = &workflow.connections;
    connections.iter().any(|one| connections.iter().any(|other| other.from == one.from && other.to != one.to))
}

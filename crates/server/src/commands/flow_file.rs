//! Flow files: reading them, naming what is wrong with them.

use crate::commands::show::print;
use flow::{Flow, Problem, Severity};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

/// Reads a flow file. Errors are sentences.
pub fn read(file: &Path) -> Result<Flow, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("cannot read `{}`: {error}", file.display()))?;
    flow::file::read(&bytes).map_err(|error| format!("`{}`: {error}. {}", file.display(), error.hint()))
}

/// Names what is wrong with a flow file. Fails if it has errors.
pub fn validate(file: &Path, as_json: bool) -> Result<ExitCode, String> {
    let flow = read(file)?;
    let problems = node_sdk::check::check(&flow, &nodes::catalog());
    if as_json {
        print(&format!("{:#}\n", json!({"problems": problems})))?;
    } else if problems.is_empty() {
        print(&format!("{}: no problems\n", flow.name))?;
    } else {
        print(&listed(&flow, &problems))?;
    }
    let has_errors = problems.iter().any(|problem| problem.severity == Severity::Error);
    Ok(if has_errors { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Problems for people, a line each and the mend below.
pub fn listed(flow: &Flow, problems: &[Problem]) -> String {
    problems.iter().map(|problem| line(flow, problem)).collect()
}

fn line(flow: &Flow, problem: &Problem) -> String {
    let word = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let node = problem.node.as_ref().and_then(|id| flow.node(id)).map(|node| format!(" at “{}”", node.name));
    let parameter = problem.parameter.as_ref().map(|path| format!(", {path}"));
    let place = format!("{}{}", node.unwrap_or_default(), parameter.unwrap_or_default());
    format!("{word}{place}: {} [{}]\n  {}\n", problem.message, problem.code, problem.hint)
}

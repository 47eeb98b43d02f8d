//! `towpath test`: plays the saved tests of flows and says what did not come true.

mod files;
mod report;

use crate::cli::Test;
use crate::commands::place::{Remote, workspace_of};
use crate::commands::show::print;
use crate::wiring::Parts;
use files::Suite;
use report::{Played, Result as TestResult};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

/// Plays the tests of flows: of files here, of others where they are kept. Fails if one
/// does, or if there was none to play.
pub async fn test(arguments: Test) -> Result<ExitCode, String> {
    let (files, kept): (Vec<&String>, Vec<&String>) =
        arguments.flows.iter().partition(|name| Path::new(name).is_file());
    if arguments.tests.is_some() && (files.len() != 1 || !kept.is_empty()) {
        return Err("`--tests` belongs to one flow file".into());
    }
    let mut played = Vec::new();
    for file in &files {
        let suite = Suite::of_file(Path::new(file), arguments.tests.as_deref())?;
        played.push(files::play(suite).await?);
    }
    if !kept.is_empty() || files.is_empty() {
        played.extend(play_kept(&kept, &arguments).await?);
    }
    print(&if arguments.json { format!("{:#}\n", json!({"flows": played})) } else { report::readable(&played) })?;
    let results: Vec<&TestResult> = played.iter().flat_map(|flow| &flow.tests).collect();
    if results.is_empty() {
        return Err("no test was played: save one in the editor, or name a file of tests with `--tests`".into());
    }
    Ok(if results.iter().all(|result| result.passed) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Those kept on a server, or in a data folder; all of the workspace if none is named.
async fn play_kept(flows: &[&String], arguments: &Test) -> Result<Vec<Played>, String> {
    match &arguments.place.server {
        Some(server) => play_remote(&Remote::of(server, &arguments.place)?, flows).await,
        None => {
            let parts = Parts::open(&crate::commands::config(&arguments.place.settings)?.storage)?;
            let workspace = workspace_of(&parts, &arguments.place).await?;
            let mut played = Vec::new();
            for suite in Suite::kept_in(&parts, workspace, flows).await? {
                played.push(files::play(suite).await?);
            }
            Ok(played)
        }
    }
}

/// Has a server play them: it has the flows, their tests and its own settings.
async fn play_remote(remote: &Remote<'_>, flows: &[&String]) -> Result<Vec<Played>, String> {
    let named = match flows {
        [] => remote.flows().await?,
        flows => {
            let mut named = Vec::new();
            for flow in flows {
                let detail = remote.get(&format!("/flows/{flow}")).await?;
                named.push(((*flow).clone(), report::text(&detail["name"])));
            }
            named
        }
    };
    let mut played = Vec::new();
    for (flow, name) in named {
        // A flow without tests may be half drawn: only one with tests has to hold together.
        let tests = remote.get(&format!("/flows/{flow}/tests")).await?;
        if tests["items"].as_array().is_none_or(Vec::is_empty) {
            played.push(Played { flow, name, tests: Vec::new() });
            continue;
        }
        let answer = remote.post(&format!("/flows/{flow}/tests/run"), json!({})).await?;
        played.push(Played { tests: report::of_answer(&answer), flow, name });
    }
    Ok(played)
}

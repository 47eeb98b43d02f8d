//! Flows with their tests, from a file or a data folder, played here in memory.

use super::report::{self, Played};
use crate::commands::{flow_file, run};
use crate::wiring::{Parts, outbound_client};
use flow::Flow;
use flow::flow_test::FlowTest;
use flow::id::{FlowId, WorkspaceId};
use serde_json::Value;
use std::path::{Path, PathBuf};
use store::PageRequest;
use store::door::Runner;
use store::flows::FlowFilter;
use store::sqlite::{SqliteOptions, SqliteStore};
use vault::Vault;
use worker::{Limits, Sharing};

/// So many flows are read at once.
const PAGE: u32 = 200;

/// A flow and its tests.
pub struct Suite {
    id: String,
    flow: Flow,
    tests: Vec<FlowTest>,
}

impl Suite {
    /// A flow file; its tests stand in `tests`, or beside it: `greet.json` has `greet.tests.json`.
    pub fn of_file(file: &Path, tests: Option<&Path>) -> Result<Self, String> {
        let flow = flow_file::read(file)?;
        let beside = beside(file);
        let tests = match tests {
            Some(tests) => read_tests(tests)?,
            None if beside.is_file() => read_tests(&beside)?,
            None => Vec::new(),
        };
        Ok(Self { id: file.display().to_string(), flow, tests })
    }

    /// The drafts of these flows, or of all.
    pub async fn kept_in(parts: &Parts, workspace: WorkspaceId, flows: &[&String]) -> Result<Vec<Self>, String> {
        let mut ids = Vec::new();
        for flow in flows {
            ids.push(flow.parse::<FlowId>().map_err(|error| error.to_string())?);
        }
        if flows.is_empty() {
            ids = all_flows(parts, workspace).await?;
        }
        let mut suites = Vec::new();
        for id in ids {
            let draft = parts.store.newest_document(workspace, id).await.map_err(text)?;
            let flow = serde_json::from_str(&draft).map_err(|error| format!("the draft cannot be read: {error}"))?;
            let rows = parts.store.flow_tests(workspace, id).await.map_err(text)?;
            let tests =
                rows.iter().map(|row| serde_json::from_str(&row.test).map_err(text)).collect::<Result<_, _>>()?;
            suites.push(Self { id: id.to_string(), flow, tests });
        }
        Ok(suites)
    }
}

async fn all_flows(parts: &Parts, workspace: WorkspaceId) -> Result<Vec<FlowId>, String> {
    let (mut ids, mut cursor) = (Vec::new(), None);
    loop {
        let page = PageRequest { cursor, limit: PAGE };
        let found = parts.store.flows(workspace, FlowFilter::default(), page).await.map_err(text)?;
        ids.extend(found.items.iter().map(|row| row.id));
        cursor = found.next_cursor;
        if cursor.is_none() {
            return Ok(ids);
        }
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// `folder/greet.json` has its tests in `folder/greet.tests.json`.
fn beside(file: &Path) -> PathBuf {
    file.with_extension("tests.json")
}

/// Reads tests: a list of them, or what the API answers when it is asked for those of a flow.
fn read_tests(file: &Path) -> Result<Vec<FlowTest>, String> {
    let name = file.display();
    let read = std::fs::read_to_string(file).map_err(|error| format!("cannot read `{name}`: {error}"))?;
    let value: Value = serde_json::from_str(&read).map_err(|error| format!("`{name}` is not JSON: {error}"))?;
    let entries = match value {
        Value::Array(entries) => entries,
        Value::Object(mut answer) => match answer.remove("items") {
            Some(Value::Array(entries)) => entries.into_iter().map(|mut entry| entry["test"].take()).collect(),
            _ => return Err(format!("`{name}` holds no list of tests")),
        },
        _ => return Err(format!("`{name}` holds no list of tests")),
    };
    let read =
        |entry| serde_json::from_value(entry).map_err(|error| format!("`{name}` holds what is no test: {error}"));
    entries.into_iter().map(read).collect()
}

/// Plays the tests of a flow, in memory; nothing outside is reached.
pub async fn play(suite: Suite) -> Result<Played, String> {
    let Suite { id, flow, tests } = suite;
    let folder = tempfile::tempdir().map_err(|error| format!("a temporary folder cannot be made: {error}"))?;
    let store = SqliteStore::open(folder.path(), SqliteOptions::default()).map_err(text)?;
    let mut key = [0; 32];
    auth::Random::fill(&auth::SystemRandom, &mut key);
    let parts = Parts::of(store, Vault::new(key).map_err(text)?);
    let mut results = Vec::new();
    if !tests.is_empty() {
        run::refuse_errors(&flow, &parts).map_err(|error| format!("{}: {error}", flow.name))?;
        let http = outbound_client(std::iter::empty())?;
        let worker = parts.start_worker(http, None, Limits::default(), Sharing::default()).await?;
        for mut test in tests {
            let wanted = test.trigger.as_ref().map(|node| node.0.as_str());
            let tested = match run::start_node(&flow, &parts, wanted) {
                Ok(node) => {
                    test.trigger = Some(node);
                    worker.play(&flow, &test).await.map_err(text)?.verdicts
                }
                Err(message) => vec![report::refused(&message)],
            };
            results.push(report::Result::of(&test.name, &tested));
        }
        worker.drain().await;
    }
    Ok(Played { flow: id, name: flow.name, tests: results })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_stand_beside_their_flow() {
        assert_eq!(beside(Path::new("flows/greet.json")), Path::new("flows/greet.tests.json"));
    }

    #[test]
    fn a_list_and_an_answer_of_the_api_are_read_alike() {
        let folder = tempfile::tempdir().unwrap();
        let read = |content: &str| {
            let file = folder.path().join("tests.json");
            std::fs::write(&file, content).unwrap();
            read_tests(&file)
        };
        let list = read(r#"[{"name": "One"}]"#).unwrap();
        assert_eq!(read(r#"{"items": [{"id": "1", "test": {"name": "One"}}]}"#).unwrap(), list);
        assert!(read("{}").unwrap_err().contains("no list of tests"));
        assert!(read(r#"[{"nam": "One"}]"#).unwrap_err().contains("no test"));
    }
}

//! Every statement that reads or changes a tenant's rows names the workspace in its
//! condition. The exceptions are listed with their reason; the list may only shrink.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Statements that rightly do without.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("credentials/keep_workspace_key", "its key is the workspace"),
    ("credentials/workspace_key", "its key is the workspace"),
    ("identity/update_workspace", "its key is the workspace"),
    ("identity/workspace", "its key is the workspace"),
    ("identity/region", "its key is the workspace"),
    ("identity/delete_ended_sessions", "a session is a person's, in all their workspaces"),
    ("identity/delete_other_sessions", "a session is a person's, in all their workspaces"),
    ("identity/delete_session", "a session is a person's, in all their workspaces"),
    ("identity/session_by_hash", "the secret tells who it is"),
    ("identity/sessions_of", "a session is a person's, in all their workspaces"),
    ("identity/touch_session", "follows session_by_hash"),
    ("identity/token_by_hash", "the secret tells which workspace it is"),
    ("identity/touch_token", "follows token_by_hash"),
    ("identity/is_empty", "of the whole server"),
    ("identity/organisation", "organisations stand above workspaces"),
    ("identity/person", "persons stand above workspaces"),
    ("identity/person_by_email", "persons stand above workspaces"),
    ("identity/update_password", "persons stand above workspaces"),
    ("identity/workspaces_of", "asks in which workspaces a person is"),
    ("steps/delete_old", "retention of all workspaces"),
    ("static_data/unsettled", "for recovery of all workspaces"),
    ("flows/delete_unused_versions", "the flow was removed by workspace just before"),
    ("flows/next_number", "the flow was found by workspace just before"),
    ("flows/version", "for the worker, whose runs name their version"),
    ("triggers/delete_of_flow", "the flow was found by workspace just before"),
    ("triggers/webhook", "the path tells which workspace it is"),
    ("triggers/webhooks", "the path tells which workspace it is"),
    ("triggers/due", "for the scheduler, which serves all workspaces"),
    ("triggers/next", "for the scheduler, which serves all workspaces"),
    ("triggers/advance", "for the scheduler, which serves all workspaces"),
    ("runs/advance", "the run was found by workspace just before"),
    ("runs/run_of_any_workspace", "for the worker, which serves all workspaces"),
    ("runs/chunks", "follows run_of_any_workspace"),
    ("runs/replace_chunks", "the run was found by workspace just before"),
    ("runs/open", "for recovery of all workspaces"),
    ("limits/workspace_limits", "for the worker, which serves all workspaces"),
    ("limits/turn", "for the worker, which serves all workspaces"),
    ("limits/delete_turn", "for the worker, which serves all workspaces"),
    ("limits/delete_old_turns", "retention of all workspaces"),
    ("limits/delete_old_places", "retention of all workspaces"),
    ("batches/open", "for recovery of all workspaces"),
    ("waits/due_runs", "for recovery of all workspaces"),
    ("waits/open_signals", "for recovery of all workspaces"),
    ("waits/delete_ended", "retention of all workspaces"),
    ("waits/idle_keys", "retention of all workspaces"),
    ("runs/flow_is_system", "asks for no content"),
    ("runs/read_pulse", "of the whole server"),
    ("runs/next_flow", "retention of all workspaces"),
    ("runs/excess", "retention of all workspaces"),
    ("runs/old", "retention of all workspaces"),
    ("runs/delete", "retention of all workspaces"),
    ("runs/delete_chunks", "retention of all workspaces"),
    ("runs/delete_counts", "retention of all workspaces"),
    ("idempotency/delete_ended", "retention of all workspaces"),
    ("jobs/delete_of_run", "retention of all workspaces"),
    ("messages/delete_of_run", "retention of all workspaces"),
    ("run_notes/delete_of_run", "retention of all workspaces"),
    ("messages/delete_history_of_run", "retention of all workspaces"),
    ("owners/beat", "processes serve all workspaces"),
    ("owners/expire", "processes serve all workspaces"),
    ("owners/leave", "processes serve all workspaces"),
    ("owners/orphans", "processes serve all workspaces"),
    ("owners/left", "processes serve all workspaces"),
    ("owners/take_unowned", "processes serve all workspaces"),
    ("owners/take_left", "processes serve all workspaces"),
    ("owners/empty", "processes serve all workspaces"),
    ("owners/forget", "processes serve all workspaces"),
    ("owners/owned", "processes serve all workspaces"),
    ("owners/hand_back", "processes serve all workspaces"),
    ("owners/hand_out", "processes serve all workspaces"),
    ("owners/performers", "processes serve all workspaces"),
    ("owners/unwanted", "processes serve all workspaces"),
    ("owners/is_there", "processes serve all workspaces"),
    ("owners/watched", "processes serve all workspaces"),
    ("owners/changes", "processes serve all workspaces"),
    ("owners/list", "processes serve all workspaces"),
    ("owners/has_events", "processes serve all workspaces"),
    ("owners/gone", "processes serve all workspaces"),
    ("owners/newest_beat", "processes serve all workspaces"),
    ("owners/open_by_status", "processes serve all workspaces"),
    ("inbox/take", "processes serve all workspaces"),
    ("inbox/answer", "processes serve all workspaces"),
    ("inbox/answers", "processes serve all workspaces"),
    ("inbox/withdraw", "processes serve all workspaces"),
    ("inbox/waits", "processes serve all workspaces"),
    ("inbox/delete_old", "processes serve all workspaces"),
    ("inbox/depth", "processes serve all workspaces"),
    ("listening/find", "the path tells which workspace it is"),
    ("listening/delete_ended", "of the whole server"),
    ("messages/history", "the message was found by workspace just before"),
];

fn queries() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/queries")
}

/// `area/verb` and text of each statement.
fn statements() -> Vec<(String, String)> {
    let mut statements = Vec::new();
    for area in std::fs::read_dir(queries()).unwrap() {
        for file in std::fs::read_dir(area.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.strip_prefix(queries()).unwrap().with_extension("");
            statements.push((name.to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(statements.len() > 90, "the statements were found");
    statements
}

#[test]
fn every_statement_of_a_tenants_rows_asks_for_the_workspace() {
    let open: BTreeSet<String> = statements()
        .into_iter()
        // What is inserted carries its workspace in its columns, which are NOT NULL.
        .filter(|(_, sql)| !sql.contains("INSERT INTO") && !sql.contains("workspace = $"))
        .map(|(name, _)| name)
        .collect();
    let expected: BTreeSet<String> = EXCEPTIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(open, expected);
}

#[test]
fn every_statement_is_used() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let code: String = ["sql", "sqlite", "postgres"].map(|folder| code_in(&source.join(folder))).concat();
    let unused: Vec<String> = statements()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| !code.contains(&format!("query!(\"{name}\")")))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// All code of a folder and those in it.
fn code_in(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { code_in(&path) } else { std::fs::read_to_string(&path).unwrap() }).collect()
}

//! Workflows of n8n: looked at, and kept as drafts.

use crate::server::Server;
use serde_json::json;

#[tokio::test]
async fn a_workflow_of_n8n_becomes_a_draft_with_a_report() {
    let (server, workspace, owner) = Server::with_owner().await;
    let base = format!("/api/v1/workspaces/{workspace}");
    let text = json!({
        "name": "From n8n",
        "nodes": [
            {"name": "Go", "type": "n8n-nodes-base.manualTrigger", "typeVersion": 1, "position": [0, 0], "parameters": {}},
            {"name": "Odd", "type": "community.odd", "typeVersion": 1, "position": [200, 0], "parameters": {"a": 1}},
        ],
        "connections": {"Go": {"main": [[{"node": "Odd", "type": "main", "index": 0}]]}},
    })
    .to_string();

    let preview = server.post(&owner, &format!("{base}/import/n8n/preview"), json!({"text": text})).await.ok();
    assert_eq!(preview["document"]["nodes"][1]["kind"], "imported_node");
    assert_eq!(preview["report"]["findings"][0]["code"], "node_unknown");
    let none = server.get(&owner, &format!("{base}/flows")).await.ok();
    assert_eq!(none["items"], json!([]), "a preview keeps nothing");

    let kept = server.post(&owner, &format!("{base}/import/n8n"), json!({"text": text})).await.ok();
    assert_eq!((&kept["flow"]["name"], &kept["flow"]["state"]), (&json!("From n8n"), &json!("draft")));
    assert_eq!(kept["flow"]["problems"][0]["node"], kept["report"]["findings"][0]["node_id"]);
    assert_eq!((&kept["report"]["nodes"], &kept["report"]["nodes_unknown"]), (&json!(2), &json!(1)));

    let wrong = server.post(&owner, &format!("{base}/import/n8n"), json!({"text": "{\"a\": 1}"})).await.problem();
    assert_eq!(wrong["fields"][0]["field"], "text");
}

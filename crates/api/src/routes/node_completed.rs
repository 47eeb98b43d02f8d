//! The call back into a run that waits for somebody outside.

use crate::problem::Problem;
use crate::routes::flows::read_document;
use crate::routes::queue::{Order, enter, is_given, require_given};
use crate::routes::trials::items_of;
use crate::state::ApiState;
use crate::wire::Json;
use auth::Principal;
use axum::extract::State;
use flow::id::{FlowId, RunId};
use flow::{Flow, NodeId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::door::At;

/// The result for a node that waits to be called back.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NodeCompleted {
    job_id: Option<String>,
    /// What the node gives.
    result: Option<Value>,
    node_id: Option<String>,
    /// The frame the node waits in; needed where it waits in several iterations of a loop.
    frame: Option<u32>,
    /// The run.
    execution_id: Option<String>,
    flow_id: Option<String>,
    contact_id: Option<String>,
    workspace_id: Option<String>,
}

/// The run goes on.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NodeCompletedAnswer {
    success: bool,
    message: String,
    execution_id: String,
    /// The nodes that come after.
    next_nodes: Vec<NextNode>,
}

/// A node that comes after.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NextNode {
    node_id: String,
    /// Null: the run does it itself, it is no job of its own.
    job_id: Option<String>,
    /// Its kind.
    r#type: String,
}

/// `POST /api/flow-node-completed`.
pub(crate) async fn complete_flow_node(
    State(state): State<ApiState>,
    principal: Principal,
    Order(order): Order<NodeCompleted>,
) -> Result<Json<NodeCompletedAnswer>, Problem> {
    require_given(&[
        ("result", order.result.is_some()),
        ("nodeId", is_given(&order.node_id)),
        ("executionId", is_given(&order.execution_id)),
        ("flowId", is_given(&order.flow_id)),
        ("workspaceId", is_given(&order.workspace_id)),
    ])?;
    let tenant = enter(&state, principal, order.workspace_id.as_deref()).await?;
    let run: RunId = parse(order.execution_id)?;
    let flow: FlowId = parse(order.flow_id)?;
    let row = state.store.run(tenant.workspace, run).await?;
    if row.flow != flow {
        return Err(Problem::not_found());
    }
    let node = NodeId(order.node_id.unwrap_or_default());
    let document = read_document(&state.store.version(row.version).await?.document)?;
    if document.node(&node).is_none() {
        return Err(Problem::not_found());
    }
    let mut item = order.result.unwrap_or_default();
    if !item.is_object() {
        item = json!({"result": item});
    }
    for (name, value) in [("jobId", order.job_id), ("contactId", order.contact_id)] {
        if let (Some(fields), Some(value)) = (item.as_object_mut(), value) {
            fields.entry(name).or_insert(Value::String(value));
        }
    }
    let at = At { node: node.clone(), frame: order.frame };
    state.runner.signal(tenant.workspace, run, at, items_of(vec![item])).await?;
    Ok(Json(NodeCompletedAnswer {
        success: true,
        message: "The result was taken; the execution goes on.".into(),
        execution_id: run.to_string(),
        next_nodes: next_nodes(&document, &node),
    }))
}

fn parse<T: std::str::FromStr>(text: Option<String>) -> Result<T, Problem> {
    text.and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)
}

fn next_nodes(document: &Flow, node: &NodeId) -> Vec<NextNode> {
    let edges =
        document.edges.iter().filter(|edge| edge.from.node == *node && edge.from.port != flow::kind::ERROR_PORT);
    let next = edges.filter_map(|edge| document.node(&edge.to.node));
    next.map(|node| NextNode { node_id: node.id.0.clone(), job_id: None, r#type: node.kind.clone() }).collect()
}

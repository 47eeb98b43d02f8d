//! Flows as files: out and in.

use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::drafts::draft;
use crate::routes::flows::{FlowDetail, create};
use crate::routes::publishing::webhook_nodes;
use crate::state::ApiState;
use crate::wire::{At, Created, Json};
use axum::extract::State;
use flow::Flow;
use flow::id::FlowId;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// `GET W/flows/{flow}/export`: the draft as a file, without the ids of credentials.
pub(crate) async fn export_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<Flow>, Problem> {
    let document = draft(&state, &tenant, flow).await?;
    Ok(Json(flow::file::export(&document)))
}

/// A flow file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportFlow {
    /// The file's content.
    document: Value,
}

/// `POST W/flows/import`: a new flow from a file. Nothing runs before somebody publishes it.
pub(crate) async fn import_flow(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<ImportFlow>,
) -> Result<Created<FlowDetail>, Problem> {
    let read = flow::file::read(request.document.to_string().as_bytes());
    let document = read.map_err(|error| Problem::field("document", sentence(&error.to_string())).hint(error.hint()))?;
    // Ids of credentials mean nothing in another workspace.
    let mut document = flow::file::export(&document);
    free_taken_paths(&state, &mut document).await?;
    create(&state, &tenant, document, "flow.imported").await.map(Created)
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Empties webhook paths that another flow of this server has; new ones are made.
pub(crate) async fn free_taken_paths(state: &ApiState, document: &mut Flow) -> Result<(), Problem> {
    let webhooks = webhook_nodes(state, document);
    for (node, path) in webhooks {
        if state.store.webhook(&path).await?.is_some()
            && let Some(node) = document.nodes.iter_mut().find(|other| other.id == node)
        {
            node.parameters.insert("path".into(), Value::String(String::new()));
        }
    }
    Ok(())
}

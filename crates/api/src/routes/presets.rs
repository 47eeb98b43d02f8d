//! Parameters of nodes under a name, to be used again in the workspace.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::setup::named;
use crate::state::ApiState;
use crate::wire::{At, Created, Json, List, NoContent, Query};
use axum::extract::State;
use flow::id::PresetId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::presets::PresetRow;

/// The most bytes of the parameters of a preset, as JSON.
const PARAMETERS_BYTES_MOST: usize = 256 * 1024;

/// A preset.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Preset")]
pub(crate) struct PresetView {
    id: String,
    /// The kind of node it is for.
    kind: String,
    name: String,
    parameters: Value,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<PresetRow> for PresetView {
    type Error = Problem;

    fn try_from(row: PresetRow) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id.to_string(),
            kind: row.kind,
            name: row.name,
            parameters: serde_json::from_str(&row.parameters).map_err(Problem::internal)?,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}

/// Which presets are wanted.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct PresetFilter {
    /// Those of this kind of node.
    kind: String,
}

/// `GET W/presets`: those of a kind of node, by name.
pub(crate) async fn list_presets(
    State(state): State<ApiState>,
    tenant: Tenant,
    Query(filter): Query<PresetFilter>,
) -> Result<Json<List<PresetView>>, Problem> {
    let rows = state.store.presets(tenant.workspace, &filter.kind).await?;
    let views = rows.into_iter().map(PresetView::try_from).collect::<Result<_, _>>()?;
    Ok(Json(List::all(views)))
}

/// A new preset.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPreset {
    /// The kind of node it is for.
    kind: String,
    name: String,
    /// The parameters of such a node. Credentials are not among them.
    parameters: Map<String, Value>,
}

/// `POST W/presets`.
pub(crate) async fn create_preset(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<NewPreset>,
) -> Result<Created<PresetView>, Problem> {
    if !state.catalog.kinds().iter().any(|kind| kind.descriptor.spec.name == request.kind) {
        return Err(Problem::field("kind", format!("There is no kind of block called `{}`.", request.kind)));
    }
    let now = state.now();
    let row = PresetRow {
        id: PresetId::new(state.ids.as_ref()),
        workspace: tenant.workspace,
        kind: request.kind,
        name: named("name", &request.name)?,
        parameters: text_of(&request.parameters)?,
        created_at: now,
        created_by: tenant.principal.user(),
        updated_at: now,
    };
    state.store.create_preset(row.clone()).await?;
    note(&state, &tenant, "preset.created", &row).await?;
    PresetView::try_from(row).map(Created)
}

/// A change of a preset.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePreset {
    name: Option<String>,
    parameters: Option<Map<String, Value>>,
}

/// `PATCH W/presets/{preset}`.
pub(crate) async fn change_preset(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(preset): At<PresetId>,
    Json(request): Json<ChangePreset>,
) -> Result<Json<PresetView>, Problem> {
    let mut row = state.store.preset(tenant.workspace, preset).await?;
    if let Some(name) = request.name {
        row.name = named("name", &name)?;
    }
    if let Some(parameters) = request.parameters {
        row.parameters = text_of(&parameters)?;
    }
    row.updated_at = state.now();
    state.store.update_preset(row.clone()).await?;
    note(&state, &tenant, "preset.changed", &row).await?;
    PresetView::try_from(row).map(Json)
}

/// `DELETE W/presets/{preset}`. Nodes that were filled from it keep what they have.
pub(crate) async fn delete_preset(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(preset): At<PresetId>,
) -> Result<NoContent, Problem> {
    let row = state.store.preset(tenant.workspace, preset).await?;
    state.store.delete_preset(tenant.workspace, preset).await?;
    note(&state, &tenant, "preset.deleted", &row).await?;
    Ok(NoContent)
}

fn text_of(parameters: &Map<String, Value>) -> Result<String, Problem> {
    let text = serde_json::to_string(parameters).map_err(Problem::internal)?;
    if text.len() > PARAMETERS_BYTES_MOST {
        let sentence = format!("The parameters have more than {} KiB.", PARAMETERS_BYTES_MOST / 1024);
        return Err(Problem::field("parameters", sentence));
    }
    Ok(text)
}

async fn note(state: &ApiState, tenant: &Tenant, action: &str, row: &PresetRow) -> Result<(), Problem> {
    let detail = json!({"name": row.name, "kind": row.kind});
    audit::note(state, &tenant.principal, Some(tenant.workspace), action, row.id, detail).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_of_some_size_at_most() {
        let of_size = |bytes: usize| Map::from_iter([("a".to_owned(), Value::from("x".repeat(bytes)))]);
        assert_eq!(text_of(&of_size(3)).unwrap(), r#"{"a":"xxx"}"#);
        assert!(text_of(&of_size(PARAMETERS_BYTES_MOST)).is_err());
    }
}

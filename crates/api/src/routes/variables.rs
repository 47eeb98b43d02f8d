//! Variables of flows, of the workspace and of the organisation, and what scripts of a
//! flow keep between runs.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::{At, Created, Json, List, NoContent, Query, page};
use auth::Permission;
use axum::extract::State;
use flow::id::{FlowId, VariableId};
use flow::variables::{VariableScope, check_name, check_value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::variables::{VariableOwner, VariableRow};

/// What a variable is for, in so many letters.
const DESCRIPTION_LETTERS_MOST: usize = 500;

/// A variable.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Variable")]
pub(crate) struct VariableView {
    id: String,
    /// Whose it is. Of several with one name the nearest counts: the flow's, then the
    /// workspace's, then the organisation's.
    scope: VariableScope,
    /// The flow whose it is, for those of a flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    flow: Option<String>,
    /// That flow's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_name: Option<String>,
    name: String,
    value: Value,
    /// What it is for.
    description: String,
    created_at: i64,
    updated_at: i64,
    /// Whether a run changed it last, not a person.
    by_run: bool,
}

async fn view(state: &ApiState, tenant: &Tenant, row: VariableRow) -> Result<VariableView, Problem> {
    let (flow, flow_name) = match row.owner {
        VariableOwner::Flow(flow) => {
            let name = state.store.flow(tenant.workspace, flow).await.map(|row| row.name);
            (Some(flow.to_string()), name.ok())
        }
        VariableOwner::Organisation | VariableOwner::Workspace => (None, None),
    };
    Ok(VariableView {
        id: row.id.to_string(),
        scope: row.owner.scope(),
        flow,
        flow_name,
        name: row.name,
        value: row.value,
        description: row.description,
        created_at: row.created_at.0,
        updated_at: row.updated_at.0,
        by_run: row.updated_by.is_none(),
    })
}

/// Which variables are wanted.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct VariableFilter {
    /// Those whose names contain this.
    search: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many entries at most, 1 to 200; 50 if left out.
    limit: Option<u32>,
}

/// `GET W/variables`: by name.
pub(crate) async fn list_variables(
    State(state): State<ApiState>,
    tenant: Tenant,
    Query(filter): Query<VariableFilter>,
) -> Result<Json<List<VariableView>>, Problem> {
    let search = filter.search.filter(|search| !search.is_empty());
    let found = state.store.variables(tenant.workspace, search, page(filter.cursor, filter.limit)).await?;
    let mut items = Vec::with_capacity(found.items.len());
    for row in found.items {
        items.push(view(&state, &tenant, row).await?);
    }
    Ok(Json(List { items, next_cursor: found.next_cursor }))
}

/// A new variable.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewVariable {
    /// Letters, digits and _, beginning with a letter.
    name: String,
    /// Any JSON, up to 64 KiB.
    value: Value,
    /// Whose it is; the workspace's if left out.
    #[serde(default)]
    scope: VariableScope,
    /// The flow whose it is, for the scope `flow`.
    flow: Option<String>,
    /// What it is for.
    #[serde(default)]
    description: String,
}

/// `POST W/variables`.
pub(crate) async fn create_variable(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<NewVariable>,
) -> Result<Created<VariableView>, Problem> {
    let owner = match (request.scope, request.flow) {
        (VariableScope::Flow, None) => return Err(Problem::field("flow", "Say which flow it belongs to.")),
        (VariableScope::Flow, Some(flow)) => {
            let flow: FlowId = flow.parse().map_err(|_| Problem::field("flow", "There is no such flow."))?;
            VariableOwner::Flow(state.store.flow(tenant.workspace, flow).await?.id)
        }
        (VariableScope::Workspace, _) => VariableOwner::Workspace,
        (VariableScope::Organisation, _) => VariableOwner::Organisation,
    };
    require_rank(&state, &tenant, owner).await?;
    let now = state.now();
    let row = VariableRow {
        id: VariableId::new(state.ids.as_ref()),
        owner,
        name: name(request.name)?,
        value: value(request.value)?,
        description: description(request.description)?,
        created_at: now,
        updated_at: now,
        updated_by: Some(tenant.principal.user()),
    };
    state.store.create_variable(tenant.workspace, row.clone()).await?;
    note(&state, &tenant, "variable.created", &row).await?;
    view(&state, &tenant, row).await.map(Created)
}

/// A change of a variable.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeVariable {
    name: Option<String>,
    /// The new value; left out, it stays. `null` is a value.
    #[serde(default, deserialize_with = "given")]
    value: Option<Value>,
    description: Option<String>,
}

/// Tells `null` from what is left out.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// `PATCH W/variables/{variable}`.
pub(crate) async fn change_variable(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(variable): At<VariableId>,
    Json(request): Json<ChangeVariable>,
) -> Result<Json<VariableView>, Problem> {
    let mut row = state.store.variable(tenant.workspace, variable).await?;
    require_rank(&state, &tenant, row.owner).await?;
    if let Some(new) = request.name {
        row.name = name(new)?;
    }
    if let Some(new) = request.value {
        row.value = value(new)?;
    }
    if let Some(new) = request.description {
        row.description = description(new)?;
    }
    row.updated_at = state.now();
    row.updated_by = Some(tenant.principal.user());
    state.store.update_variable(tenant.workspace, row.clone()).await?;
    note(&state, &tenant, "variable.changed", &row).await?;
    view(&state, &tenant, row).await.map(Json)
}

/// `DELETE W/variables/{variable}`.
pub(crate) async fn delete_variable(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(variable): At<VariableId>,
) -> Result<NoContent, Problem> {
    let row = state.store.variable(tenant.workspace, variable).await?;
    require_rank(&state, &tenant, row.owner).await?;
    state.store.delete_variable(tenant.workspace, variable).await?;
    note(&state, &tenant, "variable.deleted", &row).await?;
    Ok(NoContent)
}

/// A variable as the expressions of a flow see it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VisibleVariable {
    name: String,
    scope: VariableScope,
    value: Value,
}

/// `GET W/flows/{flow}/variables`: what `$vars` is in a flow, of each name the nearest.
pub(crate) async fn list_flow_variables(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<List<VisibleVariable>>, Problem> {
    state.store.flow(tenant.workspace, flow).await?;
    let visible = state.store.visible_variables(tenant.workspace, flow).await?;
    let mut nearest: std::collections::BTreeMap<String, VisibleVariable> = Default::default();
    for (scope, name, value) in visible {
        nearest.insert(name.clone(), VisibleVariable { name, scope, value });
    }
    Ok(Json(List::all(nearest.into_values().collect())))
}

/// What scripts of a flow keep between runs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StaticData")]
pub(crate) struct StaticDataView {
    /// What all scripts of the flow share.
    global: Map<String, Value>,
    /// What single nodes keep, by their ids.
    nodes: Map<String, Value>,
}

/// `GET W/flows/{flow}/static-data`.
pub(crate) async fn get_static_data(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<StaticDataView>, Problem> {
    state.store.flow(tenant.workspace, flow).await?;
    let mut view = StaticDataView { global: Map::new(), nodes: Map::new() };
    for entry in state.store.static_data(tenant.workspace, flow).await? {
        let value = entry.value.unwrap_or_default();
        match entry.scope.as_str() {
            "" => drop(view.global.insert(entry.name, value)),
            node => {
                let own = view.nodes.entry(node).or_insert_with(|| json!({}));
                own[entry.name] = value;
            }
        }
    }
    Ok(Json(view))
}

/// `DELETE W/flows/{flow}/static-data`: its scripts begin anew.
pub(crate) async fn clear_static_data(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<NoContent, Problem> {
    let row = state.store.flow(tenant.workspace, flow).await?;
    state.store.clear_static_data(tenant.workspace, flow).await?;
    let detail = json!({"name": row.name});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "static_data.cleared", flow, detail).await?;
    Ok(NoContent)
}

/// Variables of the organisation are seen by other workspaces, so they are for owners.
async fn require_rank(state: &ApiState, tenant: &Tenant, owner: VariableOwner) -> Result<(), Problem> {
    match owner {
        VariableOwner::Organisation => tenant.require(state, Permission::WriteGlobals).await,
        VariableOwner::Workspace | VariableOwner::Flow(_) => Ok(()),
    }
}

fn name(name: String) -> Result<String, Problem> {
    check_name(&name).map(|()| name).map_err(|sentence| Problem::field("name", sentence))
}

fn value(value: Value) -> Result<Value, Problem> {
    check_value(&value).map(|()| value).map_err(|sentence| Problem::field("value", sentence))
}

fn description(text: String) -> Result<String, Problem> {
    if text.chars().count() > DESCRIPTION_LETTERS_MOST {
        let sentence = format!("The description has {DESCRIPTION_LETTERS_MOST} letters at most.");
        return Err(Problem::field("description", sentence));
    }
    Ok(text.trim().to_owned())
}

/// The value is not written down: it may be nobody's business.
async fn note(state: &ApiState, tenant: &Tenant, action: &str, row: &VariableRow) -> Result<(), Problem> {
    let detail = json!({"name": row.name, "scope": row.owner.scope()});
    audit::note(state, &tenant.principal, Some(tenant.workspace), action, row.id, detail).await
}

//! The region a workspace is at home in.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::StoreError;

/// Where a workspace is at home.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RegionView {
    /// Its home. Null: there are no regions.
    region: Option<String>,
    /// All regions this server knows, its own first.
    regions: Vec<String>,
}

/// Another home.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetRegion {
    /// One of the regions this server knows.
    region: String,
}

/// `GET W/region`.
pub(crate) async fn get_region(State(state): State<ApiState>, tenant: Tenant) -> Result<Json<RegionView>, Problem> {
    let home = state.store.region(tenant.workspace).await?;
    Ok(Json(view(&state, home)))
}

/// `PUT W/region`: from now on its home is there, and all that comes for it is sent there.
/// Its copy there must be in place, and nothing of it under way here.
pub(crate) async fn set_region(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<SetRegion>,
) -> Result<Json<RegionView>, Problem> {
    let regions = &state.settings.regions;
    let is_own = request.region == regions.own;
    if request.region.is_empty() || (!is_own && !regions.others.contains_key(&request.region)) {
        return Err(Problem::field("region", format!("This server does not know a region `{}`.", request.region)));
    }
    match state.store.set_region(tenant.workspace, &request.region, is_own).await {
        Ok(()) => {}
        Err(StoreError::Conflict(_)) => {
            let detail = "Flows of this workspace are published and not paused, or runs are under way.";
            return Err(Problem::conflict("still_at_work", detail)
                .hint("Pause its flows and let its runs end; then copy it, and set its region."));
        }
        Err(error) => return Err(error.into()),
    }
    state.homes.forget(tenant.workspace);
    let detail = json!({"region": request.region});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "workspace.region_set", tenant.workspace, detail)
        .await?;
    Ok(Json(view(&state, request.region)))
}

fn view(state: &ApiState, home: String) -> RegionView {
    let regions = &state.settings.regions;
    if regions.own.is_empty() {
        return RegionView { region: None, regions: Vec::new() };
    }
    let home = if home.is_empty() { regions.own.clone() } else { home };
    let all = std::iter::once(&regions.own).chain(regions.others.keys());
    RegionView { region: Some(home), regions: all.cloned().collect() }
}

//! What the owner of a workspace allows its runs: how many at once, how many in a time.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::state::ApiState;
use crate::wire::Json;
use axum::extract::State;
use flow::limits::{AT_ONCE_MOST, RATE_PER_LEAST_MS, RATE_PER_MOST_MS, RATE_RUNS_MOST};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::ops::RangeInclusive;
use store::limits::{Bound, Rate};

/// Limits of runs; null is no limit.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunLimits {
    /// Runs under way at once; a run that waits counts.
    at_once: Option<u32>,
    /// Runs that begin in a time.
    rate: Option<RunRate>,
}

/// How many runs begin in a time.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunRate {
    runs: u32,
    /// One second to one day, in milliseconds.
    per_ms: u64,
}

impl From<Bound> for RunLimits {
    fn from(bound: Bound) -> Self {
        let rate = bound.rate.map(|rate| RunRate { runs: rate.runs, per_ms: rate.per_ms });
        Self { at_once: bound.at_once, rate }
    }
}

impl From<RunLimits> for Bound {
    fn from(limits: RunLimits) -> Self {
        let rate = limits.rate.map(|rate| Rate { runs: rate.runs, per_ms: rate.per_ms });
        Self { at_once: limits.at_once, rate }
    }
}

/// The limits of a workspace.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WorkspaceLimits {
    /// Those its owner set.
    own: RunLimits,
    /// Those of the server, for every workspace; the tighter ones count.
    server: RunLimits,
}

/// `GET W/limits`.
pub(crate) async fn get_limits(
    State(state): State<ApiState>,
    tenant: Tenant,
) -> Result<Json<WorkspaceLimits>, Problem> {
    let own = state.store.workspace_limits(tenant.workspace).await?;
    Ok(Json(WorkspaceLimits { own: own.into(), server: state.settings.limits.workspace.into() }))
}

/// `PUT W/limits`: they count at once, for runs that wait too.
pub(crate) async fn set_limits(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(limits): Json<RunLimits>,
) -> Result<Json<WorkspaceLimits>, Problem> {
    check(&limits)?;
    state.store.set_workspace_limits(tenant.workspace, limits.into()).await?;
    let workspace = tenant.workspace;
    let detail = json!({"at_once": limits.at_once, "rate": limits.rate});
    audit::note(&state, &tenant.principal, Some(workspace), "workspace.limits_changed", workspace, detail).await?;
    state.runner.limits_changed(workspace).await;
    Ok(Json(WorkspaceLimits { own: limits, server: state.settings.limits.workspace.into() }))
}

fn check(limits: &RunLimits) -> Result<(), Problem> {
    let mut wrong = Vec::new();
    let mut within = |field: &str, number: Option<u64>, range: RangeInclusive<u64>| {
        if number.is_some_and(|number| !range.contains(&number)) {
            wrong.push((field.to_owned(), format!("This must be {} to {}.", range.start(), range.end())));
        }
    };
    within("at_once", limits.at_once.map(u64::from), 1..=u64::from(AT_ONCE_MOST));
    within("rate.runs", limits.rate.map(|rate| u64::from(rate.runs)), 1..=u64::from(RATE_RUNS_MOST));
    within("rate.per_ms", limits.rate.map(|rate| rate.per_ms), RATE_PER_LEAST_MS..=RATE_PER_MOST_MS);
    if wrong.is_empty() { Ok(()) } else { Err(Problem::fields(wrong)) }
}

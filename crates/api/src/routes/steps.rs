//! The steps of a run: pages of them, one with its items.

use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::trials::StepError;
use crate::state::ApiState;
use crate::wire::extract::Number;
use crate::wire::{At, Json, List, Query, page};
use axum::extract::State;
use flow::id::RunId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::door::{BoxPlace, InsideView, StepView};

/// So many steps come with the run itself.
const OVERVIEW: usize = 1_000;

/// One attempt of one block.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Step {
    index: u32,
    /// The frame: 0, or a number of its own for each iteration of each box.
    frame: u32,
    /// The boxes around it, from the outermost inwards.
    place: Vec<Place>,
    /// Of a box, how many iterations began.
    iterations: Option<u32>,
    node: String,
    node_name: String,
    kind: String,
    attempt: u32,
    /// `running`, `waiting`, `done`, `failed`, `skipped`, `cancelled`, `in_doubt` or `retrying`.
    state: String,
    started_at: i64,
    finished_at: Option<i64>,
    duration_us: Option<u32>,
    items_in: u64,
    /// How many items went out, by port.
    items_out: BTreeMap<String, u64>,
    error: Option<StepError>,
    /// The block whose work it undoes, as the run has failed.
    undoes: Option<String>,
    wake_at: Option<i64>,
    /// The event it waits for.
    awaits: Option<AwaitedEvent>,
    /// Of a block that runs another flow: the run of that.
    child: Option<String>,
    /// The other flow, if it ran within this run: one that neither reaches outside nor waits needs no run of its own.
    inside: Option<InsideFlow>,
}

/// A flow that ran within the run of the one that called it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct InsideFlow {
    flow: String,
    name: String,
    /// The number of its version.
    version: Option<u32>,
    /// Its steps, in the order they began.
    steps: Vec<Step>,
}

impl From<InsideView> for InsideFlow {
    fn from(inside: InsideView) -> Self {
        let InsideView { flow, name, version, steps } = inside;
        Self { flow: flow.to_string(), name, version, steps: steps.into_iter().map(Step::from).collect() }
    }
}

impl From<StepView> for Step {
    fn from(step: StepView) -> Self {
        Self {
            index: step.index,
            frame: step.frame,
            place: step.place.into_iter().map(Place::from).collect(),
            iterations: step.iterations,
            node: step.node.0,
            node_name: step.node_name,
            kind: step.kind,
            attempt: step.attempt,
            state: step.state,
            started_at: step.started_at.0,
            finished_at: step.finished_at.map(|at| at.0),
            duration_us: step.duration_us,
            items_in: step.items_in,
            items_out: step.items_out,
            error: step.error.map(StepError::from),
            undoes: step.undoes.map(|node| node.0),
            wake_at: step.wake_at.map(|at| at.0),
            awaits: step.awaits.map(|(name, key)| AwaitedEvent { name, key }),
            child: step.child.map(|run| run.to_string()),
            inside: step.inside.map(InsideFlow::from),
        }
    }
}

/// The event a step waits for.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AwaitedEvent {
    name: String,
    /// What it must be about; empty: nothing in particular.
    key: String,
}

/// A box around a step, and which of its iterations the step is in.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StepPlace")]
pub(crate) struct Place {
    /// The box.
    node: String,
    /// The iteration, from 0.
    iteration: u32,
}

impl From<BoxPlace> for Place {
    fn from(place: BoxPlace) -> Self {
        Self { node: place.node.0, iteration: place.iteration }
    }
}

/// The steps that come with the run itself: all outside of boxes, and of the others
/// as many as there is room for.
pub(crate) fn overview(steps: Vec<StepView>) -> Vec<Step> {
    let outside = steps.iter().filter(|step| step.frame == 0).count();
    let mut room = OVERVIEW.saturating_sub(outside);
    let shown = steps.into_iter().filter(|step| {
        let is_shown = step.frame == 0 || room > 0;
        room -= usize::from(is_shown && step.frame != 0);
        is_shown
    });
    shown.map(Step::from).collect()
}

/// Which steps are wanted.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct StepsQuery {
    /// Of this frame.
    frame: Option<u32>,
    /// In this box, at any depth.
    within: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many at most, 1 to 200; 50 if left out.
    limit: Option<u32>,
}

/// `GET W/runs/{run}/steps`: in the order they began.
pub(crate) async fn list_steps(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
    Query(query): Query<StepsQuery>,
) -> Result<Json<List<Step>>, Problem> {
    let page = page(query.cursor, query.limit);
    let after = page.cursor.map(|cursor| cursor.parse::<u32>());
    let after = after.transpose().map_err(|_| Problem::field("cursor", "This is not the cursor of a page."))?;
    let is_wanted = |step: &StepView| {
        after.is_none_or(|after| step.index > after)
            && query.frame.is_none_or(|frame| step.frame == frame)
            && query.within.as_ref().is_none_or(|within| step.place.iter().any(|place| place.node.0 == *within))
    };
    let view = state.runner.inspect(tenant.workspace, run).await?;
    let mut wanted = view.steps.into_iter().filter(is_wanted).peekable();
    let items: Vec<Step> = wanted.by_ref().take(page.limit as usize).map(Step::from).collect();
    let next_cursor = wanted.peek().and(items.last()).map(|last| last.index.to_string());
    Ok(Json(List { items, next_cursor }))
}

/// A step with the items that went in and came out.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StepDetail {
    #[serde(flatten)]
    step: Step,
    /// Items by input port.
    inputs: Value,
    /// Items by output port.
    outputs: Value,
    /// Whether there are more items than are shown.
    truncated: bool,
}

/// Items of one port that are shown.
const ITEMS_SHOWN: usize = 1_000;

/// `GET W/runs/{run}/steps/{number}`.
pub(crate) async fn get_step(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(run): At<RunId>,
    At(Number(index)): At<Number>,
) -> Result<Json<StepDetail>, Problem> {
    let (step, inputs, outputs) = state.runner.step(tenant.workspace, run, index).await?;
    let truncated = inputs.values().chain(outputs.values()).any(|items| items.len() > ITEMS_SHOWN);
    Ok(Json(StepDetail { step: step.into(), inputs: shown(&inputs), outputs: shown(&outputs), truncated }))
}

pub(crate) fn shown(ports: &store::door::PortItems) -> Value {
    ports.iter().map(|(port, items)| (port.clone(), json!(items.part(0, ITEMS_SHOWN)))).collect()
}

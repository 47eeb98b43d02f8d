//! Runs that are debugged: where one stands, how it goes on, and what expressions
//! say there.

use crate::Inner;
use crate::kept::Kept;
use crate::launch::{self, Origin};
use crate::place;
use crate::recover::{self, Loaded};
use crate::version::Version;
use crate::world::RunWorld;
use engine::debug::{ArrowStops, Debug, Doubt, Edit, Go, Release};
use engine::{EdgeState, NodeState, Run};
use expression::{Scope, Template};
use flow::id::{RunId, WorkspaceId};
use flow::plan::NodeIndex;
use flow::{Item, Items, NodeId};
use serde_json::Value;
use std::sync::Arc;
use store::door::debug::{self, Held, HeldArrow, Standing, Stops, Watched};
use store::door::{At, Launch, Launched, PreviewError, RunnerError};
use store::runs::RunMode;

/// Starts a run that stops where it is told to.
pub(crate) async fn launch(
    inner: &Arc<Inner>,
    launch: Launch,
    until: Option<NodeId>,
    debug: debug::Debug,
) -> Result<Launched, RunnerError> {
    if launch.mode != RunMode::Test {
        return Err(RunnerError::Invalid("Only a test of the draft can be debugged.".into()));
    }
    launch::begin(inner, launch, Origin { until, debug: Some(debug), ..Origin::default() }).await
}

/// How a run of this version is debugged.
pub(crate) fn manner(version: &Version, debug: debug::Debug) -> Debug {
    let (stops, arrows) = stops(version, debug.stops);
    Debug { stops, at_start: debug.at_start, arrows }
}

/// How a run under way is debugged from now on.
pub(crate) async fn attached(
    inner: &Inner,
    workspace: WorkspaceId,
    id: RunId,
    debug: debug::Debug,
) -> Result<Debug, RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    if loaded.run().is_debugged() {
        return Err(RunnerError::WrongState("The run is being debugged already.".into()));
    }
    Ok(manner(&loaded.version, debug))
}

/// Refuses where nobody debugs the run.
pub(crate) async fn is_debugged(inner: &Inner, workspace: WorkspaceId, id: RunId) -> Result<(), RunnerError> {
    let is_debugged = recover::read_own(inner, workspace, id).await?.run().is_debugged();
    is_debugged.then_some(()).ok_or_else(|| RunnerError::WrongState("The run is not debugged.".into()))
}

/// The stops by number. One at what is not in the version is none.
fn stops(version: &Version, stops: Stops) -> (engine::debug::Stops, ArrowStops) {
    let condition = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let nodes = stops.nodes.into_iter();
    let nodes = nodes.filter_map(|(node, text)| Some((version.plan.index_of(&node)?, condition(text)))).collect();
    let arrows = stops.arrows.into_iter().filter_map(|(arrow, text)| {
        let place = version.document.edges.iter().position(|edge| edge.id.0 == arrow)?;
        Some((place as u32, condition(text)))
    });
    (nodes, arrows.collect())
}

/// Where a run stands.
pub(crate) async fn standing(inner: &Inner, workspace: WorkspaceId, id: RunId) -> Result<Standing, RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let run = loaded.run();
    let plan = &loaded.version.plan;
    let held = run.held().map(|step| Held {
        node: plan.node(step.node).id.clone(),
        name: plan.node(step.node).name.clone(),
        frame: step.frame,
        place: place::of_frame(plan, &run, step.frame),
        arrows: arrows(&loaded, &run, (step.frame, step.node)),
    });
    Ok(Standing { held: held.collect(), stops: named_stops(&loaded, &run), is_debugged: run.is_debugged() })
}

/// Where a run stops, by name.
fn named_stops(loaded: &Loaded, run: &Run) -> Stops {
    let nodes = run.stops().into_iter().flatten();
    let nodes = nodes.map(|(node, condition)| (loaded.version.plan.node(*node).id.clone(), condition.clone()));
    let arrows = run.arrow_stops().into_iter().flatten().filter_map(|(arrow, condition)| {
        let edge = loaded.version.document.edges.get(*arrow as usize)?;
        Some((edge.id.0.clone(), condition.clone()))
    });
    Stops { nodes: nodes.collect(), arrows: arrows.collect() }
}

/// What has come to a node.
fn arrows(loaded: &Loaded, run: &Run, (frame, node): (u32, NodeIndex)) -> Vec<HeldArrow> {
    let plan = &loaded.version.plan;
    let plan_node = plan.node(node);
    let port = |port: u16| plan_node.inputs.get(usize::from(port)).cloned().unwrap_or_default();
    if plan_node.incoming.is_empty() {
        let opened = run.frame_input(frame).cloned();
        return opened.map(|items| HeldArrow { edge: None, from: None, port: port(0), items }).into_iter().collect();
    }
    let taken = plan_node.incoming.iter().filter_map(|edge| match run.edge_state(plan, frame, *edge) {
        EdgeState::Taken(items) => Some((*edge, items)),
        EdgeState::Pending | EdgeState::Skipped => None,
    });
    let named = taken.filter_map(|(edge, items)| {
        let arrow = loaded.version.document.edges.get(edge as usize)?;
        let (from, port) = (arrow.from.node.clone(), port(plan.edge(edge).to.port));
        Some(HeldArrow { edge: Some(arrow.id.to_string()), from: Some(from), port, items })
    });
    named.collect()
}

/// What the engine is told when somebody lets a run go on.
pub(crate) async fn release(
    inner: &Inner,
    workspace: WorkspaceId,
    id: RunId,
    release: debug::Release,
) -> Result<Release, RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let run = loaded.run();
    if !run.is_debugged() {
        return Err(RunnerError::WrongState("The run is not debugged. Start a test with breakpoints.".into()));
    }
    if run.paused_at().is_none() {
        return Err(RunnerError::WrongState("The run does not stand still.".into()));
    }
    let go = match release.go {
        debug::Go::Over => Go::Over,
        debug::Go::Into => Go::Into,
        debug::Go::Out => Go::Out,
        debug::Go::Continue => Go::Continue,
    };
    let at = release.at.map(|at| held(&loaded, &run, &at)).transpose()?;
    let edits = release.edits.into_iter().map(|edit| self::edit(&loaded, &run, edit));
    let edits = edits.collect::<Result<_, _>>()?;
    let (stops, arrows) = release.stops.map(|stops| self::stops(&loaded.version, stops)).unzip();
    Ok(Release { go, at, stops, edits, arrows })
}

/// The held node that is meant.
fn held(loaded: &Loaded, run: &Run, at: &At) -> Result<(u32, NodeIndex), RunnerError> {
    let plan = &loaded.version.plan;
    let is_meant =
        |frame: u32, node: NodeIndex| plan.node(node).id == at.node && at.frame.is_none_or(|wanted| wanted == frame);
    let found = run.held().find(|step| is_meant(step.frame, step.node));
    found
        .map(|step| (step.frame, step.node))
        .ok_or_else(|| RunnerError::WrongState(format!("The run does not stand before `{}`.", at.node)))
}

fn edit(loaded: &Loaded, run: &Run, edit: debug::Edit) -> Result<Edit, RunnerError> {
    let frame = edit.frame;
    let Some(name) = edit.edge else {
        let before = run.frame_input(frame).filter(|_| run.held().any(|step| step.frame == frame));
        let before = before.ok_or_else(|| RunnerError::WrongState("Nothing in this iteration is held.".into()))?;
        return Ok(Edit::Opened { frame, items: edited(before, edit.items) });
    };
    let plan = &loaded.version.plan;
    let index = loaded.version.document.edges.iter().position(|edge| edge.id.to_string() == name);
    let place = index
        .map(|index| index as u32)
        .filter(|index| run.node_state(frame, plan.edge(*index).to.node) == NodeState::Held);
    match place.map(|index| (plan.edge(index).from, run.edge_state(plan, frame, index))) {
        Some((from, EdgeState::Taken(before))) => {
            Ok(Edit::Given { frame, node: from.node, port: from.port, items: edited(&before, edit.items) })
        }
        _ => Err(RunnerError::WrongState(format!("No items wait on the arrow `{name}`."))),
    }
}

/// Items with other data. Each keeps the files and the origin of the one it takes the place of.
fn edited(before: &Items, values: Vec<Value>) -> Items {
    let places = before.iter().map(Some).chain(std::iter::repeat(None));
    let kept = |(value, before): (Value, Option<&Item>)| match before {
        Some(item) => Item { json: value.into(), ..item.clone() },
        None => Item::new(value),
    };
    values.into_iter().zip(places).map(kept).collect()
}

/// Evaluates an expression where a run stands, as the held node would.
pub(crate) async fn watch(
    inner: &Inner,
    workspace: WorkspaceId,
    id: RunId,
    at: &At,
    template: &str,
    item_index: usize,
) -> Watched {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let run = loaded.run();
    let at = held(&loaded, &run, at)?;
    let kept = Kept::of_flow(inner, workspace, loaded.version.flow).await?;
    let world = RunWorld::new(&loaded.version, &run, id, loaded.row.mode, at, inner.clock.now()).within(&kept);
    Ok(evaluate(&world, template, item_index).map_err(|error| {
        let (start, end) = error.units(template);
        PreviewError { message: error.message, hint: error.hint, start, end }
    }))
}

/// Whether one of the conditions under which a run stops holds for one of the items:
/// those on its arrow, or all that have come. One that cannot be told stops: who set it
/// wants to know.
pub(crate) fn holds(version: &Version, run: &Run, frame: u32, world: &RunWorld<'_>, doubts: &[Doubt]) -> bool {
    doubts.iter().any(|doubt| {
        let along = doubt.arrow.map(|arrow| run.edge_state(&version.plan, frame, arrow));
        let items = match along {
            Some(EdgeState::Taken(items)) => items,
            _ => world.input(),
        };
        let count = items.len().max(1);
        let is_so = |index| value_for(world, &doubt.condition, &items, index).map_or(true, |value| is_truthy(&value));
        (0..count).any(is_so)
    })
}

fn evaluate(world: &RunWorld<'_>, template: &str, item_index: usize) -> Result<Value, expression::ExpressionError> {
    value_for(world, template, &world.input(), item_index)
}

fn value_for(
    world: &RunWorld<'_>,
    template: &str,
    items: &Items,
    item_index: usize,
) -> Result<Value, expression::ExpressionError> {
    let index = item_index.min(items.len().saturating_sub(1));
    Template::parse(template)?.evaluate(&Scope::new(world, items, index))
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty() && text != "false",
        Value::Array(_) | Value::Object(_) => true,
    }
}

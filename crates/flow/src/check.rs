//! What is wrong with a flow document, each problem named at its node with the mend.
//!
//! What only a kind's own code can know (does this cron line parse?) is added by
//! the server; here is what follows from the document and the kinds' schemas.

mod compensations;
mod controls;
mod cycle;
mod frames;
mod joins;
mod limits;
mod nodes;
mod parameters;
mod reach;
mod scene;
mod wiring;

pub use limits::{DOCUMENT_SIZE_MOST_BYTES, EDGES_MOST, NODES_MOST};

use crate::document::Flow;
use crate::kind::Kinds;
use crate::problem::Problem;
use scene::Scene;

/// All problems of a flow: first those of the flow as a whole, then those of its
/// nodes in document order.
pub fn check(flow: &Flow, kinds: &dyn Kinds) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !limits::check_bounds(flow, &mut problems) {
        return problems;
    }
    let scene = Scene::of(flow, kinds);
    limits::check_settings(flow, &mut problems);
    drawing(&scene, &mut problems);
    reach::check(&scene, &mut problems);
    parameters::check(&scene, &mut problems);
    in_node_order(&scene, problems)
}

/// The problems of the drawing: what keeps a flow from being compiled.
pub(crate) fn check_drawing(flow: &Flow, kinds: &dyn Kinds) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !limits::check_bounds(flow, &mut problems) {
        return problems;
    }
    let scene = Scene::of(flow, kinds);
    drawing(&scene, &mut problems);
    in_node_order(&scene, problems)
}

fn drawing(scene: &Scene<'_>, problems: &mut Vec<Problem>) {
    nodes::check(scene, problems);
    wiring::check(scene, problems);
    joins::check(scene, problems);
    frames::check(scene, problems);
    controls::check(scene, problems);
    compensations::check(scene, problems);
    cycle::check(scene, problems);
}

fn in_node_order(scene: &Scene<'_>, mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| problem.node.as_ref().and_then(|node| scene.find(node)));
    problems
}

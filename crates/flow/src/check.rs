//! What is wrong with a flow document, each problem named at its node with the mend.

mod cycle;
mod joins;
mod nodes;
mod scene;
mod wiring;

use crate::document::Flow;
use crate::kind::Kinds;
use crate::problem::Problem;
use scene::Scene;

/// All problems of a flow: first those of the flow as a whole, then those of its
/// nodes in document order.
pub fn check(flow: &Flow, kinds: &dyn Kinds) -> Vec<Problem> {
    check_drawing(flow, kinds)
}

/// The problems of the drawing: what keeps a flow from being compiled.
pub(crate) fn check_drawing(flow: &Flow, kinds: &dyn Kinds) -> Vec<Problem> {
    let scene = Scene::of(flow, kinds);
    let mut problems = Vec::new();
    nodes::check(&scene, &mut problems);
    wiring::check(&scene, &mut problems);
    joins::check(&scene, &mut problems);
    cycle::check(&scene, &mut problems);
    problems
}

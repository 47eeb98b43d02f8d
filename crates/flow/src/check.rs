//! What is wrong with a flow document, each problem named at its node with the mend.

mod wiring;

use crate::document::Flow;
use crate::kind::Kinds;
use crate::problem::Problem;

/// All problems of a flow, in the order of its nodes.
pub fn check(flow: &Flow, kinds: &dyn Kinds) -> Vec<Problem> {
    check_drawing(flow, kinds)
}

/// The problems of the drawing: what keeps a flow from being compiled.
pub(crate) fn check_drawing(flow: &Flow, kinds: &dyn Kinds) -> Vec<Problem> {
    let mut problems = Vec::new();
    wiring::check(flow, kinds, &mut problems);
    problems
}

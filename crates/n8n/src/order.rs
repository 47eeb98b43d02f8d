//! The order in which n8n performs nodes, so that items that come together at a
//! node come in n8n's order.

use crate::graph::Arrow;
use crate::settings::is_legacy;
use crate::workflow::{Connection, Workflow};
use std::cmp::Ordering;
use std::collections::{BTreeSet, VecDeque};

/// The arrows by the time what comes along them is worked on.
pub(crate) fn arrows(workflow: &Workflow) -> Vec<Arrow> {
    let played = play(workflow);
    let arrow = |place: usize| {
        let Connection { from, output, to, input } = workflow.connections[place];
        Arrow { from, output, to, input }
    };
    played.connections.into_iter().map(arrow).collect()
}

/// When each node would be performed if every connection were taken.
pub(crate) fn ranks(workflow: &Workflow) -> Vec<usize> {
    let mut ranks = vec![usize::MAX; workflow.nodes.len()];
    for (rank, node) in play(workflow).nodes.into_iter().enumerate() {
        ranks[node] = rank;
    }
    ranks
}

/// Nodes and connections in the order in which they have their turn.
struct Played {
    nodes: Vec<usize>,
    connections: Vec<usize>,
}

/// Goes through the workflow as if every connection were taken.
///
/// Since version 1 of the order, of what a node leads to that comes first which stands
/// higher, then what stands further left, and a branch is gone to its end before the
/// next begins. Before, branches took turns in the order they were drawn. A node with
/// several inputs waits until something has come to each.
fn play(workflow: &Workflow) -> Played {
    let is_legacy = is_legacy(workflow);
    let count = workflow.nodes.len();
    let outgoing = outgoing(workflow, is_legacy);
    let mut missing: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    for connection in &workflow.connections {
        missing[connection.to].insert(connection.input);
    }
    // Nodes nothing leads to begin; what is left then waits for an input, or lies in circles.
    let begins: Vec<usize> = (0..count).filter(|place| missing[*place].is_empty()).chain(0..count).collect();
    let mut played = Played { nodes: Vec::new(), connections: Vec::new() };
    let (mut is_done, mut is_gone) = (vec![false; count], vec![false; workflow.connections.len()]);
    for begin in begins {
        let mut queue = VecDeque::new();
        let mut next = Some(begin);
        loop {
            if let Some(node) = next.filter(|node| !std::mem::replace(&mut is_done[*node], true)) {
                played.nodes.push(node);
                match is_legacy {
                    true => queue.extend(&outgoing[node]),
                    false => outgoing[node].iter().rev().for_each(|connection| queue.push_front(*connection)),
                }
            }
            let Some(connection) = queue.pop_front() else { break };
            let Connection { to, input, .. } = workflow.connections[connection];
            if !std::mem::replace(&mut is_gone[connection], true) {
                played.connections.push(connection);
            }
            missing[to].remove(&input);
            next = Some(to).filter(|to| missing[*to].is_empty());
        }
    }
    played
}

/// The connections that leave each node, in the order in which they have their turn.
fn outgoing(workflow: &Workflow, is_legacy: bool) -> Vec<Vec<usize>> {
    let mut outgoing: Vec<Vec<usize>> = vec![Vec::new(); workflow.nodes.len()];
    for (place, connection) in workflow.connections.iter().enumerate() {
        outgoing[connection.from].push(place);
    }
    let node = |place: &usize| &workflow.nodes[workflow.connections[*place].to];
    let by_place = |one: &usize, other: &usize| {
        let (one, other) = (node(one), node(other));
        let by_height = one.y.partial_cmp(&other.y).unwrap_or(Ordering::Equal);
        by_height.then(one.x.partial_cmp(&other.x).unwrap_or(Ordering::Equal))
    };
    for connections in &mut outgoing {
        match is_legacy {
            true => connections.sort_by_key(|place| workflow.connections[*place].output),
            // Of those that stand at the same place the last one comes first.
            false => {
                connections.reverse();
                connections.sort_by(by_place);
            }
        }
    }
    outgoing
}

//! The order in which n8n performs nodes, so that items that come together at a
//! node come in n8n's order.

use crate::graph::Arrow;
use crate::workflow::{Connection, Workflow};
use std::cmp::Ordering;
use std::collections::VecDeque;

/// The arrows by the time their source is performed, then by output.
pub(crate) fn arrows(workflow: &Workflow) -> Vec<Arrow> {
    let ranks = ranks(workflow);
    let mut connections = workflow.connections.clone();
    connections.sort_by_key(|connection| (ranks[connection.from], connection.output));
    let arrow = |connection: Connection| {
        let Connection { from, output, to, input } = connection;
        Arrow { from, output, to, input }
    };
    connections.into_iter().map(arrow).collect()
}

/// When each node would be performed if every connection were taken.
///
/// Since version 1 of the order, what comes first is what stands higher, then what
/// stands further left, and a branch is gone to its end before the next begins.
/// Before, branches took turns in the order they were drawn.
pub(crate) fn ranks(workflow: &Workflow) -> Vec<usize> {
    let is_legacy = workflow.settings.get("executionOrder").and_then(|order| order.as_str()) != Some("v1");
    let count = workflow.nodes.len();
    let mut outgoing: Vec<Vec<Connection>> = vec![Vec::new(); count];
    let mut has_incoming = vec![false; count];
    for connection in &workflow.connections {
        outgoing[connection.from].push(*connection);
        has_incoming[connection.to] = true;
    }
    if !is_legacy {
        let higher = |one: &Connection, other: &Connection| {
            let (one, other) = (&workflow.nodes[one.to], &workflow.nodes[other.to]);
            let by_height = one.y.partial_cmp(&other.y).unwrap_or(Ordering::Equal);
            by_height.then(one.x.partial_cmp(&other.x).unwrap_or(Ordering::Equal))
        };
        outgoing.iter_mut().for_each(|connections| connections.sort_by(higher));
    } else {
        outgoing.iter_mut().for_each(|connections| connections.sort_by_key(|connection| connection.output));
    }
    let mut ranks = vec![usize::MAX; count];
    let mut next_rank = 0;
    // Nodes nothing leads to begin; what is left then lies in circles.
    let starts = (0..count).filter(|place| !has_incoming[*place]).chain(0..count).collect::<Vec<_>>();
    for start in starts {
        let mut queue = VecDeque::from([start]);
        while let Some(place) = queue.pop_front() {
            if ranks[place] != usize::MAX {
                continue;
            }
            ranks[place] = next_rank;
            next_rank += 1;
            let targets = outgoing[place].iter().map(|connection| connection.to);
            if is_legacy {
                queue.extend(targets);
            } else {
                targets.rev().for_each(|target| queue.push_front(target));
            }
        }
    }
    ranks
}

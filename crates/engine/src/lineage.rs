//! From which items an item was made: found out when somebody asks.
//!
//! Nodes say it where they must (`Item::lineage`); where they say nothing it
//! follows from the shape: a list passed on is itself, as many items out as in
//! are paired by place, and of a single item everything was made. Nothing is
//! written into items for this, so lists stay shared between nodes.

use crate::event::{FrameId, NodeIndex};
use crate::run::{NodeState, Run, sees_one};
use flow::container::ContainerKind;
use flow::item::Origin;
use flow::{Item, Items, Plan};
use std::collections::HashSet;

/// The most items one search looks at: an aggregate of aggregates has many ancestors.
const SEARCH_MOST: usize = 10_000;

/// An item some node gave, in a frame or in one around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ItemRef {
    /// The node.
    pub node: NodeIndex,
    /// Its output port.
    pub port: u16,
    /// The place of the item there.
    pub item: usize,
}

/// The item `node` gave from which item `index` of the first input of the step
/// `at` was made: its port and place. Of a box around the step it is the item the
/// body was handed. None if the link is lost.
pub fn ancestor(
    run: &Run,
    plan: &Plan,
    at: (FrameId, NodeIndex),
    index: usize,
    node: NodeIndex,
) -> Option<(u16, usize)> {
    let (frame, step) = at;
    let origin = Origin { input: 0, item: u32::try_from(index).ok()? };
    let mut open: Vec<ItemRef> = arrived(run, plan, (frame, step), origin, Some(node)).into_iter().collect();
    let mut seen = HashSet::new();
    while let Some(item) = open.pop() {
        if item.node == node {
            return Some((item.port, item.item));
        }
        if seen.len() < SEARCH_MOST && seen.insert(item) {
            // The first parent is looked at first.
            open.extend(made_from(run, plan, frame, item, Some(node)).into_iter().rev());
        }
    }
    None
}

/// The items from which an item was made: those that came in at its node. `frame`
/// is that of the node, or one within it.
pub fn parents(run: &Run, plan: &Plan, frame: FrameId, of: ItemRef) -> Vec<ItemRef> {
    made_from(run, plan, frame, of, None)
}

/// `wanted` is a box whose handed-in items are an end of the search.
fn made_from(run: &Run, plan: &Plan, frame: FrameId, of: ItemRef, wanted: Option<NodeIndex>) -> Vec<ItemRef> {
    let Some(frame) = run.frame_of(plan, frame, of.node) else { return Vec::new() };
    let origins = origins(run, plan, frame, of);
    origins.into_iter().filter_map(|origin| arrived(run, plan, (frame, of.node), origin, wanted)).collect()
}

/// The item of another node that arrived at this place of an input.
fn arrived(
    run: &Run,
    plan: &Plan,
    (frame, node): (FrameId, NodeIndex),
    origin: Origin,
    wanted: Option<NodeIndex>,
) -> Option<ItemRef> {
    let mut place = origin.item as usize;
    for (edge, items) in run.input_lists(plan, frame, node, origin.input) {
        if place < items.len() {
            let Some(edge) = edge else { return entered(run, plan, frame, place, wanted) };
            let from = plan.edge(edge).from;
            return Some(ItemRef { node: from.node, port: from.port, item: place });
        }
        place -= items.len();
    }
    None
}

/// The item that arrived at a container and was handed to its body as this one.
/// From the second iteration of a while on the link is lost: what an iteration
/// gave is gone when the next has begun.
fn entered(run: &Run, plan: &Plan, frame: FrameId, item: usize, wanted: Option<NodeIndex>) -> Option<ItemRef> {
    let place = run.frame_place(frame)?;
    if wanted == Some(place.node) {
        return Some(ItemRef { node: place.node, port: 0, item });
    }
    let container = plan.node(place.node).container.as_ref()?;
    let first = match container.kind {
        ContainerKind::ForEach => {
            run.batch_start(plan, (place.frame, place.node), &container.settings, place.index as usize)
        }
        ContainerKind::While if place.index > 0 => return None,
        _ => 0,
    };
    let item = u32::try_from(first + item).ok()?;
    arrived(run, plan, (place.frame, place.node), Origin { input: 0, item }, wanted)
}

/// Which items of its node's inputs an item was made from.
fn origins(run: &Run, plan: &Plan, frame: FrameId, of: ItemRef) -> Vec<Origin> {
    let Some(outputs) = run.outputs(frame, of.node).and_then(|outputs| port(outputs, of.port)) else {
        return Vec::new();
    };
    let Some(item) = outputs.get(of.item) else { return Vec::new() };
    let inputs = Inputs::of(run, plan, frame, of.node);
    // What leaves the error port, the engine made of all inputs in a row.
    if run.node_state(frame, of.node) == NodeState::Failed {
        return inputs.in_a_row(of.item).into_iter().collect();
    }
    if let Some(input) = inputs.passed_on(outputs, of.item) {
        return origin(input, of.item).into_iter().collect();
    }
    if item.lineage.is_empty() { inputs.by_shape(outputs.len(), of.item) } else { item.lineage.clone() }
}

fn port(outputs: &[(u16, Items)], port: u16) -> Option<&Items> {
    outputs.iter().find(|(candidate, _)| *candidate == port).map(|(_, items)| items)
}

/// What came in at a node, by port, without making one list of several: this is
/// asked for each item.
struct Inputs<'a> {
    lists: Vec<Vec<&'a Items>>,
    /// The node sees only the first item of each.
    sees_one: bool,
}

impl<'a> Inputs<'a> {
    fn of(run: &'a Run, plan: &'a Plan, frame: FrameId, node: NodeIndex) -> Self {
        let ports = 0..plan.node(node).inputs.len() as u16;
        let lists = ports.map(|port| run.input_lists(plan, frame, node, port).map(|(_, items)| items).collect());
        Self { lists: lists.collect(), sees_one: sees_one(plan, node) }
    }

    fn len(&self, input: usize) -> usize {
        let most = if self.sees_one { 1 } else { usize::MAX };
        self.lists[input].iter().map(|items| items.len()).sum::<usize>().min(most)
    }

    fn get(&self, input: usize, mut item: usize) -> Option<&'a Item> {
        for items in &self.lists[input] {
            match items.get(item) {
                Some(found) => return Some(found),
                None => item -= items.len(),
            }
        }
        None
    }

    /// The input that was handed on as it came. What its items say of their making
    /// then speaks of a node before.
    fn passed_on(&self, output: &Items, item: usize) -> Option<usize> {
        (0..self.lists.len()).find(|input| {
            let is_same_list = matches!(self.lists[*input].as_slice(), [only] if only.same_list(output));
            is_same_list || self.len(*input) == output.len() && self.get(*input, item) == output.get(item)
        })
    }

    fn in_a_row(&self, mut item: usize) -> Option<Origin> {
        for input in 0..self.lists.len() {
            if item < self.len(input) {
                return origin(input, item);
            }
            item -= self.len(input);
        }
        None
    }

    /// What follows from the number of items alone.
    fn by_shape(&self, count: usize, item: usize) -> Vec<Origin> {
        let mut filled = (0..self.lists.len()).filter(|input| self.len(*input) > 0);
        let (Some(input), None) = (filled.next(), filled.next()) else { return Vec::new() };
        match self.len(input) {
            1 => origin(input, 0).into_iter().collect(),
            length if length == count => origin(input, item).into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

fn origin(input: usize, item: usize) -> Option<Origin> {
    Some(Origin { input: u16::try_from(input).ok()?, item: u32::try_from(item).ok()? })
}

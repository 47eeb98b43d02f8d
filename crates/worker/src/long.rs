//! Light nodes on lists too long to be in memory: page by page where the node works
//! on each item by itself or gathers, on an opened copy of the list otherwise. It
//! takes a thread of its own, as it may take seconds.

use crate::perform;
use crate::world::RunWorld;
use flow::item::Origin;
use flow::{Item, Items, ItemsBuilder, View};
use node_sdk::{LightContext, LightNode, NodeError, Output};
use std::collections::BTreeMap;

/// Whether the inputs are too long to work on them at once.
pub(crate) fn is_long(inputs: &[Items]) -> bool {
    inputs.iter().any(Items::is_long)
}

/// Performs a light node on long lists.
pub(crate) fn run(node: &dyn LightNode, inputs: &[Items], world: &RunWorld<'_>) -> Result<Output, NodeError> {
    match inputs {
        [items] if node.works_by_part() => by_page(node, items, world),
        [items] => match gathered(node, items, world) {
            Some(result) => result,
            None => whole(node, inputs, world),
        },
        _ => whole(node, inputs, world),
    }
}

/// What is opened of the lists is freed when the node is done.
fn whole(node: &dyn LightNode, inputs: &[Items], world: &RunWorld<'_>) -> Result<Output, NodeError> {
    let inputs: Vec<Items> = inputs.iter().map(Items::closed).collect();
    perform::attempt(node, &LightContext::new(&inputs, world, world.now()), world)
}

fn gathered(node: &dyn LightNode, items: &Items, world: &RunWorld<'_>) -> Option<Result<Output, NodeError>> {
    let opened = items.closed();
    let scope = expression::Scope::new(world, &opened, 0);
    let mut work = match node.gather(&scope)? {
        Ok(work) => work,
        Err(error) => return Some(Err(error)),
    };
    for View { all, first, items } in items.pages() {
        let inputs = [all];
        let context = LightContext::new(&inputs, world, world.now()).of_part(items, first);
        if let Err(error) = work.take(&context) {
            return Some(Err(error));
        }
    }
    Some(work.give())
}

fn by_page(node: &dyn LightNode, items: &Items, world: &RunWorld<'_>) -> Result<Output, NodeError> {
    let mut ports: BTreeMap<u16, ItemsBuilder> = BTreeMap::new();
    for View { all, first, items } in items.pages() {
        let inputs = [all];
        let context = LightContext::new(&inputs, world, world.now()).of_part(items.clone(), first);
        let output = perform::attempt(node, &context, world).map_err(|error| of_page(error, first))?;
        for (port, given) in output.ports {
            let page = Page { first, count: items.len(), is_passed_on: given.same_list(&items), given: given.len() };
            let placed = given.into_vec().into_iter().enumerate().map(|(place, item)| page.placed(item, place));
            ports.entry(port).or_default().extend(placed);
        }
    }
    let ports = ports.into_iter().map(|(port, items)| (port, items.finish())).collect();
    Ok(Output { ports, ..Output::default() })
}

/// The node counted from the beginning of its page.
fn of_page(mut error: NodeError, first: usize) -> NodeError {
    if first > 0 {
        error.message = format!("Among the items from number {} on: {}", first + 1, error.message);
    }
    error
}

/// What a node made of a page.
struct Page {
    /// The place of the page in the list.
    first: usize,
    /// How many items it has.
    count: usize,
    /// The node handed it on as it came.
    is_passed_on: bool,
    /// How many items it gave.
    given: usize,
}

impl Page {
    /// An item the node gave, with its origin counted in the whole list. What the engine
    /// concludes from the shape of whole lists is concluded here from that of the page.
    fn placed(&self, mut item: Item, place: usize) -> Item {
        if self.is_passed_on || item.lineage.is_empty() && self.given == self.count {
            item.lineage = vec![origin(self.first + place)];
        } else if item.lineage.is_empty() && self.count == 1 {
            item.lineage = vec![origin(self.first)];
        } else {
            item.lineage.iter_mut().for_each(|from| *from = origin(self.first + from.item as usize));
        }
        item
    }
}

fn origin(place: usize) -> Origin {
    Origin { input: 0, item: u32::try_from(place).unwrap_or(u32::MAX) }
}

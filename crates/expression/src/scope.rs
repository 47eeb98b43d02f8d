//! What an expression can see.

use crate::JavaScript;
use flow::{Items, Timestamp};
use serde_json::Value;

/// What expressions can see besides the current item. The worker builds one
/// for each step; tests build one from data.
pub trait World: Send + Sync {
    /// The items the node of this name gave at this output port, as this step
    /// sees them; None if there is no such node or it was not done.
    fn node_items(&self, name: &str, port: u16) -> Option<&Items>;

    /// The item of the node of this name from which item `index` of the first
    /// input was made (`$('Node').item`); None if the link is lost.
    fn paired_item(&self, name: &str, index: usize) -> Option<&flow::Item>;

    /// The same of one of its runs, counted from 0; None is the last one, which is
    /// all a world needs to know.
    fn node_items_in_run(&self, name: &str, port: u16, run: Option<usize>) -> Option<&Items> {
        let _ = run;
        self.node_items(name, port)
    }

    /// The output port of the node of this name from which this node is reached;
    /// what `.first()`, `.last()` and `.all()` mean where they name no port.
    fn port_towards(&self, name: &str) -> u16 {
        let _ = name;
        0
    }

    /// Whether the node of this name was done, at whatever port it gave items.
    fn has_run(&self, name: &str) -> bool {
        (0..8).any(|port| self.node_items(name, port).is_some())
    }

    /// What the node of this name keeps for expressions, such as how far a loop is.
    fn node_context(&self, name: &str) -> Option<Value> {
        let _ = name;
        None
    }

    /// Whether a node of this name exists in the flow.
    fn has_node(&self, name: &str) -> bool;

    /// `$run`, `$flow`, `$execution`, `$workflow`, `$vars`, `$env`, `$prevNode`, `$parameter`, `$runIndex`, `$loop`;
    /// None if unknown.
    fn global(&self, name: &str) -> Option<Value>;

    /// Takes what a script leaves behind for later runs: `$static.global` or
    /// `$static.node`, which it got as the global of this name. Worlds that keep nothing
    /// let it go; an error is a sentence.
    fn keep(&self, name: &str, value: Value) -> Result<(), String> {
        let _ = (name, value);
        Ok(())
    }

    /// Now, for `$now` and `$today`.
    fn now(&self) -> Timestamp;

    /// IANA zone of the flow.
    fn time_zone(&self) -> &str;

    /// The parameters of the node of this name as they stand in the flow
    /// (`$('Node').params`); None if they are not at hand.
    fn node_parameters(&self, _name: &str) -> Option<Value> {
        None
    }

    /// The sandbox, for what the native evaluator does not know. None: such
    /// expressions are errors.
    fn javascript(&self) -> Option<&dyn JavaScript> {
        None
    }

    /// Whether an expression that fails gives nothing instead of an error.
    fn is_lenient(&self) -> bool {
        false
    }
}

/// What one evaluation sees: the world and one item.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The rest of the run.
    pub world: &'a dyn World,
    /// The items of the node's first input.
    pub items: &'a Items,
    /// The current one.
    pub index: usize,
}

impl<'a> Scope<'a> {
    /// A scope at item `index`.
    pub fn new(world: &'a dyn World, items: &'a Items, index: usize) -> Self {
        Self { world, items, index }
    }
}

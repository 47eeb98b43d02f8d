//! Nodes that make one out of many items, on lists too long to be in memory at once.

use crate::Output;
use crate::context::LightContext;
use crate::error::NodeError;

/// The work of a node that looks at all items and gives what it makes of them at the
/// end. It gets the items in pages, each once and in order, and keeps only what it
/// needs of them.
pub trait Gather: Send {
    /// Takes the items of a page: those of `context.items()`, of which the first
    /// stands at place `context.first()` of the whole list.
    fn take(&mut self, context: &LightContext<'_>) -> Result<(), NodeError>;

    /// What is made of all of them.
    fn give(self: Box<Self>) -> Result<Output, NodeError>;
}

/// Gathers a list that is in memory: what a node that gathers does for short lists.
pub fn at_once<'a>(mut work: Box<dyn Gather + 'a>, context: &LightContext<'_>) -> Result<Output, NodeError> {
    work.take(context)?;
    work.give()
}

//! Boxes and what leaves them early: nodes the engine carries out itself. Their
//! kinds say what can be set, and answer where a box asks.

use crate::catalog::Prepared;
use crate::context::LightContext;
use crate::declare::declare;
use crate::error::NodeError;
use crate::{Group, Kind, read};
use flow::Items;
use flow::container::{ContainerKind, Control};
use flow::kind::{KindSpec, Ports, Role, Weight};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// A node with a body, or one that calls another flow. The engine reads the
/// settings that shape the run from the document; what depends on items it asks for.
pub trait ContainerNode: Send + Sync {
    /// Refuses parameters that can be read but make no sense together.
    fn check(&self) -> Result<(), NodeError> {
        Ok(())
    }

    /// Of a while: whether a further iteration begins, by the items that come next.
    fn goes_on(&self, _context: &LightContext<'_>) -> Result<bool, NodeError> {
        Ok(false)
    }

    /// Of a sub-flow: the items the other flow begins with.
    fn hands_over(&self, context: &LightContext<'_>) -> Result<Items, NodeError> {
        Ok(context.items().clone())
    }
}

/// A box: its body is the nodes that stand in it.
pub fn container<P>(name: &'static str, container: ContainerKind, icon: &'static str) -> Kind
where
    P: ContainerNode + DeserializeOwned + JsonSchema + 'static,
{
    let kind = declare::<P>(name, Group::Logic, icon, Role::Action, Weight::Light, |parameters| {
        let node = read::parameters::<P>(parameters)?;
        node.check()?;
        Ok(Prepared::Container(Box::new(node)))
    });
    with_spec(kind, |spec| spec.container = Some(container))
}

/// What leaves the loop around it, or its iteration. Nothing comes after it.
pub fn control<P>(name: &'static str, control: Control, icon: &'static str) -> Kind
where
    P: DeserializeOwned + JsonSchema + 'static,
{
    let kind = declare::<P>(name, Group::Logic, icon, Role::Action, Weight::Light, |parameters| {
        read::parameters::<P>(parameters).map(|_| Prepared::Control)
    });
    with_spec(kind, |spec| {
        spec.control = Some(control);
        spec.outputs = Ports::none();
    })
}

fn with_spec(mut kind: Kind, change: impl FnOnce(&mut KindSpec)) -> Kind {
    change(&mut kind.descriptor.spec);
    kind
}

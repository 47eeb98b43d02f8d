//! A flow looked up once, so that each check is a straight walk.

use crate::container::ContainerKind;
use crate::document::{Edge, EdgeId, Flow, Node, NodeId};
use crate::kind::{ERROR_PORT, KindSpec, Kinds, Port, Role};
use std::collections::HashMap;

/// A flow with its names resolved as far as they can be.
pub(super) struct Scene<'a> {
    pub(super) flow: &'a Flow,
    /// Place of each node in the document; of several with one id, the first.
    pub(super) place: HashMap<&'a NodeId, usize>,
    /// By place: the node with its kind and ports.
    pub(super) nodes: Vec<SceneNode<'a>>,
    /// Place of each edge in the wiring order.
    pub(super) edge_place: HashMap<&'a EdgeId, usize>,
}

/// A node with its kind, if that is known, and its ports.
pub(super) struct SceneNode<'a> {
    pub(super) node: &'a Node,
    pub(super) kind: Option<&'a KindSpec>,
    pub(super) inputs: Vec<Port>,
    pub(super) outputs: Vec<Port>,
    /// Place of the container it stands in, if that exists.
    pub(super) parent: Option<usize>,
    /// Places of the nodes that stand in it.
    pub(super) body: Vec<usize>,
    /// Places of the edges that come in.
    pub(super) incoming: Vec<usize>,
    /// Places of the edges that go out.
    pub(super) outgoing: Vec<usize>,
}

impl SceneNode<'_> {
    pub(super) fn is_trigger(&self) -> bool {
        self.kind.is_some_and(|kind| kind.role == Role::Trigger)
    }

    /// What it does with a body, if it is a container.
    pub(super) fn container(&self) -> Option<ContainerKind> {
        self.kind.and_then(|kind| kind.container)
    }

    /// Whether an arrow may start at this port. True if the kind is unknown.
    pub(super) fn has_output(&self, name: &str) -> bool {
        let error_port = name == ERROR_PORT && !self.is_trigger();
        self.kind.is_none() || error_port || self.outputs.iter().any(|port| port.name == name)
    }

    /// Whether an arrow may end at this port. True if the kind is unknown.
    pub(super) fn has_input(&self, name: &str) -> bool {
        self.kind.is_none() || self.inputs.iter().any(|port| port.name == name)
    }
}

impl<'a> Scene<'a> {
    pub(super) fn of(flow: &'a Flow, kinds: &'a dyn Kinds) -> Self {
        let mut scene = Self {
            flow,
            place: first_places(flow.nodes.iter().map(|node| &node.id)),
            nodes: flow.nodes.iter().map(|node| scene_node(node, kinds)).collect(),
            edge_place: first_places(flow.edges.iter().map(|edge| &edge.id)),
        };
        for place in 0..scene.nodes.len() {
            let parent = scene.nodes[place].node.parent.as_ref().and_then(|parent| scene.find(parent));
            if let Some(parent) = parent {
                scene.nodes[place].parent = Some(parent);
                scene.nodes[parent].body.push(place);
            }
        }
        for (place, edge) in flow.edges.iter().enumerate() {
            if let (Some(from), Some(to)) = (scene.find(&edge.from.node), scene.find(&edge.to.node)) {
                scene.nodes[from].outgoing.push(place);
                scene.nodes[to].incoming.push(place);
            }
        }
        scene
    }

    /// The place of the node with this id.
    pub(super) fn find(&self, id: &NodeId) -> Option<usize> {
        self.place.get(id).copied()
    }

    /// The nodes a container begins its body with.
    pub(super) fn entries(&self, container: usize) -> impl Iterator<Item = usize> + '_ {
        self.nodes[container].body.iter().copied().filter(|place| self.nodes[*place].incoming.is_empty())
    }

    /// The containers around a node, from the inside out. Ends where parents go in a circle.
    pub(super) fn around(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.nodes[place].parent, |parent| self.nodes[*parent].parent).take(self.nodes.len())
    }

    /// The place of the node an edge leads to, if it exists.
    pub(super) fn target(&self, edge: &Edge) -> Option<usize> {
        self.find(&edge.to.node)
    }
}

fn scene_node<'a>(node: &'a Node, kinds: &'a dyn Kinds) -> SceneNode<'a> {
    let kind = kinds.kind(&node.kind, node.kind_version);
    SceneNode {
        node,
        kind,
        inputs: kind.map(|kind| kind.inputs.of(&node.parameters)).unwrap_or_default(),
        outputs: kind.map(|kind| kind.outputs.of(&node.parameters)).unwrap_or_default(),
        parent: None,
        body: Vec::new(),
        incoming: Vec::new(),
        outgoing: Vec::new(),
    }
}

fn first_places<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = K>) -> HashMap<K, usize> {
    let mut places = HashMap::new();
    for (place, key) in keys.enumerate() {
        places.entry(key).or_insert(place);
    }
    places
}

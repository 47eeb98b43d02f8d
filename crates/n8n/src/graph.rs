//! The drawing while it is being rearranged: mapped nodes and arrows between them.

use crate::draft::Draft;
use crate::workflow::Node;

/// The drawing.
pub(crate) struct Graph<'a> {
    pub vertices: Vec<Vertex<'a>>,
    /// In the order in which items come together where several end.
    pub arrows: Vec<Arrow>,
}

/// A mapped node, or one of ours that was needed to draw a loop.
pub(crate) struct Vertex<'a> {
    pub name: String,
    /// None: there is none in n8n.
    pub node: Option<&'a Node>,
    pub draft: Draft,
    /// The box it stands in.
    pub parent: Option<usize>,
    /// It is of a workflow that a node held, so n8n tells nothing of it.
    pub is_within: bool,
    pub x: f64,
    pub y: f64,
}

/// An arrow, by places in the list of vertices and n8n's indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrow {
    pub from: usize,
    pub output: usize,
    pub to: usize,
    pub input: usize,
}

impl<'a> Vertex<'a> {
    pub fn of_node(node: &'a Node, draft: Draft) -> Self {
        Self { name: node.name.clone(), node: Some(node), draft, parent: None, is_within: false, x: node.x, y: node.y }
    }

    /// How many outputs it has in n8n, the error output too.
    pub fn output_count(&self) -> usize {
        self.draft.outputs.len() + usize::from(self.node.is_some_and(crate::convert::has_error_output))
    }
}

impl Graph<'_> {
    /// Adds a node of ours beside another one, in a box.
    pub fn add(&mut self, kind: &str, name: String, parent: Option<usize>, beside: (usize, f64)) -> usize {
        let mut draft = Draft::new();
        draft.kind(kind);
        let (x, y) = (self.vertices[beside.0].x + beside.1, self.vertices[beside.0].y);
        self.vertices.push(Vertex { name, node: None, draft, parent, is_within: false, x, y });
        self.vertices.len() - 1
    }

    /// The arrows that leave a vertex.
    pub fn leaving(&self, vertex: usize) -> impl Iterator<Item = Arrow> + '_ {
        self.arrows.iter().copied().filter(move |arrow| arrow.from == vertex)
    }

    /// The arrows that end at a vertex.
    pub fn entering(&self, vertex: usize) -> impl Iterator<Item = Arrow> + '_ {
        self.arrows.iter().copied().filter(move |arrow| arrow.to == vertex)
    }

    /// The vertices that stand directly in a box, or on the canvas.
    pub fn members(&self, parent: Option<usize>) -> Vec<usize> {
        (0..self.vertices.len()).filter(|vertex| self.vertices[*vertex].parent == parent).collect()
    }
}

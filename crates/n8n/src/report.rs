//! What the person who brings a flow is told.

use serde::{Deserialize, Serialize};

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// How much there was and how much was taken over.
    pub counts: Counts,
    /// What could not be taken over as it was, in the order of the nodes; those of
    /// the flow as a whole first.
    pub findings: Vec<Finding>,
}

/// How much there was and how much was taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Nodes in the file, sticky notes apart.
    pub nodes: usize,
    /// Nodes that work as they did.
    pub nodes_complete: usize,
    /// Nodes that were taken over but for what the findings say.
    pub nodes_partial: usize,
    /// Nodes that are kept but do nothing.
    pub nodes_unknown: usize,
    /// Connections in the file.
    pub connections: usize,
    /// Expressions in the file.
    pub expressions: usize,
    /// Expressions that use something that does not exist here.
    pub expressions_unsupported: usize,
}

/// Something that could not be taken over as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// A stable code, such as `node_unknown`.
    pub code: String,
    /// The name of the node; None: the flow as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// The id of the node in the flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_id: Option<String>,
    /// What n8n calls this kind of node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The field of n8n's node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What happened, as a sentence.
    pub message: String,
    /// What to do, as a sentence.
    pub hint: String,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The flow does not do what it did until somebody mends this.
    Blocking,
    /// Something works otherwise than it did.
    Changed,
    /// Something has to be chosen or looked at; nothing is lost.
    Note,
}

impl Finding {
    /// A finding of the flow as a whole.
    pub(crate) fn of_flow(weight: Weight, code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            weight,
            code: code.to_owned(),
            node: None,
            node_id: None,
            kind: None,
            field: None,
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// This finding at a field.
    #[must_use]
    pub(crate) fn at(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..self }
    }
}

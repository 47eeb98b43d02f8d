//! Problems of a flow document, each named at its node with the mend.

use crate::document::{EdgeId, NodeId};
use serde::{Deserialize, Serialize};

/// Something that is wrong with a flow document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Whether it keeps the flow from being published.
    pub severity: Severity,
    /// A stable code, such as `parameter_missing`.
    pub code: String,
    /// What is wrong, as a sentence that names the thing.
    pub message: String,
    /// How to mend it, as a sentence.
    pub hint: String,
    /// The node it is at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeId>,
    /// The arrow it is at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edge: Option<EdgeId>,
    /// The parameter it is at, as a path with dots: `rules.0.value`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The flow cannot be published.
    Error,
    /// The flow can be published, but probably does not do what is meant.
    Warning,
}

impl Problem {
    /// An error with this code, sentence and mend.
    pub fn error(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into(), hint.into())
    }

    /// A warning with this code, sentence and mend.
    pub fn warning(code: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into(), hint.into())
    }

    fn new(severity: Severity, code: &str, message: String, hint: String) -> Self {
        Self { severity, code: code.to_owned(), message, hint, node: None, edge: None, parameter: None }
    }

    /// This problem at this node.
    #[must_use]
    pub fn at_node(self, node: &NodeId) -> Self {
        Self { node: Some(node.clone()), ..self }
    }

    /// This problem at this arrow.
    #[must_use]
    pub fn at_edge(self, edge: &EdgeId) -> Self {
        Self { edge: Some(edge.clone()), ..self }
    }

    /// This problem at this parameter.
    #[must_use]
    pub fn at_parameter(self, path: impl Into<String>) -> Self {
        Self { parameter: Some(path.into()), ..self }
    }
}

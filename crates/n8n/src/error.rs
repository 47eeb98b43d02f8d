//! Why a text is not a workflow of n8n.

/// Why a text is not a workflow of n8n. The message says what, `hint` what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// More than can be read.
    #[error("the file has {size_bytes} bytes; {most} is the most", most = crate::read::SIZE_MOST_BYTES)]
    TooLarge {
        /// Its size.
        size_bytes: usize,
    },
    /// Not JSON, or lists and objects within each other beyond what is read.
    #[error("the file is not valid JSON: {message}")]
    NotJson {
        /// What is wrong, with line and column.
        message: String,
    },
    /// JSON, but no workflow.
    #[error("the file is not a workflow of n8n: it has no list `nodes`")]
    NotAWorkflow,
    /// More nodes or connections than a flow may have.
    #[error("the workflow has {count} {what}; {most} is the most")]
    TooMany {
        /// Nodes or connections.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
}

impl ImportError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "file_too_large",
            Self::NotJson { .. } => "file_not_json",
            Self::NotAWorkflow => "file_not_n8n",
            Self::TooMany { .. } => "flow_too_large",
        }
    }

    /// What to do about it, as a sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "Remove pinned data in n8n and export the workflow again.",
            Self::NotJson { .. } => "Export the workflow in n8n again, or copy all of its nodes and paste them.",
            Self::NotAWorkflow => {
                "Choose a file that n8n wrote by Download, or copy nodes on its canvas and paste them."
            }
            Self::TooMany { .. } => "Split the workflow in n8n into several that call each other, and bring each one.",
        }
    }
}

//! Brings flows from n8n: reads its workflow files and clipboard form, gives a
//! flow document and a report of what could not be taken over and what to do.
//!
//! Reading is inert: nothing is performed, evaluated or fetched. It is lenient,
//! since files of many years exist: what is missing is a default, what is unknown
//! is kept, and what cannot be mapped stays in the flow as a block that does
//! nothing but hold the original.
//!
//! A family of n8n nodes is a file under `kinds/`; `kinds.rs` names them all.

mod around;
mod arrivals;
mod convert;
mod draft;
mod embed;
mod error;
mod export;
mod graph;
mod kinds;
mod layout;
mod loops;
mod naming;
mod order;
mod place;
mod read;
mod report;
mod settings;
mod sight;
mod source;
mod text;
mod wire;
mod workflow;

pub use error::ImportError;
pub use export::{Exported, export};
pub use layout::{Layout, Performed};
pub use report::{Counts, Finding, Report, Weight};

use flow::{Flow, Items, NodeId};
use std::collections::BTreeMap;

/// A flow brought from n8n.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The flow: a draft that may still have problems.
    pub flow: Flow,
    /// What could not be taken over, and what to do.
    pub report: Report,
    /// The items that were pinned to nodes; such a node gives them in a trial run.
    pub pinned: BTreeMap<NodeId, Items>,
    /// Which of our nodes stand for which of n8n's.
    pub layout: Layout,
}

/// Reads a workflow file or what n8n puts on the clipboard.
///
/// Errors: only where the text is no workflow at all, or is too large or too deep.
pub fn import(text: &str) -> Result<Imported, ImportError> {
    Ok(convert::convert(&embed::unfold(read::workflow(text)?)))
}

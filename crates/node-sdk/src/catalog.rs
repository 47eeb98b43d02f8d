//! All node kinds of a build, found by name and version.

use crate::container::ContainerNode;
use crate::credential::{Credential, CredentialKind};
use crate::descriptor::Descriptor;
use crate::error::NodeError;
use crate::folder::Folder;
use crate::trigger::TriggerNode;
use crate::{HeavyNode, LightNode};
use flow::{KindSpec, Kinds};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A node of a version with its parameters read and its expressions compiled.
pub enum Prepared {
    /// Runs in memory.
    Light(Box<dyn LightNode>),
    /// Reaches outside.
    Heavy(Box<dyn HeavyNode>),
    /// Starts runs.
    Trigger(Box<dyn TriggerNode>),
    /// Has a body, or calls another flow.
    Container(Box<dyn ContainerNode>),
    /// Leaves the loop around it; the engine does that by itself.
    Control,
}

/// Reads parameters; the error says which one is wrong.
pub type Prepare = fn(&Map<String, Value>) -> Result<Prepared, NodeError>;

/// Reads a provider's call-back about a message: verified or refused.
pub type ReadReceipt = fn(&CallbackRequest<'_>, &Credential) -> Result<Receipt, NodeError>;

/// A node kind as the catalog holds it.
pub struct Kind {
    /// How it presents itself.
    pub descriptor: Descriptor,
    /// Reads its parameters.
    pub prepare: Prepare,
    /// Reads call-backs of its provider, with the credential slot that verifies them.
    pub receipt: Option<(&'static str, ReadReceipt)>,
}

/// A provider's call-back as it came in.
pub struct CallbackRequest<'a> {
    /// The method.
    pub method: &'a str,
    /// The full public URL it was sent to, with the query.
    pub url: &'a str,
    /// The header fields, names in lower case.
    pub headers: &'a [(String, String)],
    /// The body as received.
    pub body: &'a [u8],
}

/// News about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The provider's id of the message.
    pub provider_id: String,
    /// The new status: `queued`, `sent`, `delivered`, `read`, `failed`.
    pub status: String,
    /// The provider's words, such as an error code.
    pub detail: Option<String>,
}

/// All node kinds and credential kinds of a build.
#[derive(Default)]
pub struct Catalog {
    kinds: Vec<Kind>,
    by_name: HashMap<String, Vec<usize>>,
    credentials: Vec<Box<dyn CredentialKind>>,
    flow_files: Option<String>,
}

impl Catalog {
    /// Adds a kind.
    pub fn add(&mut self, kind: Kind) {
        self.by_name.entry(kind.descriptor.spec.name.clone()).or_default().push(self.kinds.len());
        self.kinds.push(kind);
    }

    /// Adds a kind of credential.
    pub fn add_credential(&mut self, kind: Box<dyn CredentialKind>) {
        self.credentials.push(kind);
    }

    /// Lets flows read and write files in this folder; `{workspace}` in it stands for
    /// the id of their workspace.
    #[must_use]
    pub fn with_flow_files(mut self, folder: &str) -> Self {
        self.flow_files = Some(folder.to_owned()).filter(|folder| !folder.is_empty());
        self
    }

    /// The folder in which flows of this workspace may read and write files.
    pub fn flow_files(&self, workspace: &str) -> Option<Folder> {
        self.flow_files.as_ref().map(|folder| Folder::new(folder.replace("{workspace}", workspace)))
    }

    /// Puts the kinds in palette order: by group, then by title.
    pub fn sort(&mut self) {
        self.kinds.sort_by(|left, right| {
            let key = |kind: &Kind| (kind.descriptor.group, kind.descriptor.title.clone());
            key(left).cmp(&key(right))
        });
        self.by_name.clear();
        for (index, kind) in self.kinds.iter().enumerate() {
            self.by_name.entry(kind.descriptor.spec.name.clone()).or_default().push(index);
        }
    }

    /// All kinds, in palette order.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// All kinds of credentials.
    pub fn credentials(&self) -> &[Box<dyn CredentialKind>] {
        &self.credentials
    }

    /// The kind of credential of this name.
    pub fn credential(&self, name: &str) -> Option<&dyn CredentialKind> {
        self.credentials.iter().find(|kind| kind.name() == name).map(AsRef::as_ref)
    }

    /// A credential of a kind that tells its secret fields; of an unknown kind all are secret.
    pub fn open_credential(&self, kind: &str, id: &str, fields: Map<String, Value>) -> Credential {
        let credential = Credential::new(kind, id, fields);
        match self.credential(kind) {
            Some(known) => credential.described_by(&known.parameters()),
            None => credential,
        }
    }

    /// The kind of this name and version.
    pub fn find(&self, name: &str, version: u32) -> Option<&Kind> {
        let candidates = self.by_name.get(name)?;
        candidates.iter().map(|index| &self.kinds[*index]).find(|kind| kind.descriptor.spec.version == version)
    }
}

impl Kinds for Catalog {
    fn kind(&self, name: &str, version: u32) -> Option<&KindSpec> {
        self.find(name, version).map(|kind| &kind.descriptor.spec)
    }

    fn timeout_ms(&self, name: &str, version: u32) -> Option<u64> {
        self.find(name, version).map(|kind| kind.descriptor.timeout_ms)
    }
}

//! What an address carries at which somebody outside may end a wait.

use flow::NodeId;
use flow::id::{RunId, WorkspaceId};
use uuid::Uuid;

/// What such addresses are sealed for.
pub const PURPOSE: &str = "resume";
/// Where they begin, after the address of the server.
pub const PATH: &str = "/resume/";

/// A wait that somebody outside may end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The run.
    pub run: RunId,
    /// The frame the node waits in.
    pub frame: u32,
    /// The node.
    pub node: NodeId,
}

impl Invitation {
    /// Short, since it stands in text messages.
    pub fn to_bytes(&self) -> Vec<u8> {
        let ids = [self.workspace.0.as_bytes().as_slice(), self.run.0.as_bytes()].concat();
        [ids.as_slice(), &self.frame.to_be_bytes(), self.node.0.as_bytes()].concat()
    }

    /// What `to_bytes` gave.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (workspace, rest) = bytes.split_first_chunk::<16>()?;
        let (run, rest) = rest.split_first_chunk::<16>()?;
        let (frame, node) = rest.split_first_chunk::<4>()?;
        Some(Self {
            workspace: WorkspaceId(Uuid::from_bytes(*workspace)),
            run: RunId(Uuid::from_bytes(*run)),
            frame: u32::from_be_bytes(*frame),
            node: NodeId(std::str::from_utf8(node).ok()?.to_owned()),
        })
    }
}

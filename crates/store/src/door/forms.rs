//! Forms that people fill in, as runs tell of them.

use super::At;
use flow::form::Ending;
use flow::id::{RunId, WorkspaceId};
use uuid::Uuid;

/// What addresses are sealed for at which a person sees how their form goes on.
pub const PURPOSE: &str = "form run";
/// Where such addresses begin.
pub const PATH: &str = "/forms/run/";

/// How the form of a run goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormStanding {
    /// A page waits for the person.
    Page(At),
    /// Something else is being done.
    Working,
    /// That was all.
    Ended(Ending),
    /// The run has failed, or was cancelled.
    Failed,
}

/// The run a person began or goes on with by a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormRun {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The run.
    pub run: RunId,
}

impl FormRun {
    /// For the address.
    pub fn to_bytes(self) -> Vec<u8> {
        [self.workspace.0.as_bytes().as_slice(), self.run.0.as_bytes()].concat()
    }

    /// What `to_bytes` gave.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (workspace, run) = bytes.split_first_chunk::<16>()?;
        let run = <[u8; 16]>::try_from(run).ok()?;
        Some(Self { workspace: WorkspaceId(Uuid::from_bytes(*workspace)), run: RunId(Uuid::from_bytes(run)) })
    }
}

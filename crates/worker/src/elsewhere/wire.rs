//! Questions and answers as they stand in the inbox.

use super::unavailable;
use crate::launch::Origin;
use engine::{Event, Outcome};
use flow::id::{FlowId, RunId, VersionId, WorkspaceId};
use flow::plan::NodeIndex;
use flow::{Items, NodeId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::StoreError;
use store::door::debug::{Debug, Stops};
use store::door::{Answer, Launch, Launched, Patience, Refusal, RunnerError};
use store::runs::{IdempotencyKey, IdempotencyRow, RunMode};

/// The limits a run may be refused by (`store::limits::Limit::name`, and the queue's).
const LIMITS: [&str; 6] = ["queue", "queued_runs", "workspace_at_once", "workspace_rate", "flow_at_once", "flow_rate"];

/// What is asked of the process that owns a run, or of one that begins runs.
#[derive(Serialize, Deserialize)]
pub(super) enum Question {
    /// Something happens to the run.
    Tell(Event),
    /// A run is to be begun.
    Begin(Box<Beginning>),
}

/// A run to be begun, as it travels.
#[derive(Serialize, Deserialize)]
pub(super) struct Beginning {
    pub workspace: WorkspaceId,
    flow: FlowId,
    version: VersionId,
    node: NodeId,
    items: Items,
    mode: u8,
    key: Option<Key>,
    pub run: RunId,
    wait_for_answer: bool,
    retry_of: Option<RunId>,
    kept: BTreeMap<NodeIndex, Outcome>,
    until: Option<NodeId>,
    debug: Option<(Stops, bool)>,
    /// The caller waits for its answer also while it works outside.
    #[serde(default)]
    pub patience: Option<Patience>,
}

#[derive(Serialize, Deserialize)]
struct Key {
    scope: String,
    key: String,
    body_hash: [u8; 32],
    expires_at: Timestamp,
}

/// What is answered. No bytes at all: it is done.
#[derive(Serialize, Deserialize)]
pub(super) enum Reply {
    Begun { run: RunId, status: u8, answer: Answer },
    Duplicate { run: RunId, body_hash: [u8; 32], answer: Option<Vec<u8>> },
    Overloaded,
    Limited { limit: String, message: String, retry_after_ms: u64 },
    TooLarge(String),
    Invalid(String),
    WrongState(String),
    NotThere,
    Failed(String),
}

impl Beginning {
    /// A run to be begun under this id.
    pub fn of(launch: Launch, origin: Origin, run: RunId) -> Self {
        Self {
            workspace: launch.workspace,
            flow: launch.flow,
            version: launch.version,
            node: launch.node,
            items: launch.items,
            mode: launch.mode as u8,
            key: launch.idempotency.map(|key| {
                let IdempotencyKey { scope, key, body_hash, expires_at } = key;
                Key { scope, key, body_hash, expires_at }
            }),
            run,
            wait_for_answer: launch.wait_for_answer,
            retry_of: origin.retry_of,
            kept: origin.kept,
            until: origin.until,
            debug: origin.debug.map(|debug| (debug.stops, debug.at_start)),
            patience: None,
        }
    }

    /// What it was made of.
    pub fn into_launch(self) -> Result<(Launch, Origin), RunnerError> {
        let mode = RunMode::from_number(i64::from(self.mode))
            .ok_or_else(|| RunnerError::Invalid("The run is begun in a way this process does not know.".into()))?;
        let launch = Launch {
            workspace: self.workspace,
            flow: self.flow,
            version: self.version,
            node: self.node,
            items: self.items,
            mode,
            idempotency: self.key.map(|key| {
                let Key { scope, key, body_hash, expires_at } = key;
                IdempotencyKey { scope, key, body_hash, expires_at }
            }),
            run: Some(self.run),
            wait_for_answer: self.wait_for_answer,
        };
        let origin = Origin {
            retry_of: self.retry_of,
            kept: self.kept,
            until: self.until,
            debug: self.debug.map(|(stops, at_start)| Debug { stops, at_start }),
            ..Origin::default()
        };
        Ok((launch, origin))
    }
}

/// What a refusal of another process means here.
pub(super) fn refusal<T>(reply: Reply) -> Result<T, RunnerError> {
    Err(match reply {
        Reply::Begun { .. } => unavailable("the answer of another process cannot be read"),
        Reply::Duplicate { run, body_hash, answer } => {
            RunnerError::Duplicate(IdempotencyRow { run, body_hash, answer })
        }
        Reply::Overloaded => RunnerError::Overloaded,
        Reply::Limited { limit, message, retry_after_ms } => {
            RunnerError::Limited(Box::new(Refusal { limit: limit_named(&limit), message, retry_after_ms }))
        }
        Reply::TooLarge(text) => RunnerError::TooLarge(text),
        Reply::Invalid(text) => RunnerError::Invalid(text),
        Reply::WrongState(text) => RunnerError::WrongState(text),
        Reply::NotThere => StoreError::NotFound("run").into(),
        Reply::Failed(text) => unavailable(text),
    })
}

/// The stable name of a limit as another process wrote it.
fn limit_named(name: &str) -> &'static str {
    LIMITS.into_iter().find(|known| *known == name).unwrap_or("limit")
}

/// What another process is answered.
pub(super) fn reply_of(outcome: Result<Launched, &RunnerError>) -> Reply {
    match outcome {
        Ok(Launched { run, status, answer }) => Reply::Begun { run, status: status as u8, answer },
        Err(RunnerError::Duplicate(IdempotencyRow { run, body_hash, answer })) => {
            Reply::Duplicate { run: *run, body_hash: *body_hash, answer: answer.clone() }
        }
        Err(RunnerError::Overloaded) => Reply::Overloaded,
        Err(RunnerError::Limited(refusal)) => {
            let Refusal { limit, message, retry_after_ms } = refusal.as_ref();
            Reply::Limited { limit: (*limit).to_owned(), message: message.clone(), retry_after_ms: *retry_after_ms }
        }
        Err(RunnerError::TooLarge(text)) => Reply::TooLarge(text.clone()),
        Err(RunnerError::Invalid(text)) => Reply::Invalid(text.clone()),
        Err(RunnerError::WrongState(text)) => Reply::WrongState(text.clone()),
        Err(RunnerError::Store(StoreError::NotFound(_))) => Reply::NotThere,
        Err(error) => Reply::Failed(error.to_string()),
    }
}

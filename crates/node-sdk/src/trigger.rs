//! What starts runs.

use crate::error::NodeError;
use serde::{Deserialize, Serialize};

/// A node that starts runs. It is never performed: its items are the event.
pub trait TriggerNode: Send + Sync {
    /// What has to be listened for while the flow is live.
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError>;
}

/// Something that starts runs from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "on")]
pub enum Subscription {
    /// Requests at `/hooks/{path}`.
    Webhook {
        /// The path, unique on the server; a token nobody can guess unless the author chose one.
        path: String,
        /// Methods it accepts.
        methods: Vec<String>,
        /// When the caller is answered.
        respond: Respond,
        /// How callers prove who they are.
        verify: Verify,
    },
    /// Times given by a cron expression.
    Schedule {
        /// Five or six fields.
        cron: String,
        /// IANA zone; None: the flow's.
        time_zone: Option<String>,
        /// What happens with times that passed while the server was down.
        missed: Missed,
    },
    /// Failed runs of flows that name this flow as their error flow.
    Error,
}

/// When the caller of a webhook is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Respond {
    /// As soon as the event is durable: 202 with the id of the run.
    Accepted,
    /// When a respond node answers, the run ends or reaches its first heavy node.
    #[default]
    Run,
}

/// How the caller of a webhook proves who it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Verify {
    /// Not at all: whoever knows the address may call.
    #[default]
    Nothing,
    /// By a header with a secret value, kept in the credential of slot `auth`.
    Header,
    /// By user and password, kept in the credential of slot `auth`.
    Basic,
    /// By a Standard Webhooks signature with the secret in slot `auth`.
    StandardWebhooks,
}

/// What happens with scheduled times that passed while the server was down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// Nothing: go on with the next time.
    Skip,
    /// One run for all of them together.
    #[default]
    RunOnce,
    /// One run for each, oldest first, at most 100.
    RunAll,
}

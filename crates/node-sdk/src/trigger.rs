//! What starts runs.

use crate::error::NodeError;
use flow::Items;
use serde::{Deserialize, Serialize};

/// A node that starts runs. It is never performed: its items are the event.
pub trait TriggerNode: Send + Sync {
    /// What has to be listened for while the flow is live.
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError>;

    /// Of one that other flows call: the items the run begins with, made of those
    /// that are handed over, or why they are refused.
    fn receive(&self, items: Items) -> Result<Items, NodeError> {
        Ok(items)
    }
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
        /// What the item of a request looks like.
        #[serde(default, skip_serializing_if = "RequestItem::is_usual")]
        item: RequestItem,
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
    /// Runs of other flows that call this one.
    Call,
}

/// What the item of a request to a webhook looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestItem {
    /// # The fields of the body
    ///
    /// With the rest of the request under `request`.
    #[default]
    Fields,
    /// # The request in parts
    ///
    /// `headers`, `params`, `query` and `body`, as flows brought from n8n expect it.
    Envelope,
}

impl RequestItem {
    fn is_usual(&self) -> bool {
        *self == Self::Fields
    }
}

/// When the caller of a webhook is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Respond {
    /// # At once
    ///
    /// As soon as the event is safely stored, with status 202 and the id of the run.
    Accepted,
    /// # When the run answers
    ///
    /// With what a Respond node says, or when the run ends or first reaches outside.
    #[default]
    Run,
}

/// How the caller of a webhook proves who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verify {
    /// # Nothing
    ///
    /// Whoever knows the address may call.
    #[default]
    Nothing,
    /// # A header
    ///
    /// A header field with a secret value, kept in a connection.
    Header,
    /// # User and password
    ///
    /// HTTP basic authentication with the user and password of a connection.
    Basic,
    /// # A signature
    ///
    /// A signature as the Standard Webhooks specification says, made with the secret of a connection.
    StandardWebhooks,
}

impl Verify {
    /// The slot of the credential that holds the proof; None if none is wanted. It
    /// has the name of the choice, by which the panel knows which slot to show.
    pub fn slot(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Header => Some("header"),
            Self::Basic => Some("basic"),
            Self::StandardWebhooks => Some("standard_webhooks"),
        }
    }
}

/// What happens with scheduled times that passed while the server was down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// # Skip them
    ///
    /// Go on with the next time.
    Skip,
    /// # Run once
    ///
    /// One run for all of them together.
    #[default]
    RunOnce,
    /// # Run for each
    ///
    /// One run for each of them, oldest first, at most 100.
    RunAll,
}

//! What starts runs.

use crate::error::NodeError;
use crate::hook::HookOptions;
use crate::poll::Poll;
use flow::Items;
use flow::form::{Ending, Page};
use serde::{Deserialize, Serialize};

/// A node that starts runs. It is never performed: its items are the event.
pub trait TriggerNode: Send + Sync {
    /// What has to be listened for while the flow is live.
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError>;

    /// Of one that looks for news by itself: how it does so.
    fn poll(&self) -> Option<&dyn Poll> {
        None
    }

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
        /// What a caller who is answered at once gets; None: the id of the run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Box<Reply>>,
        /// What else was said of it.
        #[serde(default, skip_serializing_if = "HookOptions::is_usual")]
        options: Box<HookOptions>,
    },
    /// Times given by a cron expression.
    Schedule {
        /// Five or six fields.
        cron: String,
        /// IANA zone; None: the flow's.
        time_zone: Option<String>,
        /// What happens with times that passed while the server was down.
        missed: Missed,
        /// The item also says day, hour and so on in words, as n8n's does.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        in_words: bool,
    },
    /// News that the trigger looks for itself.
    Poll {
        /// It looks so often, in milliseconds.
        every_ms: u64,
    },
    /// Failed runs of flows that name this flow as their error flow.
    Error,
    /// Runs of other flows that call this one.
    Call,
    /// People who fill in the form at `/forms/{path}`.
    Form {
        /// The path, unique among the forms of the server.
        path: String,
        /// When the person is told that it is done.
        respond: Respond,
        /// How people prove who they are.
        verify: Verify,
        /// The first page.
        page: Box<Page>,
        /// What is shown at the end.
        ending: Box<Ending>,
    },
    /// Events of the workspace.
    Event {
        /// Their name.
        name: String,
    },
}

/// What a caller who is answered at once gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The media type of the text.
    pub content_type: String,
    /// The body.
    pub text: String,
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
    /// # When the run answers, and not before
    ///
    /// With what a Respond node says, or when the run ends; also while it works outside or waits, as long as the
    /// caller's patience is set.
    Answered,
    /// # When the run has ended
    ///
    /// With what the last block gave.
    Last,
}

impl Respond {
    /// Whether the caller waits while the run works outside.
    pub fn is_patient(self) -> bool {
        matches!(self, Self::Answered | Self::Last)
    }
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
    /// # A token
    ///
    /// A JSON Web Token in the header `Authorization: Bearer …`, signed with the key of a connection. What it says stands
    /// in the item.
    Jwt,
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
            Self::Jwt => Some("jwt"),
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

/// How long the path of an address may be.
const PATH_LENGTH_MAXIMUM: usize = 200;

/// The path of an address an author chose, without slashes around it. It must not begin
/// with one of the words the server needs itself. Empty: the server makes one.
pub fn checked_path(path: &str, reserved: &[&str]) -> Result<String, NodeError> {
    let path = path.trim().trim_matches('/');
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.~/".contains(letter);
    let is_fine = path.len() <= PATH_LENGTH_MAXIMUM
        && path.chars().all(is_plain)
        && (path.is_empty() || path.split('/').all(|part| !matches!(part, "" | "." | "..")))
        && path.split('/').next().is_none_or(|first| !reserved.contains(&first));
    if is_fine {
        return Ok(path.to_owned());
    }
    let reserved: Vec<String> = reserved.iter().map(|word| format!("`{word}/`")).collect();
    let message = format!("The path `{}` cannot be used.", path.chars().take(60).collect::<String>());
    let hint = format!(
        "Use letters, digits, `-`, `_`, `.` and `/`, up to 200 in all; it must not begin with {}.",
        reserved.join(" or ")
    );
    Err(NodeError::permanent("path_invalid", message, hint).at("path"))
}

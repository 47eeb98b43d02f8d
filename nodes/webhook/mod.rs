//! Starts a run when another system sends a request.

use node_sdk::trigger::{Reply, RequestItem, Respond, Verify, checked_path};
use node_sdk::{Kind, NodeError, Subscription, TriggerNode, trigger};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// # Webhook
///
/// Starts a run when another system sends a request to an address of its own.
///
/// The fields of the body are the item: `$json.name` is the field `name` of a JSON or form body, and what stands in the
/// address after `?` is there too. `$json.request` holds the method, the path, the query and the headers.
///
/// The event is stored before the caller is answered, so it is not lost when the server stops. A caller that sends the
/// header `Idempotency-Key` may send again without starting a second run.
///
/// While you build, press **Listen** and use the test address: it runs the draft.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The last part of the address. Leave it empty for one that nobody can guess.
    #[serde(default)]
    #[schemars(extend("x-widget" = "text", "x-placeholder" = "made for you"))]
    path: String,
    /// The methods that are accepted; others are refused.
    #[serde(default = "post")]
    methods: Vec<Method>,
    /// # Answer
    ///
    /// When the caller is answered.
    #[serde(default)]
    respond: Respond,
    /// # Answer with status
    ///
    /// What a caller who is answered at once gets: 202 with the id of the run, unless something else is wanted.
    #[serde(default = "accepted")]
    #[schemars(range(min = 200, max = 599), extend("x-show" = {"respond": ["accepted"]}, "x-group" = "Advanced"))]
    reply_status: u16,
    /// # Answer with text
    ///
    /// The body in place of the id of the run, if the status or the text is of your own.
    #[serde(default)]
    #[schemars(extend("x-show" = {"respond": ["accepted"]}, "x-widget" = "multiline", "x-group" = "Advanced"))]
    reply_text: String,
    /// # Content type
    ///
    /// What kind of text it is.
    #[serde(default = "plain_text")]
    #[schemars(extend("x-show" = {"respond": ["accepted"]}, "x-group" = "Advanced"))]
    reply_content_type: String,
    /// # Check callers by
    ///
    /// How callers prove who they are. The secret is kept in a credential; while none is chosen, every call is refused.
    #[serde(default)]
    verify: Verify,
    /// # The item
    ///
    /// How the request stands in the item.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    item: RequestItem,
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
        }
    }
}

/// The status of a caller who gets the id of the run.
const ACCEPTED: u16 = 202;

fn accepted() -> u16 {
    ACCEPTED
}

fn plain_text() -> String {
    "text/plain; charset=utf-8".into()
}

fn post() -> Vec<Method> {
    vec![Method::Post]
}

impl TriggerNode for Webhook {
    fn subscriptions(&self) -> Result<Vec<Subscription>, NodeError> {
        // `/hooks/test/…` is where drafts listen.
        let path = checked_path(&self.path, &["test"])?;
        let mut methods: Vec<String> = Vec::new();
        for method in self.methods.iter().map(|method| method.name()) {
            if !methods.iter().any(|known| known == method) {
                methods.push(method.into());
            }
        }
        if methods.is_empty() {
            let message = "The webhook accepts no method, so nobody could call it.";
            return Err(NodeError::permanent("parameter_invalid", message, "Choose at least one method.").at("methods"));
        }
        let (respond, verify, item, reply) = (self.respond, self.verify, self.item, self.reply()?);
        Ok(vec![Subscription::Webhook { path, methods, respond, verify, item, reply }])
    }
}

impl Webhook {
    /// What a caller gets who is answered at once, if it is of the author's own.
    fn reply(&self) -> Result<Option<Box<Reply>>, NodeError> {
        if self.respond != Respond::Accepted || (self.reply_status == ACCEPTED && self.reply_text.is_empty()) {
            return Ok(None);
        }
        if !(200..=599).contains(&self.reply_status) {
            let message = format!("{} is not a status an answer can have.", self.reply_status);
            let error = NodeError::permanent("status_invalid", message, "Use a number from 200 to 599.");
            return Err(error.at("reply_status"));
        }
        if http::HeaderValue::from_str(&self.reply_content_type).is_err() {
            let message = "The content type holds a sign that cannot be sent.";
            let error = NodeError::permanent("header_invalid", message, "Write it as `text/plain`.");
            return Err(error.at("reply_content_type"));
        }
        Ok(Some(Box::new(Reply {
            status: self.reply_status,
            content_type: self.reply_content_type.clone(),
            text: self.reply_text.clone(),
        })))
    }
}

/// The kind `webhook`.
pub fn kind() -> Kind {
    trigger::<Webhook>("webhook", include_str!("icon.svg"))
        .credential("header", "http_header", false)
        .credential("basic", "http_basic", false)
        .credential("standard_webhooks", "standard_webhooks_secret", false)
        .keywords(&["http", "api", "endpoint", "request", "receive", "form", "event"])
}

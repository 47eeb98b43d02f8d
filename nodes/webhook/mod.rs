//! Starts a run when another system sends a request.

use node_sdk::flow::last::{LastAnswer, Take};
use node_sdk::hook::{HookOptions, check_networks, checked_pattern};
use node_sdk::trigger::{Reply, RequestItem, Respond, Verify};
use node_sdk::{Kind, NodeError, Subscription, TriggerNode, trigger};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
/// Parts of the path but the first may be variable: at `orders/:id` the item has `$json.request.params.id`, the part that
/// was called.
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
    /// # Patience
    ///
    /// A caller who waits for the run does so for so many seconds; then it is told that the run goes on.
    #[serde(default = "minute")]
    #[schemars(range(min = 1, max = 900), extend("x-show" = {"respond": ["answered", "last"]}))]
    patience_seconds: u64,
    /// # Answer with
    ///
    /// What of the last items the caller gets.
    #[serde(default)]
    #[schemars(extend("x-show" = {"respond": ["last"]}))]
    last: Take,
    /// # Only the field
    ///
    /// The field of the first item that is the answer. Empty: all of it.
    #[serde(default)]
    #[schemars(extend("x-show" = {"last": ["first_item"], "respond": ["last"]}, "x-group" = "Advanced"))]
    last_field: String,
    /// # As
    ///
    /// The content type of the first item or of its field. Empty: JSON.
    #[serde(default)]
    #[schemars(extend("x-show" = {"last": ["first_item"], "respond": ["last"]}, "x-group" = "Advanced"))]
    last_content_type: String,
    /// # File
    ///
    /// The name of the file in the item. Empty: the first one.
    #[serde(default)]
    #[schemars(extend("x-show" = {"last": ["file"], "respond": ["last"]}))]
    last_file: String,
    /// # Answer with status
    ///
    /// The status of the answer; a caller who is answered at once gets 202, unless something else is wanted.
    #[serde(default)]
    #[schemars(range(min = 200, max = 599), extend("x-show" = {"respond": ["accepted", "last"]}, "x-group" = "Advanced"))]
    reply_status: Option<u16>,
    /// # Headers of the answer
    ///
    /// Header fields that go along.
    #[serde(default)]
    #[schemars(extend("x-show" = {"respond": ["accepted", "last"]}, "x-widget" = "key_value", "x-group" = "Advanced"))]
    reply_headers: BTreeMap<String, String>,
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
    /// # Callers from
    ///
    /// The addresses and networks that may call, such as `192.0.2.7` or `10.0.0.0/8`. None: all.
    #[serde(default)]
    #[schemars(length(max = 100), extend("x-group" = "Advanced"))]
    allow: Vec<String>,
    /// # Refuse previews and crawlers
    ///
    /// Programs that only look at links, such as those of search engines and messengers, start no run.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    refuse_bots: bool,
    /// # Web pages that may call
    ///
    /// The sites whose scripts may call and read the answer, such as `https://example.com`; `*` is every site.
    #[serde(default)]
    #[schemars(length(max = 100), extend("x-group" = "Advanced"))]
    origins: Vec<String>,
    /// # Keep the body as it came
    ///
    /// As the file `data` of the item, besides what is read from it.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    keep_body: bool,
    /// # Name of files
    ///
    /// The name files get in the item. Empty: the usual.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    file_name: String,
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

fn minute() -> u64 {
    60
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
        let path = checked_pattern(&self.path, &["test"])?;
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
        let options = Box::new(self.options()?);
        Ok(vec![Subscription::Webhook { path, methods, respond, verify, item, reply, options }])
    }
}

impl Webhook {
    fn options(&self) -> Result<HookOptions, NodeError> {
        check_networks(&self.allow).map_err(|error| error.at("allow"))?;
        check_headers(&self.reply_headers)?;
        if self.respond.is_patient() && !(1..=900).contains(&self.patience_seconds) {
            let message = format!("{} seconds is no patience a caller can have.", self.patience_seconds);
            let error = NodeError::permanent("parameter_invalid", message, "Give a number from 1 to 900.");
            return Err(error.at("patience_seconds"));
        }
        let headers: Vec<(String, String)> =
            self.reply_headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let last = LastAnswer {
            take: self.last,
            field: self.last_field.clone(),
            content_type: checked_type(&self.last_content_type, "last_content_type")?,
            file: self.last_file.clone(),
            status: checked_status(self.reply_status.unwrap_or(200))?,
            headers: headers.clone(),
        };
        Ok(HookOptions {
            patience_ms: if self.respond.is_patient() { self.patience_seconds * 1_000 } else { 0 },
            last: (self.respond == Respond::Last).then_some(last),
            headers: if self.respond == Respond::Accepted { headers } else { Vec::new() },
            allow: self.allow.iter().map(|network| network.trim().to_owned()).collect(),
            refuse_bots: self.refuse_bots,
            origins: self.origins.iter().map(|origin| origin.trim().trim_end_matches('/').to_owned()).collect(),
            keeps_body: self.keep_body,
            file_name: self.file_name.trim().to_owned(),
        })
    }

    /// What a caller gets who is answered at once, if it is of the author's own.
    fn reply(&self) -> Result<Option<Box<Reply>>, NodeError> {
        let status = self.reply_status.unwrap_or(ACCEPTED);
        let is_usual = status == ACCEPTED && self.reply_text.is_empty() && self.reply_headers.is_empty();
        if self.respond != Respond::Accepted || is_usual {
            return Ok(None);
        }
        Ok(Some(Box::new(Reply {
            status: checked_status(status)?,
            content_type: checked_type(&self.reply_content_type, "reply_content_type")?,
            text: self.reply_text.clone(),
        })))
    }
}

fn checked_status(status: u16) -> Result<u16, NodeError> {
    if (200..=599).contains(&status) {
        return Ok(status);
    }
    let message = format!("{status} is not a status an answer can have.");
    Err(NodeError::permanent("status_invalid", message, "Use a number from 200 to 599.").at("reply_status"))
}

fn checked_type(content_type: &str, parameter: &str) -> Result<String, NodeError> {
    if http::HeaderValue::from_str(content_type).is_ok() {
        return Ok(content_type.to_owned());
    }
    let message = "The content type holds a sign that cannot be sent.";
    Err(NodeError::permanent("header_invalid", message, "Write it as `text/plain`.").at(parameter))
}

fn check_headers(headers: &BTreeMap<String, String>) -> Result<(), NodeError> {
    let is_wrong = |(name, value): &(&String, &String)| {
        http::HeaderName::from_bytes(name.as_bytes()).is_err() || http::HeaderValue::from_str(value).is_err()
    };
    let Some((name, _)) = headers.iter().find(is_wrong) else { return Ok(()) };
    let message = format!("The header `{}` cannot be sent.", name.chars().take(60).collect::<String>());
    let hint = "Names hold letters, digits and `-`; values are of one line.";
    Err(NodeError::permanent("header_invalid", message, hint).at("reply_headers"))
}

/// The kind `webhook`.
pub fn kind() -> Kind {
    trigger::<Webhook>("webhook", include_str!("icon.svg"))
        .credential("header", "http_header", false)
        .credential("basic", "http_basic", false)
        .credential("standard_webhooks", "standard_webhooks_secret", false)
        .credential("jwt", "token_key", false)
        .keywords(&["http", "api", "endpoint", "request", "receive", "form", "event"])
}

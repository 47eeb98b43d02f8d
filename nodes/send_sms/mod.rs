//! Sends one text message for each item by Twilio or whoever speaks its language.

mod media;
mod phone;
mod provider;
mod segments;
mod signature;

use crate::catalog::credentials::twilio::Twilio;
use http::{HeaderValue, Method};
use media::MediaUrls;
use node_sdk::answer::{Effect, send_error};
use node_sdk::each::{OnItemError, Pace, each, extended_item, failed_item, of_item};
use node_sdk::expression::Scope;
use node_sdk::outbound::{Request, Response};
use node_sdk::{
    Field, Group, HeavyContext, HeavyNode, Kind, Message, MessageFields, MessagePreview, NodeError, Output, Remembered,
    SmsSize, async_trait, heavy,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;
use url::form_urlencoded::Serializer;

/// # Send SMS
///
/// Sends one text message for each item, with pictures if you like.
///
/// A text is paid by segments: 160 letters fit into one, 153 into each of several. A single letter outside of the SMS
/// alphabet, such as an emoji or a curly quote, makes that 70 and 67.
///
/// Every number and text is checked before the first message is sent.
///
/// Every item goes on with the fields `message_id`, `status`, `segments` and `encoding`. If the text would be cheaper
/// with plain quotes and dashes, it stands in `suggestion`. What becomes of a message later is seen in the run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendSms {
    /// The number that gets the message, with + and the country code.
    #[schemars(extend("x-widget" = "phone", "x-placeholder" = "{{ $json.phone }}"))]
    to: Field<String>,
    /// The text.
    #[serde(default)]
    #[schemars(extend("x-widget" = "sms"))]
    message: Field<String>,
    /// Up to ten pictures or other files, 5 MB in all, by addresses that begin with `https://` and that everybody can
    /// open.
    #[serde(default)]
    media: Field<MediaUrls>,
    /// A number or name of your account, or the SID of a messaging service. Empty: the one of the credential.
    #[serde(default)]
    #[schemars(extend("x-placeholder" = "+15005550006"))]
    from: Field<String>,
    /// # Use plain quotes and dashes
    ///
    /// Curly quotes, long dashes and the like become plain ones, which makes many texts cheaper.
    #[serde(default)]
    straighten: bool,
    /// # Look at media first
    ///
    /// Asks each address for type and size before anything is sent.
    #[serde(default = "yes")]
    #[schemars(extend("x-group" = "Advanced"))]
    check_media: bool,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error` and the others are sent.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

/// The most letters of a text.
const MOST_LETTERS: usize = 1_600;
/// So many messages are handed over at the same time.
const AT_ONCE: usize = 4;

/// A message ready to go.
struct Sms {
    to: String,
    from: String,
    text: String,
    media: Vec<Url>,
}

/// The provider's answers, while their step goes on.
static DONE: Remembered<Response> = Remembered::new();

#[async_trait]
impl HeavyNode for SendSms {
    fn preview(&self, scope: &Scope<'_>) -> Option<Result<MessagePreview, NodeError>> {
        Some(self.previewed(scope))
    }

    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let account = context.services.credential("account").await?.read::<Twilio>()?;
        let count = context.items().len();
        let mut messages = Vec::with_capacity(count);
        for index in 0..count {
            match self.sms(context, index, &account).await {
                Err(error) if self.on_item_error == OnItemError::Fail => return Err(of_item(error, index, count)),
                message => messages.push(message),
            }
        }
        let pace = Pace { at_once: AT_ONCE, pause_ms: 0, on_item_error: self.on_item_error };
        let (messages, account) = (&messages, &account);
        let results = each(context, pace, Some(&DONE), async |index| match &messages[index] {
            Ok(sms) => sms.send(context, index, account).await,
            Err(error) => Err(error.clone()),
        });
        Ok(output(context, messages, results.await?))
    }
}

impl SendSms {
    /// What it says for the item of this scope.
    fn text(&self, scope: &Scope<'_>) -> Result<String, NodeError> {
        let text = self.message.get(scope)?;
        Ok(if self.straighten { segments::straighten(&text) } else { text })
    }

    /// The message as somebody would get it.
    fn previewed(&self, scope: &Scope<'_>) -> Result<MessagePreview, NodeError> {
        let text = self.text(scope)?;
        let segments = segments::count(&text);
        let to = self.to.get(scope).ok();
        let sms = SmsSize {
            encoding: segments.encoding.name(),
            segments: segments.count,
            suggestion: segments::suggestion(&text),
        };
        let to = to.and_then(|to| phone::number(&to, "to").ok());
        Ok(MessagePreview { to, text, sms: Some(sms), ..MessagePreview::default() })
    }

    /// The message of an item, checked.
    async fn sms(&self, context: &HeavyContext<'_>, index: usize, account: &Twilio) -> Result<Sms, NodeError> {
        let scope = context.scope(index);
        let from = self.from.get(&scope)?;
        let from = if from.trim().is_empty() { &account.from } else { &from };
        if from.trim().is_empty() {
            let message = "The message has no sender.";
            return Err(NodeError::permanent("parameter_missing", message, "Fill in From here or in the credential.")
                .at("from"));
        }
        let text = self.text(&scope)?;
        let sms = Sms {
            to: phone::number(&self.to.get(&scope)?, "to")?,
            from: phone::sender(from)?,
            text,
            media: self.media.get(&scope)?.urls()?,
        };
        sms.check()?;
        if self.check_media {
            media::check(&sms.media, context.services, context.now).await?;
        }
        Ok(sms)
    }
}

impl Sms {
    fn check(&self) -> Result<(), NodeError> {
        let wrong = |code, message: String, hint| Err(NodeError::permanent(code, message, hint).at("message"));
        if self.text.trim().is_empty() && self.media.is_empty() {
            return wrong("parameter_missing", "The message is empty.".into(), "Fill in its text.");
        }
        match self.text.chars().count() {
            letters if letters > MOST_LETTERS => {
                let message = format!("The text has {letters} letters; {MOST_LETTERS} are the most.");
                wrong("text_too_long", message, "Shorten it, or send a link.")
            }
            _ => Ok(()),
        }
    }

    async fn send(&self, context: &HeavyContext<'_>, index: usize, account: &Twilio) -> Result<Response, NodeError> {
        let mut request = Request::new(Method::POST, account.url("/Messages.json")?);
        // A redirect would hand text and number to somebody else.
        request.follow_redirects = false;
        request.body = Some(self.form(context.services.callback_url()).into());
        let sign_in = account.sign_in()?;
        request.headers.insert(sign_in.name, sign_in.value);
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers.insert(http::header::CONTENT_TYPE, form);
        if let Ok(key) = HeaderValue::try_from(context.item_key(index)) {
            request.headers.insert("i-twilio-idempotency-token", key);
        }
        let sent = context.services.http().send(request).await;
        let response = sent.map_err(|error| send_error(&error, Effect::Changes))?;
        match provider::error(&response, context.now) {
            Some(error) => Err(error),
            None => taken(response),
        }
    }

    fn form(&self, callback_url: Option<String>) -> String {
        let mut form = Serializer::new(String::new());
        form.append_pair("To", &self.to);
        let sender = if phone::is_messaging_service(&self.from) { "MessagingServiceSid" } else { "From" };
        form.append_pair(sender, &self.from);
        if !self.text.is_empty() {
            form.append_pair("Body", &self.text);
        }
        for url in &self.media {
            form.append_pair("MediaUrl", url.as_str());
        }
        if let Some(url) = callback_url {
            form.append_pair("StatusCallback", &url);
        }
        form.finish()
    }
}

/// Makes sure the answer names the message: without its id nobody can tell
/// what became of it.
fn taken(response: Response) -> Result<Response, NodeError> {
    let fields = fields(&response);
    if response.status.is_success() && fields["sid"].is_string() {
        return Ok(response);
    }
    if response.status.is_redirection() {
        let message = format!("The address of the service answered {}, a redirect.", response.status);
        let hint = "Put the address the service really has into the credential.";
        return Err(NodeError::permanent("redirected", message, hint));
    }
    let message = format!("The provider answered {} without the id of a message.", response.status);
    let hint = "Look in the provider's log whether the message went out, and check the address of the service.";
    Err(NodeError::in_doubt("answer_unreadable", message, hint))
}

fn fields(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_default()
}

fn output(
    context: &HeavyContext<'_>,
    messages: &[Result<Sms, NodeError>],
    results: Vec<Result<Response, NodeError>>,
) -> Output {
    let mut output = Output::default();
    let mut items = Vec::with_capacity(results.len());
    for (index, (sms, result)) in messages.iter().zip(results).enumerate() {
        match (sms, result) {
            (Ok(sms), Ok(response)) => {
                let message = handed_over(sms, &fields(&response));
                items.push(sent_item(context, index, sms, &message));
                output.messages.push(message);
            }
            (_, Err(error)) => items.push(failed_item(context, index, &error)),
            (Err(error), Ok(_)) => items.push(failed_item(context, index, error)),
        }
    }
    output.ports.push((0, items.into()));
    output
}

fn handed_over(sms: &Sms, fields: &Value) -> Message {
    let status = fields["status"].as_str().and_then(provider::status).unwrap_or("queued");
    Message {
        channel: "sms".into(),
        to: sms.to.clone(),
        provider: "twilio".into(),
        provider_id: fields["sid"].as_str().unwrap_or_default().to_owned(),
        status: status.to_owned(),
        // With media it goes as MMS, which has none.
        segments: sms.media.is_empty().then(|| segments::count(&sms.text).count),
    }
}

fn sent_item(context: &HeavyContext<'_>, index: usize, sms: &Sms, message: &Message) -> node_sdk::flow::Item {
    let encoding = segments::count(&sms.text).encoding.name();
    let mut item = extended_item(
        context,
        index,
        [
            ("message_id", json!(message.provider_id)),
            ("status", json!(message.status)),
            ("segments", json!(message.segments)),
            ("encoding", json!(encoding)),
        ],
    );
    if let Some(text) = segments::suggestion(&sms.text).filter(|_| sms.media.is_empty()) {
        item.json["suggestion"] = json!({"text": text, "segments": segments::count(&text).count});
    }
    item
}

fn yes() -> bool {
    true
}

/// The kind `send_sms`.
pub fn kind() -> Kind {
    heavy::<SendSms>("send_sms", Group::Message, include_str!("icon.svg"))
        .keywords(&["text message", "mms", "twilio", "phone", "mobile"])
        .credential("account", "twilio", true)
        .receipts("account", provider::receipt)
        .message(MessageFields { channel: "sms", to: "to", subject: None, not_in_tests: &["on_item_error"] })
        .effect()
        .timeout_ms(120_000)
}

//! Tells another system that something happened, signed as Standard Webhooks says.

use crate::catalog::credentials::standard_webhooks::Secret;
use crate::files::named;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderName, HeaderValue, Method};
use node_sdk::answer::{Effect, send_error, status_error};
use node_sdk::each::{OnItemError, Pace, each, extended_item, failed_item};
use node_sdk::flow::Item;
use node_sdk::outbound::Request;
use node_sdk::{
    Field, Group, HeavyContext, HeavyNode, JsonField, Kind, NodeError, Output, Pairs, Remembered, async_trait, binary,
    heavy,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// # Send webhook
///
/// Tells another system that something happened, with a signature it can check.
///
/// The request is made as the Standard Webhooks specification says: the body holds `type`, `timestamp` and `data`, and
/// the headers `webhook-id`, `webhook-timestamp` and `webhook-signature` prove where it comes from and when. The id is
/// the same for every try, so a receiver that has seen it does nothing twice.
///
/// A receiver that does not answer, or answers with 429 or 500 and above, is tried again as the node's retries say. One
/// that answers 410 wants no more of them. Every item goes on with `webhook_id` and `webhook_status`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendWebhook {
    /// # URL
    ///
    /// Where the receiver listens.
    #[schemars(extend("x-placeholder" = "https://example.com/webhooks"))]
    url: Field<String>,
    /// # Event
    ///
    /// What happened, in words with dots between.
    #[schemars(extend("x-placeholder" = "invoice.paid"))]
    event: Field<String>,
    /// What is told of it. Empty: the fields of the item.
    #[serde(default)]
    data: JsonField,
    /// # Headers
    ///
    /// Further header fields.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    headers: Pairs,
    /// # Longest wait
    ///
    /// The receiver must answer within this, in milliseconds.
    #[serde(default = "quarter_minute")]
    #[schemars(range(min = 100, max = 60_000), extend("x-group" = "Advanced", "x-widget" = "duration"))]
    timeout_ms: u64,
    /// # When one item fails
    ///
    /// Whether the node fails, or the item goes on with a field `error`.
    #[serde(default)]
    #[schemars(extend("x-group" = "Advanced"))]
    on_item_error: OnItemError,
}

/// What was told, while its step goes on.
static DONE: Remembered<(String, u16)> = Remembered::new();

#[async_trait]
impl HeavyNode for SendWebhook {
    async fn run(&self, context: &HeavyContext<'_>) -> Result<Output, NodeError> {
        let secret = context.services.credential("secret").await?.read::<Secret>()?;
        let keys = keys(&secret)?;
        let pace = Pace { at_once: 4, pause_ms: 0, on_item_error: self.on_item_error };
        let results = each(context, pace, Some(&DONE), |index| self.tell(context, index, &keys)).await?;
        let items = results.into_iter().enumerate().map(|(index, result)| match result {
            Ok((id, status)) => {
                extended_item(context, index, [("webhook_id", id.into()), ("webhook_status", status.into())])
            }
            Err(error) => failed_item(context, index, &error),
        });
        Ok(Output::main(items.collect::<Vec<Item>>()))
    }
}

impl SendWebhook {
    async fn tell(
        &self,
        context: &HeavyContext<'_>,
        index: usize,
        keys: &[hmac::Key],
    ) -> Result<(String, u16), NodeError> {
        let id = id_of(context, index);
        let request = self.request(context, index, &id, keys)?;
        let response = context.services.http().send(request).await.map_err(|error| {
            let error = send_error(&error, Effect::Changes);
            // The receiver tells repeats by their id, so nothing is in doubt.
            if error.code == "no_answer" { NodeError::transient("no_answer", error.message, RETRIED) } else { error }
        })?;
        if response.status.as_u16() == 410 {
            let message = "The receiver answers 410: it wants no more webhooks.";
            return Err(NodeError::permanent("gone", message, "Take it out of the flow, or ask the other side."));
        }
        match status_error(&response, context.now) {
            Some(error) => Err(error),
            None => Ok((id, response.status.as_u16())),
        }
    }

    fn request(
        &self,
        context: &HeavyContext<'_>,
        index: usize,
        id: &str,
        keys: &[hmac::Key],
    ) -> Result<Request, NodeError> {
        let scope = context.scope(index);
        let url = named(&self.url, &scope, "url")?;
        let url = url.trim().parse().map_err(|_| {
            let message = format!("`{}` is not the address of a receiver.", url.trim());
            NodeError::permanent("url_invalid", message, "Write it in full, beginning with https://.").at("url")
        })?;
        let event = named(&self.event, &scope, "event")?;
        let data = match self.data.get(&scope).map_err(|error| error.at("data"))? {
            Value::Object(fields) if fields.is_empty() => Value::clone(&context.items()[index].json),
            data => data,
        };
        let moment = jiff::Timestamp::from_millisecond(context.now.0).unwrap_or_default();
        let body = json!({"type": event.trim(), "timestamp": moment.to_string(), "data": data}).to_string();
        let seconds = context.now.0.div_euclid(1_000);
        let signed = format!("{id}.{seconds}.{body}");
        let signature = |key: &hmac::Key| format!("v1,{}", BASE64_STANDARD.encode(hmac::sign(key, signed.as_bytes())));
        let signatures: Vec<String> = keys.iter().map(signature).collect();
        let mut request = Request::new(Method::POST, url);
        let own = [
            ("content-type", "application/json".to_owned()),
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", signatures.join(" ")),
        ];
        let further = self.headers.get(&scope).map_err(|error| NodeError::from(error).at("headers"))?;
        for (name, value) in further.into_iter().chain(own.map(|(name, value)| (name.to_owned(), value))) {
            let (name, value) = (HeaderName::try_from(name), HeaderValue::try_from(value));
            let (Ok(name), Ok(value)) = (name, value) else {
                let message = "A header field has letters that cannot be sent.";
                return Err(NodeError::permanent("header_invalid", message, "Correct it.").at("headers"));
            };
            request.headers.insert(name, value);
        }
        request.body = Some(body.into());
        request.timeout_ms = self.timeout_ms;
        // A signature is for one receiver: it is not handed on.
        request.follow_redirects = false;
        Ok(request)
    }
}

const RETRIED: &str = "It is tried again, with the same id. If it stays so, check that the receiver is up.";

/// The id of a message: the same for every try.
fn id_of(context: &HeavyContext<'_>, index: usize) -> String {
    let digest = digest(&SHA256, context.item_key(index).as_bytes());
    let letters: String = digest.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("msg_{letters}")
}

/// The keys that sign: while secrets change over, the new one and the former.
fn keys(secret: &Secret) -> Result<Vec<hmac::Key>, NodeError> {
    let texts = [&secret.secret, &secret.previous_secret];
    let given = texts.into_iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    let key = |text: &str| {
        let bytes = binary::decode(text.strip_prefix("whsec_").unwrap_or(text)).filter(|bytes| !bytes.is_empty());
        bytes.map(|bytes| hmac::Key::new(hmac::HMAC_SHA256, &bytes)).ok_or_else(|| {
            let message = "The secret that signs webhooks cannot be read.";
            NodeError::permanent("credential_invalid", message, "It is base 64, mostly with `whsec_` before it.")
        })
    };
    given.map(key).collect()
}

fn quarter_minute() -> u64 {
    15_000
}

/// The kind `send_webhook`.
pub fn kind() -> Kind {
    heavy::<SendWebhook>("send_webhook", Group::Network, include_str!("icon.svg"))
        .keywords(&["webhook", "notify", "event", "signature", "signed", "standard webhooks", "push"])
        .credential("secret", "standard_webhooks_secret", true)
        .effect()
        .timeout_ms(120_000)
}

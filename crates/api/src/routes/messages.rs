//! Messages before they are sent: as somebody would get them, and one sent as a test.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::drafts::draft;
use crate::routes::trials::{StepError, items_of};
use crate::state::ApiState;
use crate::wire::{At, Json, List};
use axum::extract::State;
use flow::id::{FlowId, WorkspaceId};
use flow::{Flow, NodeId};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use node_sdk::MessageFields;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use store::door::MessageView;

/// People whose messages are looked at in one request.
const ITEMS_MOST: usize = 50;
/// Tests somebody may send in an hour, and so many of them at once.
const TESTS_PER_HOUR: u32 = 60;
const TESTS_AT_ONCE: u32 = 10;
/// From this many people on, those who sent no test lately are forgotten.
const KEPT: usize = 10_000;

/// How many tests people have sent lately.
pub(crate) struct TestLimit(DefaultKeyedRateLimiter<(WorkspaceId, String)>);

impl Default for TestLimit {
    fn default() -> Self {
        let number = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Self(RateLimiter::keyed(Quota::per_hour(number(TESTS_PER_HOUR)).allow_burst(number(TESTS_AT_ONCE))))
    }
}

impl TestLimit {
    fn admit(&self, tenant: &Tenant) -> Result<(), Problem> {
        if self.0.len() > KEPT {
            self.0.retain_recent();
        }
        self.0.check_key(&(tenant.workspace, tenant.principal.id())).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Problem::too_often(u32::try_from(wait.as_secs()).unwrap_or(60).saturating_add(1))
        })
    }
}

/// The messages to look at.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewMessages {
    /// The JSON of an item for each person, at most 50.
    items: Vec<Value>,
    /// Instead of the draft's.
    parameters: Option<Map<String, Value>>,
}

/// A message as somebody would get it, or why there is none.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MessagePreview")]
pub(crate) struct MessagePreviewView {
    /// Who gets it; left out if that cannot be said of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The text beside the subject in a list of mails.
    #[serde(skip_serializing_if = "Option::is_none")]
    preheader: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<String>,
    text: String,
    /// What it takes as SMS.
    #[serde(skip_serializing_if = "Option::is_none")]
    sms: Option<SmsView>,
    /// Why there is no message for this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<StepError>,
}

/// What a text takes as SMS.
#[derive(Serialize, JsonSchema)]
struct SmsView {
    /// `GSM-7` or `UCS-2`.
    encoding: String,
    segments: u32,
    /// The text with plain quotes and dashes, if it takes fewer segments then.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
}

impl From<MessageView> for MessagePreviewView {
    fn from(message: MessageView) -> Self {
        let MessageView { to, subject, preheader, html, text, sms } = message;
        let sms = sms.map(|(encoding, segments, suggestion)| SmsView { encoding, segments, suggestion });
        Self { to, subject, preheader, html, text, sms, error: None }
    }
}

impl From<StepError> for MessagePreviewView {
    fn from(error: StepError) -> Self {
        Self { error: Some(error), ..MessageView::default().into() }
    }
}

/// `POST W/flows/{flow}/nodes/{node}/messages`: what the node would send, item by item.
pub(crate) async fn preview_messages(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(node): At<NodeId>,
    Json(request): Json<PreviewMessages>,
) -> Result<Json<List<MessagePreviewView>>, Problem> {
    if request.items.len() > ITEMS_MOST {
        return Err(Problem::field("items", format!("{ITEMS_MOST} items are the most.")));
    }
    let mut document = draft(&state, &tenant, flow).await?;
    let (fields, parameters) = sender(&state, &mut document, &node)?;
    if let Some(given) = request.parameters {
        *parameters = given;
    }
    // What is composed can be looked at before anybody has said to whom it goes.
    for name in [Some(fields.to), fields.subject].into_iter().flatten() {
        parameters.entry(name).or_insert_with(|| "".into());
    }
    let items = items_of(request.items);
    let messages = state.runner.preview_messages(tenant.workspace, flow, &document, &node, items).await?;
    let views = messages.into_iter().map(|message| match message {
        Ok(message) => message.into(),
        Err(error) => StepError::from(error).into(),
    });
    Ok(Json(List::all(views.collect())))
}

/// A test to be sent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendTest {
    /// The address or number it goes to, instead of the node's.
    to: String,
    /// The JSON of the item it is made for.
    item: Value,
    /// Instead of the draft's.
    parameters: Option<Map<String, Value>>,
    /// Instead of the draft's.
    credentials: Option<BTreeMap<String, String>>,
}

/// What became of a test.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SentTest {
    ok: bool,
    /// What became of it, as a sentence.
    message: String,
    /// What to do about it, if it was not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// `POST W/flows/{flow}/nodes/{node}/messages/test`: sends one message for real, to whom
/// the caller says and to nobody else.
pub(crate) async fn send_test(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(node): At<NodeId>,
    Json(request): Json<SendTest>,
) -> Result<Json<SentTest>, Problem> {
    let to = recipient(&request.to)?;
    let mut document = draft(&state, &tenant, flow).await?;
    if let (Some(credentials), Some(own)) = (request.credentials, node_of(&mut document, &node)) {
        own.credentials = credentials;
    }
    let (fields, parameters) = sender(&state, &mut document, &node)?;
    if let Some(given) = request.parameters {
        *parameters = given;
    }
    readdress(parameters, &fields, &to);
    state.tests.admit(&tenant)?;
    let items = items_of(vec![request.item]);
    let outcome = state.runner.try_node(tenant.workspace, flow, &document, &node, items).await?;
    let sent = match outcome {
        Ok(_) => SentTest { ok: true, message: taken(&fields, &to), hint: None },
        Err(error) => SentTest { ok: false, message: error.message, hint: Some(error.hint) },
    };
    let detail = json!({"flow": flow, "channel": fields.channel, "to": to, "ok": sent.ok});
    audit::note(&state, &tenant.principal, Some(tenant.workspace), "message.tested", &node.0, detail).await?;
    Ok(Json(sent))
}

fn node_of<'a>(document: &'a mut Flow, id: &NodeId) -> Option<&'a mut flow::Node> {
    document.nodes.iter_mut().find(|node| node.id == *id)
}

/// How the node sends messages, and its parameters.
fn sender<'a>(
    state: &ApiState,
    document: &'a mut Flow,
    id: &NodeId,
) -> Result<(MessageFields, &'a mut Map<String, Value>), Problem> {
    let node = node_of(document, id).ok_or_else(Problem::not_found)?;
    // A block that is switched off can be tested all the same.
    node.disabled = false;
    let kind = state.catalog.find(&node.kind, node.kind_version);
    let fields = kind.and_then(|kind| kind.descriptor.message).ok_or_else(|| {
        Problem::conflict("no_message", "This block sends no messages.").hint("Choose one that sends mails or texts.")
    })?;
    Ok((fields, &mut node.parameters))
}

/// The one the test goes to: as it is, so that no expression can turn it into others.
fn recipient(to: &str) -> Result<String, Problem> {
    match to.trim() {
        "" => Err(Problem::field("to", "Say to whom the test goes.")),
        to if to.contains("{{") || to.contains(',') || to.contains(';') || to.len() > 320 => {
            Err(Problem::field("to", "A test goes to one address or number, written out."))
        }
        to => Ok(to.to_owned()),
    }
}

fn readdress(parameters: &mut Map<String, Value>, fields: &MessageFields, to: &str) {
    for name in fields.not_in_tests {
        parameters.remove(*name);
    }
    parameters.insert(fields.to.into(), to.into());
    if let Some(Value::String(subject)) = fields.subject.and_then(|name| parameters.get_mut(name)) {
        subject.insert_str(0, "[Test] ");
    }
}

fn taken(fields: &MessageFields, to: &str) -> String {
    match fields.channel {
        "email" => format!("The mail server has taken the test for {to}."),
        _ => format!("The provider has taken the test for {to}."),
    }
}

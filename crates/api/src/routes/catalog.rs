//! What flows can be made of: node kinds, credential kinds, time zones, samples.

use crate::state::ApiState;
use crate::wire::{Json, List};
use axum::extract::State;
use flow::Flow;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// `GET /api/v1/kinds`: the node kinds in palette order.
pub(crate) async fn list_kinds(State(state): State<ApiState>) -> Json<List<Value>> {
    let descriptors = state.catalog.kinds().iter().map(|kind| &kind.descriptor);
    Json(List::all(descriptors.filter_map(|descriptor| serde_json::to_value(descriptor).ok()).collect()))
}

/// A kind of credential.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CredentialKind")]
pub(crate) struct CredentialKindView {
    name: String,
    title: String,
    /// Help, Markdown.
    docs: String,
    /// SVG that draws with `currentColor`.
    icon: String,
    /// JSON Schema of the fields; `x-secret` marks what is never returned.
    parameters: Value,
    /// Whether it can be tried.
    testable: bool,
}

/// `GET /api/v1/credential-kinds`.
pub(crate) async fn list_credential_kinds(State(state): State<ApiState>) -> Json<List<CredentialKindView>> {
    let views = state.catalog.credentials().iter().map(|kind| CredentialKindView {
        name: kind.name().into(),
        title: kind.title().into(),
        docs: kind.docs().into(),
        icon: kind.icon().into(),
        parameters: kind.parameters(),
        testable: kind.testable(),
    });
    Json(List::all(views.collect()))
}

/// `GET /api/v1/time-zones`: the names of all IANA zones.
pub(crate) async fn list_time_zones() -> Json<List<String>> {
    let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    Json(List::all(names.collect()))
}

/// A flow that works as it is, offered where there is none yet.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SampleFlow {
    /// Its name in addresses.
    pub id: String,
    /// Its name on screen.
    pub title: String,
    /// What it shows, in a sentence.
    pub summary: String,
    /// The flow.
    pub document: Flow,
}

/// `GET /api/v1/samples`.
pub(crate) async fn list_samples(State(state): State<ApiState>) -> Json<List<SampleFlow>> {
    Json(List::all(state.samples.clone()))
}

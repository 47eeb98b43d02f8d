//! Credentials: names and plain fields are shown, secrets never.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::setup::named;
use crate::secrets;
use crate::state::ApiState;
use crate::wire::{At, Created, Json, List, NoContent, Paging, Query};
use axum::extract::State;
use flow::id::CredentialId;
use node_sdk::CredentialKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use store::credentials::CredentialRow;

/// A credential without its secrets.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Credential")]
pub(crate) struct CredentialView {
    id: String,
    name: String,
    kind: String,
    created_at: i64,
    updated_at: i64,
    /// In how many flows it is named.
    used_by: u32,
    /// The fields that are no secret.
    fields: Value,
}

async fn view(state: &ApiState, row: CredentialRow) -> Result<CredentialView, Problem> {
    let used_by = state.store.credential_uses(row.workspace, row.id).await?;
    Ok(CredentialView {
        id: row.id.to_string(),
        name: row.name,
        kind: row.kind,
        created_at: row.created_at.0,
        updated_at: row.updated_at.0,
        used_by,
        fields: serde_json::from_str(&row.public).map_err(Problem::internal)?,
    })
}

/// `GET W/credentials`: by name.
pub(crate) async fn list_credentials(
    State(state): State<ApiState>,
    tenant: Tenant,
    Query(paging): Query<Paging>,
) -> Result<Json<List<CredentialView>>, Problem> {
    let page = state.store.credentials(tenant.workspace, paging.into()).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for row in page.items {
        items.push(view(&state, row).await?);
    }
    Ok(Json(List { items, next_cursor: page.next_cursor }))
}

/// A new credential.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCredential {
    name: String,
    /// Its kind, such as `smtp`.
    kind: String,
    /// The fields, as the kind's schema says.
    fields: Map<String, Value>,
}

/// `POST W/credentials`.
pub(crate) async fn create_credential(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<NewCredential>,
) -> Result<Created<CredentialView>, Problem> {
    let kind = state
        .catalog
        .credential(&request.kind)
        .ok_or_else(|| Problem::field("kind", format!("There is no kind of credential called `{}`.", request.kind)))?;
    let schema = kind.parameters();
    require_known(&schema, &request.fields)?;
    require_complete(&schema, &request.fields)?;
    let id = CredentialId::new(state.ids.as_ref());
    let now = state.now();
    let row = CredentialRow {
        id,
        workspace: tenant.workspace,
        name: named("name", &request.name)?,
        kind: request.kind.clone(),
        public: plain_part(&schema, &request.fields).to_string(),
        sealed: secrets::seal(&state, tenant.workspace, id, &request.fields).await?,
        created_at: now,
        created_by: tenant.principal.user(),
        updated_at: now,
    };
    state.store.create_credential(row.clone()).await?;
    note(&state, &tenant, "credential.created", &row).await?;
    view(&state, row).await.map(Created)
}

/// A change of a credential.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeCredential {
    name: Option<String>,
    /// All plain fields; secret fields that are left out keep their value.
    fields: Option<Map<String, Value>>,
}

/// `PATCH W/credentials/{credential}`.
pub(crate) async fn change_credential(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(credential): At<CredentialId>,
    Json(request): Json<ChangeCredential>,
) -> Result<Json<CredentialView>, Problem> {
    let mut row = state.store.credential(tenant.workspace, credential).await?;
    if let Some(name) = request.name {
        row.name = named("name", &name)?;
    }
    if let Some(fields) = request.fields {
        let schema = kind_of(&state, &row)?.parameters();
        require_known(&schema, &fields)?;
        let fields = with_kept_secrets(&schema, fields, secrets::open(&state, &row).await?);
        require_complete(&schema, &fields)?;
        row.public = plain_part(&schema, &fields).to_string();
        row.sealed = secrets::seal(&state, tenant.workspace, credential, &fields).await?;
    }
    row.updated_at = state.now();
    state.store.update_credential(row.clone()).await?;
    note(&state, &tenant, "credential.changed", &row).await?;
    view(&state, row).await.map(Json)
}

/// `DELETE W/credentials/{credential}`.
pub(crate) async fn delete_credential(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(credential): At<CredentialId>,
) -> Result<NoContent, Problem> {
    let row = state.store.credential(tenant.workspace, credential).await?;
    state.store.delete_credential(tenant.workspace, credential).await?;
    note(&state, &tenant, "credential.deleted", &row).await?;
    Ok(NoContent)
}

/// What came of trying a credential.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CredentialTest {
    ok: bool,
    message: String,
}

/// `POST W/credentials/{credential}/test`.
pub(crate) async fn test_credential(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(credential): At<CredentialId>,
) -> Result<Json<CredentialTest>, Problem> {
    state.store.credential(tenant.workspace, credential).await?;
    Ok(Json(match state.runner.test_credential(tenant.workspace, credential).await? {
        Ok(message) => CredentialTest { ok: true, message },
        Err(error) => CredentialTest { ok: false, message: format!("{} {}", error.message, error.hint) },
    }))
}

fn kind_of<'a>(state: &'a ApiState, row: &CredentialRow) -> Result<&'a dyn CredentialKind, Problem> {
    state
        .catalog
        .credential(&row.kind)
        .ok_or_else(|| Problem::conflict("unknown_kind", format!("This server does not know the kind `{}`.", row.kind)))
}

async fn note(state: &ApiState, tenant: &Tenant, action: &str, row: &CredentialRow) -> Result<(), Problem> {
    let detail = json!({"name": row.name, "kind": row.kind});
    audit::note(state, &tenant.principal, Some(tenant.workspace), action, row.id, detail).await
}

fn is_secret(schema: &Value, field: &str) -> bool {
    schema["properties"][field]["x-secret"] == Value::Bool(true)
}

/// The fields that may be shown. What the schema does not name is taken for a secret.
fn plain_part(schema: &Value, fields: &Map<String, Value>) -> Value {
    let is_plain = |name: &String| !schema["properties"][name].is_null() && !is_secret(schema, name);
    fields.iter().filter(|(name, _)| is_plain(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn with_kept_secrets(schema: &Value, mut fields: Map<String, Value>, kept: Map<String, Value>) -> Map<String, Value> {
    for (name, value) in kept {
        if is_secret(schema, &name) && !fields.contains_key(&name) {
            fields.insert(name, value);
        }
    }
    fields
}

fn require_known(schema: &Value, fields: &Map<String, Value>) -> Result<(), Problem> {
    match fields.keys().find(|name| schema["properties"][name.as_str()].is_null()) {
        Some(name) => Err(Problem::field(format!("fields.{name}"), format!("There is no field `{name}`."))),
        None => Ok(()),
    }
}

fn require_complete(schema: &Value, fields: &Map<String, Value>) -> Result<(), Problem> {
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let is_empty = |name: &&str| {
        matches!(fields.get(*name), None | Some(Value::Null)) || fields.get(*name).is_some_and(|value| value == "")
    };
    let missing = required.filter(is_empty).map(|name| {
        let title = schema["properties"][name]["title"].as_str().unwrap_or(name);
        (format!("fields.{name}"), format!("{title} is missing."))
    });
    let missing: Vec<_> = missing.collect();
    if missing.is_empty() { Ok(()) } else { Err(Problem::fields(missing)) }
}

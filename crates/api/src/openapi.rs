//! The OpenAPI 3.1 document, made from the route table and the types of its
//! handlers.

use crate::gate::Needs;
use crate::problem::ProblemDocument;
use crate::route::{Route, Verb};
use crate::table;
use http::StatusCode;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// One operation while it is described.
pub(crate) struct Operation<'a> {
    generator: &'a mut SchemaGenerator,
    parameters: Vec<Value>,
    body: Option<Value>,
    responses: Map<String, Value>,
}

impl Operation<'_> {
    /// It takes a JSON body.
    pub(crate) fn takes_body<T: JsonSchema>(&mut self) {
        let schema = self.generator.subschema_for::<T>();
        self.body = Some(json!({"required": true, "content": {"application/json": {"schema": schema}}}));
    }

    /// Each field of this struct may stand in the query.
    pub(crate) fn takes_query<T: JsonSchema>(&mut self) {
        let mut schema = T::json_schema(self.generator).to_value();
        let required = schema["required"].take();
        let Value::Object(properties) = schema["properties"].take() else { return };
        for (name, mut property) in properties {
            let description = property.as_object_mut().and_then(|property| property.remove("description"));
            let is_required = required.as_array().is_some_and(|names| names.iter().any(|other| *other == *name));
            self.parameters.push(json!({
                "name": name, "in": "query", "required": is_required, "schema": property,
                "description": description.unwrap_or_default(),
            }));
        }
    }

    /// It gives this as JSON.
    pub(crate) fn gives<T: JsonSchema>(&mut self, status: StatusCode) {
        let schema = self.generator.subschema_for::<T>();
        self.answer(status, json!({"application/json": {"schema": schema}}));
    }

    /// It gives no body.
    pub(crate) fn gives_nothing(&mut self, status: StatusCode) {
        self.responses.insert(status.as_str().to_owned(), json!({"description": phrase(status)}));
    }

    /// It gives a stream of events.
    pub(crate) fn gives_events(&mut self) {
        self.answer(StatusCode::OK, json!({"text/event-stream": {"schema": {"type": "string"}}}));
    }

    /// What it gives is the flow's business.
    pub(crate) fn gives_anything(&mut self) {
        self.responses.insert("default".into(), json!({"description": "What the flow answers"}));
    }

    fn answer(&mut self, status: StatusCode, content: Value) {
        let answer = json!({"description": phrase(status), "content": content});
        self.responses.insert(status.as_str().to_owned(), answer);
    }

    fn problem(&mut self, status: StatusCode) {
        let schema = self.generator.subschema_for::<ProblemDocument<'static>>();
        self.answer(status, json!({"application/problem+json": {"schema": schema}}));
    }
}

fn phrase(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Answer")
}

/// The document.
pub fn document() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for route in table::routes() {
        let operation = operation(&route, &mut generator);
        let path = route.path.replace("{*", "{");
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        for name in route.verb.names() {
            let mut operation = operation.clone();
            if route.verb == Verb::Any {
                operation["operationId"] = json!(format!("{}_{name}", route.handler));
            }
            entry[*name] = operation;
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Towpath",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": DESCRIPTION,
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-towpath"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    })
}

const DESCRIPTION: &str = "Draw flows, start runs, see what became of them.\n\n\
    Sign in with a session cookie or send an API token as `Authorization: Bearer towpath_…`. \
    Requests that change something and come with a cookie need the header `X-Towpath-Request: 1`. \
    Times are milliseconds since the epoch. Refusals are RFC 9457 problem documents.";

fn operation(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let mut operation =
        Operation { generator, parameters: path_parameters(route.path), body: None, responses: Map::new() };
    (route.describe)(&mut operation);
    for status in problems(route, operation.body.is_some()) {
        operation.problem(status);
    }
    let Operation { parameters, body, responses, .. } = operation;
    let mut value = json!({
        "operationId": route.handler,
        "summary": route.summary,
        "tags": [tag(route.path)],
        "parameters": parameters,
        "responses": responses,
        "security": security(route.needs),
        "x-needs": route.needs.to_string(),
    });
    if let Some(body) = body {
        value["requestBody"] = body;
    }
    value
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    names
        .map(|name| json!({"name": name.trim_start_matches('*'), "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect()
}

/// Which refusals a route can give.
fn problems(route: &Route, takes_body: bool) -> Vec<StatusCode> {
    let mut statuses = Vec::new();
    if takes_body {
        statuses.extend([
            StatusCode::BAD_REQUEST,
            StatusCode::PAYLOAD_TOO_LARGE,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            StatusCode::UNPROCESSABLE_ENTITY,
        ]);
    }
    let changes = !matches!(route.verb, Verb::Get);
    match route.needs {
        Needs::Nothing | Needs::Caller => {}
        Needs::FirstTime | Needs::SignIn => statuses.extend([StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN]),
        Needs::Person | Needs::SignedIn | Needs::Workspace(_) | Needs::Tenant(_) => {
            statuses.extend([StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN]);
        }
    }
    if route.path.contains('{') || matches!(route.needs, Needs::Tenant(_)) {
        statuses.push(StatusCode::NOT_FOUND);
    }
    if changes && route.needs != Needs::Nothing {
        statuses.extend([StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS]);
    } else if route.path.contains("{run}") {
        // What there is to see of a run depends on how it stands.
        statuses.push(StatusCode::CONFLICT);
    }
    statuses.extend([
        StatusCode::UNPROCESSABLE_ENTITY,
        StatusCode::INTERNAL_SERVER_ERROR,
        StatusCode::SERVICE_UNAVAILABLE,
    ]);
    statuses
}

fn tag(path: &'static str) -> &'static str {
    let rest = path.strip_prefix("/api/v1/workspaces/{workspace}/").or_else(|| path.strip_prefix("/api/v1/"));
    match rest {
        Some(rest) => rest.split('/').next().unwrap_or(rest),
        None if path.starts_with("/hooks") => "hooks",
        None if path.starts_with("/callbacks") || path.starts_with("/resume") => "hooks",
        None if path.starts_with("/api/") && path != "/api/openapi.json" => "queue",
        None => "server",
    }
}

fn security(needs: Needs) -> Value {
    match needs {
        Needs::Nothing | Needs::FirstTime | Needs::SignIn | Needs::Caller => json!([]),
        Needs::Person => json!([{"session": []}]),
        Needs::SignedIn | Needs::Workspace(_) | Needs::Tenant(_) => json!([{"session": []}, {"token": []}]),
    }
}

//! Saved tests of flows: kept with the flow, played on its draft, and asked before publishing.

use crate::audit;
use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::drafts::draft;
use crate::routes::trials::start_node;
use crate::state::ApiState;
use crate::wire::{At, Created, Json, List, NoContent};
use axum::extract::State;
use flow::flow_test::{FlowTest, Given, Verdict};
use flow::id::{FlowId, FlowTestId, WorkspaceId};
use flow::{Flow, NodeId};
use http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::door::played::Tested;
use store::flow_tests::FlowTestRow;

/// So many items of a port, and so many times of a block, are shown.
const SHOWN: usize = 20;

/// A saved test.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SavedFlowTest")]
pub(crate) struct FlowTestView {
    id: String,
    test: FlowTest,
    created_at: i64,
    updated_at: i64,
}

fn view(row: FlowTestRow) -> Result<FlowTestView, Problem> {
    let test = read(&row)?;
    Ok(FlowTestView { id: row.id.to_string(), test, created_at: row.created_at.0, updated_at: row.updated_at.0 })
}

fn read(row: &FlowTestRow) -> Result<FlowTest, Problem> {
    serde_json::from_str(&row.test).map_err(Problem::internal)
}

/// `GET W/flows/{flow}/tests`: the oldest first.
pub(crate) async fn list_flow_tests(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
) -> Result<Json<List<FlowTestView>>, Problem> {
    state.store.flow(tenant.workspace, flow).await?;
    let rows = state.store.flow_tests(tenant.workspace, flow).await?;
    Ok(Json(List::all(rows.into_iter().map(view).collect::<Result<_, _>>()?)))
}

/// `POST W/flows/{flow}/tests`.
pub(crate) async fn create_flow_test(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Json(test): Json<FlowTest>,
) -> Result<Created<FlowTestView>, Problem> {
    let now = state.now();
    let row = FlowTestRow {
        id: FlowTestId::new(state.ids.as_ref()),
        workspace: tenant.workspace,
        flow,
        test: written(&test)?,
        created_at: now,
        created_by: tenant.principal.user(),
        updated_at: now,
    };
    state.store.create_flow_test(row.clone()).await?;
    note(&state, &tenant, "flow_test.created", flow, &test.name).await?;
    view(row).map(Created)
}

/// `PUT W/flows/{flow}/tests/{test}`.
pub(crate) async fn replace_flow_test(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(id): At<FlowTestId>,
    Json(test): Json<FlowTest>,
) -> Result<Json<FlowTestView>, Problem> {
    let before = saved(&state, tenant.workspace, flow, id).await?;
    let row = FlowTestRow { test: written(&test)?, updated_at: state.now(), ..before };
    state.store.update_flow_test(row.clone()).await?;
    note(&state, &tenant, "flow_test.changed", flow, &test.name).await?;
    view(row).map(Json)
}

/// `DELETE W/flows/{flow}/tests/{test}`.
pub(crate) async fn delete_flow_test(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    At(id): At<FlowTestId>,
) -> Result<NoContent, Problem> {
    let name = read(&saved(&state, tenant.workspace, flow, id).await?)?.name;
    state.store.delete_flow_test(tenant.workspace, flow, id).await?;
    note(&state, &tenant, "flow_test.deleted", flow, &name).await?;
    Ok(NoContent)
}

async fn saved(state: &ApiState, workspace: WorkspaceId, flow: FlowId, id: FlowTestId) -> Result<FlowTestRow, Problem> {
    let rows = state.store.flow_tests(workspace, flow).await?;
    rows.into_iter().find(|row| row.id == id).ok_or_else(Problem::not_found)
}

fn written(test: &FlowTest) -> Result<String, Problem> {
    if let Some((field, message)) = test.refusal() {
        return Err(Problem::field(field, message));
    }
    serde_json::to_string(test).map_err(Problem::internal)
}

async fn note(state: &ApiState, tenant: &Tenant, action: &str, flow: FlowId, name: &str) -> Result<(), Problem> {
    audit::note(state, &tenant.principal, Some(tenant.workspace), action, flow, json!({"name": name})).await
}

/// Which tests are played.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunFlowTests {
    /// Saved tests; all of the flow if left out.
    tests: Option<BTreeSet<String>>,
    /// This test instead, without saving it.
    unsaved: Option<FlowTest>,
}

/// How tests went.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlowTestResults {
    /// Whether all passed.
    passed: bool,
    items: Vec<FlowTestResult>,
}

/// How a test went.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FlowTestResult {
    /// The saved test; left out for one that is not saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    name: String,
    passed: bool,
    /// What was expected and whether it came true: the end of the run first.
    verdicts: Vec<Verdict>,
    /// What each block gave, each time it ran; the first 20 of each.
    given: BTreeMap<NodeId, Vec<Given>>,
    /// Blocks that reach outside, have no answer in the test, and were left out.
    withheld: Vec<NodeId>,
}

/// `POST W/flows/{flow}/tests/run`: nothing outside is reached, and no run is kept.
pub(crate) async fn run_flow_tests(
    State(state): State<ApiState>,
    tenant: Tenant,
    At(flow): At<FlowId>,
    Json(request): Json<RunFlowTests>,
) -> Result<Json<FlowTestResults>, Problem> {
    let document = draft(&state, &tenant, flow).await?;
    flow::compile(&document, state.catalog.as_ref()).map_err(Problem::flow_invalid)?;
    let tests = match request.unsaved {
        Some(test) => {
            written(&test)?;
            vec![(None, test)]
        }
        None => wanted(&state, tenant.workspace, flow, request.tests.as_ref()).await?,
    };
    Ok(Json(play_all(&state, &document, tests).await?))
}

async fn wanted(
    state: &ApiState,
    workspace: WorkspaceId,
    flow: FlowId,
    ids: Option<&BTreeSet<String>>,
) -> Result<Vec<(Option<String>, FlowTest)>, Problem> {
    let rows = state.store.flow_tests(workspace, flow).await?;
    let is_wanted = |row: &&FlowTestRow| ids.is_none_or(|ids| ids.contains(&row.id.to_string()));
    rows.iter().filter(is_wanted).map(|row| Ok((Some(row.id.to_string()), read(row)?))).collect()
}

async fn play_all(
    state: &ApiState,
    document: &Flow,
    tests: Vec<(Option<String>, FlowTest)>,
) -> Result<FlowTestResults, Problem> {
    let mut items = Vec::with_capacity(tests.len());
    for (id, test) in tests {
        items.push(play(state, document, id, test).await?);
    }
    Ok(FlowTestResults { passed: items.iter().all(|item| item.passed), items })
}

async fn play(
    state: &ApiState,
    document: &Flow,
    id: Option<String>,
    mut test: FlowTest,
) -> Result<FlowTestResult, Problem> {
    let trigger = test.trigger.as_ref().map(|node| node.0.as_str());
    let tested = match start_node(state, document, trigger) {
        Ok(node) => {
            test.trigger = Some(node.id.clone());
            state.runner.play(document, &test).await?
        }
        // A test whose trigger was deleted fails; the others are played all the same.
        Err(_) => no_trigger(),
    };
    Ok(FlowTestResult {
        id,
        name: test.name,
        passed: tested.passed(),
        verdicts: tested.verdicts,
        given: tested.given.into_iter().map(|(node, times)| (node, cut(times))).collect(),
        withheld: tested.withheld,
    })
}

fn no_trigger() -> Tested {
    let message = "The trigger this test starts at is not in the flow any more.".to_owned();
    let verdict = Verdict { node: None, passed: false, message, expected: None, actual: None };
    Tested { verdicts: vec![verdict], ..Tested::default() }
}

fn cut(times: Vec<Given>) -> Vec<Given> {
    let short = |values: Vec<Value>| values.into_iter().take(SHOWN).collect();
    let one = |given: Given| given.into_iter().map(|(port, values)| (port, short(values))).collect();
    times.into_iter().take(SHOWN).map(one).collect()
}

/// The tests of a flow that this document fails, each as a warning. A refusal where the
/// flow may be published only while all pass.
pub(crate) async fn failing_tests(
    state: &ApiState,
    workspace: WorkspaceId,
    flow: FlowId,
    document: &Flow,
) -> Result<Vec<flow::Problem>, Problem> {
    let tests = wanted(state, workspace, flow, None).await?;
    let results = play_all(state, document, tests).await?;
    let failed: Vec<_> = results.items.iter().filter(|result| !result.passed).map(warning).collect();
    if failed.is_empty() || !document.settings.tests_must_pass {
        return Ok(failed);
    }
    let detail = format!("{} of {} tests of this flow fail.", failed.len(), results.items.len());
    let refusal = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "tests_failed", detail);
    Err(refusal.hint("Mend the flow or its tests, or let the settings of the flow allow it."))
}

fn warning(result: &FlowTestResult) -> flow::Problem {
    let why = result.verdicts.iter().find(|verdict| !verdict.passed).map_or("", |verdict| verdict.message.as_str());
    let message = format!("The test “{}” fails: {why}", result.name);
    flow::Problem::warning("test_failed", message, "Open the tests of the flow to see what differs.")
}

//! Flows of other programs: looked at, or kept as drafts. Nothing is performed.

use crate::gate::Tenant;
use crate::problem::Problem;
use crate::routes::flow_files::free_taken_paths;
use crate::routes::flows::{FlowDetail, create};
use crate::state::ApiState;
use crate::wire::{Created, Json};
use axum::extract::State;
use flow::Flow;
use n8n::{Counts, Finding, Imported, Report, Weight};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A workflow of n8n.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportN8n {
    /// The text of a workflow file, or what n8n puts on the clipboard.
    text: String,
}

/// A flow that was brought from n8n.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ImportedFlow {
    /// The flow, a draft.
    flow: FlowDetail,
    /// What could not be taken over as it was.
    report: ImportReport,
}

/// What a workflow of n8n would become.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ImportPreview {
    /// The flow it would become.
    document: Flow,
    /// What could not be taken over as it was.
    report: ImportReport,
}

/// What came of an import.
#[derive(Serialize, JsonSchema)]
struct ImportReport {
    /// Nodes in the file.
    nodes: usize,
    /// Nodes that work as they did.
    nodes_complete: usize,
    /// Nodes that were taken over but for what the findings say.
    nodes_partial: usize,
    /// Nodes that are kept but do nothing.
    nodes_unknown: usize,
    /// Connections in the file.
    connections: usize,
    /// Expressions in the file.
    expressions: usize,
    /// Expressions that use something that does not exist here.
    expressions_unsupported: usize,
    /// Those of the flow as a whole first, then by node.
    findings: Vec<ImportFinding>,
}

/// Something that could not be taken over as it was.
#[derive(Serialize, JsonSchema)]
struct ImportFinding {
    /// How much it matters.
    weight: ImportWeight,
    /// A stable code, such as `node_unknown`.
    code: String,
    /// The name of the node; none: the flow as a whole.
    node: Option<String>,
    /// The id of the node in the flow.
    node_id: Option<String>,
    /// What n8n calls this kind of node.
    kind: Option<String>,
    /// The field of n8n's node.
    field: Option<String>,
    /// What happened.
    message: String,
    /// What to do.
    hint: String,
}

/// How much a finding matters.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ImportWeight {
    /// The flow does not do what it did until somebody mends this.
    Blocking,
    /// Something works otherwise than it did.
    Changed,
    /// Something has to be chosen or looked at.
    Note,
}

/// `POST W/import/n8n`: a new flow from a workflow of n8n. Nothing runs before somebody publishes it.
pub(crate) async fn import_n8n(
    State(state): State<ApiState>,
    tenant: Tenant,
    Json(request): Json<ImportN8n>,
) -> Result<Created<ImportedFlow>, Problem> {
    let Imported { mut flow, report, .. } = read(&request)?;
    free_taken_paths(&state, &mut flow).await?;
    let flow = create(&state, &tenant, flow, "flow.imported").await?;
    Ok(Created(ImportedFlow { flow, report: report.into() }))
}

/// `POST W/import/n8n/preview`: what a workflow of n8n would become. Keeps nothing.
pub(crate) async fn preview_n8n(_: Tenant, Json(request): Json<ImportN8n>) -> Result<Json<ImportPreview>, Problem> {
    let Imported { flow, report, .. } = read(&request)?;
    Ok(Json(ImportPreview { document: flow, report: report.into() }))
}

fn read(request: &ImportN8n) -> Result<Imported, Problem> {
    n8n::import(&request.text).map_err(|error| {
        let message = error.to_string();
        let mut letters = message.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
        Problem::field("text", format!("{first}{}.", letters.as_str())).hint(error.hint())
    })
}

impl From<Report> for ImportReport {
    fn from(report: Report) -> Self {
        let Counts {
            nodes,
            nodes_complete,
            nodes_partial,
            nodes_unknown,
            connections,
            expressions,
            expressions_unsupported,
        } = report.counts;
        let findings = report.findings.into_iter().map(ImportFinding::from).collect();
        Self {
            nodes,
            nodes_complete,
            nodes_partial,
            nodes_unknown,
            connections,
            expressions,
            expressions_unsupported,
            findings,
        }
    }
}

impl From<Finding> for ImportFinding {
    fn from(finding: Finding) -> Self {
        let Finding { weight, code, node, node_id, kind, field, message, hint } = finding;
        let weight = match weight {
            Weight::Blocking => ImportWeight::Blocking,
            Weight::Changed => ImportWeight::Changed,
            Weight::Note => ImportWeight::Note,
        };
        Self { weight, code, node, node_id, kind, field, message, hint }
    }
}

//! Versions made ready to run: compiled, with the parameters of their nodes read
//! once, and kept for the runs to come.

use crate::brought_along;
use crate::gate::FlowLimits;
use crate::invite::Invitations;
use crate::kept::Asks;
use flow::container::ContainerKind;
use flow::document::Durability;
use flow::id::{FlowId, VersionId, WorkspaceId};
use flow::plan::{NodeIndex, Plan, PlanNode};
use flow::{Flow, Kinds, Problem, Severity};
use node_sdk::{Catalog, Prepared, Reply};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::Store;
use store::door::RunnerError;

/// Versions kept ready; more than a busy server has live at once.
const KEPT: usize = 4_096;

/// A version ready to run.
pub(crate) struct Version {
    pub id: VersionId,
    pub workspace: WorkspaceId,
    pub flow: FlowId,
    pub number: Option<u32>,
    pub document: Flow,
    pub plan: Plan,
    /// Whether it runs other flows.
    pub calls: bool,
    /// Whether it may run within the run of a flow that calls it: nothing of it reaches outside,
    /// waits, is limited or kept beyond it, or speaks of its run.
    pub may_be_inside: bool,
    /// The nodes whose waits somebody outside may end.
    pub awaited: Vec<NodeIndex>,
    /// The nodes that wait for events.
    pub event_waits: Vec<NodeIndex>,
    /// The nodes that are pages or endings of a form.
    pub forms: Vec<NodeIndex>,
    /// How many of its runs may be under way or begin; None: as many as come.
    pub limits: Option<Arc<FlowLimits>>,
    /// Makes the addresses for that; None where nobody can call.
    pub invitations: Option<Arc<Invitations>>,
    /// What it asks for of what is kept beyond runs.
    pub asks: Asks,
    nodes: Vec<ReadyNode>,
}

/// A node ready to be performed.
pub(crate) struct ReadyNode {
    /// None for disabled nodes, which the engine passes by.
    pub prepared: Option<Prepared>,
    /// Whether it changes something outside, so that its intent must be durable.
    pub effect: bool,
    /// How long one attempt may take, in milliseconds.
    pub timeout_ms: u64,
}

impl Version {
    /// Makes a document ready. Errors name the first problem.
    pub fn prepare(
        id: VersionId,
        workspace: WorkspaceId,
        flow: FlowId,
        number: Option<u32>,
        document: Flow,
        catalog: &Catalog,
    ) -> Result<Self, RunnerError> {
        let plan = flow::compile(&document, catalog as &dyn Kinds).map_err(|problems| first_problem(&problems))?;
        let is_lenient = document.settings.lenient_expressions;
        let ready =
            |node| ready(node, catalog).or_else(|error| brought_along::unreadable(node, catalog, error, is_lenient));
        let nodes = document.nodes.iter().map(ready).collect::<Result<Vec<_>, _>>()?;
        let is_call = |node: &PlanNode| node.container.as_ref().is_some_and(|it| it.kind == ContainerKind::SubFlow);
        let calls = plan.nodes().iter().any(is_call);
        let awaited = replying(&nodes, |reply| !matches!(reply, Reply::Event { .. } | Reply::FormEnd { .. }));
        let event_waits = replying(&nodes, |reply| matches!(reply, Reply::Event { .. }));
        let forms = replying(&nodes, |reply| matches!(reply, Reply::Form { .. } | Reply::FormEnd { .. }));
        let limits = FlowLimits::of(&document.settings).map_err(RunnerError::Invalid)?.map(Arc::new);
        let invitations = None;
        let asks = Asks::of(&document);
        let is_free = limits.is_none() && !asks.statics && document.settings.durability != Durability::Strict;
        let may_be_inside = is_free && nodes.iter().all(is_pure) && !speaks_of_its_run(&document);
        Ok(Self {
            id,
            workspace,
            flow,
            number,
            document,
            plan,
            calls,
            may_be_inside,
            awaited,
            event_waits,
            forms,
            limits,
            invitations,
            asks,
            nodes,
        })
    }

    /// Has a node give these items instead of being performed.
    pub fn pin(&mut self, node: NodeIndex, pinned: Prepared) {
        self.nodes[node as usize].prepared = Some(pinned);
    }

    /// What is needed to perform this node.
    pub fn node(&self, index: NodeIndex) -> &ReadyNode {
        &self.nodes[index as usize]
    }

    /// The node in the document.
    pub fn document_node(&self, index: NodeIndex) -> &flow::Node {
        &self.document.nodes[index as usize]
    }
}

/// Whether a node neither reaches outside nor waits for somebody.
fn is_pure(node: &ReadyNode) -> bool {
    match &node.prepared {
        Some(Prepared::Heavy(_)) => false,
        Some(Prepared::Light(light)) => light.reply().is_none(),
        Some(Prepared::Trigger(_) | Prepared::Container(_) | Prepared::Control) | None => true,
    }
}

/// Whether an expression or a script may look at the id of its run.
fn speaks_of_its_run(document: &Flow) -> bool {
    let texts = document.nodes.iter().flat_map(|node| node.parameters.values());
    texts.map(ToString::to_string).any(|text| text.contains("$run") || text.contains("$execution"))
}

fn first_problem(problems: &[Problem]) -> RunnerError {
    let worst = problems.iter().find(|problem| problem.severity == Severity::Error).or(problems.first());
    let text = worst.map_or_else(
        || "The flow cannot be compiled.".into(),
        |problem| format!("{} {}", problem.message, problem.hint),
    );
    RunnerError::Invalid(text)
}

/// Makes one node ready.
pub(crate) fn ready(node: &flow::Node, catalog: &Catalog) -> Result<ReadyNode, RunnerError> {
    let Some(kind) = catalog.find(&node.kind, node.kind_version) else {
        return Err(RunnerError::Invalid(format!(
            "“{}” is of the kind `{}`, which this server does not have.",
            node.name, node.kind
        )));
    };
    let prepared = if node.disabled {
        None
    } else {
        let read = (kind.prepare)(&node.parameters);
        Some(read.map_err(|error| RunnerError::Invalid(format!("“{}”: {} {}", node.name, error.message, error.hint)))?)
    };
    Ok(ReadyNode {
        prepared,
        effect: kind.descriptor.effect,
        timeout_ms: node.timeout_ms.unwrap_or(kind.descriptor.timeout_ms),
    })
}

/// The nodes with such a reply.
fn replying(nodes: &[ReadyNode], is_such: impl Fn(&Reply<'_>) -> bool) -> Vec<NodeIndex> {
    let reply = |node: &ReadyNode| match &node.prepared {
        Some(Prepared::Light(light)) => light.reply().is_some_and(|reply| is_such(&reply)),
        _ => false,
    };
    (0..).zip(nodes).filter(|(_, node)| reply(node)).map(|(index, _)| index).collect()
}

/// Versions kept ready.
pub(crate) struct Versions {
    store: Arc<dyn Store>,
    catalog: Arc<Catalog>,
    invitations: Option<Arc<Invitations>>,
    ready: RwLock<HashMap<VersionId, Arc<Version>>>,
}

impl Versions {
    pub fn new(store: Arc<dyn Store>, catalog: Arc<Catalog>) -> Self {
        Self { store, catalog, invitations: None, ready: RwLock::default() }
    }

    /// With addresses at which others may end waits.
    pub fn inviting(self, invitations: Option<Invitations>) -> Self {
        Self { invitations: invitations.map(Arc::new), ..self }
    }

    /// The version, from memory or made ready now.
    pub async fn get(&self, id: VersionId) -> Result<Arc<Version>, RunnerError> {
        if let Some(version) = self.ready.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(version.clone());
        }
        let row = self.store.version(id).await?;
        let document: Flow = serde_json::from_str(&row.document)
            .map_err(|error| store::StoreError::Damaged(format!("the document of {id} cannot be read: {error}")))?;
        let version = Version::prepare(id, row.workspace, row.flow, row.number, document, &self.catalog)?;
        let version = Arc::new(Version { invitations: self.invitations.clone(), ..version });
        let mut ready = self.ready.write().unwrap_or_else(PoisonError::into_inner);
        if ready.len() >= KEPT {
            // Rare enough that which ones go does not matter: they are made ready again when needed.
            ready.clear();
        }
        ready.insert(id, version.clone());
        Ok(version)
    }
}

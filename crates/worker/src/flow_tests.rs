//! Plays tests of flows in memory and judges them.

use crate::Inner;
use crate::rehearse::{Rehearsal, Rehearsed, Stage, Step};
use crate::stand_in::{StandIns, items_of};
use flow::flow_test::{FlowTest, Given, Played, judge};
use flow::id::{FlowId, WorkspaceId};
use flow::{Flow, Kinds, NodeId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use store::door::RunnerError;
use store::door::played::Tested;
use uuid::Uuid;

/// A test is given up after so long; nothing in it waits.
const LIMIT: Duration = Duration::from_secs(10);
/// The tests of all workspaces stand in one line of their own.
const TESTERS: (WorkspaceId, FlowId) = (WorkspaceId(Uuid::nil()), FlowId(Uuid::nil()));

/// Plays a test of this document.
pub(crate) async fn play(inner: &Inner, document: &Flow, test: &FlowTest) -> Result<Tested, RunnerError> {
    let stand_ins = StandIns::new(document, &inner.catalog, test.mocks.clone());
    let withheld = stand_ins.withheld().clone();
    let rehearsed = rehearse(inner, document, test, stand_ins).await?;
    let played = Played {
        failure: rehearsed.failure.as_ref().map(|failure| failure_text(document, failure)),
        given: given(&rehearsed.steps),
        first_ports: first_ports(inner, document),
    };
    let verdicts = judge(document, test, &played);
    let has_run = |node: &NodeId| played.given.contains_key(node);
    Ok(Tested { verdicts, withheld: withheld.into_iter().filter(has_run).collect(), given: played.given })
}

async fn rehearse(
    inner: &Inner,
    document: &Flow,
    test: &FlowTest,
    stand_ins: StandIns,
) -> Result<Rehearsed, RunnerError> {
    // Tests compute; they share what there is for that with the steps of runs.
    let _permit = inner.heavy.acquire(TESTERS.0, TESTERS.1, 1).await;
    let stage = Stage {
        catalog: inner.catalog.clone(),
        http: inner.http.clone(),
        clock: inner.clock.clone(),
        ids: inner.ids.clone(),
    };
    let start = test.trigger.clone().ok_or_else(|| RunnerError::Invalid("The test names no trigger.".into()))?;
    let empty = [json!({})];
    let items = items_of(if test.items.is_empty() { &empty } else { &test.items });
    let rehearsal = Rehearsal { document: document.clone(), start, items, pinned: BTreeMap::new(), limit: LIMIT };
    stage.play(rehearsal, Some(stand_ins)).await.map_err(RunnerError::Invalid)
}

fn failure_text(document: &Flow, failure: &crate::rehearse::Failure) -> String {
    let at = failure.node.as_ref().and_then(|node| document.node(node));
    let at = at.map_or_else(String::new, |node| format!("“{}”: ", node.name));
    format!("{at}{} {}", failure.message, failure.hint).trim_end().to_owned()
}

/// What each block gave, each time it ran.
fn given(steps: &[Step]) -> BTreeMap<NodeId, Vec<Given>> {
    let mut given: BTreeMap<NodeId, Vec<Given>> = BTreeMap::new();
    for step in steps {
        let ports = step.outputs.iter().map(|(port, items)| {
            let values = items.iter().map(|item| Value::clone(&item.json));
            (port.clone(), values.collect())
        });
        given.entry(step.node.clone()).or_default().push(ports.collect());
    }
    given
}

fn first_ports(inner: &Inner, document: &Flow) -> BTreeMap<NodeId, String> {
    let plan = flow::compile(document, inner.catalog.as_ref() as &dyn Kinds);
    let nodes = plan.iter().flat_map(|plan| plan.nodes());
    nodes.filter_map(|node| Some((node.id.clone(), node.outputs.first()?.clone()))).collect()
}

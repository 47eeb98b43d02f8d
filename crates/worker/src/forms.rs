//! Forms of several pages: where the person who fills one in stands.

use crate::Inner;
use crate::recover::{self, Loaded};
use crate::version::Version;
use crate::world::RunWorld;
use engine::{NodeState, Run, RunStatus};
use expression::{ExpressionError, Scope};
use flow::form::{Ending, Page};
use flow::id::{RunId, WorkspaceId};
use flow::plan::NodeIndex;
use node_sdk::trigger::Respond;
use node_sdk::{Field, Prepared, Reply, Subscription};
use store::door::forms::FormStanding;
use store::door::{At, RunnerError};

/// How the form of a run goes on: by a page that waits, by an ending the run came to,
/// or by that of its trigger once nothing more comes.
pub(crate) async fn standing(inner: &Inner, workspace: WorkspaceId, id: RunId) -> Result<FormStanding, RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let run = loaded.run();
    let version = &loaded.version;
    if let Some((frame, node)) = waiting_page(version, &run) {
        return Ok(FormStanding::Page(At { node: version.plan.node(node).id.clone(), frame: Some(frame) }));
    }
    if let Some(ending) = own_ending(inner, &loaded, &run) {
        return Ok(FormStanding::Ended(ending));
    }
    let (respond, ending) = trigger_ending(version, &run);
    Ok(match run.status() {
        RunStatus::Succeeded => FormStanding::Ended(ending),
        RunStatus::Failed | RunStatus::Cancelled => FormStanding::Failed,
        // No page can come, and the person is not to wait for the rest.
        _ if version.forms.is_empty() && respond == Respond::Accepted => FormStanding::Ended(ending),
        _ => FormStanding::Working,
    })
}

fn places<'a>(version: &'a Version, run: &'a Run) -> impl Iterator<Item = (u32, NodeIndex, Reply<'a>)> + 'a {
    let places = run.frames().flat_map(|frame| version.forms.iter().map(move |node| (frame, *node)));
    places.filter_map(|(frame, node)| match &version.node(node).prepared {
        Some(Prepared::Light(light)) => Some((frame, node, light.reply()?)),
        _ => None,
    })
}

fn waiting_page(version: &Version, run: &Run) -> Option<(u32, NodeIndex)> {
    let is_open = |frame, node| run.waits_for_signal(frame, node);
    let mut pages = places(version, run).filter(|(_, _, reply)| matches!(reply, Reply::Form { .. }));
    pages.find(|(frame, node, _)| is_open(*frame, *node)).map(|(frame, node, _)| (frame, node))
}

/// The ending a run has come to.
fn own_ending(inner: &Inner, loaded: &Loaded, run: &Run) -> Option<Ending> {
    let version = &loaded.version;
    places(version, run).find_map(|(frame, node, reply)| {
        let Reply::FormEnd { ending } = reply else { return None };
        if run.node_state(frame, node) != NodeState::Done {
            return None;
        }
        let world = RunWorld::new(version, run, loaded.row.id, loaded.row.mode, (frame, node), inner.clock.now());
        let items = world.input();
        let scope = Scope::new(&world, &items, 0);
        ending.try_map(|text| shown(text, &scope)).ok()
    })
}

/// When and how the trigger says that it is done.
fn trigger_ending(version: &Version, run: &Run) -> (Respond, Ending) {
    let start = run.started().map(|start| &version.node(start.node).prepared);
    let Some(Some(Prepared::Trigger(trigger))) = start else { return Default::default() };
    let mut subscriptions = trigger.subscriptions().unwrap_or_default().into_iter();
    let found = subscriptions.find_map(|subscription| match subscription {
        Subscription::Form { respond, ending, .. } => Some((respond, *ending)),
        _ => None,
    });
    found.unwrap_or_default()
}

/// A page as the person sees it.
pub(crate) fn page(page: &Page<Field<String>>, scope: &Scope<'_>) -> Result<Page, ExpressionError> {
    page.try_map(|text| shown(text, scope))
}

fn shown(text: &Field<String>, scope: &Scope<'_>) -> Result<String, ExpressionError> {
    text.get(scope)
}

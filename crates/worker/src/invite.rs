//! Addresses at which somebody outside may end a wait, and how such a wait stands.
//!
//! An address is a sealed token: it names workspace, run, node and frame, nobody else
//! can make one, and nothing is stored. A wait takes place once in its frame and
//! frames are never used again, so the address serves once by construction: when the
//! wait is over, by a call or in time, so is the address.

use crate::version::Version;
use crate::world::RunWorld;
use crate::{Inner, forms, recover};
use engine::{NodeState, Run};
use expression::Scope;
use flow::id::{RunId, WorkspaceId};
use flow::plan::NodeIndex;
use node_sdk::trigger::RequestItem;
use node_sdk::{Prepared, Reply};
use std::sync::Arc;
use store::StoreError;
use store::door::invitation::{self, Invitation};
use store::door::{At, Awaited, AwaitedReply, AwaitedState, RunnerError};
use store::runs::RunMode;
use vault::Vault;

/// Makes addresses.
pub(crate) struct Invitations {
    vault: Arc<Vault>,
    public_url: String,
}

impl Invitations {
    /// None if nobody outside can reach this server.
    pub fn new(vault: Arc<Vault>, public_url: Option<String>) -> Option<Self> {
        public_url.map(|public_url| Self { vault, public_url })
    }

    /// The address at which the wait of a node in this frame is ended.
    pub fn address(&self, version: &Version, run: RunId, frame: u32, node: NodeIndex) -> Option<String> {
        let node = version.plan.node(node).id.clone();
        let invitation = Invitation { workspace: version.workspace, run, frame, node };
        let token = self.vault.seal_token(invitation::PURPOSE, &invitation.to_bytes()).ok()?;
        Some(format!("{}{}{token}", self.public_url, invitation::PATH))
    }
}

/// How a wait stands that somebody outside may end.
pub(crate) async fn awaited(inner: &Inner, workspace: WorkspaceId, id: RunId, at: &At) -> Result<Awaited, RunnerError> {
    let loaded = recover::read_own(inner, workspace, id).await?;
    let (run, version) = (loaded.run(), &loaded.version);
    let node = version.plan.index_of(&at.node).ok_or(StoreError::NotFound("node"))?;
    let Some(Prepared::Light(light)) = &version.node(node).prepared else {
        return Err(StoreError::NotFound("wait").into());
    };
    let frame = at.frame.unwrap_or(0);
    let reply = match light.reply() {
        None | Some(Reply::Event { .. } | Reply::FormEnd { .. }) => return Err(StoreError::NotFound("wait").into()),
        Some(Reply::Call { method, item }) => {
            AwaitedReply::Call { method: method.into(), in_parts: item == RequestItem::Envelope }
        }
        Some(Reply::Form { page }) => {
            let world = RunWorld::new(version, &run, id, loaded.row.mode, (frame, node), inner.clock.now());
            let items = world.input();
            // What cannot be told has failed the node itself.
            let page = forms::page(&page, &Scope::new(&world, &items, 0)).unwrap_or_default();
            let is_test = loaded.row.mode == RunMode::Test;
            let time_zone = version.document.settings.time_zone.clone();
            AwaitedReply::Form { page: Box::new(page), is_test, time_zone }
        }
        Some(Reply::Choice { message, choices }) => {
            let world = RunWorld::new(version, &run, id, loaded.row.mode, (frame, node), inner.clock.now());
            let items = world.input();
            let message = message.get(&Scope::new(&world, &items, 0)).unwrap_or_default();
            let choices = choices.iter().map(|(port, label)| (*port, (*label).to_owned())).collect();
            AwaitedReply::Choice { message, choices }
        }
    };
    Ok(Awaited { flow: version.document.name.clone(), state: state(&run, frame, node), reply })
}

fn state(run: &Run, frame: u32, node: NodeIndex) -> AwaitedState {
    if run.status().is_over() || run.frames().all(|open| open != frame) {
        return AwaitedState::Over;
    }
    match run.node_state(frame, node) {
        NodeState::Waiting if run.waits_for_signal(frame, node) => AwaitedState::Open,
        NodeState::Idle | NodeState::Held | NodeState::Running | NodeState::Retrying => AwaitedState::NotYet,
        _ => AwaitedState::Over,
    }
}

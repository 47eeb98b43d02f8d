//! The worker as the API and the scheduler see it.

use crate::registry::Mail;
use crate::{
    Worker, actor, again, batches, callers, debug, elsewhere, flow_tests, forms, inspect, invite, launch, lease, poll,
    preview, resume, reuse, waits,
};
use async_trait::async_trait;
use engine::event::Settlement as EngineSettlement;
use engine::{Event, NodeState};
use flow::flow_test::FlowTest;
use flow::id::{BatchId, CredentialId, FlowId, RunId, WorkspaceId};
use flow::{Flow, Items, NodeId};
use serde_json::Value;
use std::collections::BTreeMap;
use store::StoreError;
use store::door::debug::{Debug, Release, Standing, Watched};
use store::door::events::{SendEvent, SentEvent};
use store::door::forms::FormStanding;
use store::door::played::Tested;
use store::door::{
    Again, At, Awaited, Launch, Launched, LiveEvent, Load, MessageView, Patience, PortItems, Preview, PreviewError,
    Reuse, RunView, Runner, RunnerError, Sample, Settlement, Steer, StepErrorView, StepView,
};
use tokio::sync::{broadcast, oneshot};

impl Worker {
    /// Tells an open run something from outside and waits until that is durable.
    async fn tell(&self, workspace: WorkspaceId, run: RunId, event: Event) -> Result<(), RunnerError> {
        let row = self.inner.store.run(workspace, run).await?;
        if row.status.is_final() {
            return Err(RunnerError::WrongState("The run has ended already.".into()));
        }
        if self.inner.lease.is_elsewhere(row.owner) {
            return elsewhere::tell(&self.inner, workspace, run, event).await;
        }
        let (reply, answer) = oneshot::channel();
        actor::deliver(&self.inner, run, Mail::Outside(event, reply));
        let lost = |_| RunnerError::Store(StoreError::Unavailable("the run could not be reached; try again".into()));
        answer.await.map_err(lost)?
    }

    /// The step, in the run's own version, of a node in this state. In a box that is
    /// there several times the frame must be named.
    async fn find(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        at: &At,
        state: NodeState,
    ) -> Result<engine::StepId, RunnerError> {
        let loaded = crate::recover::read_own(&self.inner, workspace, run).await?;
        let present = loaded.run();
        let Some(node) = loaded.version.plan.index_of(&at.node) else {
            return Err(StoreError::NotFound("node").into());
        };
        let is_meant = |frame: &u32| at.frame.is_none_or(|wanted| wanted == *frame);
        let mut frames = present.frames().filter(is_meant).filter(|frame| present.node_state(*frame, node) == state);
        let name = &loaded.version.plan.node(node).name;
        let word = inspect::state_name(state).replace('_', " ");
        match (frames.next(), frames.next()) {
            (Some(frame), None) => Ok(engine::StepId { frame, node, attempt: present.attempt(frame, node) }),
            (None, _) => Err(RunnerError::WrongState(format!("“{name}” is not {word} in this run."))),
            (Some(_), Some(_)) => Err(RunnerError::WrongState(format!(
                "“{name}” is {word} in several iterations of this run; say in which frame."
            ))),
        }
    }
}

#[async_trait]
impl Runner for Worker {
    async fn poll(&self, trigger: store::triggers::TriggerRow) -> Result<(), RunnerError> {
        poll::begin(&self.inner, trigger);
        Ok(())
    }

    async fn launch(&self, launch: Launch) -> Result<Launched, RunnerError> {
        launch::launch(&self.inner, launch).await
    }

    async fn launch_patiently(&self, launch: Launch, patience: Patience) -> Result<Launched, RunnerError> {
        callers::launch(&self.inner, launch, patience).await
    }

    async fn launch_until(&self, launch: Launch, until: NodeId) -> Result<Launched, RunnerError> {
        resume::launch_until(&self.inner, launch, until).await
    }

    async fn launch_reusing(
        &self,
        launch: Launch,
        reuse: Reuse,
        until: Option<NodeId>,
        debug: Option<Debug>,
    ) -> Result<Launched, RunnerError> {
        reuse::launch(&self.inner, launch, reuse, until, debug).await
    }

    async fn launch_debugged(
        &self,
        launch: Launch,
        until: Option<NodeId>,
        debug: Debug,
    ) -> Result<Launched, RunnerError> {
        debug::launch(&self.inner, launch, until, debug).await
    }

    async fn standing(&self, workspace: WorkspaceId, run: RunId) -> Result<Standing, RunnerError> {
        debug::standing(&self.inner, workspace, run).await
    }

    async fn attach(&self, workspace: WorkspaceId, run: RunId, debug: Debug) -> Result<(), RunnerError> {
        let debug = debug::attached(&self.inner, workspace, run, debug).await?;
        self.tell(workspace, run, Event::Attached(debug)).await
    }

    async fn detach(&self, workspace: WorkspaceId, run: RunId) -> Result<(), RunnerError> {
        debug::is_debugged(&self.inner, workspace, run).await?;
        self.tell(workspace, run, Event::Detached).await
    }

    async fn release(&self, workspace: WorkspaceId, run: RunId, release: Release) -> Result<(), RunnerError> {
        let release = debug::release(&self.inner, workspace, run, release).await?;
        self.tell(workspace, run, Event::Released(release)).await
    }

    async fn watch_at(&self, workspace: WorkspaceId, run: RunId, at: At, template: &str, item_index: usize) -> Watched {
        debug::watch(&self.inner, workspace, run, &at, template, item_index).await
    }

    async fn cancel(&self, workspace: WorkspaceId, run: RunId) -> Result<(), RunnerError> {
        self.tell(workspace, run, Event::CancelRequested).await
    }

    async fn steer(&self, workspace: WorkspaceId, run: RunId, steer: Steer) -> Result<(), RunnerError> {
        let event = match steer {
            Steer::Pause => Event::PauseRequested,
            Steer::Resume => Event::ResumeRequested,
            Steer::Kill => Event::KillRequested,
        };
        self.tell(workspace, run, event).await
    }

    async fn again(&self, workspace: WorkspaceId, run: RunId, again: Again) -> Result<RunId, RunnerError> {
        again::again(&self.inner, workspace, run, again).await
    }

    async fn again_all(&self, workspace: WorkspaceId, runs: Vec<RunId>, newest: bool) -> Result<BatchId, RunnerError> {
        batches::create(&self.inner, workspace, runs, newest).await
    }

    async fn signal(&self, workspace: WorkspaceId, run: RunId, node: At, items: Items) -> Result<(), RunnerError> {
        let step = self.find(workspace, run, &node, NodeState::Waiting).await?;
        self.tell(workspace, run, Event::Signalled { frame: step.frame, node: step.node, items }).await
    }

    async fn awaited(&self, workspace: WorkspaceId, run: RunId, at: At) -> Result<Awaited, RunnerError> {
        invite::awaited(&self.inner, workspace, run, &at).await
    }

    async fn choose(&self, workspace: WorkspaceId, run: RunId, at: At, port: u16) -> Result<(), RunnerError> {
        let step = self.find(workspace, run, &at, NodeState::Waiting).await?;
        self.tell(workspace, run, Event::Chosen { frame: step.frame, node: step.node, port }).await
    }

    async fn form(&self, workspace: WorkspaceId, run: RunId) -> Result<FormStanding, RunnerError> {
        forms::standing(&self.inner, workspace, run).await
    }

    async fn send_event(&self, workspace: WorkspaceId, event: SendEvent) -> Result<SentEvent, RunnerError> {
        waits::send::send(&self.inner, workspace, event).await
    }

    async fn settle(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        node: At,
        settlement: Settlement,
    ) -> Result<(), RunnerError> {
        let step = self.find(workspace, run, &node, NodeState::InDoubt).await?;
        let result = match settlement {
            Settlement::Done => EngineSettlement::Done,
            Settlement::Failed => EngineSettlement::Failed,
            Settlement::Retry => EngineSettlement::Retry,
        };
        self.tell(workspace, run, Event::Settled { step, result }).await
    }

    async fn inspect(&self, workspace: WorkspaceId, run: RunId) -> Result<RunView, RunnerError> {
        inspect::run(&self.inner, workspace, run).await
    }

    async fn step(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        index: u32,
    ) -> Result<(StepView, PortItems, PortItems), RunnerError> {
        inspect::step(&self.inner, workspace, run, index).await
    }

    async fn samples(&self, workspace: WorkspaceId, flow: FlowId) -> Result<BTreeMap<NodeId, Sample>, RunnerError> {
        inspect::samples(&self.inner, workspace, flow).await
    }

    async fn preview(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        document: &Flow,
        preview: Preview,
    ) -> Result<Result<Value, PreviewError>, RunnerError> {
        preview::expression(&self.inner, workspace, flow, document, preview).await
    }

    async fn preview_messages(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        document: &Flow,
        node: &NodeId,
        items: Items,
    ) -> Result<Vec<Result<MessageView, StepErrorView>>, RunnerError> {
        preview::messages(&self.inner, workspace, flow, document, node, items).await
    }

    async fn try_node(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        document: &Flow,
        node: &NodeId,
        items: Items,
    ) -> Result<Result<PortItems, StepErrorView>, RunnerError> {
        preview::node(&self.inner, workspace, flow, document, node, items).await
    }

    async fn play(&self, document: &Flow, test: &FlowTest) -> Result<Tested, RunnerError> {
        flow_tests::play(&self.inner, document, test).await
    }

    async fn test_credential(
        &self,
        workspace: WorkspaceId,
        credential: CredentialId,
    ) -> Result<Result<String, StepErrorView>, RunnerError> {
        preview::credential(&self.inner, workspace, credential).await
    }

    async fn limits_changed(&self, _workspace: WorkspaceId) {
        self.inner.gate.note_change();
    }

    fn receipt_came(&self, workspace: WorkspaceId) {
        if let Some(watchers) = self.inner.live.watchers(workspace) {
            // They look anew.
            watchers.send(LiveEvent::Lag);
        }
    }

    fn load(&self) -> Load {
        lease::load(&self.inner)
    }

    fn watch(&self, workspace: WorkspaceId) -> broadcast::Receiver<LiveEvent> {
        let events = self.inner.live.watch(workspace);
        // Other processes hear at once that somebody watches.
        self.inner.lease.beat_now();
        events
    }
}

//! Tries a document out from its start to its end, in memory: the same engine, the
//! same nodes, the same order of things, but nothing is written down, no other run
//! is begun, and time passes at once where nothing but time is waited for.

use crate::active::Active;
use crate::brought_along;
use crate::kept::Kept;
use crate::kept::rehearsed::{RehearsedData, RehearsedStep};
use crate::perform;
use crate::stand_in::StandIns;
use crate::version::Version;
use crate::world::RunWorld;
use async_trait::async_trait;
use engine::event::Finding;
use engine::history::{StepRecord, replay_whole};
use engine::{ErrorClass, Event, NodeState, RunStatus, StepError, StepRequest};
use flow::id::{FlowId, RunId, VersionId, WorkspaceId};
use flow::{Clock, Flow, Ids, Items, NodeId, Timestamp};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use node_sdk::answer::{Effect, send_error};
use node_sdk::data::Data;
use node_sdk::{Catalog, Credential, HeavyContext, LightContext, LightNode, NodeError, Output, Prepared, Services};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::runs::{Accept, RunMode};

/// What a rehearsal needs; shared by many.
pub struct Stage {
    /// The nodes there are.
    pub catalog: Arc<Catalog>,
    /// The way outside.
    pub http: outbound::Client,
    /// Tells the time at which rehearsals begin.
    pub clock: Arc<dyn Clock>,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
}

/// A document to be tried out.
pub struct Rehearsal {
    /// The document.
    pub document: Flow,
    /// The trigger it starts at.
    pub start: NodeId,
    /// What it is triggered with.
    pub items: Items,
    /// Nodes that give these items instead of being performed.
    pub pinned: BTreeMap<NodeId, Items>,
    /// It is given up after so long.
    pub limit: Duration,
}

/// How a rehearsal went.
#[derive(Debug)]
pub struct Rehearsed {
    /// Every time a node was done, in order of their beginning.
    pub steps: Vec<Step>,
    /// What was answered to the caller.
    pub answer: Option<store::door::Answer>,
    /// Why it failed; None if it succeeded.
    pub failure: Option<Failure>,
}

/// One time a node was done.
#[derive(Clone, Debug)]
pub struct Step {
    /// The node.
    pub node: NodeId,
    /// What came in, by input port.
    pub inputs: Vec<Items>,
    /// What it gave, by the name of the port.
    pub outputs: Vec<(String, Items)>,
    /// Of a box, how many iterations began.
    pub iterations: Option<u32>,
}

/// Why a rehearsal failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The node at fault, if it is known.
    pub node: Option<NodeId>,
    /// What happened, as a sentence.
    pub message: String,
    /// What to do, as a sentence.
    pub hint: String,
}

/// A clock that is moved on instead of being waited for.
struct StageClock(AtomicI64);

impl Clock for StageClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Gives its items whatever comes in.
struct Pinned(Items);

impl LightNode for Pinned {
    fn run(&self, _: &LightContext<'_>) -> Result<Output, NodeError> {
        Ok(Output::main(self.0.clone()))
    }
}

impl Stage {
    /// Tries a document out.
    ///
    /// Errors: a sentence, where the document cannot be compiled or a node cannot be read.
    pub async fn rehearse(&self, rehearsal: Rehearsal) -> Result<Rehearsed, String> {
        self.play(rehearsal, None).await
    }

    /// As `rehearse`; with answers in place of all that reaches outside.
    pub(crate) async fn play(&self, rehearsal: Rehearsal, stand_ins: Option<StandIns>) -> Result<Rehearsed, String> {
        let Rehearsal { document, start, items, pinned, limit } = rehearsal;
        let ids = self.ids.as_ref();
        let (workspace, flow, version) = (WorkspaceId::new(ids), FlowId::new(ids), VersionId::new(ids));
        let mut version = Version::prepare(version, workspace, flow, None, document, &self.catalog)
            .map_err(|error| error.to_string())?;
        let node = version.plan.index_of(&start).ok_or_else(|| format!("There is no trigger `{start}`."))?;
        for (id, items) in &pinned {
            let place = version.plan.index_of(id).filter(|place| *place != node);
            let is_plain = |place: &u32| version.plan.node(*place).container.is_none();
            if let Some(place) = place.filter(is_plain) {
                version.pin(place, Prepared::Light(Box::new(Pinned(items.clone()))));
            }
        }
        if let Some(stand_ins) = &stand_ins {
            stand_ins.put_into(&mut version);
        }
        let items = pinned.get(&start).cloned().unwrap_or(items);
        let clock = Arc::new(StageClock(AtomicI64::new(self.clock.now().0)));
        let accept = Accept {
            flow,
            version: version.id,
            version_number: None,
            mode: RunMode::Manual,
            started_at: clock.now(),
            retry_of: None,
            parent: None,
            idempotency: None,
        };
        let kept = RehearsedData::new(clock.clone(), self.ids.clone(), workspace, flow);
        let active = Active::begin(RunId::new(ids), Arc::new(version), accept, clock.clone(), false)
            .seeing(Kept::of_rehearsal());
        let mut play =
            Play { stage: self, active, clock, steps: FuturesUnordered::new(), answer: None, stand_ins, kept };
        play.active.feed(Event::Started { node, items, kept: BTreeMap::new(), manner: engine::Manner::default() });
        let is_in_time = tokio::time::timeout(limit, play.go_to_the_end()).await.is_ok();
        Ok(play.report(is_in_time, limit))
    }
}

/// A rehearsal under way.
struct Play<'a> {
    stage: &'a Stage,
    active: Active,
    clock: Arc<StageClock>,
    steps: FuturesUnordered<BoxFuture<'a, Event>>,
    answer: Option<store::door::Answer>,
    stand_ins: Option<StandIns>,
    kept: Arc<RehearsedData>,
}

impl<'a> Play<'a> {
    async fn go_to_the_end(&mut self) {
        while !self.active.run.status().is_over() {
            self.begin_steps();
            // A loop that waits for nothing would never be given up.
            tokio::task::yield_now().await;
            if let Some(event) = self.steps.next().await {
                self.active.feed(event);
            } else if !self.let_time_pass() && !self.answer_those_who_wait() {
                return;
            }
        }
    }

    /// Begins what the last turn asked for. Results that are no longer wanted are
    /// refused by the engine.
    fn begin_steps(&mut self) {
        self.answer = self.active.answer().cloned().or(self.answer.take());
        self.active.begin_all_apart();
        let turn = self.active.turn();
        for request in turn.perform {
            let step = self.heavy(request);
            self.steps.push(step);
        }
        for StepRequest { step, .. } in turn.look_up {
            self.active.feed(Event::LookedUp { step, finding: Finding::NotFound });
        }
        for request in turn.begin {
            let node = &self.active.version.plan.node(request.step.node).id;
            let result =
                self.stand_ins.as_ref().map_or_else(|| Err(no_other_flow()), |it| it.child(node, request.items));
            self.active.feed(Event::ChildEnded { step: request.step, result });
        }
    }

    fn heavy(&self, request: StepRequest) -> BoxFuture<'a, Event> {
        let (stage, now) = (self.stage, self.clock.now());
        let (kept, seen) = (self.kept.clone(), self.active.kept.clone());
        let (version, run, id, mode) =
            (self.active.version.clone(), self.active.run.clone(), self.active.id, self.active.mode);
        Box::pin(async move {
            let step = request.step;
            let ready = version.node(step.node);
            let world = RunWorld::new(&version, &run, id, mode, (step.frame, step.node), now).within(&seen);
            let data = RehearsedStep { kept, node: version.plan.node(step.node).id.0.clone() };
            let key = format!("{id}/{}/{}/0", version.plan.node(step.node).id, step.frame);
            let context = HeavyContext {
                light: LightContext::new(&request.inputs, &world, now),
                idempotency_key: &key,
                deadline: now.plus_ms(i64::try_from(ready.timeout_ms).unwrap_or(i64::MAX)),
                attempt: step.attempt,
                services: &NoCredentials { http: &stage.http, data: &data },
            };
            let Some(Prepared::Heavy(node)) = &ready.prepared else {
                return perform::ended(
                    step,
                    Err(NodeError::permanent("not_performable", "The node cannot be performed.", "")),
                );
            };
            let on_uncertain = version.plan.node(step.node).on_uncertain;
            let result = perform::within(ready.timeout_ms, on_uncertain, node.as_ref(), &context).await;
            data.kept.look_again(&seen).await;
            perform::ended(step, brought_along::after_attempt(result, &context.light, step.attempt, &world))
        })
    }

    /// Moves the clock to the next timer; false if there is none.
    fn let_time_pass(&mut self) -> bool {
        let Some((at, _)) = self.active.run.next_timer() else { return false };
        self.clock.0.fetch_max(at.0, Ordering::SeqCst);
        self.active.fire_due(self.clock.now());
        true
    }

    /// Lets the nodes that wait for a signal go on with what came in; false if there is none.
    fn answer_those_who_wait(&mut self) -> bool {
        let run = &self.active.run;
        let nodes = 0..self.active.version.plan.nodes().len() as u32;
        let places = run.frames().flat_map(|frame| nodes.clone().map(move |node| (frame, node)));
        let waiting: Vec<_> = places.filter(|(frame, node)| run.waits_for_signal(*frame, *node)).collect();
        let mut has_changed = false;
        for (frame, node) in waiting {
            let items = self.active.run.input(&self.active.version.plan, frame, node, 0);
            has_changed |= self.active.feed(Event::Signalled { frame, node, items });
        }
        has_changed
    }

    fn report(&self, is_in_time: bool, limit: Duration) -> Rehearsed {
        let version = &self.active.version;
        let events = self.active.events().iter().map(|logged| (logged.at, logged.event.clone()));
        let (_, records) = replay_whole(&version.plan, events);
        let is_done = |record: &&StepRecord| record.state == NodeState::Done || !record.outputs.is_empty();
        let steps = records.iter().filter(is_done).map(|record| self.step(record)).collect();
        let answer = self.active.answer().cloned().or(self.answer.clone());
        Rehearsed { steps, answer, failure: self.failure(is_in_time, limit) }
    }

    fn step(&self, record: &StepRecord) -> Step {
        let node = self.active.version.plan.node(record.step.node);
        let name = |port: u16| node.outputs.get(usize::from(port)).map_or(flow::kind::ERROR_PORT, String::as_str);
        Step {
            node: node.id.clone(),
            inputs: record.inputs.clone(),
            outputs: record.outputs.iter().map(|(port, items)| (name(*port).to_owned(), items.clone())).collect(),
            iterations: record.iterations,
        }
    }

    fn failure(&self, is_in_time: bool, limit: Duration) -> Option<Failure> {
        let run = &self.active.run;
        if run.status() == RunStatus::Succeeded {
            return None;
        }
        let (node, message, hint) = match run.error() {
            Some(error) => (error.node, error.error.message.clone(), error.error.hint.clone()),
            None if !is_in_time => {
                let message = format!("The run took longer than {} ms.", limit.as_millis());
                (None, message, "Give it more time.".to_owned())
            }
            None => (None, "The run waits for something that does not come here.".to_owned(), String::new()),
        };
        let node = node.map(|node| self.active.version.plan.node(node).id.clone());
        Some(Failure { node, message, hint })
    }
}

fn no_other_flow() -> StepError {
    StepError {
        class: ErrorClass::Permanent,
        code: "flow_missing".into(),
        message: "Other flows are not there while one is tried out by itself.".into(),
        hint: "Bring both flows to a server and run it there.".into(),
        parameter: None,
        retry_after_ms: None,
    }
}

/// The way outside without credentials.
struct NoCredentials<'a> {
    http: &'a outbound::Client,
    data: &'a RehearsedStep,
}

#[async_trait]
impl Services for NoCredentials<'_> {
    fn http(&self) -> &outbound::Client {
        self.http
    }

    fn data(&self) -> Option<&dyn Data> {
        Some(self.data)
    }

    async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, NodeError> {
        self.http.resolve(host, port).await.map_err(|error| send_error(&error, Effect::Reads))
    }

    async fn credential(&self, _: &str) -> Result<Credential, NodeError> {
        let hint = "Bring the flow to a server and choose a credential there.";
        Err(NodeError::permanent("credential_not_chosen", "No credential is chosen for this node.", hint))
    }

    fn callback_url(&self) -> Option<String> {
        None
    }
}

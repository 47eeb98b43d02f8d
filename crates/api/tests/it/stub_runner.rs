//! A runner that performs nothing: it answers launches with their items and
//! remembers what it was asked.

use async_trait::async_trait;
use flow::flow_test::{FlowTest, Given, Played, judge};
use flow::id::{BatchId, CredentialId, EventId, FlowId, RunId, WorkspaceId};
use flow::{Flow, Item, Items, NodeId};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use store::Store;
use store::batches::BatchRow;
use store::door::debug::{Debug, Held, HeldArrow, Release, Standing, Stops, Watched};
use store::door::events::{Repeat, SendEvent, SentEvent};
use store::door::forms::FormStanding;
use store::door::played::Tested;
use store::door::{
    Again, Answer, At, Awaited, Launch, Launched, LiveEvent, MessageView, PortItems, Preview, PreviewError, Refusal,
    Reuse, RunView, Runner, RunnerError, Sample, Settlement, Steer, StepErrorView, StepView,
};
use store::runs::{Accept, Committed, Record, RunStatus};
use test_kit::CountingIds;
use tokio::sync::broadcast;

/// What the stub does with the next launches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// The run ends at once and answers with its items.
    #[default]
    Willing,
    /// The run is accepted and goes on.
    Slow,
    /// The run fails at once.
    Broken,
    /// Too much is under way.
    Overloaded,
    /// A limit of the flow is reached.
    Limited,
}

pub struct StubRunner {
    pub store: Arc<dyn Store>,
    ids: Arc<CountingIds>,
    pub launches: Mutex<Vec<Launch>>,
    pub untils: Mutex<Vec<NodeId>>,
    /// The parameters of the nodes that were tried.
    pub tried: Mutex<Vec<serde_json::Map<String, Value>>>,
    pub reused: Mutex<Vec<Reuse>>,
    pub steered: Mutex<Vec<(RunId, Steer)>>,
    pub debugs: Mutex<Vec<Debug>>,
    pub released: Mutex<Vec<(RunId, Release)>>,
    pub awaited: Mutex<Option<Awaited>>,
    pub chosen: Mutex<Vec<(RunId, At, u16)>>,
    pub signals: Mutex<Vec<(RunId, NodeId, Value)>>,
    pub sent: Mutex<Vec<SendEvent>>,
    pub form: Mutex<Option<FormStanding>>,
    pub mood: Mutex<Mood>,
    pub events: broadcast::Sender<LiveEvent>,
}

impl StubRunner {
    pub fn new(store: Arc<dyn Store>, ids: Arc<CountingIds>) -> Self {
        Self {
            store,
            ids,
            launches: Mutex::default(),
            untils: Mutex::default(),
            tried: Mutex::default(),
            reused: Mutex::default(),
            steered: Mutex::default(),
            debugs: Mutex::default(),
            released: Mutex::default(),
            awaited: Mutex::default(),
            chosen: Mutex::default(),
            signals: Mutex::default(),
            sent: Mutex::default(),
            form: Mutex::default(),
            mood: Mutex::default(),
            events: broadcast::channel(16).0,
        }
    }

    fn record(&self, launch: &Launch, run: RunId, status: RunStatus, answer: Option<&Answer>) -> Record {
        let key = launch.idempotency.clone();
        Record {
            run,
            workspace: launch.workspace,
            accept: Some(Accept {
                flow: launch.flow,
                version: launch.version,
                version_number: None,
                mode: launch.mode,
                started_at: flow::Timestamp(0),
                retry_of: None,
                parent: None,
                idempotency: key.clone(),
            }),
            sequence: 0,
            chunk: b"-".to_vec(),
            replaces: false,
            status,
            wake_at: None,
            finished_at: status.is_final().then_some(flow::Timestamp(0)),
            error: None,
            answer: key.zip(answer).map(|(key, answer)| (key, serde_json::to_vec(answer).unwrap())),
            messages: Vec::new(),
            abandons: Vec::new(),
            heard: Vec::new(),
            waits: Default::default(),
        }
    }

    /// As the real one: what is not in this workspace is not there.
    async fn refuse(&self, workspace: WorkspaceId, run: RunId) -> RunnerError {
        match self.store.run(workspace, run).await {
            Ok(_) => RunnerError::WrongState("this runner performs nothing".into()),
            Err(error) => error.into(),
        }
    }
}

fn goes_on(run: RunId) -> Answer {
    let body = serde_json::to_vec(&serde_json::json!({"run": run, "status": "running"})).unwrap();
    Answer { status: 202, headers: vec![("content-type".into(), "application/json".into())], body }
}

#[async_trait]
impl Runner for StubRunner {
    async fn poll(&self, _: store::triggers::TriggerRow) -> Result<(), RunnerError> {
        Ok(())
    }

    async fn launch(&self, launch: Launch) -> Result<Launched, RunnerError> {
        let mood = *self.mood.lock().unwrap();
        if mood == Mood::Overloaded {
            return Err(RunnerError::Overloaded);
        }
        if mood == Mood::Limited {
            let message = "the flow allows 5 runs at once; that is reached".into();
            let refusal = Refusal { limit: "flow_at_once", message, retry_after_ms: 4_200 };
            return Err(RunnerError::Limited(Box::new(refusal)));
        }
        let run = launch.run.unwrap_or_else(|| RunId::new(&*self.ids));
        let body = serde_json::to_vec(&launch.items.iter().map(|item| &item.json).collect::<Vec<_>>()).unwrap();
        let headers = vec![("content-type".into(), "application/json".into()), ("set-cookie".into(), "a=b".into())];
        let answer = (mood == Mood::Willing).then_some(Answer { status: 201, headers, body });
        let status = match mood {
            Mood::Slow => RunStatus::Running,
            Mood::Broken => RunStatus::Failed,
            Mood::Willing | Mood::Overloaded | Mood::Limited => RunStatus::Succeeded,
        };
        let record = self.record(&launch, run, status, answer.as_ref());
        self.launches.lock().unwrap().push(launch);
        match self.store.commit(record).await? {
            Committed::Durable => Ok(Launched { run, status, answer: answer.unwrap_or_else(|| goes_on(run)) }),
            Committed::Duplicate(row) => Err(RunnerError::Duplicate(row)),
        }
    }

    async fn launch_reusing(
        &self,
        launch: Launch,
        reuse: Reuse,
        _: Option<NodeId>,
        _: Option<Debug>,
    ) -> Result<Launched, RunnerError> {
        self.store.run(launch.workspace, reuse.run).await?;
        self.reused.lock().unwrap().push(reuse);
        self.launch(launch).await
    }

    async fn launch_debugged(&self, launch: Launch, _: Option<NodeId>, debug: Debug) -> Result<Launched, RunnerError> {
        self.debugs.lock().unwrap().push(debug);
        self.launch(launch).await
    }

    async fn standing(&self, workspace: WorkspaceId, run: RunId) -> Result<Standing, RunnerError> {
        self.store.run(workspace, run).await?;
        let arrow = HeldArrow {
            edge: Some("e1".into()),
            from: Some(NodeId::from("t")),
            port: "main".into(),
            items: (0..201).map(|n| flow::Item::new(serde_json::json!({"n": n}))).collect(),
        };
        let held = Held { node: NodeId::from("a"), name: "A".into(), frame: 0, place: Vec::new(), arrows: vec![arrow] };
        let stops = Stops::from_iter([(NodeId::from("a"), None)]);
        Ok(Standing { held: vec![held], stops, is_debugged: true })
    }

    async fn attach(&self, workspace: WorkspaceId, run: RunId, debug: Debug) -> Result<(), RunnerError> {
        self.store.run(workspace, run).await?;
        self.debugs.lock().unwrap().push(debug);
        Ok(())
    }

    async fn detach(&self, workspace: WorkspaceId, run: RunId) -> Result<(), RunnerError> {
        self.store.run(workspace, run).await?;
        Ok(())
    }

    async fn release(&self, workspace: WorkspaceId, run: RunId, release: Release) -> Result<(), RunnerError> {
        self.store.run(workspace, run).await?;
        self.released.lock().unwrap().push((run, release));
        Ok(())
    }

    async fn watch_at(&self, workspace: WorkspaceId, run: RunId, _: At, template: &str, _: usize) -> Watched {
        self.store.run(workspace, run).await?;
        Ok(Ok(Value::String(template.to_owned())))
    }

    async fn cancel(&self, workspace: WorkspaceId, run: RunId) -> Result<(), RunnerError> {
        Err(self.refuse(workspace, run).await)
    }

    async fn launch_until(&self, launch: Launch, until: NodeId) -> Result<Launched, RunnerError> {
        self.untils.lock().unwrap().push(until);
        self.launch(launch).await
    }

    async fn steer(&self, workspace: WorkspaceId, run: RunId, steer: Steer) -> Result<(), RunnerError> {
        self.store.run(workspace, run).await?;
        self.steered.lock().unwrap().push((run, steer));
        Ok(())
    }

    async fn again(&self, workspace: WorkspaceId, run: RunId, _again: Again) -> Result<RunId, RunnerError> {
        Err(self.refuse(workspace, run).await)
    }

    async fn again_all(&self, workspace: WorkspaceId, runs: Vec<RunId>, newest: bool) -> Result<BatchId, RunnerError> {
        let id = BatchId::new(&*self.ids);
        let created_at = flow::Timestamp(0);
        let row = BatchRow { id, workspace, newest, runs, position: 0, refused: 0, created_at, finished_at: None };
        self.store.create_batch(row).await?;
        Ok(id)
    }

    async fn signal(&self, workspace: WorkspaceId, run: RunId, at: At, items: Items) -> Result<(), RunnerError> {
        self.store.run(workspace, run).await?;
        self.signals.lock().unwrap().push((run, at.node, Value::clone(&items[0].json)));
        Ok(())
    }

    async fn awaited(&self, workspace: WorkspaceId, run: RunId, _at: At) -> Result<Awaited, RunnerError> {
        self.store.run(workspace, run).await?;
        self.awaited.lock().unwrap().clone().ok_or(store::StoreError::NotFound("wait").into())
    }

    async fn choose(&self, workspace: WorkspaceId, run: RunId, at: At, port: u16) -> Result<(), RunnerError> {
        self.store.run(workspace, run).await?;
        self.chosen.lock().unwrap().push((run, at, port));
        Ok(())
    }

    async fn form(&self, workspace: WorkspaceId, run: RunId) -> Result<FormStanding, RunnerError> {
        self.store.run(workspace, run).await?;
        Ok(self.form.lock().unwrap().clone().unwrap_or(FormStanding::Working))
    }

    async fn send_event(&self, _: WorkspaceId, event: SendEvent) -> Result<SentEvent, RunnerError> {
        let mut events = self.sent.lock().unwrap();
        let earlier = events.iter().position(|sent| sent.once.is_some() && sent.once == event.once);
        let repeat = match earlier {
            None => Repeat::New,
            Some(place) if events[place] == event => Repeat::Same,
            Some(_) => Repeat::Other,
        };
        if repeat == Repeat::New {
            events.push(event);
        }
        Ok(SentEvent { id: EventId::new(&*self.ids), runs: 2, repeat })
    }

    async fn settle(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        _at: At,
        _settlement: Settlement,
    ) -> Result<(), RunnerError> {
        Err(self.refuse(workspace, run).await)
    }

    async fn inspect(&self, workspace: WorkspaceId, run: RunId) -> Result<RunView, RunnerError> {
        let row = self.store.run(workspace, run).await?;
        Ok(RunView {
            row,
            asked: None,
            document: Flow::named("Stub"),
            steps: Vec::new(),
            steps_left_out: 0,
            edges: BTreeMap::new(),
            nodes: BTreeMap::new(),
        })
    }

    async fn step(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        _index: u32,
    ) -> Result<(StepView, PortItems, PortItems), RunnerError> {
        Err(self.refuse(workspace, run).await)
    }

    async fn samples(&self, _workspace: WorkspaceId, _flow: FlowId) -> Result<BTreeMap<NodeId, Sample>, RunnerError> {
        Ok(BTreeMap::new())
    }

    async fn preview(
        &self,
        _workspace: WorkspaceId,
        _flow: FlowId,
        _document: &Flow,
        preview: Preview,
    ) -> Result<Result<Value, PreviewError>, RunnerError> {
        Ok(Ok(Value::String(preview.template)))
    }

    async fn preview_messages(
        &self,
        _workspace: WorkspaceId,
        _flow: FlowId,
        _document: &Flow,
        node: &NodeId,
        items: Items,
    ) -> Result<Vec<Result<MessageView, StepErrorView>>, RunnerError> {
        let view = |item: &Item| MessageView {
            to: Some("ada@example.com".into()),
            subject: Some(format!("To {}", item.json["name"])),
            html: Some(format!("<p>{}</p>", node.0)),
            ..MessageView::default()
        };
        Ok(items.iter().map(|item| Ok(view(item))).collect())
    }

    async fn try_node(
        &self,
        _workspace: WorkspaceId,
        _flow: FlowId,
        document: &Flow,
        node: &NodeId,
        items: Items,
    ) -> Result<Result<PortItems, StepErrorView>, RunnerError> {
        self.tried.lock().unwrap().extend(document.node(node).map(|node| node.parameters.clone()));
        Ok(Ok(PortItems::from([("main".to_owned(), items)])))
    }

    async fn play(&self, document: &Flow, test: &FlowTest) -> Result<Tested, RunnerError> {
        let given = document.nodes.iter().map(|node| (node.id.clone(), vec![Given::new()])).collect();
        let played = Played { failure: None, given, first_ports: BTreeMap::new() };
        let verdicts = judge(document, test, &played);
        Ok(Tested { verdicts, given: played.given, withheld: Vec::new() })
    }

    async fn test_credential(
        &self,
        _workspace: WorkspaceId,
        _credential: CredentialId,
    ) -> Result<Result<String, StepErrorView>, RunnerError> {
        Ok(Ok("It works.".into()))
    }

    fn watch(&self, _workspace: WorkspaceId) -> broadcast::Receiver<LiveEvent> {
        self.events.subscribe()
    }
}

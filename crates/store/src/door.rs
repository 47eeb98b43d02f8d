//! The door to the worker: what the API and the scheduler may ask of runs.
//!
//! `api`, `scheduler` and `worker` do not know each other; the first two hold
//! `Arc<dyn Runner>`, the last one implements it, the server joins them.

pub mod debug;
pub mod events;
pub mod forms;
pub mod invitation;
mod load;
pub mod played;
mod step;

pub use load::{Carrying, Load};
pub use step::{InsideView, StepErrorView, StepView};

use crate::StoreError;
use crate::runs::{IdempotencyKey, IdempotencyRow, RunMode, RunRow, RunStatus};
use crate::triggers::TriggerRow;
use async_trait::async_trait;
use flow::flow_test::FlowTest;
use flow::id::{BatchId, CredentialId, FlowId, RunId, VersionId, WorkspaceId};
use flow::last::LastAnswer;
use flow::{Flow, Items, NodeId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use tokio::sync::broadcast;

/// A run to be started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The flow.
    pub flow: FlowId,
    /// The version; for drafts that of `Flows::snapshot`.
    pub version: VersionId,
    /// The trigger node it starts at.
    pub node: NodeId,
    /// What it is triggered with.
    pub items: Items,
    /// What starts it.
    pub mode: RunMode,
    /// Start at most one run with this key.
    pub idempotency: Option<IdempotencyKey>,
    /// Id to use for the run, for callers who must know it before (jobs). None: a new one.
    pub run: Option<RunId>,
    /// Whether the caller waits for the flow's answer, up to the first heavy node
    /// or wait; otherwise it is answered as soon as the event is durable.
    pub wait_for_answer: bool,
}

/// How long a caller waits for the answer of a run that works outside, and what it gets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patience {
    /// After this long it is told that the run goes on, in milliseconds.
    pub most_ms: u64,
    /// What of the last items it gets where no node answered; None: what `Launched::answer` says.
    pub last: Option<LastAnswer>,
}

/// A run that was started.
#[derive(Clone, Debug)]
pub struct Launched {
    /// Its id.
    pub run: RunId,
    /// How it stands, as far as the caller waited.
    pub status: RunStatus,
    /// What the flow answered; if it did not, the last items of a run that ended, the
    /// failure in plain words, or that the run goes on.
    pub answer: Answer,
}

/// What a flow answers its caller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

/// Why something cannot be done with a run.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    /// An earlier request had the same idempotency key.
    #[error("the idempotency key was used before")]
    Duplicate(IdempotencyRow),
    /// Too much is under way; try again later (503 with Retry-After).
    #[error("too much is under way")]
    Overloaded,
    /// A limit of the workspace or the flow leaves no room (429 with Retry-After).
    #[error("{}", .0.message)]
    Limited(Box<Refusal>),
    /// What is given is larger than this server takes; the sentence says which limit it is.
    #[error("{0}")]
    TooLarge(String),
    /// The version cannot be run on this build.
    #[error("{0}")]
    Invalid(String),
    /// The run does not stand so that this can be done; the sentence says why.
    #[error("{0}")]
    WrongState(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a run was refused by a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The limit's stable name, such as `flow_at_once`.
    pub limit: &'static str,
    /// What it allows, as a sentence.
    pub message: String,
    /// After this long it may be worth trying again, in milliseconds.
    pub retry_after_ms: u64,
}

/// From where a run is begun again.
#[derive(Clone, Debug)]
pub enum Again {
    /// A new run that keeps the results of done steps and performs the failed ones.
    Retry,
    /// A new run that keeps what lies before this node and begins there.
    From(NodeId),
    /// A new run with the same items, on the published version.
    Rerun,
    /// A new run that keeps what is said here.
    With(Resume),
}

/// How a run is begun again from where somebody wants it to go on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resume {
    /// Begin at this node, keeping what lies before it. None: at what failed, and
    /// after what was edited.
    pub from: Option<NodeId>,
    /// What nodes shall have given, by output port, whatever they gave.
    pub edits: BTreeMap<NodeId, PortItems>,
    /// Go on with the published version, as far as its nodes are those of the run.
    pub newest: bool,
    /// Begin at most one run for this one under this name.
    pub once: Option<String>,
}

/// The earlier test of which another one takes over what still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reuse {
    /// The earlier test.
    pub run: RunId,
    /// Begin with the items that one began with.
    pub with_its_items: bool,
}

/// What somebody wants of an open run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steer {
    /// Stand still: nothing starts until it is resumed.
    Pause,
    /// Go on.
    Resume,
    /// End at once; what is being performed is abandoned.
    Kill,
}

/// A node of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The node.
    pub node: NodeId,
    /// The frame, where the node stands in a box. None: the only one in question.
    pub frame: Option<u32>,
}

impl From<NodeId> for At {
    fn from(node: NodeId) -> Self {
        Self { node, frame: None }
    }
}

/// A wait that somebody outside may end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// The name of the flow.
    pub flow: String,
    /// How the wait stands.
    pub state: AwaitedState,
    /// How it may be ended.
    pub reply: AwaitedReply,
}

/// How a wait stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwaitedState {
    /// The run has not come to it.
    NotYet,
    /// It lasts.
    Open,
    /// It has ended, or will never begin.
    Over,
}

/// How somebody outside may end a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AwaitedReply {
    /// By a request, which becomes the items.
    Call {
        /// Its method.
        method: String,
        /// The item holds the request in parts.
        in_parts: bool,
    },
    /// By choosing one of the output ports.
    Choice {
        /// What is asked.
        message: String,
        /// The ports and what their buttons say.
        choices: Vec<(u16, String)>,
    },
    /// By filling in a page of a form.
    Form {
        /// The page.
        page: Box<flow::form::Page>,
        /// Whether it is a test.
        is_test: bool,
        /// The zone of the flow.
        time_zone: String,
    },
}

/// How a person settles a step in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The effect took place.
    Done,
    /// It did not: count it as failed.
    Failed,
    /// Perform it again.
    Retry,
}

/// Something that happened to a run, for those who watch.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum LiveEvent {
    /// A run began, parked or ended.
    Run(LiveRun),
    /// A step changed.
    Step(LiveStep),
    /// An arrow was decided.
    Edge(LiveEdge),
    /// Some events were left out: whoever watches should fetch anew.
    Lag,
}

/// A run began, parked or ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LiveRun {
    /// The run.
    pub run: RunId,
    /// Its flow.
    pub flow: FlowId,
    /// `running`, `waiting` …
    pub status: String,
    /// `webhook`, `manual` …
    pub mode: String,
    /// When, ms.
    pub at: Timestamp,
    /// When it goes on by itself.
    pub wake_at: Option<Timestamp>,
    /// Why it failed.
    pub error: Option<String>,
    /// Whether it is a test of the draft.
    pub draft: bool,
}

/// A step changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LiveStep {
    /// The run.
    pub run: RunId,
    /// Its flow.
    pub flow: FlowId,
    /// The node.
    pub node: NodeId,
    /// The frame.
    pub frame: u32,
    /// The attempt.
    pub attempt: u32,
    /// `running`, `done` …
    pub state: String,
    /// When, ms.
    pub at: Timestamp,
    /// How many items it gave, by port.
    pub items_out: BTreeMap<String, u64>,
    /// Why it failed.
    pub error: Option<String>,
    /// The boxes around it, from the outermost inwards.
    pub place: Vec<BoxPlace>,
    /// Of a box, how many iterations began.
    pub iterations: Option<u32>,
    /// Of a loop, how many there will be, where that is known.
    pub iterations_total: Option<u32>,
}

/// A box around a step, and which of its iterations the step is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxPlace {
    /// The box.
    pub node: NodeId,
    /// The iteration, from 0.
    pub iteration: u32,
}

/// An arrow was decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LiveEdge {
    /// The run.
    pub run: RunId,
    /// Its flow.
    pub flow: FlowId,
    /// The edge.
    pub edge: String,
    /// The frame.
    pub frame: u32,
    /// `taken` or `skipped`.
    pub state: String,
    /// How many items went along it.
    pub items: u64,
}

/// Items by port.
pub type PortItems = BTreeMap<String, Items>;

/// A run with its steps.
#[derive(Clone, Debug)]
pub struct RunView {
    /// The row.
    pub row: RunRow,
    /// The document of its version.
    pub document: Flow,
    /// What somebody asked of it that takes effect when what is being performed is over:
    /// `pause` or `cancel`. A paused run keeps it until it is resumed.
    pub asked: Option<String>,
    /// Its steps in order of their beginning.
    pub steps: Vec<StepView>,
    /// How many more there were: those of iterations in the middle of a loop are not kept.
    pub steps_left_out: u64,
    /// State (`pending`, `taken`, `skipped`) and number of items of each edge; within a
    /// box those of the iteration that came to it last.
    pub edges: BTreeMap<String, (String, u64)>,
    /// State, attempts and number of items out of each node; within a box those of
    /// the iteration that came to it last.
    pub nodes: BTreeMap<String, (String, u32, u64)>,
}

/// Last seen items of a node.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The run they are from.
    pub run: RunId,
    /// When.
    pub at: Timestamp,
    /// Items by input port.
    pub inputs: PortItems,
    /// Items by output port.
    pub outputs: PortItems,
}

/// An expression to be tried.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The node whose field it is in.
    pub node: NodeId,
    /// The text with `{{ }}`.
    pub template: String,
    /// Which of the last received items.
    pub item_index: usize,
    /// This item instead of a received one.
    pub item: Option<Value>,
}

/// A message as somebody would get it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MessageView {
    /// Who gets it; None if that cannot be said of this item.
    pub to: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// The text beside the subject in a list of mails.
    pub preheader: Option<String>,
    /// Its HTML.
    pub html: Option<String>,
    /// Its text.
    pub text: String,
    /// What it takes as SMS: alphabet, segments, and a text that takes fewer.
    pub sms: Option<(String, u32, Option<String>)>,
}

/// Why an expression has no value.
#[derive(Clone, Debug, Serialize)]
pub struct PreviewError {
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: String,
    /// Start of the part at fault, in UTF-16 units.
    pub start: usize,
    /// Its end.
    pub end: usize,
}

/// What may be asked of runs.
#[async_trait]
pub trait Runner: Send + Sync {
    /// Starts a run; returns after it is durable and, if wanted, answered.
    async fn launch(&self, launch: Launch) -> Result<Launched, RunnerError>;
    /// Starts a run and waits for its answer also while it works outside.
    async fn launch_patiently(&self, launch: Launch, patience: Patience) -> Result<Launched, RunnerError> {
        let _ = patience;
        self.launch(launch).await
    }
    /// Lets a trigger look for news, in the background; what is new starts runs.
    async fn poll(&self, trigger: TriggerRow) -> Result<(), RunnerError>;
    /// Starts a run that ends with this node: what does not lead to it is skipped.
    async fn launch_until(&self, launch: Launch, until: NodeId) -> Result<Launched, RunnerError>;
    /// Starts a test that performs only what is stale: what nodes gave in an earlier one
    /// holds as long as neither they nor anything before them has changed. Without the same
    /// items nothing holds.
    async fn launch_reusing(
        &self,
        launch: Launch,
        reuse: Reuse,
        until: Option<NodeId>,
        debug: Option<debug::Debug>,
    ) -> Result<Launched, RunnerError>;
    /// Starts a test that stops where it is told to; with `until` it ends with this node.
    async fn launch_debugged(
        &self,
        launch: Launch,
        until: Option<NodeId>,
        debug: debug::Debug,
    ) -> Result<Launched, RunnerError>;
    /// Where a run stands that was stopped or paused.
    async fn standing(&self, workspace: WorkspaceId, run: RunId) -> Result<debug::Standing, RunnerError>;
    /// Begins to debug a run that is under way, be it of a published version: it stands
    /// still at its next step. Returns when that is durable.
    async fn attach(&self, workspace: WorkspaceId, run: RunId, debug: debug::Debug) -> Result<(), RunnerError>;
    /// Debugs a run no more: it goes on as if nobody had.
    async fn detach(&self, workspace: WorkspaceId, run: RunId) -> Result<(), RunnerError>;
    /// Lets a run that is debugged go on; returns when that is durable.
    async fn release(&self, workspace: WorkspaceId, run: RunId, release: debug::Release) -> Result<(), RunnerError>;
    /// Evaluates an expression as the held node would, for one of the items that have come to it.
    async fn watch_at(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        at: At,
        template: &str,
        item_index: usize,
    ) -> debug::Watched;
    /// Cancels a run: nothing starts after this returns; what is being performed is left to finish.
    async fn cancel(&self, workspace: WorkspaceId, run: RunId) -> Result<(), RunnerError>;
    /// Pauses, resumes or kills a run; returns when that is durable.
    async fn steer(&self, workspace: WorkspaceId, run: RunId, steer: Steer) -> Result<(), RunnerError>;
    /// Begins a run again as a new one; gives its id.
    async fn again(&self, workspace: WorkspaceId, run: RunId, again: Again) -> Result<RunId, RunnerError>;
    /// Begins many runs again, in the background and each once; gives the batch they are in.
    async fn again_all(&self, workspace: WorkspaceId, runs: Vec<RunId>, newest: bool) -> Result<BatchId, RunnerError>;
    /// Answers for a node that waits to be called back.
    async fn signal(&self, workspace: WorkspaceId, run: RunId, node: At, items: Items) -> Result<(), RunnerError>;
    /// How a wait stands that somebody outside may end.
    async fn awaited(&self, workspace: WorkspaceId, run: RunId, at: At) -> Result<Awaited, RunnerError>;
    /// Ends a wait by one of the node's output ports, with the items that waited.
    async fn choose(&self, workspace: WorkspaceId, run: RunId, at: At, port: u16) -> Result<(), RunnerError>;
    /// How the form of a run goes on.
    async fn form(&self, workspace: WorkspaceId, run: RunId) -> Result<forms::FormStanding, RunnerError>;
    /// Sends an event to the waits and flows of a workspace; returns once it is durable.
    async fn send_event(
        &self,
        workspace: WorkspaceId,
        event: events::SendEvent,
    ) -> Result<events::SentEvent, RunnerError>;
    /// Settles a step in doubt.
    async fn settle(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        node: At,
        settlement: Settlement,
    ) -> Result<(), RunnerError>;
    /// The run with its steps.
    async fn inspect(&self, workspace: WorkspaceId, run: RunId) -> Result<RunView, RunnerError>;
    /// Items in and out of one step.
    async fn step(
        &self,
        workspace: WorkspaceId,
        run: RunId,
        index: u32,
    ) -> Result<(StepView, PortItems, PortItems), RunnerError>;
    /// Last seen items of each node of a flow.
    async fn samples(&self, workspace: WorkspaceId, flow: FlowId) -> Result<BTreeMap<NodeId, Sample>, RunnerError>;
    /// Evaluates an expression against the last received items. `document` is the draft.
    async fn preview(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        document: &Flow,
        preview: Preview,
    ) -> Result<Result<Value, PreviewError>, RunnerError>;
    /// The messages a node of the draft would send, one for each item; nothing is sent.
    async fn preview_messages(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        document: &Flow,
        node: &NodeId,
        items: Items,
    ) -> Result<Vec<Result<MessageView, StepErrorView>>, RunnerError>;
    /// Performs one node of the draft for real, outside any run.
    async fn try_node(
        &self,
        workspace: WorkspaceId,
        flow: FlowId,
        document: &Flow,
        node: &NodeId,
        items: Items,
    ) -> Result<Result<PortItems, StepErrorView>, RunnerError>;
    /// Plays a test of this document in memory: nothing outside is reached, nothing is
    /// written down, and no time passes.
    async fn play(&self, document: &Flow, test: &FlowTest) -> Result<played::Tested, RunnerError>;
    /// Tries a credential; gives a sentence.
    async fn test_credential(
        &self,
        workspace: WorkspaceId,
        credential: CredentialId,
    ) -> Result<Result<String, StepErrorView>, RunnerError>;
    /// Takes in that a workspace's limits, or the published version of one of its flows, have changed.
    async fn limits_changed(&self, _workspace: WorkspaceId) {}
    /// Tells who watches that something of a run changed that no step did, such as what became of a message.
    fn receipt_came(&self, _workspace: WorkspaceId) {}
    /// How much this process has to do.
    fn load(&self) -> Load {
        Load::default()
    }
    /// Everything that happens to runs of this workspace from now on.
    fn watch(&self, workspace: WorkspaceId) -> broadcast::Receiver<LiveEvent>;
}

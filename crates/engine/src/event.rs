//! What happens to a run, and what the engine asks to be done.

use crate::debug::{Debug, Release};
use crate::run::RunStatus;
use flow::id::VersionId;
use flow::{Items, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use flow::container::ErrorClass;
pub use flow::plan::{EdgeIndex, NodeIndex};

/// A frame: one instance of a region. The first frame of a run is 0; each iteration
/// and each opening of a box is a frame of its own, and its number is not used again.
pub type FrameId = u32;

/// One attempt of one node in one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StepId {
    /// The frame.
    pub frame: FrameId,
    /// The node.
    pub node: NodeIndex,
    /// 1 for the first attempt.
    pub attempt: u32,
}

/// A timer of a run; unique while it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TimerId {
    /// The pause before the next attempt of a node is over.
    Retry(FrameId, NodeIndex),
    /// A waiting node's time has come.
    Wait(FrameId, NodeIndex),
    /// A join has waited long enough for its arrows.
    Join(FrameId, NodeIndex),
    /// An attempt has taken too long. The engine keeps the time of boxes. That of a node is
    /// kept by whoever performs it, for only they know when it began; they say so by this,
    /// or by the attempt's failure.
    StepTimeout(StepId),
    /// The run has taken too long.
    RunTimeout,
}

impl TimerId {
    /// The node it is about; None: the run.
    pub(crate) fn place(self) -> Option<(FrameId, NodeIndex)> {
        match self {
            Self::Retry(frame, node) | Self::Wait(frame, node) | Self::Join(frame, node) => Some((frame, node)),
            Self::StepTimeout(step) => Some((step.frame, step.node)),
            Self::RunTimeout => None,
        }
    }
}

/// What happens to a run. These are what is written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The run begins at this trigger node with these items.
    Started {
        /// The trigger.
        node: NodeIndex,
        /// What it was triggered with.
        items: Items,
        /// Results taken over from the run this one retries: outcome by node of
        /// frame 0. Such nodes are done without being performed.
        kept: BTreeMap<NodeIndex, Outcome>,
        /// What is special about this run.
        #[serde(default, skip_serializing_if = "Manner::is_default")]
        manner: Manner,
    },
    /// An attempt was begun whose effect may not be repeated unseen: the intent.
    /// Written before the effect; tells recovery which steps are uncertain.
    Intended {
        /// The attempt.
        step: StepId,
    },
    /// An attempt ended. Ignored if the attempt is no longer current.
    Finished {
        /// The attempt.
        step: StepId,
        /// How long it took, in microseconds.
        duration_us: u32,
        /// How it ended.
        result: Result<Outcome, StepError>,
    },
    /// A timer's time has come. Ignored if it is no longer set.
    TimerFired(TimerId),
    /// Somebody outside answered for a waiting node (call-back, signal).
    Signalled {
        /// The frame.
        frame: FrameId,
        /// The waiting node.
        node: NodeIndex,
        /// The items it goes on with.
        items: Items,
    },
    /// Somebody outside chose how a wait goes on: what waited leaves by this port.
    Chosen {
        /// The frame.
        frame: FrameId,
        /// The waiting node.
        node: NodeIndex,
        /// The output port.
        port: u16,
    },
    /// Somebody wants the run to end. Nothing starts after it; what is being performed
    /// is left to finish, and its result is kept. A second one ends the run at once.
    CancelRequested,
    /// After a crash: this attempt was intended and its result is not written.
    /// The node's `on_uncertain` decides what follows.
    FoundUncertain {
        /// The attempt.
        step: StepId,
    },
    /// After a crash: this attempt was at work, and does no harm if it is performed again. Where
    /// nothing new starts any more, it is cancelled.
    CutOff {
        /// The attempt.
        step: StepId,
    },
    /// The other side was asked whether an effect took place. Ignored if that is not asked.
    LookedUp {
        /// The attempt.
        step: StepId,
        /// What it says.
        finding: Finding,
    },
    /// A person settled a step that was in doubt.
    Settled {
        /// The attempt.
        step: StepId,
        /// What the person decided.
        result: Settlement,
    },
    /// The condition of a while was evaluated. Ignored if it is not asked for.
    Evaluated {
        /// The frame the while is in.
        frame: FrameId,
        /// The while.
        node: NodeIndex,
        /// The iteration it was asked for.
        iteration: u32,
        /// Whether the condition holds.
        result: Result<bool, StepError>,
    },
    /// A child run ended, or was begun where its end is not waited for. Ignored if
    /// the step is no longer current.
    ChildEnded {
        /// The sub-flow's attempt.
        step: StepId,
        /// What the sub-flow gives at its port.
        result: Result<Items, StepError>,
    },
    /// The flow a sub-flow names ran within this run, and ended well. Ignored if the step is
    /// no longer current.
    RanInside {
        /// The sub-flow's attempt.
        step: StepId,
        /// What the sub-flow gives at its port.
        items: Items,
        /// What happened in it.
        inside: Inside,
    },
    /// Somebody wants the run to stand still. Nothing starts until it is resumed; what
    /// is being performed is left to finish, and times that come wait.
    PauseRequested,
    /// Somebody wants a paused run to go on.
    ResumeRequested,
    /// Somebody wants the run to end at once. What is being performed is abandoned.
    KillRequested,
    /// The condition of a stop was evaluated for a held node. Ignored if it is not asked for.
    Judged {
        /// The frame.
        frame: FrameId,
        /// The held node.
        node: NodeIndex,
        /// Whether the run stops there.
        stops: bool,
    },
    /// Somebody who debugs the run lets it go on. Ignored if it does not stand still,
    /// or what it names is not held.
    Released(Release),
    /// The run does more than it may: it fails with this, and nothing of it goes on.
    BrokenOff {
        /// What it did too much of.
        error: StepError,
    },
    /// Somebody debugs the run from now on. Ignored if it is debugged already.
    Attached(Debug),
    /// Nobody debugs the run any more: what was held goes on. Ignored if it is not debugged.
    Detached,
}

/// What is special about a run from its beginning on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manner {
    /// From this the random share of pauses is derived. None: pauses are as long as said.
    pub seed: Option<u64>,
    /// These nodes give these items at their first port, whenever their turn comes,
    /// and are not performed.
    pub pinned: BTreeMap<NodeIndex, Items>,
    /// Of the flow itself only these nodes run, and the others are skipped. None: all.
    pub only: Option<BTreeSet<NodeIndex>>,
    /// How it is debugged. None: it is not.
    #[serde(default)]
    pub debug: Option<Debug>,
}

impl Manner {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How a person settles a step that is in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Settlement {
    /// The effect took place: go on with the items that came in.
    Done,
    /// It did not, and it shall count as failed.
    Failed,
    /// Perform it again with the same key.
    Retry,
}

/// A flow that ran within the run of the one that called it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inside {
    /// Its version.
    pub version: VersionId,
    /// What happened in it, as in a run of its own.
    pub events: Vec<(Timestamp, Event)>,
}

/// What the other side says of an effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Finding {
    /// It took place; the step gives this.
    Found(Outcome),
    /// It did not take place.
    NotFound,
    /// That cannot be told, and why.
    Unknown(StepError),
}

/// How an attempt ended well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Items by output port index (in the order of the compiled node's ports).
    /// Ports in it are taken, also with no items; the others are skipped.
    pub ports: Vec<(u16, Items)>,
    /// Do not go on yet: wait for this, then take port 0 with the items given there.
    pub wait: Option<Wait>,
    /// Answer the caller who waits for this run.
    pub answer: Option<Answer>,
}

impl Outcome {
    /// Takes port 0 with these items.
    pub fn main(items: Items) -> Self {
        Self { ports: vec![(0, items)], wait: None, answer: None }
    }
}

/// What a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Goes on at this time with the items given, at port 0 if none are. None: only a signal ends it.
    pub until: Option<Timestamp>,
    /// Whether a signal may end it early (port 0 with the signal's items).
    pub signal: bool,
}

/// What is answered to the caller of a webhook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: AnswerBody,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AnswerBody {
    /// None.
    Empty,
    /// A JSON value, shared with the record it is written in.
    Json(flow::Json),
    /// A text, with its media type in the headers.
    Text(String),
    /// The content of a file in base 64, with its media type in the headers.
    File(String),
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct StepError {
    /// Decides whether it is tried again.
    pub class: ErrorClass,
    /// Stable code, such as `rate_limited`.
    pub code: String,
    /// What happened, as a sentence.
    pub message: String,
    /// What to do about it, as a sentence.
    pub hint: String,
    /// The parameter at fault.
    pub parameter: Option<String>,
    /// The other side asked to wait this long before the next attempt, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

/// What the engine asks to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Perform a node and answer with `Finished`.
    Perform(StepRequest),
    /// Ask the other side whether the effect of this attempt took place and answer with `LookedUp`.
    LookUp(StepRequest),
    /// Call `TimerFired` at this time.
    SetTimer(TimerId, Timestamp),
    /// The timer is no longer wanted.
    ClearTimer(TimerId),
    /// The attempt's result is no longer wanted; stop it if it can be stopped.
    Abandon(StepId),
    /// Answer the caller.
    Answer(Answer),
    /// Evaluate the condition of a while and answer with `Evaluated`.
    Evaluate(Question),
    /// Begin a run of the flow a sub-flow names, once however often this is asked
    /// for the same attempt, and answer with `ChildEnded` when it ended (or, if the
    /// sub-flow does not wait, when it is accepted). `Abandon` cancels it.
    StartChild(StepRequest),
    /// The run is over.
    End(RunStatus),
}

/// A node to perform.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRequest {
    /// The attempt.
    pub step: StepId,
    /// Items by input port index; ports with no taken arrow are empty.
    pub inputs: Vec<Items>,
}

/// A condition to evaluate.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The frame the while is in.
    pub frame: FrameId,
    /// The while.
    pub node: NodeIndex,
    /// The iteration that begins if the condition holds, from 0.
    pub iteration: u32,
    /// What came in at the while, or what the iteration before gave.
    pub items: Items,
}

/// A change of a node or an edge, for those who watch a run live.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A node changed its state.
    Node {
        /// The frame.
        frame: FrameId,
        /// The node.
        node: NodeIndex,
    },
    /// An edge was decided.
    Edge {
        /// The frame.
        frame: FrameId,
        /// The edge.
        edge: EdgeIndex,
    },
    /// A run that is debugged came to a stop: what changed before this may have begun,
    /// what comes after it did not.
    Stopped,
}

/// What one or more calls of `apply` asked for, in order. Reused between calls
/// so that the hot path does not allocate.
#[derive(Debug, Default)]
pub struct Effects {
    /// What to do.
    pub commands: Vec<Command>,
    /// What changed; left empty unless `watch` is set.
    pub changes: Vec<Change>,
    /// Whether changes are wanted.
    pub watch: bool,
}

impl Effects {
    /// Forgets what was asked for; keeps the memory and whether changes are wanted.
    pub fn clear(&mut self) {
        self.commands.clear();
        self.changes.clear();
    }
}

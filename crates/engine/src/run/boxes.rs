//! What a run knows of its boxes: frames, how far loops are, what is asked for.

use super::{NodeState, Run};
use crate::container::Work;
use crate::event::{FrameId, NodeIndex, Question, StepId};
use flow::{Items, Plan};
use serde::{Deserialize, Serialize};

/// Where a frame belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FramePlace {
    /// The frame its container is in.
    pub frame: FrameId,
    /// The container.
    pub node: NodeIndex,
    /// Which iteration of the container it is, from 0.
    pub index: u32,
}

/// How far an open container is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many iterations began.
    pub begun: u32,
    /// How many of them are under way.
    pub in_flight: u32,
    /// How many there will be, if nothing breaks them off; None where nobody can know.
    pub total: Option<u32>,
}

impl Run {
    /// How many frames are open; frame 0 is the flow itself.
    pub fn frame_count(&self) -> u32 {
        self.frames.len() as u32
    }

    /// The frames that are open.
    pub fn frames(&self) -> impl Iterator<Item = FrameId> + '_ {
        self.frames.iter().map(|(id, _)| id)
    }

    /// How many frames were ever opened. Their numbers are below this.
    pub fn frames_opened(&self) -> u32 {
        self.frames.opened()
    }

    /// How often nodes were given their turn, all iterations counted.
    pub fn node_runs(&self) -> u64 {
        self.node_runs
    }

    /// The container a frame was opened for. None for frame 0, for one in which work is
    /// undone, and for one that is over, unless it ended in the last call of `apply`
    /// and somebody watched.
    pub fn frame_place(&self, frame: FrameId) -> Option<FramePlace> {
        self.frame(frame).filter(|frame| !frame.undoes)?.place
    }

    /// The node whose work is undone in a frame.
    pub fn undoes(&self, frame: FrameId) -> Option<NodeIndex> {
        self.frame(frame).filter(|frame| frame.undoes)?.place.map(|place| place.node)
    }

    /// The items the body of a container began with in this frame. None for frame 0,
    /// and for a frame that is over.
    pub fn frame_input(&self, frame: FrameId) -> Option<&Items> {
        self.frame(frame).filter(|frame| frame.place.is_some()).map(|frame| &frame.input)
    }

    /// The frame in which a node is seen from `frame`: the frame itself, or one of
    /// those around it. None if the node stands in a box that does not surround it.
    pub fn frame_of(&self, plan: &Plan, frame: FrameId, node: NodeIndex) -> Option<FrameId> {
        let wanted = plan.nodes().get(node as usize)?.region;
        let mut frame = frame;
        while self.frame(frame)?.region() != wanted {
            frame = self.frame(frame)?.place?.frame;
        }
        Some(frame)
    }

    /// What a step in this frame sees of the run: the frame and those around it, not
    /// what loops have gathered. Small, however long the run is.
    pub fn seen_from(&self, frame: FrameId) -> Self {
        let around = std::iter::successors(Some(frame), |frame| Some(self.frames.get(*frame)?.place?.frame));
        Self { frames: self.frames.seen(around), started: self.started, status: self.status, ..Self::new() }
    }

    /// How far a container is; None if it is not open.
    pub fn progress(&self, frame: FrameId, node: NodeIndex) -> Option<Progress> {
        let open = self.cell(frame, node)?.container.as_ref()?;
        let total = match &open.work {
            Work::ForEach(iterations) => Some(iterations.limit),
            Work::While(_) => None,
            Work::Once | Work::Child => Some(1),
        };
        Some(Progress { begun: open.begun, in_flight: open.in_flight.len() as u32, total })
    }

    /// The conditions asked for; after a crash they are to be evaluated again.
    pub fn questions(&self) -> impl Iterator<Item = Question> + '_ {
        self.steps(NodeState::Running).filter_map(|(step, cell)| match &cell.container.as_ref()?.work {
            Work::While(state) if state.asking => Some(Question {
                frame: step.frame,
                node: step.node,
                iteration: state.iteration,
                items: state.carried.clone(),
            }),
            _ => None,
        })
    }

    /// The sub-flows whose child run is at work; after a crash they are to be begun
    /// again, which must find the child that is there.
    pub fn children(&self) -> impl Iterator<Item = StepId> + '_ {
        self.steps(NodeState::Waiting).filter(|(_, cell)| cell.is_child()).map(|(step, _)| step)
    }
}

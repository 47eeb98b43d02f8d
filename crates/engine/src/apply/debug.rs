//! `Judged` and `Released`: a run that is debugged stops before nodes, and goes on as
//! far as somebody wants. It stands still as a paused run does; what is let through
//! goes on all the same.

use super::Turn;
use crate::debug::{Debug, Debugging, Edit, Go, Release};
use crate::event::{Change, FrameId, NodeIndex, StepId};
use crate::run::NodeState;
use flow::Items;

impl Turn<'_> {
    /// The run is debugged from now on.
    pub(super) fn debug(&mut self, debug: &Debug) {
        let (stops, arrows) = (debug.stops.clone(), debug.arrows.clone());
        self.run.debugging = Some(Box::new(Debugging { stops, arrows, ..Debugging::default() }));
        if debug.at_start {
            self.run.paused_at = Some(self.now);
        }
    }

    /// Somebody begins to debug a run that is under way.
    pub(super) fn attached(&mut self, debug: &Debug) -> bool {
        if self.run.debugging.is_some() || self.run.cancelling || self.run.started.is_none() {
            return false;
        }
        let (stops, arrows, stops_next) = (debug.stops.clone(), debug.arrows.clone(), debug.at_start);
        self.run.debugging = Some(Box::new(Debugging { stops, arrows, stops_next, ..Debugging::default() }));
        true
    }

    /// Nobody debugs the run any more: it goes on as if nobody had.
    pub(super) fn detached(&mut self) -> bool {
        if self.run.debugging.take().is_none() {
            return false;
        }
        if !self.resume_requested() {
            self.let_held_begin();
        }
        true
    }

    /// Whether a node whose turn has come is kept: the run stands still, or stops here.
    pub(super) fn is_kept(&mut self, frame: FrameId, node: NodeIndex) -> bool {
        let is_still = self.run.paused_at.is_some() && !self.run.is_let_through(frame, node);
        let is_next = !is_still && self.is_to_stop();
        let stops = if is_still { Vec::new() } else { self.run.stops_at(self.plan, frame, node) };
        if !is_still && !is_next && stops.is_empty() {
            return false;
        }
        self.hold(StepId { frame, node, attempt: 0 });
        if is_next || stops.iter().any(|(_, condition)| condition.is_none()) {
            self.stand_still();
        } else if !is_still {
            self.debugging(|debugging| debugging.judging.push((frame, node)));
        }
        true
    }

    /// Whether the run stops before whatever comes next, which is now.
    fn is_to_stop(&mut self) -> bool {
        self.run.debugging.as_mut().is_some_and(|debugging| std::mem::take(&mut debugging.stops_next))
    }

    /// Somebody looked whether the condition of a stop holds.
    pub(super) fn judged(&mut self, at: (FrameId, NodeIndex), stops: bool) -> bool {
        let Some(debugging) = self.run.debugging.as_mut() else { return false };
        let Some(place) = debugging.judging.iter().position(|judging| *judging == at) else { return false };
        debugging.judging.remove(place);
        let is_held = self.run.node_state(at.0, at.1) == NodeState::Held;
        match is_held {
            true if stops => self.stand_still(),
            true if self.run.paused_at.is_none() || self.run.is_let_through(at.0, at.1) => self.let_begin(at),
            // It stopped elsewhere meanwhile, or what stopped the node took it out of its state.
            _ => {}
        }
        true
    }

    pub(super) fn released(&mut self, release: &Release) -> bool {
        if self.run.debugging.is_none() || self.run.paused_at.is_none() {
            return false;
        }
        let first = self.run.held().next().map(|step| (step.frame, step.node));
        let at = release.at.or(first).filter(|at| self.run.node_state(at.0, at.1) == NodeState::Held);
        if at.is_none() && (release.go != Go::Continue || release.at.is_some()) {
            return false;
        }
        release.edits.iter().for_each(|edit| self.edit(edit));
        if let Some(stops) = &release.stops {
            self.debugging(|debugging| debugging.stops.clone_from(stops));
        }
        if let Some(arrows) = &release.arrows {
            self.debugging(|debugging| debugging.arrows.clone_from(arrows));
        }
        match (release.go, at) {
            (Go::Over, Some(at)) => {
                self.let_through(at);
                self.let_begin(at);
            }
            (Go::Into, Some(at)) => self.step_into(at),
            (Go::Out, Some(at)) if self.run.frame_place(at.0).is_some() => self.step_out(at.0),
            _ => return self.resume_requested(),
        }
        true
    }

    /// What is in a box is held; a node that is none may wait and try again.
    fn step_into(&mut self, at: (FrameId, NodeIndex)) {
        self.let_through(at);
        self.let_begin(at);
        let is_box = self.plan.node(at.1).container.as_ref().is_some_and(|container| container.region.is_some());
        if is_box {
            self.debugging(|debugging| debugging.let_through.retain(|place| *place != at));
        }
    }

    /// The box around a frame goes on to its end.
    fn step_out(&mut self, frame: FrameId) {
        let Some(owner) = self.run.around(frame).next() else { return };
        self.let_through(owner);
        let held: Vec<_> =
            self.run.held().filter(|step| self.run.around(step.frame).any(|place| place == owner)).collect();
        for step in held {
            self.let_begin((step.frame, step.node));
        }
    }

    fn stand_still(&mut self) {
        self.run.paused_at.get_or_insert(self.now);
        self.debugging(|debugging| debugging.let_through.clear());
        if self.effects.watch {
            self.effects.changes.push(Change::Stopped);
        }
    }

    fn let_through(&mut self, at: (FrameId, NodeIndex)) {
        self.debugging(|debugging| debugging.let_through.push(at));
    }

    /// The held node begins.
    fn let_begin(&mut self, at: (FrameId, NodeIndex)) {
        let held = &mut self.run.held;
        let Some(place) = held.iter().position(|step| (step.frame, step.node) == at) else { return };
        let step = held.remove(place);
        self.set_state(step.frame, step.node, NodeState::Idle);
        match step.attempt {
            0 => self.start(step.frame, step.node),
            _ => self.begin(step),
        }
    }

    fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Given { frame, node, port, items } => self.edit_given(*frame, *node, *port, items),
            Edit::Opened { frame, items } => {
                if let Some(frame) = self.run.frames.get_mut(*frame).filter(|frame| frame.place.is_some()) {
                    frame.input = items.clone();
                }
            }
        }
    }

    fn edit_given(&mut self, frame: FrameId, node: NodeIndex, port: u16, items: &Items) {
        if self.run.frames.get(frame).is_none() || !self.run.is_awaited(self.plan, frame, node, port) {
            return;
        }
        let outputs = &mut self.cell(frame, node).outputs;
        if let Some((_, given)) = outputs.iter_mut().find(|(candidate, _)| *candidate == port) {
            *given = items.clone();
        }
        if self.effects.watch {
            self.effects.changes.push(Change::Node { frame, node });
        }
    }

    fn debugging(&mut self, change: impl FnOnce(&mut Debugging)) {
        if let Some(debugging) = self.run.debugging.as_mut() {
            change(debugging);
        }
    }
}
